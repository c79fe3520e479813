//! What the interface for programs shares: answers in JSON, refusals as RFC 9457 describes them, lists.
//!
//! It lies under [`ROOT`] and calls the use cases of the pages. Nothing under it is ever answered with a
//! page or led to the sign-in. A program names itself by an access token and needs no form token; the
//! session of a browser may read, and writes with the form token in the header
//! [`crate::web::TOKEN_HEADER`].

use crate::answer::Answer;
use crate::app::App;
use crate::error::WebError;
use crate::preferences;
use crate::web::{Web, check_token, unreadable};
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::{Day, Lang, Problem, texts};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::str::FromStr;
use utoipa::{IntoParams, ToSchema};

/// Where the interface begins.
pub const ROOT: &str = "/api/";
/// Content type of a refusal.
pub const PROBLEM_JSON: &str = "application/problem+json";
/// The most rows that one list holds.
pub const MOST: i64 = 500;
/// The rows of a list when nothing else is asked for.
const USUAL: i64 = 100;

/// Whether a path belongs to the interface for programs.
pub fn is_for_programs(path: &str) -> bool {
    path.starts_with(ROOT)
}

/// A refusal as programs get it (RFC 9457).
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct Refused {
    /// Always `about:blank`: the status and the codes below say which kind it is.
    #[serde(rename = "type")]
    kind: &'static str,
    /// What happened, in the language of `Accept-Language`.
    title: String,
    /// The HTTP status.
    status: u16,
    /// What happened and what to do about it.
    detail: String,
    /// Everything that is wrong, one by one.
    problems: Vec<Wrong>,
    /// What else the refusal tells; of a conflict `stored` and `sent`.
    #[serde(flatten)]
    #[schema(ignore)]
    beside: Map<String, Value>,
}

/// One thing that is wrong with a request.
#[derive(Serialize, ToSchema)]
#[schema(as = ProblemLine)]
struct Wrong {
    /// A code for programs; it stays the same in every language.
    code: &'static str,
    /// The field or parameter it belongs to.
    field: Option<String>,
    /// What is wrong and what to do, in the language of `Accept-Language`.
    text: String,
}

impl Refused {
    fn of(lang: Lang, error: &WebError) -> Self {
        let status = error.status();
        let wrong = |problem: &Problem| Wrong {
            code: problem.code,
            field: problem.field.clone(),
            text: problem.text(lang),
        };
        let problems: Vec<Wrong> = error.problems().iter().map(wrong).collect();
        let told: Vec<&str> = problems.iter().map(|wrong| wrong.text.as_str()).collect();
        Self {
            kind: "about:blank",
            title: title(lang, status),
            status: status.as_u16(),
            detail: if told.is_empty() { detail(lang, status) } else { told.join(" ") },
            problems,
            beside: error.beside().clone(),
        }
    }
}

/// The statuses that have words; any other is named as HTTP names it.
const WORDED: [u16; 11] = [400, 401, 403, 404, 405, 409, 413, 415, 422, 500, 507];

fn title(lang: Lang, status: StatusCode) -> String {
    if WORDED.contains(&status.as_u16()) {
        return texts::get().text(lang, &format!("error-{}-title", status.as_u16()));
    }
    status.canonical_reason().unwrap_or_default().to_owned()
}

fn detail(lang: Lang, status: StatusCode) -> String {
    if WORDED.contains(&status.as_u16()) {
        return texts::get().text(lang, &format!("api-error-{}", status.as_u16()));
    }
    String::new()
}

/// A refusal for whoever sent these headers.
pub fn refusal(headers: &HeaderMap, error: &WebError) -> Response {
    let (lang, _) = preferences::of(headers);
    refusal_in(lang, error)
}

fn refusal_in(lang: Lang, error: &WebError) -> Response {
    let mut response = match written(error.status(), PROBLEM_JSON, &Refused::of(lang, error)) {
        Ok(response) => response,
        Err(error) => error.status().into_response(),
    };
    if error.status() == StatusCode::UNAUTHORIZED {
        let asks = match error.problems() {
            [] => "Bearer realm=\"ronghe\"",
            _ => "Bearer realm=\"ronghe\", error=\"invalid_token\"",
        };
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(asks));
    }
    response
}

/// The answer of a route under [`ROOT`], with every refusal in its form: the program's own, and those of
/// the server, such as a method that the address does not know.
pub(crate) fn drawn(lang: Lang, response: Response) -> Response {
    let status = response.status();
    let error = match response.extensions().get::<WebError>() {
        Some(error) => error.clone(),
        None if status.is_client_error() || status.is_server_error() => WebError::new(status),
        None => return response,
    };
    let mut refused = refusal_in(lang, &error);
    if let Some(allow) = response.headers().get(header::ALLOW) {
        refused.headers_mut().insert(header::ALLOW, allow.clone());
    }
    refused
}

fn written(status: StatusCode, kind: &'static str, value: &impl Serialize) -> Answer {
    let bytes = serde_json::to_vec(value).map_err(|error| {
        tracing::error!(%error, "an answer could not be written");
        WebError::new(StatusCode::INTERNAL_SERVER_ERROR)
    })?;
    // What only its reader may see is kept by no cache between.
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")];
    Ok((status, headers, bytes).into_response())
}

/// An answer in JSON.
pub fn json(value: &impl Serialize) -> Answer {
    written(StatusCode::OK, "application/json", value)
}

/// What was made, and where it is found from now on.
pub fn created(place: &str, value: &impl Serialize) -> Answer {
    let mut response = written(StatusCode::CREATED, "application/json", value)?;
    let place = HeaderValue::from_str(place).map_err(|_| WebError::not_found())?;
    response.headers_mut().insert(header::LOCATION, place);
    Ok(response)
}

/// A part of a list.
#[derive(Serialize, ToSchema)]
pub struct List<T> {
    /// The rows asked for, in the list's order.
    pub items: Vec<T>,
    /// How many rows there are in all.
    pub total: i64,
}

/// Which part of a list is asked for.
#[derive(Clone, Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Slice {
    /// Words to search for.
    #[param(value_type = Option<String>)]
    pub q: String,
    /// How many rows to leave out from the beginning.
    #[param(value_type = Option<u64>)]
    pub offset: i64,
    /// How many rows at the most, up to 500; 100 when it is not given.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 500)]
    pub limit: i64,
    /// The day that the answer tells of; today when it is not given.
    #[param(value_type = Option<String>, format = Date)]
    pub as_of: Day,
}

impl Slice {
    /// Reads the query of a request.
    ///
    /// # Errors
    /// `api-parameter` for a number that is none or out of its bounds.
    pub fn of(web: &Web) -> Result<Self, Problem> {
        let number = |name: &str, usual: i64, bounds: std::ops::RangeInclusive<i64>| {
            let number = parameter(web, name)?.unwrap_or(usual);
            if bounds.contains(&number) { Ok(number) } else { Err(malformed(name, number)) }
        };
        Ok(Self {
            q: web.query("q").unwrap_or_default(),
            offset: number("offset", 0, 0..=i64::from(i32::MAX))?,
            limit: number("limit", USUAL, 1..=MOST)?,
            as_of: web.as_of,
        })
    }

    /// How many rows there are up to the end of this part.
    pub const fn end(&self) -> i64 {
        self.offset + self.limit
    }

    /// This part of a list that was read from its beginning.
    pub fn cut<T>(&self, rows: Vec<T>) -> Vec<T> {
        rows.into_iter().skip(self.offset as usize).take(self.limit as usize).collect()
    }
}

/// A parameter of the query in its own notation.
///
/// # Errors
/// `api-parameter` for what is no such thing.
pub fn parameter<T: FromStr>(web: &Web, name: &str) -> Result<Option<T>, Problem> {
    let read = |text: String| text.parse().map_err(|_| malformed(name, text));
    web.query(name).map(read).transpose()
}

/// What a parameter says is not what belongs there.
pub fn malformed(name: &str, value: impl std::fmt::Display) -> Problem {
    Problem::new("api-parameter").arg("value", value).arg("name", name).at(name)
}

/// A body in JSON: the request, and what was sent. Of a browser's session the form token is checked.
pub struct Sent<T>(pub Web, pub T);

impl<T: DeserializeOwned> FromRequest<App> for Sent<T> {
    type Rejection = WebError;

    async fn from_request(request: Request, app: &App) -> Result<Self, WebError> {
        let (mut parts, body) = request.into_parts();
        let web = Web::from_request_parts(&mut parts, app).await?;
        check_token(&web, &parts.headers, None)
            .map_err(|_| WebError::forbidden().because(Problem::new("api-form-token")))?;
        let kind = parts.headers.get(header::CONTENT_TYPE);
        if !kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/json")) {
            return Err(WebError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE));
        }
        let request = Request::from_parts(parts, body);
        let bytes = Bytes::from_request(request, app).await.map_err(|_| unreadable())?;
        let sent = serde_json::from_slice(&bytes)
            .map_err(|error| Problem::new("api-body").arg("message", error))?;
        Ok(Self(web, sent))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::to_bytes;

    async fn told(response: Response) -> Value {
        let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
        serde_json::from_slice(&bytes).unwrap()
    }

    #[tokio::test]
    async fn a_refusal_names_code_field_and_words_in_the_readers_language() {
        crate::install_texts();
        let error = WebError::from(Problem::new("field-required").at("name"));
        let response = refusal_in(Lang::Zh, &error);
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(response.headers()[header::CONTENT_TYPE], PROBLEM_JSON);
        let zh = told(response).await;
        let en = told(refusal_in(Lang::En, &error)).await;
        assert_eq!(zh["type"], "about:blank");
        assert_eq!(zh["status"], 422);
        assert_eq!(en["problems"][0]["code"], "field-required");
        assert_eq!(en["problems"][0]["field"], "name");
        assert_eq!(en["detail"], "Fill this in.");
        assert_ne!(zh["problems"][0]["text"], en["problems"][0]["text"]);
    }

    #[tokio::test]
    async fn every_worded_status_has_words_in_both_languages() {
        crate::install_texts();
        for status in WORDED {
            let error = WebError::new(StatusCode::from_u16(status).unwrap());
            for lang in Lang::ALL {
                let told = told(refusal_in(lang, &error)).await;
                for member in ["title", "detail"] {
                    let words = told[member].as_str().unwrap();
                    assert!(!words.is_empty() && !words.contains('⟨'), "{status} {words}");
                }
            }
        }
    }

    #[tokio::test]
    async fn nobody_is_told_how_to_sign_in_and_a_server_error_keeps_its_form() {
        crate::install_texts();
        let response = drawn(Lang::En, WebError::sign_in().into_response());
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(response.headers()[header::WWW_AUTHENTICATE], "Bearer realm=\"ronghe\"");
        let response = drawn(Lang::En, StatusCode::METHOD_NOT_ALLOWED.into_response());
        assert_eq!(response.headers()[header::CONTENT_TYPE], PROBLEM_JSON);
        assert_eq!(told(response).await["status"], 405);
    }
}
