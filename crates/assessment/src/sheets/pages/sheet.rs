//! One sheet: its lines with their sources and steps, what would change the grade, versions, and what comes
//! next.

use super::lines::{self, Beside, Row};
use super::{book, href, of_path, words};
use crate::sheets::changes::{Changed, Worth};
use crate::sheets::computed::count;
use crate::sheets::source::{From, Source};
use crate::sheets::stage::Stage;
use crate::sheets::subject::Subject;
use crate::sheets::use_cases::places::Place;
use crate::sheets::use_cases::sheets::{self, Post, Shown, Version, Which, Word, of_posts};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use kernel::Month;
use store::Refusal;
use web_kit::form::Typed;
use web_kit::page::{Link, Tone};
use web_kit::{Answer, Form, Page, Web, WebError, answer};

#[derive(Template)]
#[template(path = "sheets/sheet.html")]
struct SheetPage {
    page: Page,
    here: String,
    /// Every line opened, for paper.
    is_open: bool,
    json: String,
    xlsx: String,
    printed: String,
    rows: Vec<Row>,
    beside: Option<Beside>,
    broken: String,
    rule: String,
    digest: String,
    short_digest: String,
    is_kept: bool,
    is_sound: bool,
    versions: Vec<VersionRow>,
    live: Option<Link>,
    against: String,
    changes: Vec<ChangeRow>,
    has_before: bool,
    since: Vec<ChangeRow>,
    may_record: bool,
    may_draw: bool,
    needs_reason: bool,
    may_decide: bool,
    unconfirmed: String,
    /// Which days count, where they are not the whole year.
    days: String,
    /// The months that are not locked, and how many there are today.
    open_months: String,
    open_now: usize,
    /// Sheets that go with this one.
    others: Vec<Link>,
    form: Typed,
}

struct VersionRow {
    number: Link,
    is_shown: bool,
    stage: String,
    total: String,
    grade: String,
    by: String,
    reason: String,
}

struct ChangeRow {
    name: String,
    id: String,
    before: String,
    after: String,
    why: Vec<String>,
}

fn which(web: &Web) -> Result<Which, WebError> {
    match web.query("version").as_deref() {
        None => Ok(Which::Latest),
        Some("live") => Ok(Which::Live),
        Some(number) => number.parse().map(Which::Number).map_err(|_| WebError::not_found()),
    }
}

pub(super) async fn show(web: Web, Path((unit, year)): Path<(String, String)>) -> Answer {
    let (unit, year) = of_path((&unit, &year))?;
    let which = which(&web)?;
    match web.query("format").as_deref() {
        Some("json") => {
            let shown = sheets::find(&web, unit, year, which).await?;
            book::json(&web, &shown).await
        }
        Some("xlsx") => book::xlsx(&web, &sheets::find(&web, unit, year, which).await?),
        _ => drawn(&web, unit, year, which, Typed::default(), StatusCode::OK).await,
    }
}

async fn drawn(
    web: &Web,
    unit: Subject,
    year: i32,
    which: Which,
    form: Typed,
    status: StatusCode,
) -> Answer {
    let shown = sheets::find(web, unit, year, which).await?;
    answer::with_status(status, &sheet_page(web, &shown, form))
}

fn sheet_page(web: &Web, shown: &Shown, form: Typed) -> SheetPage {
    let page = head(web, shown);
    let (unit, year) = (shown.subject, shown.year.year);
    let here = href(unit, year);
    let drawn = shown.sheet.clone().and_then(|sheet| lines::drawn(&page, unit, year, &sheet));
    let version = match &shown.version {
        Some(version) => format!("?version={}", version.number),
        None => "?version=live".to_owned(),
    };
    let rule = [("name", shown.rule.scheme.name.as_str()), ("version", &shown.rule.version)];
    let latest = shown.versions.iter().rfind(|version| version.stage == Stage::Published);
    let (broken, rows, beside) = match drawn {
        Ok(drawn) => (String::new(), drawn.rows, Some(drawn.beside)),
        Err(problem) => (page.problem(&problem), Vec::new(), None),
    };
    let sources = shown.sheet.as_ref().map(|sheet| sheet.sources.clone()).unwrap_or_default();
    let since = shown.since.as_ref().filter(|(changes, _)| !changes.is_empty());
    SheetPage {
        is_open: web.query("open").is_some(),
        xlsx: format!("{here}{version}&format=xlsx"),
        json: format!("{here}{version}&format=json"),
        printed: format!("{here}{version}&open=all"),
        rule: page.tn("score-rule-named", &rule),
        digest: shown.version.as_ref().map(|version| version.digest.clone()).unwrap_or_default(),
        short_digest: shown
            .version
            .as_ref()
            .map(|version| abridged(&version.digest))
            .unwrap_or_default(),
        is_kept: shown.version.is_some(),
        is_sound: shown.is_sound,
        versions: shown.versions.iter().map(|one| version_row(&page, shown, one)).collect(),
        live: (latest.is_some() && shown.version.is_some())
            .then(|| Link::new(page.t("score-live"), format!("{here}?version=live"))),
        against: shown
            .against
            .as_ref()
            .map(|(number, _)| page.t1("score-against", "n", number))
            .unwrap_or_default(),
        has_before: shown.against.is_some(),
        changes: shown
            .against
            .as_ref()
            .map(|(_, changes)| {
                changes.iter().map(|one| change_row(&page, shown, one, &sources)).collect()
            })
            .unwrap_or_default(),
        since: since
            .map(|(changes, live)| {
                changes.iter().map(|one| change_row(&page, shown, one, live)).collect()
            })
            .unwrap_or_default(),
        may_record: shown.may_record,
        may_draw: shown.may_draw,
        needs_reason: latest.is_some(),
        may_decide: shown.may_decide.is_some(),
        unconfirmed: if shown.unconfirmed == 0 {
            String::new()
        } else {
            page.t1("score-unconfirmed", "n", shown.unconfirmed)
        },
        days: days(&page, shown),
        open_months: open_months(&page, shown),
        open_now: shown.open_months.len(),
        others: shown.beside.iter().map(|place| other(&page, year, place)).collect(),
        rows,
        beside,
        broken,
        here,
        form,
        page,
    }
}

/// Which days count, and of how many.
fn days(page: &Page, shown: &Shown) -> String {
    let Some(sheet) = shown.sheet.as_ref().ok().filter(|sheet| !sheet.days.is_empty()) else {
        return String::new();
    };
    let all = shown.year.until.days_since(shown.year.first) + 1;
    let (n, all) = (page.count(count(&sheet.days)), page.count(all));
    let days = words::days(page, &sheet.days);
    let told = [("days", days.as_str()), ("n", &n), ("all", &all)];
    let key = match (shown.subject.person.is_some(), sheet.earlier.is_empty()) {
        (true, _) => "score-days-in-post",
        (false, true) => "score-days-only",
        (false, false) => "score-days-parts",
    };
    page.tn(key, &told) + &posts(page, &shown.posts)
}

/// What a secretary's seats come to by their days.
fn posts(page: &Page, posts: &[Post]) -> String {
    if posts.is_empty() {
        return String::new();
    }
    let one = |post: &Post| {
        let total = post.total.as_ref().map_or_else(|| "—".to_owned(), words::points);
        let days = page.count(post.days);
        page.tn("score-seat", &[("org", &post.org), ("n", &days), ("total", &total)])
    };
    let all: Vec<String> = posts.iter().map(one).collect();
    let all = all.join(&page.t("score-comma"));
    match of_posts(posts) {
        Some(total) => {
            page.tn("score-seats-total", &[("seats", &all), ("total", &words::points(&total))])
        }
        None => page.t1("score-seats", "seats", all),
    }
}

/// The months that were not locked when a version was drawn up, or are not today.
fn open_months(page: &Page, shown: &Shown) -> String {
    let (open, key) = match &shown.version {
        Some(version) => (&version.open_months, "score-open-then"),
        None => (&shown.open_months, "score-open-now"),
    };
    if open.is_empty() {
        return String::new();
    }
    let mut ranges: Vec<(Month, Month)> = Vec::new();
    for month in open {
        match ranges.last_mut() {
            Some((_, last)) if last.plus(1) == *month => *last = *month,
            _ => ranges.push((*month, *month)),
        }
    }
    let range = |(first, last): &(Month, Month)| match first == last {
        true => page.month(first),
        false => {
            page.tn("score-days", &[("first", &page.month(first)), ("last", &page.month(last))])
        }
    };
    let months: Vec<String> = ranges.iter().map(range).collect();
    page.t1(key, "months", months.join(&page.t("score-comma")))
}

/// Another sheet, called by whom it is about.
fn other(page: &Page, year: i32, place: &Place) -> Link {
    let name = match &place.holder {
        Some((person, org)) => page.tn("score-of-secretary", &[("name", person), ("org", org)]),
        None => place.unit_name.clone(),
    };
    Link::new(name, href(place.subject, year))
}

/// Enough of a digest to compare at a glance.
fn abridged(digest: &str) -> String {
    match (digest.get(..4), digest.get(digest.len().saturating_sub(4)..)) {
        (Some(start), Some(end)) => format!("{start}…{end}"),
        _ => digest.to_owned(),
    }
}

fn head(web: &Web, shown: &Shown) -> Page {
    let page = web.page("scores-title");
    let (title, year) = (page.title.clone(), words::year(&page, shown.year.year));
    let page = page.crumb(title, format!("/scores?year={}", shown.year.year));
    let state = match &shown.version {
        Some(version) => {
            let stage = page.t(version.stage.key());
            format!("{stage} · {}", page.t1("score-version-n", "n", version.number))
        }
        None => page.t1("score-as-of", "day", page.day(&shown.year.until)),
    };
    let of = match &shown.holder {
        Some((_, org)) => format!("{} · {year}", page.t1("score-post", "org", org)),
        None => year,
    };
    page.named(shown.called().to_owned())
        .subtitled(format!("{of} · {}", web.page("score-derivation").title))
        .state(state)
}

fn version_row(page: &Page, shown: &Shown, version: &Version) -> VersionRow {
    let to = format!("{}?version={}", href(version.subject, version.year), version.number);
    let drawn = page.tn(
        "score-drawn-by",
        &[("by", &version.drawn_by), ("at", &page.moment(&version.drawn_at))],
    );
    let decided = version.decided_by.as_ref().zip(version.decided_at).map(|(by, at)| {
        let key = format!("score-{}-by", version.stage.name());
        page.tn(&key, &[("by", by), ("at", &page.moment(&at))])
    });
    let said = [version.reason.as_str(), version.said.as_str()];
    VersionRow {
        number: Link::new(page.t1("score-version-n", "n", version.number), to),
        is_shown: shown.version.as_ref().is_some_and(|one| one.id == version.id),
        stage: page.t(version.stage.key()),
        total: version.total.total.clone().unwrap_or_default(),
        grade: version.total.grade.clone().unwrap_or_default(),
        by: [Some(drawn), decided].into_iter().flatten().collect::<Vec<_>>().join(" · "),
        reason: said.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · "),
    }
}

fn change_row(page: &Page, shown: &Shown, changed: &Changed, sources: &[Source]) -> ChangeRow {
    let worth = |worth: &Worth| match (worth.status, &worth.score) {
        (Some(status), _) => page.t(words::status(status).key()),
        (None, Some(score)) => score.parse().as_ref().map(words::points).unwrap_or_default(),
        (None, None) => "—".to_owned(),
    };
    let of_entry = sources.iter().filter(|source| changed.entries.contains(&source.entry));
    let place = (shown.subject, shown.year.year);
    let why = of_entry.flat_map(|source| {
        let told = match source.from {
            From::Nothing => Vec::new(),
            _ => words::source(page, &shown.rule.scheme, place, source, None),
        };
        let absent = source.why.as_ref().map(|why| words::why(page, why));
        told.into_iter().map(|told| told.text).chain(absent).collect::<Vec<_>>()
    });
    ChangeRow {
        name: changed.name.clone(),
        id: changed.id.clone(),
        before: worth(&changed.before),
        after: worth(&changed.after),
        why: why.collect(),
    }
}

pub(super) async fn draw(
    Path((unit, year)): Path<(String, String)>,
    Form(web, typed): Form,
) -> Answer {
    let (unit, year) = of_path((&unit, &year))?;
    let outcome = sheets::draw(&web, unit, year, typed.value("reason")).await;
    let to = |number: i64| format!("{}?version={number}", href(unit, year));
    finished(&web, (unit, year), typed, outcome.map(|number| (to(number), "score-done-drawn")))
        .await
}

pub(super) async fn decide(
    Path((unit, year)): Path<(String, String)>,
    Form(web, typed): Form,
) -> Answer {
    let (unit, year) = of_path((&unit, &year))?;
    let stage = Stage::from_name(typed.value("stage"));
    let stage = stage.filter(|stage| *stage != Stage::Drawn).ok_or_else(WebError::not_found)?;
    let word = Word { said: typed.value("said"), is_aware: typed.has("aware", "yes") };
    let outcome = sheets::decide(&web, (unit, year), stage, word).await;
    let done = match stage {
        Stage::Published => "score-done-published",
        _ => "score-done-returned",
    };
    finished(&web, (unit, year), typed, outcome.map(|()| (href(unit, year), done))).await
}

/// On with what was done, or back with everything that was typed.
async fn finished(
    web: &Web,
    (unit, year): (Subject, i32),
    typed: Typed,
    outcome: Result<(String, &'static str), Refusal>,
) -> Answer {
    let (problems, status) = match outcome {
        Ok((to, done)) => {
            return answer::go_saying(web, &to, Tone::Good, &web.page("scores-title").t(done));
        }
        Err(Refusal::Invalid(problems)) => (problems, StatusCode::UNPROCESSABLE_ENTITY),
        Err(Refusal::Conflict(problem)) => (vec![*problem], StatusCode::CONFLICT),
        Err(refusal) => return Err(refusal.into()),
    };
    drawn(web, unit, year, Which::Latest, typed.refused(problems), status).await
}
