//! The pages of this storey beside each other.

use kernel::{Action, Resource};
use web_kit::page::Link;
use web_kit::{Page, Web};

/// What may be opened, the name of each and what one must be able to read.
const TABS: &[(&str, &str, Resource)] = &[
    ("/tracker", "tracker-title", Resource::Reading),
    ("/plans", "plans-title", Resource::Plan),
    ("/meetings", "meetings-title", Resource::Meeting),
    ("/arrangements", "arrangements-title", Resource::Meeting),
    ("/registers", "registers-title", Resource::Register),
    ("/periods", "periods-title", Resource::Period),
    ("/indicators", "dictionary-title", Resource::Indicator),
    ("/imports", "imports-title", Resource::Import),
    ("/burden", "burden-title", Resource::Reading),
    ("/mood", "tab-mood", Resource::Mood),
];

/// The tabs that the reader may open, and which one they are on.
pub(crate) fn tabs(web: &Web, page: &Page) -> Vec<(Link, bool)> {
    let here = web.path.split('?').next().unwrap_or_default();
    let open = TABS.iter().filter(|(.., resource)| web.can(Action::Read, *resource, &[]));
    let is_under = |path: &str| {
        here.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    // Duties are a page of the periods.
    let is_here = |path: &str| is_under(path) || (path == "/periods" && is_under("/duties"));
    open.map(|(path, key, _)| (Link::new(page.t(key), *path), is_here(path))).collect()
}
