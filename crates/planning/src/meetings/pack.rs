//! The figures of a pack: the digest over them, and which of them say something else by now.
//!
//! The key of a figure names what it is and of which period: `clean-yield/2026-03/actual`. What is no
//! indicator begins with a word and a colon, which no indicator's code holds: `task:2/2026-03/done`,
//! `unit:7/2026-03/met`, `tally:business/2026-03/off`. Counts of matters and arrangements begin with
//! `follow:`: they go on changing, and are no restatement.

use interchange::official::Figure;
use kernel::{Period, UnitId};
use serde_json::json;
use sm3::{Digest, Sm3};
use std::collections::{BTreeMap, BTreeSet};

/// The key under which a document carries the digest of its own figures.
pub const DIGEST: &str = "pack:digest";

/// What a figure that goes on changing begins with.
pub const FOLLOW: &str = "follow:";

/// The same figure once, in the order in which each first stands.
pub fn once(figures: Vec<Figure>) -> Vec<Figure> {
    let mut seen = BTreeSet::new();
    figures.into_iter().filter(|figure| seen.insert(figure.key.clone())).collect()
}

/// SM3 in hexadecimal over one line of JSON for the head and for each figure.
pub fn digest(
    unit: UnitId,
    kind: super::meeting::Kind,
    period: Period,
    figures: &[Figure],
) -> String {
    let mut hasher = Sm3::new();
    let mut line = |value: serde_json::Value| hasher.update(format!("{value}\n"));
    line(json!(["pack", 1, unit.0, kind.name(), period.to_string()]));
    figures.iter().for_each(|figure| line(json!([figure.key, figure.text])));
    store::audit::hex(&hasher.finalize())
}

/// A figure that says something else now; `None` where it is not there on that side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restated {
    pub key: String,
    pub made: Option<String>,
    pub now: Option<String>,
}

/// The figures that were restated since the pack was made, in its order; new ones follow.
pub fn restated(made: &[Figure], now: &[Figure]) -> Vec<Restated> {
    let counts = |figure: &&Figure| !figure.key.starts_with(FOLLOW);
    let texts = |of: &[Figure]| -> BTreeMap<String, String> {
        of.iter().map(|figure| (figure.key.clone(), figure.text.clone())).collect()
    };
    let (before, after) = (texts(made), texts(now));
    let mut restated = Vec::new();
    for figure in made.iter().filter(counts) {
        let text = after.get(&figure.key);
        if text != Some(&figure.text) {
            let (key, made) = (figure.key.clone(), Some(figure.text.clone()));
            restated.push(Restated { key, made, now: text.cloned() });
        }
    }
    for figure in now.iter().filter(counts).filter(|figure| !before.contains_key(&figure.key)) {
        let (key, now) = (figure.key.clone(), Some(figure.text.clone()));
        restated.push(Restated { key, made: None, now });
    }
    restated
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meetings::meeting::Kind;

    fn figures(of: &[(&str, &str)]) -> Vec<Figure> {
        of.iter().map(|(key, text)| Figure::new(*key, *text)).collect()
    }

    #[test]
    fn what_was_restated_is_told_and_what_goes_on_is_not() {
        let made =
            figures(&[("a/2026-08/actual", "1"), ("b/2026-08/actual", "2"), ("follow:open", "3")]);
        let now =
            figures(&[("a/2026-08/actual", "1"), ("c/2026-08/actual", "5"), ("follow:open", "1")]);
        let told = restated(&made, &now);
        let of = |key: &str, made: Option<&str>, now: Option<&str>| Restated {
            key: key.into(),
            made: made.map(Into::into),
            now: now.map(Into::into),
        };
        assert_eq!(
            told,
            [of("b/2026-08/actual", Some("2"), None), of("c/2026-08/actual", None, Some("5")),]
        );
        assert_eq!(restated(&made, &made), []);
    }

    #[test]
    fn every_figure_is_in_the_digest() {
        let period = "2026-08".parse().unwrap();
        let of = |figures: &[Figure]| digest(UnitId(1), Kind::Dispatch, period, figures);
        let (one, other) = (figures(&[("a", "1"), ("b", "2")]), figures(&[("a", "1"), ("b", "3")]));
        assert_eq!(of(&one).len(), 64);
        assert_ne!(of(&one), of(&other));
        assert_ne!(of(&one), digest(UnitId(2), Kind::Dispatch, period, &one));
        assert_eq!(once([one.clone(), one.clone()].concat()), one);
    }
}
