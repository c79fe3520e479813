//! The lines of a sheet as its page shows them: weight, worth, sources, steps in words.

use super::words::{self, Told};
use crate::sheets::computed::{Computed, count};
use crate::sheets::source::{From, Source};
use crate::sheets::subject::Subject;
use kernel::{Problem, texts};
use scoring::Exact;
use scoring::engine::export::{self, NodeOut, Words};
use scoring::engine::if_then::{Cause, IfThen};
use scoring::engine::{Kept, Plan, Trace, Worth};
use scoring::line::Class;
use scoring::lint::{Limits, lint};
use scoring::scheme::{Better, Consequence, Line, Operand, Passing, Rule, Section};
use std::collections::HashMap;
use web_kit::Page;
use web_kit::status::Status;

/// One row: a section, a line, a floor or a veto.
#[derive(Default)]
pub(super) struct Row {
    pub id: String,
    pub name: String,
    /// What it counts and how, in half a line.
    pub how: String,
    pub is_section: bool,
    pub is_alert: bool,
    pub sources: Vec<Told>,
    pub steps: Vec<String>,
    pub why: Vec<String>,
    /// Its weight in points of the whole, and what it was before others passed on theirs.
    pub weight: String,
    pub original: String,
    pub score: String,
    pub out_of: String,
    /// Where it comes from, as a badge with its tone.
    pub badge: (String, &'static str),
    pub status: Option<(Status, String)>,
}

/// What the page says beside the lines.
pub(super) struct Beside {
    pub total: String,
    pub grade: String,
    pub is_provisional: bool,
    pub bounds: String,
    pub coverage: String,
    /// How the total, or that of a part of the year, comes to be above full marks: that it is, and why.
    pub above: Vec<(String, Vec<String>)>,
    /// How the total came about, in sentences.
    pub told: Vec<String>,
    /// Shares of outcome, process and volume, each with the start of its bar, in per cent.
    pub mix: Vec<(&'static str, String, String)>,
    pub mix_told: String,
    /// What would change the grade: cause and result.
    pub changes: Vec<(String, String)>,
    pub records: usize,
}

/// Everything that a sheet's page shows of its computation.
pub(super) struct Drawn {
    pub rows: Vec<Row>,
    pub beside: Beside,
}

/// The sheet in words.
pub(super) fn drawn(
    page: &Page,
    subject: Subject,
    year: i32,
    sheet: &Computed,
) -> Result<Drawn, Problem> {
    let trace = sheet.trace()?;
    let changes = sheet.changes(&trace)?;
    let tongue = tongue(page);
    let out = export::sheet(sheet.case(), &trace, &changes, tongue);
    let pen = Pen { page, subject, year, sheet, trace: &trace, nodes: &out.nodes };
    let mut rows = pen.rows();
    let mut above = Vec::from_iter(pen.above(!sheet.earlier.is_empty()));
    for (at, part) in sheet.earlier.iter().enumerate().rev() {
        let trace = part.trace()?;
        let out = export::sheet(part.case(), &trace, &[], tongue);
        let pen = Pen { page, subject, year, sheet: part, trace: &trace, nodes: &out.nodes };
        rows.push(pen.part());
        above.extend(pen.above(true));
        rows.extend(
            pen.rows().into_iter().map(|row| Row { id: format!("{at}-{}", row.id), ..row }),
        );
    }
    let mut beside = pen.beside(&changes, out.result.words.clone(), above);
    if let Some(joined) = sheet.joined()? {
        let told = export::joined(&sheet.inputs.unit, &joined, &sheet.plan.scheme, tongue);
        let total = sheet.total()?;
        beside = Beside {
            told: vec![told.words],
            is_provisional: total.grade.is_none(),
            grade: total.grade.as_deref().map(|grade| pen.grade(grade)).unwrap_or_default(),
            bounds: pen.bounds(&total.low, &total.high),
            coverage: words::percent(&total.coverage),
            total: total.total.unwrap_or_default(),
            ..beside
        };
    }
    Ok(Drawn { rows, beside })
}

/// In which words steps are told.
fn tongue(page: &Page) -> Words<'static> {
    Words { catalogue: texts::get(), lang: page.lang }
}

struct Pen<'a> {
    page: &'a Page,
    subject: Subject,
    year: i32,
    sheet: &'a Computed,
    trace: &'a Trace<'a>,
    nodes: &'a [NodeOut<'a>],
}

impl Pen<'_> {
    /// The heading of a part of the year.
    fn part(&self) -> Row {
        let days = self.page.count(count(&self.sheet.days));
        let told = [
            ("kind", self.sheet.plan.kind().name.as_str()),
            ("days", &words::days(self.page, &self.sheet.days)),
            ("n", &days),
        ];
        let score = self.trace.published(&self.sheet.plan).unwrap_or_default();
        Row {
            id: "part".to_owned(),
            name: self.page.tn("score-part", &told),
            is_section: true,
            score,
            ..Row::default()
        }
    }

    /// How a total comes to be above full marks; of a part of the year, with its name.
    fn above(&self, is_part: bool) -> Option<(String, Vec<String>)> {
        let mut told = export::above(self.sheet.case(), self.trace, tongue(self.page)).into_iter();
        let lead = told.next()?;
        let lead = if is_part { format!("{} · {lead}", self.part().name) } else { lead };
        Some((lead, told.collect()))
    }

    /// Sections, lines, bonus and deduction, floors and vetoes of one part.
    fn rows(&self) -> Vec<Row> {
        let (sheet, mut rows) = (self.sheet, Vec::new());
        let kind = sheet.plan.kind();
        let whole = &sheet.plan.scheme.out_of;
        let weights = Weights::of(&sheet.plan, self.trace, &kind.section, whole);
        for section in &kind.section {
            self.section(section, &weights, &mut rows);
        }
        for (lines, key) in [(&kind.bonus, "score-bonus"), (&kind.deduction, "score-deduction")] {
            rows.extend(lines.iter().map(|line| {
                let row = self.line(line, &weights);
                Row { weight: self.page.t(key), out_of: String::new(), ..row }
            }));
        }
        self.floors(&mut rows);
        self.vetoes(&mut rows);
        rows
    }

    /// Between which totals it ends; nothing where that is known.
    fn bounds(&self, low: &str, high: &str) -> String {
        match low == high {
            true => String::new(),
            false => self.page.tn("score-bounds", &[("low", low), ("high", high)]),
        }
    }

    fn section(&self, section: &Section, weights: &Weights, rows: &mut Vec<Row>) {
        let node = self.nodes.iter().find(|node| node.id == section.id);
        let steps = node.map(|node| node.steps.iter().map(|step| step.words.clone()).collect());
        let worth = self.trace.worth(&self.sheet.plan, &section.id);
        let score = worth.and_then(|it| it.worth.score()).map(words::points).unwrap_or_default();
        let (weight, original) = weights.told(&section.id);
        rows.push(Row {
            id: section.id.clone(),
            name: section.name.clone(),
            how: String::new(),
            is_section: true,
            is_alert: false,
            sources: Vec::new(),
            steps: steps.unwrap_or_default(),
            why: Vec::new(),
            weight,
            original,
            score,
            out_of: words::short(section.points()),
            badge: (String::new(), ""),
            status: None,
        });
        rows.extend(section.line.iter().map(|line| self.line(line, weights)));
        for inner in &section.section {
            self.section(inner, weights, rows);
        }
    }

    fn line(&self, line: &Line, weights: &Weights) -> Row {
        let page = self.page;
        let inputs = line.rule.inputs(&line.id);
        let sources: Vec<&Source> =
            self.sheet.sources.iter().filter(|it| inputs.contains(&it.entry.as_str())).collect();
        let node = self.nodes.iter().find(|node| node.id == line.id);
        let steps = node.map(|node| node.steps.iter().map(|step| step.words.clone()).collect());
        let valued = self.trace.worth(&self.sheet.plan, &line.id);
        let status = valued.and_then(|valued| valued.status);
        let score = valued.and_then(|valued| valued.worth.score());
        let is_open = valued.is_some_and(|it| matches!(it.worth, Worth::Open(_)));
        let shape = match status {
            Some(status) => words::status(status),
            None if is_open => Status::Pending,
            None => Status::Done,
        };
        let full = line.out_of.as_ref().or(line.weight.as_ref());
        let is_off = status.is_none() && full.is_some() && score.is_some_and(Exact::is_zero);
        let (weight, original) = weights.told(&line.id);
        let word =
            if status.is_none() && !is_open { page.t("score-measured") } else { String::new() };
        Row {
            id: line.id.clone(),
            name: line.name.clone(),
            how: self.how(line),
            is_section: false,
            is_alert: is_off,
            sources: sources.iter().flat_map(|source| self.told(source)).collect(),
            steps: steps.unwrap_or_default(),
            why: sources
                .iter()
                .filter_map(|source| Some(words::why(page, source.why.as_ref()?)))
                .collect(),
            weight,
            original,
            score: match (status, score) {
                (Some(scoring::scheme::Status::NotReported), Some(score)) => words::points(score),
                (Some(_), _) | (_, None) => String::new(),
                (None, Some(score)) => words::points(score),
            },
            out_of: full.map(words::short).unwrap_or_default(),
            badge: self.badge(&sources),
            status: Some((shape, word)),
        }
    }

    fn told(&self, source: &Source) -> Vec<Told> {
        let entry = self.sheet.inputs.entry.get(&source.entry);
        let figure = entry.and_then(|entry| entry.figure.as_ref());
        words::source(self.page, &self.sheet.plan.scheme, (self.subject, self.year), source, figure)
    }

    fn badge(&self, sources: &[&Source]) -> (String, &'static str) {
        let is_live = |from: &From| match from {
            From::Facts { facts } => facts.iter().any(|fact| fact.said.is_some()),
            From::Nothing => false,
            _ => true,
        };
        let first = sources.iter().find(|source| is_live(&source.from));
        match first.map(|source| &source.from) {
            Some(From::Indicator(_)) => (self.page.t("score-source-business"), "good"),
            Some(From::Measure { .. } | From::Sheet { .. }) => {
                (self.page.t("score-source-records"), "good")
            }
            Some(From::Facts { .. }) => (self.page.t("score-source-fact"), ""),
            _ => (String::new(), ""),
        }
    }

    /// What a line counts and how it comes to its points.
    fn how(&self, line: &Line) -> String {
        let page = self.page;
        let judged = lint(&self.sheet.plan.scheme, self.sheet.plan.kind(), &Limits::default());
        let class = judged.lines.iter().find(|one| one.line.id == line.id).map(|one| one.class);
        let class = class.map(|class| page.t(format!("score-class-{}", class.name())));
        let text = |operand: &Operand| match operand {
            Operand::Fixed(number) => words::short(number),
            Operand::OfTarget(share) => format!("{} %", words::short(share)),
            Operand::Input(_) => page.t("score-own-target"),
        };
        let rule = match &line.rule {
            Rule::Attainment { better, threshold, target, stretch, .. } => {
                let key = if *better == Better::Lower { "lower" } else { "higher" };
                let (threshold, target) = (text(threshold), text(target));
                let told = [("threshold", threshold.as_str()), ("target", &target)];
                let mut rule =
                    page.t(format!("score-better-{key}")) + " · " + &page.tn("score-limits", &told);
                if let Some(stretch) = stretch {
                    rule += &page.t1("score-stretch", "stretch", text(stretch));
                }
                rule
            }
            other => page.t(format!("score-rule-{}", other.name())),
        };
        class.into_iter().chain([rule]).collect::<Vec<_>>().join(" · ")
    }

    fn floors(&self, rows: &mut Vec<Row>) {
        let scheme = &self.sheet.plan.scheme;
        for (floor, kept) in scheme.floor.iter().zip(&self.trace.outcome.floors) {
            let sources: Vec<&Source> =
                self.sheet.sources.iter().filter(|source| source.entry == floor.id).collect();
            let shape = match kept {
                Kept::Met => Status::Met,
                Kept::NotMet => Status::Off,
                Kept::Unknown => Status::NotReported,
            };
            let word = self.page.t(format!("score-floor-{}", kept.name()));
            rows.push(Row {
                id: floor.id.clone(),
                name: floor.name.clone(),
                how: self.page.tn(
                    "score-floor-how",
                    &[("required", &words::short(&floor.required)), ("basis", &floor.basis)],
                ),
                is_section: false,
                is_alert: *kept == Kept::NotMet,
                sources: sources.iter().flat_map(|source| self.told(source)).collect(),
                steps: Vec::new(),
                why: sources
                    .iter()
                    .filter_map(|source| Some(words::why(self.page, source.why.as_ref()?)))
                    .collect(),
                weight: self.page.t("score-floor"),
                original: String::new(),
                score: String::new(),
                out_of: String::new(),
                badge: self.badge(&sources),
                status: Some((shape, word)),
            });
        }
    }

    fn vetoes(&self, rows: &mut Vec<Row>) {
        let scheme = &self.sheet.plan.scheme;
        let booked = self.sheet.inputs.veto.iter().zip(&self.trace.outcome.vetoes);
        for (booked, stands) in booked {
            let Some(veto) = scheme.veto.iter().find(|veto| veto.id == booked.veto) else {
                continue;
            };
            let from = self.page.day(&booked.from);
            let mut text =
                self.page.tn("score-says-veto", &[("from", &from), ("basis", &booked.reason)]);
            if let Some(day) = &booked.lifted {
                text += &self.page.t1("score-says-lifted", "day", self.page.day(day));
            }
            let fact =
                booked.record.trim_start_matches("fact:").split('@').next().unwrap_or_default();
            let to = format!("/scores/{}/{}/facts/{fact}", self.subject, self.year);
            let link = web_kit::page::Link::new(self.page.t("score-open-record"), to);
            let (shape, key) = match (*stands, booked.lifted.is_some()) {
                (true, _) => (Status::Off, "score-veto-stands"),
                (false, true) => (Status::Done, "score-veto-is-lifted"),
                (false, false) => (Status::Pending, "score-veto-later"),
            };
            rows.push(Row {
                id: format!("veto-{fact}"),
                name: veto.name.clone(),
                how: veto.basis.clone(),
                is_section: false,
                is_alert: *stands,
                sources: vec![Told { text, link: Some(link) }],
                steps: Vec::new(),
                why: Vec::new(),
                weight: self.page.t("score-veto"),
                original: String::new(),
                score: String::new(),
                out_of: String::new(),
                badge: (self.page.t("score-source-fact"), ""),
                status: Some((shape, self.page.t(key))),
            });
        }
    }

    fn beside(
        &self,
        changes: &[IfThen],
        told: Vec<String>,
        above: Vec<(String, Vec<String>)>,
    ) -> Beside {
        let (page, plan) = (self.page, &self.sheet.plan);
        let outcome = &self.trace.outcome;
        let total = self.trace.published(plan).unwrap_or_default();
        let grade = self.trace.grade(plan).map(|grade| self.grade(grade)).unwrap_or_default();
        let form = plan.scheme.publication;
        let low = outcome.low.fixed(form.decimals, form.rounding);
        let high = outcome.high.fixed(form.decimals, form.rounding);
        let judged = lint(&plan.scheme, plan.kind(), &Limits::default());
        let mut start = Exact::ZERO;
        let mut mix = Vec::new();
        for (class, share) in
            Class::ALL.iter().zip([&judged.outcome, &judged.process, &judged.volume])
        {
            mix.push((
                class.name(),
                format!("{}%", words::short(&start)),
                format!("{}%", words::short(share)),
            ));
            start = &start + share;
        }
        let (outcome_share, process, volume) = (
            words::short(&judged.outcome),
            words::short(&judged.process),
            words::short(&judged.volume),
        );
        let mix_told =
            [("outcome", outcome_share.as_str()), ("process", &process), ("volume", &volume)];
        let records = self.sheet.sources.iter().map(|source| match &source.from {
            From::Nothing => 0,
            From::Indicator(readings) => readings.readings.max(0) as usize,
            From::Measure { of, .. } => (*of).max(0) as usize,
            From::Facts { facts } => facts.len(),
            From::Sheet { .. } => 1,
        });
        Beside {
            is_provisional: grade.is_empty(),
            bounds: self.bounds(&low, &high),
            coverage: words::percent(&outcome.coverage.plain()),
            above,
            total,
            grade,
            told,
            mix,
            mix_told: page.tn("score-mix", &mix_told),
            changes: self.changes(changes),
            records: records.sum::<usize>() + self.sheet.inputs.veto.len(),
        }
    }

    /// A grade with the totals between which it lies.
    fn grade(&self, name: &str) -> String {
        let cuts = &self.sheet.plan.scheme.grade;
        let Some(at) = cuts.iter().position(|cut| cut.name == name) else { return name.to_owned() };
        let from = words::short(&cuts[at].from);
        match at.checked_sub(1).map(|above| words::short(&cuts[above].from)) {
            Some(to) => self
                .page
                .tn("score-grade-between", &[("grade", name), ("from", &from), ("to", &to)]),
            None => self.page.tn("score-grade-from", &[("grade", name), ("from", &from)]),
        }
    }

    fn changes(&self, changes: &[IfThen]) -> Vec<(String, String)> {
        let (page, plan) = (self.page, &self.sheet.plan);
        let form = plan.scheme.publication;
        let lines = plan.kind().lines();
        let mut told: Vec<(String, String)> = Vec::new();
        for change in changes {
            let cause = match &change.cause {
                Cause::Line { id, from, to } => {
                    let line = lines.iter().find(|line| line.id == *id);
                    let name = line.map_or(id.as_str(), |line| &line.name);
                    let from = from.as_ref().map_or_else(|| "—".to_owned(), words::points);
                    let to = words::points(to);
                    page.tn("score-if-line", &[("line", name), ("from", &from), ("to", &to)])
                }
                Cause::Veto { id } => {
                    let veto = plan.scheme.veto.iter().find(|veto| veto.id == *id);
                    page.t1("score-if-lifted", "veto", veto.map_or(id.as_str(), |veto| &veto.name))
                }
            };
            let grade = plan.scheme.grade[change.grade].name.clone();
            let published = change.published.fixed(form.decimals, form.rounding);
            let better = self.trace.outcome.grade.is_some_and(|now| change.grade < now);
            let key = if better { "score-then-up" } else { "score-then-down" };
            told.push((cause, page.tn(key, &[("total", &published), ("grade", &grade)])));
        }
        let stands = |id: &str| self.sheet.inputs.veto.iter().any(|booked| booked.veto == id);
        for veto in plan.scheme.veto.iter().filter(|veto| !stands(&veto.id)) {
            let cap = veto.effect.iter().find_map(|effect| match effect {
                Consequence::Cap { at } => Some(words::short(at)),
                Consequence::Zero => Some("0".to_owned()),
                _ => None,
            });
            if let Some(cap) = cap {
                let cause = page.t1("score-if-vetoed", "veto", &veto.name);
                told.push((cause, page.t1("score-then-capped", "cap", cap)));
            }
        }
        told
    }
}

/// The weights of sections and lines in points of the whole.
struct Weights(HashMap<String, (Exact, Option<Exact>)>);

impl Weights {
    fn of(plan: &Plan, trace: &Trace<'_>, sections: &[Section], whole: &Exact) -> Self {
        let mut weights = Self(HashMap::new());
        let parts: Vec<(&str, &Exact)> =
            sections.iter().map(|section| (section.id.as_str(), &section.weight)).collect();
        weights.share(plan, trace, &parts, (whole, Some(whole)), &Passing::Siblings);
        sections.iter().for_each(|section| weights.within(plan, trace, section));
        weights
    }

    fn within(&mut self, plan: &Plan, trace: &Trace<'_>, section: &Section) {
        let Some((original, now)) = self.0.get(&section.id).cloned() else { return };
        let lines =
            section.line.iter().filter_map(|line| Some((line.id.as_str(), line.weight.as_ref()?)));
        let inner = section.section.iter().map(|inner| (inner.id.as_str(), &inner.weight));
        let parts: Vec<(&str, &Exact)> = lines.chain(inner).collect();
        self.share(plan, trace, &parts, (&original, now.as_ref()), &section.not_applicable);
        section.section.iter().for_each(|inner| self.within(plan, trace, inner));
    }

    /// Shares points among siblings, as stated and as they count when some do not apply.
    fn share(
        &mut self,
        plan: &Plan,
        trace: &Trace<'_>,
        parts: &[(&str, &Exact)],
        (original, now): (&Exact, Option<&Exact>),
        passing: &Passing,
    ) {
        let is_in =
            |id: &str| trace.worth(plan, id).is_none_or(|valued| valued.worth != Worth::Out);
        let sum = |all: bool| -> Exact {
            parts
                .iter()
                .filter(|(id, _)| all || is_in(id))
                .map(|(_, weight)| (*weight).clone())
                .sum()
        };
        let (all, counted) = (sum(true), sum(false));
        let heir = match passing {
            Passing::To(heir) if is_in(heir) => Some(heir.as_str()),
            _ => None,
        };
        for (id, weight) in parts {
            let stated = (original * weight).checked_div(&all).unwrap_or(Exact::ZERO);
            let weighs = match heir {
                Some(heir) if heir == *id => &(*weight + &all) - &counted,
                _ => (*weight).clone(),
            };
            let of = if heir.is_some() { &all } else { &counted };
            let counts = now.filter(|_| is_in(id)).and_then(|now| (now * &weighs).checked_div(of));
            self.0.insert((*id).to_owned(), (stated, counts));
        }
    }

    /// The weight, and the stated one where it differs.
    fn told(&self, id: &str) -> (String, String) {
        match self.0.get(id) {
            None => (String::new(), String::new()),
            Some((stated, None)) => ("—".to_owned(), words::short(stated)),
            Some((stated, Some(now))) if now == stated => (words::short(now), String::new()),
            Some((stated, Some(now))) => (words::short(now), words::short(stated)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheets::rules::Rule;
    use kernel::{Day, DayRange, Lang, UnitId};
    use scoring::engine::{Entry, Event, Inputs, Rating};

    /// A sheet of one rating of a hundred, with a bonus of so many points.
    fn sheet(kind: &str, rating: i64, bonus: i64) -> Computed {
        let text = format!(
            "id = \"t\"\nname = \"t\"\nversion = \"1\"\npublished = \"2025-12-01\"\neffective = \"2026-01-01\"\n\
             party_share = 100\ngrade = [{{ name = \"A\", from = 0 }}]\n[[kind]]\nid = \"{kind}\"\nname = \"{kind}\"\n\
             [[kind.section]]\nid = \"s\"\nname = \"s\"\nweight = 100\naspect = \"party\"\n\
             [[kind.section.line]]\nid = \"l\"\nname = \"l\"\nweight = 100\nout_of = 100\n\
             rule = {{ kind = \"raters\", most = 100, group = [{{ id = \"g\", weight = 1, fewest = 5 }}] }}\n\
             [[kind.bonus]]\nid = \"b\"\nname = \"b\"\n\
             rule = {{ kind = \"events\", count = \"each\", most = 9, event = [{{ sort = \"p\", points = 1 }}] }}\n"
        );
        let rule = Rule::parse(&text).unwrap();
        let mut inputs = Inputs::new("一厂", kind, "2026", Day::new(2026, 12, 31).unwrap());
        let rating = vec![Rating { group: "g".into(), raters: 5, sum: (rating * 5).into() }];
        let event = |at: i64| Event { id: at.to_string(), sort: "p".into(), points: None };
        let event = Some((0..bonus).map(event).collect());
        let rated = Entry { record: "r".into(), rating: Some(rating), ..Entry::default() };
        inputs.put("l", rated).unwrap();
        let honoured = Entry { record: "e".into(), event, ..Entry::default() };
        inputs.put("b", honoured).unwrap();
        Computed::new(&rule, inputs, Vec::new()).unwrap()
    }

    #[test]
    fn each_part_of_a_year_says_why_it_is_above_full_marks() {
        crate::install_texts();
        let days = |from: u8, until: u8| {
            let day = |month| Day::new(2026, month, 1).unwrap();
            vec![DayRange { from: day(from), until: day(until) }]
        };
        let above = |earlier: Computed, now: Computed| {
            let whole = now.within(days(7, 12), vec![earlier.within(days(1, 7), Vec::new())]);
            let page = Page::new(Lang::Zh, "t");
            let subject = Subject { unit: UnitId(1), person: None };
            drawn(&page, subject, 2026, &whole).unwrap().beside.above
        };
        let found = above(sheet("workshop", 100, 2), sheet("plant", 90, 2));
        assert_eq!(found.len(), 1, "{found:?}");
        let (lead, why) = &found[0];
        assert!(lead.starts_with("workshop：") && lead.contains("102"), "{lead}");
        assert_eq!(why.first().map(String::as_str), Some("加分 2"), "{why:?}");
        let both = above(sheet("workshop", 100, 2), sheet("plant", 99, 3));
        let leads: Vec<&str> = both.iter().map(|(lead, _)| lead.as_str()).collect();
        assert!(leads[0].starts_with("plant：") && leads[1].starts_with("workshop："), "{leads:?}");
        assert!(above(sheet("workshop", 90, 2), sheet("plant", 90, 2)).is_empty());
    }
}
