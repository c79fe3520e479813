//! Scores: facts that two people make count, sheets that say where every number comes from, versions that
//! rebuild themselves whatever has changed since.

use crate::house::{House, MIGRATIONS, YEAR, figure, honour, house_scheme, worth};
use assessment::sheets::changes::changes;
use assessment::sheets::computed::digest;
use assessment::sheets::fact::Said;
use assessment::sheets::source::{From, Why};
use assessment::sheets::stage::Stage;
use assessment::sheets::use_cases::list::{self, Listing};
use assessment::sheets::use_cases::sheets::{Which, Word};
use assessment::sheets::use_cases::{facts, gather, sheets};
use kernel::{Day, Role};
use planning::Kind;
use scoring::engine::Rating;
use scoring::scheme::Status;
use std::process::Command;
use store::{Ctx, Refusal};
use testkit::{codes, on_both};

#[tokio::test]
async fn figures_are_ratios_of_sums_with_the_readings_behind_them() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        house.whole().await;
        let sheet = house.live().await;
        // 4,480 kg by 3,000 t, rounded as the tracker shows it: 1.49, between 1.8 and 1.4.
        assert_eq!(worth(&sheet, "medium"), (Some("91".to_owned()), None));
        assert_eq!(sheet.inputs.entry["medium"].figure, Some("1.49".parse().unwrap()));
        let source = sheet.sources.iter().find(|source| source.entry == "medium").unwrap();
        let From::Indicator(readings) = &source.from else { panic!("{source:?}") };
        assert_eq!(
            (readings.numerator.as_deref(), readings.denominator.as_deref(), readings.readings),
            (Some("4480"), Some("3000"), 2)
        );
        // Nothing fell due, and nothing is recorded of availability in the other workshop.
        let issues = sheet.sources.iter().find(|source| source.entry == "issues").unwrap();
        assert_eq!(issues.why, Some(Why::NothingDue));
        assert_eq!(worth(&sheet, "issues"), (None, Some(Status::NotApplicable)));
        // A restated reading is another act of recording.
        let before = readings.act;
        house
            .reading(house.team, "medium-use", "2026-02", Kind::Actual, "3100", Some("2000"))
            .await;
        let sheet = house.live().await;
        let source = sheet.sources.iter().find(|source| source.entry == "medium").unwrap();
        let From::Indicator(readings) = &source.from else { panic!("{source:?}") };
        assert!(readings.act > before && readings.readings == 2);
        assert_eq!(u32::try_from(readings.act).unwrap(), sheet.inputs.entry["medium"].version);
    })
    .await;
}

#[tokio::test]
async fn a_withdrawn_evidence_changes_exactly_its_lines_and_says_why() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let ratings = house.whole().await;
        house.published("").await;
        let before = house.live().await;
        let place = (house.shop, YEAR, ratings);
        let why = "两张票计了两次";
        facts::withdraw(&house.party(), place, 1, why).await.expect("withdrawn");
        // It counts until somebody else confirms the withdrawal.
        assert_eq!(changes(&before, &house.live().await).unwrap(), []);
        let own = facts::confirm(&house.party(), place, 2).await;
        assert_eq!(codes(own), ["score-fact-own"]);
        house.confirm(ratings, 2).await;
        let after = house.live().await;
        let changed = changes(&before, &after).unwrap();
        let ids: Vec<&str> = changed.iter().map(|line| line.id.as_str()).collect();
        assert_eq!(ids, ["appraisal"]);
        assert_eq!(changed[0].entries, ["appraisal"]);
        assert_eq!(changed[0].before.score.as_deref(), Some("88"));
        assert_eq!(changed[0].after.status, Some(Status::NotReported));
        // The page of what was published says the same, and the reason.
        let shown = house.shown(Which::Latest).await;
        let (since, sources) = shown.since.expect("a comparison with today");
        assert_eq!(since, changed);
        let source = sources.iter().find(|source| source.entry == "appraisal").unwrap();
        assert_eq!(source.why, Some(Why::Withdrawn));
        let From::Facts { facts } = &source.from else { panic!("{source:?}") };
        assert_eq!((facts[0].reason.as_str(), &facts[0].said), (why, &None));
    })
    .await;
}

#[tokio::test]
async fn more_meetings_than_required_bring_nothing() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        house.whole().await;
        let twelve = house.total().await;
        let facts = facts::list(&house.party(), house.shop, YEAR).await.unwrap().facts;
        let duties = facts.iter().find(|fact| fact.entry == "duties").unwrap().id;
        let place = (house.shop, YEAR, duties);
        facts::revise(&house.party(), place, 1, figure(40), "手册", "补记").await.unwrap();
        house.confirm(duties, 2).await;
        assert_eq!(house.live().await.inputs.entry["duties"].figure, Some(40.into()));
        assert_eq!(house.total().await, twelve);
    })
    .await;
}

#[tokio::test]
async fn an_event_booked_twice_counts_once_at_its_highest() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        house.whole().await;
        house.both("honour", honour("晋党〔2026〕7号", "group")).await;
        let once = house.live().await;
        house.both("honour", honour("晋党〔2026〕 7 号", "group")).await;
        let twice = house.live().await;
        assert_eq!(worth(&once, "honour"), (Some("1".to_owned()), None));
        assert_eq!(worth(&twice, "honour"), (Some("1".to_owned()), None));
        assert_eq!(once.total().unwrap(), twice.total().unwrap());
        // One that nobody has confirmed does not count at all.
        house.record("honour", honour("省〔2026〕1号", "province")).await.unwrap();
        assert_eq!(worth(&house.live().await, "honour"), (Some("1".to_owned()), None));
    })
    .await;
}

#[tokio::test]
async fn nobody_confirms_or_publishes_their_own() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let id = house.record("duties", figure(12)).await.unwrap();
        let place = (house.shop, YEAR, id);
        assert_eq!(codes(facts::confirm(&house.party(), place, 1).await), ["score-fact-own"]);
        let worker = facts::confirm(&house.who(9, Role::Worker), place, 1).await;
        assert!(matches!(worker, Err(Refusal::Forbidden)), "{worker:?}");
        assert_eq!(house.live().await.inputs.entry["duties"].status, Some(Status::Pending));
        // The version that was looked at is the one that is confirmed.
        facts::revise(&house.party(), place, 1, figure(13), "手册", "漏记").await.unwrap();
        let stale = facts::confirm(&house.business(), place, 1).await;
        assert!(matches!(stale, Err(Refusal::Conflict(_))), "{stale:?}");
        house.confirm(id, 2).await;

        let place = (house.shop, YEAR);
        let early = sheets::decide(&house.committee(), place, Stage::Published, Word::AWARE).await;
        assert!(matches!(early, Err(Refusal::Conflict(_))), "{early:?}");
        let refused = sheets::draw(&house.business(), house.shop, YEAR, "").await;
        assert!(matches!(refused, Err(Refusal::Forbidden)), "{refused:?}");
        sheets::draw(&house.party(), house.shop, YEAR, "").await.unwrap();
        let again = sheets::draw(&house.party(), house.shop, YEAR, "").await;
        assert!(matches!(again, Err(Refusal::Conflict(_))), "{again:?}");
        let party = sheets::decide(&house.party(), place, Stage::Published, Word::AWARE).await;
        assert!(matches!(party, Err(Refusal::Forbidden)), "{party:?}");
        // Whoever drew it up or recorded something may not publish it, whatever roles they hold.
        let both = house.who(1, Role::Committee);
        assert_eq!(
            codes(sheets::decide(&both, place, Stage::Published, Word::AWARE).await),
            ["score-own"]
        );
        let silent = sheets::decide(
            &house.committee(),
            place,
            Stage::Returned,
            Word { said: " ", is_aware: false },
        )
        .await;
        assert_eq!(codes(silent), ["score-return-why"]);
        sheets::decide(
            &house.committee(),
            place,
            Stage::Returned,
            Word { said: "漏报一项", is_aware: false },
        )
        .await
        .unwrap();
        house.published("").await;
        let nothing = sheets::draw(&house.party(), house.shop, YEAR, "再来一次").await;
        assert_eq!(codes(nothing), ["score-nothing-new"]);
    })
    .await;
}

#[tokio::test]
async fn a_published_sheet_rebuilds_itself_after_a_reorganisation() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        house.whole().await;
        let number = house.published("").await;
        let kept = sheets::kept(&house.party(), house.shop, YEAR, number).await.unwrap();
        // Readings are restated, the indicator has another name, the workshop is closed a year later.
        house
            .reading(house.team, "medium-use", "2026-01", Kind::Actual, "2000", Some("1000"))
            .await;
        let later = Ctx {
            now: kernel::Now {
                at: house.ctx.now.at + 31_536_000_000,
                today: "2027-10-15".parse().unwrap(),
            },
            ..house.party()
        };
        let mut tx = house.ctx.db.begin().await.unwrap();
        let day: Day = "2027-03-01".parse().unwrap();
        for unit in [house.team, house.shop] {
            directory::change::close(&mut tx, unit, 1, day, false).await.expect("closed");
        }
        tx.commit().await.unwrap();
        let shown = sheets::find(&later, house.shop, YEAR, Which::Latest).await.expect("a sheet");
        assert!(shown.is_sound);
        assert_eq!(shown.version.as_ref().map(|version| version.number), Some(number));
        let again = shown.sheet.unwrap().canonical().unwrap();
        assert_eq!(again, kept.trace);
        assert_eq!(digest(&again), kept.digest);
        let (since, _) = shown.since.unwrap();
        let ids: Vec<&str> = since.iter().map(|line| line.id.as_str()).collect();
        assert_eq!(ids, ["medium"]);
        // What was changed behind the program is noticed.
        let forged = sheets::Kept { inputs: kept.inputs.replace("1.49", "1.40"), ..kept.clone() };
        assert!(forged.inputs != kept.inputs);
        assert!(!sheets::rebuilds(&forged).unwrap());
    })
    .await;
}

#[tokio::test]
async fn another_program_recomputes_a_sheet_of_the_house() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        house.whole().await;
        house.both("honour", honour("晋党〔2026〕7号", "city")).await;
        let veto = Said::Veto {
            from: "2026-04-01".parse().unwrap(),
            lifted: None,
            basis: "复查意见".to_owned(),
        };
        house.both("hazard", veto).await;
        let trace = house.live().await.canonical().unwrap();
        let folder = std::env::temp_dir().join(format!("ronghe-scores-{}", std::process::id()));
        std::fs::write(&folder, &trace).expect("written");
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testkit/recompute_scores.py");
        let ran = Command::new("python3").arg("-B").arg(script).arg(&folder).output();
        std::fs::remove_file(&folder).expect("removed");
        let output = ran.expect("python3");
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(house.total().await, "79.00");
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let refused = async |entry: &str, said: Said| codes(house.record(entry, said).await);
        assert_eq!(refused("medium", figure(1)).await, ["score-entry-fed"]);
        assert_eq!(refused("nonsense", figure(1)).await, ["score-entry-unknown"]);
        assert_eq!(refused("duties", Said::NoEvent).await, ["score-fact-sort"]);
        assert_eq!(
            refused("honour", honour("", "nobel")).await,
            ["score-event-mark", "score-event-sort"]
        );
        let early = Said::Event {
            mark: "文".into(),
            sort: "case".into(),
            on: "2025-12-31".parse().unwrap(),
            points: Some(6.into()),
            what: "事".into(),
        };
        assert_eq!(refused("case", early).await, ["score-event-day", "score-event-points"]);
        let sum = vec![Rating { group: "committee".into(), raters: 5, sum: 501.into() }];
        assert_eq!(
            refused("appraisal", Said::Ratings { ratings: sum }).await,
            ["score-rating-sum"]
        );
        house.record("duties", figure(12)).await.unwrap();
        assert_eq!(refused("duties", figure(13)).await, ["score-fact-exists"]);
        let empty = facts::record(&house.party(), house.shop, YEAR, "rescue", figure(1), " ").await;
        assert_eq!(codes(empty), ["score-fact-evidence"]);
        let team = facts::record(&house.party(), house.team, YEAR, "duties", figure(1), "册").await;
        assert_eq!(codes(team), ["score-no-rule"]);
        let admin = house.who(8, Role::SystemAdmin);
        let stranger = sheets::find(&admin, house.shop, YEAR, Which::Live);
        let stranger = stranger.await;
        assert!(matches!(stranger, Err(Refusal::NotFound)));
    })
    .await;
}

#[tokio::test]
async fn a_zero_target_waits_for_somebody_instead_of_crashing() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        house.reading(house.plant, "unit-cost", "2026-01", Kind::Actual, "1000", Some("1")).await;
        house.reading(house.plant, "unit-cost", "2026-01", Kind::Target, "0", None).await;
        let shown = sheets::find(&house.party(), house.plant, YEAR, Which::Live).await.unwrap();
        let sheet = shown.sheet.expect("computed");
        let source = sheet.sources.iter().find(|source| source.entry == "cost-target").unwrap();
        assert_eq!(source.why, Some(Why::Zero));
        assert_eq!(worth(&sheet, "cost").1, Some(Status::Pending));
        assert_eq!(sheet.total().unwrap().grade, None);
    })
    .await;
}

#[tokio::test]
async fn units_stand_in_the_order_of_the_tree_and_a_draft_can_be_tried_on_them() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        house.whole().await;
        house.published("").await;
        let listing = Listing { year: YEAR, limit: 50, ..Listing::default() };
        let list = list::list(&house.who(7, Role::Member), &listing).await.unwrap();
        let names: Vec<&str> = list.rows.iter().map(|row| row.place.name()).collect();
        assert_eq!(names, ["东厂", "主洗车间", "浮选车间"]);
        assert!(list.rows[1].published.is_some());
        // Nothing is recorded of the other workshop: no grade, and never zero in silence.
        let other = list.rows[2].total.as_ref().unwrap();
        assert_eq!((other.standing.as_str(), &other.grade), ("provisional", &None));
        let scheme = house_scheme();
        let all = gather::inputs(&house.party(), (house.plant, &scheme), YEAR).await.unwrap();
        assert_eq!(all.len(), 3);
        assert!(all.iter().all(|inputs| inputs.period == "2026"));
    })
    .await;
}
