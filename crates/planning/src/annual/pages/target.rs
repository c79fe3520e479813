//! A target of the business half: the figures of the year, and its parts.

use super::{href, number, plan_id, said};
use crate::annual::content::{Mark, Target, marks};
use crate::annual::halves;
use crate::annual::split::{Number, parts, spread};
use crate::annual::use_cases::{self, Shown};
use crate::indicator::Indicator;
use crate::pages::shown as words;
use crate::reading::{Kind, kind_name};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use kernel::{Action, IndicatorId, Period, Problem, Resource};
use std::collections::BTreeMap;
use store::Refusal;
use web_kit::form::Typed;
use web_kit::page::{Link, Tone};
use web_kit::{Answer, Form, Page, Web, WebError, answer};

#[derive(Template)]
#[template(path = "annual/choose.html")]
struct ChoosePage {
    page: Page,
    /// Each indicator that the plan has no target for yet.
    open: Vec<(Link, String)>,
}

#[derive(Template)]
#[template(path = "annual/target.html")]
struct TargetPage {
    page: Page,
    here: String,
    cancel: String,
    indicator: Indicator,
    measure: String,
    /// The fields of the year: kind and label.
    marks: Vec<(&'static str, String)>,
    /// The fields of its parts: name and label.
    parts: Vec<(String, String)>,
    /// What the plan holds now: a row for the year and each part, a column for each mark.
    columns: Vec<String>,
    rows: Vec<(String, Vec<String>)>,
    is_kept: bool,
    /// How the units below share it, if they carry it.
    units: Option<String>,
    may_change: bool,
    form: Typed,
}

pub(super) async fn choose(web: Web, Path(id): Path<String>) -> Answer {
    let shown = use_cases::find(&web, plan_id(&id)?).await?;
    if !shown.may_change {
        return Err(Refusal::Forbidden.into());
    }
    let page = said::beside(web.page("plan-target-new"), &shown);
    let mut open: Vec<&Indicator> = shown.ground.known.values().collect();
    open.retain(|it| it.is_active && !shown.content.targets.contains_key(&it.id));
    open.retain(|it| parts(it.grain, shown.version.year, shown.ground.rules).is_some());
    open.sort_by_key(|indicator| indicator.id);
    let link = |indicator: &&Indicator| {
        let to = format!("{}/targets/{}", href(shown.version.id), indicator.id);
        (Link::new(words::name(&page, indicator), to), words::measure(&page, indicator))
    };
    let open = open.iter().map(link).collect();
    answer::page(&ChoosePage { page, open })
}

pub(super) async fn show(web: Web, Path((id, indicator)): Path<(String, String)>) -> Answer {
    let shown = use_cases::find(&web, plan_id(&id)?).await?;
    let known = known(&shown, &indicator)?;
    let form = filled(&shown, known);
    answer::page(&target_page(&web, &shown, known, form))
}

/// The indicator, if the plan has or could have a target of it.
fn known<'a>(shown: &'a Shown, text: &str) -> Result<&'a Indicator, WebError> {
    let id: IndicatorId = text.parse().map_err(|_| WebError::not_found())?;
    let known = shown.ground.known.get(&id).ok_or_else(WebError::not_found)?;
    let is_planned = shown.content.targets.contains_key(&id);
    if is_planned || shown.may_change { Ok(known) } else { Err(WebError::not_found()) }
}

fn periods(shown: &Shown, indicator: &Indicator) -> Vec<Period> {
    parts(indicator.grain, shown.version.year, shown.ground.rules).unwrap_or_default()
}

fn part_field(period: &Period) -> String {
    format!("part-{}", period.code())
}

fn filled(shown: &Shown, indicator: &Indicator) -> Typed {
    let mut form = Typed::default().with("revision", shown.version.revision);
    let Some(target) = shown.content.targets.get(&indicator.id) else { return form };
    for (kind, mark) in &target.marks {
        form = form.with(kind_name(*kind), said::typed(mark.year));
    }
    if let Some(mark) = target.marks.get(&Kind::Target) {
        for (period, number) in periods(shown, indicator).iter().zip(&mark.parts) {
            form = form.with(&part_field(period), said::typed(*number));
        }
    }
    if target.is_below { form.with("below", "yes") } else { form }
}

fn target_page(web: &Web, shown: &Shown, indicator: &Indicator, form: Typed) -> TargetPage {
    let page = said::beside(web.page("plan-target"), shown);
    let page = page.named(words::name(&web.page("plan-target"), indicator));
    let periods = periods(shown, indicator);
    let target = shown.content.targets.get(&indicator.id);
    let kept: Vec<(Kind, &Mark)> =
        marks(indicator).filter_map(|kind| Some((kind, target?.marks.get(&kind)?))).collect();
    let said = |number: Number| page.figure(&said::figure(indicator, number));
    let year = kept.iter().map(|(_, mark)| said(mark.year)).collect();
    let mut rows = vec![(page.t("plan-whole-year"), year)];
    if periods.len() > 1 {
        rows.extend(periods.iter().enumerate().map(|(at, period)| {
            let cells = kept
                .iter()
                .map(|(_, mark)| mark.parts.get(at).map_or_else(String::new, |it| said(*it)));
            (page.period(period), cells.collect())
        }));
    }
    let has_parts = periods.len() > 1;
    let here = format!("{}/targets/{}", href(shown.version.id), indicator.id);
    let hands_down = target.is_some_and(|target| target.is_below)
        && !web.scope(Action::Create, Resource::Plan).is_nothing();
    TargetPage {
        units: hands_down.then(|| format!("{here}/units")),
        here,
        cancel: href(shown.version.id),
        measure: words::measure(&page, indicator),
        marks: marks(indicator).map(|kind| (kind_name(kind), said::kind(&page, kind))).collect(),
        parts: periods
            .iter()
            .filter(|_| has_parts)
            .map(|period| (part_field(period), page.period(period)))
            .collect(),
        columns: kept.iter().map(|(kind, _)| said::kind(&page, *kind)).collect(),
        rows,
        is_kept: target.is_some(),
        may_change: shown.may_change,
        indicator: indicator.clone(),
        form,
        page,
    }
}

pub(super) async fn save(
    Path((id, indicator)): Path<(String, String)>,
    Form(web, mut form): Form,
) -> Answer {
    let id = plan_id(&id)?;
    let shown = use_cases::find(&web, id).await?;
    let indicator = known(&shown, &indicator)?;
    let revision = form.parsed("revision").unwrap_or_default();
    let target = match form.value("do") {
        "remove" => Some(None),
        _ => read(&shown, indicator, &mut form).map(Some),
    };
    let outcome = match target {
        Some(target) => use_cases::set_target(&web, id, revision, indicator.id, target).await,
        None => Err(Refusal::Invalid(Vec::new())),
    };
    let again = |form| target_page(&web, &shown, indicator, form);
    match outcome {
        Ok(()) => {
            let said = web.page("plans-title").t("plan-saved");
            answer::go_saying(&web, &href(id), Tone::Good, &said)
        }
        Err(Refusal::Invalid(problems)) => answer::refused(&again(form.refused(problems))),
        Err(Refusal::Conflict(problem)) => {
            let form = form.instead("revision", shown.version.revision).refused(vec![*problem]);
            answer::with_status(StatusCode::CONFLICT, &again(form))
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// The target as typed; `None` when a field cannot be read, with the problem at that field. Parts that
/// nobody typed are spread; marks beside the target follow its shape, unless nothing about them changed.
fn read(shown: &Shown, indicator: &Indicator, form: &mut Typed) -> Option<Target> {
    let old = shown.content.targets.get(&indicator.id);
    let periods = periods(shown, indicator);
    let year = number(indicator, form, kind_name(Kind::Target));
    let typed = typed_parts(indicator, &periods, form);
    let kinds: Vec<Kind> = marks(indicator).filter(|kind| *kind != Kind::Target).collect();
    let others: Vec<_> =
        kinds.into_iter().map(|kind| (kind, number(indicator, form, kind_name(kind)))).collect();
    let Some(year) = year? else {
        form.refuse(Problem::new("field-required").at(kind_name(Kind::Target)));
        return None;
    };
    let own = typed?.unwrap_or_else(|| spread(indicator, year, periods.len(), &[]));
    let kept = |kind| old.and_then(|old| old.marks.get(&kind));
    let is_same = kept(Kind::Target).is_some_and(|mark| mark.parts == own);
    let mut said = BTreeMap::from([(Kind::Target, (year, Some(own)))]);
    for (kind, number) in others {
        let Some(number) = number? else { continue };
        let before = kept(kind).filter(|mark| is_same && mark.year == number);
        said.insert(kind, (number, before.map(|mark| mark.parts.clone())));
    }
    Some(halves::target(indicator, periods.len(), said, form.has("below", "yes")))
}

/// The parts of the target: all of them, or none for equal steps.
fn typed_parts(
    indicator: &Indicator,
    periods: &[Period],
    form: &mut Typed,
) -> Option<Option<Vec<Number>>> {
    if periods.len() == 1 {
        return Some(None);
    }
    let read = periods.iter().map(|period| number(indicator, form, &part_field(period)));
    let read: Vec<Option<Option<Number>>> = read.collect();
    let read: Vec<Option<Number>> = read.into_iter().collect::<Option<_>>()?;
    if read.iter().all(Option::is_none) {
        return Some(None);
    }
    for (period, number) in periods.iter().zip(&read) {
        if number.is_none() {
            form.refuse(Problem::new("plan-part-missing").at(part_field(period)));
        }
    }
    read.into_iter().collect::<Option<Vec<_>>>().map(Some)
}

/// One number, or two with `/` between; `None` where it cannot be read, with the problem noted.
fn number(indicator: &Indicator, form: &mut Typed, field: &str) -> Option<Option<Number>> {
    match number::number(indicator, form.value(field)) {
        Ok(number) => Some(number),
        Err(problem) => {
            form.refuse(problem.at(field));
            None
        }
    }
}

impl TargetPage {
    /// What the fields take: one number, or two.
    fn help(&self) -> String {
        if self.indicator.is_weighted() { self.page.t("plan-number-two") } else { String::new() }
    }
}
