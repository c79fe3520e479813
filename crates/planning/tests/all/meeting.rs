//! Writers that meet: nothing is lost, nothing counts twice, nobody waits for ever.

use crate::house::{House, MIGRATIONS};
use directory::change::{self, Change};
use planning::Kind;
use planning::store::readings;
use store::Refusal;
use testkit::on_both;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_writers_and_a_move_leave_sound_roll_ups() {
    on_both(MIGRATIONS, async |database| {
        let house = std::sync::Arc::new(House::build(database).await);
        let writers = (0..6_usize).map(|writer| {
            let house = std::sync::Arc::clone(&house);
            tokio::spawn(async move {
                for round in 0..8_usize {
                    let unit = 6 + (writer + round) % 3;
                    let month = format!("2026-{:02}", 1 + (writer * 5 + round) % 4);
                    let value = (100 + writer * 10 + round).to_string();
                    let rows = vec![
                        house.reading(unit, &month, 2, Kind::Actual, "5", Some(&value)),
                        house.reading(unit, &month, 2, Kind::Target, &value, None),
                        house.reading(unit, &month, 0, Kind::Actual, &value, None),
                    ];
                    let stamp = house.stamp().because("更正");
                    match house.write(&stamp, rows).await {
                        Ok(_) | Err(Refusal::Conflict(_)) => {}
                        Err(other) => panic!("{other:?}"),
                    }
                    if round % 3 == 2 {
                        house.clear(unit, &month, 2, Kind::Actual).await;
                    }
                }
            })
        });
        let writers: Vec<_> = writers.collect();
        let day = "2026-02-10".parse().expect("a day");
        let mut tx = house.tx().await;
        let seen = directory::tree::unit_near(&mut tx, house.units[6], day).await;
        let seen = seen.expect("a query").expect("a unit").revision;
        let wanted = Change { parent: Some(house.units[5]), ..Change::default() };
        change::change(&mut tx, house.units[6], seen, day, &wanted, None).await.expect("moved");
        tx.commit().await.expect("committed");
        for writer in writers {
            writer.await.expect("a writer that finished");
        }
        house.sound().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_first_values_one_is_kept_and_the_other_told() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let first = house.reading(6, "2026-09", 0, Kind::Actual, "1", None);
        let second = house.reading(6, "2026-09", 0, Kind::Actual, "2", None);
        let stamp = house.stamp();
        let (one, other) =
            tokio::join!(house.write(&stamp, vec![first]), house.write(&stamp, vec![second]));
        assert_eq!(u8::from(one.is_ok()) + u8::from(other.is_ok()), 1, "{one:?} {other:?}");
        let (from, until) = (first.period, first.period);
        let kept = readings::current(&mut house.ctx.read(), &[first.unit], from, until).await;
        let expected = if one.is_ok() { first.value } else { second.value };
        assert_eq!(kept.expect("a reading")[0].value, expected);
        house.sound().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clearing_waits_for_writers_of_the_same_number_only() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        if house.ctx.db.engine() == store::Engine::Sqlite {
            return;
        }
        let rows = vec![
            house.reading(6, "2026-09", 0, Kind::Actual, "1", None),
            house.reading(6, "2026-09", 1, Kind::Actual, "2", None),
        ];
        house.write(&house.stamp(), rows).await.expect("written");
        let mut open = house.tx().await;
        let other = house.reading(7, "2026-09", 0, Kind::Actual, "3", None);
        readings::write(&mut open, &house.stamp(), vec![other]).await.expect("written");
        // While that one is open: nothing to clear, and another number to clear.
        let mut tx = house.tx().await;
        let none = readings::clear(&mut tx, &[], &house.stamp()).await;
        assert_eq!(none.expect("no wait"), 0);
        drop(tx);
        house.clear(6, "2026-09", 1, Kind::Actual).await;
        open.commit().await.expect("committed");
        house.sound().await;
    })
    .await;
}
