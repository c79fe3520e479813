//! What only a person can decide about an import, and what was decided.

use kernel::{Period, Problem};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Something in the files that nobody but a person can settle. Until it is answered, it stops its
/// blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The same for the same files and profile; answers are kept under it.
    pub id: String,
    pub kind: QuestionKind,
    /// The blocks that wait for the answer.
    pub blocks: Vec<u16>,
    /// What is asked, in words.
    pub problem: Problem,
    /// What a general "yes" answers; `None` where only a reason given by a person will do.
    pub proposed: Option<Answer>,
    pub answer: Option<Answer>,
}

/// The kinds of questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum QuestionKind {
    /// Two adjacent rows look like one unit whose name wraps: [`Answer::Yes`] reads them as one,
    /// [`Answer::No`] as two units.
    Wrapped,
    /// Rows without a heading: [`Answer::Yes`] takes the parents from other files or the database.
    ParentsFromElsewhere,
    /// A printed total, rate or sum does not come out: [`Answer::Accept`] takes the readings as
    /// they are, with a reason.
    Mismatch,
}

/// A person's answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "kebab-case")]
pub enum Answer {
    Yes,
    No,
    Accept { reason: String },
}

/// What a person said before the files were read: the command line, or the answers of a preview.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Decisions {
    /// The unit that all rows belong to, for profiles that take it from outside: code or name.
    pub unit: Option<String>,
    /// The period of all rows, for profiles that take it from outside.
    #[serde(with = "period_text")]
    pub period: Option<Period>,
    /// Answers every question as proposed; never accepts a mismatch.
    pub yes: bool,
    /// Answers by question id.
    pub answers: BTreeMap<String, Answer>,
}

impl Decisions {
    /// The answer to this question, if there is one.
    pub(crate) fn answer(&self, id: &str, proposed: Option<&Answer>) -> Option<Answer> {
        let general = || self.yes.then(|| proposed.cloned()).flatten();
        self.answers.get(id).cloned().or_else(general)
    }
}

mod period_text {
    use kernel::Period;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(period: &Option<Period>, to: S) -> Result<S::Ok, S::Error> {
        match period {
            Some(period) => to.serialize_some(&period.to_string()),
            None => to.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Period>, D::Error> {
        let text = Option::<String>::deserialize(from)?;
        text.map(|text| text.parse().map_err(D::Error::custom)).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decisions_are_kept_as_json_and_come_back() {
        let mut decisions =
            Decisions { period: Some("2024-08".parse().unwrap()), ..Decisions::default() };
        decisions.answers.insert("wrapped:a.xls:116".into(), Answer::Yes);
        let reason = "revised later".to_owned();
        decisions.answers.insert("total:a.xls:150".into(), Answer::Accept { reason });
        let text = serde_json::to_string(&decisions).unwrap();
        assert_eq!(serde_json::from_str::<Decisions>(&text).unwrap(), decisions);
    }

    #[test]
    fn yes_answers_only_what_has_a_proposal() {
        let decisions = Decisions { yes: true, ..Decisions::default() };
        assert_eq!(decisions.answer("a", Some(&Answer::Yes)), Some(Answer::Yes));
        assert_eq!(decisions.answer("a", None), None);
    }
}
