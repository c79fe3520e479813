//! A small house, someone who asks, and the answer as a parsed page.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use axum::middleware;
use directory::founding::{NewUnit, create_many};
use directory::{Kind, Parent, withheld};
use kernel::policy::ActorKind;
use kernel::texts::{self, Catalogue};
use kernel::{Actor, Day, DayRange, Grant, Role, UnitId, UserId};
use store::Migrations;
use testkit::TestDb;
use testkit::pages::posted;
pub use testkit::pages::{Answer, encoded};
use tower::ServiceExt;
use web_kit::{App, Identity, error};

pub const MIGRATIONS: &[Migrations] = &[
    store::MIGRATIONS,
    directory::MIGRATIONS,
    accounts::MIGRATIONS,
    matters::MIGRATIONS,
    organisation::MIGRATIONS,
];
const TOKEN: &str = "the-token";

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// 集团 > 一矿 > (主洗车间 > 甲班), 二矿 > 主洗车间; today is 15 October 2026.
pub struct House<'a> {
    pub test: &'a TestDb,
    pub group: UnitId,
    pub first: UnitId,
    pub second: UnitId,
    pub wash: UnitId,
    pub crew: UnitId,
    pub other_wash: UnitId,
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
            organisation::TEXTS,
            organisation::people::PEOPLE_TEXTS,
            organisation::members::MEMBER_TEXTS,
            organisation::rolls::ROLL_TEXTS,
            organisation::party::PARTY_TEXTS,
            organisation::governance::GOVERNANCE_TEXTS,
        ];
        texts::install(Catalogue::new(&all).unwrap());
        let unit =
            |name, kind, parent, from| NewUnit::new(name, kind, parent, DayRange::since(day(from)));
        let units = vec![
            unit("集团", Kind::Group, Parent::Root, "2020-01-01"),
            unit("一矿", Kind::Plant, Parent::New(0), "2020-01-01"),
            unit("二矿", Kind::Plant, Parent::New(0), "2022-01-01"),
            unit("主洗车间", Kind::Workshop, Parent::New(1), "2020-01-01"),
            unit("甲班", Kind::Crew, Parent::New(3), "2021-01-01"),
            unit("主洗车间", Kind::Workshop, Parent::New(2), "2022-01-01"),
        ];
        let mut tx = test.db.begin().await.unwrap();
        let ids = create_many(&mut tx, None, units).await.unwrap();
        tx.commit().await.unwrap();
        let [group, first, second, wash, crew, other_wash] = ids[..] else { panic!("{ids:?}") };
        House { test, group, first, second, wash, crew, other_wash }
    }

    /// Someone with this role on this unit.
    pub fn as_role(&self, role: Role, unit: UnitId) -> Visitor<'_> {
        let grants = vec![Grant { role, unit, valid: DayRange::ALWAYS }];
        Visitor { test: self.test, grants }
    }

    pub fn hr(&self) -> Visitor<'_> {
        self.as_role(Role::Hr, self.group)
    }
}

/// Who asks.
pub struct Visitor<'a> {
    test: &'a TestDb,
    grants: Vec<Grant>,
}

impl Visitor<'_> {
    fn router(&self) -> Router {
        let app = App::new(self.test.db.clone(), self.test.files(), || testkit::now().at);
        organisation::routes()
            .into_router(&app)
            .layer(middleware::from_fn_with_state(app.clone(), error::draw))
            .with_state(app)
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let mut request = request;
        let actor = Actor {
            kind: ActorKind::User,
            user: Some(UserId(1)),
            person: None,
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

    /// Uploads a file as the import form does.
    pub async fn upload(&self, path: &str, name: &str, bytes: &[u8]) -> Answer {
        let mut body = format!(
            "--x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{TOKEN}\r\n--x\r\n\
             Content-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--x--\r\n");
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
            .body(Body::from(body))
            .unwrap();
        self.send(request).await
    }

    /// Posts a form that may carry a file, without one.
    pub async fn post_parts(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_with(path, fields, "").await
    }

    /// A form with a copy of a document: its name and, as its text, the name once more.
    pub async fn post_copy(&self, path: &str, fields: &[(&str, &str)], name: &str) -> Answer {
        let file = format!(
            "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{name}\r\n"
        );
        self.post_with(path, fields, &file).await
    }

    async fn post_with(&self, path: &str, fields: &[(&str, &str)], file: &str) -> Answer {
        let part = |name: &str, value: &str| {
            format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let fields: String = fields.iter().map(|(name, value)| part(name, value)).collect();
        let fields = fields + file;
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
            .body(Body::from(part("csrf", TOKEN) + &fields + "--x--\r\n"))
            .unwrap();
        self.send(request).await
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(posted(path, TOKEN, fields)).await
    }
}
