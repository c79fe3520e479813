//! The pages that belong to no storey: the glossary, and every control on one page.

use crate::answer::{self, Answer};
use crate::error::WebError;
use crate::glossary::GlossaryPage;
use crate::routes::{Needs, Routes};
use crate::style::StylePage;
use crate::web::Web;

/// Routes that need no account. `/style` exists with demonstration data only.
pub fn routes() -> Routes {
    Routes::new().get("/glossary", Needs::Public, glossary).get("/style", Needs::Public, style)
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
