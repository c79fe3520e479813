//! A list of members from a file: its columns, and what becomes of each of its rows.
//!
//! The staff number says who is meant and the name checks it. The organisation is named, by its way
//! where several bear the name. A member whom another organisation counts is refused with both names:
//! whoever moves is moved on her own page.

use super::status::{self, Status};
use super::store::{Nameable, nameable};
use super::use_cases::twice;
use crate::party::store::rows::{day, kind};
use crate::people::facts::{Placing, Span, place};
use crate::people::roll::{called, number_key, numbered};
use crate::people::store::{facts, rolled};
use crate::people::use_cases::elsewhere;
use crate::rolls::ways::Ways;
use crate::rolls::{self, Kind, Line, Read, RollId, Verdict};
use directory::people::Person;
use directory::tree;
use interchange::Input;
use interchange::list::{self, Column};
use kernel::{Action, Day, DayRange, PartyOrgId, PersonId, Problem, Resource, UnitId};
use std::collections::{HashMap, HashSet};
use store::{Ctx, Query, Refusal, Work};

const fn column(
    id: &'static str,
    title: &'static str,
    headings: &'static [&'static str],
) -> Column {
    Column { id, title, headings, is_required: true, is_day: false }
}

/// The columns, in the template's order.
pub const COLUMNS: [Column; 5] = [
    column("staff_number", "people-number", &["工号", "员工编号", "人员编号", "staff no."]),
    column("name", "people-name", &["姓名", "名字"]),
    column("org", "member-org", &["党组织", "所在党组织", "所在支部", "党支部"]),
    column("status", "member-status", &["党员状态", "人员类别", "党员类别"]),
    Column {
        id: "from",
        title: "member-from",
        headings: &["起始日期", "起始日", "from"],
        is_required: false,
        is_day: true,
    },
];

const NUMBER: usize = 0;
const NAME: usize = 1;
const ORG: usize = 2;
const STATUS: usize = 3;
const FROM: usize = 4;

/// Lists of members.
pub struct Members;

impl Kind for Members {
    const NAME: &'static str = "members";
    const RESOURCE: Resource = Resource::Membership;
    const PATH: &'static str = "/members/import";
    const HOME: &'static str = "/party";
    const HOME_TITLE: &'static str = "party-title";
    const COLUMNS: &'static [Column] = &COLUMNS;
    const NUMBER: usize = NUMBER;
    const PERSON: usize = NAME;
    const IMPORTED: &'static str = "member.import";

    type Known = Known;

    fn read(input: &Input) -> Result<Read, Problem> {
        list::read(input, &COLUMNS, rolls::MOST).map(Read::from)
    }

    async fn known(
        ctx: &Ctx,
        q: &mut impl Query,
        roll: RollId,
        lines: &[Line],
    ) -> Result<Known, Refusal> {
        let mut known = Known { today: Some(ctx.now.today), ..Known::default() };
        for person in rolled::numbered(q, roll).await? {
            known.numbers.extend(person.staff_number.clone().map(|number| (number, person)));
        }
        known.status = facts::of_roll(q, roll.0).await?;
        known.counted = facts::of_roll(q, roll.0).await?;
        let everybody: Vec<PersonId> = known.numbers.values().map(|person| person.id).collect();
        known.elsewhere = elsewhere(ctx, q, Action::Read, &everybody, ctx.now.today).await?;
        let all = nameable(q, ctx.now.today).await?;
        known.names = all.iter().map(|org| (PartyOrgId(org.id), org.name.clone())).collect();
        let seats: Vec<UnitId> = all.iter().map(|org| UnitId(org.unit_id)).collect();
        let scope = ctx.scope(Action::Import, Resource::Membership);
        let own = tree::within_scope(q, &seats, &scope, ctx.now.today).await?;
        let own: HashSet<UnitId> = own.into_iter().collect();
        let orgs = Orgs::of(all, &own)?;
        for text in lines.iter().map(|line| line.cell(ORG)).filter(|text| !text.is_empty()) {
            if !known.orgs.contains_key(text) {
                known.orgs.insert(text.to_owned(), orgs.meaning(text));
            }
        }
        Ok(known)
    }

    fn judge(lines: &[Line], known: &Known) -> Vec<(Verdict, Vec<Problem>)> {
        let mut first: HashMap<String, u32> = HashMap::new();
        for line in lines {
            first.entry(number_key(line.cell(NUMBER))).or_insert(line.row);
        }
        let judged = |line: &Line| match verdict(line, known, &first) {
            Ok((verdict, _)) => (verdict, Vec::new()),
            Err(problems) => (Verdict::Refused, problems),
        };
        lines.iter().map(judged).collect()
    }

    async fn apply(
        work: &mut Work,
        lines: &[(Line, Verdict)],
        known: &Known,
    ) -> Result<(), Refusal> {
        let (mut statuses, mut counted) = (Vec::new(), Vec::new());
        for (line, _) in lines.iter().filter(|(_, verdict)| verdict.is_written()) {
            let Ok((_, new)) = verdict(line, known, &HashMap::new()) else { continue };
            write(&mut statuses, new.person, new.status);
            write(&mut counted, new.person, new.counted);
        }
        facts::put_many(&mut work.tx, &statuses).await?;
        facts::put_many(&mut work.tx, &counted).await?;
        Ok(())
    }
}

/// Adds what a fact writes: its own days, and the new end of what it follows.
fn write<F: crate::people::facts::Fact>(
    spans: &mut Vec<(PersonId, Span<F>)>,
    person: PersonId,
    (new, placing): (Span<F>, Placing<F>),
) {
    if let Placing::Follows(mut old) = placing {
        old.valid.until = new.valid.from;
        spans.push((person, old));
    }
    if placing != Placing::Known {
        spans.push((person, new));
    }
}

/// An organisation that a text means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    pub id: PartyOrgId,
    pub name: String,
    pub life: DayRange,
    /// Whether it counts members and sits where the importer may write them.
    pub is_branch: bool,
    pub is_allowed: bool,
}

/// What the program knows of the people and organisations of a list.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// By staff number.
    pub numbers: HashMap<String, Person>,
    /// Those who work where the importer sees nobody.
    pub elsewhere: HashSet<PersonId>,
    pub status: HashMap<PersonId, Vec<Span<Status>>>,
    pub counted: HashMap<PersonId, Vec<Span<PartyOrgId>>>,
    /// What each text in the column of organisations means.
    pub orgs: HashMap<String, Result<Branch, Problem>>,
    /// What every organisation is called today.
    pub names: HashMap<PartyOrgId, String>,
    pub today: Option<Day>,
}

/// The organisations of today by name.
struct Orgs(Ways<PartyOrgId, Branch>);

impl Orgs {
    fn of(all: Vec<Nameable>, own: &HashSet<UnitId>) -> Result<Self, Refusal> {
        let mut ways = Ways::new();
        for org in all {
            let branch = Branch {
                id: PartyOrgId(org.id),
                life: DayRange { from: day(org.first)?, until: day(org.until)? },
                is_branch: kind(&org.kind)?.is_branch(),
                is_allowed: own.contains(&UnitId(org.unit_id)),
                name: org.name,
            };
            let above = org.parent_id.map(PartyOrgId);
            ways.step(branch.id, above, &org.normal);
            ways.end(org.normal, branch, above.into_iter().collect());
        }
        Ok(Self(ways))
    }

    fn meaning(&self, text: &str) -> Result<Branch, Problem> {
        let found = self.0.meant(text);
        match found[..] {
            [one] => Ok(one.clone()),
            [] => Err(Problem::new("member-org-unknown").arg("text", text)),
            _ => Err(Problem::new("member-org-several").arg("text", text).arg("n", found.len())),
        }
    }
}

/// What a row says of a person, as it stands to what is known.
struct New {
    person: PersonId,
    status: (Span<Status>, Placing<Status>),
    counted: (Span<PartyOrgId>, Placing<PartyOrgId>),
}

fn verdict(
    line: &Line,
    known: &Known,
    first: &HashMap<String, u32>,
) -> Result<(Verdict, New), Vec<Problem>> {
    if line.is_unread {
        return Err(Vec::new());
    }
    let (person, status, branch, from) = (
        person(line, known, first),
        status_of(line),
        branch(line, known),
        rolls::day(line.cell(FROM), "from"),
    );
    let (Ok(person), Ok(status), Ok(branch), Ok(from)) = (&person, &status, &branch, &from) else {
        let problems = [person.err(), status.err(), branch.err(), from.err()];
        return Err(problems.into_iter().flatten().collect());
    };
    let from = from.or(known.today).unwrap_or(Day::EARLIEST);
    let new = placed(known, *person, (*status, branch), from).map_err(|problem| vec![problem])?;
    let is_new = !known.status.contains_key(person);
    let verdict = match (new.status.1, new.counted.1) {
        (Placing::Known, Placing::Known) => Verdict::Known,
        _ if is_new => Verdict::Fresh,
        _ => Verdict::Changed,
    };
    Ok((verdict, new))
}

fn person(line: &Line, known: &Known, first: &HashMap<String, u32>) -> Result<PersonId, Problem> {
    let number = number_key(line.cell(NUMBER));
    let problem = |code| Problem::new(code).arg("number", &number).at("staff_number");
    if let Some(row) = first.get(&number).filter(|row| !number.is_empty() && **row != line.row) {
        return Err(problem("people-number-twice").arg("row", row));
    }
    let person = numbered(&known.numbers, &number)?;
    if known.elsewhere.contains(&person.id) {
        return Err(problem("people-elsewhere"));
    }
    called(person, line.cell(NAME))?;
    Ok(person.id)
}

fn status_of(line: &Line) -> Result<Status, Problem> {
    let text = line.cell(STATUS);
    Status::read_from(text)
        .ok_or_else(|| Problem::new("party-status-unknown").arg("text", text).at("status"))
}

fn branch<'a>(line: &Line, known: &'a Known) -> Result<&'a Branch, Problem> {
    let required = || Problem::new("field-required").at("org");
    let branch = known.orgs.get(line.cell(ORG)).ok_or_else(required)?;
    let branch = branch.as_ref().map_err(|problem| problem.clone().at("org"))?;
    let problem = |code| Problem::new(code).arg("org", &branch.name).at("org");
    match branch {
        Branch { is_allowed: false, .. } => Err(problem("member-org-beyond")),
        Branch { is_branch: false, .. } => Err(problem("member-not-a-branch")),
        _ => Ok(branch),
    }
}

/// Places status and branch among what is known of the person.
fn placed(
    known: &Known,
    person: PersonId,
    (status, branch): (Status, &Branch),
    from: Day,
) -> Result<New, Problem> {
    if !branch.life.contains(from) {
        return Err(Problem::new("member-beyond-org")
            .arg("org", &branch.name)
            .arg("from", branch.life.from)
            .arg("last", branch.life.until.plus_days(-1))
            .at("from"));
    }
    let held = known.status.get(&person).map_or(&[][..], Vec::as_slice);
    let placing = status::placed(held, status, from).map_err(|problem| problem.at("status"))?;
    if let Placing::Corrects(span) = placing {
        return Err(Problem::new("party-status-same-day").arg("day", span.valid.from).at("from"));
    }
    let new = Span { fact: status, valid: DayRange::since(from) };
    let counted = known.counted.get(&person).map_or(&[][..], Vec::as_slice);
    let counting = place(counted, branch.id, from).map_err(|later| {
        Problem::new("member-counted-later").arg("day", later.valid.from).at("from")
    })?;
    if let Placing::Follows(old) | Placing::Corrects(old) = counting {
        let other = known.names.get(&old.fact).map_or("", String::as_str);
        return Err(twice(other, &branch.name).at("org"));
    }
    let valid = DayRange { from, until: branch.life.until };
    let counted = (Span { fact: branch.id, valid }, counting);
    Ok(New { person, status: (new, placing), counted })
}

#[cfg(test)]
mod tests {
    use super::*;
    use directory::name;

    fn day_of(text: &str) -> Day {
        text.parse().unwrap()
    }

    /// Two branches called 一支部, under 甲党委 and 乙党委, and 二支部, which is somebody else's.
    fn orgs() -> Orgs {
        let org = |id, name: &str, kind: &str, parent_id, unit_id| Nameable {
            id,
            name: name.to_owned(),
            normal: name::normal(name),
            kind: kind.to_owned(),
            parent_id,
            unit_id,
            first: 20_200_101,
            until: 99_991_231,
        };
        let all = vec![
            org(1, "甲党委", "committee", None, 1),
            org(2, "乙党委", "committee", Some(1), 1),
            org(3, "一支部", "branch", Some(1), 1),
            org(4, "一支部", "branch", Some(2), 1),
            org(5, "二支部", "branch", Some(2), 2),
            org(6, "三支部", "branch", Some(2), 1),
        ];
        Orgs::of(all, &HashSet::from([UnitId(1)])).unwrap()
    }

    fn known(texts: &[&str]) -> Known {
        let mut known = Known { today: Some(day_of("2026-10-15")), ..Known::default() };
        for (number, name, id) in [("A1", "陈静", 1), ("A2", "买买提·艾力", 2), ("A3", "赵六", 3)]
        {
            let staff_number = Some(number.to_owned());
            let person =
                Person { id: PersonId(id), name: name.to_owned(), staff_number, revision: 1 };
            known.numbers.insert(number.to_owned(), person);
        }
        known.elsewhere.insert(PersonId(3));
        let since = |from: &str| DayRange::since(day_of(from));
        let is = Span { fact: Status::Probationary, valid: since("2025-07-01") };
        known.status.insert(PersonId(2), vec![is]);
        known
            .counted
            .insert(PersonId(2), vec![Span { fact: PartyOrgId(6), valid: since("2025-07-01") }]);
        known.names.insert(PartyOrgId(6), "三支部".to_owned());
        let orgs = orgs();
        known.orgs = texts.iter().map(|t| ((*t).to_owned(), orgs.meaning(t))).collect();
        known
    }

    #[track_caller]
    fn check(cells: [&str; 5], expected: &str) {
        let line = Line { row: 2, cells: cells.map(str::to_owned).to_vec(), is_unread: false };
        let (verdict, problems) = Members::judge(&[line], &known(&[cells[2]])).remove(0);
        let said = problems.first().map_or(verdict.name(), |problem| problem.code);
        assert_eq!(said, expected, "{cells:?}");
    }

    #[test]
    fn a_row_makes_a_member_changes_one_or_is_known() {
        check(["A1", "陈静", "三支部", "预备党员", "2026年7月1日"], "fresh");
        check(["Ａ1", "陈静", "三支部", "正式党员", ""], "fresh");
        check(["A2", "买买提•艾力", "三支部", "正式党员", "2026-07-01"], "changed");
        check(["A2", "买买提·艾力", "三支部", "预备党员", "2026-07-01"], "known");
    }

    #[test]
    fn a_member_is_counted_once_and_by_the_branch_that_is_meant() {
        check(["A2", "买买提·艾力", "甲党委/乙党委/一支部", "正式", ""], "member-counted-twice");
        check(["A1", "陈静", "一支部", "正式", ""], "member-org-several");
        check(["A1", "陈静", "乙党委 / 一支部", "正式", ""], "fresh");
        check(["A1", "陈静", "丙支部", "正式", ""], "member-org-unknown");
        check(["A1", "陈静", "二支部", "正式", ""], "member-org-beyond");
        check(["A1", "陈静", "甲党委", "正式", ""], "member-not-a-branch");
        check(["A1", "陈静", "三支部", "正式", "2019-12-31"], "member-beyond-org");
    }

    #[test]
    fn the_person_is_the_one_who_is_named() {
        check(["B9", "陈静", "三支部", "正式", ""], "member-person-unknown");
        check(["A1", "陈晶", "三支部", "正式", ""], "member-other-name");
        check(["A3", "赵六", "三支部", "正式", ""], "people-elsewhere");
        check(["", "陈静", "三支部", "正式", ""], "field-required");
        check(["A1", "陈静", "三支部", "群众", ""], "party-status-unknown");
        check(["A1", "陈静", "三支部", "正式", "2026-02-31"], "day-invalid");
    }
}
