//! The workbook read again: every cell that cannot be taken is told with its sheet and place, and nothing is
//! taken before all can. Headings and names may stand in either language.

use super::{BUSINESS, OF_MARKS, OF_TASKS, PARTY, mark_called};
use crate::annual::content::{Supports, Target};
use crate::annual::halves::{self, Said};
use crate::annual::measure;
use crate::annual::pages::number::number;
use crate::annual::split::{self, Number};
use crate::annual::use_cases::Shown;
use crate::indicator::Indicator;
use crate::reading::{Kind, kind_name};
use interchange::list::cell_name;
use interchange::readers::{Book, Cell, Input, Limits};
use kernel::{Day, Grain, IndicatorId, Lang, Period, Problem, Quantity, texts};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::ControlFlow;
use web_kit::Page;

/// A plan of a few hundred indicators is no large file.
const LIMITS: Limits =
    Limits { file: 4 << 20, unpacked: 128 << 20, ratio: 200, harmless: 32 << 20 };

/// What is wrong, and where: sheet and cell.
#[derive(Clone, Debug)]
pub(in crate::annual::pages) struct Wrong {
    pub cell: String,
    pub problem: Problem,
}

/// A task as a row says it; its owner is still a text.
#[derive(Clone, Debug)]
pub(in crate::annual::pages) struct Row {
    pub number: Option<i64>,
    pub title: String,
    pub supports: Supports,
    pub indicator: Option<IndicatorId>,
    pub named: String,
    pub criterion: String,
    pub measure: Option<(String, Quantity)>,
    pub owner: String,
    pub due: Day,
}

/// What a workbook says, and where.
#[derive(Clone, Debug, Default)]
pub(in crate::annual::pages) struct Taken {
    pub targets: BTreeMap<IndicatorId, Target>,
    pub tasks: Vec<Row>,
    /// The cell of each place that a refusal may name, such as `tasks/0/owner`.
    places: HashMap<String, String>,
}

impl Taken {
    /// A refusal at its cell.
    pub fn at_cell(&self, problem: Problem) -> Wrong {
        let field = problem.field.as_deref().unwrap_or_default();
        Wrong { cell: self.places.get(field).cloned().unwrap_or_default(), problem }
    }
}

/// Whether a text is this key's in one of the languages.
pub(super) fn is(text: &str, key: &str) -> bool {
    Lang::ALL.iter().any(|lang| texts::get().with(*lang, key, &[]) == text.trim())
}

/// Reads the two halves of a workbook for this plan.
///
/// # Errors
/// Everything that is wrong, each at its cell.
pub(in crate::annual::pages) fn read(
    file: &Input,
    shown: &Shown,
    page: &Page,
) -> Result<Taken, Vec<Wrong>> {
    let at_file = |problem: Problem| vec![Wrong { cell: String::new(), problem }];
    let formulas = Book::formulas(file, LIMITS).map_err(at_file)?;
    let book = Book::open(file, &Default::default(), LIMITS).map_err(at_file)?;
    let mut reader = Reader { shown, page, wrong: Vec::new(), taken: Taken::default() };
    let business = reader.sheet(&book, &formulas, BUSINESS, &OF_MARKS);
    let party = reader.sheet(&book, &formulas, PARTY, &OF_TASKS);
    if let (Some(business), Some(party)) = (business, party)
        && reader.wrong.is_empty()
    {
        reader.business(&business);
        reader.party(&party);
    }
    if reader.wrong.is_empty() { Ok(reader.taken) } else { Err(reader.wrong) }
}

/// A cell as it was read.
#[derive(Clone, Debug)]
enum Field {
    Text(String),
    Number(f64),
    Day(Day),
    Wrong(Problem),
}

impl Field {
    fn of(cell: &Cell<'_>) -> Self {
        match cell {
            Cell::Number(number) => Self::Number(*number),
            Cell::Date(day) => Self::Day(*day),
            Cell::Error(error) => Self::Wrong(Problem::new("list-cell-error").arg("error", error)),
            Cell::Moment(..) => Self::Wrong(Problem::new("list-cell-date").arg("day", cell.text())),
            _ => Self::Text(cell.text().trim().to_owned()),
        }
    }

    fn is_blank(&self) -> bool {
        matches!(self, Self::Text(text) if text.is_empty())
    }

    fn text(&self) -> Result<String, Problem> {
        match self {
            Self::Text(text) => Ok(text.clone()),
            Self::Number(number) => Ok(format!("{number}")),
            Self::Day(day) => Err(Problem::new("list-cell-date").arg("day", day)),
            Self::Wrong(problem) => Err(problem.clone()),
        }
    }

    fn number(&self, indicator: &Indicator) -> Result<Option<Number>, Problem> {
        match self {
            Self::Number(value) => {
                let read = Quantity::from_cell(*value, None);
                let told = |error| Problem::from(error).arg("value", value);
                read.map(|cell| Some(Number::plain(cell.quantity))).map_err(told)
            }
            other => number(indicator, &other.text()?),
        }
    }
}

/// What a sheet holds: its columns by heading, and its rows.
struct Sheet {
    name: String,
    columns: HashMap<Heading, u16>,
    rows: Vec<(u32, Vec<Field>)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Heading {
    Key(&'static str),
    Part(Period),
}

impl Sheet {
    fn place(&self, row: u32, heading: Heading) -> String {
        let column = self.columns.get(&heading).copied().unwrap_or_default();
        format!("{}!{}", self.name, cell_name(row, column))
    }

    fn field(&self, cells: &[Field], heading: Heading) -> Field {
        let column = self.columns.get(&heading).map(|column| usize::from(*column));
        let field = column.and_then(|column| cells.get(column));
        field.cloned().unwrap_or_else(|| Field::Text(String::new()))
    }
}

struct Reader<'a> {
    shown: &'a Shown,
    page: &'a Page,
    wrong: Vec<Wrong>,
    taken: Taken,
}

impl Reader<'_> {
    fn refuse(&mut self, cell: String, problem: Problem) {
        self.wrong.push(Wrong { cell, problem });
    }

    /// What was read, or nothing and the problem at its cell.
    fn kept<T>(&mut self, cell: String, read: Result<T, Problem>) -> Option<T> {
        read.map_err(|problem| self.refuse(cell, problem)).ok()
    }

    fn sheet(
        &mut self,
        book: &Book<'_>,
        formulas: &[Vec<(u32, u16)>],
        key: &str,
        keys: &[&'static str],
    ) -> Option<Sheet> {
        let sheets = book.sheets();
        let Some(index) = sheets.iter().position(|name| is(name, key)) else {
            let problem = Problem::new("plan-book-sheet").arg("sheet", self.page.t(key));
            self.refuse(String::new(), problem);
            return None;
        };
        let name = sheets[index].to_owned();
        for merge in book.merges(index) {
            let cell = format!("{name}!{}", cell_name(merge.rows.0, merge.columns.0));
            self.refuse(cell, Problem::new("plan-book-merged"));
        }
        for (row, column) in formulas.get(index).into_iter().flatten() {
            let cell = format!("{name}!{}", cell_name(*row, *column));
            self.refuse(cell, Problem::new("plan-book-formula"));
        }
        let mut rows: Vec<(u32, Vec<Field>)> = Vec::new();
        let read = book.rows(index, |number, cells| {
            let fields: Vec<Field> = cells.iter().map(Field::of).collect();
            if !fields.iter().all(Field::is_blank) {
                rows.push((number, fields));
            }
            ControlFlow::Continue(())
        });
        self.kept(name.clone(), read)?;
        let headings = if rows.is_empty() { (1, Vec::new()) } else { rows.remove(0) };
        let mut sheet = Sheet { name, columns: HashMap::new(), rows };
        self.headings(&mut sheet, &headings, keys);
        Some(sheet)
    }

    fn headings(&mut self, sheet: &mut Sheet, row: &(u32, Vec<Field>), keys: &[&'static str]) {
        let parts = self.parts();
        let meant = |text: &str| {
            let key = keys.iter().find(|key| is(text, key)).map(|key| Heading::Key(key));
            key.or_else(|| parts.get(text).copied().map(Heading::Part))
        };
        let cells = row.1.iter().zip(0_u16..).filter(|(field, _)| !field.is_blank());
        for (field, column) in cells {
            let text = field.text().unwrap_or_default();
            let is_new = |heading| sheet.columns.insert(heading, column).is_none();
            if !meant(&text).is_some_and(is_new) {
                let cell = format!("{}!{}", sheet.name, cell_name(row.0, column));
                self.refuse(cell, Problem::new("plan-book-heading").arg("text", text));
            }
        }
        for key in keys.iter().filter(|key| !sheet.columns.contains_key(&Heading::Key(key))) {
            let problem = Problem::new("plan-book-column").arg("column", self.page.t(key));
            self.refuse(sheet.name.clone(), problem);
        }
        self.stray(sheet);
    }

    /// Cells under no heading would be lost.
    fn stray(&mut self, sheet: &Sheet) {
        let known: HashSet<u16> = sheet.columns.values().copied().collect();
        for (row, cells) in &sheet.rows {
            let stray = cells.iter().zip(0_u16..);
            let stray = stray.filter(|(field, at)| !field.is_blank() && !known.contains(at));
            for (_, column) in stray {
                let cell = format!("{}!{}", sheet.name, cell_name(*row, column));
                self.refuse(cell, Problem::new("plan-book-stray"));
            }
        }
    }

    /// The parts of the year by what they are called, in both languages.
    fn parts(&self) -> HashMap<String, Period> {
        let (year, rules) = (self.shown.version.year, self.shown.ground.rules);
        let all = [Grain::Month, Grain::Quarter].into_iter();
        let all: Vec<Period> =
            all.flat_map(|grain| split::parts(grain, year, rules).unwrap_or_default()).collect();
        let called = |lang: &Lang| {
            let page = Page::new(*lang, "plans-title");
            all.iter().map(move |period| (page.period(period), *period)).collect::<Vec<_>>()
        };
        Lang::ALL.iter().flat_map(called).collect()
    }

    fn business(&mut self, sheet: &Sheet) {
        let mut said: BTreeMap<IndicatorId, BTreeMap<Kind, Said>> = BTreeMap::new();
        let mut below: HashSet<IndicatorId> = HashSet::new();
        for (row, cells) in &sheet.rows {
            let Some((indicator, kind, number, is_below)) = self.mark(sheet, *row, cells) else {
                continue;
            };
            let place = format!("targets/{}/{}", indicator.code, kind_name(kind));
            let cell = sheet.place(*row, Heading::Key("plan-whole-year"));
            self.taken.places.insert(place, cell);
            if said.entry(indicator.id).or_default().insert(kind, number).is_some() {
                let cell = sheet.place(*row, Heading::Key("plan-mark"));
                let problem = Problem::new("plan-book-twice").arg("indicator", &indicator.code);
                self.refuse(cell, problem);
            }
            if is_below {
                below.insert(indicator.id);
            }
        }
        for (id, marks) in said {
            let Some(known) = self.shown.ground.known.get(&id) else { continue };
            let target = halves::target(known, self.own(known).len(), marks, below.contains(&id));
            let first = sheet.rows.iter().find(|(_, cells)| {
                let code = sheet.field(cells, Heading::Key("indicator-code")).text();
                code.is_ok_and(|code| code == known.code)
            });
            let row = first.map_or(1, |(row, _)| *row);
            let cell = sheet.place(row, Heading::Key("indicator-code"));
            let place = format!("targets/{}/target", known.code);
            self.taken.places.entry(place).or_insert(cell);
            self.taken.targets.insert(id, target);
        }
    }

    /// The periods that an indicator is planned in.
    fn own(&self, indicator: &Indicator) -> Vec<Period> {
        let (year, rules) = (self.shown.version.year, self.shown.ground.rules);
        split::parts(indicator.grain, year, rules).unwrap_or_default()
    }

    /// One row of the business half.
    fn mark(
        &mut self,
        sheet: &Sheet,
        row: u32,
        cells: &[Field],
    ) -> Option<(Indicator, Kind, Said, bool)> {
        let indicator = self.indicator(sheet, row, cells)?;
        let at = |key| (sheet.place(row, Heading::Key(key)), sheet.field(cells, Heading::Key(key)));
        let (cell, field) = at("plan-mark");
        let kind = field.text().and_then(|text| {
            let unknown = || Problem::new("plan-book-mark").arg("text", &text);
            mark_called(&text).ok_or_else(unknown)
        });
        let kind = self.kept(cell, kind);
        let (cell, field) = at("plan-below");
        let is_below = field.text().and_then(|text| match (text.as_str(), kind) {
            ("", _) => Ok(false),
            (text, Some(Kind::Target)) if is(text, "plan-yes") => Ok(true),
            _ => Err(Problem::new("plan-book-below").arg("text", &text)),
        });
        let is_below = self.kept(cell, is_below);
        let (cell, field) = at("plan-whole-year");
        let year = field.number(&indicator);
        let year = year.and_then(|it| it.ok_or_else(|| Problem::new("plan-book-year")));
        let year = self.kept(cell, year);
        let parts = self.numbers(sheet, row, cells, &indicator);
        Some((indicator, kind?, (year?, parts?), is_below?))
    }

    /// The indicator of a row, with its name and unit as they should be.
    fn indicator(&mut self, sheet: &Sheet, row: u32, cells: &[Field]) -> Option<Indicator> {
        let at = |key| (sheet.place(row, Heading::Key(key)), sheet.field(cells, Heading::Key(key)));
        let (cell, field) = at("indicator-code");
        let code = self.kept(cell.clone(), field.text())?;
        let known = self.shown.ground.known.values().find(|known| known.code == code).cloned();
        let unknown = || Problem::new("plan-book-indicator").arg("code", &code);
        let known = self.kept(cell, known.ok_or_else(unknown))?;
        let (cell, field) = at("term-indicator");
        let name = field.text().and_then(|name| {
            let is_own = [&known.name_zh, &known.name_en].contains(&&name) || name.is_empty();
            let other = Problem::new("plan-book-name").arg("name", &name).arg("code", &known.code);
            if is_own {
                Ok(())
            } else {
                Err(other.arg("known", self.page.either(&known.name_zh, &known.name_en)))
            }
        });
        let name = self.kept(cell, name);
        let (cell, field) = at("indicator-unit");
        let unit = field.text().and_then(|unit| {
            let other = Problem::new("plan-book-unit").arg("unit", &unit).arg("known", &known.unit);
            if unit == known.unit { Ok(()) } else { Err(other) }
        });
        let unit = self.kept(cell, unit);
        name.and(unit).map(|()| known)
    }

    /// The parts of a row: all of the indicator's own, or none; none of another grain's.
    fn numbers(
        &mut self,
        sheet: &Sheet,
        row: u32,
        cells: &[Field],
        indicator: &Indicator,
    ) -> Option<Option<Vec<Number>>> {
        let own = if indicator.grain == Grain::Year { Vec::new() } else { self.own(indicator) };
        let (before, mut found) = (self.wrong.len(), BTreeMap::new());
        for heading in sheet.columns.keys() {
            let Heading::Part(period) = heading else { continue };
            let (cell, field) = (sheet.place(row, *heading), sheet.field(cells, *heading));
            if field.is_blank() {
                continue;
            }
            let number = match own.iter().position(|one| one == period) {
                Some(at) => field.number(indicator).map(|number| (at, number)),
                None => Err(Problem::new("plan-book-grain").arg("indicator", &indicator.code)),
            };
            if let Some((at, Some(number))) = self.kept(cell, number) {
                found.insert(at, number);
            }
        }
        if self.wrong.len() > before {
            return None;
        }
        if found.is_empty() {
            return Some(None);
        }
        for period in own.iter().enumerate().filter(|(at, _)| !found.contains_key(at)) {
            let cell = sheet.place(row, Heading::Part(*period.1));
            self.refuse(cell, Problem::new("plan-part-missing"));
        }
        (self.wrong.len() == before).then(|| Some(found.into_values().collect()))
    }

    fn party(&mut self, sheet: &Sheet) {
        for (row, cells) in &sheet.rows {
            let index = self.taken.tasks.len();
            let Some(task) = self.task(sheet, *row, cells) else { continue };
            for (field, key) in FIELDS {
                let cell = sheet.place(*row, Heading::Key(key));
                self.taken.places.insert(format!("tasks/{index}/{field}"), cell);
            }
            self.taken.tasks.push(task);
        }
    }

    fn task(&mut self, sheet: &Sheet, row: u32, cells: &[Field]) -> Option<Row> {
        let at = |key| (sheet.place(row, Heading::Key(key)), sheet.field(cells, Heading::Key(key)));
        let mut text = |key, is_required: bool| {
            let (cell, field) = at(key);
            let text = field.text().and_then(|text| match text.is_empty() && is_required {
                true => Err(Problem::new("field-required")),
                false => Ok(text),
            });
            self.kept(cell, text)
        };
        let (title, criterion) = (text("plan-task-title", true), text("plan-criterion", true));
        let (named, owner) = (text("plan-named", false), text("plan-owner", true));
        let number = text("plan-task-number", false);
        let (supports, measure) = (text("plan-supports", true), text("plan-measure", false));
        let indicator = text("plan-indicator", false);
        let number = number.and_then(|text| self.task_number(at("plan-task-number").0, &text));
        let supports = supports.and_then(|text| self.supports(at("plan-supports").0, &text));
        let indicator = indicator.and_then(|text| self.supported(at("plan-indicator").0, &text));
        let measure = measure.and_then(|text| self.measure(sheet, row, cells, &text));
        let (cell, field) = at("plan-due");
        let due = match field {
            Field::Day(day) => Ok(Some(day)),
            other => other.text().and_then(|text| organisation::rolls::day(&text, "due")),
        };
        let due = due.and_then(|due| due.ok_or_else(|| Problem::new("field-required")));
        let due = self.kept(cell, due);
        Some(Row {
            number: number?,
            title: title?,
            supports: supports?,
            indicator: indicator?,
            named: named?,
            criterion: criterion?,
            measure: measure?,
            owner: owner?,
            due: due?,
        })
    }

    fn task_number(&mut self, cell: String, text: &str) -> Option<Option<i64>> {
        let unknown = || Problem::new("plan-task-number").arg("number", text);
        let number = match text {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| unknown()),
        };
        self.kept(cell, number)
    }

    fn supports(&mut self, cell: String, text: &str) -> Option<Supports> {
        let found = Supports::ALL.iter().find(|supports| is(text, supports.key())).copied();
        let unknown = || Problem::new("plan-book-supports").arg("text", text);
        self.kept(cell, found.ok_or_else(unknown))
    }

    fn supported(&mut self, cell: String, text: &str) -> Option<Option<IndicatorId>> {
        if text.is_empty() {
            return Some(None);
        }
        let known = self.shown.ground.known.values().find(|known| known.code == text);
        let unknown = || Problem::new("plan-book-indicator").arg("code", text);
        self.kept(cell, known.map(|known| Some(known.id)).ok_or_else(unknown))
    }

    /// A measure by what it is called, with the share to reach.
    fn measure(
        &mut self,
        sheet: &Sheet,
        row: u32,
        cells: &[Field],
        text: &str,
    ) -> Option<Option<(String, Quantity)>> {
        let goal = Heading::Key("plan-goal");
        let (cell, field) = (sheet.place(row, goal), sheet.field(cells, goal));
        if text.is_empty() || is(text, "plan-by-hand") {
            let lone = || Problem::new("plan-book-goal");
            return self.kept(cell, if field.is_blank() { Ok(None) } else { Err(lone()) });
        }
        let found = measure::offered().find(|it| is(text, &format!("task-measure-{}", it.name())));
        let name = found.map(|measure| measure.name().to_owned());
        let place = sheet.place(row, Heading::Key("plan-measure"));
        let name = self.kept(place, name.ok_or_else(|| Problem::new("plan-task-measure")));
        let goal = match &field {
            Field::Number(value) => {
                Quantity::from_cell(*value, None).map(|it| Some(it.quantity)).map_err(Problem::from)
            }
            other => other.text().and_then(|text| crate::typed::quantity(&text)),
        };
        let goal = goal.and_then(|goal| goal.ok_or_else(|| Problem::new("field-required")));
        let goal = self.kept(cell, goal);
        Some(Some((name?, goal?)))
    }
}

/// The fields of a task as refusals name them, and their columns.
const FIELDS: [(&str, &str); 9] = [
    ("number", "plan-task-number"),
    ("title", "plan-task-title"),
    ("indicator", "plan-indicator"),
    ("named", "plan-named"),
    ("criterion", "plan-criterion"),
    ("measure", "plan-measure"),
    ("goal", "plan-goal"),
    ("owner", "plan-owner"),
    ("due", "plan-due"),
];
