//! Templates: no unescaped output, nothing that the content policy would block, no text in one
//! language only, none that no page uses.

use super::Fault;
use super::repo::{Repo, line_at};

/// What a template may not contain, and what to do instead.
const BANNED: &[(&str, &str)] = &[
    ("|safe", "prints unescaped text: let our own renderer return a safe type"),
    ("| safe", "prints unescaped text: let our own renderer return a safe type"),
    ("<style", "is blocked by the content policy: put it into the style sheet"),
    (" style=\"", "is blocked by the content policy: use a class"),
    (" onclick=", "is blocked by the content policy: use a data attribute and a listener"),
    (" onchange=", "is blocked by the content policy: use a data attribute and a listener"),
    (" onsubmit=", "is blocked by the content policy: use a data attribute and a listener"),
    ("javascript:", "is blocked by the content policy: use a button and a listener"),
    ("http://", "asks another machine: everything is served from here"),
    ("https://", "asks another machine: everything is served from here"),
];

pub fn templates_are_clean(repo: &Repo) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (path, text) in repo.templates() {
        // The button that switches to Chinese says so in Chinese, in every language.
        let text = &text.replace(">中文</button>", "></button>");
        for (word, says) in BANNED {
            for (at, _) in text.match_indices(word) {
                // The namespace of SVG is a name, not an address.
                if !text[at..].starts_with("http://www.w3.org/") {
                    faults.push(Fault::new(
                        path,
                        line_at(text, at),
                        format!("`{}` {says}", word.trim()),
                    ));
                }
            }
        }
        for (at, _) in
            text.match_indices("<script").filter(|(at, _)| !tag(text, *at).contains("src="))
        {
            faults.push(Fault::new(
                path,
                line_at(text, at),
                "an inline script is blocked by the content policy: serve a file",
            ));
        }
        if let Some(at) = text.find(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)) {
            faults.push(Fault::new(
                path,
                line_at(text, at),
                "Chinese text in a template: take it from the Fluent files",
            ));
        }
    }
    faults
}

pub fn templates_are_used(repo: &Repo) -> Vec<Fault> {
    let unused = repo.templates().filter(|(path, _)| {
        let name =
            format!("\"{}\"", path.split_once("/templates/").map_or(*path, |(_, name)| name));
        let in_code = repo.rust().any(|(_, source)| source.text.contains(&name));
        !in_code && !repo.templates().any(|(_, text)| text.contains(&name))
    });
    unused.map(|(path, _)| Fault::new(path, 1, "no page uses this template: remove it")).collect()
}

/// The opening tag that starts at an offset.
fn tag(text: &str, at: usize) -> &str {
    text[at..].split('>').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::judge;
    use super::*;

    const PATH: &str = "crates/a/templates/list/page.html";

    #[test]
    fn a_dirty_template_is_named() {
        let good = [(
            PATH,
            "{# 说明 <script> #}<script src=\"/a.js\" defer></script><svg xmlns=\"http://www.w3.org/2000/svg\">",
        )];
        judge(templates_are_clean, &good, &[(PATH, "{{ name|safe }}")], "unescaped");
        judge(templates_are_clean, &good, &[(PATH, "<script>alert(1)</script>")], "inline script");
        judge(templates_are_clean, &good, &[(PATH, "<p style=\"color: red\">")], "content policy");
        judge(templates_are_clean, &good, &[(PATH, "<p>计划</p>")], "Chinese text");
        judge(
            templates_are_clean,
            &good,
            &[(PATH, "<img src=\"https://example.org/a.png\">")],
            "another machine",
        );
    }

    #[test]
    fn an_unused_template_is_named() {
        let page =
            ("crates/a/src/pages/list.rs", "#[template(path = \"list/page.html\")] struct L;");
        judge(
            templates_are_used,
            &[(PATH, ""), page],
            &[("crates/a/templates/old.html", ""), page],
            "no page uses",
        );
    }
}
