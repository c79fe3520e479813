//! Decisions and arrangements as pages, documents and workbooks say them.

use crate::meetings::arrangement::{Class, Standing};
use crate::meetings::use_cases::arrangements::Followed;
use crate::meetings::use_cases::{Decided, Meeting};
use directory::people::{Person, called};
use kernel::{Day, PersonId};
use matters::matter::{Stage, is_overdue};
use matters::use_cases::Matter;
use std::collections::HashMap;
use web_kit::Page;
use web_kit::page::Link;
use web_kit::status::Status;

/// "2026年8月 月度调度会"
pub(super) fn title(page: &Page, meeting: &Meeting) -> String {
    let (period, kind) = (page.period(&meeting.period), page.t(meeting.kind.key()));
    page.tn("meeting-of", &[("period", &period), ("kind", &kind)])
}

/// How far a matter is: its stage, or that it is overdue.
pub(super) fn far(page: &Page, matter: &Matter, today: Day) -> (String, Status) {
    let due = matter.measure.as_ref().map(|measure| measure.due);
    if is_overdue(matter.stage, due, today) {
        return (page.t("matter-overdue"), Status::Off);
    }
    let status = match matter.stage {
        Stage::Raised | Stage::Underway => Status::Running,
        Stage::Reported => Status::Pending,
        Stage::Closed => Status::Met,
    };
    (page.t(matter.stage.key()), status)
}

/// A decision as a row.
pub(super) struct DecisionRow {
    pub anchor: String,
    pub said: Link,
    /// Of which meeting.
    pub of: Link,
    pub owner: String,
    pub verifier: String,
    pub due: String,
    pub day: Option<Day>,
    pub word: String,
    pub status: Status,
}

/// A decision with how far its matter is.
pub(super) fn decision(
    page: &Page,
    decided: &Decided,
    people: &HashMap<PersonId, Person>,
    today: Day,
) -> DecisionRow {
    let Decided { decision, matter } = decided;
    let measure = matter.as_ref().and_then(|matter| matter.measure.as_ref());
    let (word, status) = match matter {
        Some(matter) => far(page, matter, today),
        None => (page.t("decision-elsewhere"), Status::NotApplicable),
    };
    let to = matter.as_ref().map(|matter| format!("/matters/{}", matter.id)).unwrap_or_default();
    DecisionRow {
        anchor: format!("decision-{}", decision.number),
        said: Link::new(decision.said.clone(), to),
        of: Link::new(page.period(&decision.period), super::href(decision.meeting)),
        owner: measure.map(|it| called(people, it.owner)).unwrap_or_default(),
        verifier: measure.map(|it| called(people, it.verifier)).unwrap_or_default(),
        due: measure.map(|it| it.due.to_string()).unwrap_or_default(),
        day: measure.map(|it| it.due),
        word,
        status,
    }
}

/// How many decisions are open and not late, reported, closed, overdue.
pub(super) fn counted(decided: &[Decided], today: Day) -> [usize; 4] {
    let mut counts = [0; 4];
    for matter in decided.iter().filter_map(|one| one.matter.as_ref()) {
        let due = matter.measure.as_ref().map(|measure| measure.due);
        let at = match matter.stage {
            _ if is_overdue(matter.stage, due, today) => 3,
            Stage::Closed => 2,
            Stage::Reported => 1,
            Stage::Raised | Stage::Underway => 0,
        };
        counts[at] += 1;
    }
    counts
}

/// The shape of how an arrangement stands.
pub(super) const fn shape(standing: Standing) -> Status {
    match standing {
        Standing::Done => Status::Met,
        Standing::Unconfirmed => Status::Pending,
        Standing::Stalled | Standing::Late => Status::Off,
        Standing::Moved => Status::Running,
        Standing::Idle => Status::Near,
        Standing::NotReported => Status::NotReported,
    }
}

/// An arrangement as a row.
pub(super) struct ArrangementRow {
    pub title: Link,
    pub effect: String,
    pub is_vague: bool,
    pub class: Class,
    pub owner: String,
    pub day: Day,
    pub due: String,
    /// What was said for the month; empty where nothing was.
    pub said: String,
    pub is_copied: bool,
    pub word: String,
    pub status: Status,
}

/// An arrangement as it stands in a month.
pub(super) fn arrangement(
    page: &Page,
    one: &Followed,
    people: &HashMap<PersonId, Person>,
    month: kernel::Month,
) -> ArrangementRow {
    let what = &one.arrangement.what;
    ArrangementRow {
        title: Link::new(what.title.clone(), format!("/arrangements/{}", one.arrangement.id)),
        effect: what.effect.clone(),
        is_vague: what.is_vague(),
        class: what.class,
        owner: called(people, what.owner),
        day: what.due,
        due: what.due.to_string(),
        said: one.of_month(month).map(|status| status.said.clone()).unwrap_or_default(),
        is_copied: one.is_copied(month),
        word: match one.standing {
            Standing::Stalled => page.t1("arrangement-stalled-for", "n", one.idle),
            standing => page.t(standing.key()),
        },
        status: shape(one.standing),
    }
}
