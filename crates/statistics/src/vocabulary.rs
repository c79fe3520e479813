//! Words that a level of evidence does not allow, found in a text in Chinese or English.
//!
//! Below level 4 nobody has proved, caused or raised anything: 证明, 导致, 带动, 促进, 提升了, 使得 and their like in
//! English are banned (`domain.md` section F), simplified or traditional, in capitals or not, with blanks
//! within a Chinese word or without. In English whole words count: "because" holds no "cause".
//!
//! **Denials are allowed**: “不能证明” and "does not prove" say the opposite of what is banned, and honest
//! reports need them. The rule is mechanical. In Chinese a word is denied when 不, 未, 无法, 没有, 并非 or 难以, or the
//! questions 是否, 能否 or 可否, stand before it, with 能, 足以, 可以, 会, 直接 and their like between at most, unless the
//! denial is itself denied (不能不, 不得不, 无不). 不仅, 不断 and 不但 deny nothing. In English not, no, never, cannot,
//! nor, without or a word in n't stands before it, with at most two helping words or "yet" between; "not
//! only" denies nothing.

use crate::evidence::Level;
use std::ops::Range;

/// A banned word in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Banned {
    /// Where it stands, in bytes of the text.
    pub place: Range<usize>,
    /// As it is written there.
    pub word: String,
    /// The key of the wording that the level allows instead.
    pub wording: &'static str,
}

const CHINESE: [&str; 10] =
    ["证明", "證明", "导致", "導致", "带动", "帶動", "促进", "促進", "提升了", "使得"];

/// Single words, with all their forms.
const ENGLISH: [&str; 35] = [
    "prove",
    "proves",
    "proved",
    "proven",
    "proving",
    "proof",
    "cause",
    "causes",
    "caused",
    "causing",
    "causal",
    "causally",
    "drives",
    "drove",
    "driving",
    "boost",
    "boosts",
    "boosted",
    "boosting",
    "promote",
    "promotes",
    "promoted",
    "promoting",
    "improved",
    "improves",
    "enhanced",
    "enhances",
    "enabled",
    "raised",
    "demonstrates",
    "demonstrated",
    "spurred",
    "spurs",
    "fostered",
    "fosters",
];

/// Words that are banned one after the other.
const PHRASES: [&[&str]; 13] = [
    &["lead", "to"],
    &["leads", "to"],
    &["led", "to"],
    &["leading", "to"],
    &["result", "in"],
    &["results", "in"],
    &["resulted", "in"],
    &["resulting", "in"],
    &["brought", "about"],
    &["brings", "about"],
    &["thanks", "to"],
    &["due", "to"],
    &["owing", "to"],
];

/// Finds what a text may not say at a level, in order. At level 4 every word is allowed.
pub fn banned(text: &str, level: Level) -> Vec<Banned> {
    if level == Level::Estimated {
        return Vec::new();
    }
    let mut places = chinese(text);
    places.extend(english(text));
    places.sort_by_key(|place| place.start);
    let told = |place: Range<usize>| {
        let word = text[place.clone()].to_owned();
        Banned { place, word, wording: level.wording() }
    };
    places.into_iter().map(told).collect()
}

/// Whether a character is written without being read.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// Characters that end a clause.
fn ends_clause(c: char) -> bool {
    matches!(
        c,
        '。' | '，' | '；' | '：' | '！' | '？' | '、' | '.' | ',' | ';' | ':' | '!' | '?' | '\n'
    )
}

fn chinese(text: &str) -> Vec<Range<usize>> {
    let read: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| !is_blank(*c)).collect();
    let mut found = Vec::new();
    for at in 0..read.len() {
        for word in CHINESE {
            let count = word.chars().count();
            let Some(here) = read.get(at..at + count) else { continue };
            if here.iter().map(|(_, c)| *c).eq(word.chars()) && !is_denied_in_chinese(&read[..at]) {
                let (last, c) = here[count - 1];
                found.push(here[0].0..last + c.len_utf8());
            }
        }
    }
    found
}

const DENIALS: [&str; 15] = [
    "是否", "能否", "可否", "无法", "無法", "没有", "沒有", "并非", "並非", "难以", "難以", "未",
    "不", "没", "沒",
];
const BETWEEN: [&str; 14] = [
    "足以", "能够", "能夠", "可以", "直接", "能", "可", "会", "會", "曾", "再", "被", "因此",
    "由此",
];
/// What turns a denial round when it stands before it.
const TURNED: [&str; 9] = ["不能", "不得", "不可", "无", "無", "并非", "並非", "没有", "莫"];

fn is_denied_in_chinese(before: &[(usize, char)]) -> bool {
    let mut before: String = before.iter().map(|(_, c)| *c).collect();
    if let Some(end) = before.rfind(ends_clause) {
        let after = before[end..].chars().next().map_or(end, |c| end + c.len_utf8());
        before = before.split_off(after);
    }
    let mut left = before.as_str();
    for _ in 0..2 {
        let Some(shorter) = BETWEEN.iter().find_map(|word| left.strip_suffix(word)) else { break };
        left = shorter;
    }
    let Some(left) = DENIALS.iter().find_map(|word| left.strip_suffix(word)) else { return false };
    !TURNED.iter().any(|word| left.ends_with(word))
}

/// Helping words that may stand between a denial and what it denies.
const HELPERS: [&str; 13] =
    ["be", "been", "yet", "have", "has", "had", "is", "was", "thereby", "by", "itself", "a", "any"];

fn english(text: &str) -> Vec<Range<usize>> {
    let words = words(text);
    let mut found = Vec::new();
    for (at, (place, word)) in words.iter().enumerate() {
        let phrase = PHRASES.iter().find(|phrase| {
            let Some(here) = words.get(at..at + phrase.len()) else { return false };
            let end = here[phrase.len() - 1].0.end;
            here.iter().map(|(_, word)| word.as_str()).eq(phrase.iter().copied())
                && !text[place.start..end].contains(ends_clause)
        });
        let length =
            if ENGLISH.contains(&word.as_str()) { 1 } else { phrase.map_or(0, |p| p.len()) };
        if length > 0 && !is_denied_in_english(text, &words[..at], place.start) {
            found.push(place.start..words[at + length - 1].0.end);
        }
    }
    found
}

/// Words of ASCII letters and apostrophes, in small letters, with their places.
fn words(text: &str) -> Vec<(Range<usize>, String)> {
    let is_letter = |c: char| c.is_alphabetic() && !is_han(c) || matches!(c, '\'' | '’');
    let mut words: Vec<(Range<usize>, String)> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| is_letter(*c)) {
        let small = if c == '’' { "'".to_owned() } else { c.to_lowercase().collect() };
        match words.last_mut().filter(|(place, _)| place.end == at) {
            Some((place, word)) => {
                place.end = at + c.len_utf8();
                word.push_str(&small);
            }
            None => words.push((at..at + c.len_utf8(), small)),
        }
    }
    words
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

fn is_denied_in_english(text: &str, before: &[(Range<usize>, String)], start: usize) -> bool {
    let mut next = start;
    for (place, word) in before.iter().rev().take(3) {
        if text[place.end..next].contains(ends_clause) {
            return false;
        }
        next = place.start;
        let denies = matches!(
            word.as_str(),
            "not" | "no" | "never" | "cannot" | "nor" | "without" | "neither"
        );
        if denies || word.ends_with("n't") {
            return true;
        }
        if !HELPERS.contains(&word.as_str()) {
            return false;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(text: &str) -> Vec<String> {
        banned(text, Level::Associated).into_iter().map(|hit| hit.word).collect()
    }

    #[test]
    fn claims_in_chinese_are_found() {
        for (text, words) in [
            ("党建活动带动了产量，促进安全", vec!["带动", "促进"]),
            ("数据证明党建提升了精煤产率", vec!["证明", "提升了"]),
            ("责任区使得介耗下降，导致成本降低", vec!["使得", "导致"]),
            ("活動帶動生產，促進融合", vec!["帶動", "促進"]),
            ("数据证 明了", vec!["证 明"]),
            ("不断促进、不仅带动、不但促进", vec!["促进", "带动", "促进"]),
            ("不能不证明，不得不促进，无不证明", vec!["证明", "促进", "证明"]),
            ("结果不好，证明有效", vec!["证明"]),
            ("同期变化情况；存在统计关联，不能排除其他原因", vec![]),
            ("提升幅度", vec![]),
        ] {
            assert_eq!(found(text), words, "{text}");
        }
    }

    #[test]
    fn denials_in_chinese_are_allowed() {
        for text in [
            "本结果不能证明党建有效",
            "不足以证明，未能证明，无法证明",
            "没有证明，并未导致，并不导致",
            "党建是否促进生产，能否带动产量",
            "不会直接导致",
            "难以证明",
        ] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn claims_in_english_are_found_as_whole_words() {
        for (text, words) in [
            ("Party work PROVED its worth and led to more coal", vec!["PROVED", "led to"]),
            ("This causes growth; it boosts morale.", vec!["causes", "boosts"]),
            ("It not only improved yield", vec!["improved"]),
            ("It did not stop, proved right", vec!["proved"]),
            ("It results in less waste, thanks to zones", vec!["results in", "thanks to"]),
            ("Because the driver approved waterproof causeways, improvement followed", vec![]),
            ("The result, in short, is open; who leads, to wit, is not", vec![]),
        ] {
            assert_eq!(found(text), words, "{text}");
        }
    }

    #[test]
    fn denials_in_english_are_allowed() {
        for text in [
            "This does not prove anything",
            "It cannot be proved; it has not yet been proven",
            "It didn't cause harm, doesn’t lead to more, and is no proof",
            "Association without causal claims",
            "It never led to accidents",
        ] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn both_languages_in_one_text_come_in_order_with_the_wording_of_the_level() {
        let text = "党建proves有效，导致more";
        for level in &Level::ALL[..4] {
            let hits = banned(text, *level);
            let words: Vec<_> = hits.iter().map(|hit| hit.word.as_str()).collect();
            assert_eq!(words, ["proves", "导致"]);
            assert!(hits.iter().all(|hit| hit.wording == level.wording()));
            assert!(hits.iter().all(|hit| text[hit.place.clone()] == hit.word));
        }
        assert_eq!(banned(text, Level::Estimated), []);
    }

    proptest! {
        /// Any text can be read, and what is found stands where it is said to stand.
        #[test]
        fn any_text_can_be_read(text in "\\PC{0,40}", word in 0_usize..10) {
            for hit in banned(&text, Level::Descriptive) {
                prop_assert_eq!(&text[hit.place.clone()], hit.word.as_str());
            }
            let with = format!("{text}。{}{text}", CHINESE[word]);
            prop_assert!(!banned(&with, Level::Descriptive).is_empty());
        }
    }
}
