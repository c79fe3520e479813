//! A small house, someone who asks, and the answer as a parsed page.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use axum::middleware;
use directory::founding::{NewUnit, create_many};
use directory::{Kind, Parent, withheld};
use kernel::policy::ActorKind;
use kernel::texts::{self, Catalogue};
use kernel::{Actor, Day, DayRange, Grant, Role, UnitId, UserId};
use scraper::{Html, Selector};
use store::Migrations;
use testkit::TestDb;
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
        };
        let today = testkit::now().today;
        let withheld = withheld::from_actor(&self.test.db, &actor, today).await.unwrap();
        request.extensions_mut().insert(Identity { actor, csrf: TOKEN.to_owned(), withheld });
        let response = self.router().oneshot(request).await.unwrap();
        let status = response.status();
        let header = |name| {
            let value = response.headers().get(name);
            value.and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
        };
        let (location, kind) = (header(header::LOCATION), header(header::CONTENT_TYPE));
        let bytes = to_bytes(response.into_body(), 50_000_000).await.unwrap().to_vec();
        Answer { status, location, kind, bytes }
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
        let mut fields = fields.to_vec();
        fields.push(("csrf", TOKEN));
        let pairs: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(pairs.join("&")))
            .unwrap();
        self.send(request).await
    }
}

/// Percent-encodes everything that is not a plain letter or digit.
pub fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub location: String,
    pub kind: String,
    pub bytes: Vec<u8>,
}

impl Answer {
    fn html(&self) -> Html {
        Html::parse_document(std::str::from_utf8(&self.bytes).unwrap())
    }

    /// The texts of the elements that a selector names, blanks tidied.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        let html = self.html();
        let selector = Selector::parse(selector).unwrap();
        let words = |element: scraper::ElementRef<'_>| {
            element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
        };
        html.select(&selector).map(words).collect()
    }

    pub fn text(&self, selector: &str) -> String {
        self.texts(selector).join("|")
    }

    /// An attribute of the first element that a selector names.
    pub fn attribute(&self, selector: &str, name: &str) -> String {
        let html = self.html();
        let selector = Selector::parse(selector).unwrap();
        let first = html.select(&selector).next();
        first.and_then(|element| element.attr(name)).unwrap_or_default().to_owned()
    }

    /// What the page's form would post as it stands: its fields, and of each list the chosen entry.
    pub fn fields(&self) -> Vec<(String, String)> {
        let html = self.html();
        let (field, chosen) = ["main form input[name]", "main form select option[selected]"]
            .map(|s| Selector::parse(s).unwrap())
            .into();
        let value =
            |element: scraper::ElementRef<'_>| element.attr("value").unwrap_or_default().to_owned();
        let inputs = html.select(&field);
        let inputs =
            inputs.map(|input| (input.attr("name").unwrap_or_default().to_owned(), value(input)));
        let lists = html.select(&chosen).map(|option| {
            let list = option.parent().and_then(scraper::ElementRef::wrap).unwrap();
            (list.attr("name").unwrap_or_default().to_owned(), value(option))
        });
        inputs.chain(lists).filter(|(name, _)| name != "csrf").collect()
    }
}
