//! Looking: the tree, the search, one unit, as of a day and within what one may see.

use crate::house::{House, MIGRATIONS, encoded};
use axum::http::StatusCode;
use directory::change::{self, Change, change};
use directory::founding::{NewUnit, create_many};
use directory::{Kind, Parent};
use kernel::{DayRange, Role};
use testkit::on_both;

#[tokio::test]
async fn the_tree_opens_branch_by_branch() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let hr = house.hr();
        let tree = hr.get("/units").await;
        assert_eq!(tree.status, StatusCode::OK);
        assert_eq!(tree.texts(".tree .name"), ["集团", "一矿", "二矿"]);
        // The first branch, opened without scripts by its link.
        let toggle = tree.attribute(&format!("#u{} a.twist", house.first), "href");
        let opened = hr.get(toggle.split('#').next().unwrap()).await;
        assert_eq!(opened.texts(".tree .name"), ["集团", "一矿", "主洗车间", "二矿"]);
        // And by a script, which asks for the lines alone.
        let children = tree.attribute(&format!("#u{} a.twist", house.first), "hx-get");
        let branch = hr.get(&children).await;
        assert_eq!(branch.texts(".name"), ["主洗车间"]);
        assert_eq!(branch.texts("h1"), Vec::<String>::new());
        assert!(branch.text("small").contains("车间 · 下级 1"));
    })
    .await;
}

#[tokio::test]
async fn a_day_that_is_none_is_told_in_the_frame() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let hr = house.hr();
        for path in ["/units?as_of=2021-02-29", "/coverage?as_of=yesterday", "/people?as_of=1"] {
            let refused = hr.get(path).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
            assert!(refused.text("main").contains("不是有效日期"), "{path}");
            assert_eq!(refused.texts(".tree, table"), Vec::<String>::new(), "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn another_day_shows_another_tree() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let hr = house.hr();
        let early = hr.get("/units?as_of=2021-06-30").await;
        assert_eq!(early.texts(".tree .name"), ["集团", "一矿"]);
        assert!(early.text(".state").contains("截至 2021年6月30日"));
        // Every link keeps the day.
        let href = early.attribute(".tree .name", "href");
        assert_eq!(href, format!("/units/{}?as_of=2021-06-30", house.group));
        let before = hr.get("/units?as_of=2019-12-31").await;
        assert!(before.text(".empty").contains("这一天没有您可以查看的单位"));
        assert_eq!(
            hr.get("/units?as_of=2021-02-30").await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
    })
    .await;
}

#[tokio::test]
async fn closed_units_are_shown_where_they_stood_if_one_asks() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let mut tx = test.db.begin().await.unwrap();
        let from = crate::house::day("2026-03-01");
        change::close(&mut tx, house.second, 1, from, true).await.unwrap();
        tx.commit().await.unwrap();
        let hr = house.hr();
        assert_eq!(hr.get("/units").await.texts(".tree .name"), ["集团", "一矿"]);
        let with = hr.get("/units?closed=1").await;
        assert_eq!(with.texts(".tree .name"), ["集团", "一矿", "二矿"]);
        assert!(with.text(&format!("#u{}", house.second)).contains("已撤销，存续到2026年2月28日"));
        let page = hr.get(&format!("/units/{}", house.second)).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text(".state").contains("已撤销，存续到2026年2月28日"));
        assert!(page.texts("a.button").iter().all(|label| label != "变更"));
        let then = hr.get(&format!("/units/{}?as_of=2026-02-28", house.second)).await;
        assert_eq!(then.texts("#below tbody a"), ["主洗车间"]);
    })
    .await;
}

#[tokio::test]
async fn what_one_may_not_see_does_not_exist() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let secretary = house.as_role(Role::Secretary, house.first);
        assert_eq!(secretary.get("/units").await.texts(".tree .name"), ["一矿", "主洗车间"]);
        for hidden in [house.group, house.second, house.other_wash] {
            for part in ["", "/children"] {
                let answer = secretary.get(&format!("/units/{hidden}{part}")).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND);
            }
        }
        let found = secretary.get(&format!("/units?q={}", encoded("主洗"))).await;
        assert_eq!(found.texts("#units tbody a"), ["主洗车间"]);
        assert!(found.text("#units tbody small").starts_with("集团 / 一矿"));
        let choices = secretary.get(&format!("/units/choose?q={}", encoded("主洗"))).await;
        assert_eq!(choices.attribute("option", "value"), "集团 / 一矿 / 主洗车间");
        // The unit itself is open to her, and its crumbs lead nowhere she may not go.
        let own = secretary.get(&format!("/units/{}", house.wash)).await;
        assert_eq!(own.texts(".crumbs a"), ["组织", "一矿"]);
        assert_eq!(secretary.get("/units/999").await.status, StatusCode::NOT_FOUND);
        assert_eq!(secretary.get("/units/x").await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn search_tells_units_of_one_name_apart_by_their_way() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let found = house.hr().get(&format!("/units?q={}", encoded("　主洗车间 "))).await;
        assert_eq!(
            found.texts("#units tbody small"),
            ["集团 / 一矿 / 主洗车间", "集团 / 二矿 / 主洗车间"]
        );
        let none = house.hr().get(&format!("/units?q={}", encoded("<三矿>"))).await;
        assert!(none.text(".empty").contains("没有找到“<三矿>”"));
    })
    .await;
}

#[tokio::test]
async fn a_unit_tells_its_history() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let mut tx = test.db.begin().await.unwrap();
        let day = crate::house::day;
        let rename = Change { name: Some("重介车间".to_owned()), ..Change::default() };
        change(&mut tx, house.wash, 1, day("2023-07-01"), &rename, None).await.unwrap();
        let away = Change { parent: Some(house.second), ..Change::default() };
        change(&mut tx, house.wash, 2, day("2024-01-01"), &away, None).await.unwrap();
        tx.commit().await.unwrap();
        let page = house.hr().get(&format!("/units/{}", house.wash)).await;
        assert_eq!(
            page.texts("#history tbody tr"),
            [
                "2024-01-01至今重介车间车间二矿",
                "2023-07-012023-12-31重介车间车间一矿",
                "2020-01-012023-06-30主洗车间车间一矿",
            ]
        );
        assert_eq!(page.text("#facts dd:nth-of-type(1)"), "集团 / 二矿 / 重介车间");
        let then = house.hr().get(&format!("/units/{}?as_of=2023-01-01", house.wash)).await;
        assert!(then.text("h1").starts_with("主洗车间"));
        assert_eq!(then.text("#facts dd:nth-of-type(1)"), "集团 / 一矿 / 主洗车间");
    })
    .await;
}

#[tokio::test]
async fn the_list_below_a_unit_filters_sorts_pages_and_goes_to_excel() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let mut tx = test.db.begin().await.unwrap();
        let team = |n: usize| {
            let name = format!("{n:03}");
            let days = DayRange::since(crate::house::day("2022-01-01"));
            NewUnit::new(name, Kind::Team, Parent::Known(house.wash), days)
        };
        create_many(&mut tx, None, (1..=250).map(team).collect()).await.unwrap();
        tx.commit().await.unwrap();
        let (hr, here) = (house.hr(), format!("/units/{}", house.wash));
        let page = hr.get(&here).await;
        assert_eq!(page.texts("#below tbody tr").len(), 50);
        assert_eq!(page.text("#below h2 small"), "251");
        let last = hr.get(&format!("{here}?sort=-name&f-kind={}", encoded("班组"))).await;
        assert_eq!(last.texts("#below tbody a")[..2], ["250", "249"]);
        let deep = hr.get(&format!("/units/{}?below=all&f-name=25", house.group)).await;
        assert_eq!(deep.texts("#below tbody a"), ["025", "125", "225", "250"]);
        assert!(deep.texts("#below tbody small").iter().all(|way| way == "集团 / 一矿 / 主洗车间"));
        // The tree shows the first 200 and where the others are.
        let branch = hr.get(&format!("{here}/children")).await;
        assert_eq!(branch.texts(".name").len(), 201);
        assert_eq!(branch.texts(".name")[200], "其余单位见单位页…");
        let workbook = hr.get(&format!("{here}?format=xlsx&f-name=25")).await;
        assert_eq!(workbook.kind, web_kit::answer::XLSX);
        assert!(workbook.bytes.starts_with(b"PK"));
    })
    .await;
}
