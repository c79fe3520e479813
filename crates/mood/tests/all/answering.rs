//! The page where people answer: without an account, a cookie or a script, and with nothing left behind.

use crate::house::{House, MIGRATIONS, answers};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use kernel::Role;
use store::{Query, params};
use testkit::on_both;

#[tokio::test]
async fn whoever_has_the_address_answers_and_the_page_says_what_becomes_of_it() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let union = house.as_role(Role::Union, house.plant);
        let survey = union.opened("2026-10", "10").await;
        let place = union.place(&survey).await;
        let anybody = house.anybody();
        let page = anybody.get(&place).await;
        assert_eq!(page.texts(".units a"), ["一矿", "甲车间", "乙车间", "丙车间"]);
        let kiosk = format!("{place}/{}", house.shops[0]);
        let page = anybody.get(&kiosk).await;
        assert_eq!(page.texts("legend"), ["工作安排可以接受", "有困难愿意说"]);
        assert_eq!(page.texts(".choice").len(), 10);
        assert_eq!(page.attribute("form", "autocomplete"), "off");
        for said in ["自愿", "没有任何后果", "10 人", "会丢失", "答两次"] {
            assert!(page.text("#says").contains(said), "{said}");
        }
        // Nothing can be typed.
        assert!(page.texts("textarea, input[type=text], input:not([type])").is_empty());

        let blank = anybody.post(&kiosk, &[]).await;
        assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(blank.text("#refused").contains("没有选"), "{}", blank.text("main"));
        let odd = anybody.post(&kiosk, &[("q1", "6"), ("q2", "9"), ("q3", "1")]).await;
        assert_eq!(
            odd.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "no such answers, no third statement"
        );
        let done = anybody.post(&kiosk, &[("q2", "5")]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
        let thanks = anybody.get(&done.location).await;
        assert!(thanks.text("#thanks").contains("谢谢"));
        let back = thanks.attribute("meta[http-equiv=refresh]", "content");
        assert_eq!(back, format!("5;url={kiosk}"));
        assert!(thanks.texts("legend").is_empty());

        for path in [format!("{place}x"), format!("{place}/{}", house.second), format!("{place}/x")]
        {
            assert_eq!(anybody.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
            let posted = anybody.post(&path, &[("q1", "1")]).await.status;
            assert!([StatusCode::NOT_FOUND, StatusCode::METHOD_NOT_ALLOWED].contains(&posted));
        }
        union.step(&survey, "close").await;
        assert!(anybody.get(&place).await.text("#over").contains("已经结束"));
        let late = anybody.post(&kiosk, &[("q1", "1")]).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        house.hand_in().await;
        let (n,): (i64,) = test
            .db
            .read()
            .one("SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) FROM mood_count", params![])
            .await
            .unwrap();
        assert_eq!(n, 1, "the one answer before the end");
    })
    .await;
}

#[tokio::test]
async fn nobody_is_recognised_and_nothing_is_kept_by_the_browser() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let union = house.as_role(Role::Union, house.plant);
        let survey = union.opened("2026-10", "5").await;
        let kiosk = format!("{}/{}", union.place(&survey).await, house.shops[0]);
        let requests = [
            Request::get(&kiosk).body(Body::empty()).unwrap(),
            Request::post(&kiosk).body(Body::from("q1=3")).unwrap(),
            Request::post(&kiosk).body(Body::empty()).unwrap(),
            Request::get(format!("{kiosk}/thanks")).body(Body::empty()).unwrap(),
        ];
        for request in requests {
            let mut request = request;
            // Of a browser in which somebody has chosen English and been told something.
            let cookies =
                "ronghe_lang=en; ronghe_theme=dark; ronghe_flash=good:hello; ronghe_session=x";
            request.headers_mut().insert(header::COOKIE, cookies.parse().unwrap());
            request.headers_mut().insert(header::ACCEPT_LANGUAGE, "zh-CN".parse().unwrap());
            let kind = "application/x-www-form-urlencoded".parse().unwrap();
            request.headers_mut().insert(header::CONTENT_TYPE, kind);
            let answer = house.anybody().raw(request).await;
            assert!(answer.headers().get(header::SET_COOKIE).is_none());
            let is_page = answer.status() != StatusCode::SEE_OTHER;
            if is_page {
                assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
                let bytes = axum::body::to_bytes(answer.into_body(), 1 << 20).await.unwrap();
                let text = String::from_utf8(bytes.to_vec()).unwrap();
                assert!(text.contains("lang=\"zh-CN\"") && !text.contains("hello"), "{text}");
                assert!(!text.contains(" checked"), "nothing is chosen");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_withheld_unit_is_named_to_nobody_who_answers() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let affairs = house.as_role(Role::PartyAffairs, house.group);
        let survey = affairs.opened("2026-10", "5").await;
        let place = affairs.place(&survey).await;
        answers(&house.anybody(), &place, house.shops[2], 6).await;
        let mut tx = test.db.begin().await.unwrap();
        directory::withheld::set(&mut tx, house.shops[2], 1, true).await.unwrap();
        tx.commit().await.unwrap();
        let page = house.anybody().get(&place).await;
        assert_eq!(page.texts(".units a"), ["一矿", "甲车间", "乙车间"]);
        let gone = format!("{place}/{}", house.shops[2]);
        assert_eq!(house.anybody().get(&gone).await.status, StatusCode::NOT_FOUND);
        affairs.closed(&survey).await;
        let read =
            |answer: testkit::pages::Answer| String::from_utf8_lossy(&answer.bytes).into_owned();
        assert!(read(affairs.get(&survey).await).contains("丙车间"), "she may see it");
        let secretary = house.as_role(Role::Secretary, house.group);
        assert!(!read(secretary.get(&survey).await).contains("丙车间"));
        // What leaves the house has none of it; a new survey does not ask there.
        let api = survey.replace("/mood", "/api/v1/mood");
        assert!(!read(affairs.get(&api).await).contains(&format!("\"unit\":{}", house.shops[2])));
        let next = affairs.opened("2026-09", "5").await;
        let place = affairs.place(&next).await;
        assert_eq!(house.anybody().get(&place).await.texts(".units a").len(), 3);
    })
    .await;
}
