//! New units: what is refused, and that all of it is said at once.

use crate::house::{House, MIGRATIONS, day, new, problem, way};
use directory::founding::{create, create_many};
use directory::{Parent, tree};
use kernel::{Day, DayRange, UnitId};
use testkit::{codes, on_both};

#[tokio::test]
async fn a_unit_is_found_where_it_was_founded_and_not_a_day_earlier() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(&test.db).await;
        let q = &mut test.db.read();
        assert_eq!(way(q, house.crew, "2021-01-01").await, "集团/一矿/主洗车间/甲班");
        assert_eq!(way(q, house.crew, "2020-12-31").await, "");
        assert_eq!(tree::unit_on(q, house.crew, day("2020-12-31")).await.unwrap(), None);
        let near = tree::unit_near(q, house.crew, day("2020-12-31")).await.unwrap().unwrap();
        assert_eq!((near.name.as_str(), near.parent), ("甲班", Some(house.wash)));
    })
    .await;
}

#[tokio::test]
async fn every_problem_of_a_list_is_named_at_once_and_nothing_is_kept() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(&test.db).await;
        let mut tx = test.db.begin().await.unwrap();
        let mut coded = new("乙班", Parent::Known(house.wash), "2021-01-01");
        coded.code = Some("B-1".to_owned());
        let mut again = new("丙班", Parent::Known(house.wash), "2021-01-01");
        again.code = Some("Ｂ-1".to_owned());
        let mut reversed = new("丁班", Parent::Known(house.wash), "2021-01-01");
        reversed.valid = DayRange { from: day("2021-01-01"), until: day("2020-06-01") };
        let units = vec![
            coded,
            again,
            reversed,
            new("", Parent::Known(house.wash), "2021-01-01"),
            new("　甲班 ", Parent::Known(house.wash), "2023-01-01"),
            new("早班", Parent::Known(house.second), "2021-12-31"),
            new("孤儿", Parent::Known(UnitId(999)), "2021-01-01"),
            new("后来", Parent::New(8), "2021-01-01"),
            new("第二集团", Parent::Root, "2030-01-01"),
        ];
        let refused = codes(create_many(&mut tx, None, units).await);
        assert_eq!(
            refused,
            [
                "unit-code-taken",
                "unit-ends-before-it-begins",
                "name-empty",
                "unit-name-taken",
                "unit-older-than-parent",
                "unit-parent-unknown",
                "unit-parent-unknown",
                "unit-second-root",
            ]
        );
        tx.commit().await.unwrap();
        assert_eq!(tree::count_on(&mut test.db.read(), day("2030-01-01")).await.unwrap(), 6);
    })
    .await;
}

#[tokio::test]
async fn a_code_in_use_is_refused_whatever_its_width_or_case() {
    on_both(MIGRATIONS, async |test| {
        let mut tx = test.db.begin().await.unwrap();
        let house = House::build(&mut tx).await;
        let mut unit = new("乙班", Parent::Known(house.wash), "2021-01-01");
        unit.code = Some("wx-01".to_owned());
        create(&mut tx, unit.clone()).await.unwrap();
        unit.name = "丙班".to_owned();
        unit.code = Some(" ＷＸ-01".to_owned());
        let problem = problem(create(&mut tx, unit).await);
        assert_eq!((problem.code, problem.field.as_deref()), ("unit-code-taken", Some("code")));
    })
    .await;
}

#[tokio::test]
async fn a_unit_may_not_outlive_the_one_above() {
    on_both(MIGRATIONS, async |test| {
        let mut tx = test.db.begin().await.unwrap();
        let house = House::build(&mut tx).await;
        let mut project = new("技改项目部", Parent::Known(house.first), "2023-01-01");
        project.valid.until = day("2024-01-01");
        let project = create(&mut tx, project).await.unwrap();
        let team = new("安装队", Parent::Known(project), "2023-03-01");
        assert_eq!(problem(create(&mut tx, team.clone()).await).code, "unit-outlives-parent");
        let mut team = team;
        team.valid.until = day("2024-01-01");
        create(&mut tx, team).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_name_is_free_again_when_its_bearer_is_gone() {
    on_both(MIGRATIONS, async |test| {
        let mut tx = test.db.begin().await.unwrap();
        let house = House::build(&mut tx).await;
        let mut early = new("乙班", Parent::Known(house.wash), "2021-01-01");
        early.valid.until = day("2022-01-01");
        create(&mut tx, early).await.unwrap();
        let late = new("乙班", Parent::Known(house.wash), "2022-01-01");
        create(&mut tx, late.clone()).await.unwrap();
        assert_eq!(codes(create(&mut tx, late).await), ["unit-name-taken"]);
    })
    .await;
}

#[tokio::test]
async fn a_second_root_is_refused_on_any_day() {
    on_both(MIGRATIONS, async |test| {
        let mut tx = test.db.begin().await.unwrap();
        House::build(&mut tx).await;
        for valid in [
            DayRange::ALWAYS,
            DayRange { from: Day::EARLIEST, until: day("2020-01-02") },
            DayRange::since(day("2040-01-01")),
        ] {
            let mut root = new("另一集团", Parent::Root, "2020-01-01");
            root.valid = valid;
            assert_eq!(codes(create(&mut tx, root).await), ["unit-second-root"]);
        }
        let mut before = new("前身", Parent::Root, "2019-01-01");
        before.valid.until = day("2020-01-01");
        create(&mut tx, before).await.unwrap();
    })
    .await;
}
