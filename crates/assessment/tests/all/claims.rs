//! The way of a claim: registered before or after its result, evidence brought and taken back, judged by
//! somebody outside its unit.

use assessment::claims::claim::{Content, Timing};
use assessment::claims::use_cases;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::middleware;
use directory::founding::{NewUnit, create_many};
use directory::{Kind as UnitKind, Parent, withheld};
use kernel::policy::ActorKind;
use kernel::texts::{self, Catalogue};
use kernel::{
    Actor, ClaimId, Day, DayRange, Grain, Grant, IndicatorId, Month, Period, Quantity, Role,
    UnitId, UserId,
};
use planning::indicator::Terms;
use planning::store::indicators;
use planning::store::readings::{self, NewReading, Stamp};
use planning::store::recount::RollUpFollower;
use planning::{Aggregation, Direction, Kind};
use store::{Ctx, Migrations};
use testkit::pages::{Answer, posted};
use testkit::{TestDb, on_both};
use tower::ServiceExt;
use web_kit::{App, Identity, error};

const MIGRATIONS: &[Migrations] = &[
    store::MIGRATIONS,
    directory::MIGRATIONS,
    accounts::MIGRATIONS,
    matters::MIGRATIONS,
    organisation::MIGRATIONS,
    planning::MIGRATIONS,
    assessment::MIGRATIONS,
];
const TEXTS: &[kernel::Texts] = &[
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
    assessment::claims::CLAIM_TEXTS,
    assessment::sheets::SHEET_TEXTS,
];
const TOKEN: &str = "the-token";

/// 集团 > 一厂 > 主洗车间 > 甲班, 二厂. Today is 15 October 2026.
struct House<'a> {
    test: &'a TestDb,
    app: App,
    ctx: Ctx,
    group: UnitId,
    plant: UnitId,
    second: UnitId,
    shop: UnitId,
    team: UnitId,
    stops: IndicatorId,
}

impl<'a> House<'a> {
    async fn stand(test: &'a TestDb) -> House<'a> {
        texts::install(Catalogue::new(TEXTS).unwrap());
        directory::install(vec![Box::new(RollUpFollower)]);
        let unit = |name: &str, kind, parent| {
            NewUnit::new(name, kind, parent, DayRange::since(Day::EARLIEST))
        };
        let units = vec![
            unit("集团", UnitKind::Group, Parent::Root),
            unit("一厂", UnitKind::Plant, Parent::New(0)),
            unit("二厂", UnitKind::Plant, Parent::New(0)),
            unit("主洗车间", UnitKind::Workshop, Parent::New(1)),
            unit("甲班", UnitKind::Team, Parent::New(3)),
        ];
        let mut tx = test.db.begin().await.unwrap();
        let ids = create_many(&mut tx, None, units).await.unwrap();
        let terms = Terms {
            code: "stops".to_owned(),
            name_zh: "小停机".to_owned(),
            name_en: "Minor stops".to_owned(),
            unit: "次".to_owned(),
            decimals: 0,
            direction: Direction::Down,
            aggregation: Aggregation::Sum,
            factor: 1,
            grain: Grain::Month,
            owner: None,
            source: String::new(),
            tolerance: None,
            may_be_negative: false,
        };
        let stops = indicators::create(&mut tx, &terms).await.unwrap();
        tx.commit().await.unwrap();
        let [group, plant, second, shop, team] = ids[..] else { panic!("{ids:?}") };
        let app = App::new(test.db.clone(), test.files(), || testkit::now().at);
        let ctx = test.ctx(Actor::system("测试"));
        House { test, app, ctx, group, plant, second, shop, team, stops }
    }

    /// Keeps a count of stops of a unit for a month.
    async fn keep(&self, unit: UnitId, month: &str, value: i64) {
        let reading = NewReading {
            unit,
            period: Period::Month(month.parse::<Month>().unwrap()),
            indicator: self.stops,
            kind: Kind::Actual,
            value: Quantity::from_integer(value).unwrap(),
            weight: None,
            cell: None,
        };
        let mut tx = self.ctx.db.begin().await.unwrap();
        readings::write(&mut tx, &Stamp::of(&self.ctx), vec![reading]).await.unwrap();
        tx.commit().await.unwrap();
    }

    fn content(&self, unit: UnitId, first: &str, last: &str) -> Content {
        Content {
            unit,
            indicator: self.stops,
            measure: "责任区每周查密封".to_owned(),
            mechanism: "可能与小停机有关".to_owned(),
            first: first.parse().unwrap(),
            last: last.parse().unwrap(),
            task: None,
        }
    }

    async fn timing(&self, unit: UnitId, first: &str, last: &str) -> Timing {
        let content = self.content(unit, first, last);
        let id = use_cases::register(&self.ctx, &content, false).await.unwrap();
        self.kept(id).await
    }

    async fn kept(&self, id: ClaimId) -> Timing {
        use_cases::find(&self.ctx, id).await.unwrap().claim.timing
    }

    fn visitor(&self, user: i64, grants: &[(Role, UnitId)]) -> Visitor<'_> {
        let grant = |(role, unit): &(Role, UnitId)| Grant {
            role: *role,
            unit: *unit,
            valid: DayRange::ALWAYS,
        };
        Visitor { house: self, user, grants: grants.iter().map(grant).collect() }
    }
}

struct Visitor<'a> {
    house: &'a House<'a>,
    user: i64,
    grants: Vec<Grant>,
}

impl Visitor<'_> {
    fn router(&self) -> Router {
        let app = &self.house.app;
        assessment::claims::routes()
            .into_router(app)
            .layer(middleware::from_fn_with_state(app.clone(), error::draw))
            .layer(middleware::from_fn(web_kit::security::protect))
            .with_state(app.clone())
    }

    async fn send(&self, mut request: Request<Body>) -> Answer {
        let actor = Actor {
            kind: ActorKind::User,
            user: Some(UserId(self.user)),
            person: None,
            name: format!("第{}号", self.user),
            grants: self.grants.clone(),
            stands_in: Vec::new(),
        };
        let today = testkit::now().today;
        let withheld = withheld::from_actor(&self.house.test.db, &actor, today).await.unwrap();
        let identity = Identity { actor, csrf: TOKEN.to_owned(), withheld };
        request.extensions_mut().insert(identity);
        Answer::of(self.router().oneshot(request).await.unwrap()).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(posted(path, TOKEN, fields)).await
    }

    /// Posts what is refused, and what is said about it.
    async fn refused(&self, path: &str, fields: &[(&str, &str)]) -> (Answer, String) {
        let answer = self.post(path, fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        let said = answer.text(".problems");
        (answer, said)
    }

    async fn done(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let answer = self.post(path, fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path} {}", answer.text(".problems"));
        answer.location
    }
}

/// The fields of a claim of the workshop.
fn claimed<'a>(
    indicator: &'a str,
    measure: &'a str,
    mechanism: &'a str,
) -> Vec<(&'a str, &'a str)> {
    vec![
        ("unit", "集团 / 一厂 / 主洗车间"),
        ("measure", measure),
        ("mechanism", mechanism),
        ("indicator", indicator),
        ("first", "2026-04"),
        ("last", "2026-09"),
    ]
}

#[tokio::test]
async fn what_was_stored_tells_when_a_claim_was_registered_and_for_good() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let shop = house.shop;
        house.keep(shop, "2026-07", 5).await;
        let content = house.content(shop, "2026-04", "2026-09");
        let early = use_cases::register(&house.ctx, &content, false).await.unwrap();
        assert_eq!(house.kept(early).await, Timing::Beforehand, "August and September are open");
        // Of the plant, what the workshop below it reports is known as well.
        house.keep(shop, "2026-08", 4).await;
        for unit in [shop, house.plant] {
            assert_eq!(house.timing(unit, "2026-04", "2026-09").await, Timing::Afterwards);
        }
        assert_eq!(house.timing(house.team, "2026-04", "2026-09").await, Timing::Beforehand);
        assert_eq!(house.kept(early).await, Timing::Beforehand, "it stays what it was");
    })
    .await;
}

#[tokio::test]
async fn a_verdict_comes_from_outside_with_its_reason_and_the_one_before_stays() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let stops = house.stops.to_string();
        let author = house.visitor(1, &[(Role::Secretary, house.shop)]);
        let card =
            author.done("/claims/new", &claimed(&stops, "每周查密封", "可能与小停机有关")).await;
        let verdict = format!("{card}/verdict");
        let office = house.visitor(2, &[(Role::Dispatch, house.plant)]);
        let say = |verdict, reason| [("verdict", verdict), ("reason", reason), ("seen", "0")];

        // Whoever has an interest is told so before and after they try.
        for (user, grants, said) in [
            (3, vec![(Role::Dispatch, house.shop)], "您属于这个单位"),
            (3, vec![(Role::Dispatch, house.plant), (Role::Worker, house.team)], "您属于这个单位"),
            (3, vec![(Role::Dispatch, house.plant), (Role::Secretary, house.plant)], "您在上级"),
            (1, vec![(Role::PartyAffairs, house.plant)], "是您登记的"),
        ] {
            let who = house.visitor(user, &grants);
            assert!(who.get(&card).await.text("#conflict").contains(said), "{said}");
            let (_, refused) = who.refused(&verdict, &say("cannot-tell", "看不出")).await;
            assert!(refused.contains(said), "{refused}");
        }
        assert_eq!(
            author.post(&verdict, &say("supports", "好")).await.status,
            StatusCode::FORBIDDEN
        );

        // Nothing is supported without evidence, a result and a reason in allowed words.
        let (_, said) = office.refused(&verdict, &say("supports", "")).await;
        assert!(said.contains("没有有效的证据") && said.contains("请填写"), "{said}");
        let fields = [("body", "八月起每周有检查表"), ("record", ""), ("on", "2026-09-01")];
        author.done(&format!("{card}/evidence"), &fields).await;
        let (page, said) = office.refused(&verdict, &say("supports", "检查促进了运行")).await;
        assert!(said.contains("还没有入库") && said.contains("促进"), "{said}");
        assert_eq!(page.text("#f-reason"), "检查促进了运行", "what was typed is kept");
        office.done(&verdict, &say("cannot-tell", "数据还没有")).await;
        house.keep(house.shop, "2026-09", 3).await;
        let late = office.post(&verdict, &say("supports", "有检查表，小停机少了")).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "the first verdict was not seen");
        let seen = [("verdict", "does-not-support"), ("reason", "同期煤质变了"), ("seen", "1")];
        office.done(&verdict, &seen).await;
        let page = office.get(&card).await;
        assert_eq!(page.text("#wording"), "证据不支持");
        let all = page.texts("#judgements tbody tr");
        assert!(all.len() == 2 && all[1].contains("数据还没有"), "{all:?}");
        assert!(page.text("#verdict").contains("事先登记"));
        assert!(page.texts("#changed").is_empty());
        author.done(&format!("{card}/evidence"), &fields).await;
        assert!(!office.get(&card).await.text("#changed").is_empty(), "evidence came afterwards");
    })
    .await;
}

#[tokio::test]
async fn evidence_points_at_records_that_are_there_and_stays_when_it_is_withdrawn() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let stops = house.stops.to_string();
        let author = house.visitor(1, &[(Role::Secretary, house.shop)]);
        let card = author.done("/claims/new", &claimed(&stops, "每周查密封", "可能有关")).await;
        house.keep(house.shop, "2026-08", 4).await;
        let bring = format!("{card}/evidence");
        let reading = |month: &str| {
            format!("https://ronghe.example/readings/{}/{stops}/{month}?from=mail", house.shop)
        };
        let matter = "/matters/77".to_owned();
        for wrong in [reading("2026-07"), matter, "去年的台账".to_owned()] {
            let fields = [("body", "见记录"), ("record", wrong.as_str()), ("on", "2026-09-01")];
            let (page, said) = author.refused(&bring, &fields).await;
            assert!(said.contains("不是您能看到的记录"), "{said}");
            assert_eq!(page.attribute("#f-record", "value"), wrong);
        }
        let (_, said) = author
            .refused(&bring, &[("body", "带动了全厂"), ("record", ""), ("on", "2026-10-16")])
            .await;
        assert!(said.contains("带动") && said.contains("不能晚于今天"), "{said}");
        let quoted = [("body", "原话“带动了全厂”"), ("on", "2026-09-01"), ("words", "kept")];
        author.done(&bring, &quoted).await;
        let august = reading("2026-08");
        author
            .done(&bring, &[("body", "八月的读数"), ("record", &august), ("on", "2026-09-01")])
            .await;
        let page = author.get(&card).await;
        let kept = format!("/readings/{}/{stops}/2026-08", house.shop);
        assert_eq!(page.attribute("#evidence td a", "href"), kept);
        assert!(page.text("#figures").contains('4'), "{}", page.text("#figures"));

        let withdraw = format!("{bring}/1/withdraw");
        let (_, said) = author.refused(&withdraw, &[("why-1", " ")]).await;
        assert!(said.contains("请填写"), "{said}");
        author.done(&withdraw, &[("why-1", "不是原话")]).await;
        let page = author.get(&card).await;
        assert_eq!(page.text("#evidence s"), "原话“带动了全厂”");
        assert!(page.text("#evidence").contains("不是原话"));
        let again = author.post(&withdraw, &[("why-1", "再撤")]).await;
        assert_eq!(again.status, StatusCode::CONFLICT);
        let nowhere = author.post(&format!("{bring}/9/withdraw"), &[("why-9", "x")]).await;
        assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn everyone_of_its_part_reads_a_claim_and_only_some_write() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let stops = house.stops.to_string();
        let author = house.visitor(1, &[(Role::Secretary, house.shop)]);
        let (refused, said) =
            author.refused("/claims/new", &claimed(&stops, "整改促进生产", "可能有关")).await;
        assert!(said.contains("促进") && said.contains("可能与"), "{said}");
        assert_eq!(refused.attribute("#f-measure", "value"), "整改促进生产");
        let mut wrong = claimed(&stops, "每周查密封", "可能有关");
        (wrong[4].1, wrong[5].1) = ("2026-09", "2026-04");
        assert!(author.refused("/claims/new", &wrong).await.1.contains("不能早于开始"));
        wrong[5].1 = "明年";
        assert!(author.refused("/claims/new", &wrong).await.1.contains("明年"));
        let card = author.done("/claims/new", &claimed(&stops, "每周查密封", "可能有关")).await;
        assert_eq!(author.get("/claims/new").await.status, StatusCode::OK);

        let member = house.visitor(4, &[(Role::Member, house.plant)]);
        assert_eq!(member.get(&card).await.status, StatusCode::OK);
        for deed in ["evidence", "evidence/1/withdraw", "verdict"] {
            let post = member.post(&format!("{card}/{deed}"), &[]).await;
            assert_eq!(post.status, StatusCode::FORBIDDEN, "{deed}");
        }
        let elsewhere = house.visitor(5, &[(Role::PartyAffairs, house.second)]);
        assert_eq!(elsewhere.get(&card).await.status, StatusCode::NOT_FOUND);
        assert!(elsewhere.get("/claims").await.texts("#claims tbody tr").is_empty());
        let group = house.visitor(6, &[(Role::Committee, house.group)]);
        let list = group.get("/claims?q=密封").await;
        assert_eq!(list.texts("#claims tbody tr").len(), 1);
        assert!(list.text("#claims").contains("待核实"));
        assert!(group.get("/claims?f-timing=事后").await.texts("#claims tbody tr").is_empty());
        for file in ["/claims?format=xlsx".to_owned(), format!("{card}?format=xlsx")] {
            let book = group.get(&file).await;
            assert!(book.kind.contains("spreadsheet"), "{file}: {}", book.kind);
        }
        for path in ["/api/v1/claims".to_owned(), format!("/api/v1{card}")] {
            let answer = group.get(&path).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            let text = String::from_utf8(answer.bytes).unwrap();
            assert!(text.contains("beforehand") && text.contains("每周查密封"), "{text}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_claim_of_a_withheld_unit_is_met_only_by_who_may() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let content = house.content(house.shop, "2026-04", "2026-09");
        let id = use_cases::register(&house.ctx, &content, false).await.unwrap();
        let mut tx = house.ctx.db.begin().await.unwrap();
        withheld::set(&mut tx, house.shop, 1, true).await.unwrap();
        tx.commit().await.unwrap();
        let card = format!("/claims/{id}");
        let safety = house.visitor(7, &[(Role::Discipline, house.plant)]);
        assert_eq!(safety.get(&card).await.status, StatusCode::NOT_FOUND);
        assert!(safety.get("/claims").await.texts("#claims tbody tr").is_empty());
        let affairs = house.visitor(8, &[(Role::PartyAffairs, house.plant)]);
        assert_eq!(affairs.get(&card).await.status, StatusCode::OK);
        let out = affairs.get("/api/v1/claims").await;
        assert!(
            !String::from_utf8(out.bytes).unwrap().contains("密封"),
            "it does not leave the house"
        );
    })
    .await;
}
