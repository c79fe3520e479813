//! Score sheets of the plant: last year's are published, this year's are by today's records, with a fact that
//! waits, one that does not apply, and a veto that was lifted.

use super::write::Units;
use assessment::sheets::fact::Said;
use assessment::sheets::stage::Stage;
use assessment::sheets::use_cases::list::{self, Listing};
use assessment::sheets::use_cases::sheets::Word;
use assessment::sheets::use_cases::{facts, many, sheets};
use kernel::{Actor, Day, Month, UnitId};
use scoring::engine::Rating;
use scoring::scheme::Status;
use store::{Ctx, Refusal};

/// The units that are assessed, with the sums of their ratings by the committee (7 raters) and by delegates
/// (38 raters).
const ASSESSED: &[(&str, i64, i64)] = &[
    ("QH", 637, 3_382),
    ("QH-YM", 609, 3_306),
    ("QH-ZX", 616, 3_268),
    ("QH-FX", 630, 3_420),
    ("QH-JD", 602, 3_192),
    ("QH-ZC", 574, 3_078),
    ("QH-MZ", 623, 3_344),
];

/// What does not apply to a unit: entry and reason.
const ABSENT: &[(&str, &str, &str)] = &[
    ("QH-YM", "medium", "本车间不用介质"),
    ("QH-FX", "medium", "本车间不用介质"),
    ("QH-JD", "medium", "本车间不用介质"),
    ("QH-JD", "availability", "机修车间不单独统计可用率"),
    ("QH-ZC", "medium", "本车间不用介质"),
    ("QH-MZ", "medium", "本车间不用介质"),
    ("QH-MZ", "availability", "没有生产设备"),
    ("QH-MZ", "hazards", "化验室隐患并入安监科台账"),
];

/// Each does their part: one records, another confirms, a third draws up, the committee publishes.
struct Office {
    party: Ctx,
    business: Ctx,
    personnel: Ctx,
    committee: Ctx,
}

impl Office {
    fn of(ctx: &Ctx) -> Self {
        let by = |name: &str| Ctx { actor: Actor::system(name), ..ctx.clone() };
        Self {
            party: by("党群工作部李干事"),
            business: by("调度室陈主任"),
            personnel: by("人力资源科周干事"),
            committee: by("厂党委书记"),
        }
    }

    /// Records what somebody else confirms.
    async fn both(
        &self,
        (unit, year): (UnitId, i32),
        entry: &str,
        said: Said,
        evidence: &str,
    ) -> Result<i64, Refusal> {
        let id = facts::record(&self.party, unit, year, entry, said, evidence).await?;
        facts::confirm(&self.business, (unit, year, id), 1).await?;
        Ok(id)
    }
}

/// Writes the facts of both years and publishes the sheets of the first.
pub async fn write(ctx: &Ctx, units: &Units, last: Month) -> Result<(), Refusal> {
    let office = Office::of(ctx);
    let (before, now) = (last.year - 1, last.year);
    for (code, committee, delegates) in ASSESSED {
        let unit = units[code];
        let december = Month { year: before, month: 12 }.first_day();
        whole(&office, (unit, before), code, (*committee, *delegates)).await?;
        if *code == "QH-ZX" || *code == "QH-FX" {
            let said = honour("晋源党〔年度〕19号", december, "浮选药剂优化获集团攻关成果");
            office.both((unit, before), "honour", said, "集团表彰文件").await?;
        }
        sheets::draw(&office.personnel, unit, before, "").await?;
        sheets::decide(&office.committee, (unit, before), Stage::Published, Word::AWARE).await?;
        running(&office, (unit, now), code, last).await?;
    }
    secretaries(&office, before).await
}

/// What was said of each secretary's year, and their sheets drawn up at once; the committee has not decided yet.
async fn secretaries(office: &Office, year: i32) -> Result<(), Refusal> {
    let listing = Listing { year, limit: i64::MAX, ..Listing::default() };
    let rows = list::list(&office.party, &listing).await?.rows;
    let people = rows.into_iter().map(|row| row.place.subject).filter(|one| one.person.is_some());
    for (at, subject) in people.enumerate() {
        let of = |group: &str, raters: u32, mean: i64| {
            let sum = (i64::from(raters) * (mean + (at as i64 * 5) % 9)).into();
            Rating { group: group.to_owned(), raters, sum }
        };
        let ratings = vec![of("committee", 7, 84), of("delegates", 38, 82)];
        let said = Said::Ratings { ratings };
        let id = facts::record(&office.party, subject, year, "reporting", said, "述职评议统计表")
            .await?;
        facts::confirm(&office.business, (subject, year, id), 1).await?;
    }
    many::draw(&office.personnel, year, None, "").await?;
    Ok(())
}

fn honour(mark: &str, on: Day, what: &str) -> Said {
    let (mark, sort) = (mark.to_owned(), "group".to_owned());
    Said::Event { mark, sort, on, points: None, what: what.to_owned() }
}

/// Everything that a year needs.
async fn whole(
    office: &Office,
    place: (UnitId, i32),
    code: &str,
    ratings: (i64, i64),
) -> Result<(), Refusal> {
    absent(office, place, code).await?;
    let figure = |number: i64| Said::Figure { figure: number.into() };
    office.both(place, "duties", figure(12), "支部工作手册").await?;
    if code != "QH" {
        office.both(place, "rescue", rescue(code), "调度命令及评定单").await?;
    }
    let rating =
        |group: &str, raters, sum: i64| Rating { group: group.to_owned(), raters, sum: sum.into() };
    let ratings = vec![rating("committee", 7, ratings.0), rating("delegates", 38, ratings.1)];
    office.both(place, "appraisal", Said::Ratings { ratings }, "评议统计表").await?;
    office.both(place, "case", Said::NoEvent, "纪委、安监科出具的说明").await?;
    Ok(())
}

/// Not every unit was called upon.
fn rescue(code: &str) -> Said {
    match code {
        "QH-ZX" | "QH-JD" => Said::Figure { figure: 95.into() },
        _ => {
            let why = "没有接到抢险、保供命令".to_owned();
            Said::Absent { status: Status::NotApplicable, why }
        }
    }
}

async fn absent(office: &Office, place: (UnitId, i32), code: &str) -> Result<(), Refusal> {
    for (_, entry, why) in ABSENT.iter().filter(|(unit, ..)| *unit == code) {
        let said = Said::Absent { status: Status::NotApplicable, why: (*why).to_owned() };
        office.both(place, entry, said, "单位职责规定").await?;
    }
    Ok(())
}

/// A year as far as it has come: no ratings yet, something that waits, something lifted.
async fn running(
    office: &Office,
    place: (UnitId, i32),
    code: &str,
    last: Month,
) -> Result<(), Refusal> {
    absent(office, place, code).await?;
    let held = i64::from(last.month);
    let figure = Said::Figure { figure: held.into() };
    office.both(place, "duties", figure, "支部工作手册").await?;
    office.both(place, "case", Said::NoEvent, "纪委、安监科出具的说明").await?;
    let why = "年终评议尚未举行".to_owned();
    let said = Said::Absent { status: Status::Pending, why };
    if code != "QH-ZX" {
        office.both(place, "appraisal", said, "年度工作安排").await?;
    }
    if code == "QH-ZX" {
        let said = Said::Figure { figure: 92.into() };
        facts::record(&office.party, place.0, place.1, "rescue", said, "抢修命令及评定单").await?;
    } else if code != "QH" {
        office.both(place, "rescue", rescue("QH"), "调度命令登记簿").await?;
    }
    if code == "QH-ZC" {
        let from = last.first_day();
        let basis = "装车塔防护栏缺失，逾期未整改".to_owned();
        let said = Said::Veto { from, lifted: Some(from.plus_days(9)), basis };
        office.both(place, "hazard", said, "隐患整改通知书及复查意见").await?;
    }
    Ok(())
}
