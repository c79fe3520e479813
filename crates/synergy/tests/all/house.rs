//! A plant with ten workshops, two indicators of Party work and one of the business, and somebody who asks.

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::middleware;
use directory::founding::{NewUnit, create_many};
use directory::{Kind as UnitKind, Parent, withheld};
use kernel::policy::ActorKind;
use kernel::texts::{self, Catalogue};
use kernel::{
    Actor, Day, DayRange, Grain, Grant, IndicatorId, Month, Period, Quantity, Role, UnitId, UserId,
};
use planning::indicator::Terms;
use planning::store::indicators;
use planning::store::readings::{self, NewReading, Stamp};
use planning::store::recount::RollUpFollower;
use planning::{Aggregation, Direction, Kind};
use statistics::random::Random;
use store::{Ctx, Migrations};
use testkit::TestDb;
pub use testkit::pages::Answer;
use testkit::pages::posted;
use tower::ServiceExt;
use web_kit::{App, Identity, error};

pub const MIGRATIONS: &[Migrations] = &[
    store::MIGRATIONS,
    directory::MIGRATIONS,
    accounts::MIGRATIONS,
    matters::MIGRATIONS,
    planning::MIGRATIONS,
    assessment::MIGRATIONS,
    synergy::MIGRATIONS,
];
pub const TEXTS: [kernel::Texts; 12] = [
    kernel::TEXTS,
    store::TEXTS,
    interchange::TEXTS,
    web_kit::TEXTS,
    directory::TEXTS,
    matters::TEXTS,
    planning::TEXTS,
    planning::annual::ANNUAL_TEXTS,
    planning::imports::IMPORT_TEXTS,
    assessment::TEXTS,
    assessment::claims::CLAIM_TEXTS,
    synergy::TEXTS,
];
const TOKEN: &str = "the-token";

/// 集团 > 一厂 > ten workshops; 二厂. Today is 15 October 2026.
pub struct House<'a> {
    pub test: &'a TestDb,
    pub app: App,
    pub ctx: Ctx,
    pub group: UnitId,
    pub plant: UnitId,
    pub second: UnitId,
    pub shops: Vec<UnitId>,
    /// Zone checks, theme days, stoppages, and stoppages by hours run (a ratio).
    pub checks: IndicatorId,
    pub days: IndicatorId,
    pub stops: IndicatorId,
    pub rate: IndicatorId,
}

fn terms(code: &str, name: &str, aggregation: Aggregation) -> Terms {
    Terms {
        code: code.to_owned(),
        name_zh: name.to_owned(),
        name_en: code.to_owned(),
        unit: "次".to_owned(),
        decimals: 2,
        direction: Direction::Down,
        aggregation,
        factor: if aggregation == Aggregation::Ratio { 100 } else { 1 },
        grain: Grain::Month,
        owner: None,
        source: String::new(),
        tolerance: None,
        may_be_negative: false,
    }
}

impl<'a> House<'a> {
    pub async fn stand(test: &'a TestDb) -> House<'a> {
        texts::install(Catalogue::new(&TEXTS).unwrap());
        directory::install(vec![Box::new(RollUpFollower)]);
        assessment::claims::beside::install(Box::new(synergy::BesideClaims));
        let ever = DayRange::since(Day::EARLIEST);
        let mut units = vec![
            NewUnit::new("集团", UnitKind::Group, Parent::Root, ever),
            NewUnit::new("一厂", UnitKind::Plant, Parent::New(0), ever),
            NewUnit::new("二厂", UnitKind::Plant, Parent::New(0), ever),
        ];
        for number in 1..=10 {
            let name = format!("{number}车间");
            units.push(NewUnit::new(name, UnitKind::Workshop, Parent::New(1), ever));
        }
        let mut tx = test.db.begin().await.unwrap();
        let ids = create_many(&mut tx, None, units).await.unwrap();
        let mut found = Vec::new();
        for (code, name, aggregation) in [
            ("checks", "责任区整改", Aggregation::Sum),
            ("days", "现场主题党日", Aggregation::Sum),
            ("stops", "小停机", Aggregation::Sum),
            ("rate", "停机率", Aggregation::Ratio),
        ] {
            let terms = terms(code, name, aggregation);
            found.push(indicators::create(&mut tx, &terms).await.unwrap());
        }
        tx.commit().await.unwrap();
        let [group, plant, second, ref shops @ ..] = ids[..] else { panic!("{ids:?}") };
        let [checks, days, stops, rate] = found[..] else { panic!("{found:?}") };
        let app = App::new(test.db.clone(), test.files(), || testkit::now().at);
        let ctx = test.ctx(Actor::system("测试"));
        let shops = shops.to_vec();
        House { test, app, ctx, group, plant, second, shops, checks, days, stops, rate }
    }

    /// Keeps values of an indicator for the workshops over months from the first one; `None` is not reported.
    pub async fn keep(&self, indicator: IndicatorId, first: &str, values: &[Vec<Option<i64>>]) {
        let first: Month = first.parse().unwrap();
        let mut new = Vec::new();
        for (unit, of) in self.shops.iter().zip(values) {
            for (at, value) in of.iter().enumerate() {
                let Some(value) = value else { continue };
                new.push(NewReading {
                    unit: *unit,
                    period: Period::Month(first.plus(at as i32)),
                    indicator,
                    kind: Kind::Actual,
                    value: Quantity::from_integer(*value).unwrap(),
                    weight: (indicator == self.rate).then(|| Quantity::from_integer(500).unwrap()),
                    cell: None,
                });
            }
        }
        let mut tx = self.ctx.db.begin().await.unwrap();
        // What is kept again is restated.
        let stamp = Stamp { reason: Some("更正".to_owned()), ..Stamp::of(&self.ctx) };
        readings::write(&mut tx, &stamp, new).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Someone with this role on this unit.
    pub fn as_role(&self, role: Role, unit: UnitId) -> Visitor<'_> {
        Visitor { house: self, grants: vec![Grant { role, unit, valid: DayRange::ALWAYS }] }
    }
}

/// Figures of so many units and months: what Party work did, and stoppages that follow it a month later with
/// this slope.
pub fn figures(units: usize, months: usize, slope: f64) -> [Vec<Vec<Option<i64>>>; 2] {
    let mut random = Random::from_seed(5);
    let (mut work, mut stops) = (Vec::new(), Vec::new());
    for unit in 0..units {
        let x: Vec<f64> = (0..months).map(|_| 20.0 + 4.0 * random.normal()).collect();
        let y = (0..months).map(|month| {
            let before = if month > 0 { x[month - 1] - 20.0 } else { 0.0 };
            let level = 60.0 + 3.0 * unit as f64;
            Some((level + slope * before + 4.0 * random.normal()).round() as i64)
        });
        stops.push(y.collect());
        work.push(x.into_iter().map(|x| Some(x.round().max(0.0) as i64)).collect());
    }
    [work, stops]
}

/// Who asks.
pub struct Visitor<'a> {
    house: &'a House<'a>,
    grants: Vec<Grant>,
}

impl Visitor<'_> {
    fn router(&self) -> Router {
        let app = &self.house.app;
        synergy::routes()
            .merge(assessment::claims::routes())
            .into_router(app)
            .layer(middleware::from_fn_with_state(app.clone(), error::draw))
            .layer(middleware::from_fn(web_kit::security::protect))
            .with_state(app.clone())
    }

    async fn send(&self, mut request: Request<Body>) -> Answer {
        let actor = Actor {
            kind: ActorKind::User,
            user: Some(UserId(1)),
            person: None,
            name: "张三".to_owned(),
            grants: self.grants.clone(),
            stands_in: Vec::new(),
        };
        let today = testkit::now().today;
        let withheld = withheld::from_actor(&self.house.test.db, &actor, today).await.unwrap();
        let identity = Identity { actor, csrf: TOKEN.to_owned(), withheld };
        request.extensions_mut().insert(identity);
        Answer::of(self.router().oneshot(request).await.unwrap()).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(posted(path, TOKEN, fields)).await
    }
}
