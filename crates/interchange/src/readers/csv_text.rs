//! CSV, plain or gzip, as UTF-8, UTF-16 with a mark, or GB18030 (which covers GBK and GB2312).
//!
//! UTF-8 streams from the bytes given. The other encodings are decoded once.

use super::{Cell, Limits};
use crate::profile::CsvRule;
use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use flate2::read::MultiGzDecoder;
use kernel::Problem;
use std::borrow::Cow;
use std::io::Read;
use std::ops::ControlFlow;

/// A CSV file, checked and ready to be read from its beginning as often as needed.
pub struct CsvText<'a> {
    bytes: Cow<'a, [u8]>,
    gzip: bool,
    delimiter: u8,
}

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

impl<'a> CsvText<'a> {
    pub(super) fn open(
        bytes: &'a [u8],
        gzip: bool,
        rule: &CsvRule,
        limits: Limits,
    ) -> Result<Self, Problem> {
        let survey = Survey::of(bytes, gzip, limits)?;
        let named = rule.encoding.as_deref().and_then(|name| Encoding::for_label(name.as_bytes()));
        let found = if survey.is_utf8 { UTF_8 } else { GB18030 };
        let encoding =
            Encoding::for_bom(&survey.head).map_or(named.unwrap_or(found), |(marked, _)| marked);
        let wide = encoding == UTF_16LE || encoding == UTF_16BE;
        let mut text = Self { bytes: Cow::Borrowed(bytes), gzip, delimiter: b',' };
        if encoding != UTF_8 || (!survey.is_utf8 && !wide) {
            let mut raw = Vec::new();
            text.bytes().read_to_end(&mut raw).map_err(|_| Problem::new("file-damaged"))?;
            let (decoded, _, bad) = encoding.decode(&raw);
            if bad {
                return Err(Problem::new("file-encoding").arg("encoding", encoding.name()));
            }
            text =
                Self { bytes: Cow::Owned(decoded.into_owned().into_bytes()), gzip: false, ..text };
        }
        text.delimiter = match rule.delimiter {
            Some(mark) => u8::try_from(mark).unwrap_or(b','),
            None => text.find_delimiter(),
        };
        Ok(text)
    }

    fn bytes(&self) -> Box<dyn Read + '_> {
        if self.gzip {
            Box::new(MultiGzDecoder::new(self.bytes.as_ref()))
        } else {
            Box::new(self.bytes.as_ref())
        }
    }

    /// The mark that occurs most in the first line, outside quotes.
    fn find_delimiter(&self) -> u8 {
        let mut head = vec![0; 1 << 14];
        let mut source = self.bytes();
        let mut length = 0;
        while let Ok(count) = source.read(&mut head[length..]) {
            if count == 0 {
                break;
            }
            length += count;
        }
        let mut quoted = false;
        let mut counts = [0_usize; DELIMITERS.len()];
        for byte in &head[..length] {
            match byte {
                b'"' => quoted = !quoted,
                b'\n' if !quoted => break,
                _ if quoted => {}
                _ => {
                    if let Some(at) = DELIMITERS.iter().position(|mark| mark == byte) {
                        counts[at] += 1;
                    }
                }
            }
        }
        let best = (0..DELIMITERS.len()).rev().max_by_key(|at| counts[*at]).unwrap_or(0);
        DELIMITERS[best]
    }

    pub(super) fn rows(
        &self,
        each: &mut impl FnMut(u32, &[Cell<'_>]) -> ControlFlow<()>,
    ) -> Result<(), Problem> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.delimiter)
            .buffer_capacity(1 << 16)
            .from_reader(self.bytes());
        let mut record = csv::StringRecord::new();
        let damaged = |_| Problem::new("file-damaged");
        let mut row = 0;
        while reader.read_record(&mut record).map_err(damaged)? {
            row += 1;
            let cells: Vec<Cell<'_>> = record
                .iter()
                .map(|text| if text.is_empty() { Cell::Empty } else { Cell::Text(text) })
                .collect();
            if each(row, &cells).is_break() {
                break;
            }
        }
        Ok(())
    }
}

/// What one pass over the text tells before it is read.
struct Survey {
    is_utf8: bool,
    head: Vec<u8>,
}

impl Survey {
    fn of(bytes: &[u8], gzip: bool, limits: Limits) -> Result<Self, Problem> {
        if !gzip {
            let head = bytes[..bytes.len().min(4)].to_vec();
            return Ok(Self { is_utf8: std::str::from_utf8(bytes).is_ok(), head });
        }
        let packed = bytes.len() as u64;
        let mut reader = MultiGzDecoder::new(bytes);
        let mut survey = Self { is_utf8: true, head: Vec::new() };
        let mut buffer = vec![0; 1 << 16];
        let mut kept = 0;
        let mut unpacked: u64 = 0;
        loop {
            let count =
                reader.read(&mut buffer[kept..]).map_err(|_| Problem::new("file-damaged"))?;
            if count == 0 {
                survey.is_utf8 &= kept == 0;
                break;
            }
            unpacked += count as u64;
            if !limits.allow(packed, unpacked) {
                return Err(Problem::new("file-bomb"));
            }
            let filled = &buffer[..kept + count];
            if survey.head.is_empty() {
                survey.head = filled[..filled.len().min(4)].to_vec();
            }
            // A character may be cut at the end of the buffer: its beginning waits for the next turn.
            let valid = match std::str::from_utf8(filled) {
                Ok(_) => filled.len(),
                Err(error) => {
                    survey.is_utf8 &= error.error_len().is_none();
                    error.valid_up_to()
                }
            };
            let tail = if survey.is_utf8 { filled.len() - valid } else { 0 };
            buffer.copy_within(kept + count - tail..kept + count, 0);
            kept = tail;
        }
        if unpacked == 0 {
            return Err(Problem::new("file-empty"));
        }
        Ok(survey)
    }
}
