//! A small house, someone who asks, and the answer as a parsed page.

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::middleware;
use directory::founding::{NewUnit, create_many};
use directory::{Kind, Parent, withheld};
use kernel::policy::ActorKind;
use kernel::texts::{self, Catalogue};
use kernel::{Actor, Day, DayRange, Grant, PersonId, Role, UnitId, UserId};
use store::Migrations;
use testkit::TestDb;
pub use testkit::pages::Answer;
use testkit::pages::posted;
use tower::ServiceExt;
use web_kit::{App, Identity, error};

pub const MIGRATIONS: &[Migrations] =
    &[store::MIGRATIONS, directory::MIGRATIONS, accounts::MIGRATIONS, matters::MIGRATIONS];
const TOKEN: &str = "the-token";

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// 集团 > 一矿 > 主洗车间, 二矿; today is 15 October 2026. 王芳 (A1), 李强 (A2) and 赵敏 (A3) work there.
pub struct House<'a> {
    pub test: &'a TestDb,
    pub group: UnitId,
    pub second: UnitId,
    pub wash: UnitId,
    pub people: Vec<PersonId>,
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
        ];
        texts::install(Catalogue::new(&all).unwrap());
        let unit =
            |name, kind, parent, from| NewUnit::new(name, kind, parent, DayRange::since(day(from)));
        let units = vec![
            unit("集团", Kind::Group, Parent::Root, "2020-01-01"),
            unit("一矿", Kind::Plant, Parent::New(0), "2020-01-01"),
            unit("二矿", Kind::Plant, Parent::New(0), "2022-01-01"),
            unit("主洗车间", Kind::Workshop, Parent::New(1), "2020-01-01"),
        ];
        let mut tx = test.db.begin().await.unwrap();
        let ids = create_many(&mut tx, None, units).await.unwrap();
        let mut people = Vec::new();
        for (name, number) in [("王芳", "A1"), ("李强", "A2"), ("赵敏", "A3")] {
            let person = directory::people::create(&mut tx, name, Some(number)).await.unwrap();
            people.push(person);
        }
        tx.commit().await.unwrap();
        let [group, _, second, wash] = ids[..] else { panic!("{ids:?}") };
        House { test, group, second, wash, people }
    }

    /// Someone with this role on this unit.
    pub fn as_role(&self, role: Role, unit: UnitId) -> Visitor<'_> {
        let grants = vec![Grant { role, unit, valid: DayRange::ALWAYS }];
        Visitor { test: self.test, grants, person: None }
    }
}

/// Who asks.
pub struct Visitor<'a> {
    test: &'a TestDb,
    grants: Vec<Grant>,
    person: Option<PersonId>,
}

impl Visitor<'_> {
    /// The same as this person.
    pub fn being(self, person: PersonId) -> Self {
        Self { person: Some(person), ..self }
    }

    fn router(&self) -> Router {
        let app = App::new(self.test.db.clone(), self.test.files(), || testkit::now().at);
        matters::routes()
            .into_router(&app)
            .layer(middleware::from_fn_with_state(app.clone(), error::draw))
            .with_state(app)
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let mut request = request;
        let actor = Actor {
            kind: ActorKind::User,
            user: Some(UserId(1)),
            person: self.person,
            name: "张三".to_owned(),
            grants: self.grants.clone(),
            stands_in: Vec::new(),
        };
        let today = testkit::now().today;
        let withheld = withheld::from_actor(&self.test.db, &actor, today).await.unwrap();
        request.extensions_mut().insert(Identity { actor, csrf: TOKEN.to_owned(), withheld });
        Answer::of(self.router().oneshot(request).await.unwrap()).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(posted(path, TOKEN, fields)).await
    }
}
