//! Renaming, moving, closing: each day sees its own tree, and what does not fit is refused.

use crate::house::{House, MIGRATIONS, day, problem, revision, way};
use directory::change::{self, Change, change as apply};
use directory::{Kind, tree};
use kernel::UnitId;
use store::{Refusal, Tx};
use testkit::{codes, on_both};

fn renamed(name: &str) -> Change {
    Change { name: Some(name.to_owned()), ..Change::default() }
}

fn moved(parent: UnitId) -> Change {
    Change { parent: Some(parent), ..Change::default() }
}

async fn change_from(
    tx: &mut Tx,
    id: UnitId,
    from: &str,
    change: &Change,
) -> Result<change::Plan, Refusal> {
    let revision = revision(tx, id).await;
    apply(tx, id, revision, day(from), change, None).await
}

async fn close_from(
    tx: &mut Tx,
    id: UnitId,
    from: &str,
    with_below: bool,
) -> Result<change::Closing, Refusal> {
    let revision = revision(tx, id).await;
    change::close(tx, id, revision, day(from), with_below).await
}

#[tokio::test]
async fn each_day_sees_the_name_and_the_place_of_that_day() {
    on_both(MIGRATIONS, async |test| {
        let mut tx = test.db.begin().await.unwrap();
        let house = House::build(&mut tx).await;
        change_from(&mut tx, house.wash, "2023-07-01", &renamed("重介车间")).await.unwrap();
        let plan =
            change_from(&mut tx, house.wash, "2024-01-01", &moved(house.second)).await.unwrap();
        assert_eq!((plan.moving, plan.before.parent), (2, Some(house.first)));
        let tx = &mut tx;
        assert_eq!(way(tx, house.crew, "2023-06-30").await, "集团/一矿/主洗车间/甲班");
        assert_eq!(way(tx, house.crew, "2023-12-31").await, "集团/一矿/重介车间/甲班");
        assert_eq!(way(tx, house.crew, "2024-01-01").await, "集团/二矿/重介车间/甲班");
        let before = tree::subtree(tx, house.first, day("2023-12-31")).await.unwrap();
        let after = tree::subtree(tx, house.first, day("2024-01-01")).await.unwrap();
        assert_eq!(before, [house.first, house.wash, house.crew]);
        assert_eq!(after, [house.first]);
        assert_eq!(tree::versions(tx, house.wash).await.unwrap().len(), 3);
    })
    .await;
}

#[tokio::test]
async fn a_change_on_the_day_of_the_last_one_corrects_it() {
    on_both(MIGRATIONS, async |test| {
        let mut tx = test.db.begin().await.unwrap();
        let house = House::build(&mut tx).await;
        change_from(&mut tx, house.wash, "2023-07-01", &renamed("重戒车间")).await.unwrap();
        change_from(&mut tx, house.wash, "2023-07-01", &renamed("重介车间")).await.unwrap();
        let names: Vec<String> = tree::versions(&mut tx, house.wash)
            .await
            .unwrap()
            .into_iter()
            .map(|version| version.name)
            .collect();
        assert_eq!(names, ["主洗车间", "重介车间"]);
        // Back to what it was: the two chapters are one again.
        change_from(&mut tx, house.wash, "2023-07-01", &renamed("主洗车间")).await.unwrap();
        assert_eq!(tree::versions(&mut tx, house.wash).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_move_that_is_taken_back_leaves_the_old_way() {
    on_both(MIGRATIONS, async |test| {
        let mut tx = test.db.begin().await.unwrap();
        let house = House::build(&mut tx).await;
        change_from(&mut tx, house.wash, "2023-07-01", &moved(house.group)).await.unwrap();
        change_from(&mut tx, house.wash, "2023-07-01", &moved(house.first)).await.unwrap();
        assert_eq!(way(&mut tx, house.crew, "2023-07-01").await, "集团/一矿/主洗车间/甲班");
        assert_eq!(tree::versions(&mut tx, house.wash).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_circle_is_refused() {
    on_both(MIGRATIONS, async |test| {
        let mut tx = test.db.begin().await.unwrap();
        let house = House::build(&mut tx).await;
        for below in [house.first, house.wash, house.crew] {
            let refused =
                problem(change_from(&mut tx, house.first, "2023-01-01", &moved(below)).await);
            assert_eq!((refused.code, refused.field.as_deref()), ("unit-cycle", Some("parent")));
        }
        // Nor by way of a later day: the crew leaves only afterwards.
        change_from(&mut tx, house.crew, "2025-01-01", &moved(house.second)).await.unwrap();
        let refused = change_from(&mut tx, house.wash, "2024-01-01", &moved(house.crew)).await;
        assert_eq!(codes(refused), ["unit-cycle"]);
        let allowed = change_from(&mut tx, house.wash, "2025-01-01", &moved(house.crew)).await;
        assert_eq!(allowed.unwrap().moving, 1);
        assert_eq!(way(&mut tx, house.wash, "2025-01-01").await, "集团/二矿/甲班/主洗车间");
    })
    .await;
}

#[tokio::test]
async fn what_does_not_fit_the_tree_is_refused() {
    on_both(MIGRATIONS, async |test| {
        let mut tx = test.db.begin().await.unwrap();
        let house = House::build(&mut tx).await;
        let tx = &mut tx;
        let cases = [
            (house.group, "2023-01-01", moved(house.first), "unit-root-moves"),
            (house.crew, "2021-06-01", moved(house.second), "unit-older-than-parent"),
            (house.crew, "2020-12-31", renamed("乙班"), "unit-change-too-early"),
            (house.crew, "2023-01-01", renamed(" 甲班"), "unit-change-nothing"),
            (house.crew, "2023-01-01", renamed(" "), "name-empty"),
            (house.wash, "2023-01-01", moved(house.second), "unit-name-taken"),
            (house.first, "2023-01-01", renamed("二矿"), "unit-name-taken"),
            (house.crew, "2023-01-01", moved(UnitId(999)), "unit-parent-unknown"),
        ];
        for (id, from, change, code) in cases {
            assert_eq!(codes(change_from(tx, id, from, &change).await), [code], "{change:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_second_of_two_editors_is_told() {
    on_both(MIGRATIONS, async |test| {
        let mut tx = test.db.begin().await.unwrap();
        let house = House::build(&mut tx).await;
        let seen = revision(&mut tx, house.wash).await;
        let from = day("2023-01-01");
        apply(&mut tx, house.wash, seen, from, &renamed("重介车间"), None).await.unwrap();
        let second = apply(&mut tx, house.wash, seen, from, &renamed("洗选车间"), None).await;
        assert!(
            matches!(second, Err(Refusal::Conflict(problem)) if problem.code == "unit-changed")
        );
        assert_eq!(way(&mut tx, house.wash, "2023-01-01").await, "集团/一矿/重介车间");
    })
    .await;
}

#[tokio::test]
async fn closing_asks_what_becomes_of_those_below() {
    on_both(MIGRATIONS, async |test| {
        let mut tx = test.db.begin().await.unwrap();
        let house = House::build(&mut tx).await;
        let refused = problem(close_from(&mut tx, house.wash, "2024-01-01", false).await);
        assert_eq!(refused.code, "unit-open-below");
        assert!(refused.args.contains(&("first", "甲班".to_owned())));
        let planned = change::plan_closing(&mut tx, house.first, day("2024-01-01")).await.unwrap();
        assert_eq!(planned.open.iter().map(|unit| unit.id).collect::<Vec<_>>(), [house.wash]);
        assert_eq!(planned.closing, [house.first, house.wash, house.crew]);
        close_from(&mut tx, house.first, "2024-01-01", true).await.unwrap();
        assert_eq!(way(&mut tx, house.crew, "2023-12-31").await, "集团/一矿/主洗车间/甲班");
        for gone in [house.first, house.wash, house.crew] {
            assert_eq!(way(&mut tx, gone, "2024-01-01").await, "");
        }
        let closed = tree::closed_children(&mut tx, house.group, day("2024-01-01")).await.unwrap();
        assert_eq!(closed.iter().map(|unit| unit.id).collect::<Vec<_>>(), [house.first]);
        let after = change_from(&mut tx, house.crew, "2024-01-01", &renamed("乙班")).await;
        assert_eq!(codes(after), ["unit-change-after-close"]);
        // Policy still knows where the closed unit stood.
        let path = tree::path_ids(&mut tx, house.crew, day("2026-01-01")).await.unwrap();
        assert_eq!(path, [house.crew, house.wash, house.first, house.group]);
    })
    .await;
}

#[tokio::test]
async fn a_closure_that_would_drop_a_later_chapter_is_refused() {
    on_both(MIGRATIONS, async |test| {
        let mut tx = test.db.begin().await.unwrap();
        let house = House::build(&mut tx).await;
        change_from(&mut tx, house.crew, "2025-01-01", &renamed("乙班")).await.unwrap();
        let refused = close_from(&mut tx, house.first, "2024-01-01", true).await;
        assert_eq!(codes(refused), ["unit-later-changes"]);
        let refused = close_from(&mut tx, house.crew, "2025-01-01", true).await;
        assert_eq!(codes(refused), ["unit-change-too-early"]);
        let refused = close_from(&mut tx, house.group, "2026-01-01", true).await;
        assert_eq!(codes(refused), ["unit-root-closes"]);
    })
    .await;
}

#[tokio::test]
async fn codes_and_kinds_change_too() {
    on_both(MIGRATIONS, async |test| {
        let mut tx = test.db.begin().await.unwrap();
        let house = House::build(&mut tx).await;
        let line = Change { kind: Some(Kind::Line), ..Change::default() };
        change_from(&mut tx, house.wash, "2023-01-01", &line).await.unwrap();
        let revision = revision(&mut tx, house.wash).await;
        let code = change::set_code(&mut tx, house.wash, revision, " ZX ").await.unwrap();
        assert_eq!(code.as_deref(), Some("ZX"));
        assert_eq!(tree::by_code(&mut tx, "ZX").await.unwrap(), Some(house.wash));
        let taken = change::set_code(&mut tx, house.crew, 1, "zx").await;
        assert_eq!(codes(taken), ["unit-code-taken"]);
        let unit = tree::unit_on(&mut tx, house.wash, day("2023-01-01")).await.unwrap().unwrap();
        assert_eq!(unit.kind, Kind::Line);
    })
    .await;
}
