//! What a file is, told by its bytes, and whether it may be unpacked at all.
//!
//! A workbook or a document is a zip archive, and an archive of a few kilobytes can unpack to terabytes. Sizes are
//! checked twice: as declared, and as they really come out.

use super::file::{Bytes, damaged};
use kernel::Problem;
use std::io::{self, Read, Seek, SeekFrom};
use zip::ZipArchive;

/// How much is read at most.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of one file.
    pub file: u64,
    /// Bytes of one file unpacked.
    pub unpacked: u64,
    /// Unpacked bytes for each packed one, once `harmless` is passed.
    pub ratio: u64,
    pub harmless: u64,
}

impl Default for Limits {
    fn default() -> Self {
        const MB: u64 = 1 << 20;
        Self { file: 200 * MB, unpacked: 1024 * MB, ratio: 200, harmless: 32 * MB }
    }
}

impl Limits {
    /// Whether this many packed bytes may become so many.
    pub(super) fn allow(self, packed: u64, unpacked: u64) -> bool {
        let ratio_holds = unpacked <= self.harmless || unpacked / packed.max(1) <= self.ratio;
        unpacked <= self.unpacked && ratio_holds
    }
}

/// The kinds of files that we read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Xlsx,
    Xls,
    Gzip,
    Text,
}

const ZIP: &[u8] = b"PK\x03\x04";
const COMPOUND: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
const GZIP: &[u8] = &[0x1F, 0x8B];
const UTF16: [&[u8]; 2] = [&[0xFF, 0xFE], &[0xFE, 0xFF]];
/// Beginnings of files that people take for tables: web pages, PDF, rich text.
const NO_TABLES: [&[u8]; 5] = [b"<!DOCTYPE", b"<html", b"<?xml", b"%PDF", b"{\\rtf"];

/// Tells what a file is.
pub(super) fn inspect(bytes: Bytes<'_>, limits: Limits) -> Result<Format, Problem> {
    let size = bytes.size().map_err(damaged)?;
    if size > limits.file {
        return Err(Problem::new("file-too-large").arg("limit", limits.file >> 20));
    }
    let head = bytes.head(HEADER as u64).map_err(damaged)?;
    if head.starts_with(ZIP) {
        unpackable(bytes, size, limits, WORKBOOK)?;
        Ok(Format::Xlsx)
    } else if head.starts_with(COMPOUND) {
        if is_encrypted(bytes).map_err(damaged)? {
            Err(Problem::new("file-password"))
        } else if is_whole(bytes, &head, size) != Some(true) {
            Err(Problem::new("file-damaged"))
        } else {
            Ok(Format::Xls)
        }
    } else if head.starts_with(GZIP) {
        Ok(Format::Gzip)
    } else {
        text(bytes, &head)
    }
}

/// Tells whether a file is a .docx that may be unpacked.
pub(super) fn inspect_document(bytes: Bytes<'_>, limits: Limits) -> Result<(), Problem> {
    let size = bytes.size().map_err(damaged)?;
    if size > limits.file {
        return Err(Problem::new("file-too-large").arg("limit", limits.file >> 20));
    }
    let head = bytes.head(HEADER as u64).map_err(damaged)?;
    if head.is_empty() {
        Err(Problem::new("file-empty"))
    } else if head.starts_with(ZIP) {
        unpackable(bytes, size, limits, DOCUMENT)
    } else if head.starts_with(COMPOUND) && is_encrypted(bytes).map_err(damaged)? {
        Err(Problem::new("file-password"))
    } else {
        Err(Problem::new(DOCUMENT.otherwise))
    }
}

/// What an archive must hold to be what we read.
#[derive(Clone, Copy)]
struct Content {
    part: &'static str,
    /// The problem of an archive without it.
    otherwise: &'static str,
}

const WORKBOOK: Content = Content { part: "xl/workbook.xml", otherwise: "file-not-a-table" };
const DOCUMENT: Content = Content { part: super::official::MAIN, otherwise: "file-not-a-document" };

/// What is no archive: a text, unless something says that it is none.
fn text(bytes: Bytes<'_>, head: &[u8]) -> Result<Format, Problem> {
    let longest = NO_TABLES.iter().map(|sign| sign.len()).max().unwrap_or(0);
    let mut source = bytes.open().map_err(damaged)?;
    let mut buffer = vec![0; 1 << 16];
    let mut start = Vec::new();
    let mut has_zeros = false;
    loop {
        let count = source.read(&mut buffer).map_err(damaged)?;
        if count == 0 {
            break;
        }
        let part = &buffer[..count];
        has_zeros |= part.contains(&0);
        let rest = if start.is_empty() { part.trim_ascii_start() } else { part };
        start.extend(&rest[..rest.len().min(longest - start.len())]);
    }
    if start.is_empty() {
        return Err(Problem::new("file-empty"));
    }
    let other = NO_TABLES
        .iter()
        .any(|sign| start.get(..sign.len()).is_some_and(|head| head.eq_ignore_ascii_case(sign)));
    let wide = UTF16.iter().any(|mark| head.starts_with(mark));
    let binary = !wide && has_zeros;
    if other || binary { Err(Problem::new("file-not-a-table")) } else { Ok(Format::Text) }
}

/// Whether a compound file holds an encrypted workbook.
fn is_encrypted(bytes: Bytes<'_>) -> io::Result<bool> {
    let sign: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut source = bytes.open()?;
    let mut buffer = vec![0; 1 << 16];
    // The end of one part stays before the next: the sign may lie across both.
    let mut kept = 0;
    loop {
        let count = source.read(&mut buffer[kept..])?;
        if count == 0 {
            return Ok(false);
        }
        let filled = kept + count;
        if buffer[..filled].windows(sign.len()).any(|window| window == sign) {
            return Ok(true);
        }
        kept = filled.min(sign.len() - 1);
        buffer.copy_within(filled - kept..filled, 0);
    }
}

/// Bytes of a compound file's header.
const HEADER: usize = 512;

/// Whether a compound file (.xls) holds every sector that its allocation table counts as used.
fn is_whole(bytes: Bytes<'_>, header: &[u8], length: u64) -> Option<bool> {
    const FREE: u32 = u32::MAX;
    let number = |of: &[u8], at: usize| {
        let four = of.get(at..at + 4)?;
        Some(u32::from_le_bytes(four.try_into().ok()?))
    };
    let shift = header.get(30).copied().filter(|shift| (9..=12).contains(shift))?;
    let size = 1_u64 << shift;
    // The header fills one sector.
    let sectors = length.checked_sub(size)? / size;
    let mut source = bytes.open().ok()?;
    let mut entries = vec![0; 1 << shift];
    for table in 0..109 {
        let place = number(header, 76 + 4 * table)?;
        if place == FREE {
            break;
        }
        source.seek(SeekFrom::Start(size * (u64::from(place) + 1))).ok()?;
        source.read_exact(&mut entries).ok()?;
        for (entry, of) in (0_u64..).zip(entries.chunks_exact(4)) {
            let is_used = number(of, 0)? != FREE;
            if is_used && table as u64 * (size / 4) + entry >= sectors {
                return Some(false);
            }
        }
    }
    Some(true)
}

/// Reads an archive through without keeping it.
fn unpackable(
    bytes: Bytes<'_>,
    packed: u64,
    limits: Limits,
    content: Content,
) -> Result<(), Problem> {
    let bomb = || Problem::new("file-bomb");
    let source = bytes.open().map_err(damaged)?;
    let mut archive = ZipArchive::new(source).map_err(damaged)?;
    let mut declared: u64 = 0;
    let mut is_there = false;
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(damaged)?;
        if entry.encrypted() {
            return Err(Problem::new("file-password"));
        }
        declared = declared.saturating_add(entry.size());
        is_there |= entry.name().is_ok_and(|name| name.eq_ignore_ascii_case(content.part));
    }
    if !limits.allow(packed, declared) {
        return Err(bomb());
    }
    if !is_there {
        return Err(Problem::new(content.otherwise));
    }
    let mut unpacked: u64 = 0;
    let mut buffer = vec![0; 1 << 16];
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(damaged)?;
        loop {
            match entry.read(&mut buffer).map_err(damaged)? {
                0 => break,
                count => unpacked += count as u64,
            }
            if !limits.allow(packed, unpacked) {
                return Err(bomb());
            }
        }
    }
    Ok(())
}
