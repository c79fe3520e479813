//! The words of the trade, in both languages, with what each means here.
//!
//! The `term` macro links a word to its entry and shows the meaning at the pointer or the keyboard's
//! focus; `/glossary` lists them all. Each term has two texts, `term-KEY` and `term-KEY-help`.

use crate::page::Page;
use askama::Template;
use kernel::Lang;
use kernel::texts;

/// Terms that belong together.
pub struct Group {
    /// The Fluent key of its heading.
    pub key: &'static str,
    pub terms: &'static [&'static str],
}

/// Every term, in the order of the page.
pub const GROUPS: &[Group] = &[
    Group {
        key: "glossary-units",
        terms: &[
            "group",
            "plant",
            "workshop",
            "line",
            "department",
            "team",
            "shift-crew",
            "withheld-unit",
            "project-department",
            "contractor",
            "unit-tree",
            "as-of",
        ],
    },
    Group {
        key: "glossary-party",
        terms: &[
            "party-committee",
            "general-branch",
            "party-branch",
            "joint-branch",
            "temporary-branch",
            "party-group",
            "full-member",
            "probationary-member",
            "coverage",
            "sync-lag",
            "party-seat",
            "cross-appointment",
            "dual-post",
            "entry-pending",
            "overlap",
            "pre-study",
            "major-matters",
        ],
    },
    Group {
        key: "glossary-life",
        terms: &[
            "three-meetings",
            "members-meeting",
            "committee-meeting",
            "theme-day",
            "life-meeting",
            "member-appraisal",
            "heart-talk",
            "statutory-floor",
        ],
    },
    Group {
        key: "glossary-carriers",
        terms: &[
            "responsibility-zone",
            "vanguard-post",
            "key-post",
            "commando-team",
            "breakthrough",
            "work-method",
            "matter",
            "matter-owner",
            "matter-verifier",
        ],
    },
    Group {
        key: "glossary-voice",
        terms: &["workers-congress", "trade-union", "mood-survey", "two-way-report", "suppressed"],
    },
    Group {
        key: "glossary-plan",
        terms: &[
            "indicator",
            "reading",
            "actual",
            "target",
            "threshold",
            "stretch",
            "band",
            "direction",
            "aggregation",
            "ratio-of-sums",
            "weighted-mean",
            "to-date",
            "denominator",
            "standing",
            "restatement",
            "joint-plan",
            "plan-digest",
            "meeting-pack",
            "arrangement",
            "claim",
            "registered-question",
            "evidence-level",
            "lock",
            "roll-up",
            "financial-year",
            "production-day",
            "not-reported",
            "not-applicable",
            "pending",
        ],
    },
    Group {
        key: "glossary-assessment",
        terms: &["scheme", "scheme-lint", "score-total", "score-coverage", "score-digest"],
    },
    Group {
        key: "glossary-coal",
        terms: &[
            "raw-feed",
            "clean-coal",
            "clean-yield",
            "clean-ash",
            "middlings",
            "rejects",
            "medium-use",
            "power-use",
            "make-up-water",
            "availability",
            "downtime",
        ],
    },
    Group {
        key: "glossary-data",
        terms: &[
            "import-profile",
            "preview",
            "reconciliation",
            "alias",
            "audit-chain",
            "version",
            "role",
            "access-token",
            "grant",
            "three-administrators",
        ],
    },
];

/// The term of this name in either language, such as an indicator that the trade has a word for.
pub fn by_name(name: &str) -> Option<&'static str> {
    let mut terms = GROUPS.iter().flat_map(|group| group.terms);
    let is_called = |term: &str| {
        let key = format!("term-{term}");
        !name.is_empty() && Lang::ALL.iter().any(|lang| texts::get().text(*lang, &key) == name)
    };
    terms.find(|term| is_called(term)).copied()
}

/// The page of all terms.
#[derive(Template)]
#[template(path = "glossary.html")]
pub struct GlossaryPage {
    pub page: Page,
}

impl GlossaryPage {
    fn groups(&self) -> &'static [Group] {
        GROUPS
    }

    /// A term in the other language than the reader's, beside its name.
    fn other(&self, term: &str) -> String {
        let other = match self.page.lang {
            Lang::Zh => Lang::En,
            Lang::En => Lang::Zh,
        };
        texts::get().text(other, &format!("term-{term}"))
    }

    fn other_lang(&self) -> &'static str {
        match self.page.lang {
            Lang::Zh => Lang::En.tag(),
            Lang::En => Lang::Zh.tag(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::texts::Catalogue;
    use std::collections::HashSet;

    #[test]
    fn every_term_has_a_name_and_a_meaning_in_both_languages() {
        let catalogue = Catalogue::new(&[crate::TEXTS]).unwrap();
        let mut seen = HashSet::new();
        for group in GROUPS {
            for term in group.terms {
                assert!(seen.insert(term), "{term} twice");
                for lang in Lang::ALL {
                    assert!(catalogue.has(lang, group.key), "{}", group.key);
                    assert!(catalogue.has(lang, &format!("term-{term}")), "{lang:?} {term}");
                    assert!(catalogue.has(lang, &format!("term-{term}-help")), "{lang:?} {term}");
                }
            }
        }
    }

    #[test]
    fn both_languages_hold_the_same_keys() {
        let keys = |text: &'static str| -> HashSet<&'static str> {
            text.lines()
                .filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase()))
                .filter_map(|line| line.split(" =").next())
                .collect()
        };
        assert_eq!(keys(crate::TEXTS.zh), keys(crate::TEXTS.en));
    }
}
