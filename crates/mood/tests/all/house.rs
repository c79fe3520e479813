//! A small house with one server, someone who asks, somebody who answers, and the answer as a parsed page.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode};
use axum::middleware;
use directory::founding::{NewUnit, create_many};
use directory::{Kind, Parent, withheld};
use kernel::policy::ActorKind;
use kernel::texts::{self, Catalogue};
use kernel::{Actor, Day, DayRange, Grant, Now, Role, UnitId, UserId};
use mood::Held;
use store::Migrations;
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
    mood::MIGRATIONS,
];
const TOKEN: &str = "the-token";

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// 集团 > 一矿 > 甲车间, 乙车间, 丙车间; 二矿; today is 15 October 2026. 王芳 and Li Ming work there.
pub struct House<'a> {
    pub test: &'a TestDb,
    pub app: App,
    pub group: UnitId,
    pub plant: UnitId,
    pub second: UnitId,
    /// The workshops of 一矿.
    pub shops: [UnitId; 3],
}

impl<'a> House<'a> {
    pub async fn stand(test: &'a TestDb) -> House<'a> {
        let all = [
            kernel::TEXTS,
            store::TEXTS,
            interchange::TEXTS,
            web_kit::TEXTS,
            directory::TEXTS,
            matters::TEXTS,
            mood::TEXTS,
        ];
        texts::install(Catalogue::new(&all).unwrap());
        let unit =
            |name, kind, parent, from| NewUnit::new(name, kind, parent, DayRange::since(day(from)));
        let units = vec![
            unit("集团", Kind::Group, Parent::Root, "2020-01-01"),
            unit("一矿", Kind::Plant, Parent::New(0), "2020-01-01"),
            unit("二矿", Kind::Plant, Parent::New(0), "2022-01-01"),
            unit("甲车间", Kind::Workshop, Parent::New(1), "2020-01-01"),
            unit("乙车间", Kind::Workshop, Parent::New(1), "2020-01-01"),
            unit("丙车间", Kind::Workshop, Parent::New(1), "2020-01-01"),
        ];
        let mut tx = test.db.begin().await.unwrap();
        let ids = create_many(&mut tx, None, units).await.unwrap();
        for (name, number) in [("王芳", "A1"), ("Li Ming", "A2")] {
            directory::people::create(&mut tx, name, Some(number)).await.unwrap();
        }
        tx.commit().await.unwrap();
        let [group, plant, second, ref shops @ ..] = ids[..] else { panic!("{ids:?}") };
        let app = App::new(test.db.clone(), test.files(), || testkit::now().at);
        House { test, app, group, plant, second, shops: shops.try_into().unwrap() }
    }

    /// Writes what is due and closes what has settled, a minute later.
    pub async fn hand_in(&self) {
        let now = testkit::now();
        let later = Now { at: now.at + 60_000, ..now };
        let held = self.app.kept::<Held>();
        mood::use_cases::answering::hand_in(&self.test.db, later, &held).await.unwrap();
    }

    /// Somebody before a shared tablet, without an account.
    pub fn anybody(&self) -> Visitor<'_> {
        Visitor { house: self, grants: None }
    }

    /// Someone with this role on this unit.
    pub fn as_role(&self, role: Role, unit: UnitId) -> Visitor<'_> {
        let grants = vec![Grant { role, unit, valid: DayRange::ALWAYS }];
        Visitor { house: self, grants: Some(grants) }
    }
}

/// Who asks.
pub struct Visitor<'a> {
    house: &'a House<'a>,
    grants: Option<Vec<Grant>>,
}

impl Visitor<'_> {
    fn router(&self) -> Router {
        let app = &self.house.app;
        mood::routes()
            .into_router(app)
            .layer(middleware::from_fn_with_state(app.clone(), error::draw))
            .layer(middleware::from_fn(web_kit::security::protect))
            .with_state(app.clone())
    }

    /// What comes back, with its headers.
    pub async fn raw(&self, request: Request<Body>) -> Response<Body> {
        let mut request = request;
        if let Some(grants) = &self.grants {
            let actor = Actor {
                kind: ActorKind::User,
                user: Some(UserId(1)),
                person: None,
                name: "张三".to_owned(),
                grants: grants.clone(),
                stands_in: Vec::new(),
            };
            let today = testkit::now().today;
            let db = &self.house.test.db;
            let withheld = withheld::from_actor(db, &actor, today).await.unwrap();
            let identity = Identity { actor, csrf: TOKEN.to_owned(), withheld };
            request.extensions_mut().insert(identity);
        }
        self.router().oneshot(request).await.unwrap()
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        Answer::of(self.raw(request).await).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(posted(path, TOKEN, fields)).await
    }
}

impl Visitor<'_> {
    /// Makes and opens a survey of 一矿 and its workshops; the address of its page.
    pub async fn opened(&self, month: &str, k: &str) -> String {
        let made = self.post("/mood/new", &draft(month, k)).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text(".problems"));
        let opened = self.step(&made.location, "open").await;
        assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.text(".problems"));
        made.location
    }

    /// Opens or closes a survey.
    pub async fn step(&self, survey: &str, step: &str) -> Answer {
        let revision = self.get(survey).await.attribute("main input[name=revision]", "value");
        let fields = [("revision", revision.as_str()), ("confirmed", "yes")];
        self.post(&format!("{survey}/{step}"), &fields).await
    }

    /// Closes a survey and waits until it has settled.
    pub async fn closed(&self, survey: &str) {
        let closed = self.step(survey, "close").await;
        assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.text(".problems"));
        self.house.hand_in().await;
    }

    /// The path at which people answer.
    pub async fn place(&self, survey: &str) -> String {
        let address = self.get(survey).await.attribute("#link", "href");
        let path = address.find("/mood/answer/").unwrap_or_else(|| panic!("{address}"));
        address[path..].to_owned()
    }
}

/// The fields of a survey of 一矿 with two statements.
pub fn draft<'a>(month: &'a str, k: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("unit", "集团 / 一矿"),
        ("title", "十月问卷"),
        ("month", month),
        ("q1", "工作安排可以接受"),
        ("q2", ""),
        ("q3", "有困难愿意说"),
        ("k", k),
        ("anonymous", "yes"),
    ]
}

/// So many people of a unit answer, every third of them low.
pub async fn answers(who: &Visitor<'_>, place: &str, unit: UnitId, people: usize) {
    for person in 0..people {
        let (first, second) = if person % 3 == 0 { ("2", "1") } else { ("4", "5") };
        let path = format!("{place}/{unit}");
        let done = who.post(&path, &[("q1", first), ("q2", second)]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text("#refused"));
        assert_eq!(done.location, format!("{path}/thanks"));
    }
}
