//! The scripts and styles that `build.rs` bundled, embedded and served.
//!
//! A file's name carries a hash of its content, so a browser keeps it for ever and asks for a new
//! one when it changed. Each is held plain and gzipped; nothing is compressed while serving. The
//! frame template asks [`path`] where a file lies; nothing else knows the names.

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// One embedded file.
pub struct Asset {
    /// The name it has in `assets/`, such as `app.css`.
    pub key: &'static str,
    /// The name it is served by, such as `app-0f3c….css`.
    pub name: &'static str,
    pub plain: &'static [u8],
    pub gzip: &'static [u8],
}

/// All embedded files.
pub static ASSETS: &[Asset] = include!(concat!(env!("OUT_DIR"), "/assets/table.rs"));

/// Where the browser finds the file that `assets/` calls `key`.
///
/// # Panics
/// When there is no such file: the keys are literals in templates, and a test asks for each.
pub fn path(key: &str) -> String {
    let asset = ASSETS.iter().find(|asset| asset.key == key);
    format!("/assets/{}", asset.unwrap_or_else(|| panic!("no asset {key}")).name)
}

/// Serves `/assets/{name}`.
pub async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let etag = format!("\"{}\"", asset.name);
    let mut answer = HeaderMap::new();
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(asset.name)));
    answer.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=31536000, immutable"),
    );
    answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    answer.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        answer.insert(header::ETAG, etag);
    }
    if text(&headers, header::IF_NONE_MATCH).is_some_and(|seen| seen.contains(&etag)) {
        return (StatusCode::NOT_MODIFIED, answer).into_response();
    }
    if text(&headers, header::ACCEPT_ENCODING).is_some_and(|accepted| accepted.contains("gzip")) {
        answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        return (answer, asset.gzip).into_response();
    }
    (answer, asset.plain).into_response()
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.') {
        Some((_, "js")) => "text/javascript; charset=utf-8",
        Some((_, "css")) => "text/css; charset=utf-8",
        Some((_, "svg")) => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asking(name: header::HeaderName, value: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(name, HeaderValue::from_str(value).unwrap());
        headers
    }

    fn name_of(key: &str) -> Path<String> {
        Path(path(key).trim_start_matches("/assets/").to_owned())
    }

    #[tokio::test]
    async fn a_file_is_served_for_ever_under_its_hashed_name() {
        let answer = serve(name_of("app.css"), HeaderMap::new()).await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/css; charset=utf-8");
        assert!(answer.headers()[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
        assert!(!answer.headers().contains_key(header::CONTENT_ENCODING));
    }

    #[tokio::test]
    async fn gzip_is_sent_to_those_who_accept_it_and_nothing_to_those_who_have_it() {
        let zipped = serve(name_of("app.js"), asking(header::ACCEPT_ENCODING, "gzip, br")).await;
        assert_eq!(zipped.headers()[header::CONTENT_ENCODING], "gzip");
        let etag = zipped.headers()[header::ETAG].to_str().unwrap().to_owned();
        let known = serve(name_of("app.js"), asking(header::IF_NONE_MATCH, &etag)).await;
        assert_eq!(known.status(), StatusCode::NOT_MODIFIED);
    }

    #[tokio::test]
    async fn an_unknown_name_is_not_found() {
        let answer = serve(Path("app.css".to_owned()), HeaderMap::new()).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    }

    #[test]
    fn everything_but_the_chart_library_is_light() {
        let light: usize =
            ASSETS.iter().filter(|asset| !asset.key.contains("chart")).map(|a| a.gzip.len()).sum();
        assert!(light < 60_000, "{light} bytes before the first page shows");
    }

    #[test]
    fn the_styles_hold_nothing_newer_than_chromium_109() {
        let asset = ASSETS.iter().find(|asset| asset.key == "app.css").unwrap();
        let css = std::str::from_utf8(asset.plain).unwrap();
        for newer in ["light-dark(", "oklch(", "&:", "& "] {
            assert!(!css.contains(newer), "{newer} was not lowered");
        }
    }
}
