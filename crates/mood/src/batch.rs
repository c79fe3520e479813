//! Answers that are not written yet. An answer is taken apart as it comes: what is held is already a table
//! of counts, one for each unit, statement and answer, so there is no order to be shuffled and nothing that
//! holds the answers of one person together. When a survey has at least its `k` answers here they are due to
//! be written; the request that brought the last of them writes nothing.

use crate::survey::ANSWERS;
use kernel::{SurveyId, UnitId};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Counts of answers by unit, statement (from 1) and answer (from 1), in the order of these.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    k: u64,
    /// How many people answered.
    pub people: u64,
    pub counts: BTreeMap<(UnitId, i64, i64), u64>,
}

impl Batch {
    /// A batch of a survey that shows nothing of fewer than `k`.
    pub fn new(k: u64) -> Self {
        Self { k, ..Self::default() }
    }

    /// Counts what one person of the unit chose; a statement without an answer counts nowhere. Of someone
    /// who chose nothing nothing is counted.
    pub fn add(&mut self, unit: UnitId, chosen: &[Option<u8>]) {
        let answers =
            (1..).zip(chosen).filter_map(|(question, answer)| Some((question, (*answer)?)));
        let valid: Vec<(i64, i64)> = answers
            .filter(|(_, answer)| (1..=ANSWERS).contains(&usize::from(*answer)))
            .map(|(question, answer)| (question, i64::from(answer)))
            .collect();
        self.people += u64::from(!valid.is_empty());
        for (question, answer) in valid {
            *self.counts.entry((unit, question, answer)).or_default() += 1;
        }
    }

    /// Whether it may be written: at least `k` people.
    pub fn is_due(&self) -> bool {
        self.people > 0 && self.people >= self.k
    }

    fn join(&mut self, other: Self) {
        self.k = self.k.max(other.k);
        self.people += other.people;
        for (place, n) in other.counts {
            *self.counts.entry(place).or_default() += n;
        }
    }
}

/// The open batches of one process.
#[derive(Debug, Default)]
pub struct Held(Mutex<BTreeMap<SurveyId, Batch>>);

impl Held {
    fn all(&self) -> MutexGuard<'_, BTreeMap<SurveyId, Batch>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts what one person chose.
    pub fn add(&self, survey: SurveyId, k: u64, unit: UnitId, chosen: &[Option<u8>]) {
        self.all().entry(survey).or_insert_with(|| Batch::new(k)).add(unit, chosen);
    }

    /// The surveys of which answers are held.
    pub fn surveys(&self) -> Vec<SurveyId> {
        self.all().keys().copied().collect()
    }

    /// Takes the batches that are due.
    pub fn due(&self) -> Vec<(SurveyId, Batch)> {
        self.all().extract_if(.., |_, batch| batch.is_due()).collect()
    }

    /// Takes what is held of a survey, however little.
    pub fn take(&self, survey: SurveyId) -> Option<Batch> {
        self.all().remove(&survey)
    }

    /// Puts back what could not be written.
    pub fn put_back(&self, survey: SurveyId, batch: Batch) {
        self.all().entry(survey).or_default().join(batch);
    }

    /// How many people's answers are held in all; said when they are lost.
    pub fn people(&self) -> u64 {
        self.all().values().map(|batch| batch.people).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SURVEY: SurveyId = SurveyId(1);

    #[test]
    fn fewer_than_k_are_not_due() {
        let held = Held::default();
        for _ in 0..9 {
            held.add(SURVEY, 10, UnitId(1), &[Some(3), None]);
        }
        assert!(held.due().is_empty());
        // Someone who chose nothing does not make it ten.
        held.add(SURVEY, 10, UnitId(2), &[None, None]);
        assert!(held.due().is_empty());
        held.add(SURVEY, 10, UnitId(2), &[None, Some(1)]);
        let due = held.due();
        assert_eq!(due[0].1.people, 10);
        assert!(held.surveys().is_empty());
        held.put_back(SURVEY, due[0].1.clone());
        assert_eq!(held.due(), due);
    }

    proptest! {
        /// Whoever answered first or last, the batch is the same.
        #[test]
        fn a_batch_knows_no_order(
            mut answers in proptest::collection::vec((1_i64..4, proptest::collection::vec(proptest::option::of(0_u8..8), 5)), 0..30),
        ) {
            let counted = |answers: &[(i64, Vec<Option<u8>>)]| {
                let mut batch = Batch::new(5);
                answers.iter().for_each(|(unit, chosen)| batch.add(UnitId(*unit), chosen));
                batch
            };
            let forwards = counted(&answers);
            answers.reverse();
            prop_assert_eq!(forwards, counted(&answers));
        }
    }
}
