//! Language and theme, kept in two cookies that hold nothing else.
//!
//! They are set by the form in the frame (`POST /preferences`, fields `lang`, `theme`, `back`), work
//! before anyone has signed in and without scripts.

use axum::http::{HeaderMap, header};
use kernel::Lang;

/// The cookie of the language.
pub const LANG_COOKIE: &str = "ronghe_lang";
/// The cookie of the theme.
pub const THEME_COOKIE: &str = "ronghe_theme";

/// Light, dark or as the device wishes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    Auto,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    pub const fn tag(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    pub fn from_tag(tag: &str) -> Self {
        match tag {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::Auto,
        }
    }

    /// The dark part of its symbol, a disc in a 16 × 16 box: half, none or all of it.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Auto => "M8 2.5a5.5 5.5 0 0 0 0 11z",
            Self::Light => "",
            Self::Dark => "M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11z",
        }
    }

    /// The Fluent key of its name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Auto => "theme-auto",
            Self::Light => "theme-light",
            Self::Dark => "theme-dark",
        }
    }
}

/// What the browser asks for: the cookies, then its own language, then Chinese.
pub fn of(headers: &HeaderMap) -> (Lang, Theme) {
    let lang = cookie(headers, LANG_COOKIE)
        .or_else(|| headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()));
    let theme = cookie(headers, THEME_COOKIE).map_or(Theme::Auto, Theme::from_tag);
    (lang.map_or(Lang::Zh, Lang::from_tag), theme)
}

/// The `Set-Cookie` text that keeps a preference for a year.
pub fn set_cookie(name: &str, value: &str) -> String {
    format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly")
}

/// Where to go back to: a path of this server, else its first page. A full address or `//host`
/// would send the reader elsewhere.
pub fn back(path: &str) -> &str {
    let local =
        path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\r', '\n']);
    if local { path } else { "/" }
}

/// One cookie of a request.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_cookie_wins_over_the_browsers_language() {
        let mut headers = HeaderMap::new();
        assert_eq!(of(&headers), (Lang::Zh, Theme::Auto));
        headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static("en-GB,en;q=0.9"));
        assert_eq!(of(&headers).0, Lang::En);
        headers.insert(
            header::COOKIE,
            HeaderValue::from_static("a=b; ronghe_lang=zh-CN; ronghe_theme=dark"),
        );
        assert_eq!(of(&headers), (Lang::Zh, Theme::Dark));
    }

    #[test]
    fn going_back_never_leaves_the_server() {
        assert_eq!(back("/tracker?unit=3"), "/tracker?unit=3");
        assert_eq!(back("//elsewhere.example/"), "/");
        assert_eq!(back("https://elsewhere.example/"), "/");
        assert_eq!(back("/\\elsewhere.example"), "/");
    }
}
