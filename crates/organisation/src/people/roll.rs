//! A list of people from a file: its columns, and what becomes of each of its rows.
//!
//! Name and staff number say who is meant; unit and day, where they are given, from when on somebody
//! works there. Units are named as they are called on the day on which the list is read.

use super::facts::{Placing, Span, place};
use super::staff_number;
use super::store::{facts, rolled};
use super::use_cases::elsewhere;
use crate::rolls::{self, Kind, Line, Read, RollId, Verdict};
use crate::use_cases::choosing::{Place, places};
use directory::name;
use directory::people::{NewPerson, Person};
use interchange::Input;
use interchange::list::{self, Column};
use kernel::{Action, Day, DayRange, PersonId, Problem, Resource, UnitId};
use std::collections::{HashMap, HashSet};
use store::{Ctx, Query, Refusal, Work};

/// The columns, in the template's order.
pub const COLUMNS: [Column; 4] = [
    Column {
        id: "name",
        title: "people-name",
        headings: &["姓名", "名字"],
        is_required: true,
        is_day: false,
    },
    Column {
        id: "staff_number",
        title: "people-number",
        headings: &["工号", "员工编号", "人员编号", "staff no."],
        is_required: false,
        is_day: false,
    },
    Column {
        id: "unit",
        title: "people-unit",
        headings: &["单位", "所在单位", "部门", "department"],
        is_required: false,
        is_day: false,
    },
    Column {
        id: "from",
        title: "people-from",
        headings: &["到岗日期", "到岗日", "入职日期", "start date"],
        is_required: false,
        is_day: true,
    },
];

const NAME: usize = 0;
const NUMBER: usize = 1;
const UNIT: usize = 2;
const FROM: usize = 3;

/// Lists of people.
pub struct People;

impl Kind for People {
    const NAME: &'static str = "people";
    const RESOURCE: Resource = Resource::Person;
    const PATH: &'static str = "/people/import";
    const HOME: &'static str = "/people";
    const HOME_TITLE: &'static str = "people-title";
    const COLUMNS: &'static [Column] = &COLUMNS;
    const NUMBER: usize = NUMBER;
    const PERSON: usize = NAME;
    const IMPORTED: &'static str = "person.import";

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
        for person in rolled::named(q, roll).await? {
            known.names.entry(name::normal_person(&person.name)).or_default().push(person);
        }
        known.spans = facts::of_roll(q, roll.0).await?;
        let everybody = known.numbers.values().chain(known.names.values().flatten());
        let everybody: Vec<PersonId> = everybody.map(|person| person.id).collect();
        known.elsewhere = elsewhere(ctx, q, Action::Change, &everybody, ctx.now.today).await?;
        let scope = ctx.scope(Action::Change, Resource::Person);
        let texts = lines.iter().map(|line| line.cell(UNIT)).filter(|text| !text.is_empty());
        known.units = places(ctx, q, texts, &scope, ctx.now.today).await?;
        Ok(known)
    }

    fn judge(lines: &[Line], known: &Known) -> Vec<(Verdict, Vec<Problem>)> {
        let file = InFile::of(lines);
        let judged = lines.iter().map(|line| verdict(line, known, &file));
        judged.map(|judged| judged.unwrap_or_else(|wrong| (Verdict::Refused, wrong))).collect()
    }

    async fn apply(
        work: &mut Work,
        lines: &[(Line, Verdict)],
        known: &Known,
    ) -> Result<(), Refusal> {
        let fresh = || lines.iter().filter(|(_, verdict)| *verdict == Verdict::Fresh);
        let new = fresh().map(|(line, _)| NewPerson::checked(line.cell(NAME), line.cell(NUMBER)));
        let new: Vec<NewPerson> = new.collect::<Result<_, _>>().map_err(Refusal::Invalid)?;
        let created = directory::people::create_many(&mut work.tx, &new).await?;
        // A new person without a number is the only one of her name, or her row would be refused.
        let called = |number: Option<&str>, name: &str| match number {
            Some(number) => (number.to_owned(), String::new()),
            None => (String::new(), name::normal_person(name)),
        };
        let ids: HashMap<(String, String), PersonId> = created
            .iter()
            .map(|person| (called(person.staff_number.as_deref(), &person.name), person.id))
            .collect();
        let mut spans = Vec::new();
        for (new, (line, _)) in new.iter().zip(fresh()) {
            let employed = work_of(line, known).ok().flatten();
            let person = ids.get(&called(new.staff_number(), new.name()));
            spans.extend(person.copied().zip(employed));
        }
        for (line, _) in lines.iter().filter(|(_, verdict)| *verdict == Verdict::Changed) {
            let person = known.numbers.get(&number_key(line.cell(NUMBER)));
            let (Some(person), Ok(Some(new))) = (person, work_of(line, known)) else { continue };
            if let Ok(Placing::Follows(mut old)) =
                place(known.spans(person.id), new.fact, new.valid.from)
            {
                old.valid.until = new.valid.from;
                spans.push((person.id, old));
            }
            spans.push((person.id, new));
        }
        facts::put_many(&mut work.tx, &spans).await?;
        Ok(())
    }
}

/// What the program knows of the numbers, names and units of a list.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// By staff number.
    pub numbers: HashMap<String, Person>,
    /// By name in the form for search, everybody of that name.
    pub names: HashMap<String, Vec<Person>>,
    /// Where they work and worked.
    pub spans: HashMap<PersonId, Vec<Span<UnitId>>>,
    /// Those who work where the importer changes nobody.
    pub elsewhere: HashSet<PersonId>,
    /// What each text in the column of units means.
    pub units: HashMap<String, Result<Place, Problem>>,
    pub today: Option<Day>,
}

impl Known {
    fn spans(&self, person: PersonId) -> &[Span<UnitId>] {
        self.spans.get(&person).map_or(&[], Vec::as_slice)
    }
}

/// Which rows bear a name, and the first row with a number.
struct InFile {
    names: HashMap<String, Vec<u32>>,
    numbers: HashMap<String, u32>,
}

impl InFile {
    fn of(lines: &[Line]) -> Self {
        let mut file = Self { names: HashMap::new(), numbers: HashMap::new() };
        for line in lines {
            let rows = file.names.entry(name::normal_person(line.cell(NAME))).or_default();
            // Two are enough: one of them is another row.
            if rows.len() < 2 {
                rows.push(line.row);
            }
            file.numbers.entry(number_key(line.cell(NUMBER))).or_insert(line.row);
        }
        file
    }
}

/// The staff number as it is kept; empty when there is none or it cannot be kept.
pub fn number_key(text: &str) -> String {
    name::checked_code(text).ok().flatten().unwrap_or_default()
}

/// The person whose staff number a row gives to say whom it is about.
///
/// # Errors
/// `field-required` and `member-person-unknown`, at `staff_number`.
pub(crate) fn numbered<'a>(
    numbers: &'a HashMap<String, Person>,
    number: &str,
) -> Result<&'a Person, Problem> {
    if number.is_empty() {
        return Err(Problem::new("field-required").at("staff_number"));
    }
    let unknown = || Problem::new("member-person-unknown").arg("number", number).at("staff_number");
    numbers.get(number).ok_or_else(unknown)
}

/// Holds the name in a row against that of the person with its number.
///
/// # Errors
/// `member-other-name` at `name`.
pub(crate) fn called(person: &Person, named: &str) -> Result<(), Problem> {
    if name::normal_person(&person.name) == name::normal_person(named) {
        return Ok(());
    }
    Err(Problem::new("member-other-name").arg("name", &person.name).at("name"))
}

type Judgement = Result<(Verdict, Vec<Problem>), Vec<Problem>>;

fn verdict(line: &Line, known: &Known, file: &InFile) -> Judgement {
    if line.is_unread {
        return Err(Vec::new());
    }
    let (named, number) = (line.cell(NAME), line.cell(NUMBER));
    let mut problems = NewPerson::checked(named, number).err().unwrap_or_default();
    problems.extend(staff_number::check(number).err());
    let employed = work_of(line, known);
    problems.extend(employed.as_ref().err().cloned());
    if !problems.is_empty() {
        return Err(problems);
    }
    let found = match number.is_empty() {
        true => without_number(line, known, file).map(|()| None),
        false => with_number(line, known, file),
    };
    let person = found.map_err(|problem| vec![problem])?;
    let plain = |verdict| Ok((verdict, Vec::new()));
    match (person, employed.ok().flatten()) {
        (None, _) => plain(Verdict::Fresh),
        (Some(_), None) => plain(Verdict::Known),
        (Some(person), Some(new)) => match moved(known, person, new) {
            Ok(verdict) => plain(verdict),
            Err(problem) => Err(vec![problem]),
        },
    }
}

/// Where the row says that somebody works, and from when on: from today where it says no day.
fn work_of(line: &Line, known: &Known) -> Result<Option<Span<UnitId>>, Problem> {
    let from = rolls::day(line.cell(FROM), "from")?;
    if line.cell(UNIT).is_empty() {
        return match from {
            Some(_) => Err(Problem::new("people-from-without-unit").at("unit")),
            None => Ok(None),
        };
    }
    let place = match known.units.get(line.cell(UNIT)) {
        Some(place) => place.as_ref().map_err(|problem| problem.clone().at("unit"))?,
        None => return Err(Problem::new("field-required").at("unit")),
    };
    if !place.is_allowed {
        return Err(Problem::new("people-unit-beyond").arg("unit", &place.name).at("unit"));
    }
    let from = from.or(known.today).unwrap_or(Day::EARLIEST);
    place.check(from).map_err(|problem| problem.at("from"))?;
    let valid = DayRange { from, until: place.life.until };
    Ok(Some(Span { fact: place.id, valid }))
}

/// What becomes of somebody who is known and is to work in a unit.
fn moved(known: &Known, person: PersonId, new: Span<UnitId>) -> Result<Verdict, Problem> {
    let says = |code, span: Span<UnitId>| Problem::new(code).arg("day", span.valid.from).at("from");
    match place(known.spans(person), new.fact, new.valid.from) {
        Ok(Placing::Known) => Ok(Verdict::Known),
        Ok(Placing::Begins | Placing::Follows(_)) => Ok(Verdict::Changed),
        Ok(Placing::Corrects(span)) => Err(says("employment-same-day", span)),
        Err(later) => Err(says("employment-later", later)),
    }
}

fn with_number(line: &Line, known: &Known, file: &InFile) -> Result<Option<PersonId>, Problem> {
    let (number, normal) = (number_key(line.cell(NUMBER)), name::normal_person(line.cell(NAME)));
    let problem = |code| Problem::new(code).arg("number", &number).at("staff_number");
    if let Some(first) = file.numbers.get(&number).filter(|first| **first != line.row) {
        return Err(problem("people-number-twice").arg("row", first));
    }
    match known.numbers.get(&number) {
        Some(person) if known.elsewhere.contains(&person.id) => {
            return Err(problem("people-elsewhere"));
        }
        Some(person) if name::normal_person(&person.name) == normal => return Ok(Some(person.id)),
        Some(person) => return Err(problem("person-staff-number-taken").arg("name", &person.name)),
        None => {}
    }
    // Is it the one without a number? Nobody but a person can say.
    match known.names.get(&normal).into_iter().flatten().find(|one| one.staff_number.is_none()) {
        Some(one) => {
            Err(Problem::new("people-homonym-unnumbered").arg("name", &one.name).at("name"))
        }
        None => Ok(None),
    }
}

fn without_number(line: &Line, known: &Known, file: &InFile) -> Result<(), Problem> {
    let normal = name::normal_person(line.cell(NAME));
    let problem = |code| Problem::new(code).at("staff_number");
    if let Some(one) = known.names.get(&normal).and_then(|all| all.first()) {
        let code = match one.staff_number {
            _ if known.elsewhere.contains(&one.id) => "people-homonym-elsewhere",
            Some(_) => "people-homonym",
            None => "people-homonym-alike",
        };
        let number = one.staff_number.as_deref().unwrap_or_default();
        return Err(problem(code).arg("name", &one.name).arg("number", number));
    }
    let others = file.names.get(&normal).into_iter().flatten();
    match others.filter(|row| **row != line.row).min() {
        Some(row) => {
            Err(problem("people-homonym-row").arg("name", line.cell(NAME)).arg("row", row))
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn known() -> Known {
        let people =
            [("王芳", Some("A1")), ("王芳", Some("A2")), ("李娜", None), ("赵六", Some("A3"))];
        let mut known = Known { today: Some(day("2026-10-15")), ..Known::default() };
        for ((name, number), id) in people.into_iter().zip(1..) {
            let staff_number = number.map(str::to_owned);
            let person =
                Person { id: PersonId(id), name: name.to_owned(), staff_number, revision: 1 };
            known.names.entry(name.to_owned()).or_default().push(person.clone());
            if let Some(number) = number {
                known.numbers.insert(number.to_owned(), person);
            }
        }
        let unit = |id, name: &str, from: &str, is_allowed| Place {
            id: UnitId(id),
            name: name.to_owned(),
            life: DayRange::since(day(from)),
            is_allowed,
        };
        known.units.insert("甲班".to_owned(), Ok(unit(1, "甲班", "2020-01-01", true)));
        known.units.insert("乙班".to_owned(), Ok(unit(2, "乙班", "2025-01-01", true)));
        known.units.insert("外矿".to_owned(), Ok(unit(3, "外矿", "2020-01-01", false)));
        known.units.insert("丙班".to_owned(), Err(Problem::new("unit-unknown")));
        let works =
            |unit, from: &str| Span { fact: UnitId(unit), valid: DayRange::since(day(from)) };
        known.spans.insert(PersonId(1), vec![works(1, "2024-01-01")]);
        known.elsewhere.insert(PersonId(4));
        known
    }

    #[track_caller]
    fn check(rows: &[[&str; 4]], expected: &[&str]) {
        let line = |(cells, row): (&[&str; 4], u32)| Line {
            row,
            cells: cells.map(str::to_owned).to_vec(),
            is_unread: false,
        };
        let lines: Vec<Line> = rows.iter().zip(2..).map(line).collect();
        let said: Vec<&str> = People::judge(&lines, &known())
            .into_iter()
            .map(|(verdict, problems)| match problems.first() {
                Some(problem) => problem.code,
                None => verdict.name(),
            })
            .collect();
        assert_eq!(said, expected);
    }

    const fn who(name: &'static str, number: &'static str) -> [&'static str; 4] {
        [name, number, "", ""]
    }

    #[test]
    fn a_row_is_new_there_already_or_wrong() {
        check(
            &[who("陈静", "B1"), who("王芳", "Ａ1"), who("孙七", "")],
            &["fresh", "known", "fresh"],
        );
        check(&[who(" ", "B1"), who("王\u{fffd}", "B2")], &["name-empty", "name-character"]);
        check(&[who("陈静", "A2")], &["person-staff-number-taken"]);
        check(&[who("陈静", "110101199003070000")], &["person-number-is-identity"]);
    }

    #[test]
    fn the_second_of_two_rows_with_one_number_is_refused() {
        check(&[who("陈静", "B1"), who("陈晶", " b1")], &["fresh", "fresh"]);
        check(&[who("陈静", "B1"), who("陈晶", "Ｂ1")], &["fresh", "people-number-twice"]);
    }

    #[test]
    fn homonyms_are_told_apart_by_number_or_by_a_person() {
        check(&[who("王芳", "B1")], &["fresh"]);
        check(&[who("王芳", "")], &["people-homonym"]);
        check(&[who("赵六", "")], &["people-homonym-elsewhere"]);
        check(&[who("李娜", "")], &["people-homonym-alike"]);
        check(&[who("李娜", "B1")], &["people-homonym-unnumbered"]);
        check(&[who("陈静", "B1"), who("陈静", "B2")], &["fresh", "fresh"]);
        check(&[who("陈静", ""), who("陈静", "B2")], &["people-homonym-row", "fresh"]);
    }

    #[test]
    fn whoever_is_known_begins_moves_or_stays() {
        check(&[["王芳", "A1", "甲班", ""]], &["known"]);
        check(&[["王芳", "A1", "乙班", ""]], &["changed"]);
        check(&[["王芳", "A1", "乙班", "2026年2月1日"]], &["changed"]);
        check(&[["王芳", "A1", "甲班", "2023-02-01"]], &["employment-later"]);
        check(&[["王芳", "A2", "甲班", "2023/2/1"]], &["changed"]);
        check(&[["陈静", "B1", "甲班", ""]], &["fresh"]);
    }

    #[test]
    fn a_unit_is_known_stood_then_and_is_the_importers_own() {
        check(&[["陈静", "B1", "丙班", ""]], &["unit-unknown"]);
        check(&[["陈静", "B1", "外矿", ""]], &["people-unit-beyond"]);
        check(&[["陈静", "B1", "乙班", "2024-12-31"]], &["employment-beyond-unit"]);
        check(&[["陈静", "B1", "乙班", "2026-02-31"]], &["day-invalid"]);
        check(&[["陈静", "B1", "", "2026-02-28"]], &["people-from-without-unit"]);
        check(&[["赵六", "A3", "甲班", ""]], &["people-elsewhere"]);
    }

    #[test]
    fn a_row_that_could_not_be_read_is_refused_for_that_alone() {
        let line = Line { row: 2, is_unread: true, ..Line::default() };
        assert_eq!(People::judge(&[line], &known()), [(Verdict::Refused, vec![])]);
    }
}
