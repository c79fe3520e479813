//! What every page knows: its language, its place in the house, who reads it and how numbers and
//! days are written. `templates/frame.html` draws it.
//!
//! A page template is a struct with a field `page: Page`, `{% extends "frame.html" %}`, and
//! `{% import "macros.html" as m %}`. The request's extractor makes the `Page`; the handler names
//! title, crumbs and tools. Nothing here asks who may do what: a template receives decisions.

use crate::assets;
use crate::preferences::Theme;
use crate::status::Figure;
use kernel::texts::{self, Lang};
use kernel::{Day, Month, Period, Problem, Quantity, Quarter, Resource, Year};
use std::fmt::Display;

/// The frame's data. `Page::new` gives a page without a user; the extractor fills the rest.
#[derive(Clone, Debug, Default)]
pub struct Page {
    pub lang: Lang,
    pub theme: Theme,
    /// What the reader looks at; the browser's title and the heading.
    pub title: String,
    /// Said quietly beside the title: the period, the kind of page.
    pub subtitle: String,
    /// The state of what is shown: locked or not, deadline, as of which day.
    pub state: String,
    pub crumbs: Vec<Link>,
    pub nav: Vec<NavItem>,
    /// Who is signed in; empty when nobody is.
    pub user: String,
    pub csrf: String,
    /// Invented data, said on every page.
    pub demo: bool,
    pub flashes: Vec<Flash>,
    pub as_of: Option<Day>,
    /// Path and query of this page: where a change of language comes back to.
    pub path: String,
    /// The enterprise's zone for moments, such as `Asia/Shanghai`.
    pub zone: String,
}

/// A place to go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    pub label: String,
    pub href: String,
}

impl Link {
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: href.into() }
    }
}

/// A storey in the rail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NavItem {
    pub storey: Storey,
    pub current: bool,
    /// How many things wait there; 0 shows nothing.
    pub waiting: u32,
}

/// The places the rail names, in its order. Activity joins when it exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storey {
    Work,
    Organisation,
    Planning,
    Assessment,
    Synergy,
    System,
}

impl Storey {
    pub const ALL: [Self; 6] = [
        Self::Work,
        Self::Organisation,
        Self::Planning,
        Self::Assessment,
        Self::Synergy,
        Self::System,
    ];

    pub const fn href(self) -> &'static str {
        match self {
            Self::Work => "/",
            Self::Organisation => "/units",
            Self::Planning => "/tracker",
            Self::Assessment => "/scores",
            Self::Synergy => "/questions",
            Self::System => "/system",
        }
    }

    /// What it shows: the rail names it for whoever may read one of these; nothing means everyone.
    pub const fn shows(self) -> &'static [Resource] {
        match self {
            Self::Work => &[],
            Self::Organisation => &[Resource::Unit],
            Self::Planning => &[Resource::Reading],
            Self::Assessment => &[Resource::Score],
            Self::Synergy => &[Resource::Question],
            Self::System => &[Resource::Setting, Resource::User, Resource::Grant, Resource::Audit],
        }
    }

    /// The Fluent key of its name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Work => "nav-work",
            Self::Organisation => "nav-organisation",
            Self::Planning => "nav-planning",
            Self::Assessment => "nav-assessment",
            Self::Synergy => "nav-synergy",
            Self::System => "nav-system",
        }
    }

    /// The symbol's path in a 20 × 20 box, for the phone's bottom bar.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Work => "M3 4h14v12H3zM3 8h14M7 12h6",
            Self::Organisation => {
                "M7.5 2.5h5v4h-5zM2 13.5h5v4H2zM13 13.5h5v4h-5zM10 6.5V10M4.5 13.5V10h11v3.5"
            }
            Self::Planning => "M3 17V3M3 17h14M6 13l3.5-4 3 2.5L17 5",
            Self::Assessment => "M4 3h12v14H4zM7 7h6M7 10.5h3M9 14l1.5 1.5L14 12",
            Self::Synergy => {
                "M7.5 6a4.5 4.5 0 1 0 0 8 4.5 4.5 0 1 0 0-8zM12.5 6a4.5 4.5 0 1 1 0 8 4.5 4.5 0 1 1 0-8z"
            }
            Self::System => {
                "M3 6h7M14 6h3M3 14h3M10 14h7M10 3.5v5M14 6a2 2 0 1 1-4 0 2 2 0 0 1 4 0zM10 14a2 2 0 1 1-4 0 2 2 0 0 1 4 0z"
            }
        }
    }

    /// The storey that a path lies in.
    pub fn of(path: &str) -> Option<Self> {
        let first = path.trim_start_matches('/').split(['/', '?']).next().unwrap_or_default();
        match first {
            "" | "matters" => Some(Self::Work),
            "units" | "party" | "coverage" | "reach" | "people" | "members" | "posts"
            | "governance" | "bodies" | "tenures" | "major-matters" => Some(Self::Organisation),
            "tracker" | "readings" | "grid" | "plans" | "burden" | "indicators" | "imports"
            | "profiles" | "mood" | "meetings" | "arrangements" | "registers" | "periods"
            | "corrections" | "duties" => Some(Self::Planning),
            "schemes" | "scores" | "sheets" | "claims" => Some(Self::Assessment),
            "questions" | "support" | "design" | "synergy" => Some(Self::Synergy),
            "system" => Some(Self::System),
            _ => None,
        }
    }
}

/// One line said once after an action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flash {
    pub tone: Tone,
    pub text: String,
}

/// How much a message matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Plain,
    Good,
    Warn,
    Bad,
}

impl Tone {
    /// The class that the styles know.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }

    /// Its code in the cookie that carries a flash over a redirect.
    pub fn from_class(class: &str) -> Self {
        match class {
            "good" => Self::Good,
            "warn" => Self::Warn,
            "bad" => Self::Bad,
            _ => Self::Plain,
        }
    }
}

impl Page {
    /// A page in this language, with the text of `title` as its heading.
    pub fn new(lang: Lang, title: &str) -> Self {
        Self { lang, zone: "Asia/Shanghai".to_owned(), ..Self::default() }.titled(title)
    }

    /// Sets the heading to the text of a key.
    #[must_use]
    pub fn titled(mut self, key: &str) -> Self {
        self.title = self.t(key);
        self
    }

    /// Sets the heading to a name that is no text of ours, such as a unit's.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.title = name.into();
        self
    }

    #[must_use]
    pub fn subtitled(mut self, subtitle: impl Into<String>) -> Self {
        self.subtitle = subtitle.into();
        self
    }

    #[must_use]
    pub fn state(mut self, state: impl Into<String>) -> Self {
        self.state = state.into();
        self
    }

    /// Adds a step of the way here.
    #[must_use]
    pub fn crumb(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.crumbs.push(Link::new(label, href));
        self
    }

    /// Fills the rail with these storeys, the one of `path` marked.
    #[must_use]
    pub fn storeys(mut self, storeys: &[Storey]) -> Self {
        let here = Storey::of(&self.path);
        self.nav = storeys
            .iter()
            .map(|&storey| NavItem { storey, current: here == Some(storey), waiting: 0 })
            .collect();
        self
    }

    /// Says how many things wait in a storey.
    #[must_use]
    pub fn waiting(mut self, storey: Storey, count: u32) -> Self {
        for item in self.nav.iter_mut().filter(|item| item.storey == storey) {
            item.waiting = count;
        }
        self
    }

    /// The text of a key.
    pub fn t(&self, key: impl AsRef<str>) -> String {
        texts::get().text(self.lang, key.as_ref())
    }

    /// The text of a key with one value filled in: `page.t1("import-rows", "n", rows)`.
    pub fn t1(&self, key: &str, name: &str, value: impl Display) -> String {
        texts::get().with(self.lang, key, &[(name, &value.to_string())])
    }

    /// The text of a key with values filled in.
    pub fn tn(&self, key: &str, args: &[(&str, &str)]) -> String {
        texts::get().with(self.lang, key, args)
    }

    /// A problem in words.
    pub fn problem(&self, problem: &Problem) -> String {
        problem.text(self.lang)
    }

    /// The Chinese or the English of two names, the other when it is empty.
    pub fn either<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        let (first, second) = match self.lang {
            Lang::Zh => (zh, en),
            Lang::En => (en, zh),
        };
        if first.is_empty() { second } else { first }
    }

    /// The themes to choose from, for the frame.
    pub fn themes(&self) -> [Theme; 3] {
        Theme::ALL
    }

    pub fn is_english(&self) -> bool {
        self.lang == Lang::En
    }

    /// Where the browser finds an asset.
    pub fn asset(&self, key: &str) -> String {
        assets::path(key)
    }

    /// 2026年10月28日 / 28 Oct 2026.
    pub fn day(&self, day: &Day) -> String {
        match self.lang {
            Lang::Zh => format!("{}年{}月{}日", day.year(), day.month().month, day.day()),
            Lang::En => {
                format!("{} {} {}", day.day(), self.month_name(day.month().month), day.year())
            }
        }
    }

    /// 2026年10月 / Oct 2026.
    pub fn month(&self, month: &Month) -> String {
        match self.lang {
            Lang::Zh => format!("{}年{}月", month.year, month.month),
            Lang::En => format!("{} {}", self.month_name(month.month), month.year),
        }
    }

    /// 2026年第3季度 / Q3 2026.
    pub fn quarter(&self, quarter: &Quarter) -> String {
        match self.lang {
            Lang::Zh => format!("{}年第{}季度", quarter.year, quarter.quarter),
            Lang::En => format!("Q{} {}", quarter.quarter, quarter.year),
        }
    }

    /// A period of any grain in words.
    pub fn period(&self, period: &Period) -> String {
        match period {
            Period::Day(day) => self.day(day),
            Period::Month(month) => self.month(month),
            Period::Quarter(quarter) => self.quarter(quarter),
            Period::Year(Year(year)) => match self.lang {
                Lang::Zh => format!("{year}年"),
                Lang::En => year.to_string(),
            },
        }
    }

    /// A moment (milliseconds since 1970) in the enterprise's zone: 2026-10-28 14:05.
    pub fn moment(&self, at: &i64) -> String {
        let text = kernel::calendar::moment_text(*at, &self.zone);
        text.chars().take("2026-10-28 14:05".len()).collect()
    }

    /// A quantity with the decimals of its indicator, thousands grouped.
    pub fn number(&self, quantity: &Quantity, decimals: u8) -> String {
        quantity.grouped(decimals).replace('-', "−")
    }

    /// A figure as a cell shows it: the number, or the words for what it is instead.
    pub fn figure(&self, figure: &Figure) -> String {
        match figure {
            Figure::Value { quantity, decimals } => self.number(quantity, *decimals),
            other => self.t(other.key()),
        }
    }

    /// A count, thousands grouped.
    pub fn count(&self, count: impl Display) -> String {
        group(&count.to_string())
    }

    /// The size of a file.
    pub fn bytes(&self, bytes: u64) -> String {
        const UNITS: [&str; 4] = ["B", "kB", "MB", "GB"];
        let mut unit = 0;
        let mut tenths = bytes * 10;
        while tenths >= 10_000 && unit + 1 < UNITS.len() {
            tenths /= 1_000;
            unit += 1;
        }
        if unit == 0 || tenths >= 1_000 {
            format!("{} {}", tenths / 10, UNITS[unit])
        } else {
            format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit])
        }
    }

    fn month_name(&self, month: u8) -> &'static str {
        const NAMES: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        NAMES.get(usize::from(month).wrapping_sub(1)).copied().unwrap_or("?")
    }
}

/// Puts a comma before each third digit of a whole number.
fn group(digits: &str) -> String {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |rest| ("−", rest));
    let mut grouped = String::from(sign);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_months_and_numbers_are_written_as_readers_write_them() {
        crate::install_texts();
        let zh = Page::new(Lang::Zh, "nav-work");
        let en = Page::new(Lang::En, "nav-work");
        let day = Day::new(2026, 10, 28).unwrap();
        assert_eq!(zh.day(&day), "2026年10月28日");
        assert_eq!(en.day(&day), "28 Oct 2026");
        assert_eq!(en.period(&"2026Q3".parse().unwrap()), "Q3 2026");
        assert_eq!(zh.period(&"2026".parse().unwrap()), "2026年");
        assert_eq!(zh.number(&Quantity::parse("-268400.5").unwrap(), 2), "−268,400.50");
        assert_eq!(zh.count(1_234_567), "1,234,567");
        assert_eq!(zh.count(999), "999");
    }

    #[test]
    fn sizes_keep_two_digits() {
        let page = Page::default();
        assert_eq!(page.bytes(512), "512 B");
        assert_eq!(page.bytes(1_234), "1.2 kB");
        assert_eq!(page.bytes(200_000_000), "200 MB");
    }

    #[test]
    fn a_path_lies_in_one_storey() {
        assert_eq!(Storey::of("/"), Some(Storey::Work));
        assert_eq!(Storey::of("/readings/1/2/202408?kind=actual"), Some(Storey::Planning));
        assert_eq!(Storey::of("/units?q=a"), Some(Storey::Organisation));
        assert_eq!(Storey::of("/sign-in"), None);
    }
}
