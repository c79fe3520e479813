//! One month of a unit: both halves beside each other, absences, the lock, and what was put right after it.

use super::{book, calendar, calendar_href, href, place, said};
use crate::pages::shown as words;
use crate::pages::tabs::{Tabs, tabs};
use crate::periods::rhythm::{Half, State, ending_with};
use crate::periods::use_cases::{self, Owed, Shown, Thing, corrections};
use crate::reading::{Kind, kind_name};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use directory::people::called;
use kernel::{Grain, Month, UnitId};
use store::Refusal;
use web_kit::form::Typed;
use web_kit::page::{Link, Tone};
use web_kit::status::Status;
use web_kit::{Answer, Form, Page, Web, answer};

/// Things shown of each half; the workbook has all.
const MOST: usize = 200;
/// Notes shown; the rest are in their list.
const MOST_NOTES: i64 = 20;

#[derive(Template)]
#[template(path = "periods/period.html")]
struct PeriodPage {
    page: Page,
    tabs: Tabs,
    here: String,
    before: String,
    after: String,
    status: Option<Status>,
    word: String,
    has_ended: bool,
    is_locked: bool,
    due: String,
    locked: String,
    tracker: String,
    /// The business's and the Party's.
    sides: [Side; 2],
    missing: usize,
    absent: usize,
    importing: Option<i64>,
    restated: Vec<RestatedRow>,
    notes: Vec<NoteRow>,
    past: Vec<String>,
    may_lock: bool,
    may_unlock: bool,
    may_excuse: bool,
    form: Typed,
}

/// One half.
struct Side {
    key: &'static str,
    rows: Vec<OwedRow>,
    /// How many are owed without a recorded absence, and how many more rows there are.
    missing: usize,
    more: usize,
}

struct OwedRow {
    unit: String,
    what: Link,
    owner: String,
    /// What the box posts; empty where an absence is recorded.
    value: String,
    absence: String,
}

struct RestatedRow {
    what: Link,
    period: String,
    locked: String,
    now: String,
}

pub(super) struct NoteRow {
    pub note: Link,
    pub what: String,
    pub change: String,
    pub stage: String,
}

pub(super) async fn show(web: Web, Path((unit, month)): Path<(String, String)>) -> Answer {
    let (unit, month) = place(&unit, &month)?;
    if web.query("format").as_deref() == Some("xlsx") {
        return book::owed(&web, &use_cases::look(&web, unit, month).await?);
    }
    drawn(&web, (unit, month), Typed::default(), StatusCode::OK).await
}

async fn drawn(
    web: &Web,
    (unit, month): (UnitId, Month),
    form: Typed,
    status: StatusCode,
) -> Answer {
    let shown = use_cases::look(web, unit, month).await?;
    let rules = web.settings.financial_year();
    let periods = Grain::ALL.iter().filter_map(|grain| ending_with(*grain, month, rules));
    let periods: Vec<(i64, i64)> = periods.map(|(from, to)| (from.code(), to.code())).collect();
    let of = (Some(unit), periods.as_slice());
    let notes = corrections::list(web, of, (MOST_NOTES, 0), false).await?;
    answer::with_status(status, &period_page(web, &shown, &notes, form))
}

/// The page's title, with the way to it.
pub(super) fn named(web: &Web, shown: &Shown) -> Page {
    let mut page = web.page("periods-title");
    let year = web.settings.financial_year().year_of(shown.month);
    for step in &shown.place.path {
        page = page.crumb(&step.name, calendar_href(step.id, year));
    }
    let title =
        page.tn("period-of", &[("unit", &shown.place.name), ("month", &page.month(&shown.month))]);
    page.named(title)
}

fn period_page(web: &Web, shown: &Shown, notes: &corrections::List, form: Typed) -> PeriodPage {
    let page = named(web, shown);
    let (unit, month) = (shown.place.id, shown.month);
    let locked = shown.lock.as_ref().map(|(lock, name)| {
        let (at, by) = (page.moment(&lock.locked_at), lock.locked_by.as_str());
        page.tn("period-locked-as", &[("by", by), ("at", &at), ("unit", name)])
    });
    let past = shown.past.iter().filter_map(|lock| {
        let (by, at, reason) = lock.unlocked.as_ref()?;
        let (locked, unlocked) = (page.moment(&lock.locked_at), page.moment(at));
        let told = [
            ("locker", lock.locked_by.as_str()),
            ("locked", &locked),
            ("by", by),
            ("at", &unlocked),
            ("reason", reason),
        ];
        Some(page.tn("period-unlocked-as", &told))
    });
    PeriodPage {
        tabs: tabs(web, &page),
        here: href(unit, month),
        before: href(unit, month.plus(-1)),
        after: href(unit, month.plus(1)),
        status: calendar::status(shown.state),
        word: page.t(shown.state.key()),
        has_ended: !matches!(shown.state, State::Future | State::Running),
        is_locked: shown.lock.is_some(),
        due: page.day(&shown.due),
        locked: locked.unwrap_or_default(),
        tracker: words::tracker(unit, month),
        sides: [Half::Business, Half::Party].map(|half| side(&page, shown, half)),
        missing: shown.missing().0 + shown.missing().1,
        absent: shown.owed.iter().filter(|owed| owed.absence.is_some()).count(),
        importing: shown.importing,
        restated: restated(&page, shown),
        notes: notes.notes.iter().map(|(note, unit)| note_row(&page, notes, note, unit)).collect(),
        past: past.collect(),
        may_lock: shown.may_lock,
        may_unlock: shown.may_unlock,
        may_excuse: shown.may_excuse,
        form,
        page,
    }
}

fn side(page: &Page, shown: &Shown, half: Half) -> Side {
    let all: Vec<&Owed> = shown.owed.iter().filter(|owed| owed.thing.half() == half).collect();
    Side {
        key: half.key(),
        missing: all.iter().filter(|owed| owed.absence.is_none()).count(),
        more: all.len().saturating_sub(MOST),
        rows: all.into_iter().take(MOST).map(|owed| owed_row(page, shown, owed)).collect(),
    }
}

fn owed_row(page: &Page, shown: &Shown, owed: &Owed) -> OwedRow {
    let (what, owner) = match &owed.thing {
        Thing::Reading(id) => {
            let name = shown.known.get(id).map(|known| words::name(page, known));
            let to = format!("/grid?unit={}&month={}", owed.unit, shown.month);
            (Link::new(name.unwrap_or_default(), to), String::new())
        }
        Thing::Task { number, title, owner, plan } => {
            let to = format!("/plans/{plan}/tasks/{number}");
            (Link::new(title.clone(), to), called(&shown.people, *owner))
        }
    };
    let value = format!("{}-{}-{}", owed.unit, owed.thing.half().name(), owed.thing.number());
    let absence = owed
        .absence
        .as_ref()
        .map(|(reason, by, at)| format!("{reason} · {by} {}", page.moment(at)));
    OwedRow {
        unit: owed.unit_name.clone(),
        what,
        owner,
        value: if absence.is_some() { String::new() } else { value },
        absence: absence.unwrap_or_default(),
    }
}

/// The indicator, and which of its marks where it is not the actual.
pub(super) fn what(page: &Page, one: &use_cases::Restated) -> String {
    kind_of(page, words::name(page, &one.indicator), one.kind)
}

/// A name, with the kind of its number where that is not the actual.
pub(super) fn kind_of(page: &Page, name: String, kind: Kind) -> String {
    match kind {
        Kind::Actual => name,
        kind => format!("{name} · {}", page.t(format!("kind-{}", kind_name(kind)))),
    }
}

fn restated(page: &Page, shown: &Shown) -> Vec<RestatedRow> {
    let row = |one: &use_cases::Restated| RestatedRow {
        what: Link::new(
            what(page, one),
            words::history(shown.place.id, &one.indicator, one.period, one.kind),
        ),
        period: page.period(&one.period),
        locked: said(page, &one.indicator, &one.locked),
        now: said(page, &one.indicator, &one.now),
    };
    shown.restated.iter().map(row).collect()
}

/// A note in one line.
pub(super) fn note_row(
    page: &Page,
    list: &corrections::List,
    note: &corrections::Note,
    unit: &str,
) -> NoteRow {
    let known = list.known.get(&note.indicator);
    let name = known.map(|known| words::name(page, known)).unwrap_or_default();
    let none = || page.t("status-not-reported");
    let before = note.before.map(number).unwrap_or_else(none);
    let after = note.after.map(number).unwrap_or_else(none);
    let name = kind_of(page, name, note.kind);
    NoteRow {
        note: Link::new(page.t1("correction-n", "n", note.id), format!("/corrections/{}", note.id)),
        what: format!("{unit} · {name} · {}", page.period(&note.period)),
        change: format!("{before} → {after}"),
        stage: page.t(note.stage.key()),
    }
}

/// A number as it is typed: `12.5`, or `70/120` for numerator and denominator.
pub(super) fn number((value, weight): corrections::Number) -> String {
    weight.map_or_else(|| value.to_string(), |weight| format!("{value}/{weight}"))
}

pub(super) async fn excuse(
    Path((unit, month)): Path<(String, String)>,
    Form(web, form): Form,
) -> Answer {
    let at = place(&unit, &month)?;
    let things: Vec<_> = form.values("thing").filter_map(thing).collect();
    let reason = form.value("reason").to_owned();
    let outcome = use_cases::excuse(&web, at.0, at.1, &things, &reason).await;
    done(&web, at, form, outcome.map(|_| "period-excused")).await
}

/// What a box posts: unit, half and number.
fn thing(text: &str) -> Option<(UnitId, Half, i64)> {
    let (unit, rest) = text.split_once('-')?;
    let (half, number) = rest.split_once('-')?;
    Some((unit.parse().ok()?, Half::from_name(half)?, number.parse().ok()?))
}

pub(super) async fn lock(
    Path((unit, month)): Path<(String, String)>,
    Form(web, form): Form,
) -> Answer {
    let at = place(&unit, &month)?;
    let outcome = use_cases::lock(&web, at.0, at.1).await;
    done(&web, at, form, outcome.map(|_| "period-locked")).await
}

pub(super) async fn unlock(
    Path((unit, month)): Path<(String, String)>,
    Form(web, form): Form,
) -> Answer {
    let at = place(&unit, &month)?;
    let outcome = use_cases::unlock(&web, at.0, at.1, form.value("reason")).await;
    done(&web, at, form, outcome.map(|()| "period-unlocked")).await
}

/// Back to the month with what was done, or with everything that was typed.
async fn done(
    web: &Web,
    at: (UnitId, Month),
    form: Typed,
    outcome: Result<&'static str, Refusal>,
) -> Answer {
    match outcome {
        Ok(done) => {
            let said = web.page("periods-title").t(done);
            answer::go_saying(web, &href(at.0, at.1), Tone::Good, &said)
        }
        Err(Refusal::Invalid(problems)) => {
            drawn(web, at, form.refused(problems), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Refusal::Conflict(problem)) => {
            drawn(web, at, form.refused(vec![*problem]), StatusCode::CONFLICT).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}
