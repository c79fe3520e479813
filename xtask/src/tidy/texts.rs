//! The texts that people read: both languages have the same keys with the same variables, every
//! key that code or a template asks for exists, and no key is left over.

use std::collections::{BTreeMap, BTreeSet};

use super::Fault;
use super::repo::{Repo, line_at};

const LANGUAGES: [&str; 2] = ["zh-CN", "en"];

/// Beginnings of keys that are put together so freely that no literal shows it, and where.
const COMPOSED: &[(&str, &str)] =
    &[("cli-", "named by the way to a command, in `ronghe`'s command line")];

/// The calls that ask for a text by its key.
const CALLS: [&str; 3] = ["t(", "t1(", "tn("];

/// A message of a Fluent file.
struct Message {
    key: String,
    line: usize,
    variables: BTreeSet<String>,
}

pub fn both_languages_say_the_same(repo: &Repo) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut homes: BTreeMap<String, String> = BTreeMap::new();
    for (path, text) in fluent_files(repo) {
        let twin = twin(path);
        let others = messages(repo.text(&twin).unwrap_or_default());
        for message in messages(text) {
            let mut fault = |says: String| faults.push(Fault::new(path, message.line, says));
            match others.iter().find(|other| other.key == message.key) {
                None => fault(format!("{} is missing in {twin}", message.key)),
                Some(other) if other.variables != message.variables && path.ends_with("en.ftl") => {
                    fault(format!(
                        "{} has other variables in {twin}: {:?} and {:?}",
                        message.key, message.variables, other.variables
                    ));
                }
                Some(_) => {}
            }
            if path.ends_with("en.ftl") {
                match homes.get(&message.key) {
                    Some(home) => fault(format!("{} is already a text of {home}", message.key)),
                    None => drop(homes.insert(message.key.clone(), path.to_owned())),
                }
            }
        }
    }
    faults
}

pub fn used_texts_exist(repo: &Repo) -> Vec<Fault> {
    let keys: BTreeSet<_> = fluent_files(repo)
        .flat_map(|(_, text)| messages(text))
        .map(|message| message.key)
        .collect();
    let missing = |(path, line, key): (String, usize, String)| {
        (!keys.contains(&key))
            .then(|| Fault::new(&path, line, format!("no text {key} in any texts/ folder")))
    };
    let from_code = repo.program().flat_map(|(path, source)| {
        source.strings.iter().filter_map(move |literal| {
            let key = asked_key(source.before(literal.offset), &literal.text)?;
            Some((path.to_owned(), source.line(literal.offset), key))
        })
    });
    let from_templates = repo.templates().flat_map(|(path, text)| {
        CALLS.into_iter().flat_map(move |call| {
            let calls = text.match_indices(call).filter(|(at, _)| !ends_in_a_word(&text[..*at]));
            calls.filter_map(move |(at, _)| {
                let (key, _) = text[at + call.len()..].strip_prefix('"')?.split_once('"')?;
                // A key with a brace is put together; its beginning is checked nowhere.
                (!key.contains('{')).then(|| (path.to_owned(), line_at(text, at), key.to_owned()))
            })
        })
    });
    from_code.chain(from_templates).filter_map(missing).collect()
}

/// A key is used when it stands somewhere as a literal, or begins like one that is put together,
/// such as `"role-"` or `"kind-{kind}"`.
pub fn texts_are_used(repo: &Repo) -> Vec<Fault> {
    let mut whole = BTreeSet::new();
    let mut beginnings = BTreeSet::new();
    let mut take = |literal: &str| {
        let beginning = literal.split('{').next().unwrap_or_default();
        if beginning.ends_with('-') && beginning != "problem-" {
            beginnings.insert(beginning.to_owned());
        }
        whole.insert(literal.to_owned());
    };
    for (_, source) in repo.program() {
        source.strings.iter().for_each(|literal| take(&literal.text));
    }
    for (_, text) in repo.templates() {
        text.split('"').for_each(&mut take);
    }
    let texts: Vec<_> = fluent_files(repo).filter(|(path, _)| path.ends_with("en.ftl")).collect();
    for (_, text) in &texts {
        // A text may stand inside another: { button-save }.
        whole.extend(text.split(['{', '}']).map(|inner| inner.trim().to_owned()));
    }
    let used = |key: &str| {
        let code = key.strip_prefix("problem-").unwrap_or(key);
        whole.contains(key)
            || whole.contains(code)
            || beginnings.iter().any(|beginning| key.starts_with(beginning.as_str()))
            || COMPOSED.iter().any(|(beginning, _)| key.starts_with(beginning))
    };
    let unused = texts
        .iter()
        .flat_map(|(path, text)| messages(text).into_iter().map(move |message| (*path, message)));
    unused
        .filter(|(_, message)| !used(&message.key))
        .map(|(path, message)| {
            Fault::new(path, message.line, format!("nobody asks for {}: remove it", message.key))
        })
        .collect()
}

/// The key that a call asks for, given the code before its literal.
fn asked_key(before: &str, literal: &str) -> Option<String> {
    let called = |call: &str| before.strip_suffix(call).is_some_and(|rest| !ends_in_a_word(rest));
    if CALLS.into_iter().any(called) {
        return Some(literal.to_owned());
    }
    if before.ends_with("Problem::new(") {
        return Some(format!("problem-{literal}"));
    }
    let (callee, argument) = before.strip_suffix(',')?.rsplit_once('(')?;
    let names_language = argument.contains("lang") || argument.contains("Lang::");
    ((callee.ends_with(".text") || callee.ends_with(".with")) && names_language)
        .then(|| literal.to_owned())
}

fn ends_in_a_word(text: &str) -> bool {
    text.ends_with(|c: char| c.is_alphanumeric() || c == '_')
}

fn fluent_files(repo: &Repo) -> impl Iterator<Item = (&str, &str)> {
    repo.texts().filter(|(path, _)| {
        path.starts_with("crates/") && path.contains("/texts/") && path.ends_with(".ftl")
    })
}

/// The same file in the other language.
fn twin(path: &str) -> String {
    let [zh, en] = LANGUAGES.map(|language| format!("{language}.ftl"));
    path.strip_suffix(&zh)
        .map(|folder| folder.to_owned() + &en)
        .unwrap_or_else(|| path.replace(&en, &zh))
}

fn messages(text: &str) -> Vec<Message> {
    let mut messages: Vec<Message> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let named = line
            .split_once('=')
            .filter(|(key, _)| key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-'));
        if let Some((key, _)) = named {
            messages.push(Message {
                key: key.trim().to_owned(),
                line: number + 1,
                variables: BTreeSet::new(),
            });
        }
        let variables = line.split('$').skip(1).map(|rest| {
            rest.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '-')
                .next()
                .unwrap_or_default()
        });
        if let Some(message) = messages.last_mut().filter(|_| !line.starts_with('#')) {
            message.variables.extend(variables.map(str::to_owned));
        }
    }
    messages
}

#[cfg(test)]
mod tests {
    use super::super::judge;
    use super::*;

    const ZH: &str = "crates/a/texts/zh-CN.ftl";
    const EN: &str = "crates/a/texts/en.ftl";

    #[test]
    fn a_text_in_one_language_is_named() {
        let good = [
            (ZH, "# 注\na-one = 一\na-two = 二 { $n }\n"),
            (EN, "a-one = One\na-two =\n    Two { $n }\n"),
        ];
        judge(
            both_languages_say_the_same,
            &good,
            &[(ZH, "a-one = 一\n"), (EN, "")],
            "missing in crates/a/texts/en.ftl",
        );
        judge(
            both_languages_say_the_same,
            &good,
            &[(ZH, "a = { $n }\n"), (EN, "a = { $m }\n")],
            "other variables",
        );
        let twice = [
            (ZH, "a = 一\n"),
            (EN, "a = 1\n"),
            ("crates/b/texts/zh-CN.ftl", "a = 一\n"),
            ("crates/b/texts/en.ftl", "a = 1\n"),
        ];
        judge(both_languages_say_the_same, &good, &twice, "already a text of");
    }

    #[test]
    fn a_missing_text_is_named() {
        let texts = (EN, "a-one = One\nproblem-late = Late\n");
        let good = [
            texts,
            (
                "crates/a/src/x.rs",
                "page.t(\"a-one\"); Problem::new(\"late\"); get(\"other\"); c.text(ctx.lang, \"a-one\")",
            ),
            ("crates/a/templates/x.html", "{{ page.t(\"a-one\") }} <a href=\"x\">"),
        ];
        judge(
            used_texts_exist,
            &good,
            &[texts, ("crates/a/src/x.rs", "page.tn(\"a-two\", &[])")],
            "a-two",
        );
        judge(
            used_texts_exist,
            &good,
            &[texts, ("crates/a/src/x.rs", "Problem::new(\n  \"gone\")")],
            "problem-gone",
        );
        judge(
            used_texts_exist,
            &good,
            &[texts, ("crates/a/src/x.rs", "c.with(lang, \"a-three\", &[])")],
            "a-three",
        );
        judge(
            used_texts_exist,
            &good,
            &[texts, ("crates/a/templates/x.html", "{{ page.t(\"a-four\") }}")],
            "a-four",
        );
    }

    #[test]
    fn a_text_nobody_asks_for_is_named() {
        let texts = (EN, "a-one = { inner }\ninner = 1\nrole-member = M\nproblem-late = L\n");
        let code = "page.t(\"a-one\"); format!(\"role-{}\", r); code(\"late\")";
        let good = [texts, ("crates/a/src/x.rs", code)];
        judge(
            texts_are_used,
            &good,
            &[("crates/a/src/x.rs", code), (EN, "a-none = 0\n")],
            "nobody asks for a-none",
        );
    }
}
