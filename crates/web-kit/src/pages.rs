//! The pages that belong to no storey: the glossary, the preferences, and every control on one page.

use crate::answer::{self, Answer};
use crate::error::WebError;
use crate::glossary::GlossaryPage;
use crate::preferences::{self, LANG_COOKIE, THEME_COOKIE, Theme};
use crate::routes::{Needs, Routes};
use crate::style::StylePage;
use crate::web::{Form, Web};
use axum::http::{HeaderValue, header};
use kernel::Lang;

/// Routes that need no account. `/style` exists with demonstration data only.
pub fn routes() -> Routes {
    Routes::new()
        .get("/glossary", Needs::Public, glossary)
        .get("/style", Needs::Public, style)
        .post("/preferences", Needs::Public, prefer)
}

async fn glossary(web: Web) -> Answer {
    let page = web.page("glossary-title");
    let subtitle = page.t("glossary-subtitle");
    answer::page(&GlossaryPage { page: page.subtitled(subtitle) })
}

async fn style(web: Web) -> Answer {
    if web.app.demo.is_none() {
        return Err(WebError::not_found());
    }
    let page = web.page("style-title");
    let subtitle = page.t("style-subtitle");
    let query = web.path.split_once('?').map_or("", |(_, query)| query);
    answer::page(&StylePage::new(page.subtitled(subtitle), query))
}

/// Keeps the language or the theme and goes back to where the reader was.
async fn prefer(Form(web, typed): Form) -> Answer {
    let mut response = answer::go(&web, preferences::back(typed.value("back")))?;
    let mut keep = |name: &str, value: &'static str| {
        if let Ok(cookie) = HeaderValue::from_str(&preferences::set_cookie(name, value)) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    };
    if let Some(tag) = typed.optional("lang") {
        keep(LANG_COOKIE, Lang::from_tag(&tag).tag());
    }
    if let Some(tag) = typed.optional("theme") {
        keep(THEME_COOKIE, Theme::from_tag(&tag).tag());
    }
    Ok(response)
}
