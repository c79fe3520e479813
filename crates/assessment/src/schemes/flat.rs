//! A scheme as a flat list of rows that people edit, and back without loss: kinds of unit, their sections,
//! the lines of each, then bonus and deduction. A row stands in what precedes it; what its columns do not show
//! is kept in [`Row::rest`] as text.

use kernel::Problem;
use scoring::Exact;
use scoring::line::Class;
use scoring::scheme::{Cut, Feed, Kind, Line, Of, Origin, Overruled, Rule, Scheme, Section, Whose};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fmt::Write;
use toml::{Table, Value};

/// Deeper sections are edited as text.
pub const DEEPEST: usize = 9;

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Kind,
    /// A section at this depth, from 1.
    Section(usize),
    Line,
    Bonus,
    Deduction,
}

impl What {
    /// The name in forms and workbooks: `section` for the first depth, `section-2` for the next.
    pub fn name(self) -> String {
        match self {
            Self::Kind => "kind".to_owned(),
            Self::Section(1) => "section".to_owned(),
            Self::Section(depth) => format!("section-{depth}"),
            Self::Line => "line".to_owned(),
            Self::Bonus => "bonus".to_owned(),
            Self::Deduction => "deduction".to_owned(),
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "kind" => Self::Kind,
            "section" => Self::Section(1),
            "line" => Self::Line,
            "bonus" => Self::Bonus,
            "deduction" => Self::Deduction,
            other => {
                let depth = other.strip_prefix("section-")?.parse().ok()?;
                (2..=DEEPEST).contains(&depth).then_some(Self::Section(depth))?
            }
        })
    }
}

/// One row, every column as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    pub what: String,
    pub id: String,
    pub name: String,
    pub weight: String,
    pub out_of: String,
    /// The kind of rule, and its parameters as a scheme's text has them.
    pub rule: String,
    pub params: String,
    /// Where figures come from: `indicator:CODE:actual`, `measure:NAME`, `sheet:SCHEME`, each with `NAME=` before it where it
    /// feeds another name than the line's; several with `;` between.
    pub feed: String,
    /// The class that a person gave and why.
    pub class: String,
    pub reason: String,
    /// Everything else that the row says, as text.
    pub rest: String,
}

/// The columns of a row, by which forms and workbooks name them.
pub const COLUMNS: [&str; 11] =
    ["what", "id", "name", "weight", "out_of", "rule", "params", "feed", "class", "reason", "rest"];

impl Row {
    pub fn get(&self, column: &str) -> &str {
        match column {
            "what" => &self.what,
            "id" => &self.id,
            "name" => &self.name,
            "weight" => &self.weight,
            "out_of" => &self.out_of,
            "rule" => &self.rule,
            "params" => &self.params,
            "feed" => &self.feed,
            "class" => &self.class,
            "reason" => &self.reason,
            _ => &self.rest,
        }
    }

    pub fn set(&mut self, column: &str, text: &str) {
        let place = match column {
            "what" => &mut self.what,
            "id" => &mut self.id,
            "name" => &mut self.name,
            "weight" => &mut self.weight,
            "out_of" => &mut self.out_of,
            "rule" => &mut self.rule,
            "params" => &mut self.params,
            "feed" => &mut self.feed,
            "class" => &mut self.class,
            "reason" => &mut self.reason,
            _ => &mut self.rest,
        };
        text.trim().clone_into(place);
    }

    /// Whether nothing was typed into it: a spare row.
    pub fn is_blank(&self) -> bool {
        COLUMNS.iter().all(|column| *column == "what" || self.get(column).is_empty())
    }
}

/// A scheme as it is edited.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flat {
    pub name: String,
    pub source: String,
    pub published: String,
    pub effective: String,
    pub until: String,
    pub party_share: String,
    /// A grade in a line: its name and its cut.
    pub grades: String,
    /// Floors, gates, vetoes, effects of missing figures and the rest, as text.
    pub rest: String,
    pub rows: Vec<Row>,
}

/// The fields of the head, by which forms name them.
pub const HEAD: [&str; 8] =
    ["name", "source", "published", "effective", "until", "party_share", "grades", "rest"];

impl Flat {
    pub fn get(&self, field: &str) -> &str {
        match field {
            "name" => &self.name,
            "source" => &self.source,
            "published" => &self.published,
            "effective" => &self.effective,
            "until" => &self.until,
            "party_share" => &self.party_share,
            "grades" => &self.grades,
            _ => &self.rest,
        }
    }

    pub fn set(&mut self, field: &str, text: &str) {
        let place = match field {
            "name" => &mut self.name,
            "source" => &mut self.source,
            "published" => &mut self.published,
            "effective" => &mut self.effective,
            "until" => &mut self.until,
            "party_share" => &mut self.party_share,
            "grades" => &mut self.grades,
            _ => &mut self.rest,
        };
        text.trim().clone_into(place);
    }

    /// A scheme as rows.
    ///
    /// # Errors
    /// `scheme-unprintable`; `scheme-too-deep` for sections that rows cannot show.
    pub fn of(scheme: &Scheme) -> Result<Self, Problem> {
        let mut feeds: Vec<&Feed> = scheme.feed.iter().collect();
        let mut rows = Vec::new();
        for kind in &scheme.kind {
            let rest = rest(kind, &["id", "name", "section", "bonus", "deduction"])?;
            let (id, name) = (kind.id.clone(), kind.name.clone());
            rows.push(Row { what: What::Kind.name(), id, name, rest, ..Row::default() });
            for section in &kind.section {
                section_rows(section, 1, &mut feeds, &mut rows)?;
            }
            for (what, lines) in [(What::Bonus, &kind.bonus), (What::Deduction, &kind.deduction)] {
                for line in lines {
                    rows.push(line_row(what, line, &mut feeds)?);
                }
            }
        }
        let own = [
            "id",
            "version",
            "name",
            "source",
            "published",
            "effective",
            "until",
            "party_share",
            "grade",
            "feed",
            "kind",
        ];
        let mut table = table(scheme)?;
        own.iter().for_each(|key| drop(table.remove(*key)));
        if !feeds.is_empty() {
            table.insert("feed".to_owned(), Value::try_from(&feeds).map_err(unprintable)?);
        }
        let day = |day: Option<kernel::Day>| day.map(|day| day.to_string()).unwrap_or_default();
        Ok(Self {
            name: scheme.name.clone(),
            source: scheme.source.clone(),
            published: scheme.published.to_string(),
            effective: scheme.effective.to_string(),
            until: day(scheme.until),
            party_share: scheme.party_share.as_ref().map(Exact::plain).unwrap_or_default(),
            grades: grades_text(&scheme.grade),
            rest: toml::to_string(&table).map_err(unprintable)?.trim().to_owned(),
            rows,
        })
    }

    /// The scheme that the rows say; `before` gives its code and number and the order of its feeds.
    ///
    /// # Errors
    /// Everything that cannot be read, each at its field: `name`, `grades`, `row-3-weight`, ….
    pub fn scheme(&self, before: &Scheme) -> Result<Scheme, Vec<Problem>> {
        let mut problems = Vec::new();
        let (kinds, mut feeds) = Build::default().kinds(&self.rows, &mut problems);
        let head = self.head(before, &mut problems);
        let Some(mut scheme) = head.filter(|_| problems.is_empty()) else { return Err(problems) };
        scheme.kind = kinds;
        feeds.append(&mut scheme.feed);
        let place = |feed: &Feed| {
            before.feed.iter().position(|old| old.entry == feed.entry).unwrap_or(usize::MAX)
        };
        feeds.sort_by_key(place);
        scheme.feed = feeds;
        Ok(scheme)
    }

    fn head(&self, before: &Scheme, problems: &mut Vec<Problem>) -> Option<Scheme> {
        let mut table: Table = match self.rest.parse() {
            Ok(table) => table,
            Err(error) => {
                problems.push(unreadable(&error).at("rest"));
                return None;
            }
        };
        for field in ["name", "published", "effective"] {
            if self.get(field).is_empty() {
                problems.push(Problem::new("field-required").at(field));
            }
        }
        for field in ["published", "effective", "until"] {
            let text = self.get(field);
            if !text.is_empty() && text.parse::<kernel::Day>().is_err() {
                problems.push(Problem::new("field-malformed").arg("value", text).at(field));
            }
        }
        let share = number(&self.party_share, "party_share", problems);
        let grades = read_grades(&self.grades, problems);
        if !problems.is_empty() {
            return None;
        }
        let texts = [
            ("id", &before.id),
            ("version", &before.version),
            ("name", &self.name),
            ("source", &self.source),
            ("published", &self.published),
            ("effective", &self.effective),
            ("until", &self.until),
        ];
        for (key, text) in texts {
            if !text.is_empty() {
                table.insert(key.to_owned(), Value::String(text.clone()));
            }
        }
        for key in ["kind", "grade"] {
            table.insert(key.to_owned(), Value::Array(Vec::new()));
        }
        match read::<Scheme>(table) {
            Ok(mut scheme) => {
                (scheme.party_share, scheme.grade) = (share, grades);
                Some(scheme)
            }
            Err(error) => {
                problems.push(unreadable(&error).at("rest"));
                None
            }
        }
    }

    /// The place of each row as checks name it, such as `branch/basics/duties`; of a blank row nothing.
    pub fn places(&self) -> Vec<String> {
        let (mut kind, mut sections) = (String::new(), Vec::<String>::new());
        let place = |row: &Row| {
            let what = What::from_name(&row.what).filter(|_| !row.is_blank());
            match what {
                None => String::new(),
                Some(What::Kind) => {
                    sections.clear();
                    kind.clone_from(&row.id);
                    kind.clone()
                }
                Some(What::Section(depth)) => {
                    sections.truncate(depth.saturating_sub(1));
                    sections.push(row.id.clone());
                    format!("{kind}/{}", sections.join("/"))
                }
                Some(What::Line) => format!("{kind}/{}/{}", sections.join("/"), row.id),
                Some(What::Bonus) => format!("{kind}/bonus/{}", row.id),
                Some(What::Deduction) => format!("{kind}/deduction/{}", row.id),
            }
        };
        self.rows.iter().map(place).collect()
    }
}

fn unprintable(error: impl std::fmt::Display) -> Problem {
    Problem::new("scheme-unprintable").arg("message", error)
}

pub(crate) fn unreadable(error: &toml::de::Error) -> Problem {
    Problem::new("scheme-part-unreadable").arg("message", error.message())
}

fn read<T: DeserializeOwned>(table: Table) -> Result<T, toml::de::Error> {
    T::deserialize(Value::Table(table))
}

pub(crate) fn table(of: &impl Serialize) -> Result<Table, Problem> {
    match Value::try_from(of).map_err(unprintable)? {
        Value::Table(table) => Ok(table),
        _ => Ok(Table::new()),
    }
}

/// A value on one line, as it may stand in a scheme's text.
pub(crate) fn inline(of: &impl Serialize) -> Result<String, Problem> {
    let mut text = String::new();
    of.serialize(toml::ser::ValueSerializer::new(&mut text)).map_err(unprintable)?;
    Ok(text)
}

/// What a table says beyond these keys, as `key = value` with commas between.
pub(crate) fn rest(of: &impl Serialize, shown: &[&str]) -> Result<String, Problem> {
    let mut text = String::new();
    for (key, value) in table(of)? {
        if shown.contains(&key.as_str()) {
            continue;
        }
        let comma = if text.is_empty() { "" } else { ", " };
        let _ = write!(text, "{comma}{key} = {value}");
    }
    Ok(text)
}

fn plain(number: Option<&Exact>) -> String {
    number.map(Exact::plain).unwrap_or_default()
}

fn section_rows(
    section: &Section,
    depth: usize,
    feeds: &mut Vec<&Feed>,
    rows: &mut Vec<Row>,
) -> Result<(), Problem> {
    if depth > DEEPEST {
        return Err(Problem::new("scheme-too-deep").arg("most", DEEPEST));
    }
    rows.push(Row {
        what: What::Section(depth).name(),
        id: section.id.clone(),
        name: section.name.clone(),
        weight: section.weight.plain(),
        out_of: plain(section.out_of.as_ref()),
        rest: rest(section, &["id", "name", "weight", "out_of", "line", "section"])?,
        ..Row::default()
    });
    for line in &section.line {
        rows.push(line_row(What::Line, line, feeds)?);
    }
    section.section.iter().try_for_each(|part| section_rows(part, depth + 1, feeds, rows))
}

fn line_row(what: What, line: &Line, feeds: &mut Vec<&Feed>) -> Result<Row, Problem> {
    let inputs = line.rule.inputs(&line.id);
    let own: Vec<String> = feeds
        .iter()
        .filter(|feed| inputs.contains(&feed.entry.as_str()))
        .map(|feed| feed_text(feed, &line.id))
        .collect();
    feeds.retain(|feed| !inputs.contains(&feed.entry.as_str()));
    let class = line.class.as_ref();
    Ok(Row {
        what: what.name(),
        id: line.id.clone(),
        name: line.name.clone(),
        weight: plain(line.weight.as_ref()),
        out_of: plain(line.out_of.as_ref()),
        rule: line.rule.name().to_owned(),
        params: params(&line.rule)?,
        feed: own.join("; "),
        class: class.map(|one| one.class.name().to_owned()).unwrap_or_default(),
        reason: class.map(|one| one.reason.clone()).unwrap_or_default(),
        rest: rest(line, &["id", "name", "weight", "out_of", "rule", "class"])?,
    })
}

/// The parameters of a rule: its text without the kind.
pub(crate) fn params(rule: &Rule) -> Result<String, Problem> {
    let text = inline(rule)?;
    let inside = text.trim_start_matches('{').trim_end_matches('}').trim();
    let kind = format!("kind = \"{}\"", rule.name());
    Ok(inside.strip_prefix(&kind).unwrap_or(inside).trim_start_matches(',').trim().to_owned())
}

fn feed_text(feed: &Feed, line: &str) -> String {
    let from = match &feed.from {
        Origin::Indicator { code, of } => format!("indicator:{code}:{}", of_name(*of)),
        Origin::Measure { name } => format!("measure:{name}"),
        Origin::Sheet { scheme, section, whose } => {
            let section = section.as_ref().map(|section| format!("/{section}"));
            let whose = (*whose != Whose::Unit).then(|| format!(":{}", whose_name(*whose)));
            format!("sheet:{scheme}{}{}", section.unwrap_or_default(), whose.unwrap_or_default())
        }
    };
    if feed.entry == line { from } else { format!("{}={from}", feed.entry) }
}

/// What is taken of an indicator, as texts say it.
pub(crate) const fn of_name(of: Of) -> &'static str {
    match of {
        Of::Actual => "actual",
        Of::Target => "target",
        Of::Attainment => "attainment",
    }
}

/// Whose sheet is taken, as texts say it.
pub(crate) const fn whose_name(whose: Whose) -> &'static str {
    match whose {
        Whose::Unit => "unit",
        Whose::Above => "above",
    }
}

fn read_feed(text: &str, line: &str) -> Option<Feed> {
    let (entry, from) = text.split_once('=').unwrap_or((line, text));
    let mut parts = from.split(':').map(str::trim);
    let from = match (parts.next()?, parts.next()?, parts.next(), parts.next()) {
        ("indicator", code, Some(of), None) if !code.is_empty() => {
            let all = [Of::Actual, Of::Target, Of::Attainment];
            let of = all.into_iter().find(|one| of_name(*one) == of)?;
            Origin::Indicator { code: code.to_owned(), of }
        }
        ("measure", name, None, None) if !name.is_empty() => {
            Origin::Measure { name: name.to_owned() }
        }
        ("sheet", of, whose, None) if !of.is_empty() => {
            let all = [Whose::Unit, Whose::Above];
            let whose = match whose {
                Some(whose) => all.into_iter().find(|one| whose_name(*one) == whose)?,
                None => Whose::Unit,
            };
            let (scheme, section) = match of.split_once('/') {
                Some((scheme, section)) => (scheme, Some(section.to_owned())),
                None => (of, None),
            };
            Origin::Sheet { scheme: scheme.to_owned(), section, whose }
        }
        _ => return None,
    };
    let entry = entry.trim();
    (!entry.is_empty()).then(|| Feed { entry: entry.to_owned(), from })
}

fn grades_text(grades: &[Cut]) -> String {
    let lines: Vec<String> =
        grades.iter().map(|cut| format!("{} {}", cut.name, cut.from.plain())).collect();
    lines.join("\n")
}

fn read_grades(text: &str, problems: &mut Vec<Problem>) -> Vec<Cut> {
    let mut grades = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let cut = line.rsplit_once(char::is_whitespace).and_then(|(name, from)| {
            Some(Cut { name: name.trim().to_owned(), from: from.parse().ok()? })
        });
        match cut {
            Some(cut) => grades.push(cut),
            None => {
                problems
                    .push(Problem::new("scheme-grade-unreadable").arg("line", line).at("grades"));
            }
        }
    }
    grades
}

fn number(text: &str, field: &str, problems: &mut Vec<Problem>) -> Option<Exact> {
    if text.is_empty() {
        return None;
    }
    let number = text.parse().ok();
    if number.is_none() {
        problems.push(Problem::new("scheme-number").arg("value", text).at(field));
    }
    number
}

/// The kinds of unit that rows say.
///
/// # Errors
/// Everything that cannot be read, each at its field: `row-3-weight`, ….
pub(crate) fn kinds(rows: &[Row]) -> Result<Vec<Kind>, Vec<Problem>> {
    let mut problems = Vec::new();
    let (kinds, _) = Build::default().kinds(rows, &mut problems);
    if problems.is_empty() { Ok(kinds) } else { Err(problems) }
}

/// Rows on their way to kinds: the sections that are open, the outermost first.
#[derive(Default)]
struct Build {
    kinds: Vec<Kind>,
    open: Vec<Section>,
    feeds: Vec<Feed>,
}

impl Build {
    fn kinds(mut self, rows: &[Row], problems: &mut Vec<Problem>) -> (Vec<Kind>, Vec<Feed>) {
        for (at, row) in rows.iter().enumerate().filter(|(_, row)| !row.is_blank()) {
            let mut found = Vec::new();
            self.take(row, &mut found);
            let of_row = |problem: Problem| {
                let column = problem.field.clone().unwrap_or_else(|| "what".to_owned());
                problem.at(format!("row-{at}-{column}"))
            };
            problems.extend(found.into_iter().map(of_row));
        }
        self.close(1);
        (self.kinds, self.feeds)
    }

    /// Closes the sections at this depth and below.
    fn close(&mut self, depth: usize) {
        while self.open.len() >= depth {
            let Some(section) = self.open.pop() else { break };
            match (self.open.last_mut(), self.kinds.last_mut()) {
                (Some(above), _) => above.section.push(section),
                (None, Some(kind)) => kind.section.push(section),
                (None, None) => {}
            }
        }
    }

    fn take(&mut self, row: &Row, problems: &mut Vec<Problem>) {
        let what = What::from_name(&row.what);
        if what != Some(What::Kind) && self.kinds.is_empty() {
            problems.push(Problem::new("scheme-row-no-kind").at("what"));
            return;
        }
        match what {
            None => {
                problems.push(Problem::new("scheme-row-what").arg("value", &row.what).at("what"))
            }
            Some(What::Kind) => {
                self.close(1);
                let kind = row.read(&[("section", Value::Array(Vec::new()))], problems);
                self.kinds.extend(kind);
            }
            Some(What::Section(depth)) if depth > self.open.len() + 1 => {
                problems.push(Problem::new("scheme-row-depth").at("what"));
            }
            Some(What::Section(depth)) => {
                self.close(depth);
                let weight = row.numbers(problems);
                let section: Option<Section> = row.read(&[("weight", Value::Integer(0))], problems);
                if let Some(mut section) = section {
                    let [weight, out_of] = weight;
                    section.out_of = out_of;
                    match weight {
                        Some(weight) => section.weight = weight,
                        None => problems.push(Problem::new("field-required").at("weight")),
                    }
                    self.open.push(section);
                }
            }
            Some(what) => self.line(what, row, problems),
        }
    }

    fn line(&mut self, what: What, row: &Row, problems: &mut Vec<Problem>) {
        let Some(line) = self.read_line(row, problems) else { return };
        if what != What::Line {
            self.close(1);
        }
        match (what, self.open.last_mut(), self.kinds.last_mut()) {
            (What::Bonus, _, Some(kind)) => kind.bonus.push(line),
            (What::Deduction, _, Some(kind)) => kind.deduction.push(line),
            (_, Some(section), _) => section.line.push(line),
            _ => problems.push(Problem::new("scheme-row-homeless").at("what")),
        }
    }

    fn read_line(&mut self, row: &Row, problems: &mut Vec<Problem>) -> Option<Line> {
        let [weight, out_of] = row.numbers(problems);
        for feed in row.feed.split(';').map(str::trim).filter(|text| !text.is_empty()) {
            match read_feed(feed, &row.id) {
                Some(feed) => self.feeds.push(feed),
                None => problems
                    .push(Problem::new("scheme-feed-unreadable").arg("value", feed).at("feed")),
            }
        }
        let rule = row.rule(problems)?;
        let fixed = Rule::Fixed { points: Exact::ZERO };
        let fixed = Value::try_from(&fixed).ok()?;
        let mut line: Line = row.read(&[("rule", fixed)], problems)?;
        (line.weight, line.out_of, line.rule) = (weight, out_of, rule);
        if !row.class.is_empty() {
            match Class::from_name(&row.class) {
                Some(class) => line.class = Some(Overruled { class, reason: row.reason.clone() }),
                None => problems
                    .push(Problem::new("field-malformed").arg("value", &row.class).at("class")),
            }
        }
        Some(line)
    }
}

impl Row {
    fn numbers(&self, problems: &mut Vec<Problem>) -> [Option<Exact>; 2] {
        ["weight", "out_of"].map(|column| number(self.get(column), column, problems))
    }

    fn rule(&self, problems: &mut Vec<Problem>) -> Option<Rule> {
        let text = match self.params.as_str() {
            "" => format!("rule = {{ kind = \"{}\" }}", self.rule),
            params => format!("rule = {{ kind = \"{}\", {params} }}", self.rule),
        };
        let rule = text.parse::<Table>().and_then(|mut table| {
            Rule::deserialize(table.remove("rule").unwrap_or(Value::Integer(0)))
        });
        match rule {
            Ok(rule) => Some(rule),
            Err(error) => {
                let problem = match example(&self.rule) {
                    Some(example) => Problem::new("scheme-rule-unreadable")
                        .arg("message", error.message())
                        .arg("example", example)
                        .at("params"),
                    None => Problem::new("scheme-rule-kind").at("rule"),
                };
                problems.push(problem);
                None
            }
        }
    }

    /// What the rest of the row says, with its id and name and what the caller fills in.
    fn read<T: DeserializeOwned>(
        &self,
        filled: &[(&str, Value)],
        problems: &mut Vec<Problem>,
    ) -> Option<T> {
        if self.id.is_empty() {
            problems.push(Problem::new("field-required").at("id"));
            return None;
        }
        let rest = format!("rest = {{ {} }}", self.rest);
        let read = rest.parse::<Table>().and_then(|mut table| {
            let mut own = match table.remove("rest") {
                Some(Value::Table(own)) => own,
                _ => Table::new(),
            };
            own.insert("id".to_owned(), Value::String(self.id.clone()));
            own.insert("name".to_owned(), Value::String(self.name.clone()));
            for (key, value) in filled {
                own.insert((*key).to_owned(), value.clone());
            }
            self::read(own)
        });
        match read {
            Ok(value) => Some(value),
            Err(error) => {
                problems.push(unreadable(&error).at("rest"));
                None
            }
        }
    }
}

/// The kinds of rules with parameters that each could have, in the order in which forms offer them.
pub const EXAMPLES: [(&str, &str); 16] = [
    ("figure", "most = 100"),
    ("attainment", "threshold = 80, target = 95, stretch = 100"),
    ("band", "outer_low = 10, low = \"10.3\", high = \"10.6\", outer_high = 11"),
    (
        "tiers",
        "of = { kind = \"figure\", most = 100 }, tier = [{ from = 95, points = 10 }, { from = 85, points = 8 }]",
    ),
    ("deduct", "event = [{ sort = \"overdue\", points = \"0.5\" }]"),
    ("events", "count = \"highest\", most = 3, event = [{ sort = \"city\", points = 2 }]"),
    ("raters", "most = 100, group = [{ id = \"members\", weight = 1, fewest = 5 }]"),
    (
        "steps",
        "target = \"@plan\", start = { kind = \"fixed\", points = 80 }, up = { points = 1, per = 2, most = 20 }, down = { points = 1, per = 2 }",
    ),
    ("change", "against = \"@last-year\""),
    ("rescale", "of = { kind = \"figure\", most = 130 }, from = 130, to = 100"),
    (
        "multiply",
        "of = { kind = \"figure\", most = 100 }, by = \"@difficulty\", least = \"0.8\", most = \"1.2\"",
    ),
    ("result", "scheme = \"production\", section = \"business\""),
    (
        "mix",
        "part = [{ weight = \"0.7\", of = { kind = \"figure\", most = 100 } }, { weight = \"0.3\", of = { kind = \"figure\", input = \"second\", most = 100 } }]",
    ),
    (
        "sum",
        "of = [{ kind = \"figure\", most = 50 }, { kind = \"figure\", input = \"second\", most = 50 }]",
    ),
    ("clamp", "of = { kind = \"figure\", most = 120 }, least = 0, most = 100"),
    ("fixed", "points = 10"),
];

/// Parameters that a kind of rule could have.
pub fn example(kind: &str) -> Option<&'static str> {
    EXAMPLES.iter().find(|(name, _)| *name == kind).map(|(_, example)| *example)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schemes::templates::{TEMPLATES, Template};

    #[test]
    fn every_shipped_scheme_comes_back_from_its_rows_as_it_was() {
        for template in TEMPLATES {
            let scheme = template.scheme().unwrap();
            let flat = Flat::of(&scheme).unwrap();
            let again =
                flat.scheme(&scheme).unwrap_or_else(|all| panic!("{}: {all:?}", template.name));
            assert_eq!(again.digest().unwrap(), scheme.digest().unwrap(), "{}", template.name);
        }
    }

    #[test]
    fn every_example_of_a_rule_can_be_read() {
        for (kind, example) in EXAMPLES {
            let row = Row { rule: kind.into(), params: example.into(), ..Row::default() };
            let mut problems = Vec::new();
            let rule = row.rule(&mut problems);
            assert_eq!((rule.map(|rule| rule.name()), problems), (Some(kind), Vec::new()));
        }
    }

    fn s5() -> (Scheme, Flat) {
        let scheme = Template::named("s5").unwrap().scheme().unwrap();
        let flat = Flat::of(&scheme).unwrap();
        (scheme, flat)
    }

    #[test]
    fn what_cannot_be_read_is_told_at_its_field() {
        let (scheme, mut flat) = s5();
        let at = flat.rows.iter().position(|row| row.id == "issues").unwrap();
        flat.rows[at].weight = "ten".into();
        flat.rows[at].params = "threshold = 80".into();
        flat.rows[at].feed = "indicator:x".into();
        flat.effective = "soon".into();
        flat.grades = "A ninety".into();
        let problems = flat.scheme(&scheme).unwrap_err();
        let fields: Vec<&str> = problems.iter().filter_map(|one| one.field.as_deref()).collect();
        let row = |column: &str| format!("row-{at}-{column}");
        let wanted =
            [row("weight"), row("feed"), row("params"), "effective".into(), "grades".into()];
        assert_eq!(fields, wanted);
    }

    #[test]
    fn feeds_stand_with_the_line_that_takes_them() {
        let (scheme, mut flat) = s5();
        let at = flat.rows.iter().position(|row| row.id == "issues").unwrap();
        flat.rows[at].params = "threshold = \"90%\", target = \"@goal\"".into();
        flat.rows[at].feed = "measure:matters-in-time; goal=indicator:x:target".into();
        let fed = flat.scheme(&scheme).unwrap();
        assert_eq!(fed.feed.len(), 2);
        assert_eq!(Flat::of(&fed).unwrap().rows[at].feed, flat.rows[at].feed);
        assert_eq!(flat.places()[at], "branch/basics/issues");
    }
}
