//! Files kept beside the database, named by the SM3 digest of their content.
//!
//! Two uploads of the same bytes are one file with two names. A file is written under a temporary name
//! and moved, so a crash leaves no half file under a digest; its folder is written to the disk too, so a
//! row that names a file never outlives it. A full disk is told as such and leaves nothing.

use crate::audit::hex;
use crate::db::{Query, Tx};
use crate::{Result, StoreError, params};
use kernel::FileId;
use sm3::{Digest, Sm3};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

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

    /// Keeps the bytes and registers them under the name they came with. Large ones are better kept
    /// before the transaction begins, and registered in it.
    pub async fn put(&self, tx: &mut Tx, name: &str, bytes: &[u8], at: i64) -> Result<FileId> {
        let kept = self.keep(bytes).await?;
        kept.register(tx, name, at).await
    }

    /// Writes the bytes to the disk and waits for it, without a transaction that others wait for.
    pub async fn keep(&self, bytes: &[u8]) -> Result<KeptFile> {
        let digest = hex(&Sm3::digest(bytes));
        let path = self.path(&digest);
        self.write(&path, bytes).await.map_err(|error| told(&path, error))?;
        Ok(KeptFile { digest, size: bytes.len() as i64 })
    }

    async fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        if tokio::fs::try_exists(path).await? {
            return Ok(());
        }
        let folder = path.parent().unwrap_or(&self.root);
        tokio::fs::create_dir_all(folder).await?;
        let part = path.with_extension(format!("{}.part", unique()));
        if let Err(error) = move_in(&part, path, bytes).await {
            if let Err(error) = tokio::fs::remove_file(&part).await
                && error.kind() != ErrorKind::NotFound
            {
                tracing::warn!(%error, part = %part.display(), "a part of a file stays");
            }
            return Err(error);
        }
        sync_folder(folder).await?;
        sync_folder(&self.root).await
    }

    /// The bytes of a stored file; a file that no longer fits its digest is an error.
    pub async fn read(&self, query: &mut impl Query, id: FileId) -> Result<(StoredFile, Vec<u8>)> {
        let sql = "SELECT id, digest, name, size FROM file WHERE id = $1";
        let file: StoredFile = query.one(sql, params![id]).await?;
        let path = self.path(&file.digest);
        let bytes = tokio::fs::read(&path).await.map_err(|error| told(&path, error))?;
        if hex(&Sm3::digest(&bytes)) != file.digest {
            let changed = io::Error::other("the content was changed");
            return Err(told(&path, changed));
        }
        Ok((file, bytes))
    }
}

/// Writes the bytes, waits until the disk has them, and gives them their name.
async fn move_in(part: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    tokio::fs::write(part, bytes).await?;
    tokio::fs::File::open(part).await?.sync_all().await?;
    tokio::fs::rename(part, path).await
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
fn unique() -> String {
    let mut bytes = [0_u8; 8];
    // Without randomness two writers of the same content could only overwrite equal bytes.
    let _ = getrandom::fill(&mut bytes);
    hex(&bytes)
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
