//! Routes: no two crates declare the same one, and the browser tests visit each page, so that
//! nobody adds a page that was never looked at by axe.

use std::collections::BTreeMap;

use super::Fault;
use super::repo::Repo;

/// The list of pages of the browser tests.
const LIST: &str = "e2e/src/pages.ts";

/// The calls that declare a route, and the method that each stands for.
const DECLARING: [(&str, &str); 3] = [(".get(", "GET"), (".post(", "POST"), (".upload(", "POST")];

pub fn routes_have_one_place(repo: &Repo) -> Vec<Fault> {
    let mut places = BTreeMap::new();
    let mut faults = Vec::new();
    for (path, line, method, route) in routes(repo) {
        if let Some(first) = places.insert((method, route), path) {
            let says =
                format!("{method} {route} is declared in {first} too: the program would not start");
            faults.push(Fault::new(path, line, says));
        }
    }
    faults
}

/// Where the interface for programs begins; no browser shows it, and the tests of `ronghe` hold it
/// against the document that describes it.
const FOR_PROGRAMS: &str = "/api/v1/";

pub fn browser_tests_visit_each_page(repo: &Repo) -> Vec<Fault> {
    let list = repo.text(LIST).unwrap_or_default();
    let unvisited = routes(repo).filter(|(_, _, method, route)| {
        *method == "GET"
            && !route.starts_with(FOR_PROGRAMS)
            && !list.contains(&format!("\"{route}\""))
    });
    unvisited
        .map(|(path, line, _, route)| {
            Fault::new(path, line, format!("no browser test visits {route}: add it to {LIST}"))
        })
        .collect()
}

/// Every route that is declared: file, line, method and pattern.
fn routes(repo: &Repo) -> impl Iterator<Item = (&str, usize, &'static str, &str)> {
    repo.program().flat_map(|(path, source)| {
        let patterns = source.strings.iter().filter(|literal| literal.text.starts_with('/'));
        patterns.filter_map(move |literal| {
            let before = source.before(literal.offset);
            let (_, method) = DECLARING.into_iter().find(|(call, _)| before.ends_with(call))?;
            Some((path, source.line(literal.offset), method, literal.text.as_str()))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::judge;
    use super::*;

    const PAGES: &str = "crates/a/src/pages/mod.rs";

    #[test]
    fn an_unvisited_page_is_named() {
        let list = (LIST, "{ route: \"/units/{id}\" }");
        let visited = (
            PAGES,
            "Routes::new().get(\n \"/units/{id}\", needs, show).post(\"/units\", needs, make)\
             .get(\"/api/v1/units\", needs, list)",
        );
        judge(
            browser_tests_visit_each_page,
            &[list, visited],
            &[list, (PAGES, "r.get(\"/new\", n, h)")],
            "/new",
        );
    }

    #[test]
    fn a_route_declared_twice_is_named() {
        let good = [(PAGES, "r.get(\"/units\", n, h).post(\"/units\", n, h)")];
        let bad = [
            (PAGES, "r.post(\"/units\", n, h)"),
            ("crates/b/src/pages.rs", "r.upload(\"/units\", n, h)"),
        ];
        judge(routes_have_one_place, &good, &bad, "POST /units");
    }
}
