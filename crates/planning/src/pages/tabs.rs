//! The pages of this storey beside each other, in groups: what one plans and follows every month, how it is
//! carried out, and what it rests on.

use kernel::{Action, Resource};
use web_kit::page::Link;
use web_kit::{Page, Web};

/// Groups with what each is called, their pages, and which one the reader is on.
pub(crate) type Tabs = Vec<(String, Vec<(Link, bool)>)>;

/// What may be opened, the name of each and what one must be able to do.
type Tab = (&'static str, &'static str, Action, Resource);

/// The groups; the pages that are used most stand first.
const GROUPS: &[(&str, &[Tab])] = &[
    (
        "tabs-plan",
        &[
            ("/tracker", "tracker-title", Action::Read, Resource::Reading),
            ("/grid", "tab-grid", Action::Create, Resource::Reading),
            ("/plans", "plans-title", Action::Read, Resource::Plan),
            ("/periods", "periods-title", Action::Read, Resource::Period),
        ],
    ),
    (
        "tabs-work",
        &[
            ("/meetings", "meetings-title", Action::Read, Resource::Meeting),
            ("/arrangements", "arrangements-title", Action::Read, Resource::Meeting),
            ("/registers", "registers-title", Action::Read, Resource::Register),
            ("/mood", "tab-mood", Action::Read, Resource::Mood),
        ],
    ),
    (
        "tabs-data",
        &[
            ("/indicators", "dictionary-title", Action::Read, Resource::Indicator),
            ("/imports", "imports-title", Action::Read, Resource::Import),
            ("/burden", "burden-title", Action::Read, Resource::Reading),
        ],
    ),
];

/// The groups of which the reader may open anything.
pub(crate) fn tabs(web: &Web, page: &Page) -> Tabs {
    let here = web.path.split('?').next().unwrap_or_default();
    let is_under = |path: &str| {
        here.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    // Duties are a page of the periods.
    let is_here = |path: &str| is_under(path) || (path == "/periods" && is_under("/duties"));
    let group = |(key, tabs): &(&str, &[Tab])| {
        let open = tabs.iter().filter(|(_, _, action, resource)| web.can(*action, *resource, &[]));
        let links: Vec<(Link, bool)> =
            open.map(|(path, key, ..)| (Link::new(page.t(key), *path), is_here(path))).collect();
        (!links.is_empty()).then(|| (page.t(key), links))
    };
    GROUPS.iter().filter_map(group).collect()
}
