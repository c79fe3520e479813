//! The way of a survey: who makes one, what is fixed when it opens, what is read when it has closed.

use crate::house::{House, MIGRATIONS, answers, draft};
use axum::http::StatusCode;
use kernel::Role;
use testkit::on_both;

#[tokio::test]
async fn a_unit_of_twelve_is_shown_beside_one_of_six_and_a_leaver_is_not_told() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let (union, anybody) = (house.as_role(Role::Union, house.plant), house.anybody());
        let [first, second, _] = house.shops;
        let survey = union.opened("2026-09", "10").await;
        let place = union.place(&survey).await;
        answers(&anybody, &place, first, 12).await;
        answers(&anybody, &place, second, 6).await;
        assert_eq!(union.get(&survey).await.text("#q1"), "", "nothing before the end");
        let early = union.get(&format!("{survey}?format=xlsx")).await;
        assert_eq!(early.status, StatusCode::NOT_FOUND);
        union.closed(&survey).await;

        let page = union.get(&survey).await;
        let rows = page.texts("#q1 tbody tr");
        assert_eq!(rows.len(), 5, "the whole, the plant itself, three workshops");
        assert_eq!(page.texts("#q1 tbody tr:nth-child(3) td.n"), ["12", "3.33", "33.3"]);
        assert!(rows[3].contains("样本不足"), "{rows:?}");
        assert!(rows[0].contains("合计") && rows[0].contains("由差额推出"), "{rows:?}");
        assert!(rows[4].contains("无人作答"), "{rows:?}");
        assert!(page.texts("#q2 tbody tr:nth-child(3) td.n")[1] == "3.67");
        // Small cells are not drawn one by one.
        assert_eq!(page.attribute("#q1 svg.answers", "aria-label"), "低分 4 · 其他 8");

        // The next month: eleven of the twelve.
        let next = union.post(&format!("{survey}/repeat"), &[("next", "2026-10")]).await;
        assert_eq!(next.status, StatusCode::SEE_OTHER, "{}", next.text(".problems"));
        let place = union.place(&next.location).await;
        answers(&anybody, &place, first, 11).await;
        answers(&anybody, &place, second, 6).await;
        union.closed(&next.location).await;
        let page = union.get(&next.location).await;
        let rows = page.texts("#q1 tbody tr");
        assert!(rows[2].contains("与以后的月份合并公布"), "{rows:?}");
        assert!(rows[0].contains("由差额推出"), "{rows:?}");
        assert!(rows[3].contains("12") && rows[3].contains("2026年9月 + 2026年10月"), "{rows:?}");
        assert_eq!(page.texts("#months figure").len(), 2);

        let sheet = union.get(&format!("{}?format=xlsx", next.location)).await;
        assert!(sheet.kind.contains("spreadsheet"), "{}", sheet.kind);
        let api = next.location.replace("/mood", "/api/v1/mood");
        let text = String::from_utf8(union.get(&api).await.bytes).unwrap();
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        let groups = json["questions"][0]["groups"].as_array().unwrap();
        let told: Vec<&str> =
            groups.iter().map(|group| group["status"].as_str().unwrap()).collect();
        assert_eq!(told, ["withheld", "no_data", "pooled", "ok", "no_data"]);
        assert_eq!(groups[2]["n"], serde_json::Value::Null);
        assert_eq!(groups[3]["months"], serde_json::json!(["2026-09", "2026-10"]));
        // What was published of September is what it was.
        let before = union.get(&survey).await;
        assert_eq!(before.texts("#q1 tbody tr:nth-child(3) td.n"), ["12", "3.33", "33.3"]);
    })
    .await;
}

#[tokio::test]
async fn an_opened_survey_is_locked() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let secretary = house.as_role(Role::Secretary, house.plant);
        for (k, said) in [("4", "不得小于 5"), ("0", "不得小于 5"), ("9999", "不得大于")]
        {
            let refused = secretary.post("/mood/new", &draft("2026-10", k)).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(refused.text("#e-k").contains(said), "{}", refused.text(".problems"));
        }
        let later = secretary.post("/mood/new", &draft("2026-11", "5")).await;
        assert!(later.text("#e-month").contains("还没有到"), "{}", later.text(".problems"));

        // One that is not anonymous is kept as a draft and cannot be opened.
        let mut named = draft("2026-10", "5");
        named.retain(|(field, _)| *field != "anonymous");
        let made = secretary.post("/mood/new", &named).await.location;
        let refused = secretary.step(&made, "open").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text(".problems").contains("只有匿名"), "{}", refused.text(".problems"));
        assert_eq!(refused.attribute("#f-title", "value"), "十月问卷", "the draft is still shown");
        let mut fields = draft("2026-10", "7");
        fields.push(("revision", "1"));
        let changed = secretary.post(&made, &fields).await;
        assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text(".problems"));
        assert_eq!(secretary.step(&made, "open").await.status, StatusCode::SEE_OTHER);

        let page = secretary.get(&made).await;
        assert!(page.text("#locked").contains("已锁定"), "{}", page.text("main"));
        assert_eq!(page.attribute("#locked input", "disabled"), "");
        assert!(page.text("#facts dl").contains('7'));
        // Whatever is posted, nothing of it changes any more.
        let mut fields = draft("2026-10", "5");
        fields.retain(|(field, _)| *field != "anonymous");
        fields.push(("revision", "3"));
        let locked = secretary.post(&made, &fields).await;
        assert_eq!(locked.status, StatusCode::CONFLICT);
        assert!(locked.text(".problems").contains("不能再改"), "{}", locked.text(".problems"));
        assert!(locked.text("#facts dl").contains('7'));
        // A series goes on only when its last month has closed, and never for a month that it had.
        let open = secretary.post(&format!("{made}/repeat"), &[("next", "2026-10")]).await;
        assert_eq!(open.status, StatusCode::CONFLICT);
        let asked = secretary.post(&format!("{made}/close"), &[("revision", "3")]).await;
        assert!(asked.text("main").contains("不能再作答"), "it asks before it ends");
        secretary.closed(&made).await;
        let again = secretary.post(&format!("{made}/repeat"), &[("next", "2026-10")]).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        let closed = secretary
            .post(&format!("{made}/close"), &[("revision", "5"), ("confirmed", "yes")])
            .await;
        assert_eq!(closed.status, StatusCode::CONFLICT);
    })
    .await;
}

#[tokio::test]
async fn who_answers_for_a_unit_sees_its_results_and_administrators_see_none() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let affairs = house.as_role(Role::PartyAffairs, house.group);
        let survey = affairs.opened("2026-10", "5").await;
        let place = affairs.place(&survey).await;
        for shop in house.shops {
            answers(&house.anybody(), &place, shop, 7).await;
        }
        affairs.closed(&survey).await;
        assert!(affairs.get(&survey).await.texts("#q1 tbody tr")[0].contains("21"));
        // Hers alone, not the others' and not all together.
        let own = house.as_role(Role::Secretary, house.shops[0]);
        assert_eq!(own.get("/mood").await.texts("#surveys td a"), ["十月问卷"]);
        let rows = own.get(&survey).await.texts("#q1 tbody tr");
        assert_eq!(rows.len(), 1, "{rows:?}");
        assert!(rows[0].starts_with("甲车间7"), "{rows:?}");
        let closed =
            own.post(&format!("{survey}/close"), &[("revision", "2"), ("confirmed", "yes")]).await;
        assert_eq!(closed.status, StatusCode::NOT_FOUND);

        for role in Role::ALL {
            let allowed = [Role::Committee, Role::PartyAffairs, Role::Secretary, Role::Union];
            let sees = allowed.contains(role);
            let expected = if sees { StatusCode::OK } else { StatusCode::NOT_FOUND };
            let who = house.as_role(*role, house.group);
            for path in ["/mood", &survey, "/mood/records", "/api/v1/mood"] {
                assert_eq!(who.get(path).await.status, expected, "{} at {path}", role.name());
            }
        }
        let elsewhere = house.as_role(Role::Secretary, house.second);
        assert_eq!(elsewhere.get(&survey).await.status, StatusCode::NOT_FOUND);
        assert!(elsewhere.get("/mood").await.texts("#surveys td a").is_empty());
    })
    .await;
}
