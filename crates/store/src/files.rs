//! Files kept beside the database, named by the SM3 digest of their content.
//!
//! Two uploads of the same bytes are one file with two names. A file comes in parts ([`Arriving`]), is
//! written under a temporary name and moved when it is to be kept, so a crash leaves no half file under a
//! digest and no upload fills the memory; its folder is written to the disk too, so a row that names a
//! file never outlives it. A full disk is told as such and leaves nothing.

use crate::audit::hex;
use crate::db::{Query, Tx};
use crate::{Result, StoreError, params};
use kernel::FileId;
use sm3::{Digest, Sm3};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// The directory of stored files.
#[derive(Clone, Debug)]
pub struct Files {
    root: PathBuf,
}

/// What is known of a stored file.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct StoredFile {
    #[sqlx(try_from = "i64")]
    pub id: FileId,
    pub digest: String,
    pub name: String,
    pub size: i64,
}

/// Bytes that lie on the disk and that no row names yet. Without one they are found again by whoever
/// brings the same bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptFile {
    digest: String,
    size: i64,
}

impl KeptFile {
    /// Registers the bytes under the name they came with.
    pub async fn register(&self, tx: &mut Tx, name: &str, at: i64) -> Result<FileId> {
        let sql = "INSERT INTO file (digest, name, size, at) VALUES ($1, $2, $3, $4) RETURNING id";
        let (id,): (i64,) = tx.one(sql, params![&self.digest, name, self.size, at]).await?;
        Ok(FileId(id))
    }
}

impl Files {
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    fn path(&self, digest: &str) -> PathBuf {
        self.root.join(&digest[..2.min(digest.len())]).join(digest)
    }

    /// Where a kept file lies.
    pub fn place(&self, kept: &KeptFile) -> PathBuf {
        self.path(&kept.digest)
    }

    /// Keeps the bytes and registers them under the name they came with. Large ones are better kept
    /// before the transaction begins, and registered in it.
    pub async fn put(&self, tx: &mut Tx, name: &str, bytes: &[u8], at: i64) -> Result<FileId> {
        let kept = self.keep(bytes).await?;
        kept.register(tx, name, at).await
    }

    /// Writes the bytes to the disk and waits for it, without a transaction that others wait for.
    pub async fn keep(&self, bytes: &[u8]) -> Result<KeptFile> {
        let mut arriving = self.receive().await?;
        arriving.write(bytes).await?;
        arriving.finish().await?.keep().await
    }

    /// Copies a file into the store, as [`Self::keep`] does with bytes.
    pub async fn keep_copy(&self, of: &Path) -> Result<KeptFile> {
        let from = |error| told(of, error);
        let mut source = tokio::fs::File::open(of).await.map_err(from)?;
        let mut arriving = self.receive().await?;
        let mut buffer = vec![0; BUFFER];
        loop {
            match source.read(&mut buffer).await.map_err(from)? {
                0 => return arriving.finish().await?.keep().await,
                count => arriving.write(&buffer[..count]).await?,
            }
        }
    }

    /// Begins to take a file in. It is gone when it is dropped before it is kept; what a process that
    /// was killed had begun goes here.
    pub async fn receive(&self) -> Result<Arriving> {
        let at = |path: &Path, error| told(path, error);
        tokio::fs::create_dir_all(&self.root).await.map_err(|error| at(&self.root, error))?;
        self.sweep().await.map_err(|error| at(&self.root, error))?;
        let path = unique().map(|name| self.root.join(format!("{name}.{PART}")));
        let path = path.map_err(|error| at(&self.root, error))?;
        let file = tokio::fs::File::create_new(&path).await.map_err(|error| at(&path, error))?;
        let part = Part { path };
        Ok(Arriving { files: self.clone(), part, file, digest: Sm3::new(), size: 0 })
    }

    /// Removes the parts that nobody has written to for so long that whoever began them is gone.
    async fn sweep(&self) -> io::Result<()> {
        let mut entries = tokio::fs::read_dir(&self.root).await?;
        while let Some(entry) = entries.next_entry().await? {
            let path = entry.path();
            if path.extension().is_none_or(|extension| extension != PART) {
                continue;
            }
            // Another process may have moved or removed it in the meantime.
            let Ok(written) = entry.metadata().await.and_then(|about| about.modified()) else {
                continue;
            };
            if written.elapsed().is_ok_and(|age| age > ABANDONED) {
                drop(Part { path });
            }
        }
        Ok(())
    }

    /// What is known of a stored file, without its bytes.
    pub async fn known(&self, query: &mut impl Query, id: FileId) -> Result<StoredFile> {
        let sql = "SELECT id, digest, name, size FROM file WHERE id = $1";
        query.one(sql, params![id]).await
    }

    /// Where a stored file lies; one that no longer fits its digest is an error.
    pub async fn find(&self, query: &mut impl Query, id: FileId) -> Result<(StoredFile, PathBuf)> {
        let file = self.known(query, id).await?;
        let path = self.path(&file.digest);
        let digest = digest_of(&path).await.map_err(|error| told(&path, error))?;
        if digest != file.digest {
            let changed = io::Error::other("the content was changed");
            return Err(told(&path, changed));
        }
        Ok((file, path))
    }

    /// The bytes of a stored file that is no larger than a document; see [`Self::find`].
    pub async fn read(&self, query: &mut impl Query, id: FileId) -> Result<(StoredFile, Vec<u8>)> {
        let (file, path) = self.find(query, id).await?;
        let bytes = tokio::fs::read(&path).await.map_err(|error| told(&path, error))?;
        Ok((file, bytes))
    }
}

/// Bytes that are read or written at a time.
const BUFFER: usize = 1 << 18;

/// How the names of files end that are still being taken in.
const PART: &str = "part";
/// Nothing that still arrives rests this long.
const ABANDONED: Duration = Duration::from_hours(24);

async fn digest_of(path: &Path) -> io::Result<String> {
    let mut file = tokio::fs::File::open(path).await?;
    let (mut digest, mut buffer) = (Sm3::new(), vec![0; BUFFER]);
    loop {
        match file.read(&mut buffer).await? {
            0 => return Ok(hex(&digest.finalize())),
            count => digest.update(&buffer[..count]),
        }
    }
}

/// A temporary file, which goes when nobody needs it.
#[derive(Debug)]
struct Part {
    path: PathBuf,
}

impl Drop for Part {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_file(&self.path)
            && error.kind() != ErrorKind::NotFound
        {
            tracing::warn!(%error, part = %self.path.display(), "a part of a file stays");
        }
    }
}

/// A file of which the end has not come yet.
#[derive(Debug)]
pub struct Arriving {
    files: Files,
    part: Part,
    file: tokio::fs::File,
    digest: Sm3,
    size: u64,
}

impl Arriving {
    /// Takes the next bytes.
    ///
    /// # Errors
    /// [`StoreError::Full`] when there is no room.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.digest.update(bytes);
        self.size += bytes.len() as u64;
        self.file.write_all(bytes).await.map_err(|error| told(&self.part.path, error))
    }

    /// That was all of it: it can be read now.
    pub async fn finish(mut self) -> Result<Arrived> {
        // Writing goes on in the background until it is asked for.
        self.file.flush().await.map_err(|error| told(&self.part.path, error))?;
        let Self { files, part, file, digest, size } = self;
        Ok(Arrived { files, part, file, digest: hex(&digest.finalize()), size })
    }
}

/// A file that was taken in. It is gone when it is dropped before it is kept.
#[derive(Debug)]
pub struct Arrived {
    files: Files,
    part: Part,
    file: tokio::fs::File,
    digest: String,
    size: u64,
}

impl Arrived {
    /// Where it lies until it is kept.
    pub fn path(&self) -> &Path {
        &self.part.path
    }

    /// Waits until the disk has the bytes, and gives them their name.
    pub async fn keep(self) -> Result<KeptFile> {
        let path = self.files.path(&self.digest);
        self.move_to(&path).await.map_err(|error| told(&path, error))?;
        Ok(KeptFile { digest: self.digest, size: self.size as i64 })
    }

    async fn move_to(&self, path: &Path) -> io::Result<()> {
        if tokio::fs::try_exists(path).await? {
            return Ok(());
        }
        let root = &self.files.root;
        let folder = path.parent().unwrap_or(root);
        tokio::fs::create_dir_all(folder).await?;
        self.file.sync_all().await?;
        tokio::fs::rename(&self.part.path, path).await?;
        sync_folder(folder).await?;
        sync_folder(root).await
    }
}

/// Waits until the disk has the names in a folder; elsewhere than on Unix a folder cannot be opened.
async fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        tokio::fs::File::open(folder).await?.sync_all().await?;
    }
    Ok(())
}

fn told(path: &Path, error: io::Error) -> StoreError {
    match error.kind() {
        // The last is what a limit on the process answers.
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            StoreError::Full(Box::new(error))
        }
        _ => StoreError::File(path.display().to_string(), error),
    }
}

/// Random letters for a temporary name.
fn unique() -> io::Result<String> {
    let mut bytes = [0_u8; 8];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(hex(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_full_disk_is_told_as_full() {
        let is_full = |kind: ErrorKind| told(Path::new("x"), kind.into()).is_full();
        assert!(is_full(ErrorKind::StorageFull) && is_full(ErrorKind::QuotaExceeded));
        assert!(!is_full(ErrorKind::NotFound) && !is_full(ErrorKind::PermissionDenied));
    }
}
