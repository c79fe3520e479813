//! The shapes of an answer: a page, a part of one, a way to go next, a file.

use crate::error::WebError;
use crate::page::Tone;
use crate::web::{Web, flash_cookie};
use askama::Template;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// What a handler returns.
pub type Answer = Result<Response, WebError>;

/// A whole page.
pub fn page(template: &impl Template) -> Answer {
    with_status(StatusCode::OK, template)
}

/// A page or fragment whose input was refused: shown again with what was typed.
pub fn refused(template: &impl Template) -> Answer {
    with_status(StatusCode::UNPROCESSABLE_ENTITY, template)
}

/// A page or fragment with this status.
pub fn with_status(status: StatusCode, template: &impl Template) -> Answer {
    let html = template.render().map_err(WebError::template)?;
    let headers = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    Ok((status, headers, html).into_response())
}

/// Goes to a page of this server after a change (303); a script-driven form is told the same.
pub fn go(web: &Web, to: &str) -> Answer {
    let name = if web.htmx { HeaderName::from_static("hx-redirect") } else { header::LOCATION };
    let status = if web.htmx { StatusCode::OK } else { StatusCode::SEE_OTHER };
    let place = HeaderValue::from_str(to).map_err(|_| WebError::not_found())?;
    Ok((status, [(name, place)]).into_response())
}

/// Goes to a page that says once what was done.
pub fn go_saying(web: &Web, to: &str, tone: Tone, text: &str) -> Answer {
    let mut response = go(web, to)?;
    if let Ok(cookie) = HeaderValue::from_str(&flash_cookie(tone, text)) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// A file to keep. `content_type` such as [`XLSX`]; the name may be Chinese.
pub fn file(name: &str, content_type: &'static str, bytes: impl Into<axum::body::Body>) -> Answer {
    let encoded: String = name
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect();
    let disposition = format!("attachment; filename*=UTF-8''{encoded}");
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(content_type)),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_str(&disposition).map_err(|_| WebError::not_found())?,
        ),
    ];
    Ok((headers, bytes.into()).into_response())
}

/// Content type of Excel workbooks.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
