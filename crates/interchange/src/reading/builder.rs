//! What all sheets of an import add to: units, readings, refusals, blocks and counts.

use super::names::Names;
use super::units::Units;
use crate::draft::{
    Block, Decisions, DraftReading, FileReport, Known, Mismatch, Question, Refusal, Source,
};
use crate::profile::{Indicator, Profile};
use crate::readers::Cell;
use kernel::Problem;
use std::collections::HashMap;

/// A draft in the making.
pub(super) struct Builder<'a> {
    pub profile: &'a Profile,
    pub decisions: &'a Decisions,
    /// The hour at which a production day begins.
    pub day_begins_at: u8,
    pub names: Names,
    pub units: Units<'a>,
    pub indicators: Vec<Indicator>,
    by_text: HashMap<String, Option<u16>>,
    pub files: Vec<FileReport>,
    pub readings: Vec<DraftReading>,
    pub blocks: Vec<Block>,
    /// Number cells kept, by block.
    pub kept: Vec<u64>,
    pub refusals: Vec<Refusal>,
    pub mismatches: Vec<Mismatch>,
    pub questions: Vec<Question>,
    pub texts: Vec<(Source, Box<str>)>,
    /// Units that a row of data has named, for profiles that allow each unit one row.
    pub rows_of_units: HashMap<u32, Source>,
}

impl<'a> Builder<'a> {
    pub fn new(profile: &'a Profile, known: &'a Known, decisions: &'a Decisions) -> Self {
        let mut indicators = profile.indicators.clone();
        for indicator in known.indicators() {
            if !indicators.iter().any(|declared| declared.code == indicator.code) {
                indicators.push(indicator.clone());
            }
        }
        Self {
            profile,
            decisions,
            day_begins_at: known.day_begins_at(),
            names: Names::default(),
            units: Units::new(profile, known),
            indicators,
            by_text: HashMap::new(),
            files: Vec::new(),
            readings: Vec::new(),
            blocks: Vec::new(),
            kept: Vec::new(),
            refusals: Vec::new(),
            mismatches: Vec::new(),
            questions: Vec::new(),
            texts: Vec::new(),
            rows_of_units: HashMap::new(),
        }
    }

    pub fn refuse(&mut self, source: Source, problem: Problem, text: String) {
        self.refusals.push(Refusal { source, problem, text });
    }

    pub fn file(&mut self, file: u16) -> &mut FileReport {
        &mut self.files[usize::from(file)]
    }

    /// The indicator that a cell names by code or by name.
    pub fn indicator(&mut self, text: &str) -> Option<u16> {
        if let Some(found) = self.by_text.get(text) {
            return *found;
        }
        let plain = super::normal(text);
        let fits = |indicator: &Indicator| {
            [&indicator.code, &indicator.name.zh, &indicator.name.en]
                .into_iter()
                .any(|name| super::normal(name) == plain)
        };
        let found = self.indicators.iter().position(fits).and_then(|at| u16::try_from(at).ok());
        self.by_text.insert(text.to_owned(), found);
        found
    }

    /// Opens a block; everything after the 65,535th shares the last one.
    pub fn block(&mut self, block: Block) -> u16 {
        if let Ok(index) = u16::try_from(self.blocks.len())
            && index < u16::MAX
        {
            self.blocks.push(block);
            self.kept.push(0);
            return index;
        }
        u16::MAX - 1
    }

    /// Asks a person, or takes the answer already given.
    pub fn ask(&mut self, mut question: Question) {
        question.answer = self.decisions.answer(&question.id, question.proposed.as_ref());
        self.questions.push(question);
    }

    pub fn stop(&mut self, block: u16, problem: &Problem) {
        let stopped = &mut self.blocks[usize::from(block)].stopped;
        if !stopped.contains(problem) {
            stopped.push(problem.clone());
        }
    }

    /// Counts the number cells of a workbook's row.
    pub fn count_numbers(&mut self, file: u16, cells: &[Cell<'_>]) {
        let numbers = &mut self.files[usize::from(file)].numbers;
        for cell in cells {
            if let Cell::Number(number) = cell {
                numbers.found += 1;
                let has_seventh = || {
                    let text = number.to_string();
                    text.split_once('.').is_some_and(|(_, decimals)| decimals.len() > 6)
                };
                numbers.long += u64::from(number.fract() != 0.0 && has_seventh());
            }
        }
    }
}
