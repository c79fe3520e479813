//! Upload, preview, decide, confirm, undo: what is stored when, and who may.

use crate::support::*;
use kernel::{Actor, ActorKind, Day, DayRange, Grant, ImportId, Role, UnitId, UserId};
use organisation::party::party_org::OrgKind;
use organisation::party::use_cases::orgs::{self, Founding};
use planning::imports::{self, Options, State, Upload};
use planning::store::indicators;
use store::{Ctx, Refusal};
use testkit::on_both;

fn plant() -> Upload {
    Upload { profile: "sample-plant".into(), ..Upload::default() }
}

async fn bring(ctx: &Ctx, file: interchange::Input) -> ImportId {
    imports::receive(ctx, plant(), vec![file]).await.expect("the file is taken")
}

async fn fingerprint(ctx: &Ctx, id: ImportId) -> String {
    imports::preview_of(ctx, id).await.expect("it may be seen").expect("a preview").fingerprint
}

async fn confirm(ctx: &Ctx, id: ImportId) {
    imports::confirm(ctx, id, &fingerprint(ctx, id).await, REASON).await.expect("it is confirmed");
}

/// Why values are restated, where some are.
const REASON: &str = "按调度日报复核";

const JANUARY: &[(&str, &str, &str, &str, &str)] = &[
    ("重介车间", "入洗原煤", "2026-01", "100", "90.5"),
    ("浮选车间", "入洗原煤", "2026-01", "50", "60"),
];

#[tokio::test]
async fn nothing_is_stored_before_it_is_confirmed() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let id = bring(&ctx, table(JANUARY)).await;
        let preview = imports::preview_of(&ctx, id).await.unwrap().unwrap();
        assert_eq!((preview.fresh, preview.units.total), (4, 3));
        assert_eq!(count(&ctx, "SELECT COUNT(*) FROM unit").await, 0);
        assert_eq!(count(&ctx, "SELECT COUNT(*) FROM indicator").await, 0);
        confirm(&ctx, id).await;
        assert_eq!(imports::state_of(&ctx, id).await.unwrap(), State::Confirmed);
        let plant = unit(&ctx, "清河洗煤厂").await;
        assert_eq!(actual(&ctx, plant, "raw-coal", "2026-01").await, "150.5");
        let entries = "SELECT COUNT(*) FROM audit WHERE action = 'import.confirm'";
        assert_eq!(count(&ctx, entries).await, 1);
        assert_eq!(code(imports::confirm(&ctx, id, "x", "").await), "import-changed");
    })
    .await;
}

#[tokio::test]
async fn the_same_file_again_makes_no_duplicates_and_says_so() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let id = bring(&ctx, table(JANUARY)).await;
        confirm(&ctx, id).await;
        let again = bring(&ctx, table(JANUARY)).await;
        let preview = imports::preview_of(&ctx, again).await.unwrap().unwrap();
        assert_eq!((preview.fresh, preview.restated.total, preview.identical), (0, 0, 4));
        assert!(!preview.may_be_confirmed());
        let refused = imports::confirm(&ctx, again, &preview.fingerprint, "").await;
        assert_eq!(code(refused), "import-nothing-new");
    })
    .await;
}

#[tokio::test]
async fn a_restated_value_shows_old_and_new_and_undo_brings_the_old_back() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        confirm(&ctx, bring(&ctx, table(JANUARY)).await).await;
        let plant = unit(&ctx, "清河洗煤厂").await;
        let other = [
            ("重介车间", "入洗原煤", "2026-01", "100", "91"),
            ("干选车间", "入洗原煤", "2026-01", "", "7"),
        ];
        let second = bring(&ctx, table(&other)).await;
        let preview = imports::preview_of(&ctx, second).await.unwrap().unwrap();
        let restated = &preview.restated.rows[0];
        assert_eq!((restated.old.as_str(), restated.new.as_str()), ("90.5", "91"));
        assert_eq!((preview.fresh, preview.identical, preview.units.total), (1, 1, 1));
        confirm(&ctx, second).await;
        assert_eq!(actual(&ctx, plant, "raw-coal", "2026-01").await, "158");
        imports::undo(&ctx, second).await.expect("it is undone");
        assert_eq!(actual(&ctx, plant, "raw-coal", "2026-01").await, "150.5");
        let names = "SELECT COUNT(*) FROM unit_version WHERE name = '干选车间'";
        assert_eq!(count(&ctx, names).await, 0);
        assert_eq!(imports::state_of(&ctx, second).await.unwrap(), State::Undone);
        // Undone, it can be imported once more.
        confirm(&ctx, bring(&ctx, table(&other)).await).await;
        assert_eq!(actual(&ctx, plant, "raw-coal", "2026-01").await, "158");
    })
    .await;
}

#[tokio::test]
async fn a_restated_value_names_its_reason() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        confirm(&ctx, bring(&ctx, table(JANUARY)).await).await;
        let other = table(&[("重介车间", "入洗原煤", "2026-01", "100", "91")]);
        let id = bring(&ctx, other.clone()).await;
        let seen = fingerprint(&ctx, id).await;
        let refused = imports::confirm(&ctx, id, &seen, " ").await;
        assert_eq!(code(refused), "import-restate-reason");
        let report = run(&ctx, "sample-plant", vec![other], Options::default()).await;
        assert!(report.files[0].blocked[0].contains("--reason"), "{:?}", report.files);
        assert_eq!(count(&ctx, "SELECT COUNT(*) FROM reading WHERE version > 1").await, 0);
        imports::confirm(&ctx, id, &seen, REASON).await.expect("it is confirmed");
        let kept = "SELECT COUNT(*) FROM reading r JOIN reading_entry e ON e.id = r.entry_id \
                    WHERE (r.version = 2 AND e.reason = '按调度日报复核') \
                    OR (r.version = 1 AND e.reason IS NULL)";
        assert_eq!(count(&ctx, kept).await, 5);
        let again = table(&[("重介车间", "入洗原煤", "2026-01", "100", "92")]);
        let reason = Some("日报有误".to_owned());
        let options = Options { yes: true, reason, ..Options::default() };
        assert!(!run(&ctx, "sample-plant", vec![again], options).await.is_blocked());
    })
    .await;
}

#[tokio::test]
async fn undo_takes_back_the_indicators_that_nothing_else_uses() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let first = bring(&ctx, table(JANUARY)).await;
        confirm(&ctx, first).await;
        let both = [
            ("重介车间", "入洗原煤", "2026-02", "", "80"),
            ("重介车间", "精煤产量", "2026-02", "", "50"),
        ];
        let second = bring(&ctx, table(&both)).await;
        confirm(&ctx, second).await;
        assert_eq!(dictionary(&ctx).await, [("raw-coal", true), ("clean-coal", true)]);
        imports::undo(&ctx, second).await.expect("it is undone");
        assert_eq!(dictionary(&ctx).await, [("raw-coal", true)]);
        // The code is free, and what comes next shares nothing with what was taken back.
        let third = bring(&ctx, table(&both)).await;
        confirm(&ctx, third).await;
        assert_eq!(dictionary(&ctx).await, [("raw-coal", true), ("clean-coal", true)]);
        let ids = "SELECT COUNT(DISTINCT id) FROM indicator WHERE code = 'clean-coal'";
        assert_eq!(count(&ctx, ids).await, 2);
        imports::undo(&ctx, first).await.expect_err("its units bear the third one's figures");
        imports::undo(&ctx, third).await.expect("it is undone");
        imports::undo(&ctx, first).await.expect("it is undone");
        assert!(dictionary(&ctx).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn an_indicator_that_was_edited_since_stays_and_is_unused() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let id = bring(&ctx, table(JANUARY)).await;
        confirm(&ctx, id).await;
        let known = &indicators::all(&mut ctx.read()).await.unwrap()[0];
        let mut tx = ctx.db.begin().await.unwrap();
        let terms =
            planning::indicator::Terms { source: "调度日报".into(), ..known.terms.clone() };
        assert!(indicators::change(&mut tx, known.id, 1, &terms, true).await.unwrap());
        tx.commit().await.unwrap();
        imports::undo(&ctx, id).await.expect("it is undone");
        assert_eq!(dictionary(&ctx).await, [("raw-coal", false)]);
    })
    .await;
}

/// Codes of the dictionary, and whether readings were kept for them.
async fn dictionary(ctx: &Ctx) -> Vec<(&'static str, bool)> {
    let all = indicators::all(&mut ctx.read()).await.unwrap();
    let code = |code: &str| ["raw-coal", "clean-coal"].into_iter().find(|known| *known == code);
    all.iter().map(|known| (code(&known.code).unwrap_or("?"), known.is_used)).collect()
}

#[tokio::test]
async fn an_import_that_others_built_upon_is_not_undone() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let first = bring(&ctx, table(JANUARY)).await;
        confirm(&ctx, first).await;
        let restated = table(&[("重介车间", "入洗原煤", "2026-01", "", "92")]);
        confirm(&ctx, bring(&ctx, restated).await).await;
        assert_eq!(code(imports::undo(&ctx, first).await), "import-built-upon");
        let plant = unit(&ctx, "清河洗煤厂").await;
        assert_eq!(actual(&ctx, plant, "raw-coal", "2026-01").await, "152");
        assert_eq!(imports::state_of(&ctx, first).await.unwrap(), State::Confirmed);
    })
    .await;
}

#[tokio::test]
async fn units_in_which_a_party_organisation_sits_are_not_withdrawn() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let first = bring(&ctx, table(JANUARY)).await;
        confirm(&ctx, first).await;
        let founding = Founding {
            name: "清河洗煤厂党委".to_owned(),
            kind: OrgKind::Committee,
            superior: None,
            seat: unit(&ctx, "清河洗煤厂").await,
            from: ctx.now.today,
            document: None,
            covers_seat: true,
            reaches_below: true,
        };
        orgs::found(&ctx, founding).await.unwrap();
        assert_eq!(code(imports::undo(&ctx, first).await), "unit-open-seat");
        assert_eq!(imports::state_of(&ctx, first).await.unwrap(), State::Confirmed);
    })
    .await;
}

#[tokio::test]
async fn of_two_people_at_once_the_second_looks_again() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let (mine, yours) = (bring(&ctx, table(JANUARY)).await, bring(&ctx, table(JANUARY)).await);
        let seen = fingerprint(&ctx, yours).await;
        confirm(&ctx, mine).await;
        let refused = imports::confirm(&ctx, yours, &seen, "").await;
        assert_eq!(code(refused), "import-changed-meanwhile");
        let preview = imports::preview_of(&ctx, yours).await.unwrap().unwrap();
        assert_eq!((preview.fresh, preview.identical), (0, 4));
        assert_eq!(count(&ctx, "SELECT COUNT(*) FROM reading").await, 4);
    })
    .await;
}

#[tokio::test]
async fn both_at_the_very_same_moment_leave_one() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let (a, b) = (bring(&ctx, table(JANUARY)).await, bring(&ctx, table(JANUARY)).await);
        let (seen_a, seen_b) = (fingerprint(&ctx, a).await, fingerprint(&ctx, b).await);
        let (first, second) = tokio::join!(
            imports::confirm(&ctx, a, &seen_a, ""),
            imports::confirm(&ctx, b, &seen_b, "")
        );
        assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
        assert_eq!(count(&ctx, "SELECT COUNT(*) FROM reading").await, 4);
        assert_eq!(count(&ctx, "SELECT COUNT(*) FROM unit").await, 4);
    })
    .await;
}

#[tokio::test]
async fn three_bad_rows_are_told_by_cell_and_the_rest_goes_in() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let rows = [
            ("重介车间", "入洗原煤", "2026-01", "100", "90"),
            ("重介车间", "入洗原煤", "2026-02", "100", "九十"),
            ("浮选车间", "没有的指标", "2026-01", "50", "60"),
            ("浮选车间", "入洗原煤", "2026-13", "50", "60"),
            ("浮选车间", "入洗原煤", "2026-01", "50", "61"),
        ];
        let id = bring(&ctx, table(&rows)).await;
        let preview = imports::preview_of(&ctx, id).await.unwrap().unwrap();
        let mut refused: Vec<&str> =
            preview.refusals.rows.iter().map(|row| &row.cell[1..]).collect();
        refused.dedup();
        assert_eq!(refused, ["3", "4", "5"]);
        assert!(preview.refusals.rows.iter().all(|row| !row.reason.zh.is_empty()));
        let sheet = imports::error_sheet(&ctx, id, kernel::Lang::Zh).await.expect("the sheet");
        assert!(sheet.starts_with(b"PK"));
        confirm(&ctx, id).await;
        let plant = unit(&ctx, "清河洗煤厂").await;
        assert_eq!(actual(&ctx, plant, "raw-coal", "2026-01").await, "151");
        assert_eq!(actual(&ctx, plant, "raw-coal", "2026-02").await, "–");
    })
    .await;
}

fn dispatcher(unit: UnitId, roles: &[Role]) -> Actor {
    let valid = DayRange { from: Day::EARLIEST, until: Day::FOREVER };
    let grants = roles.iter().map(|&role| Grant { role, unit, valid }).collect();
    let (kind, user, person) = (ActorKind::User, Some(UserId(7)), None);
    Actor { kind, user, person, name: "调度员".into(), grants, stands_in: Vec::new() }
}

#[tokio::test]
async fn an_importer_of_one_plant_writes_nothing_outside_it() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        confirm(&ctx, bring(&ctx, table(JANUARY)).await).await;
        let other = input(
            "二厂.csv",
            "上级单位,单位,指标,月份,实际\n二号洗煤厂,二厂车间,入洗原煤,2026-01,5\n",
        );
        confirm(&ctx, bring(&ctx, other).await).await;
        let mine = unit(&ctx, "清河洗煤厂").await;
        let all = [Role::Dispatch, Role::Hr];
        let me = Ctx { actor: dispatcher(mine, &all), ..ctx.clone() };
        // The other plant's workshop is none of mine: it would be founded below my plant.
        let theirs = input(
            "二厂.csv",
            "上级单位,单位,指标,月份,实际\n二号洗煤厂,二厂车间,入洗原煤,2026-02,6\n",
        );
        let id = bring(&me, theirs).await;
        confirm(&me, id).await;
        let workshop = "SELECT COUNT(*) FROM unit_version WHERE name = '二厂车间'";
        assert_eq!(count(&ctx, workshop).await, 2);
        let theirs = unit_below(&ctx, "二号洗煤厂", mine).await;
        assert_eq!(actual(&ctx, theirs, "raw-coal", "2026-02").await, "6");
        // And what is above me is not mine to name.
        let top = directory::tree::root_on(&mut ctx.read(), ctx.now.today).await.unwrap().unwrap();
        let above = Upload { under: Some(top.id), ..plant() };
        let refused = imports::receive(&me, above, vec![table(JANUARY)]).await;
        assert!(matches!(refused, Err(Refusal::NotFound | Refusal::Forbidden)));
    })
    .await;
}

async fn unit_below(ctx: &Ctx, name: &str, above: UnitId) -> UnitId {
    let below = directory::tree::subtree(&mut ctx.read(), above, ctx.now.today).await.unwrap();
    for id in below {
        let unit = directory::tree::unit_on(&mut ctx.read(), id, ctx.now.today).await.unwrap();
        if unit.is_some_and(|unit| unit.name == name) {
            return id;
        }
    }
    panic!("no {name} below");
}

#[tokio::test]
async fn who_may_not_found_units_is_told_before_confirming() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        confirm(&ctx, bring(&ctx, table(JANUARY)).await).await;
        let mine = unit(&ctx, "清河洗煤厂").await;
        let me = Ctx { actor: dispatcher(mine, &[Role::Dispatch]), ..ctx.clone() };
        let id = bring(&me, table(&[("新车间", "入洗原煤", "2026-01", "", "5")])).await;
        let preview = imports::preview_of(&me, id).await.unwrap().unwrap();
        assert_eq!(preview.hindrances.len(), 1);
        assert_eq!(
            code(imports::confirm(&me, id, &preview.fingerprint, "").await),
            "import-nothing-new"
        );
        let known = table(&[("重介车间", "入洗原煤", "2026-02", "", "5")]);
        confirm(&me, bring(&me, known).await).await;
        let member = Ctx { actor: dispatcher(mine, &[Role::Member]), ..ctx.clone() };
        assert!(imports::receive(&member, plant(), vec![table(JANUARY)]).await.is_err());
        assert!(imports::preview_of(&member, id).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn what_was_rounded_keeps_its_own_text() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let grouped = input(
            "月报.csv",
            "上级单位,单位,指标,月份,实际\n清河洗煤厂,重介车间,入洗原煤,2026-01,\"1,234.5\"\n",
        );
        confirm(&ctx, bring(&ctx, grouped).await).await;
        let sql =
            "SELECT e.import_id, r.cell FROM reading r JOIN reading_entry e ON e.id = r.entry_id";
        let (import, cell): (i64, i64) =
            store::Query::one(&mut ctx.read(), sql, store::params![]).await.unwrap();
        let place = imports::place(&mut ctx.read(), ImportId(import), cell).await.unwrap().unwrap();
        assert_eq!((place.file.as_str(), place.cell.as_str()), ("月报.csv", "E2"));
        assert_eq!(place.text.as_deref(), Some("1,234.5"));
    })
    .await;
}

#[tokio::test]
async fn an_indicator_of_refused_cells_alone_is_not_created() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let rows = [
            ("重介车间", "入洗原煤", "2026-01", "", "9"),
            ("重介车间", "精煤产量", "2026-01", "", "-3"),
        ];
        let id = bring(&ctx, table(&rows)).await;
        let preview = imports::preview_of(&ctx, id).await.unwrap().unwrap();
        assert_eq!(preview.refusals.total, 1);
        let codes: Vec<&str> = preview.indicators.iter().map(|new| new.code.as_str()).collect();
        assert_eq!(codes, ["raw-coal"]);
        confirm(&ctx, id).await;
        assert_eq!(count(&ctx, "SELECT COUNT(*) FROM indicator").await, 1);
    })
    .await;
}

/// Threshold and target of a higher-is-better indicator, by unit.
fn marks(rows: &[(&str, &str, &str)]) -> interchange::Input {
    let mut text = "上级单位,单位,指标,月份,门槛,计划\n".to_owned();
    for (unit, threshold, target) in rows {
        text += &format!("清河洗煤厂,{unit},精煤产量,2026-01,{threshold},{target}\n");
    }
    input("月报.csv", &text)
}

#[tokio::test]
async fn marks_that_cross_are_refused_by_cell_and_the_rest_is_confirmed() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let profile = interchange::profile::by_name("sample-plant").unwrap().text;
        let own = profile.replace(
            "[[column]]\nid = \"unit\"",
            "[[column]]\nid = \"threshold\"\nheading = [\"门槛\"]\noptional = true\n\
             indicator = \"{indicator}\"\nkind = \"threshold\"\n\n[[column]]\nid = \"unit\"",
        );
        assert_ne!(own, profile);
        imports::save_profile(&ctx, &own, 0).await.expect("saved");
        let cells = async |rows: &[(&str, &str, &str)]| {
            let id = bring(&ctx, marks(rows)).await;
            let preview = imports::preview_of(&ctx, id).await.unwrap().unwrap();
            assert!(preview.hindrances.is_empty(), "{:?}", preview.hindrances);
            let refused = preview.refusals.rows.iter().map(|row| row.cell.clone());
            (id, refused.collect::<Vec<_>>(), preview.fresh)
        };
        let rows = [("重介车间", "90", "100"), ("浮选车间", "60", "50"), ("干选车间", "", "20")];
        let (id, refused, fresh) = cells(&rows).await;
        assert_eq!((refused, fresh), (vec!["E3".to_owned(), "F3".to_owned()], 3));
        confirm(&ctx, id).await;
        // Against a target that is kept already, the new threshold alone is refused.
        let (id, refused, fresh) = cells(&[("干选车间", "21", "20"), ("浮选车间", "", "50")]).await;
        assert_eq!((refused, fresh), (vec!["E2".to_owned()], 1));
        confirm(&ctx, id).await;
    })
    .await;
}

/// Sheet, cell and Chinese reason of every refusal.
async fn refused(ctx: &Ctx, id: ImportId) -> Vec<(String, String)> {
    let preview = imports::preview_of(ctx, id).await.unwrap().unwrap();
    assert!(preview.hindrances.is_empty(), "{:?}", preview.hindrances);
    let rows = preview.refusals.rows.into_iter();
    rows.map(|row| (row.cell, row.reason.zh)).collect()
}

#[track_caller]
fn told(refused: &[(String, String)], expected: &[(&str, &[&str])]) {
    let cells: Vec<&str> = refused.iter().map(|(cell, _)| cell.as_str()).collect();
    let wanted: Vec<&str> = expected.iter().map(|(cell, _)| *cell).collect();
    assert_eq!(cells, wanted, "{refused:?}");
    for ((_, reason), (_, words)) in refused.iter().zip(expected) {
        assert!(words.iter().all(|word| reason.contains(word)), "{reason}");
    }
}

#[tokio::test]
async fn numbers_at_two_heights_of_a_branch_are_told_by_cell() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let both = "上级单位,单位,指标,月份,计划,实际\n\
            清河洗煤厂,重介车间,入洗原煤,2026-01,,9\n\
            清河集团,清河洗煤厂,入洗原煤,2026-01,20,19\n\
            清河洗煤厂,浮选车间,入洗原煤,2026-01,,10\n\
            清河洗煤厂,浮选车间,入洗原煤,2026-02,,11\n";
        let id = bring(&ctx, input("月报.csv", both)).await;
        told(
            &refused(&ctx, id).await,
            &[
                ("F2", &["重介车间", "上级 清河洗煤厂", "月报.csv", "F3", "实际"]),
                ("F3", &["清河洗煤厂", "下级", "共 2 处"]),
                ("F4", &["浮选车间", "F3"]),
            ],
        );
        confirm(&ctx, id).await;
        let plant = unit(&ctx, "清河洗煤厂").await;
        assert_eq!(actual(&ctx, plant, "raw-coal", "2026-01").await, "–");
        assert_eq!(actual(&ctx, plant, "raw-coal", "2026-02").await, "11");
        // Against what is kept, the new cell alone is refused, and the other unit is named.
        let later = "上级单位,单位,指标,月份,计划,实际\n\
            清河集团,清河洗煤厂,入洗原煤,2026-02,,12\n\
            清河洗煤厂,新车间,入洗原煤,2026-01,3,\n\
            清河洗煤厂,新车间,入洗原煤,2026-03,3,4\n";
        let id = bring(&ctx, input("月报.csv", later)).await;
        told(
            &refused(&ctx, id).await,
            &[("F2", &["清河洗煤厂", "已由下级"]), ("E3", &["新车间", "上级单位 清河洗煤厂"])],
        );
        confirm(&ctx, id).await;
        assert_eq!(actual(&ctx, plant, "raw-coal", "2026-03").await, "4");
    })
    .await;
}

#[tokio::test]
async fn a_unit_that_moves_counts_where_it_stands_in_each_month() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let rows = "上级单位,单位,指标,月份,计划,实际\n\
            清河集团,一厂,入洗原煤,2026-02,,7\n\
            清河集团,二厂,入洗原煤,2026-01,,8\n\
            一厂,重介车间,入洗原煤,2026-01,,1\n\
            二厂,重介车间,入洗原煤,2026-02,,2\n";
        let id = bring(&ctx, input("月报.csv", rows)).await;
        told(&refused(&ctx, id).await, &[]);
        confirm(&ctx, id).await;
        let group = unit(&ctx, "清河集团").await;
        assert_eq!(actual(&ctx, group, "raw-coal", "2026-01").await, "9");
    })
    .await;
}

#[tokio::test]
async fn a_moment_counts_for_its_production_day() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        begin_at_eight(&ctx).await;
        let rows = [
            ("重介车间", "入洗原煤", "2026-02-01 07:59", "", "9"),
            ("浮选车间", "入洗原煤", "2026-02-01 08:00", "", "10"),
        ];
        confirm(&ctx, bring(&ctx, table(&rows)).await).await;
        let plant = unit(&ctx, "清河洗煤厂").await;
        assert_eq!(actual(&ctx, plant, "raw-coal", "2026-01").await, "9");
        assert_eq!(actual(&ctx, plant, "raw-coal", "2026-02").await, "10");
    })
    .await;
}

#[tokio::test]
async fn a_file_of_many_known_indicators_is_confirmed_as_it_was_seen() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        // The profile names none of these: they are known from the dictionary, in an order of its own.
        let names: Vec<String> = (0..12).map(|n| format!("自有指标{n}")).collect();
        let mut tx = ctx.db.begin().await.expect("a transaction");
        for (n, name) in names.iter().enumerate() {
            indicators::create(&mut tx, &own(&format!("own-{n}"), name)).await.expect("kept");
        }
        tx.commit().await.expect("committed");
        for round in 0..3 {
            let value = (10 + round).to_string();
            let rows: Vec<_> = names
                .iter()
                .map(|name| ("重介车间", name.as_str(), "2026-01", "", value.as_str()))
                .collect();
            let id = bring(&ctx, table(&rows)).await;
            confirm(&ctx, id).await;
        }
    })
    .await;
}

fn own(code: &str, name: &str) -> planning::indicator::Terms {
    planning::indicator::Terms {
        code: code.to_owned(),
        name_zh: name.to_owned(),
        name_en: String::new(),
        unit: "件".to_owned(),
        decimals: 0,
        direction: planning::Direction::Down,
        aggregation: planning::Aggregation::Sum,
        factor: 1,
        grain: kernel::Grain::Month,
        owner: None,
        source: String::new(),
        tolerance: None,
        may_be_negative: false,
    }
}
