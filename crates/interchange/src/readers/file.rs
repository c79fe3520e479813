//! A file to be read: its bytes in memory, or on the disk, where they stay.

use super::Input;
use kernel::Problem;
use std::io::{self, BufReader, Cursor, Read, Seek};
use std::path::{Path, PathBuf};

/// A file that lies on the disk and is read from there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The name it came with; a profile may read the period from it.
    pub name: String,
    pub path: PathBuf,
}

/// Either kind of file.
#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    pub(crate) name: &'a str,
    pub(super) bytes: Bytes<'a>,
}

impl<'a> From<&'a Input> for File<'a> {
    fn from(input: &'a Input) -> Self {
        Self { name: &input.name, bytes: Bytes::Held(&input.bytes) }
    }
}

impl<'a> From<&'a Stored> for File<'a> {
    fn from(stored: &'a Stored) -> Self {
        Self { name: &stored.name, bytes: Bytes::OnDisk(&stored.path) }
    }
}

/// Bytes that are read from their beginning as often as needed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Bytes<'a> {
    Held(&'a [u8]),
    OnDisk(&'a Path),
}

/// What archives are read from.
pub(super) trait ReadSeek: Read + Seek {}

impl<T: Read + Seek> ReadSeek for T {}

impl<'a> Bytes<'a> {
    pub fn open(self) -> io::Result<Box<dyn ReadSeek + 'a>> {
        Ok(match self {
            Self::Held(bytes) => Box::new(Cursor::new(bytes)),
            Self::OnDisk(path) => Box::new(BufReader::new(std::fs::File::open(path)?)),
        })
    }

    pub fn size(self) -> io::Result<u64> {
        match self {
            Self::Held(bytes) => Ok(bytes.len() as u64),
            Self::OnDisk(path) => Ok(std::fs::metadata(path)?.len()),
        }
    }

    /// The first bytes, at most so many.
    pub fn head(self, most: u64) -> io::Result<Vec<u8>> {
        let mut head = Vec::new();
        self.open()?.take(most).read_to_end(&mut head)?;
        Ok(head)
    }
}

/// A file that cannot be read to its end, whatever it is that fails.
pub(super) fn damaged<E>(_: E) -> Problem {
    Problem::new("file-damaged")
}
