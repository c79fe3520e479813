//! Backups come back as they were, on either engine and from one to the other.

use ronghe::archive::{Archive, Target, backup, restore};
use ronghe::program::MIGRATIONS;
use std::fs;
use std::path::Path;
use store::{Db, Files, Query, audit, jobs, params, settings};
use testkit::TestDb;

/// A database in use: an audited setting with awkward text, a sealed chain, a stored file, a job.
async fn lived_in(db: &TestDb) {
    let ctx = db.ctx(kernel::Actor::system("测试"));
    let mut work = ctx.work().await.unwrap();
    settings::put(&mut work.tx, "enterprise-name", "晋源 \"矿业\"\n集团\\ 🚧").await.unwrap();
    ctx.files.put(&mut work.tx, "八月.xlsx", b"PK\x03\x04 bytes", ctx.now.at).await.unwrap();
    jobs::enqueue(&mut work.tx, "noop", "{\"a\":9007199254740993}", 0).await.unwrap();
    work.audit("setting.change", "setting", "enterprise-name", None, Some("{\"x\":1}".into()));
    work.commit().await.unwrap();
    audit::seal(&ctx.db, ctx.now.at).await.unwrap();
    let mut work = ctx.work().await.unwrap();
    settings::put(&mut work.tx, "time-zone", "Asia/Urumqi").await.unwrap();
    work.audit("setting.change", "setting", "time-zone", None, None);
    work.commit().await.unwrap();
}

async fn backed_up(db: &TestDb, folder: &Path) -> std::path::PathBuf {
    let file = folder.join("backup.zip");
    let (url, now) = (db.url.as_str(), testkit::now().at);
    backup(url, db.files().root(), &file, true, now, |_| {}).await.unwrap();
    file
}

async fn restored(file: &Path, url: &str, files: &Path, force: bool) -> anyhow::Result<()> {
    let mut archive = Archive::open(file, MIGRATIONS)?;
    let target = Target { url, files, force };
    restore(&mut archive, &target, MIGRATIONS, testkit::now(), |_| {}).await?;
    Ok(())
}

/// What must survive.
async fn proves_itself(url: &str, files: &Path) {
    let db = Db::open(url).await.unwrap();
    let settings = settings::Settings::load(&mut db.read()).await.unwrap();
    assert_eq!(settings.get("enterprise-name"), "晋源 \"矿业\"\n集团\\ 🚧");
    let verdict = audit::verify(&db).await.unwrap();
    assert_eq!((verdict.fault, verdict.entries, verdict.unsealed), (None, 1, 1));
    let (id,): (i64,) = db.read().one("SELECT id FROM file", params![]).await.unwrap();
    let (file, path) = Files::new(files).find(&mut db.read(), id.into()).await.unwrap();
    let bytes = fs::read(path).unwrap();
    assert_eq!((file.name.as_str(), bytes.as_slice()), ("八月.xlsx", &b"PK\x03\x04 bytes"[..]));
    let (payload,): (String,) = db.read().one("SELECT payload FROM job", params![]).await.unwrap();
    assert_eq!(payload, "{\"a\":9007199254740993}");
    // Life goes on: new ids do not meet old ones.
    let mut tx = db.begin().await.unwrap();
    jobs::enqueue(&mut tx, "noop", "{}", 0).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(audit::seal(&db, testkit::now().at).await.unwrap(), 1);
    assert_eq!(audit::verify(&db).await.unwrap().fault, None);
    db.close().await;
}

#[tokio::test]
async fn a_backup_comes_back_on_any_engine() {
    for source in testkit::databases(MIGRATIONS).await {
        lived_in(&source).await;
        let folder = tempfile::tempdir().unwrap();
        let file = backed_up(&source, folder.path()).await;
        for (number, target) in testkit::databases(&[]).await.into_iter().enumerate() {
            let files = folder.path().join(format!("files-{number}"));
            restored(&file, &target.url, &files, false).await.unwrap();
            proves_itself(&target.url, &files).await;
        }
    }
}

#[tokio::test]
async fn data_are_not_overwritten_unless_told_to() {
    testkit::on_both(MIGRATIONS, async |db| {
        lived_in(db).await;
        let folder = tempfile::tempdir().unwrap();
        let file = backed_up(db, folder.path()).await;
        let files = folder.path().join("files");
        let refused = restored(&file, &db.url, &files, false).await.unwrap_err();
        assert_eq!(refused.downcast::<kernel::Problem>().unwrap().code, "not-empty");
        db.db.close().await;
        restored(&file, &db.url, &files, true).await.unwrap();
        proves_itself(&db.url, &files).await;
    })
    .await;
}

#[tokio::test]
async fn a_damaged_backup_is_refused_before_anything_is_touched() {
    let source = testkit::databases(MIGRATIONS).await.remove(0);
    lived_in(&source).await;
    let folder = tempfile::tempdir().unwrap();
    let file = backed_up(&source, folder.path()).await;
    let whole = fs::read(&file).unwrap();
    let target = format!("sqlite:{}", folder.path().join("new.db").display());
    let code = async |bytes: &[u8]| {
        fs::write(&file, bytes).unwrap();
        let error = restored(&file, &target, folder.path(), false).await.unwrap_err();
        error.downcast::<kernel::Problem>().unwrap().code
    };
    assert_eq!(code(&whole[..whole.len() / 2]).await, "archive-invalid");
    assert_eq!(code(b"not a zip").await, "archive-invalid");
    let mut flipped = whole.clone();
    // A few bytes into the compressed lines, past the entry's header.
    let name = b"tables/setting.jsonl";
    let entry = whole.windows(name.len()).position(|bytes| bytes == name).unwrap();
    flipped[entry + name.len() + 40] ^= 1;
    assert_eq!(code(&flipped).await, "archive-invalid");
    assert!(!folder.path().join("new.db").exists());
    let mut older = MIGRATIONS.to_vec();
    older.remove(0);
    fs::write(&file, &whole).unwrap();
    let error = Archive::open(&file, &older).err().unwrap();
    assert_eq!(error.downcast::<kernel::Problem>().unwrap().code, "archive-newer");
}
