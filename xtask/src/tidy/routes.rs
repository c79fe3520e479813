//! The browser tests visit each page: a route that can be read must stand in their list, so that
//! nobody adds a page that was never looked at by axe.

use super::Fault;
use super::repo::Repo;

/// The list of pages of the browser tests.
const LIST: &str = "e2e/src/pages.ts";

pub fn browser_tests_visit_each_page(repo: &Repo) -> Vec<Fault> {
    let list = repo.text(LIST).unwrap_or_default();
    let mut faults = Vec::new();
    for (path, source) in repo.program() {
        for literal in source.strings.iter().filter(|literal| literal.text.starts_with('/')) {
            let is_read = source.before(literal.offset).ends_with(".get(");
            if is_read && !list.contains(&format!("\"{}\"", literal.text)) {
                let says = format!("no browser test visits {}: add it to {LIST}", literal.text);
                faults.push(Fault::new(path, source.line(literal.offset), says));
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::super::judge;
    use super::*;

    #[test]
    fn an_unvisited_page_is_named() {
        let list = (LIST, "{ route: \"/units/{id}\" }");
        let visited = (
            "crates/a/src/pages/mod.rs",
            "Routes::new().get(\n \"/units/{id}\", needs, show).post(\"/units\", needs, make)",
        );
        judge(
            browser_tests_visit_each_page,
            &[list, visited],
            &[list, ("crates/a/src/pages/mod.rs", "r.get(\"/new\", n, h)")],
            "/new",
        );
    }
}
