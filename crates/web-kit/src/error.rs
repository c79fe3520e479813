//! How a refusal reaches the reader: the right status, what happened, what to do next.
//!
//! A handler returns a [`WebError`]; it travels in the answer's extensions to [`draw`], which knows the
//! reader's language and whether a page, a part or JSON ([`crate::api`]) was asked for. The log gets the cause, the reader never.

use crate::api;
use crate::app::App;
use crate::page::Page;
use crate::preferences;
use crate::web::Web;
use askama::Template;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};
use kernel::Problem;
use serde_json::{Map, Value};
use store::{Refusal, StoreError};

/// Why a request gets no ordinary answer.
#[derive(Clone, Debug)]
pub struct WebError {
    status: StatusCode,
    problems: Vec<Problem>,
    /// What programs are told beside the problems.
    beside: Map<String, Value>,
}

impl WebError {
    pub(crate) fn new(status: StatusCode) -> Self {
        Self::with(status, Vec::new())
    }

    fn with(status: StatusCode, problems: Vec<Problem>) -> Self {
        Self { status, problems, beside: Map::new() }
    }

    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND)
    }

    pub fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN)
    }

    /// Nobody is signed in: the answer leads to the sign-in page and from there back here.
    pub fn sign_in() -> Self {
        Self::new(StatusCode::UNAUTHORIZED)
    }

    /// The form's token is missing or of an ended session.
    pub fn stale_form() -> Self {
        Self::forbidden().because(Problem::new("form-stale"))
    }

    pub(crate) fn template(error: askama::Error) -> Self {
        tracing::error!(%error, "a template failed");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// Adds what exactly is wrong.
    #[must_use]
    pub fn because(mut self, problem: Problem) -> Self {
        self.problems.push(problem);
        self
    }

    /// Adds a value that programs are told beside the problems, such as what is stored of a conflict.
    #[must_use]
    pub fn telling(mut self, name: &str, value: Value) -> Self {
        self.beside.insert(name.to_owned(), value);
        self
    }

    pub fn status(&self) -> StatusCode {
        self.status
    }

    pub(crate) fn problems(&self) -> &[Problem] {
        &self.problems
    }

    pub(crate) const fn beside(&self) -> &Map<String, Value> {
        &self.beside
    }
}

impl From<Refusal> for WebError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotFound => Self::not_found(),
            Refusal::Forbidden => Self::forbidden(),
            Refusal::Conflict(problem) => Self::new(StatusCode::CONFLICT).because(*problem),
            Refusal::Invalid(problems) => Self::with(StatusCode::UNPROCESSABLE_ENTITY, problems),
            Refusal::Failed(error) => Self::from(error),
        }
    }
}

impl From<StoreError> for WebError {
    fn from(error: StoreError) -> Self {
        let mut cause = error.to_string();
        let mut source = std::error::Error::source(&error);
        while let Some(deeper) = source {
            cause = format!("{cause}: {deeper}");
            source = deeper.source();
        }
        tracing::error!(%cause, "the store failed");
        let status = match error {
            _ if error.is_full() => StatusCode::INSUFFICIENT_STORAGE,
            StoreError::Exists(_) => StatusCode::CONFLICT,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self::new(status).because(error.problem())
    }
}

impl From<Problem> for WebError {
    fn from(problem: Problem) -> Self {
        Self::from(Refusal::from(problem))
    }
}

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[derive(Template)]
#[template(path = "error.html", blocks = ["what"])]
struct ErrorPage {
    page: Page,
    /// Fluent key of what to do next.
    next: String,
    problems: Vec<String>,
}

/// Middleware that draws every [`WebError`] for its reader.
pub async fn draw(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let is_for_programs = api::is_for_programs(parts.uri.path());
    let (lang, _) = preferences::of(&parts.headers);
    let web = Web::whoever(&mut parts, &app).await;
    let response = next.run(Request::from_parts(parts, body)).await;
    if is_for_programs {
        return api::drawn(lang, response);
    }
    let Some(error) = response.extensions().get::<WebError>().cloned() else { return response };
    match web {
        Ok(web) => answer(&web, &error),
        // Not even the settings can be read: a plain line in both languages.
        Err(error) => {
            let words = "数据库暂时无法访问，请稍后重试。The database cannot be reached; try again shortly.";
            (error.status, words).into_response()
        }
    }
}

fn answer(web: &Web, error: &WebError) -> Response {
    if error.status == StatusCode::UNAUTHORIZED {
        let back: String = form_urlencoded::byte_serialize(web.path.as_bytes()).collect();
        let to = format!("/sign-in?back={back}");
        return if web.htmx {
            (StatusCode::OK, [("hx-redirect", to)]).into_response()
        } else {
            Redirect::to(&to).into_response()
        };
    }
    let status = error.status.as_u16();
    let page = web.page(&format!("error-{status}-title"));
    let problems = error.problems.iter().map(|problem| problem.text(web.lang)).collect();
    let template = ErrorPage { page, next: format!("error-{status}-next"), problems };
    let html = if web.htmx { template.as_what().render() } else { template.render() };
    match html {
        Ok(html) => {
            (error.status, [(header::CACHE_CONTROL, "no-store")], Html(html)).into_response()
        }
        Err(cause) => {
            tracing::error!(%cause, "the error page failed");
            error.status.into_response()
        }
    }
}
