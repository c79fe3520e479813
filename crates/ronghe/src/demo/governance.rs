//! The governing bodies of the sample plant, who holds which post, and a few major matters. Every name,
//! number and document is invented. One exception is recorded, one entry lacks its document, one branch is
//! without a secretary, and one matter was decided before it was studied: each check has something to show.

use super::people::staff;
use directory::people;
use kernel::{BodyId, Day, DayRange, MatterKindId, Month, PartyOrgId, PersonId, UnitId};
use organisation::governance::catalogue::{BodyPart, Catalogue, OrgLevel, Part, Where};
use organisation::governance::store::bodies::{self, NewBody};
use organisation::governance::store::matters::{self, Raised, Step};
use organisation::governance::store::{exceptions, tenures};
use organisation::governance::tenure::{Direction, Seat, Terms};
use std::collections::HashMap;
use store::{Refusal, Work};

/// The plant's committee, its board and its management: post, staff number, direction, document.
type Holder = (Part, &'static str, Direction, Option<&'static str>);

const COMMITTEE: &[Holder] = &[
    (Part::Secretary, "QH0001", Direction::None, Some("晋党〔2023〕16号")),
    (Part::DeputySecretary, "QH0002", Direction::None, Some("晋党〔2023〕16号")),
    (Part::CommitteeMember, "QH0003", Direction::ToParty, Some("晋党〔2023〕17号")),
    (Part::CommitteeMember, "QH0004", Direction::None, Some("晋党〔2023〕16号")),
    (Part::CommitteeMember, "QH0005", Direction::None, Some("晋党〔2023〕16号")),
];

const BOARD: &[Holder] = &[
    (Part::Chairman, "QH0002", Direction::ToGovernance, Some("晋企〔2023〕21号")),
    (Part::Director, "QH0001", Direction::ToGovernance, Some("晋企〔2023〕21号")),
    (Part::Director, "QH0006", Direction::None, Some("清职〔2023〕2号")),
    (Part::OutsideDirector, "QH0007", Direction::None, Some("晋企〔2023〕22号")),
];

const MANAGEMENT: &[Holder] = &[
    (Part::GeneralManager, "QH0003", Direction::None, Some("清董〔2023〕1号")),
    (Part::Manager, "QH0004", Direction::ToGovernance, None),
    (Part::Manager, "QH0008", Direction::None, Some("清董〔2023〕1号")),
];

/// Each branch with the unit from whose staff its secretary comes, and the first day in office.
const SECRETARIES: &[(&str, &str, &str)] = &[
    ("原煤车间党支部", "QH-YM", "2025-07-02"),
    ("主洗车间党支部", "QH-ZX", "2025-07-09"),
    ("浮选压滤车间党支部", "QH-FX", "2024-04-16"),
    ("机电车间党支部", "QH-JD", "2025-06-18"),
    ("装车储运车间党支部", "QH-ZC", "2024-09-05"),
    ("机关党支部", "QH-DQ", "2025-05-21"),
    ("外委单位联合党支部", "QH-AJ", "2023-04-26"),
    ("自动化改造项目临时党支部", "QH-JD-3", "2025-03-17"),
];

/// The branch whose secretary left two months before the last one shown.
const VACANT: (&str, &str, &str) = ("煤质检测车间党支部", "QH-MZ", "2023-07-15");

/// Records bodies, tenures, the exception and the matters; the caller commits.
///
/// # Errors
/// When the database refuses.
pub async fn appoint(
    work: &mut Work,
    units: &HashMap<&'static str, UnitId>,
    orgs: &HashMap<&'static str, PartyOrgId>,
    last: Month,
) -> Result<(), Refusal> {
    let catalogue = Catalogue::usual();
    let plant = units["QH"];
    let founded = DayRange::since("2015-01-01".parse()?);
    let mut found = HashMap::new();
    for (part, name) in
        [(BodyPart::Board, "清河洗煤厂董事会"), (BodyPart::Management, "清河洗煤厂经理层")]
    {
        let kind = catalogue.kinds.iter().find(|kind| kind.part == part);
        let kind = kind.map(|kind| kind.id).ok_or(Refusal::NotFound)?;
        let new = NewBody { unit: plant, kind, name: name.to_owned(), valid: founded };
        let id = bodies::found(&mut work.tx, &new).await?;
        work.audit("governing-body.found", "governing-body", id, None, None);
        found.insert(part, (id, kind));
    }
    let since = DayRange::since("2023-06-28".parse()?);
    let committee = Where::Org(OrgLevel::Committee);
    seat(work, COMMITTEE, Seat::Org(orgs["清河洗煤厂党委"]), committee, since).await?;
    for (part, holders) in [(BodyPart::Board, BOARD), (BodyPart::Management, MANAGEMENT)] {
        let (id, kind) = found[&part];
        seat(work, holders, Seat::Body(id), Where::Body(kind), since).await?;
    }
    for branch in SECRETARIES {
        lead(work, orgs, branch, Day::FOREVER).await?;
    }
    lead(work, orgs, &VACANT, last.plus(-1).first_day()).await?;
    let valid = DayRange { from: "2023-06-28".parse()?, until: last.plus(14).first_day() };
    exceptions::add(&mut work.tx, plant, "晋党〔2023〕18号", valid).await?;
    work.audit("one-person.except", "unit", plant, None, None);
    raise(work, plant, orgs["清河洗煤厂党委"], found[&BodyPart::Board].0, last).await
}

/// Who works in a unit first on the staff list.
fn first_of(unit: &str) -> String {
    let first = staff().into_iter().find(|person| person.unit == unit);
    first.map(|person| person.staff_number).unwrap_or_default()
}

async fn lead(
    work: &mut Work,
    orgs: &HashMap<&'static str, PartyOrgId>,
    (org, unit, from): &(&'static str, &'static str, &'static str),
    until: Day,
) -> Result<(), Refusal> {
    let number = first_of(unit);
    let holder = [(Part::Secretary, number.as_str(), Direction::None, None)];
    let valid = DayRange { from: from.parse()?, until };
    seat(work, &holder, Seat::Org(orgs[org]), Where::Org(OrgLevel::Branch), valid).await
}

async fn seat(
    work: &mut Work,
    holders: &[(Part, &str, Direction, Option<&str>)],
    seat: Seat,
    stands: Where,
    valid: DayRange,
) -> Result<(), Refusal> {
    let catalogue = Catalogue::usual();
    for (part, number, direction, document) in holders {
        let post = catalogue.offered(stands).find(|post| post.part == *part);
        let terms = Terms {
            person: person(work, number).await?,
            seat,
            post: post.map(|post| post.id).ok_or(Refusal::NotFound)?,
            valid,
            direction: *direction,
            basis: document.map(|_| "按规定程序产生".to_owned()),
            document: document.map(str::to_owned),
            file: None,
        };
        let id = tenures::open(&mut work.tx, &terms).await?;
        work.audit("tenure.open", "tenure", id, None, None);
    }
    Ok(())
}

async fn person(work: &mut Work, number: &str) -> Result<PersonId, Refusal> {
    let found = people::by_staff_number(&mut work.tx, number).await?;
    Ok(found.ok_or(Refusal::NotFound)?.id)
}

/// One matter in order, one decided before it was studied, one still to be studied.
async fn raise(
    work: &mut Work,
    unit: UnitId,
    org: PartyOrgId,
    body: BodyId,
    last: Month,
) -> Result<(), Refusal> {
    let day = |months: i32, day: i64| last.plus(months).first_day().plus_days(day);
    let all = [
        (2, "“十五五”智能化选煤发展规划", day(-6, 4), Some(day(-6, 11)), Some(day(-6, 20))),
        (3, "浓缩车间尾煤干排系统投资", day(-4, 2), Some(day(-4, 18)), Some(day(-4, 9))),
        (5, "冬季保供期间安全生产工作方案", day(0, 6), None, None),
    ];
    for (kind, title, raised, study, decision) in all {
        let kind = MatterKindId(kind);
        let new = Raised { unit, kind, title: title.to_owned(), day: raised };
        let id = matters::raise(&mut work.tx, &new).await?;
        work.audit("major-matter.raise", "major-matter", id, None, None);
        if let Some(day) = study {
            let document = Some(format!("清党纪要〔{}〕{}号", day.year(), id.0 + 6));
            let step = Step { by: org, day, document, file: None };
            matters::study(&mut work.tx, id, 1, &step).await?;
            work.audit("major-matter.study", "major-matter", id, None, None);
        }
        if let Some(day) = decision {
            let document = Some(format!("清董决〔{}〕{}号", day.year(), id.0 + 3));
            let step = Step { by: body, day, document, file: None };
            matters::decide(&mut work.tx, id, 2, &step, "同意，按方案组织实施。").await?;
            work.audit("major-matter.decide", "major-matter", id, None, None);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_who_holds_a_post_works_here() {
        let numbers: Vec<String> = staff().into_iter().map(|person| person.staff_number).collect();
        let held = [COMMITTEE, BOARD, MANAGEMENT].concat();
        assert!(held.iter().all(|(_, number, ..)| numbers.contains(&(*number).to_owned())));
        let led = SECRETARIES.iter().chain([&VACANT]);
        assert!(led.clone().all(|(_, unit, _)| !first_of(unit).is_empty()));
        assert_eq!(led.count(), 9, "every branch");
    }
}
