//! Annual plans written by programs: the same rules as on the pages, refusals in the standard form.

use crate::annual::{Office, SUM};
use crate::house::{House, MIGRATIONS, PLANT, terms};
use crate::pages::{Browser, refused};
use axum::http::StatusCode;
use kernel::Role;
use planning::annual::content::{Mark, Target, Task};
use planning::annual::halves::Halves;
use planning::annual::split::{Number, spread};
use planning::annual::stage::Stage;
use planning::annual::use_cases::{Start, replacing};
use planning::store::indicators;
use planning::{Aggregation, Kind};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use testkit::on_both;

const CREATED: StatusCode = StatusCode::CREATED;
const OK: StatusCode = StatusCode::OK;

fn task(owner: i64) -> Value {
    json!({ "title": "降低介质消耗", "supports": "indicator", "indicator": "sum",
        "criterion": "吨煤介耗不高于 1.40 kg/t", "owner": owner, "due": "2027-06-30" })
}

fn amount(year: &str) -> Value {
    json!({ "indicator": "sum", "marks": [{ "kind": "target", "year": { "value": year } }] })
}

#[tokio::test]
async fn a_program_takes_a_plan_all_the_way_and_changes_nothing_that_is_approved() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let office = Office::of(&house).await;
        let (unit, owner) = (house.units[PLANT], office.owner.0);
        let party = Browser::who(database, 1, Role::PartyAffairs, house.units[0]);
        let business = Browser::who(database, 2, Role::Dispatch, house.units[0]);
        let committee = Browser::who(database, 3, Role::Committee, house.units[0]);
        let worker = Browser::who(database, 4, Role::Worker, house.units[0]);
        let new = json!({ "unit": unit.0, "year": 2027 });
        refused(StatusCode::FORBIDDEN, &worker.json("/api/v1/plans", new.clone()).await);
        let (status, plan) = party.json("/api/v1/plans", new.clone()).await;
        assert_eq!((status, &plan["plan"]["stage"]), (CREATED, &json!("draft")));
        let told =
            refused(StatusCode::UNPROCESSABLE_ENTITY, &party.json("/api/v1/plans", new).await);
        assert_eq!(told, ["plan-exists-already year"]);
        let path = format!("/api/v1/plans/{}", plan["plan"]["id"]);
        let content = format!("{path}/content");
        let bad = json!({ "revision": 1,
            "targets": [
                { "indicator": "sum", "marks": [{ "kind": "target", "year": { "value": "1200" },
                    "parts": [{ "value": "1" }] }] },
                { "indicator": "none", "marks": [] },
                { "indicator": "last", "marks": [{ "kind": "likes", "year": { "value": "x" } }] } ],
            "tasks": [{ "title": "学习", "supports": "indicator", "indicator": "mean", "owner": 999,
                "criterion": "每月组织学习不少于 2 次", "due": "2027-02-30" }] });
        let told = refused(StatusCode::UNPROCESSABLE_ENTITY, &party.json(&content, bad).await);
        assert_eq!(
            told,
            [
                "plan-parts-count targets/sum/target",
                "plan-book-indicator targets/none",
                "field-malformed targets/last/likes",
                "person-unknown tasks/0/owner",
                "field-malformed tasks/0/due",
            ]
        );
        let counts = json!({ "revision": 1, "targets": [amount("1200")], "tasks": [
            { "title": "学习", "supports": "itself", "criterion": "每月组织学习不少于 2 次",
              "owner": owner, "due": "2028-06-30", "number": 7 }] });
        let told = refused(StatusCode::UNPROCESSABLE_ENTITY, &party.json(&content, counts).await);
        let expected = ["criterion", "due", "number"].map(|field| format!("tasks/0/{field}"));
        let fields: Vec<&str> =
            told.iter().filter_map(|it| it.split_once(' ')).map(|it| it.1).collect();
        assert_eq!(fields, expected, "{told:?}");
        let good = json!({ "revision": 1, "targets": [amount("1200")], "tasks": [task(owner)] });
        let (status, plan) = party.json(&content, good.clone()).await;
        assert_eq!(status, OK, "{plan}");
        assert_eq!(plan["numbers"].as_array().map(Vec::len), Some(13));
        assert_eq!(plan["plan"]["revision"], 2);
        let told = refused(StatusCode::CONFLICT, &party.json(&content, good).await);
        assert_eq!(told, ["plan-changed"]);
        let deed = async |browser: &Browser, deed: &str, revision: i64| {
            let body = json!({ "revision": revision, "deed": deed, "said": "" });
            browser.json(&format!("{path}/deeds"), body).await
        };
        assert_eq!(deed(&party, "submit", 2).await.0, OK);
        let told = refused(StatusCode::FORBIDDEN, &deed(&party, "sign", 3).await);
        assert!(told.is_empty(), "{told:?}");
        assert_eq!(deed(&business, "sign", 3).await.0, OK);
        let told = refused(StatusCode::UNPROCESSABLE_ENTITY, &deed(&committee, "return", 4).await);
        assert_eq!(told, ["plan-return-why said"]);
        let (status, plan) = deed(&committee, "approve", 4).await;
        assert_eq!((status, &plan["plan"]["stage"]), (OK, &json!("frozen")));
        assert_eq!(office.in_force(SUM, "2027-03").await.as_deref(), Some("100"));
        // What is approved stays as it is, for programs as on the page.
        let late = json!({ "revision": 5, "targets": [amount("1")] });
        assert_eq!(
            refused(StatusCode::CONFLICT, &party.json(&content, late).await),
            ["plan-stage"]
        );
        assert_eq!(office.in_force(SUM, "2027-03").await.as_deref(), Some("100"));
        let amendment = format!("{path}/amendments");
        let told = party.json(&amendment, json!({ "reason": " " })).await;
        assert_eq!(refused(StatusCode::UNPROCESSABLE_ENTITY, &told), ["field-required reason"]);
        let (status, next) = party.json(&amendment, json!({ "reason": "产能调整" })).await;
        assert_eq!((status, &next["plan"]["version"]), (CREATED, &json!(2)));
    })
    .await;
}

#[tokio::test]
async fn a_program_hands_a_target_down() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let done = vec![
            house.reading(3, "2026-03", SUM, Kind::Actual, "300", None),
            house.reading(4, "2026-03", SUM, Kind::Actual, "100", None),
        ];
        house.write(&house.stamp(), done).await.expect("written");
        let party = Browser::of(database, Role::PartyAffairs, house.units[0]);
        let unit = house.units[PLANT].0;
        let (_, plan) = party.json("/api/v1/plans", json!({ "unit": unit, "year": 2027 })).await;
        let path = format!("/api/v1/plans/{}", plan["plan"]["id"]);
        let mut target = amount("1200");
        target["is_below"] = json!(true);
        let body = json!({ "revision": 1, "targets": [target] });
        let (_, plan) = party.json(&format!("{path}/content"), body).await;
        assert_eq!(plan["below"], json!(["sum"]));
        let units = format!("{path}/targets/sum/units");
        let (status, division) = party.asked(&units).await;
        assert_eq!((status, &division["together"]), (OK, &Value::Null));
        let parts = |answer: &Value, what: &str| -> Vec<Value> {
            answer["units"].as_array().expect("units").iter().map(|it| it[what].clone()).collect()
        };
        assert_eq!(parts(&division, "part"), ["900", "300"]);
        let stale = party.json(&units, json!({ "revision": 1 })).await;
        assert_eq!(refused(StatusCode::CONFLICT, &stale), ["plan-changed"]);
        let (status, after) = party.json(&units, json!({ "revision": 2 })).await;
        assert_eq!((status, &after["together"]), (OK, &json!("1200")));
        assert_eq!(parts(&after, "planned"), ["900", "300"]);
        assert_eq!(parts(&after, "stage"), ["draft", "draft"]);
        assert_eq!(
            party.asked(&format!("{path}/targets/last/units")).await.0,
            StatusCode::NOT_FOUND
        );
        let worker = Browser::of(database, Role::Worker, house.units[0]);
        assert_eq!(worker.asked(&units).await.0, StatusCode::FORBIDDEN);
    })
    .await;
}

#[tokio::test]
async fn a_plan_of_four_hundred_indicators_is_shown_submitted_and_frozen() {
    const MANY: usize = 400;
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let office = Office::of(&house).await;
        let id = office.begin(2027, Start::Empty).await.expect("begun");
        let mut tx = house.tx().await;
        let mut targets = BTreeMap::new();
        for number in 0..MANY {
            let terms = terms(&format!("many-{number}"), Aggregation::Sum);
            let of = indicators::create(&mut tx, &terms).await.expect("an indicator");
            let known = indicators::one(&mut tx, of).await.expect("read").expect("one");
            let year = Number::plain(crate::house::q(&format!("{}", 120 + number)));
            let mark = Mark { year, parts: spread(&known, year, 12, &[]) };
            let marks = [(Kind::Target, mark.clone()), (Kind::Threshold, mark)].into();
            targets.insert(of, Target { marks, is_below: false });
        }
        tx.commit().await.expect("committed");
        let first = *targets.keys().next().expect("one");
        let task =
            Task { indicator: Some(first), ..office.task("吨煤介耗不高于 1.40 kg/t") };
        let halves = Halves { targets: Some(targets), tasks: Some(vec![(None, task)]) };
        replacing::replace(&office.party(), id, 1, &halves).await.expect("replaced");
        let browser = Browser::of(database, Role::PartyAffairs, house.units[0]);
        let page = browser.get(&format!("/plans/{id}")).await;
        assert_eq!((page.status, page.all("#business tbody tr").len()), (OK, MANY));
        assert_eq!(page.all("#lacking li"), Vec::<String>::new());
        let book = browser.get(&format!("/plans/{id}?format=xlsx")).await.bytes;
        let again = browser.upload(&format!("/plans/{id}/workbook"), &[], &book).await;
        assert_eq!(again.status, OK, "{:?}", again.all("#wrong tr").first());
        assert_eq!(again.all(".tile strong"), ["400", "1", "0"]);
        office.approved(id).await;
        let shown = office.shown(id).await;
        assert_eq!((shown.version.stage, shown.is_sound), (Stage::Frozen, true));
        let period = crate::house::period("2027-12");
        let unit = [house.units[PLANT]];
        let q = &mut house.ctx.read();
        let readings = planning::store::readings::current(q, &unit, period, period).await;
        assert_eq!(readings.expect("readings").len(), 2 * MANY);
    })
    .await;
}
