//! Locks of months, corrections afterwards, and the year that stays as it was locked.

use crate::house::{House, PLANT, q};
use crate::pages::{Browser, refused};
use axum::http::StatusCode;
use directory::change::{self, Change};
use kernel::{LockId, Month, Role};
use planning::Kind;
use planning::periods::rhythm::{Half, State};
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
        kind: Kind::Actual,
        seen,
        after: Some((q(value), None)),
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
async fn a_locked_target_is_put_right_by_two_and_flagged() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        locked(&house).await;
        let (asks, agrees) = (house.who(2, Role::Dispatch), house.who(3, Role::Dispatch));
        let target = |value| Asking { kind: Kind::Target, ..asking(&house, "2026-08", 1, value) };
        let worker = corrections::request(&house.who(9, Role::Worker), target("80")).await;
        assert_eq!(codes(worker), ["403"]);
        let safety = corrections::request(&house.who(9, Role::Safety), target("80")).await;
        assert_eq!(codes(safety), ["403"], "who writes actuals alone changes no target");
        // An actual and a target of one cell wait beside each other.
        let note = corrections::request(&asks, target("80")).await.expect("asked");
        let actual = asking(&house, "2026-08", 1, "96");
        let other = corrections::request(&asks, actual).await.expect("asked");
        assert_eq!(codes(corrections::decide(&asks, note, true, "").await), ["correction-own"]);
        corrections::decide(&agrees, note, true, "").await.expect("agreed");
        corrections::decide(&agrees, other, false, "无凭证").await.expect("refused");
        // A rate, which counts with the actual denominator of its month.
        let rate = Asking { indicator: house.indicators[2], ..target("60") };
        let note = corrections::request(&asks, rate).await.expect("asked");
        corrections::decide(&agrees, note, true, "").await.expect("agreed");
        for unit in [CREW, 3, PLANT] {
            let shown = periods::look(&house.ctx, house.units[unit], month("2026-08")).await;
            let told: Vec<_> = shown
                .expect("a month")
                .restated
                .into_iter()
                .map(|one| {
                    let of = |mark: planning::figure::Mark| {
                        mark.value(&one.indicator).map(|it| it.to_string())
                    };
                    (one.indicator.code.clone(), one.kind, of(one.locked), of(one.now))
                })
                .collect();
            let some = |text: &str| Some(text.to_owned());
            let expected = [
                ("sum".to_owned(), Kind::Target, some("100"), some("80")),
                ("ratio".to_owned(), Kind::Target, some("58"), some("60")),
            ];
            assert_eq!(told, expected, "{unit}");
            let year = numbers(&house, unit).await;
            assert_eq!((year[0].2.clone(), year[0].3), (some("200"), true), "as it was locked");
            assert_eq!((year[1].2.clone(), year[1].3), (some("58"), true));
        }
        house.sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_locked_number_is_taken_back_by_two_and_stays_in_the_year_as_it_was() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        locked(&house).await;
        let (asks, agrees) = (house.who(2, Role::Dispatch), house.who(3, Role::Dispatch));
        let back = |indicator: usize, unit: usize| Asking {
            unit: house.units[unit],
            indicator: house.indicators[indicator],
            after: None,
            seen: if unit == CREW { 1 } else { 0 },
            ..asking(&house, "2026-08", 1, "0")
        };
        let nothing = corrections::request(&asks, back(0, CREW + 1)).await;
        assert_eq!(codes(nothing), ["correction-nothing"]);
        let note = corrections::request(&asks, back(0, CREW)).await.expect("asked");
        let before = numbers(&house, PLANT).await;
        assert_eq!(codes(corrections::decide(&asks, note, true, "").await), ["correction-own"]);
        corrections::decide(&agrees, note, true, "").await.expect("agreed");
        let shown = corrections::find(&agrees, note).await.expect("a note").note;
        assert!(shown.after.is_none() && shown.entry.is_some());
        for unit in [CREW, PLANT] {
            let shown = periods::look(&house.ctx, house.units[unit], month("2026-08")).await;
            let restated = shown.expect("a month").restated;
            let told: Vec<_> = restated
                .iter()
                .map(|one| (one.locked.value(&one.indicator), one.now.is_given()))
                .collect();
            assert_eq!(told, [(Some(q("95")), false)], "{unit}: locked, and not reported now");
        }
        let after = numbers(&house, PLANT).await;
        assert_eq!((&after[0].1, after[0].3), (&before[0].1, true));
        // It may be reported anew, again by two.
        let anew = Asking { seen: 0, ..asking(&house, "2026-08", 0, "94") };
        let note = corrections::request(&asks, anew).await.expect("asked");
        corrections::decide(&agrees, note, true, "").await.expect("agreed");
        house.sound().await;
        let browser = Browser::of(database, Role::Dispatch, house.units[PLANT]);
        let crew = house.units[CREW];
        let history = format!("/readings/{crew}/{}/2026-08", house.indicators[0]);
        assert_eq!(browser.get(&history).await.all("#versions .badge").len(), 2);
        let list = browser.get("/corrections").await.all("#corrections tbody td").join(" ");
        assert!(list.contains("95 → 未报"), "{list}");
    })
    .await;
}

#[tokio::test]
async fn the_form_of_a_correction_takes_a_number_or_takes_it_back() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        locked(&house).await;
        let browser = Browser::of(database, Role::Dispatch, house.units[PLANT]);
        let (unit, of) = (house.units[CREW].to_string(), house.indicators[0].to_string());
        let ask = |kind: &'static str, value: &'static str, back: &'static str| {
            let fields = [
                ("unit", unit.clone()),
                ("indicator", of.clone()),
                ("period", "2026-08".to_owned()),
                ("kind", kind.to_owned()),
                ("seen", "1".to_owned()),
                ("value", value.to_owned()),
                ("withdraws", back.to_owned()),
                ("reason", "误报".to_owned()),
            ];
            let browser = &browser;
            async move {
                let fields: Vec<(&str, &str)> =
                    fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
                browser.post("/corrections/new", &fields).await
            }
        };
        assert_eq!(ask("actual", "", "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let wrong = ask("target", "1.1234567", "").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(wrong.value("value").as_deref(), Some("1.1234567"));
        assert_eq!(wrong.value("kind").as_deref(), Some("target"));
        assert_eq!(ask("target", "80", "").await.status, StatusCode::SEE_OTHER);
        assert_eq!(ask("actual", "", "yes").await.status, StatusCode::SEE_OTHER);
        let list = browser.get("/corrections").await.all("#corrections tbody tr");
        assert_eq!(list.len(), 2);
        assert!(list[1].contains("目标") && list[0].contains("未报"), "{list:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_locks_at_once_one_holds_and_the_other_is_told() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        reported(&house).await;
        let (plant, july) = (house.units[PLANT], month("2026-07"));
        let (one, other) = (house.who(1, Role::PartyAffairs), house.who(2, Role::Dispatch));
        let (left, right) =
            tokio::join!(periods::lock(&one, plant, july), periods::lock(&other, plant, july));
        let told: Vec<&str> =
            [left, right].into_iter().filter(Result::is_err).flat_map(codes).collect();
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(
            ["period-locked-already", "period-locked-meanwhile"].contains(&told[0]),
            "{told:?}"
        );
        let sql = "SELECT COUNT(*) FROM period_lock WHERE unlocked_at IS NULL";
        assert_eq!(house.ctx.read().one::<(i64,)>(sql, params![]).await.expect("a count"), (1,));
        // A writer and a lock that meet: either the number is in what was locked, or it is refused.
        let absent = [(house.units[CREW + 1], Half::Business, house.indicators[0].0)];
        periods::excuse(&one, plant, month("2026-08"), &absent, "停产").await.expect("noted");
        let stamp = house.stamp().because("复核");
        let new = house.reading(CREW, "2026-08", 0, Kind::Actual, "97", None);
        let (written, lock) = tokio::join!(
            house.write(&stamp, vec![new]),
            periods::lock(&one, plant, month("2026-08"))
        );
        lock.expect("locked");
        let shown = periods::look(&house.ctx, plant, month("2026-08")).await.expect("a month");
        assert!(shown.restated.is_empty());
        let now = numbers(&house, CREW).await[0].1.clone();
        let expected = if written.is_ok() { "187" } else { "185" };
        assert_eq!(now.as_deref(), Some(expected));
    })
    .await;
}

/// Changes the tree, as the organisation's own page does.
async fn rearranged(house: &House, unit: usize, day: &str, parent: Option<usize>) {
    let mut tx = house.tx().await;
    let day = day.parse().expect("a day");
    let seen = directory::tree::unit_near(&mut tx, house.units[unit], day).await;
    let seen = seen.expect("a query").expect("a unit").revision;
    match parent {
        Some(parent) => {
            let wanted = Change { parent: Some(house.units[parent]), ..Change::default() };
            change::change(&mut tx, house.units[unit], seen, day, &wanted, None)
                .await
                .expect("moved");
        }
        None => {
            change::close(&mut tx, house.units[unit], seen, day, true).await.expect("closed");
        }
    }
    tx.commit().await.expect("committed");
}

#[tokio::test]
async fn a_change_of_the_tree_after_a_lock_leaves_the_year_as_it_was_locked() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        locked(&house).await;
        let before = numbers(&house, PLANT).await;
        // The first crew goes to the other plant, from a day within the locked months.
        rearranged(&house, CREW, "2026-08-01", Some(5)).await;
        let after = numbers(&house, PLANT).await;
        assert_eq!((&after[0].1, &after[0].2), (&before[0].1, &before[0].2));
        assert!(after[0].3, "and says that August is another today");
        let shown = periods::look(&house.ctx, house.units[PLANT], month("2026-08")).await;
        let restated = shown.expect("a month").restated;
        assert!(restated.iter().any(|one| one.indicator.code == "sum" && !one.now.is_given()));
        house.sound().await;
        // The other plant's August was locked by nobody: it takes numbers of other crews.
        let open = house.reading(8, "2026-08", 0, Kind::Actual, "5", None);
        house.write(&house.stamp(), vec![open]).await.expect("open");
        // A lock holds for what stands below its unit: the crew's August is where the crew now stood then, and
        // open there; what the plant's lock held stays kept with the plant.
        let own = house.reading(CREW, "2026-08", 0, Kind::Actual, "1", None);
        house.write(&house.stamp().because("x"), vec![own]).await.expect("open");
        let after = numbers(&house, PLANT).await;
        assert_eq!((&after[0].1, &after[0].2), (&before[0].1, &before[0].2));
    })
    .await;
}

#[tokio::test]
async fn a_unit_merged_in_mid_year_stays_on_the_years_page() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        reported(&house).await;
        lock(&house, "2026-07").await.expect("locked");
        // The second crew is merged into the first one: closed, its people and figures go on there.
        rearranged(&house, CREW + 1, "2026-08-01", None).await;
        lock(&house, "2026-08").await.expect("nobody expects August of a crew that is no more");
        let workshop = numbers(&house, 3).await;
        assert_eq!(workshop[0].1.as_deref(), Some("195"), "July of both, August of one");
        let view = year::look(&house.ctx, house.units[3], 2026).await.expect("a year");
        assert_eq!(view.locked(), 2);
        let told: Vec<_> = view.chapters.iter().map(|it| (it.unit, it.goes_on)).collect();
        assert_eq!(told, [(house.units[CREW + 1], false)]);
        // Its own page shows its July, locked with the plant, and nothing after its end.
        let own = year::look(&house.ctx, house.units[CREW + 1], 2026).await.expect("a year");
        assert_eq!(numbers(&house, CREW + 1).await[0].1.as_deref(), Some("10"));
        assert_eq!(own.locked(), 1);
    })
    .await;
}

#[tokio::test]
async fn the_due_day_is_set_for_all_with_a_reason_and_moves_what_is_late() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        reported(&house).await;
        let plant = house.units[PLANT];
        let state = async || {
            let calendar = periods::calendar(&house.ctx, plant, 2026).await.expect("a calendar");
            let september = &calendar.turns[8];
            (september.due.to_string(), september.state)
        };
        assert_eq!(state().await, ("2026-10-05".to_owned(), State::Overdue));
        let plants = house.who(1, Role::PartyAffairs);
        assert_eq!(codes(periods::set_due(&plants, 20, "年终").await), ["403"], "of a plant alone");
        let both = periods::set_due(&house.ctx, 29, " ").await;
        assert_eq!(codes(both), ["period-due-day", "field-required"]);
        assert_eq!(codes(periods::set_due(&house.ctx, 0, "x").await), ["period-due-day"]);
        periods::set_due(&house.ctx, 20, "与财务结账日一致").await.expect("set");
        assert_eq!(state().await, ("2026-10-20".to_owned(), State::Open));
        periods::set_due(&house.ctx, 15, "提前").await.expect("set again");
        assert_eq!(state().await, ("2026-10-15".to_owned(), State::Open), "due today is not late");
        let calendar = periods::calendar(&house.ctx, plant, 2026).await.expect("a calendar");
        assert_eq!(calendar.rule.set.expect("said").0, "提前");
        let told = periods::waiting(&plants, 9).await.expect("a list");
        assert!(told.iter().all(|one| one.due.to_string() == "2026-10-15" && !one.is_overdue));
        let sql = "SELECT COUNT(*) FROM audit WHERE action = 'period.due'";
        assert_eq!(house.ctx.read().one::<(i64,)>(sql, params![]).await.expect("a count"), (2,));
    })
    .await;
}

#[tokio::test]
async fn a_calendar_counts_what_every_open_month_owes() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let mut rows = Vec::new();
        for at in ["2026-01", "2026-02", "2026-05"] {
            rows.push(house.reading(CREW, at, 0, Kind::Target, "100", None));
        }
        rows.push(house.reading(CREW, "2026-02", 0, Kind::Actual, "1", None));
        house.write(&house.stamp(), rows).await.expect("written");
        let calendar = periods::calendar(&house.ctx, house.units[PLANT], 2026).await.expect("it");
        let owed: Vec<_> = calendar.turns.iter().map(|turn| turn.owed.map(|(n, _)| n)).collect();
        let some = Some;
        let expected = [
            some(1),
            some(0),
            some(1),
            some(0),
            some(1),
            some(0),
            some(0),
            some(0),
            some(0),
            None,
            None,
            None,
        ];
        assert_eq!(owed, expected, "March too: who reported February is expected");
        let (affairs, plant) = (house.who(1, Role::PartyAffairs), house.units[PLANT]);
        let thing = [(house.units[CREW], Half::Business, house.indicators[0].0)];
        periods::excuse(&affairs, plant, month("2026-05"), &thing, "检修停产")
            .await
            .expect("noted");
        let calendar = periods::calendar(&house.ctx, plant, 2026).await.expect("a calendar");
        assert_eq!(calendar.turns[4].owed, Some((0, 0)), "of May it is known");
        for turn in calendar.turns.iter().filter(|turn| turn.owed.is_some()) {
            let alone = periods::look(&house.ctx, plant, turn.month).await.expect("a month");
            assert_eq!(Some(alone.missing()), turn.owed, "{}", turn.month);
        }
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

#[tokio::test]
async fn a_rate_that_comes_to_the_same_under_other_weights_is_not_flagged() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        locked(&house).await;
        let (asks, agrees) = (house.who(2, Role::Dispatch), house.who(3, Role::Dispatch));
        let ratio = Asking {
            indicator: house.indicators[2],
            after: Some((q("57"), Some(q("90")))),
            ..asking(&house, "2026-08", 1, "0")
        };
        let note = corrections::request(&asks, ratio).await.expect("asked");
        corrections::decide(&agrees, note, true, "").await.expect("agreed");
        for unit in [CREW, PLANT] {
            let shown = periods::look(&house.ctx, house.units[unit], month("2026-08")).await;
            let restated = shown.expect("a month").restated;
            let told: Vec<_> = restated
                .iter()
                .map(|one| (one.indicator.code.as_str(), one.kind, one.now.value(&one.indicator)))
                .collect();
            assert_eq!(told, [("ratio", Kind::Actual, Some(q("63.33")))], "{unit}");
        }
        house.sound().await;
    })
    .await;
}
