//! The form that draws up a scheme.

use super::{href, said};
use crate::schemes::templates::TEMPLATES;
use crate::schemes::use_cases::{self, New, Start};
use askama::Template;
use axum::http::StatusCode;
use directory::{recognition, tree};
use kernel::{Action, Resource, SchemeId};
use store::Refusal;
use web_kit::form::{Choice, Typed};
use web_kit::page::Tone;
use web_kit::{Answer, Form, Page, Web, WebError, answer};

#[derive(Template)]
#[template(path = "schemes/new.html")]
struct BeginPage {
    page: Page,
    form: Typed,
    starts: Vec<Choice>,
}

pub(super) async fn form(web: Web) -> Answer {
    let scope = web.scope(Action::Create, Resource::Scheme);
    let q = &mut web.read();
    let tops = tree::tops(q, &scope, web.now.today).await.map_err(Refusal::from)?;
    let mut form = Typed::default().with("start", "template:s5");
    if let Some(top) = tops.first() {
        let steps = tree::path(q, top.unit.id, web.now.today).await.map_err(Refusal::from)?;
        form = form.with("unit", recognition::written(&steps));
    }
    answer::page(&begin_page(&web, form).await?)
}

async fn begin_page(web: &Web, form: Typed) -> Result<BeginPage, WebError> {
    let page = web.page("scheme-new").crumb(web.page("schemes-title").title, "/schemes");
    let shipped = TEMPLATES.iter().map(|one| {
        Choice::new(
            format!("template:{}", one.name),
            page.t(format!("scheme-template-{}", one.name)),
        )
    });
    let kept = use_cases::list(web).await?;
    let kept = kept.iter().map(|line| {
        let label = format!("{} {}", line.version.name, said::number(&page, &line.version));
        Choice::new(format!("version:{}", line.version.id), label)
    });
    let empty = Choice::new("empty", page.t("scheme-start-empty"));
    let starts = std::iter::once(empty).chain(kept).chain(shipped).collect();
    Ok(BeginPage { starts, page, form })
}

pub(super) async fn begin(Form(web, mut typed): Form) -> Answer {
    let (status, typed) = match read(&web, &mut typed).await {
        Ok(Some(id)) => {
            let said = web.page("schemes-title").t("scheme-begun");
            return answer::go_saying(&web, &format!("{}/edit", href(id)), Tone::Good, &said);
        }
        Ok(None) => (StatusCode::UNPROCESSABLE_ENTITY, typed),
        Err(Refusal::Invalid(problems)) => {
            (StatusCode::UNPROCESSABLE_ENTITY, typed.refused(problems))
        }
        Err(Refusal::Conflict(problem)) => (StatusCode::CONFLICT, typed.refused(vec![*problem])),
        Err(refusal) => return Err(refusal.into()),
    };
    answer::with_status(status, &begin_page(&web, typed).await?)
}

async fn read(web: &Web, typed: &mut Typed) -> Result<Option<SchemeId>, Refusal> {
    let (unit, code, name) =
        (typed.required("unit"), typed.required("code"), typed.required("name"));
    let (Some(unit), Some(code), Some(name)) = (unit, code, name) else { return Ok(None) };
    let scope = web.scope(Action::Read, Resource::Unit);
    let unit = recognition::chosen(&mut web.read(), &scope, &unit, web.now.today, "unit").await?;
    let start = match typed.value("start").split_once(':') {
        Some(("template", name)) => Start::Template(name.to_owned()),
        Some(("version", id)) => Start::Copy(id.parse().map_err(|_| Refusal::NotFound)?),
        _ => Start::Empty,
    };
    use_cases::begin(web, New { unit, code, name, start }).await.map(Some)
}
