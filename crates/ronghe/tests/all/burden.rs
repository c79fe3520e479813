//! Monthly mood records in what a month took by hand.

use super::plant;
use super::route_access::unit;
use kernel::policy::ActorKind;
use kernel::{Actor, DayRange, Grant, Month, Role, UnitId, UserId};
use mood::record::{Intensity, Theme, Trend};
use mood::use_cases::records::{self, Content};
use planning::burden::use_cases::{Burden, look};
use planning::use_cases::Rules;
use store::Ctx;
use store::settings::Settings;
use testkit::{TestDb, codes};

fn who(db: &TestDb, role: Role, unit: UnitId) -> Ctx {
    db.ctx(Actor {
        kind: ActorKind::User,
        user: Some(UserId(1)),
        person: None,
        name: "甲".to_owned(),
        grants: vec![Grant { role, unit, valid: DayRange::ALWAYS }],
        stands_in: Vec::new(),
    })
}

async fn burden(ctx: &Ctx, unit: UnitId, month: Month) -> Burden {
    let settings = Settings::load(&mut ctx.read()).await.expect("settings");
    let rules = Rules::of(&settings, ctx.now).expect("rules");
    look(ctx, rules, unit, Some(month)).await.expect("a burden")
}

/// Mood records of a month: of the whole, and of some of its parts.
async fn counted(ctx: &Ctx, top: UnitId, month: Month, parts: [UnitId; 3]) -> (i64, [i64; 3]) {
    let burden = burden(ctx, top, month).await;
    let of = |part: UnitId| {
        let found = burden.units.iter().find(|(id, ..)| *id == part);
        found.map_or(0, |(_, _, effort)| effort.records)
    };
    (burden.whole.records, parts.map(of))
}

fn content(month: Month, text: &str) -> Content {
    Content {
        themes: vec![Theme::Load],
        text: text.to_owned(),
        intensity: Intensity::Medium,
        trend: Trend::New,
        is_handled: false,
        heard: month.last_day(),
        replied: None,
    }
}

#[tokio::test]
async fn mood_records_count_for_the_part_that_wrote_them_and_for_readers_who_may_know() {
    plant::on_both(async |db| {
        let top = unit(db, "QH").await;
        let [washing, flotation, power] =
            [unit(db, "QH-ZX").await, unit(db, "QH-FX").await, unit(db, "QH-JD").await];
        let parts = [washing, flotation, power];
        let last = plant::last();
        let party = who(db, Role::PartyAffairs, top);
        assert_eq!(counted(&party, top, last, parts).await, (2, [1, 1, 0]));
        assert_eq!(counted(&party, top, last.plus(-1), parts).await, (2, [1, 0, 1]));

        // A team's record counts for the workshop above it; one that is written anew counts once.
        let team = unit(db, "QH-ZX-1").await;
        let before = burden(&party, top, last).await.whole.by_hand();
        for (revision, text) in [(0, "倒班后通勤车偏少。"), (1, "倒班后通勤车偏少，已加开一趟。")]
        {
            let content = content(last, text);
            records::write(&party, (team, last), content, (revision, false)).await.expect("kept");
        }
        assert_eq!(counted(&party, top, last, parts).await, (3, [2, 1, 0]));
        assert_eq!(counted(&party, top, last.plus(-1), parts).await, (2, [1, 0, 1]));
        let after = burden(&party, top, last).await.whole.by_hand();
        assert_eq!(after, (before.0 + 1, before.1 + 1), "a record is written by hand");
        assert_eq!(counted(&party, washing, last, [washing, team, power]).await.0, 2);

        // Whoever may not read the records is told of none, and not that there are none.
        let dispatch = who(db, Role::Dispatch, top);
        let hidden = burden(&dispatch, top, last).await;
        assert_eq!((hidden.sees_records, hidden.whole.records), (false, 0));
        assert!(burden(&party, top, last).await.sees_records);
        let elsewhere = who(db, Role::Secretary, flotation);
        let settings = Settings::load(&mut elsewhere.read()).await.expect("settings");
        let rules = Rules::of(&settings, elsewhere.now).expect("rules");
        assert_eq!(codes(look(&elsewhere, rules, washing, Some(last)).await), ["404"]);
    })
    .await;
}
