//! A small plant with its scheme in force, and what people do with its scores.

use assessment::schemes::stage::Deed;
use assessment::schemes::use_cases::{self as schemes, New, Saying, Start};
use assessment::sheets::computed::Computed;
use assessment::sheets::fact::Said;
use assessment::sheets::stage::Stage;
use assessment::sheets::use_cases::sheets::{Shown, Which, Word};
use assessment::sheets::use_cases::{facts, sheets};
use directory::founding::{self, NewUnit};
use directory::{Kind as UnitKind, Parent};
use interchange::Direction;
use kernel::policy::ActorKind;
use kernel::texts::{self, Catalogue};
use kernel::{Actor, Day, DayRange, Grain, Grant, IndicatorId, Role, UnitId, UserId};
use planning::indicator::Terms;
use planning::store::indicators;
use planning::store::readings::{self, NewReading, Stamp};
use planning::store::recount::RollUpFollower;
use planning::{Aggregation, Kind};
use scoring::engine::Rating;
use scoring::scheme::{Scheme, Status};
use std::collections::HashMap;
use store::{Ctx, Refusal};
use testkit::TestDb;

pub(crate) const MIGRATIONS: &[store::Migrations] = &[
    store::MIGRATIONS,
    directory::MIGRATIONS,
    accounts::MIGRATIONS,
    organisation::MIGRATIONS,
    matters::MIGRATIONS,
    planning::MIGRATIONS,
    assessment::MIGRATIONS,
];

/// The year of all tests; today is 15 October of it.
pub(crate) const YEAR: i32 = 2026;

pub(crate) fn house_scheme() -> Scheme {
    Scheme::parse(include_str!("../../../../schemes/house.toml")).expect("a sound scheme")
}

pub(crate) struct House {
    pub(crate) ctx: Ctx,
    pub(crate) plant: UnitId,
    pub(crate) shop: UnitId,
    pub(crate) team: UnitId,
    pub(crate) indicators: HashMap<&'static str, IndicatorId>,
}

pub(crate) fn terms(code: &str, direction: Direction, factor: i64) -> Terms {
    Terms {
        code: code.to_owned(),
        name_zh: format!("指标{code}"),
        name_en: format!("Indicator {code}"),
        unit: "t".to_owned(),
        decimals: 2,
        direction,
        aggregation: Aggregation::Ratio,
        factor,
        grain: Grain::Month,
        owner: None,
        source: String::new(),
        tolerance: None,
        may_be_negative: false,
    }
}

impl House {
    pub(crate) async fn build(database: &TestDb) -> Self {
        texts::install(
            Catalogue::new(&[
                kernel::TEXTS,
                scoring::TEXTS,
                store::TEXTS,
                interchange::TEXTS,
                web_kit::TEXTS,
                directory::TEXTS,
                matters::TEXTS,
                planning::TEXTS,
                planning::annual::ANNUAL_TEXTS,
                assessment::TEXTS,
                assessment::sheets::SHEET_TEXTS,
            ])
            .expect("sound texts"),
        );
        directory::install(vec![Box::new(RollUpFollower)]);
        planning::annual::measure::install(vec![
            Box::new(planning::annual::measure::MattersInTime),
            Box::new(planning::registers::measures::MilestonesInTime),
        ]);
        let ctx = database.ctx(Actor::system("test"));
        let mut tx = ctx.db.begin().await.expect("a transaction");
        let unit = |name: &str, kind, parent| {
            NewUnit::new(name, kind, parent, DayRange::since(Day::EARLIEST))
        };
        let units = founding::create_many(
            &mut tx,
            None,
            vec![
                unit("东厂", UnitKind::Plant, Parent::Root),
                unit("主洗车间", UnitKind::Workshop, Parent::New(0)),
                unit("浮选车间", UnitKind::Workshop, Parent::New(0)),
                unit("甲班", UnitKind::Team, Parent::New(1)),
            ],
        )
        .await
        .expect("units");
        let mut ids = HashMap::new();
        for (code, direction, factor) in [
            ("clean-yield", Direction::Up, 100),
            ("medium-use", Direction::Down, 1),
            ("unit-cost", Direction::Down, 1),
            ("availability", Direction::Up, 100),
            ("hazards-closed", Direction::Up, 100),
        ] {
            let terms = terms(code, direction, factor);
            ids.insert(code, indicators::create(&mut tx, &terms).await.expect("an indicator"));
        }
        tx.commit().await.expect("committed");
        let house = Self { ctx, plant: units[0], shop: units[1], team: units[3], indicators: ids };
        house.put_in_force().await;
        // 1.47 kg/t over two months, from the team below; 95.5 % and 94 % at the workshop itself.
        house
            .reading(house.team, "medium-use", "2026-01", Kind::Actual, "1400", Some("1000"))
            .await;
        house
            .reading(house.team, "medium-use", "2026-02", Kind::Actual, "3080", Some("2000"))
            .await;
        house
            .reading(house.shop, "availability", "2026-01", Kind::Actual, "955", Some("1000"))
            .await;
        house
            .reading(house.shop, "hazards-closed", "2026-01", Kind::Actual, "94", Some("100"))
            .await;
        house
    }

    /// The sample's own scheme, drawn up by one and approved by another.
    pub(crate) async fn put_in_force(&self) {
        let by = |name: &str| Ctx { actor: Actor::system(name), ..self.ctx.clone() };
        let (party, committee) = (by("党群部"), by("厂党委"));
        let mut scheme = house_scheme();
        scheme.consultation = None;
        let (code, name) = (scheme.id.clone(), scheme.name.clone());
        let new = New { unit: self.plant, code, name, start: Start::Empty };
        let id = schemes::begin(&party, new).await.expect("begun");
        schemes::save(&party, id, 1, scheme).await.expect("saved");
        schemes::act(&party, id, 2, Deed::Submit, &Saying::default()).await.expect("submitted");
        let approval = Saying { is_aware: true, ..Saying::default() };
        schemes::act(&committee, id, 3, Deed::Approve, &approval).await.expect("approved");
    }

    pub(crate) async fn reading(
        &self,
        unit: UnitId,
        code: &str,
        month: &str,
        kind: Kind,
        value: &str,
        weight: Option<&str>,
    ) {
        let number = |text: &str| kernel::Quantity::parse(text).expect("a quantity");
        let new = NewReading {
            unit,
            period: month.parse().expect("a period"),
            indicator: self.indicators[code],
            kind,
            value: number(value),
            weight: weight.map(number),
            cell: None,
        };
        let mut tx = self.ctx.db.begin().await.expect("a transaction");
        let stamp = Stamp::of(&self.ctx).because("核对");
        readings::write(&mut tx, &stamp, vec![new]).await.expect("written");
        tx.commit().await.expect("committed");
    }

    /// Somebody with this account and role on the plant.
    pub(crate) fn who(&self, user: i64, role: Role) -> Ctx {
        let actor = Actor {
            kind: ActorKind::User,
            user: Some(UserId(user)),
            person: None,
            name: format!("用户{user}"),
            grants: vec![Grant { role, unit: self.plant, valid: DayRange::ALWAYS }],
            stands_in: Vec::new(),
        };
        Ctx { actor, ..self.ctx.clone() }
    }

    pub(crate) fn party(&self) -> Ctx {
        self.who(1, Role::PartyAffairs)
    }

    pub(crate) fn business(&self) -> Ctx {
        self.who(2, Role::Dispatch)
    }

    pub(crate) fn committee(&self) -> Ctx {
        self.who(3, Role::Committee)
    }

    pub(crate) async fn record(&self, entry: &str, said: Said) -> Result<i64, Refusal> {
        facts::record(&self.party(), self.shop, YEAR, entry, said, "台账 7 页").await
    }

    pub(crate) async fn confirm(&self, id: i64, version: i64) {
        facts::confirm(&self.business(), (self.shop, YEAR, id), version).await.expect("confirmed");
    }

    pub(crate) async fn both(&self, entry: &str, said: Said) -> i64 {
        let id = self.record(entry, said).await.expect("recorded");
        self.confirm(id, 1).await;
        id
    }

    /// Everything that the workshop's year needs beside its readings. Returns the fact of the ratings.
    pub(crate) async fn whole(&self) -> i64 {
        self.both("duties", figure(12)).await;
        self.both("case", Said::NoEvent).await;
        self.both("rescue", not_applicable()).await;
        self.both("projects", not_applicable()).await;
        let rating = |group: &str, raters: u32, sum: i64| Rating {
            group: group.to_owned(),
            raters,
            sum: sum.into(),
        };
        let ratings = vec![rating("committee", 5, 450), rating("delegates", 30, 2_580)];
        self.both("appraisal", Said::Ratings { ratings }).await
    }

    pub(crate) async fn shown(&self, which: Which) -> Shown {
        sheets::find(&self.party(), self.shop, YEAR, which).await.expect("a sheet")
    }

    pub(crate) async fn live(&self) -> Computed {
        self.shown(Which::Live).await.sheet.expect("a sheet that can be computed")
    }

    pub(crate) async fn total(&self) -> String {
        self.live().await.total().expect("a total").total.expect("one")
    }

    pub(crate) async fn published(&self, reason: &str) -> i64 {
        let number = sheets::draw(&self.party(), self.shop, YEAR, reason).await.expect("drawn up");
        let place = (self.shop, YEAR);
        sheets::decide(&self.committee(), place, Stage::Published, Word::AWARE)
            .await
            .expect("published");
        number
    }
}

pub(crate) fn figure(number: i64) -> Said {
    Said::Figure { figure: number.into() }
}

pub(crate) fn not_applicable() -> Said {
    Said::Absent { status: Status::NotApplicable, why: "没有接到命令".to_owned() }
}

pub(crate) fn honour(mark: &str, sort: &str) -> Said {
    Said::Event {
        mark: mark.to_owned(),
        sort: sort.to_owned(),
        on: "2026-05-04".parse().expect("a day"),
        points: None,
        what: "攻关成果".to_owned(),
    }
}

pub(crate) fn worth(of: &Computed, line: &str) -> (Option<String>, Option<Status>) {
    let trace = of.trace().expect("a trace");
    let valued = trace.worth(&of.plan, line).expect("a line");
    (valued.worth.score().map(scoring::Exact::plain), valued.status)
}
