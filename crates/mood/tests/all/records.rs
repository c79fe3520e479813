//! Monthly records: no word about a person, no month that fills itself, and matters that come of them.

use crate::house::{Answer, House, MIGRATIONS, Visitor};
use axum::http::StatusCode;
use kernel::{Role, UnitId};
use testkit::on_both;

async fn write(who: &Visitor<'_>, place: &str, fields: &[(&str, &str)]) -> Answer {
    let revision = who.get(place).await.attribute("main input[name=revision]", "value");
    let usual = [
        ("revision", revision.as_str()),
        ("theme", "load"),
        ("theme", "living"),
        ("intensity", "medium"),
        ("trend", "new"),
    ];
    let is_other = |(name, _): &&(&str, &str)| fields.iter().all(|(other, _)| other != name);
    let all: Vec<(&str, &str)> = usual.iter().filter(is_other).chain(fields).copied().collect();
    who.post(place, &all).await
}

fn place(unit: UnitId, month: &str) -> String {
    format!("/mood/records/{unit}/{month}")
}

#[tokio::test]
async fn a_record_takes_no_name_and_no_number_of_a_person() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let secretary = house.as_role(Role::Secretary, house.plant);
        let october = place(house.shops[0], "2026-10");
        let try_text = async |text: &str| {
            let answer =
                write(&secretary, &october, &[("heard", "2026-10-12"), ("text", text)]).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{text}");
            assert_eq!(answer.text("#f-text"), text, "what was typed stays");
            answer.text("#e-text")
        };
        assert!(try_text("王芳反映食堂供餐太早").await.contains("王芳"));
        assert!(try_text("王 芳反映食堂供餐太早").await.contains("王芳"));
        assert!(try_text("as li ming said, too early").await.contains("Li Ming"));
        assert!(try_text("可打13812345678").await.contains("13812345678"));
        assert!(try_text("证件 14010519900101123X").await.contains("证件号码"));
        // No field for a person, and none for pictures or files.
        let page = secretary.get(&october).await;
        let names = ["person", "owner", "name", "staff_number"];
        assert!(names.iter().all(|name| page.texts(&format!("[name={name}]")).is_empty()));
        assert!(page.text("#gap").contains("还没有记录"));

        let themes = write(&secretary, &october, &[("heard", "2026-10-12"), ("theme", "")]).await;
        assert!(themes.text(".problems").contains("主题"), "{}", themes.text(".problems"));
        let early = write(&secretary, &october, &[("heard", "2026-09-30")]).await;
        assert!(early.text("#e-heard").contains("2026-10"), "{}", early.text(".problems"));
        let reply = [("heard", "2026-10-12"), ("replied", "2026-10-11")];
        assert!(
            write(&secretary, &october, &reply).await.text("#e-replied").contains("2026-10-12")
        );
        let text = "夜班反映食堂供餐时间偏早，lime 粉尘大"; // No name: a part of a longer word.
        let fine = [("heard", "2026-10-12"), ("replied", "2026-10-14"), ("text", text)];
        let done = write(&secretary, &october, &fine).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text(".problems"));
        let page = secretary.get(&october).await;
        assert_eq!(page.attribute("input[value=living]", "checked"), "");
        assert!(page.texts("#gap").is_empty());
        // The second of two editors is told.
        let stale = [("heard", "2026-10-12"), ("revision", "0"), ("text", "另一个")];
        let lost = write(&secretary, &october, &stale).await;
        assert_eq!(lost.status, StatusCode::CONFLICT);
        assert_eq!(lost.text("#f-text"), "另一个");
    })
    .await;
}

#[tokio::test]
async fn a_missing_month_is_a_gap_and_the_same_words_are_asked_about() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let union = house.as_role(Role::Union, house.plant);
        let august = [
            ("heard", "2026-08-31"),
            ("replied", "2026-09-03"),
            ("handled", "yes"),
            ("text", "食堂供餐偏早"),
        ];
        assert_eq!(
            write(&union, &place(house.shops[0], "2026-08"), &august).await.status,
            StatusCode::SEE_OTHER
        );
        let september = place(house.shops[0], "2026-09");
        let same = [("heard", "2026-09-20"), ("text", " 食堂供餐偏早 "), ("intensity", "high")];
        let asked = write(&union, &september, &same).await;
        assert!(asked.text("#e-text").contains("2026-08"), "{}", asked.text(".problems"));
        let meant: Vec<(&str, &str)> = same.iter().copied().chain([("same", "yes")]).collect();
        assert_eq!(write(&union, &september, &meant).await.status, StatusCode::SEE_OTHER);

        let page = union.get("/mood/records").await;
        assert_eq!(page.texts("#records thead th").len(), 13);
        assert_eq!(page.texts("#records tbody tr").len(), 4, "the plant and its workshops");
        assert_eq!(page.texts("#records td.gap").len(), 4 * 12 - 2);
        assert_eq!(page.texts("#records td:not(.gap)"), ["中", "高 未处理"]);
        let tiles = page.texts(".tile");
        assert!(tiles[0].contains("3 天") && tiles[1].contains("1 / 2"), "{tiles:?}");
        let earlier = union.get("/mood/records?month=2025-10").await;
        assert_eq!(earlier.texts("#records td.gap").len(), 4 * 12);

        // A matter that comes of it says where it was found.
        let link = union.get(&september).await.attribute("#matters a.button", "href");
        assert!(link.starts_with("/matters/new?") && link.contains("found=mood"), "{link}");
        let later =
            write(&union, &place(house.shops[0], "2026-11"), &[("heard", "2026-11-01")]).await;
        assert_eq!(later.status, StatusCode::UNPROCESSABLE_ENTITY);
        let elsewhere = house.as_role(Role::Secretary, house.second);
        assert_eq!(elsewhere.get(&september).await.status, StatusCode::NOT_FOUND);
        assert_eq!(
            write(&elsewhere, &september, &[("heard", "2026-09-01")]).await.status,
            StatusCode::NOT_FOUND
        );
    })
    .await;
}
