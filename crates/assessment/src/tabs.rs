//! The pages of this storey beside each other.

use kernel::{Action, Resource};
use web_kit::page::Link;
use web_kit::{Page, Web};

/// What may be opened, the name of each and what one must be able to read.
const TABS: &[(&str, &str, Resource)] = &[
    ("/scores", "scores-title", Resource::Score),
    ("/claims", "claims-title", Resource::Claim),
    ("/schemes", "schemes-title", Resource::Scheme),
];

/// The tabs that the reader may open, and which one they are on.
pub(crate) fn tabs(web: &Web, page: &Page) -> Vec<(Link, bool)> {
    let here = web.path.split('?').next().unwrap_or_default();
    let open = TABS.iter().filter(|(.., resource)| web.can(Action::Read, *resource, &[]));
    open.map(|(path, key, _)| (Link::new(page.t(key), *path), here == *path)).collect()
}
