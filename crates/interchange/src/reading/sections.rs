//! Regions of a sheet: rows that are closed by a printed total, checked and only then kept.
//!
//! Profiles without regions, totals or names need none of this; their rows are kept as they come.

use super::builder::Builder;
use super::lines::Lines;
use super::rows::{commit, unit_text};
use super::sheet::{Row, SheetPlan};
use super::totals::{self, Totals};
use super::wrapped;
use crate::draft::{Answer, Block, MismatchKind, Question, QuestionKind};
use kernel::Problem;

/// The rows since the last heading, blank row or total.
#[derive(Default)]
struct Section {
    label: Option<String>,
    rows: Vec<Row>,
}

/// A total line: its rule, the region it names, its text and its figures.
pub(super) struct TotalLine {
    pub rule: usize,
    pub section: Option<String>,
    pub text: String,
    pub row: Row,
}

/// The regions of the sheet at hand.
pub(super) struct Sections<'s, 'p> {
    plan: &'s SheetPlan<'p>,
    lines: &'s Lines<'p>,
    together: bool,
    heading: Option<String>,
    current: Option<Section>,
    blocks: Vec<u16>,
    totals: Totals,
    /// Blocks without a heading, and how many of their rows found a parent elsewhere.
    headless: Vec<u16>,
    from_elsewhere: usize,
}

impl<'s, 'p> Sections<'s, 'p> {
    pub fn new(plan: &'s SheetPlan<'p>, lines: &'s Lines<'p>, builder: &mut Builder<'p>) -> Self {
        let together = plan.profile.reads_by_section();
        let mut sections = Self {
            plan,
            lines,
            together,
            heading: None,
            current: None,
            blocks: Vec::new(),
            totals: Totals::new(plan.slots.len()),
            headless: Vec::new(),
            from_elsewhere: 0,
        };
        if !together {
            let first = plan.layout.header_end + 1;
            sections.open(None, (first, first), builder);
        }
        sections
    }

    pub fn data(&mut self, row: Row, builder: &mut Builder<'p>) {
        builder.file(self.plan.file).rows_read += 1;
        if self.together {
            let heading = &mut self.heading;
            let open = || Section { label: heading.take(), rows: Vec::new() };
            self.current.get_or_insert_with(open).rows.push(row);
        } else {
            let block = self.blocks[0];
            builder.blocks[usize::from(block)].rows.1 = row.number;
            commit(self.plan, &row, None, block, builder);
        }
    }

    /// A blank row ends a region: what follows has another heading or none.
    pub fn blank(&mut self, builder: &mut Builder<'p>) {
        if self.plan.profile.sections.is_some() {
            self.close(None, builder);
            self.heading = None;
        }
    }

    pub fn heading(&mut self, name: String, builder: &mut Builder<'p>) {
        self.close(None, builder);
        self.heading = Some(name);
    }

    pub fn total(
        &mut self,
        rule: usize,
        section: Option<String>,
        (text, row): (String, Row),
        builder: &mut Builder<'p>,
    ) {
        let line = TotalLine { rule, section, text, row };
        if line.section.is_some() {
            self.close(Some(&line), builder);
        } else {
            self.close(None, builder);
            self.totals.of_sheet(self.plan, &line, &self.blocks, builder);
        }
        self.heading = None;
    }

    fn open(&mut self, label: Option<&str>, rows: (u32, u32), builder: &mut Builder<'p>) -> u16 {
        let file = builder.file(self.plan.file);
        let sheet = file.sheets.get(usize::from(self.plan.sheet)).cloned();
        let label = label.map_or_else(|| sheet.unwrap_or_default(), str::to_owned);
        let (file, sheet) = (self.plan.file, self.plan.sheet);
        let block = builder.block(Block { file, sheet, label, rows, stopped: Vec::new() });
        self.blocks.push(block);
        block
    }

    /// Ends the region: joins wrapped names, adds up, compares, keeps.
    fn close(&mut self, total: Option<&TotalLine>, builder: &mut Builder<'p>) {
        let Some(Section { label, mut rows }) = self.current.take() else { return };
        let named = total.and_then(|line| line.section.clone());
        let other = label.is_some() && named.is_some() && label != named;
        let label = label.or(named);
        let span = (rows[0].number, rows[rows.len() - 1].number);
        let block = self.open(label.as_deref(), span, builder);
        if other {
            builder.stop(block, &Problem::new("total-of-another").arg("row", span.1 + 1));
        }
        let has_total = total.is_some();
        let twins = wrapped::join(self.plan, &mut rows, has_total, block, builder);
        let sums = totals::sums(self.plan, &rows);
        if let Some(line) = total {
            self.totals.of_section(self.plan, line, (&sums, &rows, &twins), block, builder);
        }
        self.totals.add(&sums);
        if label.is_none() && self.plan.profile.sections.is_some() {
            self.headless.push(block);
            for row in &rows {
                self.commit_headless(row, block, builder);
            }
        } else {
            for row in &rows {
                commit(self.plan, row, label.as_deref(), block, builder);
            }
        }
    }

    /// Keeps a row without a heading under the region that other files, or the database, know.
    fn commit_headless(&mut self, row: &Row, block: u16, builder: &mut Builder<'p>) {
        let printed = unit_text(self.plan, row);
        let name = builder.units.alias(&printed).to_owned();
        let known = builder.units.known_parent(&name).and_then(|parent| self.lines.heading(parent));
        let section = builder.names.section(&name).or(known).map(str::to_owned);
        match section {
            Some(section) => {
                self.from_elsewhere += 1;
                commit(self.plan, row, Some(&section), block, builder);
            }
            None => {
                let source = self.plan.source(row.number, self.plan.unit_column.unwrap_or(0));
                builder.refuse(source, Problem::new("unit-section-unknown"), printed);
            }
        }
    }

    /// Ends the sheet: asks what is left to ask and stops what must be stopped.
    pub fn finish(mut self, moved: Option<Problem>, builder: &mut Builder<'p>) {
        self.close(None, builder);
        if let Some(problem) = moved {
            for block in &self.blocks {
                builder.stop(*block, &problem);
            }
        }
        let file = builder.file(self.plan.file).name.clone();
        if !self.headless.is_empty() {
            let problem = Problem::new("parents-from-elsewhere")
                .arg("file", &file)
                .arg("count", self.from_elsewhere);
            // The whole sheet was edited: regions that kept their heading wait with the others.
            self.ask(
                format!("parents:{file}:{}", self.plan.sheet),
                QuestionKind::ParentsFromElsewhere,
                (self.blocks.clone(), problem, Some(Answer::Yes)),
                builder,
            );
        }
        for block in self.blocks.clone() {
            self.ask_about_rows(block, &file, builder);
        }
    }

    /// One question for all rates of a block that do not come out, and one for its row sums.
    fn ask_about_rows(&self, block: u16, file: &str, builder: &mut Builder<'p>) {
        for (kind, code) in
            [(MismatchKind::Rate, "rates-differ"), (MismatchKind::Sum, "sums-differ")]
        {
            let mut found = builder
                .mismatches
                .iter()
                .filter(|mismatch| mismatch.kind == kind && mismatch.blocks == [block]);
            let Some(first) = found.next() else { continue };
            let problem = Problem::new(code)
                .arg("count", 1 + found.count())
                .arg("cell", first.source.cell())
                .arg("line", &first.line)
                .arg("printed", first.printed)
                .arg("ours", first.ours);
            let id = format!("{code}:{file}:{}", first.source.cell());
            self.ask(id, QuestionKind::Mismatch, (vec![block], problem, None), builder);
        }
    }

    fn ask(
        &self,
        id: String,
        kind: QuestionKind,
        (blocks, problem, proposed): (Vec<u16>, Problem, Option<Answer>),
        builder: &mut Builder<'p>,
    ) {
        builder.ask(Question { id, kind, blocks, problem, proposed, answer: None });
    }
}
