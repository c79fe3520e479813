//! What a clause in English counts: the marks of [`super`] for texts that have blanks between their words.

use super::Sign;

/// What is held, written or handed in, and proves nothing by its number. The plural is found, too.
const PAPER: &[&str] = &[
    "meeting",
    "conference",
    "session",
    "lecture",
    "lesson",
    "class",
    "course",
    "training",
    "seminar",
    "study",
    "studies",
    "learning",
    "reading",
    "note",
    "essay",
    "ledger",
    "record",
    "minutes",
    "file",
    "document",
    "report",
    "article",
    "story",
    "stories",
    "news",
    "briefing",
    "bulletin",
    "video",
    "poster",
    "banner",
    "slogan",
    "activity",
    "activities",
    "talk",
    "speech",
    "visit",
    "inspection",
    "campaign",
    "summary",
    "summaries",
    "questionnaire",
    "pledge",
    "submission",
    "manuscript",
    "contest",
    "theme",
    "meet",
];

/// Words behind a number that count.
const MEASURES: &[&str] =
    &["time", "hour", "minute", "word", "page", "copy", "copies", "issue", "item", "occasion"];

/// Words that count without a number.
const COUNTS: &[&str] = &["number", "frequency", "attendance", "participation", "turnout"];

const FILES: &[&str] = &["ledger", "record", "file", "document", "note", "minutes", "archive"];
const LOOKS: &[&str] =
    &["complete", "neat", "tidy", "bound", "archived", "filed", "kept", "uploaded", "submitted"];
const TRACES: &[&str] = &["screenshot", "photo", "photograph", "recording"];
const ONLINE: &[&str] = &[
    "online", "login", "log-in", "check-in", "sign-in", "like", "click", "follower", "repost",
    "pageview",
];
const INSTRUCTIONS: &[&str] = &["instruction", "remark"];
const PRESS: &[&str] = &["media", "press", "newspaper", "television"];
const HONOURS: &[&str] = &["honour", "honor", "award", "commendation", "title"];

/// What the work is there for, and what people say of it.
const RESULTS: &[&str] = &[
    "output",
    "yield",
    "ash",
    "moisture",
    "cost",
    "profit",
    "revenue",
    "sale",
    "accident",
    "injury",
    "injuries",
    "death",
    "violation",
    "hazard",
    "downtime",
    "stop",
    "stoppage",
    "failure",
    "breakdown",
    "availability",
    "quality",
    "efficiency",
    "productivity",
    "recovery",
    "consumption",
    "complaint",
    "petition",
    "satisfaction",
    "emission",
    "delivery",
    "deliveries",
    "defect",
    "rework",
    "leak",
    "leakage",
    "delay",
    "loss",
    "losses",
    "saving",
    "turnover",
    "inventory",
    "problem",
    "dispute",
    "incident",
    "target",
    "milestone",
];

/// That it is better, met, solved or absent.
const VERBS: &[&str] = &[
    "reach",
    "reached",
    "reaches",
    "above",
    "below",
    "under",
    "over",
    "least",
    "most",
    "fall",
    "falls",
    "fell",
    "down",
    "up",
    "lower",
    "lowered",
    "reduce",
    "reduced",
    "reduces",
    "cut",
    "less",
    "fewer",
    "rise",
    "rises",
    "raised",
    "improve",
    "improved",
    "improves",
    "increase",
    "increased",
    "shorter",
    "solve",
    "solved",
    "resolve",
    "resolved",
    "removed",
    "eliminate",
    "eliminated",
    "close",
    "closed",
    "no",
    "zero",
    "none",
    "without",
    "within",
    "meet",
    "met",
    "meets",
    "achieve",
    "achieved",
    "saved",
    "restored",
    "accepted",
    "commissioned",
    "time",
];

/// Steps that sound like results and are none.
const PLANS: &[&str] = &["draw", "arrange", "discuss", "define", "sign", "assign", "deploy"];

const NUMBERS: &[&str] = &[
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "twenty", "thirty", "fifty", "hundred",
];

/// That something is given or taken for each.
const GIVES: &[&str] = &["point", "mark", "deduct", "deducted", "minus", "lose", "loses", "score"];
const MISSED: &[&str] = &["missed", "missing", "skipped", "absent", "late"];

/// The words of a clause.
struct Words(Vec<String>);

impl Words {
    fn of(clause: &str) -> Self {
        let is_inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '%' | '.');
        let words = clause.split(|c: char| !is_inside(c));
        let words = words.map(|word| word.trim_matches(['-', '.']).to_ascii_lowercase());
        Self(words.filter(|word| !word.is_empty()).collect())
    }

    /// The first of these words, in the singular or with an s, among some.
    fn any<'a>(&self, from: usize, most: usize, words: &[&'a str]) -> Option<&'a str> {
        let here = || self.0.iter().skip(from).take(most);
        let is_it =
            |word: &str, known: &str| word == known || word.strip_suffix('s') == Some(known);
        here().find_map(|word| words.iter().copied().find(|known| is_it(word, known)))
    }

    fn has<'a>(&self, words: &[&'a str]) -> Option<&'a str> {
        self.any(0, usize::MAX, words)
    }

    fn is_number(&self, at: usize) -> bool {
        let word = self.0[at].as_str();
        NUMBERS.contains(&word) || word.parse::<f64>().is_ok()
    }
}

/// Whether a clause is about what is held, written or handed in.
pub(super) fn is_paper(clause: &str) -> bool {
    Words::of(clause).has(PAPER).is_some()
}

/// What makes a clause one of volume; `subject` says that the clauses before it are about paper.
pub(super) fn volume(clause: &str, subject: bool) -> Vec<(Sign, String)> {
    let words = Words::of(clause);
    let paper = words.has(PAPER);
    let mut found = Vec::new();
    if paper.is_some() || (subject && words.has(RESULTS).is_none()) {
        if let Some(word) = each(&words, subject) {
            found.push((Sign::Each, word));
        } else if let Some(word) = counted(&words) {
            found.push((Sign::Count, word));
        } else if let (Some(word), Some(_)) = (words.has(COUNTS), paper) {
            found.push((Sign::Count, word.to_owned()));
        }
    }
    if let (Some(word), Some(_)) = (words.has(FILES), words.has(LOOKS)) {
        found.push((Sign::Files, word.to_owned()));
    }
    found.extend(words.has(TRACES).map(|word| (Sign::Trace, word.to_owned())));
    found.extend(online(&words).map(|word| (Sign::Online, word.to_owned())));
    found
}

/// Time spent, traces left or likes got in an application.
fn online(words: &Words) -> Option<&'static str> {
    let word = words.has(ONLINE)?;
    let is_said = match word {
        "online" => words.has(&["time", "hour", "minute", "study", "learning", "rate"]).is_some(),
        // "Likes" are counted; "like" compares.
        "like" => words.0.iter().any(|word| word == "likes"),
        _ => true,
    };
    is_said.then_some(word)
}

/// Marks that are no class of their own.
pub(super) fn marks(clause: &str) -> Vec<(Sign, String)> {
    let words = Words::of(clause);
    let marks = [(Sign::Instruction, INSTRUCTIONS), (Sign::Press, PRESS), (Sign::Honour, HONOURS)];
    let mark = |(sign, known): (Sign, &[&str])| Some((sign, words.has(known)?.to_owned()));
    marks.into_iter().filter_map(mark).collect()
}

/// A result in a clause: what the work is there for, and that it is better, met, solved or absent.
pub(super) fn result(clause: &str) -> Option<String> {
    let words = Words::of(clause);
    if words.any(0, 1, PLANS).is_some() {
        return None;
    }
    let what = words.has(RESULTS)?;
    let is_measured = words.0.iter().any(|word| word.contains('%') || word == "percent");
    // A name that says itself that something was saved.
    let is_said = what == "saving";
    (is_measured || is_said || words.has(VERBS).is_some()).then(|| what.to_owned())
}

/// A number with what it counts within three words, such as "12 branch meetings" or "meet 12 times".
fn counted(words: &Words) -> Option<String> {
    let number = |at: &usize| words.is_number(*at);
    (0..words.0.len()).filter(number).find_map(|at| {
        // "Within 24 hours" says when.
        let is_when = at > 0 && ["within", "after", "by"].contains(&words.0[at - 1].as_str());
        let word = words.any(at + 1, 1, MEASURES).or_else(|| words.any(at + 1, 3, PAPER))?;
        let is_share = words.any(at + 1, 1, &["%", "percent", "point", "mark"]).is_some();
        (!is_when && !is_share).then(|| format!("{} {word}", words.0[at]))
    })
}

/// Points for each, or a fine for each one missing.
fn each(words: &Words, subject: bool) -> Option<String> {
    words.has(GIVES)?;
    let at = words.0.iter().position(|word| ["each", "every", "per"].contains(&word.as_str()));
    let near = at.and_then(|at| {
        let word = words.any(at + 1, 3, PAPER).or_else(|| words.any(at + 1, 3, MISSED));
        word.or_else(|| subject.then(|| words.any(at + 1, 2, &["one", "time"])).flatten())
    });
    match (at, near) {
        (Some(at), Some(word)) => Some(format!("{} {word}", words.0[at])),
        _ => words.has(MISSED).map(str::to_owned),
    }
}
