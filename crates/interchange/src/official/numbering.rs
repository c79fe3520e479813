//! Numbers of the four levels (GB/T 9704-2012, 7.3.3): 一、 （一） 1. （1）.

const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// The number that stands before a heading; `level` counts from 1, and whatever is below the fourth
/// looks like it.
pub fn number(level: u8, count: u16) -> String {
    match level {
        1 => format!("{}、", chinese(count)),
        2 => format!("（{}）", chinese(count)),
        3 => format!("{count}."),
        _ => format!("（{count}）"),
    }
}

/// A number as it is said: 十二, 一百零五.
fn chinese(number: u16) -> String {
    if number == 0 {
        return DIGITS[0].to_string();
    }
    let mut text = String::new();
    let mut skipped = false;
    for (value, name) in [(10_000, "万"), (1_000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = number / value % 10;
        if digit == 0 {
            skipped = !text.is_empty();
            continue;
        }
        if skipped {
            text.push(DIGITS[0]);
            skipped = false;
        }
        let is_teen = value == 10 && number < 20;
        if !is_teen {
            text.push(DIGITS[usize::from(digit)]);
        }
        text.push_str(name);
    }
    text
}

/// Counts the headings of a document: a heading begins the levels below it anew.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Counter([u16; 4]);

impl Counter {
    /// The number of the next heading of a level, from 1 to 4.
    pub fn next(&mut self, level: u8) -> String {
        let at = usize::from(level.clamp(1, 4)) - 1;
        self.0[at] = self.0[at].saturating_add(1);
        self.0[at + 1..].fill(0);
        number(level, self.0[at])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_said_as_people_say_them() {
        let cases = [
            (1, "一"),
            (10, "十"),
            (11, "十一"),
            (20, "二十"),
            (99, "九十九"),
            (100, "一百"),
            (105, "一百零五"),
            (110, "一百一十"),
            (1_001, "一千零一"),
            (2_026, "二千零二十六"),
            (10_010, "一万零一十"),
        ];
        for (number, said) in cases {
            assert_eq!(chinese(number), said);
        }
    }

    #[test]
    fn a_heading_begins_the_levels_below_anew() {
        let mut counter = Counter::default();
        let numbers: Vec<String> =
            [1, 2, 3, 3, 4, 2, 3, 1, 2].iter().map(|level| counter.next(*level)).collect();
        let expected = ["一、", "（一）", "1.", "2.", "（1）", "（二）", "1.", "二、", "（一）"];
        assert_eq!(numbers, expected);
    }
}
