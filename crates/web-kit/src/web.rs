//! One request as handlers see it: the use case's context and how the reader wants the answer.

use crate::api;
use crate::app::App;
use crate::error::WebError;
use crate::form::Typed;
use crate::page::{Flash, Page, Storey, Tone};
use crate::preferences::{self, Theme};
use axum::extract::multipart::{Field, Multipart};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use interchange::Input;
use kernel::{Action, Actor, Day, Lang, Problem, Resource};
use std::ops::Deref;
use std::sync::Arc;
use store::settings::Settings;
use store::{Ctx, Refusal, Withheld};

/// The header in which scripts send the form token.
pub const TOKEN_HEADER: &str = "x-csrf-token";
/// The form field of the token.
pub const TOKEN_FIELD: &str = "csrf";

/// Who is signed in. The sign-in middleware puts it into the request; without it nobody is.
#[derive(Clone, Debug)]
pub struct Identity {
    pub actor: Actor,
    /// The session's form token: a form of another site cannot know it.
    pub csrf: String,
    /// The units that are kept from the actor.
    pub withheld: Withheld,
}

impl Identity {
    /// Nobody has signed in.
    fn nobody() -> Self {
        Self { actor: Actor::anonymous(), csrf: String::new(), withheld: Withheld::default() }
    }
}

/// Whether the answer leaves the house: a workbook, or an answer to a program.
fn goes_out(uri: &Uri) -> bool {
    let mut query = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    api::is_for_programs(uri.path()) || query.any(|(key, value)| key == "format" && value == "xlsx")
}

/// Stands in the extensions of a request that came with an access token instead of a session: it carries
/// no cookie that a stranger could abuse, and so needs no form token.
#[derive(Clone, Copy, Debug)]
pub struct ByToken;

/// The request: derefs to the use case's [`Ctx`].
#[derive(Clone)]
pub struct Web {
    pub app: App,
    pub ctx: Ctx,
    pub settings: Arc<Settings>,
    pub lang: Lang,
    pub theme: Theme,
    pub csrf: String,
    /// Whether a program asks, with an access token.
    pub by_token: bool,
    /// Path and query.
    pub path: String,
    /// True when a script asks for a part of the page only.
    pub htmx: bool,
    /// The day that the page looks at: `as_of=2026-03-01`, else today.
    pub as_of: Day,
    flash: Option<Flash>,
}

impl Deref for Web {
    type Target = Ctx;

    fn deref(&self) -> &Ctx {
        &self.ctx
    }
}

impl Web {
    /// The frame for this reader with the text of `title` as heading.
    pub fn page(&self, title: &str) -> Page {
        let mut page = Page::new(self.lang, title);
        page.theme = self.theme;
        page.user = self.ctx.actor.name.clone();
        page.csrf = self.csrf.clone();
        page.demo = self.app.demo.is_some();
        page.as_of = (self.as_of != self.ctx.now.today).then_some(self.as_of);
        page.zone = self.settings.time_zone().to_owned();
        page.flashes = self.flash.iter().cloned().collect();
        page.path = self.path.clone();
        if self.is_signed_in() { page.storeys(&self.storeys()) } else { page }
    }

    /// The storeys that hold something for this reader.
    fn storeys(&self) -> Vec<Storey> {
        let may_read = |resource: &Resource| self.ctx.can(Action::Read, *resource, &[]);
        let opens =
            |storey: &Storey| storey.shows().is_empty() || storey.shows().iter().any(may_read);
        self.app.storeys.iter().copied().filter(opens).collect()
    }

    pub fn is_signed_in(&self) -> bool {
        self.ctx.actor.user.is_some()
    }

    /// One value of the query string, undecoded forms handled.
    pub fn query(&self, name: &str) -> Option<String> {
        self.first_query(|key| key == name)
    }

    /// What is being typed into the field for which the browser asks for proposals, whatever its name.
    pub fn typing(&self) -> String {
        self.first_query(|key| key != "as_of").unwrap_or_default()
    }

    fn first_query(&self, is_meant: impl Fn(&str) -> bool) -> Option<String> {
        let (_, query) = self.path.split_once('?')?;
        form_urlencoded::parse(query.as_bytes())
            .find(|(key, _)| is_meant(key))
            .map(|(_, value)| value.into_owned())
            .filter(|value| !value.is_empty())
    }
}

impl FromRequestParts<App> for Web {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, WebError> {
        let web = Self::whoever(parts, app).await?;
        if let Some(day) = web.query("as_of") {
            day.parse::<Day>()?;
        }
        Ok(web)
    }
}

impl Web {
    /// The request even when the day that it asks for is none: what a refusal is drawn with.
    pub(crate) async fn whoever(parts: &mut Parts, app: &App) -> Result<Self, WebError> {
        if let Some(web) = parts.extensions.get::<Self>() {
            return Ok(web.clone());
        }
        let settings = app.settings().await?;
        let now = app.now(&settings)?;
        let (lang, theme) = preferences::of(&parts.headers);
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        let identity = parts.extensions.get::<Identity>().cloned();
        let Identity { actor, csrf, withheld } = identity.unwrap_or_else(Identity::nobody);
        let withheld = if goes_out(&parts.uri) { withheld.going_out() } else { withheld };
        let ctx = Ctx { db: app.db.clone(), files: app.files.clone(), actor, now, withheld };
        let flash = flash_of(&parts.headers);
        let by_token = parts.extensions.get::<ByToken>().is_some();
        let htmx = parts.headers.contains_key("hx-request");
        let as_of = now.today;
        let app = app.clone();
        let mut web =
            Self { app, ctx, settings, lang, theme, csrf, by_token, path, htmx, as_of, flash };
        if let Some(day) = web.query("as_of").and_then(|day| day.parse().ok()) {
            web.as_of = day;
        }
        parts.extensions.insert(web.clone());
        Ok(web)
    }
}

/// A posted form: the request, and what was typed, its token checked.
pub struct Form(pub Web, pub Typed);

impl FromRequest<App> for Form {
    type Rejection = WebError;

    async fn from_request(request: Request, app: &App) -> Result<Self, WebError> {
        let (mut parts, body) = request.into_parts();
        let web = Web::from_request_parts(&mut parts, app).await?;
        let headers = parts.headers.clone();
        let request = Request::from_parts(parts, body);
        let bytes = axum::body::Bytes::from_request(request, app)
            .await
            .map_err(|_| Refusal::from(Problem::new("form-unreadable")))?;
        let typed = Typed::from_encoded(&bytes);
        check_token(&web, &headers, Some(typed.value(TOKEN_FIELD)))?;
        Ok(Self(web, typed))
    }
}

/// A posted form with files. Its first field must be the token; the others follow one by one, so that
/// a large file is never held in memory here.
pub struct Upload {
    pub web: Web,
    multipart: Multipart,
}

impl Upload {
    /// The next field, in the form's order.
    pub async fn next(&mut self) -> Result<Option<Field<'_>>, WebError> {
        self.multipart.next_field().await.map_err(|_| unreadable())
    }

    /// The file of the field `name`, for forms with one small file; without one, an empty file. Of one
    /// that is too large for a list, just enough is taken for its reader to refuse it.
    pub async fn file(&mut self, name: &str) -> Result<Input, WebError> {
        while let Some(mut field) = self.next().await? {
            if field.name() == Some(name) {
                let called = field.file_name().unwrap_or_default().to_owned();
                let mut bytes = Vec::new();
                while let Some(part) = field.chunk().await.map_err(|_| unreadable())? {
                    if bytes.len() as u64 <= interchange::list::LARGEST_FILE {
                        bytes.extend_from_slice(&part);
                    }
                }
                return Ok(Input { name: called, bytes });
            }
        }
        Ok(Input::default())
    }
}

impl Upload {
    /// All fields of a form with at most one small file: what was typed, and the file, empty when none was
    /// chosen.
    pub async fn typed(mut self) -> Result<(Web, Typed, Input), WebError> {
        let (mut typed, mut file) = (Typed::default(), Input::default());
        while let Some(field) = self.next().await? {
            let name = field.name().unwrap_or_default().to_owned();
            match field.file_name().map(str::to_owned) {
                Some(called) => {
                    let bytes = field.bytes().await.map_err(|_| unreadable())?.to_vec();
                    file = Input { name: called, bytes };
                }
                None => typed = typed.with(&name, field.text().await.map_err(|_| unreadable())?),
            }
        }
        Ok((self.web, typed, file))
    }
}

pub(crate) fn unreadable() -> WebError {
    WebError::from(Refusal::from(Problem::new("form-unreadable")))
}

impl FromRequest<App> for Upload {
    type Rejection = WebError;

    async fn from_request(request: Request, app: &App) -> Result<Self, WebError> {
        let (mut parts, body) = request.into_parts();
        let web = Web::from_request_parts(&mut parts, app).await?;
        let headers = parts.headers.clone();
        let request = Request::from_parts(parts, body);
        let mut multipart =
            Multipart::from_request(request, app).await.map_err(|_| unreadable())?;
        let first = multipart.next_field().await.map_err(|_| unreadable())?;
        let token = match first {
            Some(field) if field.name() == Some(TOKEN_FIELD) => field.text().await.ok(),
            _ => None,
        };
        check_token(&web, &headers, token.as_deref())?;
        Ok(Self { web, multipart })
    }
}

/// A signed-in actor's form must carry the session's token. Forms before sign-in rely on the check of
/// the request's origin alone: there is no session to abuse.
pub(crate) fn check_token(
    web: &Web,
    headers: &HeaderMap,
    typed: Option<&str>,
) -> Result<(), WebError> {
    if web.by_token {
        return Ok(());
    }
    let header = headers.get(TOKEN_HEADER).and_then(|value| value.to_str().ok());
    let given = header.or(typed).unwrap_or_default();
    if web.csrf.is_empty() && !web.is_signed_in() || !given.is_empty() && given == web.csrf {
        Ok(())
    } else {
        Err(WebError::stale_form())
    }
}

const FLASH_COOKIE: &str = "ronghe_flash";

fn flash_of(headers: &HeaderMap) -> Option<Flash> {
    let (tone, text) = preferences::cookie(headers, FLASH_COOKIE)?.split_once(':')?;
    let text = form_urlencoded::parse(text.as_bytes()).next()?.0.into_owned();
    Some(Flash { tone: Tone::from_class(tone), text })
}

/// The `Set-Cookie` text that says something once on the next page.
pub fn flash_cookie(tone: Tone, text: &str) -> String {
    let text: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
    format!("{FLASH_COOKIE}={}:{text}; Path=/; Max-Age=20; SameSite=Lax; HttpOnly", tone.class())
}

/// The `Set-Cookie` text that forgets it.
pub fn flash_shown() -> String {
    format!("{FLASH_COOKIE}=; Path=/; Max-Age=0; SameSite=Lax; HttpOnly")
}

/// Whether the request carries a message that this answer shows.
pub(crate) fn has_flash(headers: &HeaderMap) -> bool {
    preferences::cookie(headers, FLASH_COOKIE).is_some_and(|value| !value.is_empty())
}
