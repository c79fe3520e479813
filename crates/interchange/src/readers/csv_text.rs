//! CSV, plain or gzip, as UTF-8, UTF-16 with a mark, or GB18030 (which covers GBK and GB2312).
//!
//! Whatever the encoding, it streams: from memory or from the disk, unzipped and decoded on the way.

use super::file::{Bytes, damaged};
use super::{Cell, Limits};
use crate::profile::CsvRule;
use encoding_rs::{Decoder, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use flate2::read::MultiGzDecoder;
use kernel::Problem;
use std::io::{self, ErrorKind, Read};
use std::ops::ControlFlow;

/// A CSV file, checked and ready to be read from its beginning as often as needed.
pub struct CsvText<'a> {
    bytes: Bytes<'a>,
    gzip: bool,
    /// `None` for UTF-8, which needs no decoding.
    encoding: Option<&'static Encoding>,
    delimiter: u8,
}

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

impl<'a> CsvText<'a> {
    pub(super) fn open(
        bytes: Bytes<'a>,
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
        let mut text = Self { bytes, gzip, encoding: None, delimiter: b',' };
        if encoding != UTF_8 || (!survey.is_utf8 && !wide) {
            text.encoding = Some(encoding);
            let read = text.source().and_then(|mut text| io::copy(&mut text, &mut io::sink()));
            read.map_err(|error| match error.kind() {
                ErrorKind::InvalidData => {
                    Problem::new("file-encoding").arg("encoding", encoding.name())
                }
                _ => damaged(error),
            })?;
        }
        text.delimiter = match rule.delimiter {
            Some(mark) => u8::try_from(mark).unwrap_or(b','),
            None => text.find_delimiter()?,
        };
        Ok(text)
    }

    fn source(&self) -> io::Result<Box<dyn Read + 'a>> {
        let raw = unpacked(self.bytes, self.gzip)?;
        Ok(match self.encoding {
            Some(encoding) => Box::new(Decoding::new(raw, encoding)),
            None => raw,
        })
    }

    /// The mark that occurs most in the first line, outside quotes.
    fn find_delimiter(&self) -> Result<u8, Problem> {
        let mut head = Vec::new();
        let source = self.source().map_err(damaged)?;
        source.take(1 << 14).read_to_end(&mut head).map_err(damaged)?;
        let mut quoted = false;
        let mut counts = [0_usize; DELIMITERS.len()];
        for byte in &head {
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
        Ok(DELIMITERS[best])
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
            .from_reader(self.source().map_err(damaged)?);
        let mut record = csv::StringRecord::new();
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

/// The bytes as they were before a gzip packed them.
fn unpacked(bytes: Bytes<'_>, gzip: bool) -> io::Result<Box<dyn Read + '_>> {
    let packed = bytes.open()?;
    Ok(if gzip { Box::new(MultiGzDecoder::new(packed)) } else { Box::new(packed) })
}

/// Text of another encoding, as UTF-8 while it is read. What is no text in it is `InvalidData`.
struct Decoding<R> {
    source: R,
    decoder: Decoder,
    raw: Vec<u8>,
    /// What is decoded, and how much of it was handed over.
    text: Vec<u8>,
    given: usize,
    is_ended: bool,
}

impl<R: Read> Decoding<R> {
    fn new(source: R, encoding: &'static Encoding) -> Self {
        let (decoder, raw) = (encoding.new_decoder(), vec![0; 1 << 15]);
        Self { source, decoder, raw, text: Vec::new(), given: 0, is_ended: false }
    }

    /// Decodes the next part.
    fn fill(&mut self) -> io::Result<()> {
        let count = self.source.read(&mut self.raw)?;
        self.is_ended = count == 0;
        let most = self.decoder.max_utf8_buffer_length(count).unwrap_or(self.raw.len() * 3);
        self.text.resize(most, 0);
        let raw = &self.raw[..count];
        let (_, _, length, is_bad) =
            self.decoder.decode_to_utf8(raw, &mut self.text, self.is_ended);
        self.text.truncate(length);
        self.given = 0;
        if is_bad { Err(ErrorKind::InvalidData.into()) } else { Ok(()) }
    }
}

impl<R: Read> Read for Decoding<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() && !self.is_ended {
            self.fill()?;
        }
        let waiting = &self.text[self.given..];
        let count = waiting.len().min(into.len());
        into[..count].copy_from_slice(&waiting[..count]);
        self.given += count;
        Ok(count)
    }
}

/// What one pass over the text tells before it is read.
struct Survey {
    is_utf8: bool,
    head: Vec<u8>,
}

impl Survey {
    fn of(bytes: Bytes<'_>, gzip: bool, limits: Limits) -> Result<Self, Problem> {
        let packed = bytes.size().map_err(damaged)?;
        let mut reader = unpacked(bytes, gzip).map_err(damaged)?;
        let mut survey = Self { is_utf8: true, head: Vec::new() };
        let mut buffer = vec![0; 1 << 16];
        let mut kept = 0;
        let mut unpacked: u64 = 0;
        loop {
            let count = reader.read(&mut buffer[kept..]).map_err(damaged)?;
            if count == 0 {
                survey.is_utf8 &= kept == 0;
                break;
            }
            unpacked += count as u64;
            if gzip && !limits.allow(packed, unpacked) {
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
