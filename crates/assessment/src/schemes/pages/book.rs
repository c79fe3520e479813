//! A scheme as a workbook, handed out.

use super::said;
use crate::schemes::use_cases::Shown;
use crate::schemes::workbook;
use interchange::writers;
use store::Refusal;
use web_kit::Web;
use web_kit::answer::{self, Answer, XLSX};

/// The version as a workbook.
pub(super) fn answer(web: &Web, shown: &Shown) -> Answer {
    let page = web.page("schemes-title");
    let tables = workbook::tables(&shown.scheme, page.lang).map_err(Refusal::from)?;
    let version = &shown.version;
    let name = format!("{} {}.xlsx", version.name, said::number(&page, version));
    answer::file(&name, XLSX, writers::xlsx(&tables)?)
}
