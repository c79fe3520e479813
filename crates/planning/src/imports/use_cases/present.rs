//! A prepared import in words: the preview that a person reads, and the report of the command line.

use super::prepare::Prepared;
use crate::imports::rules::{
    BlockedPart, FilePart, List, MismatchLine, NewIndicator, NewUnit, Preview, QuestionLine,
    RefusedLine, RestatedLine, Said, UnitChange, UnitChangeLine,
};
use interchange::{Checked as Compared, MismatchKind, Source};
use kernel::{Day, ImportId, Lang, Problem, Quantity};
use serde::Serialize;

/// What the command line prints, with `--json` as it stands.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    pub files: Vec<FileReport>,
    /// Measured by whoever has a clock.
    pub seconds: f64,
    /// The import that was stored; none after a dry run, or when there was nothing to store.
    #[serde(skip)]
    pub import: Option<ImportId>,
    /// Readings that are new, that got another version, and that were there already.
    #[serde(skip)]
    pub fresh: u64,
    #[serde(skip)]
    pub restated: u64,
    #[serde(skip)]
    pub unchanged: u64,
    /// Cells rounded to the decimals that the profile states.
    #[serde(skip)]
    pub rounded: u64,
    /// Rates computed where none is printed, and those without a value.
    #[serde(skip)]
    pub rates_computed: u64,
    #[serde(skip)]
    pub rates_undefined: u64,
}

impl Report {
    /// Whether anything stood against the import: exit status 1.
    pub fn is_blocked(&self) -> bool {
        self.files.iter().any(|file| !file.blocked.is_empty())
    }
}

/// One file of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FileReport {
    pub file: String,
    pub rows_read: u64,
    pub accepted: u64,
    pub refused: Vec<RefusedCell>,
    pub totals: Checked,
    pub rates: Checked,
    pub new_units: u64,
    pub blocked: Vec<String>,
}

/// A cell that was not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RefusedCell {
    pub sheet: String,
    pub cell: String,
    pub reason: String,
}

/// Printed figures compared with ours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Checked {
    pub checked: u64,
    pub matched: u64,
}

impl From<Compared> for Checked {
    fn from(compared: Compared) -> Self {
        Self { checked: compared.checked, matched: compared.matched }
    }
}

/// Readings that the dictionary refuses were counted as accepted when they were read.
fn refused_by_plan(prepared: &Prepared) -> Vec<u64> {
    let mut counts = vec![0; prepared.draft.files.len()];
    for (index, _) in &prepared.plan.refused {
        let file = prepared.draft.readings[*index as usize].source.file();
        if let Some(count) = counts.get_mut(usize::from(file)) {
            *count += 1;
        }
    }
    counts
}

/// Every refused cell, in the order of the files: where, why, what it holds.
pub(crate) fn refusals(prepared: &Prepared) -> Vec<(Source, &Problem, String)> {
    let draft = &prepared.draft;
    let by_plan = prepared.plan.refused.iter().map(|(index, problem)| {
        let reading = &draft.readings[*index as usize];
        let text =
            draft.text(reading.source).map_or_else(|| reading.value().to_string(), str::to_owned);
        (reading.source, problem, text)
    });
    let read = draft
        .refusals
        .iter()
        .map(|refusal| (refusal.source, &refusal.problem, refusal.text.clone()));
    let cells = prepared.plan.cells.iter();
    let of_units = cells.map(|cell| (cell.source, &cell.problem, cell.text.clone()));
    let mut all: Vec<_> = read.chain(of_units).chain(by_plan).collect();
    all.sort_by_key(|(source, ..)| *source);
    all
}

fn new_units_by_file(prepared: &Prepared) -> Vec<u64> {
    let files = prepared.plan.files_of_units(&prepared.draft);
    let mut counts = vec![0; prepared.draft.files.len()];
    for unit in &prepared.plan.new_units {
        if let Some(count) = counts.get_mut(usize::from(files[*unit as usize].unwrap_or(0))) {
            *count += 1;
        }
    }
    counts
}

/// Why parts of files, or everything, stay out: file and reason.
fn blocked(prepared: &Prepared) -> Vec<(u16, Problem)> {
    let everything = prepared.plan.hindrances.iter().map(|problem| (0, problem.clone()));
    everything.chain(prepared.draft.blocked()).collect()
}

pub(crate) fn report(prepared: &Prepared, lang: Lang) -> Report {
    let draft = &prepared.draft;
    let (by_plan, new_units) = (refused_by_plan(prepared), new_units_by_file(prepared));
    let mut files: Vec<FileReport> = draft
        .files
        .iter()
        .enumerate()
        .map(|(at, file)| FileReport {
            file: file.name.clone(),
            rows_read: file.rows_read,
            accepted: file.accepted - by_plan[at].min(file.accepted),
            refused: Vec::new(),
            totals: file.totals.into(),
            rates: file.rates.into(),
            new_units: new_units[at],
            blocked: Vec::new(),
        })
        .collect();
    for (source, problem, _) in refusals(prepared) {
        let place = draft.place(source);
        if let Some(file) = files.get_mut(usize::from(source.file())) {
            let reason = problem.text(lang);
            file.refused.push(RefusedCell { sheet: place.sheet, cell: place.cell, reason });
        }
    }
    for (file, problem) in blocked(prepared) {
        if let Some(file) = files.get_mut(usize::from(file)) {
            file.blocked.push(problem.text(lang));
        }
    }
    Report {
        files,
        fresh: prepared.plan.fresh,
        restated: prepared.plan.restated.len() as u64,
        unchanged: prepared.plan.identical,
        rounded: draft.files.iter().map(|file| file.numbers.rounded).sum(),
        rates_computed: draft.files.iter().map(|file| file.rates_computed).sum(),
        rates_undefined: draft.files.iter().map(|file| file.rates_undefined).sum(),
        ..Report::default()
    }
}

pub(crate) fn preview(prepared: &Prepared) -> Preview {
    let (draft, plan) = (&prepared.draft, &prepared.plan);
    let refusals = refusals(prepared);
    let said_lines = refusals.iter().map(|(source, problem, text)| {
        let place = draft.place(*source);
        let (file, sheet, cell) = (place.file, place.sheet, place.cell);
        RefusedLine { file, sheet, cell, text: text.clone(), reason: (*problem).into() }
    });
    Preview {
        fingerprint: plan.fingerprint(draft),
        files: files(prepared, &refusals),
        refusals: said_lines.collect(),
        mismatches: draft.mismatches.iter().map(|mismatch| line(prepared, mismatch)).collect(),
        questions: draft.questions.iter().map(question).collect(),
        blocked: draft
            .blocked()
            .iter()
            .map(|(file, problem)| BlockedPart { file: usize::from(*file), reason: problem.into() })
            .collect(),
        hindrances: plan.hindrances.iter().map(Said::from).collect(),
        units: plan.new_units.iter().map(|unit| new_unit(prepared, *unit)).collect(),
        changes: plan.changes.iter().map(|change| unit_change(prepared, change)).collect(),
        indicators: prepared
            .new_indicators()
            .map(|(_, new)| NewIndicator {
                code: new.code.clone(),
                name: Said { zh: new.name_zh.clone(), en: new.name_en.clone() },
                unit: new.terms.unit.clone(),
            })
            .collect(),
        fresh: plan.fresh,
        identical: plan.identical,
        restated: restated(prepared),
        notes: plan.notes.len() as u64,
    }
}

fn files(prepared: &Prepared, refusals: &[(Source, &Problem, String)]) -> Vec<FilePart> {
    let (by_plan, new_units) = (refused_by_plan(prepared), new_units_by_file(prepared));
    let pair = |compared: Compared| (compared.checked, compared.matched);
    let part = |(at, file): (usize, &interchange::FileReport)| FilePart {
        name: file.name.clone(),
        rows_read: file.rows_read,
        accepted: file.accepted - by_plan[at].min(file.accepted),
        refused: refusals.iter().filter(|(source, ..)| usize::from(source.file()) == at).count()
            as u64,
        numbers_found: file.numbers.found,
        numbers_long: file.numbers.long,
        rounded: file.numbers.rounded,
        totals: pair(file.totals),
        rates: pair(file.rates),
        sums: pair(file.sums),
        rates_computed: file.rates_computed,
        rates_undefined: file.rates_undefined,
        new_units: new_units[at],
        failed: file.failed.as_ref().map(Said::from),
    };
    prepared.draft.files.iter().enumerate().map(part).collect()
}

fn line(prepared: &Prepared, mismatch: &interchange::Mismatch) -> MismatchLine {
    let place = prepared.draft.place(mismatch.source);
    MismatchLine {
        file: place.file,
        sheet: place.sheet,
        cell: place.cell,
        kind: match mismatch.kind {
            MismatchKind::Total => "total",
            MismatchKind::Rate => "rate",
            MismatchKind::Sum => "sum",
        }
        .to_owned(),
        line: mismatch.line.clone(),
        column: mismatch.column.clone(),
        printed: mismatch.printed.to_string(),
        ours: mismatch.ours.to_string(),
        suspects: mismatch.suspects.iter().map(|source| source.cell()).collect(),
    }
}

fn question(question: &interchange::Question) -> QuestionLine {
    QuestionLine {
        id: question.id.clone(),
        wants_reason: question.proposed.is_none(),
        asked: (&question.problem).into(),
        answer: question.answer.clone(),
    }
}

fn new_unit(prepared: &Prepared, unit: u32) -> NewUnit {
    let (draft, plan) = (&prepared.draft, &prepared.plan);
    let mut above = Vec::new();
    let mut next = draft.units[unit as usize].parent();
    while let Some(parent) = next {
        if let Some(id) = plan.known(parent) {
            above.extend(prepared.tree.names(id).into_iter().rev());
            break;
        }
        above.push(plan.name(draft, parent).to_owned());
        next = draft.units[parent as usize].parent();
    }
    above.reverse();
    let (born, until) = (plan.born[unit as usize], plan.until[unit as usize]);
    let from = (born > Day::EARLIEST).then(|| born.to_string());
    let last = (until < Day::FOREVER).then(|| until.plus_days(-1).to_string());
    NewUnit {
        above,
        name: plan.name(draft, unit).to_owned(),
        code: draft.units[unit as usize].code.clone(),
        kind: plan.kind(draft, unit).name().to_owned(),
        from: from.unwrap_or_default(),
        last: last.unwrap_or_default(),
    }
}

fn unit_change(prepared: &Prepared, change: &UnitChange) -> UnitChangeLine {
    let (draft, plan) = (&prepared.draft, &prepared.plan);
    let known = plan.known(change.unit()).and_then(|id| prepared.tree.unit(id));
    let name = |unit: u32| plan.name(draft, unit).to_owned();
    let unit = known.map_or_else(|| name(change.unit()), |known| known.name.clone());
    let (what, from, to, since) = match change {
        UnitChange::Alias { alias, .. } => ("alias", String::new(), alias.clone(), String::new()),
        UnitChange::Rename { name, since, .. } => {
            ("rename", unit.clone(), name.clone(), since.to_string())
        }
        UnitChange::Move { parent, since, .. } => {
            let from = known
                .and_then(|known| known.parent_on(*since))
                .map_or_else(String::new, |id| prepared.tree.name(id).to_owned());
            ("move", from, name(*parent), since.to_string())
        }
        UnitChange::Close { until, .. } => {
            ("close", String::new(), until.plus_days(-1).to_string(), until.to_string())
        }
        UnitChange::KeptPlace { parent, since, .. } => {
            ("kept", String::new(), name(*parent), since.to_string())
        }
    };
    UnitChangeLine { unit, what: what.to_owned(), from, to, since }
}

fn restated(prepared: &Prepared) -> List<RestatedLine> {
    let (draft, plan) = (&prepared.draft, &prepared.plan);
    let amount = |value: i64, weight: Option<i64>| {
        let text = |millionths| Quantity::from_millionths(millionths).to_string();
        weight.map_or_else(|| text(value), |weight| format!("{} / {}", text(value), text(weight)))
    };
    let mut list = List::default();
    for (index, old) in &plan.restated {
        let reading = &draft.readings[*index as usize];
        list.push(|| RestatedLine {
            unit: draft.units[reading.unit as usize].name.clone(),
            period: reading.period().to_string(),
            indicator: {
                let name = &draft.indicators[usize::from(reading.indicator)].name;
                Said { zh: name.zh.clone(), en: name.en.clone() }
            },
            kind: reading.kind.code(),
            old: amount(old.value, old.weight),
            new: amount(reading.value().millionths(), reading.weight().map(Quantity::millionths)),
        });
    }
    list
}
