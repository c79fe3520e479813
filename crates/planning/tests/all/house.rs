//! A small group for tests: two plants with workshops and teams, and one indicator of each aggregation.

use directory::founding::{self, NewUnit};
use directory::{Kind as UnitKind, Parent};
use kernel::policy::ActorKind;
use kernel::{
    Actor, Day, DayRange, Grain, Grant, IndicatorId, Period, Quantity, Role, UnitId, UserId,
};
use planning::indicator::Terms;
use planning::store::readings::{self, NewReading, Outcome, Stamp};
use planning::store::recount::RollUpFollower;
use planning::store::{indicators, recount};
use planning::{Aggregation, Direction, Kind};
use store::{Ctx, Query, Refusal, Tx};
use testkit::TestDb;

pub const MIGRATIONS: &[store::Migrations] =
    &[store::MIGRATIONS, directory::MIGRATIONS, matters::MIGRATIONS, planning::MIGRATIONS];

/// Names with the index of the parent: a group, two plants, three workshops, three teams.
const UNITS: [(&str, Option<usize>); 9] = [
    ("集团", None),
    ("东厂", Some(0)),
    ("西厂", Some(0)),
    ("主洗车间", Some(1)),
    ("浮选车间", Some(1)),
    ("原煤车间", Some(2)),
    ("甲班", Some(3)),
    ("乙班", Some(3)),
    ("丙班", Some(5)),
];

/// The first plant in the order of [`UNITS`].
pub const PLANT: usize = 1;

pub struct House {
    pub ctx: Ctx,
    /// In the order of [`UNITS`].
    pub units: Vec<UnitId>,
    /// Sum, last, ratio (per cent), mean.
    pub indicators: [IndicatorId; 4],
}

pub fn q(text: &str) -> Quantity {
    Quantity::parse(text).expect("a quantity")
}

pub fn period(text: &str) -> Period {
    text.parse().expect("a period")
}

pub fn terms(code: &str, aggregation: Aggregation) -> Terms {
    Terms {
        code: code.to_owned(),
        name_zh: format!("指标{code}"),
        name_en: format!("Indicator {code}"),
        unit: "t".to_owned(),
        decimals: 2,
        direction: Direction::Up,
        aggregation,
        factor: if aggregation == Aggregation::Ratio { 100 } else { 1 },
        grain: Grain::Month,
        owner: None,
        source: String::new(),
        tolerance: None,
        may_be_negative: false,
    }
}

impl House {
    pub async fn build(database: &TestDb) -> Self {
        directory::install(vec![Box::new(RollUpFollower)]);
        let ctx = database.ctx(Actor::system("test"));
        let mut tx = ctx.db.begin().await.expect("a transaction");
        let units = UNITS
            .iter()
            .map(|(name, parent)| {
                let parent = parent.map_or(Parent::Root, Parent::New);
                NewUnit::new(*name, UnitKind::ALL[0], parent, DayRange::since(Day::EARLIEST))
            })
            .collect();
        let units = founding::create_many(&mut tx, None, units).await.expect("the units");
        let mut ids = Vec::new();
        for (code, aggregation) in [
            ("sum", Aggregation::Sum),
            ("last", Aggregation::Last),
            ("ratio", Aggregation::Ratio),
            ("mean", Aggregation::Mean),
        ] {
            let terms = terms(code, aggregation);
            ids.push(indicators::create(&mut tx, &terms).await.expect("an indicator"));
        }
        tx.commit().await.expect("committed");
        Self { ctx, units, indicators: ids.try_into().expect("four") }
    }

    /// Somebody with this account and role on the plant.
    pub fn who(&self, user: i64, role: Role) -> Ctx {
        let grant = Grant { role, unit: self.units[PLANT], valid: DayRange::ALWAYS };
        let actor = Actor {
            kind: ActorKind::User,
            user: Some(UserId(user)),
            person: None,
            name: format!("用户{user}"),
            grants: vec![grant],
            stands_in: Vec::new(),
        };
        Ctx { actor, ..self.ctx.clone() }
    }

    pub fn stamp(&self) -> Stamp {
        Stamp::of(&self.ctx)
    }

    /// Unit and indicator by their index.
    pub fn reading(
        &self,
        unit: usize,
        month: &str,
        indicator: usize,
        kind: Kind,
        value: &str,
        weight: Option<&str>,
    ) -> NewReading {
        NewReading {
            unit: self.units[unit],
            period: period(month),
            indicator: self.indicators[indicator],
            kind,
            value: q(value),
            weight: weight.map(q),
            cell: None,
        }
    }

    pub async fn tx(&self) -> Tx {
        self.ctx.db.begin().await.expect("a transaction")
    }

    pub async fn write(
        &self,
        stamp: &Stamp,
        readings: Vec<NewReading>,
    ) -> Result<Outcome, Refusal> {
        let mut tx = self.tx().await;
        let outcome = readings::write(&mut tx, stamp, readings).await?;
        tx.commit().await?;
        Ok(outcome)
    }

    /// Takes back all versions of one reading.
    pub async fn clear(&self, unit: usize, month: &str, indicator: usize, kind: Kind) {
        let mut tx = self.tx().await;
        let one = (self.units[unit], period(month), self.indicators[indicator], kind);
        readings::clear(&mut tx, &[one], &self.stamp().because("误报")).await.expect("cleared");
        tx.commit().await.expect("committed");
    }

    /// The codes of a refusal's problems.
    pub async fn refused(&self, stamp: &Stamp, readings: Vec<NewReading>) -> Vec<&'static str> {
        testkit::codes(self.write(stamp, readings).await)
    }

    /// How many numbers stand below another of their kind, and so would count twice above.
    pub async fn counted_twice(&self) -> i64 {
        let sql = "SELECT COUNT(*) FROM reading a JOIN unit_closure c ON c.ancestor_id = a.unit_id \
             AND c.depth > 0 AND c.valid_from <= a.period * 100 + 31 \
             AND c.valid_until > a.period * 100 + 31 \
             JOIN reading b ON b.unit_id = c.descendant_id AND b.period = a.period \
             AND b.indicator_id = a.indicator_id AND b.kind = a.kind \
             WHERE a.withdrawn IS NULL AND b.withdrawn IS NULL";
        let count: (i64,) = self.ctx.read().one(sql, Vec::new()).await.expect("a count");
        count.0
    }

    /// The roll-ups are what a recount finds.
    pub async fn sound(&self) {
        let report = recount::verify(&self.ctx.db).await.expect("a report");
        assert_eq!(report.wrong, 0, "{:#?}", report.first);
    }
}
