//! Writing a backup: one snapshot of the tables, then the files, then the manifest.

use super::{Amount, FORMAT, MANIFEST, Manifest, TableEntry, table_path};
use crate::store::{snapshot, tables::tables};
use anyhow::{Context, Result};
use futures::TryStreamExt;
use kernel::Problem;
use sm3::{Digest, Sm3};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use store::audit::hex;
use store::{Db, Snapshot};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

type Zip = ZipWriter<BufWriter<File>>;

/// Backs up the database at `url` and the folder of stored files. The file appears under its name only
/// when it is whole. `progress` hears of every thousand rows.
///
/// # Errors
/// When the file exists and may not be replaced, cannot be written, or the database cannot be read.
pub async fn backup(
    url: &str,
    files: &Path,
    to: &Path,
    replace: bool,
    at: i64,
    progress: impl Fn(u64),
) -> Result<Amount> {
    if to.exists() && !replace {
        return Err(Problem::new("file-exists").arg("file", to.display()).into());
    }
    let part = PathBuf::from(format!("{}.part", to.display()));
    let db = Db::open_existing(url).await?;
    let outcome = write(db.snapshot().await?, files, &part, at, progress).await;
    db.close().await;
    match &outcome {
        Ok(_) => std::fs::rename(&part, to)?,
        // Half a backup is worth nothing; that it could not be removed either matters less.
        Err(_) => drop(std::fs::remove_file(&part)),
    }
    outcome
}

async fn write(
    mut snapshot: Snapshot,
    files: &Path,
    part: &Path,
    at: i64,
    progress: impl Fn(u64),
) -> Result<Amount> {
    let unwritable = |error: io::Error| {
        Problem::new("file-unwritable").arg("file", part.display()).arg("message", error)
    };
    let mut zip = ZipWriter::new(BufWriter::new(File::create(part).map_err(unwritable)?));
    let mut entries = Vec::new();
    for table in tables(&mut snapshot).await? {
        zip.start_file(table_path(&table.name), options())?;
        let (mut digest, mut rows) = (Sm3::new(), 0);
        let mut lines = snapshot::rows(&mut snapshot, &table);
        while let Some(mut line) = lines.try_next().await.with_context(|| table.name.clone())? {
            line.push('\n');
            digest.update(line.as_bytes());
            zip.write_all(line.as_bytes()).map_err(unwritable)?;
            rows += 1;
            if rows % 1_000 == 0 {
                progress(1_000);
            }
        }
        drop(lines);
        let columns = table.columns.iter().map(|column| column.name.clone()).collect();
        let digest = hex(&digest.finalize());
        entries.push(TableEntry { name: table.name, columns, rows, digest });
    }
    let migrations = snapshot::migrations(&mut snapshot).await?;
    let files = copy_files(&mut zip, files)?;
    let program = concat!("ronghe ", env!("CARGO_PKG_VERSION")).to_owned();
    let tables = entries;
    let manifest = Manifest { format: FORMAT, program, at, migrations, tables, files };
    zip.start_file(MANIFEST, options())?;
    zip.write_all(&serde_json::to_vec_pretty(&manifest)?)?;
    let file = zip.finish()?.into_inner().map_err(|error| unwritable(error.into_error()))?;
    file.sync_all()?;
    Ok(manifest.amount())
}

/// Copies stored files. They never change, so that they may be read after the snapshot: one that a row
/// of the snapshot names was there before it.
fn copy_files(zip: &mut Zip, root: &Path) -> Result<u64> {
    let mut count = 0;
    for folder in entries(root)? {
        for file in entries(&folder)? {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            if is_digest(&name) {
                zip.start_file(format!("files/{name}"), options())?;
                io::copy(&mut File::open(&file)?, zip)?;
                count += 1;
            }
        }
    }
    Ok(count)
}

/// What lies in a folder, in order; nothing when it does not exist.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut paths: Vec<_> = std::fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    paths.sort();
    Ok(paths)
}

/// Whether a file's name is an SM3 digest; temporary files are none.
pub(super) fn is_digest(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn options() -> SimpleFileOptions {
    // A table of millions of rows may exceed four gigabytes.
    SimpleFileOptions::default().large_file(true)
}
