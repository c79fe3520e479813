//! Documents name only what exists: the files they link to or put in backticks, the modules and
//! crates, the commands of `ronghe` and of `cargo xtask`.

use std::collections::BTreeSet;

use clap::CommandFactory;

use super::Fault;
use super::repo::Repo;

/// Endings by which a bare name is a file of ours and not one of the reader's.
const OUR_ENDINGS: &[&str] = &[".rs", ".md", ".ftl", ".sql", ".ts", ".html", ".css"];

pub fn documents_name_what_exists(repo: &Repo) -> Vec<Fault> {
    let known = Known::of(repo);
    let documents = repo.texts().filter(|(path, _)| path.ends_with(".md"));
    documents.flat_map(|(path, text)| Document { path, repo, known: &known }.faults(text)).collect()
}

/// What a document may name besides files.
struct Known {
    crates: BTreeSet<String>,
    chores: BTreeSet<String>,
    commands: BTreeSet<String>,
}

impl Known {
    fn of(repo: &Repo) -> Known {
        let lock = repo.text("Cargo.lock").unwrap_or_default();
        let parts =
            lock.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'));
        let names = parts.chain(repo.crates()).map(|name| name.replace('-', "_"));
        Known {
            crates: names
                .chain(["std", "core", "alloc", "self", "super", "crate"].map(str::to_owned))
                .collect(),
            chores: crate::Cli::command()
                .get_subcommands()
                .map(|chore| chore.get_name().to_owned())
                .chain(["help".to_owned()])
                .collect(),
            commands: commands(repo),
        }
    }
}

/// The sub-commands of `ronghe`: the variants of its enums that derive `Subcommand`.
fn commands(repo: &Repo) -> BTreeSet<String> {
    let mut commands = BTreeSet::new();
    for (_, source) in repo.program().filter(|(path, _)| path.starts_with("crates/ronghe/")) {
        for at in source.find_word("Subcommand") {
            let derived = source.code[..at].rfind("#[").is_some_and(|open| {
                source.code[open..at].starts_with("#[derive(")
                    && !source.code[open..at].contains(')')
            });
            let body =
                source.code[at..].split_once("enum ").and_then(|(_, rest)| rest.split_once('{'));
            if let Some((_, body)) = body.filter(|_| derived) {
                commands.extend(variants(body));
            }
        }
    }
    commands
}

/// The variant names of an enum's body, as clap spells them.
fn variants(body: &str) -> Vec<String> {
    let (mut depth, mut names, mut word) = (0, Vec::new(), String::new());
    for c in body.chars() {
        match c {
            '{' | '(' | '[' => depth += 1,
            '}' if depth == 0 => break,
            '}' | ')' | ']' => depth -= 1,
            _ => {}
        }
        if depth == 0 && c.is_alphanumeric() {
            word.push(c);
        } else if !word.is_empty() {
            names.push(std::mem::take(&mut word));
        }
    }
    names.extend((!word.is_empty()).then_some(word));
    names
        .iter()
        .filter(|name| name.starts_with(char::is_uppercase))
        .map(|name| kebab(name))
        .collect()
}

fn kebab(name: &str) -> String {
    let mut kebab = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !kebab.is_empty() {
            kebab.push('-');
        }
        kebab.extend(c.to_lowercase());
    }
    kebab
}

struct Document<'a> {
    path: &'a str,
    repo: &'a Repo,
    known: &'a Known,
}

impl Document<'_> {
    fn faults(&self, text: &str) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut fenced = false;
        for (number, line) in text.lines().enumerate() {
            if line.trim_start().starts_with("```") {
                fenced = !fenced;
                continue;
            }
            let spans: Vec<_> = if fenced {
                vec![line.trim()]
            } else {
                line.split('`').skip(1).step_by(2).collect()
            };
            let wrong_spans = spans.into_iter().filter_map(|span| self.wrong(span, fenced));
            let wrong_links =
                links(line).filter(|_| !fenced).filter_map(|link| self.wrong_link(link));
            faults.extend(
                wrong_spans.chain(wrong_links).map(|says| Fault::new(self.path, number + 1, says)),
            );
        }
        faults
    }

    /// What is wrong with something in backticks, or with a line of a code block.
    fn wrong(&self, span: &str, fenced: bool) -> Option<String> {
        let span = span.trim_start_matches("$ ");
        let words: Vec<_> = span.split_whitespace().collect();
        match words[..] {
            ["cargo", "xtask", chore, ..]
                if is_name(chore) && !self.known.chores.contains(chore) =>
            {
                Some(format!("there is no `cargo xtask {chore}`"))
            }
            ["ronghe", command, ..] => self.wrong_command(command),
            ["cargo", "run", ..] => {
                let at = words.iter().position(|word| *word == "--")?;
                self.wrong_command(words.get(at + 1)?)
            }
            [word] if !fenced => self.wrong_name(word),
            _ => None,
        }
    }

    fn wrong_command(&self, command: &str) -> Option<String> {
        (is_name(command) && !self.known.commands.contains(command))
            .then(|| format!("there is no `ronghe {command}`"))
    }

    /// A single word in backticks: a path, a module, or neither.
    fn wrong_name(&self, word: &str) -> Option<String> {
        if word.contains(['*', '<', '{', '…', '(', '"', '=', '$', '\\', ':']) {
            let (first, _) = word.split_once("::")?;
            let module =
                first.chars().all(|c| c.is_ascii_lowercase() || c == '_') && !first.is_empty();
            return (module && !self.known.crates.contains(first))
                .then(|| format!("there is no crate `{first}`"));
        }
        let looks_ours =
            OUR_ENDINGS.iter().any(|ending| word.len() > ending.len() && word.ends_with(ending));
        let starts_here = word
            .split_once('/')
            .is_some_and(|(first, _)| !first.is_empty() && self.repo.has(first));
        let exists = self.exists(word)
            || (!word.contains('/')
                && self.repo.paths().any(|path| path.rsplit('/').next() == Some(word)));
        ((looks_ours || starts_here) && !word.starts_with("../") && !exists)
            .then(|| format!("there is no `{word}`"))
    }

    fn wrong_link(&self, link: &str) -> Option<String> {
        let file = link.split('#').next().unwrap_or_default();
        let outside = file.is_empty() || file.contains("://") || file.starts_with("mailto:");
        (!outside && !self.exists(file)).then(|| format!("the link leads nowhere: {link}"))
    }

    /// Whether a path exists from the top of the repository or from the document's own folder.
    fn exists(&self, path: &str) -> bool {
        let mut here: Vec<_> = self.path.split('/').collect();
        here.pop();
        for part in path.split('/') {
            match part {
                "." => {}
                ".." => drop(here.pop()),
                _ => here.push(part),
            }
        }
        self.repo.has(path) || self.repo.has(&here.join("/"))
    }
}

fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_lowercase())
}

/// The targets of `[text](target)`.
fn links(line: &str) -> impl Iterator<Item = &str> {
    line.split("](").skip(1).filter_map(|rest| rest.split(')').next())
}

#[cfg(test)]
mod tests {
    use super::super::judge;
    use super::*;

    const PROGRAM: (&str, &str) = (
        "crates/ronghe/src/main.rs",
        "#[derive(clap::Subcommand)] enum Command { /// Serves\n Serve(Serve), #[command(name = \"x\")] BackUp { file: PathBuf }, Verify }",
    );

    fn check(good: &str, bad: &str, word: &str) {
        let with = |text| [PROGRAM, ("crates/store/src/lib.rs", ""), ("docs/a.md", text)];
        judge(documents_name_what_exists, &with(good), &with(bad), word);
    }

    #[test]
    fn a_name_of_nothing_is_named() {
        check(
            "`crates/store/src/lib.rs`, `lib.rs`, `crates/store/`",
            "`crates/cellar`",
            "crates/cellar",
        );
        check(
            "`application/json`, `Asia/Shanghai`, `report.xlsx`, `/units`",
            "`gone.rs`",
            "gone.rs",
        );
        check("`store::Db`, `std::fs`, `Db::open`", "`cellar::Db`", "cellar");
        check("[a](a.md#top) and [b](../crates/store/src/lib.rs)", "[c](gone.md)", "leads nowhere");
    }

    #[test]
    fn a_command_that_does_not_exist_is_named() {
        check(
            "`ronghe serve --port 80`, `ronghe back-up F`, `ronghe --help`",
            "`ronghe dance`",
            "ronghe dance",
        );
        check("`cargo xtask tidy`", "```\ncargo xtask fly\n```", "cargo xtask fly");
        check(
            "```\ncargo run --release -- verify\n```",
            "```\n$ cargo run -- dance\n```",
            "ronghe dance",
        );
    }
}
