//! Profiles: the list, one with its text, saving, trying with a file.

use super::upload::take;
use crate::imports::rules::Preview;
use crate::imports::use_cases::{self, Kept, all_profiles};
use ::store::Refusal;
use askama::Template;
use axum::extract::Path;
use interchange::writers;
use kernel::{Action, Problem, Resource};
use web_kit::answer::{self, Answer};
use web_kit::confirm::ConfirmPage;
use web_kit::error::WebError;
use web_kit::form::Typed;
use web_kit::page::{Page, Tone};
use web_kit::web::{Form, Upload, Web};

#[derive(Template)]
#[template(path = "imports/profiles.html")]
struct ProfilesPage {
    page: Page,
    profiles: Vec<Kept>,
    may_import: bool,
}

#[derive(Template)]
#[template(path = "imports/profile.html")]
struct ProfilePage {
    page: Page,
    kept: Kept,
    form: Typed,
    /// What a file tried with it would give.
    tried: Option<Preview>,
    may_change: bool,
    may_try: bool,
}

impl Kept {
    fn title(&self, page: &Page) -> String {
        match &self.profile {
            Ok(profile) => profile.title.get(page.lang).to_owned(),
            Err(_) => self.name.clone(),
        }
    }

    fn publisher(&self) -> &str {
        let publisher = self.profile.as_ref().ok().and_then(|profile| profile.publisher.as_deref());
        publisher.unwrap_or_default()
    }

    fn is_own(&self) -> bool {
        self.revision > 0
    }
}

pub(super) async fn list(web: Web) -> Answer {
    let profiles = all_profiles(&mut web.read()).await?;
    let may_import = !web.scope(Action::Import, Resource::Import).is_nothing();
    let page = web.page("profiles-title").crumb(web.page("imports-title").title, "/imports");
    answer::page(&ProfilesPage { page, profiles, may_import })
}

pub(super) async fn show(web: Web, Path(name): Path<String>) -> Answer {
    let kept = find(&web, &name).await?;
    let form = Typed::default().with("text", &kept.text).with("revision", kept.revision);
    answer::page(&profile_page(&web, kept, form, None).await?)
}

/// An empty sheet with the profile's headings, to be filled in.
pub(super) async fn template(web: Web, Path(name): Path<String>) -> Answer {
    let kept = find(&web, &name).await?;
    let profile = kept.profile.map_err(Refusal::from)?;
    let bytes = writers::template(&profile, web.lang)?;
    answer::file(&format!("{}.xlsx", profile.title.get(web.lang)), answer::XLSX, bytes)
}

async fn find(web: &Web, name: &str) -> Result<Kept, WebError> {
    let all = all_profiles(&mut web.read()).await?;
    all.into_iter().find(|kept| kept.name == name).ok_or_else(WebError::not_found)
}

async fn profile_page(
    web: &Web,
    kept: Kept,
    form: Typed,
    tried: Option<Preview>,
) -> Result<ProfilePage, WebError> {
    let page = web
        .page("profiles-one")
        .named(kept.title(&web.page("profiles-one")))
        .subtitled(kept.name.clone())
        .crumb(web.page("imports-title").title, "/imports")
        .crumb(web.page("profiles-title").title, "/profiles");
    let (may_change, may_try) = use_cases::profile_rights(web).await?;
    Ok(ProfilePage { page, kept, form, tried, may_change, may_try })
}

pub(super) async fn save(Form(web, form): Form) -> Answer {
    let revision = form.value("revision").parse().unwrap_or(0);
    let saved = use_cases::save_profile(&web.ctx, form.value("text"), revision).await;
    let problems = match saved {
        Ok(name) => {
            let text = web.page("profiles-saved").title;
            return answer::go_saying(&web, &format!("/profiles/{name}"), Tone::Good, &text);
        }
        Err(Refusal::Invalid(problems)) => problems,
        Err(refusal) => return Err(refusal.into()),
    };
    let form = form.refused(problems);
    let kept = find(&web, form.value("name")).await?;
    answer::refused(&profile_page(&web, kept, form, None).await?)
}

pub(super) async fn attempt(upload: Upload) -> Answer {
    let (web, mut form, files) = take(upload).await?;
    let kept = find(&web, form.value("name")).await?;
    let given = (form.optional("unit"), form.optional("period").and_then(|text| text.parse().ok()));
    if files.is_empty() {
        form.refuse(Problem::new("import-no-files").at("files"));
        return answer::refused(&profile_page(&web, kept, form, None).await?);
    }
    match use_cases::try_profile(&web.ctx, form.value("text"), files, given).await {
        Ok(preview) => answer::page(&profile_page(&web, kept, form, Some(preview)).await?),
        Err(Refusal::Invalid(problems)) => {
            answer::refused(&profile_page(&web, kept, form.refused(problems), None).await?)
        }
        Err(refusal) => Err(refusal.into()),
    }
}

pub(super) async fn remove(Path(name): Path<String>, Form(web, form): Form) -> Answer {
    let page = web.page("profiles-title");
    if !form.is_confirmed() {
        let (action, detail) = (format!("/profiles/{name}/remove"), String::new());
        let (question, label) = (page.t("profiles-remove-sure"), page.t("profiles-remove"));
        let back = format!("/profiles/{name}");
        return answer::page(&ConfirmPage { page, action, form, question, detail, label, back });
    }
    use_cases::remove_profile(&web.ctx, &name).await?;
    answer::go_saying(&web, "/profiles", Tone::Good, &page.t("profiles-removed"))
}
