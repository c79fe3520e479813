//! What a file is, told by its bytes, and whether it may be unpacked at all.
//!
//! A workbook is a zip archive, and an archive of a few kilobytes can unpack to terabytes. Sizes are
//! checked twice: as declared, and as they really come out.

use kernel::Problem;
use std::io::{Cursor, Read};
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
pub(super) fn inspect(bytes: &[u8], limits: Limits) -> Result<Format, Problem> {
    let size = bytes.len() as u64;
    if size > limits.file {
        return Err(Problem::new("file-too-large").arg("limit", limits.file >> 20));
    }
    if bytes.starts_with(ZIP) {
        unpackable(bytes, limits)?;
        Ok(Format::Xlsx)
    } else if bytes.starts_with(COMPOUND) {
        let encrypted: Vec<u8> =
            "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let is_encrypted = bytes.windows(encrypted.len()).any(|window| window == encrypted);
        if is_encrypted {
            Err(Problem::new("file-password"))
        } else if is_whole(bytes) != Some(true) {
            Err(Problem::new("file-damaged"))
        } else {
            Ok(Format::Xls)
        }
    } else if bytes.starts_with(GZIP) {
        Ok(Format::Gzip)
    } else if bytes.iter().all(u8::is_ascii_whitespace) {
        Err(Problem::new("file-empty"))
    } else {
        let start = bytes.trim_ascii_start();
        let other = NO_TABLES.iter().any(|sign| {
            start.get(..sign.len()).is_some_and(|head| head.eq_ignore_ascii_case(sign))
        });
        let wide = UTF16.iter().any(|mark| bytes.starts_with(mark));
        let binary = !wide && bytes.contains(&0);
        if other || binary { Err(Problem::new("file-not-a-table")) } else { Ok(Format::Text) }
    }
}

/// Whether a compound file (.xls) holds every sector that its allocation table counts as used.
fn is_whole(bytes: &[u8]) -> Option<bool> {
    const FREE: u32 = u32::MAX;
    let number = |at: usize| {
        let four = bytes.get(at..at + 4)?;
        Some(u32::from_le_bytes(four.try_into().ok()?))
    };
    let shift = bytes.get(30).copied().filter(|shift| (9..=12).contains(shift))?;
    let size = 1_usize << shift;
    // The header fills one sector.
    let sectors = bytes.len().checked_sub(size)? / size;
    for table in 0..109 {
        let place = number(76 + 4 * table)?;
        if place == FREE {
            break;
        }
        let start = size.checked_mul(place as usize + 1)?;
        for entry in 0..size / 4 {
            let is_used = number(start + 4 * entry)? != FREE;
            if is_used && table * (size / 4) + entry >= sectors {
                return Some(false);
            }
        }
    }
    Some(true)
}

/// Reads an archive through without keeping it.
fn unpackable(bytes: &[u8], limits: Limits) -> Result<(), Problem> {
    let damaged = || Problem::new("file-damaged");
    let bomb = || Problem::new("file-bomb");
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    let packed = bytes.len() as u64;
    let mut declared: u64 = 0;
    let mut workbook = false;
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(|_| damaged())?;
        if entry.encrypted() {
            return Err(Problem::new("file-password"));
        }
        declared = declared.saturating_add(entry.size());
        workbook |= entry.name().is_ok_and(|name| name.eq_ignore_ascii_case("xl/workbook.xml"));
    }
    if !limits.allow(packed, declared) {
        return Err(bomb());
    }
    if !workbook {
        return Err(Problem::new("file-not-a-table"));
    }
    let mut unpacked: u64 = 0;
    let mut buffer = vec![0; 1 << 16];
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|_| damaged())?;
        loop {
            match entry.read(&mut buffer).map_err(|_| damaged())? {
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
