//! A copy of a pack that comes back: which numbers were changed by hand, and which are missing.

use super::label::label;
use super::meeting::{Copied, Difference, drawn, material};
use super::meeting_id;
use crate::meetings::use_cases::packs::{self, Compared, Material};
use axum::extract::Path;
use axum::http::StatusCode;
use interchange::readers::{Input, Limits, official};
use kernel::{MeetingId, Problem};
use store::Refusal;
use web_kit::form::Typed;
use web_kit::page::Page;
use web_kit::web::Upload;
use web_kit::{Answer, Web, WebError};

pub(super) async fn compare(Path(id): Path<String>, mut upload: Upload) -> Answer {
    let id = meeting_id(&id)?;
    let file = upload.file("file").await?;
    let web = upload.web;
    match compared(&web, id, &file).await {
        Ok(compared) => {
            let page = web.page("meetings-title");
            let told = told(&page, material(&web, id).await?.as_ref(), compared, &file.name);
            drawn(&web, id, None, Some(told), StatusCode::OK).await
        }
        Err(Refusal::Invalid(problems)) => {
            let form = Typed::default().refused(problems);
            drawn(&web, id, Some(form), None, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(refusal) => Err(WebError::from(refusal)),
    }
}

async fn compared(web: &Web, id: MeetingId, file: &Input) -> Result<Compared, Refusal> {
    if file.name.is_empty() {
        return Err(Problem::new("field-required").at("file").into());
    }
    let read = official::read(file, Limits::default()).map_err(|problem| problem.at("file"))?;
    packs::compared(web, id, &file.name, &read.figures).await
}

fn told(page: &Page, material: Option<&Material>, compared: Compared, file: &str) -> Copied {
    let what = |key: &str| material.map_or_else(|| key.to_owned(), |it| label(page, it, key));
    let number = compared.pack.number.to_string();
    let found = compared.comparison;
    let changed = found.changed.iter().map(|one| Difference {
        what: what(&one.key),
        before: one.written.clone(),
        after: one.found.clone(),
    });
    let missing = found.missing.iter().map(|one| Difference {
        what: what(&one.key),
        before: one.text.clone(),
        after: String::new(),
    });
    let new = found.new.iter().map(|one| Difference {
        what: one.key.clone(),
        before: String::new(),
        after: one.text.clone(),
    });
    Copied {
        of: page.tn("copy-of", &[("file", file), ("n", &number)]),
        changed: changed.collect(),
        missing: missing.collect(),
        new: new.collect(),
    }
}
