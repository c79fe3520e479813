//! Every text a person reads, in Chinese and English, from the Fluent files of all crates.
//!
//! A crate keeps its two files in `texts/` and offers them as a [`Texts`]; the program installs one
//! [`Catalogue`] of all of them at its start. A missing key shows as `⟨key⟩` and fails the tests.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use std::sync::OnceLock;
use unic_langid::LanguageIdentifier;

/// The language a person reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    #[default]
    Zh,
    En,
}

impl Lang {
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];

    /// The tag for `lang` attributes and cookies.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// Chinese unless the tag says English.
    pub fn from_tag(tag: &str) -> Self {
        if tag.trim_start().to_ascii_lowercase().starts_with("en") { Self::En } else { Self::Zh }
    }
}

/// One crate's Fluent files.
#[derive(Clone, Copy, Debug)]
pub struct Texts {
    pub zh: &'static str,
    pub en: &'static str,
}

/// All texts of the program.
pub struct Catalogue {
    zh: FluentBundle<FluentResource>,
    en: FluentBundle<FluentResource>,
}

impl Catalogue {
    /// Joins the texts of all crates.
    ///
    /// # Errors
    /// Names syntax errors and keys that two crates define.
    pub fn new(texts: &[Texts]) -> Result<Self, String> {
        let bundle = |lang: Lang| {
            let tag: LanguageIdentifier = lang.tag().parse().unwrap_or_default();
            FluentBundle::new_concurrent(vec![tag])
        };
        let mut catalogue = Self { zh: bundle(Lang::Zh), en: bundle(Lang::En) };
        // Isolation marks help right-to-left scripts only and would show up in exported cells.
        catalogue.zh.set_use_isolating(false);
        catalogue.en.set_use_isolating(false);
        for text in texts {
            for (bundle, source) in [(&mut catalogue.zh, text.zh), (&mut catalogue.en, text.en)] {
                let resource = FluentResource::try_new(source.to_owned())
                    .map_err(|(_, errors)| format!("{errors:?}"))?;
                bundle.add_resource(resource).map_err(|errors| format!("{errors:?}"))?;
            }
        }
        Ok(catalogue)
    }

    /// The text of `key`.
    pub fn text(&self, lang: Lang, key: &str) -> String {
        self.with(lang, key, &[])
    }

    /// The text of `key` with its arguments filled in. Whole numbers are handed over as numbers, so
    /// that plural forms can be chosen by them.
    pub fn with(&self, lang: Lang, key: &str, args: &[(&str, &str)]) -> String {
        let bundle = match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        };
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            return format!("⟨{key}⟩");
        };
        let mut values = FluentArgs::new();
        for (name, value) in args {
            // Only short plain integers: a staff number "007" or a long code stays as it was typed.
            match value.parse::<i32>() {
                Ok(number) if number.to_string() == *value => values.set(*name, number),
                _ => values.set(*name, (*value).to_owned()),
            }
        }
        let mut errors = Vec::new();
        bundle.format_pattern(pattern, Some(&values), &mut errors).into_owned()
    }

    /// Whether a text exists in this language.
    pub fn has(&self, lang: Lang, key: &str) -> bool {
        match lang {
            Lang::Zh => self.zh.has_message(key),
            Lang::En => self.en.has_message(key),
        }
    }
}

static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();

/// Installs the program's texts; a second call changes nothing.
pub fn install(catalogue: Catalogue) {
    let _ = CATALOGUE.set(catalogue);
}

/// The installed texts; before any are installed, the kernel's own.
pub fn get() -> &'static Catalogue {
    CATALOGUE.get_or_init(|| Catalogue::new(&[crate::TEXTS]).expect("the kernel's texts are valid"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_answer_and_a_missing_key_shows_itself() {
        let catalogue = Catalogue::new(&[crate::TEXTS]).unwrap();
        assert_eq!(catalogue.text(Lang::Zh, "role-secretary"), "支部书记");
        assert_eq!(catalogue.text(Lang::En, "role-secretary"), "Branch secretary");
        assert_eq!(catalogue.text(Lang::En, "no-such"), "⟨no-such⟩");
    }
}
