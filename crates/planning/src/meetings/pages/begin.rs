//! Calling a meeting: with the form, or in one step from the tracker's month, its pack made at once.

use super::{href, meeting};
use crate::meetings::meeting::Kind;
use crate::meetings::use_cases::{self, Call};
use crate::use_cases::{Rules, first_unit};
use askama::Template;
use directory::{recognition, tree};
use kernel::{Action, Day, MeetingId, Month, Period, Problem, Resource, UnitId};
use store::Refusal;
use web_kit::form::{Choice, Typed};
use web_kit::page::Tone;
use web_kit::{Answer, Form, Page, Web, WebError, answer};

#[derive(Template)]
#[template(path = "meetings/new.html")]
struct BeginPage {
    page: Page,
    form: Typed,
    kinds: Vec<Choice>,
}

pub(super) async fn form(web: Web) -> Answer {
    let unit = match web.query("unit") {
        Some(id) => id.parse::<UnitId>().ok(),
        None => first_unit(&web).await?,
    };
    let month = Rules::of(&web.settings, web.now)?.today.month().plus(-1);
    let mut form = Typed::default()
        .with("kind", Kind::Dispatch.name())
        .with("month", month)
        .with("day", web.now.today);
    if let Some(unit) = unit {
        let q = &mut web.read();
        tree::allowed(&web, q, (Action::Read, Resource::Meeting), unit, web.now.today).await?;
        let steps = tree::path(q, unit, web.now.today).await?;
        form = form.with("unit", recognition::written(&steps));
    }
    answer::page(&begin_page(&web, form))
}

fn begin_page(web: &Web, form: Typed) -> BeginPage {
    let page = web.page("meeting-new");
    let page = page.crumb(web.page("meetings-title").title, "/meetings");
    let kind = |kind: &Kind| Choice::new(kind.name(), page.t(kind.key()));
    BeginPage { kinds: Kind::ALL.iter().map(kind).collect(), page, form }
}

pub(super) async fn begin(Form(web, mut typed): Form) -> Answer {
    let outcome = match read(&web, &mut typed).await {
        Ok(Some(call)) => use_cases::call(&web, call).await,
        Ok(None) => Err(Refusal::Invalid(Vec::new())),
        Err(refusal) => Err(refusal),
    };
    match outcome {
        Ok(id) => packed(&web, id).await,
        Err(Refusal::Invalid(problems)) => {
            answer::refused(&begin_page(&web, typed.refused(problems)))
        }
        Err(Refusal::Conflict(problem)) => {
            answer::refused(&begin_page(&web, typed.refused(vec![*problem])))
        }
        Err(refusal) => Err(WebError::from(refusal)),
    }
}

async fn read(web: &Web, typed: &mut Typed) -> Result<Option<Call>, Refusal> {
    let (unit, month) = (typed.required("unit"), typed.parsed::<Month>("month"));
    let day = typed.day("day");
    let kind = Kind::from_name(typed.value("kind")).unwrap_or(Kind::Dispatch);
    let agenda = match typed.optional("agenda") {
        Some(agenda) => agenda,
        None => agenda(web, kind),
    };
    let (Some(unit), Some(month), Some(day)) = (unit, month, day) else { return Ok(None) };
    let scope = web.scope(Action::Read, Resource::Unit);
    let unit = recognition::chosen(&mut web.read(), &scope, &unit, web.now.today, "unit").await?;
    Ok(Some(Call { unit, kind, month, day, agenda }))
}

/// What such a meeting usually has before it.
pub(super) fn agenda(web: &Web, kind: Kind) -> String {
    web.page("meetings-title").t(format!("meeting-agenda-{}", kind.name()))
}

/// The meeting of the tracker's month, called now where there is none, with its pack.
pub(super) async fn open(Form(web, mut typed): Form) -> Answer {
    let (unit, month) = (typed.parsed::<UnitId>("unit"), typed.parsed::<Month>("month"));
    let kind = Kind::from_name(typed.value("kind")).unwrap_or(Kind::Dispatch);
    let (Some(unit), Some(month)) = (unit, month) else {
        return Err(Refusal::Invalid(typed.problems().to_vec()).into());
    };
    let day = held(kind.period(month), web.now.today)?;
    let call = Call { unit, kind, month, day, agenda: agenda(&web, kind) };
    let id = use_cases::called(&web, call).await?;
    packed(&web, id).await
}

/// Today, unless the period has not begun.
fn held(period: Period, today: Day) -> Result<Day, Refusal> {
    match period.first_day() > today {
        true => Err(Problem::new("meeting-period-later").arg("period", period).into()),
        false => Ok(today),
    }
}

/// On to the meeting, with a pack of what the tracker says now.
async fn packed(web: &Web, id: MeetingId) -> Answer {
    meeting::packed(web, id).await?;
    let said = web.page("meetings-title").t("meeting-called");
    answer::go_saying(web, &href(id), Tone::Good, &said)
}
