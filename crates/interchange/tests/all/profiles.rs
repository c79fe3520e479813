//! Profiles: all that we ship are valid, and mistakes are told by line.

use crate::support::english;
use interchange::{Profile, shipped};
use kernel::{Lang, texts::Catalogue};

#[test]
fn every_shipped_profile_is_valid_and_bears_its_name() {
    for each in shipped() {
        let profile = each.profile().unwrap_or_else(|problem| panic!("{}: {problem}", each.name));
        assert_eq!(profile.name, each.name);
        let codes: Vec<&str> =
            profile.indicators.iter().map(|indicator| indicator.code.as_str()).collect();
        let mut unique = codes.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), codes.len(), "{}", each.name);
    }
}

#[track_caller]
fn refuses(from: &str, to: &str, code: &str, line: &str) {
    let text = interchange::profile::by_name("uk-nhs-ae").unwrap().text;
    assert!(text.contains(from));
    let changed = text.replace(from, to);
    let problem = Profile::parse(&changed).unwrap_err();
    assert_eq!(problem.code, code, "{problem}");
    let at: usize = problem.args.iter().find(|(key, _)| *key == "line").unwrap().1.parse().unwrap();
    let found = changed.lines().nth(at - 1).unwrap_or_default();
    assert!(found.contains(line), "line {at} is {found:?}");
    assert!(!english(&problem).contains('⟨'));
}

#[test]
fn mistakes_in_a_profile_name_their_line() {
    refuses("heading = [\"breaches\"]", "heading = [\"breaches\"", "profile-syntax", "");
    refuses("never_negative = true", "never_negativ = true", "profile-syntax", "never_negativ ");
    refuses("- breaches", "- broches", "profile-unknown", "broches");
    refuses("\"{org_code} {type}\"", "\"{org} {type}\"", "profile-unknown", "{org}");
    refuses(
        "indicator = \"ae-admissions\"",
        "indicator = \"admitted\"",
        "profile-unknown",
        "admitted",
    );
    refuses("code = \"{org_code} {type}\"\n", "", "profile-needs", "");
}

#[test]
fn every_problem_of_this_crate_has_a_text_in_both_languages() {
    let texts = Catalogue::new(&[kernel::TEXTS, interchange::TEXTS]).unwrap();
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
    let mut folders = vec![std::path::PathBuf::from(source)];
    let mut codes = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(path).unwrap();
            for part in text.split("Problem::new(\"").skip(1) {
                codes.push(part.split('"').next().unwrap().to_owned());
            }
        }
    }
    codes.extend(["value-twice", "rates-differ", "sums-differ"].map(str::to_owned));
    codes.extend(
        ["cell-range", "cell-number-format", "total-differs", "total-differs-twins"]
            .map(str::to_owned),
    );
    assert!(codes.len() > 30);
    for code in codes {
        for lang in Lang::ALL {
            assert!(
                texts.has(lang, &format!("problem-{code}")),
                "problem-{code} in {}",
                lang.tag()
            );
        }
    }
}
