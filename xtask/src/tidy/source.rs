//! A Rust file taken apart just far enough: code without comments and string contents, and the
//! string literals by themselves. Code under `#[cfg(test)]` is left out of both.
//!
//! Blanks keep every byte offset and line number of the original.

use std::ops::Range;

use super::repo::line_at;

pub struct Source {
    /// The file as it stands.
    pub text: String,
    /// The program's own code; everything else is blank.
    pub code: String,
    pub strings: Vec<Literal>,
}

/// A string literal: its opening quote's offset and what stands between the quotes, unescaped not.
pub struct Literal {
    pub offset: usize,
    pub text: String,
}

impl Source {
    pub fn parse(text: &str) -> Source {
        let mut scan =
            Scan { bytes: text.as_bytes(), code: text.as_bytes().to_vec(), strings: Vec::new() };
        scan.run();
        let Scan { mut code, strings, .. } = scan;
        let tests = test_items(&code);
        for range in &tests {
            blank(&mut code, range.clone());
        }
        let outside =
            |literal: &Literal| !tests.iter().any(|range| range.contains(&literal.offset));
        let strings = strings.into_iter().filter(outside).collect();
        // Only whole characters were blanked, one space a byte, so this is UTF-8 still.
        let code = String::from_utf8_lossy(&code).into_owned();
        Source { text: text.to_owned(), code, strings }
    }

    pub fn line(&self, offset: usize) -> usize {
        line_at(&self.text, offset)
    }

    /// Every place of `word` in the code where it stands as a whole word or path.
    pub fn find_word<'a>(&'a self, word: &'a str) -> impl Iterator<Item = usize> + 'a {
        let bytes = self.code.as_bytes();
        let joins =
            |byte: Option<&u8>| byte.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
        self.code.match_indices(word).map(|(at, _)| at).filter(move |&at| {
            !joins(at.checked_sub(1).and_then(|before| bytes.get(before)))
                && !joins(bytes.get(at + word.len()))
        })
    }

    /// The code before an offset, without the blanks that end it.
    pub fn before(&self, offset: usize) -> &str {
        self.code[..offset].trim_end()
    }
}

struct Scan<'a> {
    bytes: &'a [u8],
    code: Vec<u8>,
    strings: Vec<Literal>,
}

impl Scan<'_> {
    fn run(&mut self) {
        let mut at = 0;
        while at < self.bytes.len() {
            at = match self.bytes[at] {
                b'/' if self.sees(at, b"//") => self.skip(at, self.line_end(at)),
                b'/' if self.sees(at, b"/*") => self.skip(at, self.comment_end(at)),
                b'"' => self.string(at, at + 1, 0, true),
                b'r' if !self.follows_a_word(at) => self.raw_string(at),
                b'\'' => self.character(at),
                _ => at + 1,
            };
        }
    }

    fn sees(&self, at: usize, what: &[u8]) -> bool {
        self.bytes[at..].starts_with(what)
    }

    /// Whether the byte before belongs to a longer word; `br` and `cr` are prefixes, not words.
    fn follows_a_word(&self, at: usize) -> bool {
        let letter = |at: usize| self.bytes[at].is_ascii_alphanumeric() || self.bytes[at] == b'_';
        at > 0
            && letter(at - 1)
            && !(matches!(self.bytes[at - 1], b'b' | b'c') && (at == 1 || !letter(at - 2)))
    }

    fn skip(&mut self, from: usize, to: usize) -> usize {
        blank(&mut self.code, from..to);
        to
    }

    fn line_end(&self, at: usize) -> usize {
        self.bytes[at..].iter().position(|byte| *byte == b'\n').map_or(self.bytes.len(), |n| at + n)
    }

    /// The end of a block comment, which may hold others.
    fn comment_end(&self, from: usize) -> usize {
        let (mut at, mut depth) = (from, 0_usize);
        while at < self.bytes.len() {
            if self.sees(at, b"/*") {
                (at, depth) = (at + 2, depth + 1);
            } else if self.sees(at, b"*/") {
                (at, depth) = (at + 2, depth - 1);
                if depth == 0 {
                    return at;
                }
            } else {
                at += 1;
            }
        }
        at
    }

    /// `r"…"` or `r#"…"#`; anything else that starts with an r is code.
    fn raw_string(&mut self, at: usize) -> usize {
        let hashes = self.bytes[at + 1..].iter().take_while(|byte| **byte == b'#').count();
        let quote = at + 1 + hashes;
        if self.bytes.get(quote) == Some(&b'"') {
            self.string(quote, quote + 1, hashes, false)
        } else {
            at + 1
        }
    }

    fn string(&mut self, quote: usize, from: usize, hashes: usize, escapes: bool) -> usize {
        let closing = [b"\"".as_slice(), &vec![b'#'; hashes]].concat();
        let mut at = from;
        while at < self.bytes.len() && !self.sees(at, &closing) {
            at += if escapes && self.bytes[at] == b'\\' { 2 } else { 1 };
        }
        let end = at.min(self.bytes.len());
        let text = String::from_utf8_lossy(&self.bytes[from..end]).into_owned();
        self.strings.push(Literal { offset: quote, text });
        blank(&mut self.code, from..end);
        (end + closing.len()).min(self.bytes.len())
    }

    /// A character such as `'"'`, or the tick of a lifetime.
    fn character(&mut self, at: usize) -> usize {
        let rest = &self.bytes[at + 1..];
        let width = match rest.first() {
            Some(b'\\') => rest.iter().skip(2).position(|byte| *byte == b'\'').map(|n| n + 2),
            Some(first) => Some(first.leading_ones().max(1) as usize),
            None => None,
        };
        match width {
            Some(width) if rest.get(width) == Some(&b'\'') => self.skip(at + 1, at + 1 + width) + 1,
            _ => at + 1,
        }
    }
}

/// Blanks a range, keeping its line ends.
fn blank(bytes: &mut [u8], range: Range<usize>) {
    for byte in &mut bytes[range] {
        if *byte != b'\n' {
            *byte = b' ';
        }
    }
}

/// The items that exist in tests only.
fn test_items(code: &[u8]) -> Vec<Range<usize>> {
    let text = String::from_utf8_lossy(code);
    text.match_indices("#[cfg(test)]").map(|(at, _)| at..item_end(code, at)).collect()
}

/// The end of the item that starts at an offset: its closing brace, or a semicolon before any.
pub fn item_end(code: &[u8], from: usize) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in code.iter().enumerate().skip(from) {
        match byte {
            b'{' => depth += 1,
            b'}' if depth <= 1 => return at + 1,
            b'}' => depth -= 1,
            b';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    code.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, code: &str, strings: &[&str]) {
        let source = Source::parse(text);
        assert_eq!(source.code.split_whitespace().collect::<Vec<_>>().join(" "), code);
        assert_eq!(source.strings.iter().map(|s| s.text.as_str()).collect::<Vec<_>>(), strings);
        assert_eq!(source.code.len(), text.len());
    }

    #[test]
    fn code_and_strings_are_told_apart() {
        check("let a = \"x // y\"; // z", "let a = \" \";", &["x // y"]);
        check("a /* b /* c */ \"d\" */ e", "a e", &[]);
        check(
            r####"r#"a "quoted" b"#; br"c""####,
            r####"r#" "#; br" ""####,
            &["a \"quoted\" b", "c"],
        );
        check(r#"'"', '\'', '中', &'a str, "\"""#, r#"' ', ' ', ' ', &'a str, " ""#, &["\\\""]);
        check("for r in 0..1 {}", "for r in 0..1 {}", &[]);
    }

    #[test]
    fn test_code_is_left_out() {
        check(
            "fn a() {}\n#[cfg(test)]\nmod tests { fn b() { \"x\"; } }\nfn c() {}",
            "fn a() {} fn c() {}",
            &[],
        );
        check("#[cfg(test)] mod tests; fn c() { \"y\" }", "fn c() { \" \" }", &["y"]);
    }
}
