//! A small house to test in, and short words for its days and units.

use directory::founding::{self, NewUnit};
use directory::{Kind, Parent, tree};
use kernel::policy::{self, ActorKind};
use kernel::{Action, Actor, Day, DayRange, Grant, Problem, Resource, Role, Scope, UnitId};
use store::{Db, Migrations, Refusal, Tx};

pub const MIGRATIONS: &[Migrations] = &[store::MIGRATIONS, directory::MIGRATIONS];

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A unit founded on a day, for good.
pub fn new(name: &str, parent: Parent, from: &str) -> NewUnit {
    NewUnit::new(name, Kind::Workshop, parent, DayRange::since(day(from)))
}

/// 集团 > 一矿 > (主洗车间 > 甲班), 二矿 > 主洗车间.
#[derive(Clone, Copy, Debug)]
pub struct House {
    pub group: UnitId,
    pub first: UnitId,
    pub second: UnitId,
    pub wash: UnitId,
    pub crew: UnitId,
    pub other_wash: UnitId,
}

impl House {
    pub async fn build(tx: &mut Tx) -> House {
        let units = vec![
            new("集团", Parent::Root, "2020-01-01"),
            new("一矿", Parent::New(0), "2020-01-01"),
            new("二矿", Parent::New(0), "2022-01-01"),
            new("主洗车间", Parent::New(1), "2020-01-01"),
            new("甲班", Parent::New(3), "2021-01-01"),
            new("主洗车间", Parent::New(2), "2022-01-01"),
        ];
        let ids = founding::create_many(tx, None, units).await.unwrap();
        let [group, first, second, wash, crew, other_wash] = ids[..] else { panic!("{ids:?}") };
        House { group, first, second, wash, crew, other_wash }
    }

    pub async fn stand(db: &Db) -> House {
        let mut tx = db.begin().await.unwrap();
        let house = House::build(&mut tx).await;
        tx.commit().await.unwrap();
        house
    }
}

/// The names on the way to a unit, as `集团/一矿`.
pub async fn way(q: &mut impl store::Query, id: UnitId, on: &str) -> String {
    let path = tree::path(q, id, day(on)).await.unwrap();
    path.into_iter().map(|step| step.name).collect::<Vec<_>>().join("/")
}

pub async fn revision(q: &mut impl store::Query, id: UnitId) -> i64 {
    tree::unit_near(q, id, Day::FOREVER).await.unwrap().unwrap().revision
}

/// The single problem of what was refused.
pub fn problem<T: std::fmt::Debug>(refused: Result<T, Refusal>) -> Problem {
    match refused {
        Err(Refusal::Invalid(mut problems)) if problems.len() == 1 => problems.remove(0),
        other => panic!("{other:?}"),
    }
}

/// What a branch secretary of these units may read.
pub fn scope_of(units: &[UnitId]) -> Scope {
    let grants = units
        .iter()
        .map(|&unit| Grant { role: Role::Secretary, unit, valid: DayRange::ALWAYS })
        .collect();
    let actor = Actor { kind: ActorKind::User, grants, ..Actor::anonymous() };
    policy::scope(&actor, Action::Read, Resource::Unit, day("2026-01-01"))
}

pub fn everything() -> Scope {
    policy::scope(&Actor::system("t"), Action::Read, Resource::Unit, day("2026-01-01"))
}
