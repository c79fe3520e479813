//! Locks of months, corrections afterwards, and the year that stays as it was locked.

use crate::house::{House, PLANT, q};
use crate::pages::{Browser, refused};
use axum::http::StatusCode;
use kernel::{LockId, Month, Role};
use planning::Kind;
use planning::periods::rhythm::Half;
use planning::periods::use_cases::corrections::{self, Asking};
use planning::periods::use_cases::{self as periods, Thing, year};
use planning::store::readings;
use serde_json::json;
use store::{Query, Refusal, params};
use testkit::{codes, on_both};

/// The year counts problems solved as well.
const MIGRATIONS: &[store::Migrations] =
    &[store::MIGRATIONS, directory::MIGRATIONS, matters::MIGRATIONS, planning::MIGRATIONS];

const CREW: usize = 6;

fn month(text: &str) -> Month {
    text.parse().expect("a month")
}

/// Two crews report the sum of July and August with targets; August of the second crew is missing.
async fn reported(house: &House) {
    let mut rows = Vec::new();
    for (at, actual) in [("2026-07", "90"), ("2026-08", "95")] {
        rows.push(house.reading(CREW, at, 0, Kind::Actual, actual, None));
        rows.push(house.reading(CREW, at, 0, Kind::Target, "100", None));
    }
    rows.push(house.reading(CREW, "2026-08", 2, Kind::Actual, "57", Some("100")));
    rows.push(house.reading(CREW, "2026-08", 2, Kind::Target, "58", None));
    rows.push(house.reading(CREW + 1, "2026-07", 0, Kind::Actual, "10", None));
    house.write(&house.stamp(), rows).await.expect("written");
}

async fn lock(house: &House, at: &str) -> Result<LockId, Refusal> {
    periods::lock(&house.who(1, Role::PartyAffairs), house.units[PLANT], month(at)).await
}

/// The second crew's August will not come, and both months are locked.
async fn locked(house: &House) {
    reported(house).await;
    let affairs = house.who(1, Role::PartyAffairs);
    let thing = (house.units[CREW + 1], Half::Business, house.indicators[0].0);
    let plant = house.units[PLANT];
    periods::excuse(&affairs, plant, month("2026-08"), &[thing], "班组停产").await.expect("noted");
    lock(house, "2026-07").await.expect("locked");
    lock(house, "2026-08").await.expect("locked");
}

fn asking(house: &House, at: &str, seen: i64, value: &str) -> Asking {
    Asking {
        unit: house.units[CREW],
        indicator: house.indicators[0],
        period: at.parse().expect("a period"),
        seen,
        after: (q(value), None),
        reason: "磅单复核".to_owned(),
    }
}

async fn corrected(house: &House, at: &str, seen: i64, value: &str) {
    let (asks, agrees) = (house.who(2, Role::Dispatch), house.who(3, Role::Dispatch));
    let note = corrections::request(&asks, asking(house, at, seen, value)).await.expect("asked");
    corrections::decide(&agrees, note, true, "").await.expect("agreed");
}

#[tokio::test]
async fn a_month_is_locked_with_both_halves_or_with_the_absence_recorded() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        reported(&house).await;
        let (plant, august) = (house.units[PLANT], month("2026-08"));
        let shown = periods::look(&house.ctx, plant, august).await.expect("a month");
        // Who reported July without a target is expected in August as well.
        let owed: Vec<_> = shown.owed.iter().map(|owed| (owed.unit, owed.thing.clone())).collect();
        assert_eq!(owed, [(house.units[CREW + 1], Thing::Reading(house.indicators[0]))]);
        assert_eq!(codes(lock(&house, "2026-08").await), ["period-owed"]);
        let affairs = house.who(1, Role::PartyAffairs);
        let thing = [(house.units[CREW + 1], Half::Business, house.indicators[0].0)];
        let excuse = |reason| periods::excuse(&affairs, plant, august, &thing, reason);
        assert_eq!(codes(excuse(" ").await), ["field-required"]);
        let none = periods::excuse(&affairs, plant, august, &[], "停产").await;
        assert_eq!(codes(none), ["period-absence-none"]);
        assert_eq!(excuse("班组停产").await.expect("recorded"), 1);
        lock(&house, "2026-08").await.expect("locked");
        // A second lock, by anybody and below, finds it locked.
        assert_eq!(codes(lock(&house, "2026-08").await), ["period-locked-already"]);
        let below = periods::lock(&affairs, house.units[CREW], august).await;
        assert_eq!(codes(below), ["period-locked-already"]);
        assert_eq!(codes(excuse("还是停产").await), ["period-locked-already"]);
        // A month that runs, and one that is to come.
        assert_eq!(codes(lock(&house, "2026-10").await), ["period-running"]);
        assert_eq!(codes(lock(&house, "2027-01").await), ["period-running"]);
    })
    .await;
}

#[tokio::test]
async fn who_may_lock_and_who_may_unlock() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        reported(&house).await;
        let (plant, july) = (house.units[PLANT], month("2026-07"));
        for role in [Role::Secretary, Role::Committee, Role::Worker] {
            assert_eq!(codes(periods::lock(&house.who(9, role), plant, july).await), ["403"]);
        }
        periods::lock(&house.who(2, Role::Dispatch), plant, july).await.expect("locked");
        for role in [Role::Dispatch, Role::PartyAffairs] {
            let outcome = periods::unlock(&house.who(9, role), plant, july, "x").await;
            assert_eq!(codes(outcome), ["403"]);
        }
        let committee = house.who(4, Role::Committee);
        let silent = periods::unlock(&committee, plant, july, " ").await;
        assert_eq!(codes(silent), ["period-unlock-why"]);
        periods::unlock(&committee, plant, july, "产量口径有误").await.expect("unlocked");
        let again = periods::unlock(&committee, plant, july, "产量口径有误").await;
        assert_eq!(codes(again), ["period-unlocked-meanwhile"]);
        let new = house.reading(CREW, "2026-07", 0, Kind::Actual, "91", None);
        house.write(&house.stamp().because("口径"), vec![new]).await.expect("open again");
        let shown = periods::look(&house.ctx, plant, july).await.expect("a month");
        let past = shown.past[0].unlocked.clone().expect("it was unlocked");
        assert_eq!((past.0.as_str(), past.2.as_str()), ("用户4", "产量口径有误"));
    })
    .await;
}

#[tokio::test]
async fn nobody_writes_into_a_locked_month_but_by_a_correction() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        locked(&house).await;
        let stamp = house.stamp().because("晚到的数");
        // Restating, late data of a unit that has none, and a target.
        for late in [
            house.reading(CREW, "2026-08", 0, Kind::Actual, "96", None),
            house.reading(CREW + 1, "2026-08", 0, Kind::Actual, "7", None),
            house.reading(CREW, "2026-08", 0, Kind::Target, "80", None),
        ] {
            let refused = house.refused(&stamp, vec![late]).await;
            assert_eq!(refused, ["reading-period-locked"]);
        }
        // The same number again changes nothing, and a month that is open takes what it always took.
        let same = house.reading(CREW, "2026-08", 0, Kind::Actual, "95", None);
        house.write(&stamp, vec![same]).await.expect("unchanged");
        let open = house.reading(CREW, "2026-09", 0, Kind::Actual, "99", None);
        house.write(&stamp, vec![open]).await.expect("open");
        // Nothing of it is taken back either.
        let mut tx = house.tx().await;
        let one = (
            house.units[CREW],
            "2026-08".parse().expect("a period"),
            house.indicators[0],
            Kind::Actual,
        );
        let outcome = readings::clear(&mut tx, &[one], &stamp).await;
        assert_eq!(codes(outcome), ["reading-period-locked"]);
        drop(tx);
        // Of another plant the month is open.
        let other = house.reading(8, "2026-08", 0, Kind::Actual, "5", None);
        house.write(&stamp, vec![other]).await.expect("another plant");
    })
    .await;
}

#[tokio::test]
async fn a_correction_is_asked_for_by_one_and_approved_by_another() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        locked(&house).await;
        let asks = house.who(2, Role::Dispatch);
        let request = |it| corrections::request(&asks, it);
        assert_eq!(codes(request(asking(&house, "2026-08", 1, "95")).await), ["correction-same"]);
        assert_eq!(
            codes(request(asking(&house, "2026-08", 4, "96")).await),
            ["correction-changed"]
        );
        let open = request(asking(&house, "2026-09", 0, "96")).await;
        assert_eq!(codes(open), ["correction-open-month"]);
        let above = Asking { unit: house.units[PLANT], ..asking(&house, "2026-08", 0, "96") };
        assert_eq!(codes(request(above).await), ["correction-below"]);
        let silent = Asking { reason: " ".to_owned(), ..asking(&house, "2026-08", 1, "96") };
        assert_eq!(codes(request(silent).await), ["field-required"]);
        let worker = house.who(9, Role::Worker);
        let stranger = corrections::request(&worker, asking(&house, "2026-08", 1, "96")).await;
        assert_eq!(codes(stranger), ["403"]);
        let note = request(asking(&house, "2026-08", 1, "96")).await.expect("asked");
        assert_eq!(codes(request(asking(&house, "2026-08", 1, "97")).await), ["correction-open"]);
        // Nothing has changed before somebody else agrees.
        assert_eq!(codes(corrections::decide(&asks, note, true, "").await), ["correction-own"]);
        let agrees = house.who(3, Role::Dispatch);
        let bare = corrections::decide(&agrees, note, false, "").await;
        assert_eq!(codes(bare), ["correction-refuse-why"]);
        assert_eq!(corrections::waiting(&agrees, 9).await.expect("a list").notes.len(), 1);
        assert!(corrections::waiting(&asks, 9).await.expect("a list").notes.is_empty());
        corrections::decide(&agrees, note, true, "").await.expect("agreed");
        let twice = corrections::decide(&agrees, note, true, "").await;
        assert_eq!(codes(twice), ["correction-changed"]);
        let shown = periods::look(&house.ctx, house.units[PLANT], month("2026-08")).await;
        let restated = shown.expect("a month").restated;
        let figures: Vec<_> = restated
            .iter()
            .map(|one| (one.locked.value(&one.indicator), one.now.value(&one.indicator)))
            .collect();
        assert_eq!(figures, [(Some(q("95")), Some(q("96")))], "the plant's figure is flagged too");
        house.sound().await;
    })
    .await;
}

/// What a year's page says in numbers.
async fn numbers(
    house: &House,
    unit: usize,
) -> Vec<(String, Option<String>, Option<String>, bool)> {
    let view = year::look(&house.ctx, house.units[unit], 2026).await.expect("a year");
    let line = |line: &year::Line| {
        let actual = line.total.figures.actual.value(&line.indicator).map(|it| it.to_string());
        let target = line.total.paired.target().value(&line.indicator).map(|it| it.to_string());
        (line.indicator.code.clone(), actual, target, !line.restated.is_empty())
    };
    view.lines.iter().map(line).collect()
}

#[tokio::test]
async fn a_year_is_the_same_after_restating_and_says_what_was_restated() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        locked(&house).await;
        let some = |text: &str| Some(text.to_owned());
        for unit in [CREW, 3, PLANT] {
            // July of the plant has two crews.
            let sum = if unit == CREW { "185" } else { "195" };
            let before = numbers(&house, unit).await;
            let expected = [
                ("sum".to_owned(), some(sum), some("200"), false),
                ("ratio".to_owned(), some("57"), some("58"), false),
            ];
            assert_eq!(before, expected);
        }
        let open = house.reading(CREW, "2026-09", 0, Kind::Actual, "1000", None);
        house.write(&house.stamp(), vec![open]).await.expect("not locked, not counted");
        corrected(&house, "2026-08", 1, "195").await;
        corrected(&house, "2026-08", 2, "205").await;
        for unit in [CREW, 3, PLANT] {
            let sum = if unit == CREW { "185" } else { "195" };
            let after = numbers(&house, unit).await;
            assert_eq!(after[0], ("sum".to_owned(), some(sum), some("200"), true));
            assert_eq!(after[1], ("ratio".to_owned(), some("57"), some("58"), false));
        }
        // The versions up to the lock's watermark say the same.
        let sql = "SELECT SUM(r.value) FROM reading r JOIN period_lock l ON l.period = r.period \
             WHERE r.kind = 0 AND r.indicator_id = $1 AND r.entry_id <= l.watermark \
             AND (r.withdrawn IS NULL OR r.withdrawn > l.watermark)";
        let sql = store::assembled(sql.replace("SUM(r.value)", "CAST(SUM(r.value) AS BIGINT)"));
        let sum: (i64,) =
            house.ctx.read().one(sql, params![house.indicators[0]]).await.expect("a sum");
        assert_eq!(sum.0, 195_000_000);
        house.sound().await;
    })
    .await;
}

#[tokio::test]
async fn an_import_that_is_being_written_keeps_a_month_open() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        reported(&house).await;
        let mut tx = house.tx().await;
        for sql in [
            "INSERT INTO import_profile_text (digest, text) VALUES ('d', 't')",
            "INSERT INTO import (profile, profile_digest, under_unit, state, revision, decisions, readings, \
             units, created_at, created_by) VALUES ('p', 'd', NULL, 'confirming', 1, '{}', 0, 0, 0, 'x')",
        ] {
            tx.execute(sql, params![]).await.expect("an import");
        }
        tx.commit().await.expect("committed");
        assert_eq!(codes(lock(&house, "2026-07").await), ["period-importing"]);
    })
    .await;
}

#[tokio::test]
async fn the_pages_show_what_is_owed_locked_and_restated() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        reported(&house).await;
        let (plant, crew) = (house.units[PLANT], house.units[CREW]);
        let browser = Browser::of(database, Role::Dispatch, plant);
        let here = format!("/periods/{plant}/2026-08");
        let seen = browser.get(&here).await;
        assert_eq!(seen.all("#period-half-business td a"), ["指标sum"]);
        let refused = browser.post(&format!("{here}/lock"), &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.all(".problems li")[0].contains("乙班 指标sum"));
        let thing = format!("{}-business-{}", house.units[CREW + 1], house.indicators[0]);
        let untold = browser.post(&format!("{here}/absences"), &[("thing", &thing)]).await;
        assert_eq!(untold.status, StatusCode::UNPROCESSABLE_ENTITY);
        let told = [("thing", thing.as_str()), ("reason", "班组停产")];
        browser.post(&format!("{here}/absences"), &told).await;
        browser.post(&format!("{here}/lock"), &[]).await;
        assert_eq!(browser.get(&here).await.all("#locked").len(), 1);
        corrected(&house, "2026-08", 1, "96").await;
        let tracker = browser.get(&format!("/tracker?unit={crew}&month=2026-08")).await;
        let line = tracker.all("[data-indicator=sum] td").join(" ");
        assert!(line.contains("锁定时 95.00"), "{line}");
        let history = format!("/readings/{crew}/{}/2026-08", house.indicators[0]);
        assert_eq!(browser.get(&history).await.all("#versions .badge"), ["锁定后已更正"]);
        assert_eq!(browser.get(&here).await.all("#restated tbody tr").len(), 1);
        for path in ["/periods", "/corrections", "/corrections/1"] {
            assert_eq!(browser.get(path).await.status, StatusCode::OK, "{path}");
        }
        let year = browser.get(&format!("/plans/year/{plant}/2026")).await;
        assert_eq!(year.all("#business small.restated").len(), 1);
        let book = browser.get(&format!("/plans/year/{plant}/2026?format=xlsx")).await;
        assert!(book.bytes.starts_with(b"PK"));
        let api = browser.get(&format!("/api/v1/plans/year/{plant}/2026")).await;
        let api = String::from_utf8_lossy(&api.bytes).into_owned();
        assert!(api.contains(r#""locked":"95","now":"96""#), "{api}");
    })
    .await;
}

#[tokio::test]
async fn programs_record_absences_and_lock_months_by_the_same_rules() {
    const BAD: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        reported(&house).await;
        let affairs = Browser::of(database, Role::PartyAffairs, house.units[PLANT]);
        let worker = Browser::of(database, Role::Worker, house.units[PLANT]);
        let path = format!("/api/v1/periods/{}/2026-08", house.units[PLANT]);
        let lock = format!("{path}/lock");
        assert_eq!(worker.json(&lock, json!({})).await.0, StatusCode::FORBIDDEN);
        assert_eq!(refused(BAD, &affairs.json(&lock, json!({})).await), ["period-owed"]);
        let (_, month) = affairs.asked(&path).await;
        let owed = &month["owed"][0];
        let thing = json!({ "unit": owed["unit"], "half": owed["half"], "thing": owed["thing"] });
        let absent = async |things: &serde_json::Value, reason: &str| {
            let body = json!({ "things": things, "reason": reason });
            affairs.json(&format!("{path}/absences"), body).await
        };
        assert_eq!(refused(BAD, &absent(&json!([thing]), " ").await), ["field-required reason"]);
        let odd = json!([{ "unit": 1, "half": "both", "thing": 1 }]);
        assert_eq!(refused(BAD, &absent(&odd, "停产").await), ["field-malformed half"]);
        let (status, month) = absent(&json!([thing]), "班组停产").await;
        assert_eq!((status, &month["owed"][0]["absence"]), (StatusCode::OK, &json!("班组停产")));
        let (status, month) = affairs.json(&lock, json!({})).await;
        assert_eq!((status, &month["state"]), (StatusCode::OK, &json!("locked")));
        assert_eq!(affairs.json(&lock, json!({})).await.0, StatusCode::CONFLICT);
        let committee = Browser::who(database, 3, Role::Committee, house.units[PLANT]);
        let unlock = format!("{path}/unlock");
        assert_eq!(worker.json(&unlock, json!({ "reason": "x" })).await.0, StatusCode::FORBIDDEN);
        let told = committee.json(&unlock, json!({ "reason": "" })).await;
        assert_eq!(refused(BAD, &told), ["period-unlock-why reason"]);
        let (status, month) = committee.json(&unlock, json!({ "reason": "磅单复核" })).await;
        assert_eq!((status, &month["lock"]), (StatusCode::OK, &serde_json::Value::Null));
    })
    .await;
}
