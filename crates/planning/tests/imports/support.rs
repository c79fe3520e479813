//! What the tests of imports share: a context, files, figures.

use interchange::{Input, Kind};
use kernel::texts::{self, Catalogue};
use kernel::{Actor, Period, Quantity, Ratio, Sum, UnitId};
use planning::imports::{self, Options, Report};
use store::{Ctx, Migrations, Query, Refusal, params};
use testkit::TestDb;

pub const MIGRATIONS: &[Migrations] = &[
    store::MIGRATIONS,
    directory::MIGRATIONS,
    matters::MIGRATIONS,
    organisation::MIGRATIONS,
    matters::MIGRATIONS,
    planning::MIGRATIONS,
];

/// The operator at the command line.
pub fn operator(db: &TestDb) -> Ctx {
    install_texts();
    db.ctx(Actor::system("operator"))
}

pub fn install_texts() {
    let all = [
        kernel::TEXTS,
        store::TEXTS,
        directory::TEXTS,
        interchange::TEXTS,
        web_kit::TEXTS,
        planning::TEXTS,
        imports::IMPORT_TEXTS,
        planning::annual::ANNUAL_TEXTS,
        planning::meetings::MEETING_TEXTS,
        planning::periods::PERIOD_TEXTS,
    ];
    texts::install(Catalogue::new(&all).expect("the texts"));
}

/// Lets the production day begin at eight.
pub async fn begin_at_eight(ctx: &Ctx) {
    let mut tx = ctx.db.begin().await.expect("a transaction");
    store::settings::put(&mut tx, "production-day-cut", "8").await.expect("a setting");
    tx.commit().await.expect("it is kept");
}

pub fn input(name: &str, text: &str) -> Input {
    Input { name: name.to_owned(), bytes: text.as_bytes().to_vec() }
}

/// A small table of the washing plant: unit, indicator, month, plan, actual.
pub fn table(rows: &[(&str, &str, &str, &str, &str)]) -> Input {
    let mut text = "上级单位,单位,指标,月份,计划,实际\n".to_owned();
    for (unit, indicator, month, plan, actual) in rows {
        text += &format!("清河洗煤厂,{unit},{indicator},{month},{plan},{actual}\n");
    }
    input("月报.csv", &text)
}

pub async fn run(ctx: &Ctx, profile: &str, files: Vec<Input>, options: Options) -> Report {
    imports::run_from_files(ctx, profile, files, &options).await.expect("the import is tried")
}

/// Imports what must go through.
pub async fn import(ctx: &Ctx, profile: &str, files: Vec<Input>) -> Report {
    let report = run(ctx, profile, files, Options { yes: true, ..Options::default() }).await;
    assert!(!report.is_blocked(), "{:?}", report.files);
    report
}

/// The unit of this name; there must be one.
pub async fn unit(ctx: &Ctx, name: &str) -> UnitId {
    let sql = "SELECT DISTINCT unit_id FROM unit_version WHERE name = $1 OR unit_id IN \
               (SELECT id FROM unit WHERE code = $1)";
    let rows: Vec<(i64,)> = ctx.read().all(sql, params![name]).await.expect("units");
    match rows[..] {
        [(id,)] => UnitId(id),
        _ => panic!("{} units are called {name}", rows.len()),
    }
}

pub async fn count(ctx: &Ctx, sql: &'static str) -> i64 {
    ctx.read().one::<(i64,)>(sql, params![]).await.expect("a count").0
}

/// Numerator and denominator of a unit's own reading, or of its roll-up.
pub async fn amount(
    ctx: &Ctx,
    unit: UnitId,
    indicator: &str,
    period: &str,
    kind: Kind,
) -> Option<Ratio> {
    let period: Period = period.parse().expect("a period");
    let own = "SELECT r.value, r.weight FROM reading r JOIN indicator i ON i.id = r.indicator_id \
               WHERE r.unit_id = $1 AND i.code = $2 AND r.period = $3 AND r.kind = $4 \
               AND r.withdrawn IS NULL ORDER BY r.version DESC LIMIT 1";
    let key = params![unit, indicator, period, kind.code()];
    let own: Option<(i64, Option<i64>)> =
        ctx.read().optional(own, key.clone()).await.expect("a reading");
    if let Some((value, weight)) = own {
        let sum = |millionths| Sum::from(Quantity::from_millionths(millionths));
        return Some(Ratio { numerator: sum(value), denominator: sum(weight.unwrap_or(0)) });
    }
    let rolled = "SELECT u.top_hi, u.top_mid, u.top_lo, u.bottom_hi, u.bottom_mid, u.bottom_lo \
                  FROM roll_up u JOIN indicator i ON i.id = u.indicator_id \
                  WHERE u.unit_id = $1 AND i.code = $2 AND u.period = $3 AND u.kind = $4 AND u.n > 0";
    type Limbs = (i64, i64, i64, i64, i64, i64);
    let rolled: Option<Limbs> = ctx.read().optional(rolled, key).await.expect("a roll-up");
    let limbs = rolled?;
    Some(Ratio {
        numerator: Sum::from_limbs([limbs.0, limbs.1, limbs.2]).expect("a sum"),
        denominator: Sum::from_limbs([limbs.3, limbs.4, limbs.5]).expect("a sum"),
    })
}

/// An actual as text; "–" when there is none.
pub async fn actual(ctx: &Ctx, unit: UnitId, indicator: &str, period: &str) -> String {
    match amount(ctx, unit, indicator, period, Kind::Actual).await {
        Some(ratio) => ratio.numerator.quantity().expect("a quantity").to_string(),
        None => "–".to_owned(),
    }
}

/// All files of a folder whose name ends so, in order.
pub fn read_all(path: &std::path::Path, ending: &str) -> Vec<Input> {
    let mut files: Vec<Input> = std::fs::read_dir(path)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.to_string_lossy().ends_with(ending))
        .map(|path| read(&path))
        .collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files
}

pub fn read(path: &std::path::Path) -> Input {
    let name = path.file_name().expect("a name").to_string_lossy().into_owned();
    Input { name, bytes: std::fs::read(path).expect("a file") }
}

/// The code of the first problem.
#[track_caller]
pub fn code<T: std::fmt::Debug>(result: Result<T, Refusal>) -> &'static str {
    match result.expect_err("a refusal") {
        Refusal::Invalid(problems) => problems[0].code,
        Refusal::Conflict(problem) => problem.code,
        Refusal::NotFound => "not-found",
        Refusal::Forbidden => "forbidden",
        Refusal::Failed(error) => error.problem().code,
    }
}
