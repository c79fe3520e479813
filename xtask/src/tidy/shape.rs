//! The shape of files: each begins by saying what it holds, and handlers fit on a screen.

use super::Fault;
use super::repo::Repo;
use super::source::item_end;

/// The longest handler, signature and closing brace included.
const HANDLER_LINES: usize = 30;

pub fn modules_say_what_they_hold(repo: &Repo) -> Vec<Fault> {
    let silent = repo.rust().filter(|(_, source)| {
        let says = source
            .text
            .trim_start()
            .strip_prefix("//!")
            .map(|rest| rest.lines().next().unwrap_or_default());
        says.is_none_or(|line| line.trim().is_empty() || line.trim() == "Placeholder.")
    });
    silent
        .map(|(path, _)| {
            Fault::new(
                path,
                1,
                "begin the file with `//!`: what it holds, what it refuses, who uses it",
            )
        })
        .collect()
}

pub fn handlers_are_short(repo: &Repo) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (path, source) in
        repo.program().filter(|(path, _)| path.contains("/pages/") || path.ends_with("/pages.rs"))
    {
        for at in source.find_word("async fn") {
            let lines = source.code[at..item_end(source.code.as_bytes(), at)].lines().count();
            if lines > HANDLER_LINES {
                let says = format!(
                    "a handler of {lines} lines: extract, call one use case, return a page, in {HANDLER_LINES} at most"
                );
                faults.push(Fault::new(path, source.line(at), says));
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
    fn a_silent_module_is_named() {
        let good =
            [("crates/a/src/lib.rs", "//! Units.\n"), ("build.rs", "//! Builds.\nfn main() {}")];
        judge(
            modules_say_what_they_hold,
            &good,
            &[("crates/a/src/lib.rs", "use x;\n//! late")],
            "begin the file",
        );
        judge(
            modules_say_what_they_hold,
            &good,
            &[("crates/a/src/lib.rs", "//! Placeholder.\n")],
            "begin the file",
        );
    }

    #[test]
    fn a_long_handler_is_named() {
        let lines =
            |n: usize| format!("async fn show(a: A) -> P {{\n{}}}\n", "    step();\n".repeat(n));
        let path = "crates/a/src/pages/show.rs";
        judge(
            handlers_are_short,
            &[(path, &lines(28)), ("crates/a/src/x.rs", &lines(99))],
            &[(path, &lines(29))],
            "31 lines",
        );
    }
}
