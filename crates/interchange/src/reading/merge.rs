//! The end of a draft: answers stop or free blocks, keys become unique, counts are made.

use super::builder::Builder;
use crate::draft::{
    Answer, Draft, DraftReading, Question, QuestionKind, Refusal, Source, column_letters,
};
use crate::profile::Repeat;
use kernel::{Problem, Quantity};

/// Makes the draft of everything gathered.
pub(super) fn finish(mut builder: Builder<'_>) -> Draft {
    super::tree::settle(&mut builder);
    stop_blocks(&mut builder);
    unique(&mut builder);
    for (block, kept) in builder.blocks.iter().zip(&builder.kept) {
        if block.stopped.is_empty() {
            builder.files[usize::from(block.file)].accepted += kept;
        }
    }
    builder.texts.sort_unstable();
    builder.texts.dedup_by_key(|(source, _)| *source);
    builder.refusals.sort_by_key(|refusal| refusal.source);
    Draft {
        lists_units: builder.profile.lists_units(),
        files: builder.files,
        units: builder.units.finish(),
        indicators: builder.indicators,
        readings: builder.readings,
        blocks: builder.blocks,
        refusals: builder.refusals,
        mismatches: builder.mismatches,
        questions: builder.questions,
        texts: builder.texts,
    }
}

fn stop_blocks(builder: &mut Builder<'_>) {
    for question in std::mem::take(&mut builder.questions) {
        if !is_settled(&question) {
            for block in &question.blocks {
                builder.stop(*block, &question.problem);
            }
        }
        builder.questions.push(question);
    }
}

/// Whether an answer lets the blocks go on. Rows that a total has shown to be two need none.
fn is_settled(question: &Question) -> bool {
    match (question.kind, &question.answer) {
        (QuestionKind::Wrapped, None) => question.proposed.is_none(),
        (QuestionKind::Wrapped, Some(_)) => true,
        (QuestionKind::ParentsFromElsewhere, answer) => *answer == Some(Answer::Yes),
        (QuestionKind::Mismatch, answer) => matches!(answer, Some(Answer::Accept { .. })),
    }
}

/// Sorts the readings and settles keys that occur more than once, as the profile says.
fn unique(builder: &mut Builder<'_>) {
    let mut readings = std::mem::take(&mut builder.readings);
    readings.sort_unstable_by_key(|reading| (reading.key(), reading.source));
    let repeat = builder.profile.unit.repeat;
    let averages = repeat == Repeat::Average;
    if averages || readings.windows(2).any(|pair| pair[0].key() == pair[1].key()) {
        let mut kept = Vec::with_capacity(readings.len());
        for run in readings.chunk_by(|a, b| a.key() == b.key()) {
            match (repeat, run) {
                (Repeat::Sum | Repeat::Average, run) => match combined(run, averages) {
                    Some(reading) => kept.push(reading),
                    None => refuse(run, "quantity-overflow", builder),
                },
                (_, [only]) => kept.push(*only),
                (_, run) => same(run, &mut kept, builder),
            }
        }
        readings = kept;
    }
    builder.readings = readings;
}

/// Several readings of one key that must be the same: counted once, or refused all of them, because
/// nobody can tell which is right.
fn same(run: &[DraftReading], kept: &mut Vec<DraftReading>, builder: &mut Builder<'_>) {
    let first = &run[0];
    let amounts = |reading: &DraftReading| (reading.value(), reading.weight());
    if run.iter().all(|reading| amounts(reading) == amounts(first)) {
        // A block that may be stored is a better witness than one that may not.
        let free =
            |reading: &&DraftReading| builder.blocks[usize::from(reading.block)].stopped.is_empty();
        kept.push(*run.iter().find(free).unwrap_or(first));
    } else {
        refuse(run, "value-twice", builder);
    }
}

fn refuse(run: &[DraftReading], code: &'static str, builder: &mut Builder<'_>) {
    for reading in run {
        let other = run.iter().find(|other| other.source != reading.source).unwrap_or(reading);
        let mut problem = Problem::new(code);
        if code == "value-twice" {
            problem = problem
                .arg("cell", cell_of(other.source, reading.source, builder))
                .arg("value", reading.value())
                .arg("other", other.value());
        }
        let text = reading.value().to_string();
        builder.refusals.push(Refusal { source: reading.source, problem, text });
        let kept = &mut builder.kept[usize::from(reading.block)];
        *kept = kept.saturating_sub(1);
    }
}

/// A cell as seen from another: with its file where that is a different one.
fn cell_of(source: Source, from: Source, builder: &Builder<'_>) -> String {
    let cell = format!("{}{}", column_letters(source.column()), source.row());
    let file = builder.files.get(usize::from(source.file()));
    match file.filter(|_| source.file() != from.file()) {
        Some(file) => format!("{} {cell}", file.name),
        None => cell,
    }
}

/// The sum of several readings; as an average, with their number as the weight.
fn combined(run: &[DraftReading], averages: bool) -> Option<DraftReading> {
    let (first, rest) = run.split_first()?;
    let (mut value, mut weight) = (first.value(), first.weight());
    for reading in rest {
        value = value.checked_add(reading.value()).ok()?;
        weight = match (weight, reading.weight()) {
            (Some(sum), Some(more)) => Some(sum.checked_add(more).ok()?),
            (sum, more) => sum.or(more),
        };
    }
    if averages {
        weight = Quantity::from_integer(i64::try_from(run.len()).ok()?).ok();
    }
    Some(first.with_amounts(value, weight))
}
