//! A whole dated tree from one list of units.

use crate::support::*;
use kernel::ImportId;
use planning::imports::{self, Preview, Upload};
use store::Ctx;
use testkit::on_both;

const HEAD: &str = "编码,上级编码,上级单位,名称,类别,成立日期,撤销日期\n";

/// Parents stand below their children, by code or by name; kinds in three spellings.
const TREE: &str = "QH-ZX-1,QH-ZX,,甲班,班组,2012-03-01,2019-12-31\n\
    QH-ZX-2,QH-ZX,,乙班,Team,2012/3/1,\n\
    QH-ZX,,清河洗煤厂,主洗车间,workshop,2010年1月1日,\n\
    QH-FX,QH,,浮选车间,车间,20110101,2020-06-30\n\
    QH-FX-1,QH-FX,,丙班,班组,2011-01-01,2020-06-30\n\
    QH,,清河集团,清河洗煤厂,厂,2008-05-01,\n\
    JT,,,清河集团,集团,1998-01-01,\n";

fn list(rows: &str) -> interchange::Input {
    input("单位清单.csv", &format!("{HEAD}{rows}"))
}

async fn bring(ctx: &Ctx, rows: &str) -> (ImportId, Preview) {
    bring_file(ctx, list(rows)).await
}

async fn bring_file(ctx: &Ctx, file: interchange::Input) -> (ImportId, Preview) {
    let upload = Upload { profile: "unit-tree".into(), ..Upload::default() };
    let id = imports::receive(ctx, upload, vec![file]).await.expect("the file is taken");
    let preview = imports::preview_of(ctx, id).await.expect("it may be seen").expect("a preview");
    (id, preview)
}

async fn confirm(ctx: &Ctx, (id, preview): &(ImportId, Preview)) {
    assert!(preview.may_be_confirmed(), "{:?} {:?}", preview.hindrances, preview.refusals);
    imports::confirm(ctx, *id, &preview.fingerprint, "").await.expect("it is confirmed");
}

/// Cell and Chinese reason of every refusal.
fn refused(preview: &Preview) -> Vec<(&str, &str)> {
    let rows = preview.refusals.rows.iter();
    rows.map(|row| (row.cell.as_str(), row.reason.zh.as_str())).collect()
}

#[track_caller]
fn refuses(preview: &Preview, expected: &[(&str, &[&str])]) {
    let found = refused(preview);
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for ((cell, reason), (at, words)) in found.iter().zip(expected) {
        assert_eq!(cell, at, "{found:?}");
        assert!(words.iter().all(|word| reason.contains(word)), "{reason}");
    }
}

/// Every version and way of the tree.
async fn whole(ctx: &Ctx) -> Vec<(i64, i64, i64, i64)> {
    use store::{Query, params};
    let sql = "SELECT unit_id, valid_from, valid_until, COALESCE(parent_id, 0) FROM unit_version \
         UNION ALL SELECT descendant_id, valid_from, valid_until, 1000000 * depth + ancestor_id \
         FROM unit_closure ORDER BY 1, 2, 3, 4";
    ctx.read().all(sql, params![]).await.expect("rows")
}

#[tokio::test]
async fn a_dated_tree_comes_from_one_list_and_goes_again() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let brought = bring(&ctx, TREE).await;
        assert_eq!(refused(&brought.1), []);
        let new = |name: &str| {
            let unit = brought.1.units.rows.iter().find(|unit| unit.name == name).expect("a unit");
            (unit.kind.clone(), unit.from.clone(), unit.last.clone(), unit.above.join("/"))
        };
        let fields = |fields: [&str; 4]| {
            let [kind, from, last, above] = fields.map(str::to_owned);
            (kind, from, last, above)
        };
        let team = ["team", "2012-03-01", "2019-12-31", "清河集团/清河洗煤厂/主洗车间"];
        assert_eq!(new("甲班"), fields(team));
        assert_eq!(new("清河洗煤厂"), fields(["plant", "2008-05-01", "", "清河集团"]));
        assert_eq!(new("清河集团"), fields(["group", "1998-01-01", "", ""]));
        confirm(&ctx, &brought).await;
        let top = unit(&ctx, "JT").await;
        let day = |text: &str| text.parse().expect("a day");
        let root = directory::tree::root_on(&mut ctx.read(), day("1998-01-01")).await.unwrap();
        assert_eq!(root.map(|root| root.id), Some(top));
        let shop = unit(&ctx, "QH-ZX").await;
        for (on, teams) in [("2012-02-29", 0), ("2019-12-31", 2), ("2020-01-01", 1)] {
            let below = directory::tree::children(&mut ctx.read(), shop, day(on), 0, 9).await;
            assert_eq!(below.expect("teams").len(), teams, "{on}");
        }
        let (_, again) = bring(&ctx, TREE).await;
        assert_eq!(refused(&again), []);
        assert!(!again.changes_anything(), "the same list changes nothing");
        imports::undo(&ctx, brought.0).await.expect("it is undone");
        assert_eq!(whole(&ctx).await, []);
    })
    .await;
}

#[tokio::test]
async fn closing_by_a_list_is_shown_and_taken_back() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let brought = bring(&ctx, TREE).await;
        confirm(&ctx, &brought).await;
        let before = whole(&ctx).await;
        let closed = "QH-ZX,QH,,主洗车间,车间,2010-01-01,2026-06-30\n\
            QH-ZX-2,QH-ZX,,乙班,班组,2012-03-01,2026-05-31\n\
            QH-GX,QH,,干选车间,车间,2026-07-01,\n";
        let second = bring(&ctx, closed).await;
        let lines = second.1.changes.rows.iter().map(|line| (&*line.unit, &*line.what, &*line.to));
        let lines: Vec<_> = lines.collect();
        let expected = [("乙班", "close", "2026-05-31"), ("主洗车间", "close", "2026-06-30")];
        assert_eq!(lines, expected);
        assert_eq!(second.1.units.rows[0].from, "2026-07-01");
        confirm(&ctx, &second).await;
        let plant = unit(&ctx, "QH").await;
        let july = "2026-07-01".parse().unwrap();
        let below = directory::tree::children(&mut ctx.read(), plant, july, 0, 9).await.unwrap();
        let names: Vec<&str> = below.iter().map(|node| node.unit.name.as_str()).collect();
        assert_eq!(names, ["干选车间"]);
        imports::undo(&ctx, second.0).await.expect("it is undone");
        assert_eq!(whole(&ctx).await, before);
    })
    .await;
}

#[tokio::test]
async fn days_that_cannot_be_are_told_by_cell() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let rows = "JT,,,清河集团,集团,1998-01-01,\n\
            A,JT,,一厂,厂,1997-12-31,\n\
            A1,A,,一车间,车间,2001-01-01,\n\
            B,JT,,二厂,厂,2001-05-01,2001-04-30\n\
            C,JT,,三厂,厂,明年,\n\
            D,JT,,四厂,水厂,2002-01-01,\n\
            E,JT,,五厂,厂,2003-01-01,2010-12-31\n\
            E1,E,,五车间,车间,2003-01-01,\n\
            F,JT,,六厂,厂,2004-01-01,\n\
            G,,无此厂,七厂,厂,2004-01-01,\n";
        let brought = bring(&ctx, rows).await;
        refuses(
            &brought.1,
            &[
                ("F3", &["一厂", "1997-12-31", "清河集团", "1998-01-01"]),
                ("B4", &["一厂"]),
                ("G5", &["2001-04-30", "2001-05-01"]),
                ("F6", &["明年"]),
                ("E7", &["水厂", "车间"]),
                ("G8", &["五厂", "五车间"]),
                ("B9", &["五厂"]),
                ("C11", &["无此厂"]),
            ],
        );
        confirm(&ctx, &brought).await;
        assert_eq!(count(&ctx, "SELECT COUNT(*) FROM unit").await, 2);
    })
    .await;
}

#[tokio::test]
async fn what_the_database_knows_is_not_rewritten_in_silence() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        confirm(&ctx, &bring(&ctx, TREE).await).await;
        let rows = "JT,,,清河集团,集团,1998-01-01,2026-12-31\n\
            QH,JT,,清河洗煤厂,公司,2008-05-02,2026-12-31\n\
            QH-FX,QH,,浮选车间,车间,2011-01-01,2020-07-31\n\
            QH-ZX-2,QH,,乙班,班组,2012-03-01,\n\
            X,QH-FX,,丁班,班组,2012-01-01,\n";
        let (_, preview) = bring(&ctx, rows).await;
        refuses(
            &preview,
            &[
                ("G2", &["清河集团", "最高一级"]),
                ("E3", &["公司", "矿（厂）"]),
                ("F3", &["2008-05-02", "2008-05-01"]),
                ("G3", &["清河洗煤厂", "主洗车间"]),
                ("G4", &["2020-07-31", "2020-06-30"]),
                ("B5", &["乙班", "清河洗煤厂"]),
                ("F6", &["浮选车间", "2020-06-30"]),
            ],
        );
        assert!(!preview.changes_anything());
    })
    .await;
}

#[tokio::test]
async fn circles_and_a_second_top_name_their_units() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let circle = "JT,,,清河集团,集团,,\nA,C,,一厂,厂,,\nB,A,,二厂,厂,,\nC,B,,三厂,厂,,\n\
            C1,C,,一班,班组,,\n";
        let (_, preview) = bring(&ctx, circle).await;
        let names: &[&str] = &["一厂", "二厂", "三厂"];
        refuses(&preview, &[("B3", names), ("B4", names), ("B5", names), ("B6", &["三厂"])]);
        assert_eq!(preview.units.total, 1);
        let (_, preview) = bring(&ctx, "A,,,一厂,厂,,\nB,,,二厂,厂,,\nC,A,,三厂,厂,,\n").await;
        let reason = &preview.blocked[0].reason.zh;
        assert!(reason.contains("一厂 (D2)") && reason.contains("二厂 (D3)"), "{reason}");
        assert!(!preview.may_be_confirmed());
        assert_eq!(count(&ctx, "SELECT COUNT(*) FROM unit").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_list_without_codes_finds_its_units_again() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let rows = ",,一车间,甲班,班组,,\n,,清河集团,一车间,车间,,\n,,清河集团,二车间,车间,,\n\
            ,,二车间,甲班,班组,,\n,,,清河集团,,,\n";
        confirm(&ctx, &bring(&ctx, rows).await).await;
        assert_eq!(count(&ctx, "SELECT COUNT(*) FROM unit").await, 5);
        let (_, again) = bring(&ctx, rows).await;
        assert_eq!(refused(&again), []);
        assert!(!again.changes_anything(), "{:?}", again.units);
    })
    .await;
}

/// The tree as a workbook with real date cells, one of them with an hour.
fn workbook() -> interchange::Input {
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
    let mut rows = format!("{HEAD}{TREE}");
    for (written, day) in
        [("2012/3/1", "2012-03-01"), ("2010年1月1日", "2010-01-01"), ("20110101", "2011-01-01")]
    {
        rows = rows.replace(written, day);
    }
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let format = Format::new().set_num_format("yyyy年m月d日");
    for (cells, row) in rows.lines().zip(0..) {
        for (text, column) in cells.split(',').zip(0_u16..) {
            if text.parse::<kernel::Day>().is_ok() {
                let hour = if text == "2010-01-01" { "T07:30:00" } else { "" };
                let day = ExcelDateTime::parse_from_str(&format!("{text}{hour}")).unwrap();
                sheet.write_datetime_with_format(row, column, &day, &format).unwrap();
            } else {
                sheet.write_string(row, column, text).unwrap();
            }
        }
    }
    let bytes = book.save_to_buffer().unwrap();
    interchange::Input { name: "单位清单.xlsx".into(), bytes }
}

#[tokio::test]
async fn date_cells_of_a_workbook_are_days_as_those_of_a_text_are() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        begin_at_eight(&ctx).await;
        let (_, of_text) = bring(&ctx, TREE).await;
        let brought = bring_file(&ctx, workbook()).await;
        assert_eq!(brought.1.units, of_text.units);
        assert_eq!(refused(&brought.1), []);
        confirm(&ctx, &brought).await;
        let shop = unit(&ctx, "QH-ZX").await;
        let versions = directory::tree::versions(&mut ctx.read(), shop).await.unwrap();
        // The day on which a unit was founded is no production day.
        assert_eq!(versions[0].valid.from.to_string(), "2010-01-01");
        let (_, again) = bring(&ctx, TREE).await;
        assert!(!again.changes_anything(), "the same list as text changes nothing");
    })
    .await;
}

/// Whether there is a Chinese character in it.
fn is_chinese(text: &str) -> bool {
    text.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter))
}

#[tokio::test]
async fn kinds_are_named_in_the_language_of_the_text() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        confirm(&ctx, &bring(&ctx, "JT,,,Group,集团,1998-01-01,\n").await).await;
        let rows = "JT,,,Group,company,1998-01-01,\nA,JT,,Plant,mill,1999-01-01,\n";
        let (_, preview) = bring(&ctx, rows).await;
        let told: Vec<_> = preview.refusals.rows.iter().map(|row| &row.reason).collect();
        assert_eq!(told.len(), 2);
        assert!(told.iter().all(|said| !is_chinese(&said.en)), "{told:?}");
        assert!(told[0].en.contains("“Group”; here it is “company”"), "{}", told[0].en);
        assert!(told[0].zh.contains("“集团”"), "{}", told[0].zh);
        for kind in directory::Kind::ALL {
            for lang in kernel::Lang::ALL {
                let name = kernel::texts::get().text(lang, kind.key());
                assert!(told[1].get(lang).contains(&name), "{name}: {:?}", told[1]);
            }
        }
    })
    .await;
}
