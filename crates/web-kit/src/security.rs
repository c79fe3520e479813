//! Headers and checks around every request.
//!
//! No script or style stands inside a page, nothing loads from elsewhere, no other site may frame us, and
//! a change is only taken from our own pages. Under [`NAMELESS`] nobody can be told from anybody else.

use crate::api;
use crate::error::WebError;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

const POLICY: &str = "default-src 'self'; img-src 'self' data:; object-src 'none'; \
                      base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

/// Where people answer without a name: no page below it gets to see who asks or with which browser, and
/// none gives out a cookie.
pub const NAMELESS: &str = "/mood/answer/";

/// What a browser says of itself and of whoever sits before it.
const NAMING: [HeaderName; 5] = [
    header::COOKIE,
    header::AUTHORIZATION,
    header::USER_AGENT,
    header::REFERER,
    HeaderName::from_static("x-forwarded-for"),
];

/// Middleware: sets the headers of every answer and refuses changes from other sites.
pub async fn protect(mut request: Request, next: Next) -> Response {
    let is_nameless = request.uri().path().starts_with(NAMELESS);
    if is_nameless {
        NAMING.iter().for_each(|name| drop(request.headers_mut().remove(name)));
    }
    let shows_flash = request.method() == Method::GET && crate::web::has_flash(request.headers());
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let mut response = if safe || from_own_page(request.headers()) {
        next.run(request).await
    } else if api::is_for_programs(request.uri().path()) {
        api::refusal(request.headers(), &WebError::stale_form())
    } else {
        WebError::stale_form().into_response()
    };
    let is_page = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let headers = response.headers_mut();
    if is_nameless {
        headers.remove(header::SET_COOKIE);
    }
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if is_page {
        // A page may show what only its reader may see: no cache between keeps it.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if shows_flash && let Ok(shown) = HeaderValue::from_str(&crate::web::flash_shown()) {
            headers.append(header::SET_COOKIE, shown);
        }
    }
    response
}

/// Middleware for a program behind TLS: the browser asks for it by TLS only, for a year to come. Other
/// programs of the same domain are not spoken for.
pub async fn only_by_tls(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let year = HeaderValue::from_static("max-age=31536000");
    response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, year);
    response
}

/// A browser says where a form was sent from, in one header or the other; a program that sends neither
/// holds no cookie that a stranger could abuse, and still needs the form's token.
fn from_own_page(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match (text("origin"), text("host")) {
        (Some(origin), Some(host)) => {
            origin.split_once("://").is_some_and(|(_, sender)| sender == host)
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(headers: &[(&'static str, &'static str)], expected: bool) {
        let map = headers
            .iter()
            .map(|&(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value)))
            .collect();
        assert_eq!(from_own_page(&map), expected, "{headers:?}");
    }

    #[test]
    fn changes_come_from_own_pages_only() {
        check(&[("sec-fetch-site", "same-origin")], true);
        check(&[("sec-fetch-site", "cross-site")], false);
        check(&[("sec-fetch-site", "same-site")], false);
        check(&[("origin", "http://a.example:8080"), ("host", "a.example:8080")], true);
        check(&[("origin", "http://evil.example"), ("host", "a.example")], false);
        check(&[("origin", "null"), ("host", "a.example")], false);
    }
}
