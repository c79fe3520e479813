//! The papers of a record as its page lists them.

use super::{KINDS, Paper};
use web_kit::Page;
use web_kit::page::Link;

/// What a page shows of a record's papers; `papers/list.html` draws it.
#[derive(Default)]
pub(crate) struct Papers {
    pub rows: Vec<Row>,
    /// Where another one is sent.
    pub here: String,
    pub may_add: bool,
    pub may_remove: bool,
    /// What the browser offers to choose.
    pub accept: String,
}

pub(crate) struct Row {
    pub file: Link,
    pub size: String,
    pub digest: String,
    pub short: String,
    pub by: String,
    /// Who took it away and why; empty while it is there.
    pub removed: String,
    pub remove: String,
}

impl Papers {
    pub(crate) fn new<'a>(
        page: &Page,
        papers: impl Iterator<Item = &'a Paper>,
        here: String,
        (may_add, may_remove): (bool, bool),
    ) -> Self {
        let row = |paper: &Paper| {
            let to = format!("{here}/{}", paper.id);
            let removed = paper.removed.as_ref().map(|(by, at, why)| {
                let at = page.moment(at);
                page.tn("paper-removed-by", &[("by", by), ("at", &at), ("why", why)])
            });
            Row {
                file: Link::new(paper.name.clone(), to.clone()),
                size: page.bytes(paper.size.max(0) as u64),
                short: paper.digest.chars().take(8).collect(),
                digest: paper.digest.clone(),
                by: format!("{} {}", paper.recorded_by, page.moment(&paper.recorded_at)),
                removed: removed.unwrap_or_default(),
                remove: format!("{to}/remove"),
            }
        };
        let ends = KINDS.iter().flat_map(|(ends, _)| *ends);
        let accept: Vec<String> = ends.map(|end| format!(".{end}")).collect();
        let rows = papers.map(row).collect();
        Self { rows, may_add, may_remove, accept: accept.join(","), here }
    }
}
