//! One fact: recording it, its versions, changing, withdrawing and confirming it.

use super::{href, of_path, words};
use crate::papers::page::Papers;
use crate::sheets::asks::{Takes, asks};
use crate::sheets::fact::{Fact, Said, Sort, Version};
use crate::sheets::subject::Subject;
use crate::sheets::use_cases::facts::{self, Listed};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use scoring::Exact;
use scoring::engine::Rating;
use scoring::scheme::Status;
use store::Refusal;
use web_kit::form::{Choice, Typed};
use web_kit::page::Tone;
use web_kit::{Answer, Form, Page, Web, WebError, answer};

#[derive(Template)]
#[template(path = "sheets/fact.html")]
struct FactPage {
    page: Page,
    here: String,
    cancel: String,
    /// The fields of the form, by the sort of fact; none where the reader changes nothing.
    sort: &'static str,
    name: String,
    is_new: bool,
    sorts: Vec<Choice>,
    statuses: Vec<Choice>,
    /// Groups of raters: field names and label.
    groups: Vec<(String, String, String)>,
    takes_points: String,
    versions: Vec<Row>,
    state: (String, &'static str),
    may_change: bool,
    may_confirm: bool,
    papers: Option<Papers>,
    form: Typed,
}

struct Row {
    number: i64,
    says: String,
    evidence: String,
    reason: String,
    by: String,
    confirmed: String,
}

pub(super) async fn new(web: Web, Path((unit, year)): Path<(String, String)>) -> Answer {
    let (unit, year) = of_path((&unit, &year))?;
    let listed = facts::list(&web, unit, year).await?;
    if !listed.may_record {
        return Err(Refusal::Forbidden.into());
    }
    let form = Typed::default()
        .with("entry", web.query("entry").unwrap_or_default())
        .with("as", web.query("as").unwrap_or_default());
    answer::page(&fact_page(&web, &listed, (unit, year), None, form)?)
}

pub(super) async fn record(
    Path((unit, year)): Path<(String, String)>,
    Form(web, mut typed): Form,
) -> Answer {
    let (unit, year) = of_path((&unit, &year))?;
    let listed = facts::list(&web, unit, year).await?;
    let entry = typed.value("entry").to_owned();
    let said = said(&listed, &entry, &mut typed)?;
    let evidence = typed.required("evidence");
    let outcome = match (said, evidence) {
        (Some(said), Some(evidence)) => {
            facts::record(&web, unit, year, &entry, said, &evidence).await.map(drop)
        }
        _ => Err(Refusal::Invalid(Vec::new())),
    };
    finished(&web, (unit, year, None), typed, outcome, "score-done-recorded").await
}

pub(super) async fn show(
    web: Web,
    Path((unit, year, fact)): Path<(String, String, String)>,
) -> Answer {
    let place = of_path((&unit, &year))?;
    let listed = facts::list(&web, place.0, place.1).await?;
    let fact = one(&listed, fact_id(&fact)?)?;
    let form = filled(&fact);
    answer::page(&fact_page(&web, &listed, place, Some(&fact), form)?)
}

pub(super) async fn revise(
    Path((unit, year, fact)): Path<(String, String, String)>,
    Form(web, mut typed): Form,
) -> Answer {
    let ((unit, year), id) = (of_path((&unit, &year))?, fact_id(&fact)?);
    let listed = facts::list(&web, unit, year).await?;
    let entry = one(&listed, id)?.entry;
    let said = said(&listed, &entry, &mut typed)?;
    let (evidence, reason) = (typed.required("evidence"), typed.required("reason"));
    let revision = revision(&typed)?;
    let outcome = match (said, evidence, reason) {
        (Some(said), Some(evidence), Some(reason)) => {
            facts::revise(&web, (unit, year, id), revision, said, &evidence, &reason).await
        }
        _ => Err(Refusal::Invalid(Vec::new())),
    };
    finished(&web, (unit, year, Some(id)), typed, outcome, "score-done-revised").await
}

pub(super) async fn withdraw(
    Path((unit, year, fact)): Path<(String, String, String)>,
    Form(web, typed): Form,
) -> Answer {
    let ((unit, year), id) = (of_path((&unit, &year))?, fact_id(&fact)?);
    let (revision, reason) = (revision(&typed)?, typed.value("withdrawn").to_owned());
    let outcome = facts::withdraw(&web, (unit, year, id), revision, &reason).await;
    let outcome = outcome.map_err(|refusal| match refusal {
        Refusal::Invalid(problems) => {
            Refusal::Invalid(problems.into_iter().map(|it| it.at("withdrawn")).collect())
        }
        other => other,
    });
    finished(&web, (unit, year, Some(id)), typed, outcome, "score-done-withdrawn").await
}

pub(super) async fn confirm(
    Path((unit, year, fact)): Path<(String, String, String)>,
    Form(web, typed): Form,
) -> Answer {
    let ((unit, year), id) = (of_path((&unit, &year))?, fact_id(&fact)?);
    let outcome = facts::confirm(&web, (unit, year, id), revision(&typed)?).await;
    finished(&web, (unit, year, Some(id)), typed, outcome, "score-done-confirmed").await
}

pub(super) fn fact_id(text: &str) -> Result<i64, WebError> {
    text.parse().map_err(|_| WebError::not_found())
}

fn revision(typed: &Typed) -> Result<i64, WebError> {
    typed.value("revision").parse().map_err(|_| WebError::not_found())
}

fn one(listed: &Listed, id: i64) -> Result<Fact, WebError> {
    let found = listed.facts.iter().find(|fact| fact.id == id).cloned();
    found.ok_or_else(WebError::not_found)
}

/// On to what was recorded, or back with everything that was typed.
async fn finished(
    web: &Web,
    (unit, year, id): (Subject, i32, Option<i64>),
    typed: Typed,
    outcome: Result<(), Refusal>,
    done: &str,
) -> Answer {
    let (problems, status) = match outcome {
        Ok(()) => {
            let to = format!("{}/facts", href(unit, year));
            return answer::go_saying(web, &to, Tone::Good, &web.page("score-facts").t(done));
        }
        Err(Refusal::Invalid(problems)) => (problems, StatusCode::UNPROCESSABLE_ENTITY),
        Err(Refusal::Conflict(problem)) => (vec![*problem], StatusCode::CONFLICT),
        Err(refusal) => return Err(refusal.into()),
    };
    let listed = facts::list(web, unit, year).await?;
    let fact = id.map(|id| one(&listed, id)).transpose()?;
    let form = match &fact {
        Some(fact) => typed.instead("revision", fact.revision()),
        None => typed,
    };
    let page = fact_page(web, &listed, (unit, year), fact.as_ref(), form.refused(problems))?;
    answer::with_status(status, &page)
}

/// Back to a fact with what kept something from being done to it.
pub(super) async fn refused(
    web: &Web,
    (unit, year, id): (Subject, i32, i64),
    refusal: Refusal,
    form: Typed,
) -> Answer {
    let (problems, status) = match refusal {
        Refusal::Invalid(problems) => (problems, StatusCode::UNPROCESSABLE_ENTITY),
        Refusal::Conflict(problem) => (vec![*problem], StatusCode::CONFLICT),
        refusal => return Err(refusal.into()),
    };
    let listed = facts::list(web, unit, year).await?;
    let fact = one(&listed, id)?;
    let filled =
        form.pairs().iter().fold(filled(&fact), |form, (name, value)| form.with(name, value));
    let page = fact_page(web, &listed, (unit, year), Some(&fact), filled.refused(problems))?;
    answer::with_status(status, &page)
}

fn filled(fact: &Fact) -> Typed {
    let form = Typed::default().with("entry", &fact.entry).with("revision", fact.revision());
    let Some(said) = fact.latest() else { return form };
    let evidence = fact.versions.iter().rev().find(|version| version.said.is_some());
    let evidence = evidence.map(|version| version.evidence.clone()).unwrap_or_default();
    let form = form.with("as", said.sort().name()).with("evidence", evidence);
    match said {
        Said::Figure { figure } => form.with("figure", figure.plain()),
        Said::Event { mark, sort, on, points, what } => form
            .with("mark", mark)
            .with("sort", sort)
            .with("on", on)
            .with("points", points.as_ref().map(Exact::plain).unwrap_or_default())
            .with("what", what),
        Said::NoEvent => form,
        Said::Ratings { ratings } => ratings.iter().fold(form, |form, one| {
            form.with(&format!("raters-{}", one.group), one.raters)
                .with(&format!("sum-{}", one.group), one.sum.plain())
        }),
        Said::Absent { status, why } => form.with("status", status.name()).with("why", why),
        Said::Veto { from, lifted, basis } => form
            .with("from", from)
            .with("lifted", lifted.map(|day| day.to_string()).unwrap_or_default())
            .with("basis", basis),
    }
}

/// What was typed; problems are noted at their fields.
fn said(listed: &Listed, entry: &str, typed: &mut Typed) -> Result<Option<Said>, WebError> {
    let sort = Sort::from_name(typed.value("as")).ok_or_else(WebError::not_found)?;
    let exact = |quantity: kernel::Quantity| quantity.to_string().parse().unwrap_or(Exact::ZERO);
    Ok(match sort {
        Sort::Figure => {
            typed.quantity("figure").map(|figure| Said::Figure { figure: exact(figure) })
        }
        Sort::NoEvent => Some(Said::NoEvent),
        Sort::Event => {
            let (mark, sort) = (typed.required("mark"), typed.required("sort"));
            let (on, what) = (typed.day("on"), typed.required("what"));
            let points = match typed.optional("points") {
                Some(_) => typed.quantity("points").map(|points| Some(exact(points))),
                None => Some(None),
            };
            match (mark, sort, on, what, points) {
                (Some(mark), Some(sort), Some(on), Some(what), Some(points)) => {
                    Some(Said::Event { mark, sort, on, points, what })
                }
                _ => None,
            }
        }
        Sort::Ratings => ratings(listed, entry, typed).map(|ratings| Said::Ratings { ratings }),
        Sort::Absent => {
            let status = typed.required("status");
            let status =
                status.and_then(|name| Status::ALL.into_iter().find(|it| it.name() == name));
            match (status, typed.required("why")) {
                (Some(status), Some(why)) => Some(Said::Absent { status, why }),
                _ => None,
            }
        }
        Sort::Veto => {
            let (from, basis) = (typed.day("from"), typed.required("basis"));
            let lifted = match typed.optional("lifted") {
                Some(_) => typed.day("lifted").map(Some),
                None => Some(None),
            };
            match (from, basis, lifted) {
                (Some(from), Some(basis), Some(lifted)) => Some(Said::Veto { from, lifted, basis }),
                _ => None,
            }
        }
    })
}

/// Counts and sums of the groups that have rated; `None` where something typed is no number.
fn ratings(listed: &Listed, entry: &str, typed: &mut Typed) -> Option<Vec<Rating>> {
    let mut found = Some(Vec::new());
    for (group, ..) in groups_of(listed, entry) {
        let (raters, sum) = (format!("raters-{group}"), format!("sum-{group}"));
        if typed.optional(&raters).is_none() && typed.optional(&sum).is_none() {
            continue;
        }
        let (raters, sum) = (typed.parsed::<u32>(&raters), typed.quantity(&sum));
        match (raters, sum) {
            (Some(raters), Some(sum)) => {
                let sum = sum.to_string().parse().unwrap_or(Exact::ZERO);
                if let Some(found) = &mut found {
                    found.push(Rating { group, raters, sum });
                }
            }
            _ => found = None,
        }
    }
    found
}

/// The groups of raters of a name, with the fewest that count.
fn groups_of(listed: &Listed, entry: &str) -> Vec<(String, u32)> {
    let asks = listed.asked().map(|kind| asks(&listed.rule.scheme, kind)).unwrap_or_default();
    let groups = asks.iter().find(|ask| ask.entry == entry).and_then(|ask| match ask.takes {
        Takes::Ratings(groups, _) => Some(groups),
        _ => None,
    });
    groups.into_iter().flatten().map(|group| (group.id.clone(), group.fewest)).collect()
}

fn fact_page(
    web: &Web,
    listed: &Listed,
    (unit, year): (Subject, i32),
    fact: Option<&Fact>,
    form: Typed,
) -> Result<FactPage, WebError> {
    let entry = fact.map_or_else(|| form.value("entry").to_owned(), |fact| fact.entry.clone());
    let sort = match fact.and_then(|fact| fact.latest()) {
        Some(said) if form.value("as").is_empty() => said.sort(),
        _ => Sort::from_name(form.value("as")).ok_or_else(WebError::not_found)?,
    };
    let name = listed.called(&entry).to_owned();
    let above = format!("{}/facts", href(unit, year));
    let page = web.page(if fact.is_some() { "score-fact" } else { "score-fact-new" });
    let page = page.crumb(web.page("scores-title").title, format!("/scores?year={year}"));
    let page = page.crumb(listed.about().to_owned(), href(unit, year));
    let page = page.crumb(web.page("score-facts").title, above.clone()).subtitled(name.clone());
    let asks = listed.asked().map(|kind| asks(&listed.rule.scheme, kind)).unwrap_or_default();
    let prices = asks.iter().find(|ask| ask.entry == entry).and_then(|ask| match ask.takes {
        Takes::Events(prices) => Some(prices),
        _ => None,
    });
    let prices = prices.unwrap_or_default();
    let spans: Vec<String> =
        prices
            .iter()
            .filter_map(|price| {
                let most = price.up_to.as_ref()?.plain();
                Some(page.tn(
                    "score-points-between",
                    &[("least", &price.points.plain()), ("most", &most)],
                ))
            })
            .collect();
    let sorts = prices.iter().map(|price| {
        Choice::new(&price.sort, words::sort(&page, &listed.rule.scheme, &entry, &price.sort))
    });
    let statuses = [Status::NotApplicable, Status::Pending, Status::Disputed];
    let status = |status: Status| Choice::new(status.name(), page.t(words::status(status).key()));
    let groups = groups_of(listed, &entry).into_iter().map(|(group, fewest)| {
        let label = words::group(&page, &group);
        let label =
            page.tn("score-group-label", &[("group", &label), ("fewest", &fewest.to_string())]);
        (format!("raters-{group}"), format!("sum-{group}"), label)
    });
    let papers = fact.map(|fact| {
        let here = format!("{above}/{}/papers", fact.id);
        let may_add = listed.may_record && !fact.is_withdrawn();
        let may = (may_add, facts::may_change(web, listed, fact));
        Papers::new(&page, fact.papers.iter(), here, may)
    });
    Ok(FactPage {
        papers,
        here: fact.map_or_else(|| format!("{above}/new"), |fact| format!("{above}/{}", fact.id)),
        sort: sort.name(),
        is_new: fact.is_none(),
        sorts: sorts.collect(),
        statuses: statuses.into_iter().map(status).collect(),
        groups: groups.collect(),
        takes_points: spans.join(&page.t("score-comma")),
        versions: fact
            .map(|fact| fact.versions.iter().map(|one| row(&page, listed, fact, one)).collect())
            .unwrap_or_default(),
        state: fact.map(|fact| words::standing(&page, fact)).unwrap_or_default(),
        may_change: fact
            .is_none_or(|fact| facts::may_change(web, listed, fact) && !fact.is_withdrawn()),
        may_confirm: fact.is_some_and(|fact| facts::may_confirm(web, listed, fact)),
        cancel: above,
        name,
        form,
        page,
    })
}

fn row(page: &Page, listed: &Listed, fact: &Fact, version: &Version) -> Row {
    let says =
        version.said.as_ref().map(|said| words::said(page, &listed.rule.scheme, &fact.entry, said));
    Row {
        number: version.number,
        says: says.unwrap_or_else(|| page.t("score-withdrawn")),
        evidence: version.evidence.clone(),
        reason: version.reason.clone(),
        by: format!("{} {}", version.recorded_by, page.moment(&version.recorded_at)),
        confirmed: version
            .confirmed
            .as_ref()
            .map(|it| format!("{} {}", it.by, page.moment(&it.at)))
            .unwrap_or_default(),
    }
}
