//! Files kept beside the database, named by the SM3 digest of their content.
//!
//! Two uploads of the same bytes are one file with two names. A file is written under a temporary name
//! and moved, so a crash leaves no half file under a digest.

use crate::audit::hex;
use crate::db::{Query, Tx};
use crate::{Result, StoreError, params};
use kernel::FileId;
use sm3::{Digest, Sm3};
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

    /// Keeps the bytes and registers them under the name they came with.
    pub async fn put(&self, tx: &mut Tx, name: &str, bytes: &[u8], at: i64) -> Result<FileId> {
        let digest = hex(&Sm3::digest(bytes));
        let path = self.path(&digest);
        self.write(&path, bytes).await.map_err(|error| io(&path, error))?;
        let sql = "INSERT INTO file (digest, name, size, at) VALUES ($1, $2, $3, $4) RETURNING id";
        let (id,): (i64,) = tx.one(sql, params![digest, name, bytes.len() as i64, at]).await?;
        Ok(FileId(id))
    }

    async fn write(&self, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
        if tokio::fs::try_exists(path).await? {
            return Ok(());
        }
        let folder = path.parent().unwrap_or(&self.root);
        tokio::fs::create_dir_all(folder).await?;
        let temporary = path.with_extension(format!("{}.part", unique()));
        tokio::fs::write(&temporary, bytes).await?;
        tokio::fs::File::open(&temporary).await?.sync_all().await?;
        tokio::fs::rename(&temporary, path).await
    }

    /// The bytes of a stored file; a file that no longer fits its digest is an error.
    pub async fn read(&self, query: &mut impl Query, id: FileId) -> Result<(StoredFile, Vec<u8>)> {
        let sql = "SELECT id, digest, name, size FROM file WHERE id = $1";
        let file: StoredFile = query.one(sql, params![id]).await?;
        let path = self.path(&file.digest);
        let bytes = tokio::fs::read(&path).await.map_err(|error| io(&path, error))?;
        if hex(&Sm3::digest(&bytes)) != file.digest {
            let changed = std::io::Error::other("the content was changed");
            return Err(io(&path, changed));
        }
        Ok((file, bytes))
    }
}

fn io(path: &Path, error: std::io::Error) -> StoreError {
    StoreError::File(path.display().to_string(), error)
}

/// Random letters for a temporary name.
fn unique() -> String {
    let mut bytes = [0_u8; 8];
    // Without randomness two writers of the same content could only overwrite equal bytes.
    let _ = getrandom::fill(&mut bytes);
    hex(&bytes)
}
