//! Bringing files.

use crate::imports::use_cases::{self, Brought, Upload as Wanted, all_profiles};
use ::store::Refusal;
use askama::Template;
use axum::http::StatusCode;
use directory::recognition::{Index, Meaning};
use kernel::{Problem, UnitId};
use web_kit::answer::{self, Answer};
use web_kit::error::WebError;
use web_kit::form::{Choice, Typed};
use web_kit::page::Page;
use web_kit::routes::LARGEST_UPLOAD;
use web_kit::web::{Upload, Web};

#[derive(Template)]
#[template(path = "imports/new.html")]
struct NewPage {
    page: Page,
    form: Typed,
    profiles: Vec<Choice>,
}

pub(super) async fn ask(web: Web) -> Answer {
    let profile = web.query("profile").unwrap_or_default();
    answer::page(&new_page(&web, Typed::default().with("profile", profile)).await?)
}

async fn new_page(web: &Web, form: Typed) -> Result<NewPage, WebError> {
    let kept = all_profiles(&mut web.read()).await?;
    let profiles = kept.iter().filter_map(|kept| {
        let profile = kept.profile.as_ref().ok()?;
        Some(Choice::new(&kept.name, profile.title.get(web.lang)))
    });
    let page = web.page("imports-new").crumb(web.page("imports-title").title, "/imports");
    Ok(NewPage { page, form, profiles: profiles.collect() })
}

/// What a multipart form held. Its files go to the disk as they come.
pub(super) async fn take(mut upload: Upload) -> Result<(Web, Typed, Vec<Brought>), WebError> {
    let (mut typed, mut files, mut size) = (Typed::default(), Vec::new(), 0);
    let on_disk = upload.web.ctx.files.clone();
    while let Some(mut field) = upload.next().await? {
        let name = field.name().unwrap_or_default().to_owned();
        let Some(file) = field.file_name().map(str::to_owned) else {
            typed = typed.with(&name, field.text().await.map_err(|error| broken(error.status()))?);
            continue;
        };
        // A field without a file.
        if file.is_empty() {
            continue;
        }
        let mut arriving = on_disk.receive().await.map_err(Refusal::from)?;
        while let Some(part) = field.chunk().await.map_err(|error| broken(error.status()))? {
            size += part.len();
            if size > LARGEST_UPLOAD {
                return Err(broken(StatusCode::PAYLOAD_TOO_LARGE));
            }
            arriving.write(&part).await.map_err(Refusal::from)?;
        }
        let arrived = arriving.finish().await.map_err(Refusal::from)?;
        files.push(Brought::Arrived(file, arrived));
    }
    Ok((upload.web, typed, files))
}

/// Too large for the form as a whole, or ended too soon.
fn broken(status: StatusCode) -> WebError {
    let is_too_large = status == StatusCode::PAYLOAD_TOO_LARGE;
    let code = if is_too_large { "import-too-large" } else { "import-upload-broken" };
    Refusal::from(Problem::new(code)).into()
}

pub(super) async fn receive(upload: Upload) -> Answer {
    let (web, mut form, files) = take(upload).await?;
    let Some(wanted) = wanted(&web, &mut form).await? else {
        return answer::refused(&new_page(&web, form).await?);
    };
    match use_cases::receive(&web.ctx, wanted, files).await {
        Ok(id) => answer::go(&web, &format!("/imports/{id}")),
        Err(Refusal::Invalid(problems)) => {
            answer::refused(&new_page(&web, form.refused(problems)).await?)
        }
        Err(refusal) => Err(refusal.into()),
    }
}

async fn wanted(web: &Web, form: &mut Typed) -> Result<Option<Wanted>, WebError> {
    let profile = form.required("profile");
    let (unit, yes) = (form.optional("unit"), false);
    let period = match form.optional("period") {
        Some(_) => form.parsed("period"),
        None => None,
    };
    let under = match form.optional("under") {
        Some(text) => under(web, form, &text).await?,
        None => None,
    };
    let Some(profile) = profile.filter(|_| !form.is_refused()) else { return Ok(None) };
    Ok(Some(Wanted { profile, under, unit, period, yes }))
}

async fn under(web: &Web, form: &mut Typed, text: &str) -> Result<Option<UnitId>, WebError> {
    let index = Index::load(&mut web.read(), web.now.today).await.map_err(Refusal::from)?;
    let problem = |code| Problem::new(code).arg("name", text).at("under");
    match index.meaning(text) {
        Meaning::One(unit) => return Ok(Some(unit)),
        Meaning::Several(_) => form.refuse(problem("import-under-several")),
        Meaning::Unknown => form.refuse(problem("import-under-unknown")),
    }
    Ok(None)
}
