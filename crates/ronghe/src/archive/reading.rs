//! Reading a backup: check all of it, then rebuild the tables in an empty database and fill them.

use super::writing::is_digest;
use super::{Amount, FORMAT, MANIFEST, Manifest, TableEntry, table_path};
use crate::store::restoring;
use anyhow::{Context, Result};
use kernel::{Now, Problem};
use sm3::{Digest, Sm3};
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use store::audit::hex;
use store::{Db, Migrations};
use zip::ZipArchive;

/// Characters of JSON in one statement.
const CHUNK: usize = 1 << 20;

/// A backup whose whole content was found sound.
pub struct Archive {
    zip: ZipArchive<BufReader<File>>,
    file: PathBuf,
    pub manifest: Manifest,
}

/// Where a backup goes.
#[derive(Clone, Debug)]
pub struct Target<'a> {
    pub url: &'a str,
    /// The folder of stored files.
    pub files: &'a Path,
    /// Delete what is there.
    pub force: bool,
}

impl Archive {
    /// Opens a backup and reads all of it once, comparing every digest.
    ///
    /// # Errors
    /// When it is no backup, was cut short or changed, or is of a newer program.
    pub fn open(file: &Path, migrations: &[Migrations]) -> Result<Self> {
        let reader = File::open(file).map_err(|error| {
            Problem::new("file-unreadable").arg("file", file.display()).arg("message", error)
        })?;
        let invalid = |what: &dyn std::fmt::Display| {
            Problem::new("archive-invalid").arg("file", file.display()).arg("what", what)
        };
        let mut zip = ZipArchive::new(BufReader::new(reader)).map_err(|error| invalid(&error))?;
        let mut text = String::new();
        zip.by_name(MANIFEST)
            .map_err(|error| invalid(&error))?
            .read_to_string(&mut text)
            .map_err(|error| invalid(&error))?;
        let manifest: Manifest = serde_json::from_str(&text).map_err(|error| invalid(&error))?;
        if manifest.format != FORMAT {
            return Err(invalid(&format!("format {}", manifest.format)).into());
        }
        if let Some(unknown) = manifest.migrations.iter().find(|name| !is_known(migrations, name)) {
            return Err(Problem::new("archive-newer").arg("migration", unknown).into());
        }
        let mut archive = Self { zip, file: file.to_owned(), manifest };
        archive.check()?;
        Ok(archive)
    }

    fn invalid(&self, what: impl std::fmt::Display) -> anyhow::Error {
        Problem::new("archive-invalid").arg("file", self.file.display()).arg("what", what).into()
    }

    fn check(&mut self) -> Result<()> {
        for table in self.manifest.tables.clone() {
            let path = table_path(&table.name);
            let digest = self.digest_of(&path)?;
            if digest != table.digest {
                return Err(self.invalid(path));
            }
        }
        let files = self.stored_files();
        if files.len() as u64 != self.manifest.files {
            return Err(self.invalid("files/"));
        }
        for name in files {
            if self.digest_of(&name)? != name["files/".len()..] {
                return Err(self.invalid(name));
            }
        }
        Ok(())
    }

    fn stored_files(&self) -> Vec<String> {
        let is_stored = |name: &String| name.strip_prefix("files/").is_some_and(is_digest);
        let names = self.zip.file_names().filter_map(|name| Some(name.ok()?.into_owned()));
        names.filter(is_stored).collect()
    }

    fn digest_of(&mut self, path: &str) -> Result<String> {
        let mut digest = Sm3::new();
        let read = (|| -> Result<()> {
            let mut entry = self.zip.by_name(path)?;
            let mut buffer = vec![0; 1 << 16];
            loop {
                match entry.read(&mut buffer)? {
                    0 => return Ok(()),
                    length => digest.update(&buffer[..length]),
                }
            }
        })();
        read.map_err(|error| self.invalid(format!("{path}: {error}")))?;
        Ok(hex(&digest.finalize()))
    }
}

/// Restores into an empty database; with [`Target::force`] into any. A SQLite file is built under another
/// name and takes the old one's place at the end; on PostgreSQL the tables are filled in one transaction.
///
/// # Errors
/// When the target holds data, or refuses them.
pub async fn restore(
    archive: &mut Archive,
    target: &Target<'_>,
    migrations: &[Migrations],
    now: Now,
    progress: impl Fn(u64),
) -> Result<Amount> {
    if !target.force && !restoring::is_empty(target.url).await? {
        return Err(Problem::new("not-empty").into());
    }
    let file = target.url.strip_prefix("sqlite:").map(PathBuf::from);
    let beside = file.as_ref().map(|file| PathBuf::from(format!("{}.restoring", file.display())));
    if let Some(beside) = &beside {
        remove_database(beside)?;
    }
    let url = beside
        .as_ref()
        .map_or_else(|| target.url.to_owned(), |beside| format!("sqlite:{}", beside.display()));
    let db = Db::open(&url).await?;
    let outcome = fill(&db, archive, migrations, now, progress).await;
    db.close().await;
    outcome?;
    unpack_files(archive, target.files)?;
    if let (Some(file), Some(beside)) = (file, beside) {
        remove_database(&file)?;
        std::fs::rename(beside, file)?;
    }
    Ok(archive.manifest.amount())
}

async fn fill(
    db: &Db,
    archive: &mut Archive,
    migrations: &[Migrations],
    now: Now,
    progress: impl Fn(u64),
) -> Result<()> {
    restoring::clear(db).await?;
    db.migrate(&as_of(migrations, &archive.manifest.migrations), now).await?;
    let mut tx = db.begin().await?;
    restoring::prepare(&mut tx).await?;
    for table in archive.manifest.tables.clone() {
        let entry = archive.zip.by_name(&table_path(&table.name))?;
        load(&mut tx, &table, BufReader::new(entry), &progress)
            .await
            .with_context(|| table.name.clone())?;
    }
    restoring::finish(&mut tx).await?;
    tx.commit().await?;
    db.migrate(migrations, now).await?;
    Ok(())
}

/// The part of the migrations that a backup had seen. Those of a crate run in order, so they are its
/// first ones.
fn as_of(migrations: &[Migrations], seen: &[String]) -> Vec<Migrations> {
    let part = |set: &Migrations| {
        let was_seen = |file: &&str| seen.contains(&format!("{}/{file}", set.crate_name));
        let count = set.files.iter().take_while(|(file, _)| was_seen(file)).count();
        Migrations { crate_name: set.crate_name, files: &set.files[..count] }
    };
    migrations.iter().map(part).collect()
}

fn is_known(migrations: &[Migrations], name: &str) -> bool {
    let names = |set: &Migrations| {
        set.files.iter().any(|(file, _)| format!("{}/{file}", set.crate_name) == name)
    };
    migrations.iter().any(names)
}

async fn load(
    tx: &mut store::Tx,
    table: &TableEntry,
    lines: impl BufRead,
    progress: impl Fn(u64),
) -> Result<()> {
    let insert = restoring::Filling::new(tx, table).await?;
    let (mut chunk, mut rows) = (String::new(), 0);
    for line in lines.lines() {
        chunk.push(if chunk.is_empty() { '[' } else { ',' });
        chunk.push_str(&line?);
        rows += 1;
        if chunk.len() > CHUNK {
            insert.write(tx, std::mem::take(&mut chunk)).await?;
            progress(std::mem::take(&mut rows));
        }
    }
    if !chunk.is_empty() {
        insert.write(tx, chunk).await?;
        progress(rows);
    }
    Ok(())
}

/// Puts the stored files back where the store looks for them.
fn unpack_files(archive: &mut Archive, root: &Path) -> Result<()> {
    for name in archive.stored_files() {
        let digest = &name["files/".len()..];
        let folder = root.join(&digest[..2]);
        let path = folder.join(digest);
        if path.exists() {
            continue;
        }
        std::fs::create_dir_all(&folder)?;
        let part = path.with_extension("part");
        let mut file = File::create(&part)?;
        std::io::copy(&mut archive.zip.by_name(&name)?, &mut file)?;
        file.flush()?;
        file.sync_all()?;
        std::fs::rename(part, path)?;
    }
    Ok(())
}

/// Removes a SQLite file with its write-ahead log: a log left behind would be read into the new file.
fn remove_database(file: &Path) -> std::io::Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        let path = PathBuf::from(format!("{}{suffix}", file.display()));
        if path.exists() {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}
