//! A server without a network and browsers without a window.

use accounts::use_cases::demo::{self, DemoUser};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use axum::middleware::{from_fn, from_fn_with_state};
use directory::{Kind, Parent, founding};
use kernel::texts::{self, Catalogue};
use kernel::{Actor, Day, DayRange, Role, UnitId};
use scraper::{Html, Selector};
use std::cell::Cell;
use std::collections::BTreeMap;
use store::{Ctx, Migrations};
use testkit::TestDb;
use tower::ServiceExt;
use web_kit::{App, WebError};

pub const MIGRATIONS: &[Migrations] =
    &[store::MIGRATIONS, directory::MIGRATIONS, accounts::MIGRATIONS];

/// The password of everyone whom [`Site::with`] creates.
pub const PASSWORD: &str = "correct horse battery";

thread_local! {
    /// The clock of a test; its runtime has one thread.
    static NOW: Cell<i64> = Cell::new(testkit::now().at);
}

fn clock() -> i64 {
    NOW.get()
}

/// Lets time pass.
pub fn wait_minutes(minutes: i64) {
    NOW.set(NOW.get() + minutes * 60_000);
}

pub struct Site {
    pub app: App,
    router: Router,
}

impl Site {
    /// A server that nobody has set up.
    pub fn empty(database: &TestDb) -> Self {
        Self::of(App::new(database.db.clone(), database.files(), clock))
    }

    pub fn of(app: App) -> Self {
        NOW.set(testkit::now().at);
        let all = [
            kernel::TEXTS,
            store::TEXTS,
            interchange::TEXTS,
            web_kit::TEXTS,
            directory::TEXTS,
            accounts::TEXTS,
        ];
        texts::install(Catalogue::new(&all).unwrap());
        let routes = accounts::routes().into_router(&app);
        let routes = routes
            .fallback(async || WebError::not_found())
            .layer(from_fn_with_state(app.clone(), web_kit::error::draw));
        let router = accounts::recognised(&app, routes)
            .layer(from_fn(web_kit::security::protect))
            .with_state(app.clone());
        Self { app, router }
    }

    /// A server with a root unit, a plant below it, and these accounts: a name, a role, where.
    pub async fn with(database: &TestDb, users: &[(&str, Role, Place)]) -> Self {
        let site = Self::empty(database);
        site.fill(database, users).await;
        site
    }

    pub async fn fill(&self, database: &TestDb, users: &[(&str, Role, Place)]) {
        let ctx = database.ctx(Actor::system("test"));
        let units = found(&ctx).await;
        let user = |(sign_in, role, place): &(&str, Role, Place)| DemoUser {
            sign_in: (*sign_in).to_owned(),
            name: format!("{sign_in}先生"),
            password: PASSWORD.to_owned(),
            role: *role,
            unit: units[*place as usize],
        };
        let users: Vec<DemoUser> = users.iter().map(user).collect();
        demo::create(&ctx, &users).await.unwrap();
    }

    pub fn browser(&self) -> Browser {
        let (router, secure) = (self.router.clone(), self.app.secure);
        Browser { router, secure, cookies: BTreeMap::new(), csrf: String::new() }
    }

    /// A browser in which this person has signed in.
    pub async fn signed_in(&self, sign_in: &str) -> Browser {
        let mut browser = self.browser();
        let reply = browser.sign_in(sign_in, PASSWORD).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text("main"));
        browser
    }
}

/// Where a role of a test holds.
#[derive(Clone, Copy)]
pub enum Place {
    Root,
    Plant,
}

async fn found(ctx: &Ctx) -> [UnitId; 2] {
    let mut work = ctx.work().await.unwrap();
    let valid = DayRange::since(Day::EARLIEST);
    let root = founding::NewUnit::new("景源集团", Kind::Group, Parent::Root, valid);
    let plant = founding::NewUnit::new("清河洗煤厂", Kind::Plant, Parent::New(0), valid);
    let ids = founding::create_many(&mut work.tx, None, vec![root, plant]).await.unwrap();
    work.audit("unit.create", "unit", "", None, None);
    work.commit().await.unwrap();
    [ids[0], ids[1]]
}

/// Keeps cookies and the form token of the last page.
pub struct Browser {
    router: Router,
    secure: bool,
    pub cookies: BTreeMap<String, String>,
    pub csrf: String,
}

impl Browser {
    pub async fn get(&mut self, path: &str) -> Reply {
        self.send(Request::get(path), Body::empty()).await
    }

    /// Posts a form with the token of the last page.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let csrf = self.csrf.clone();
        let mut fields = fields.to_vec();
        fields.push(("csrf", &csrf));
        self.post_bare(path, &fields).await
    }

    /// Posts just these fields.
    pub async fn post_bare(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let kind = "application/x-www-form-urlencoded";
        self.send(Request::post(path).header(header::CONTENT_TYPE, kind), Body::from(body)).await
    }

    /// Uploads a file as the import form does.
    pub async fn upload(&mut self, path: &str, name: &str, bytes: &[u8]) -> Reply {
        let mut body = format!(
            "--x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{}\r\n--x\r\n\
             Content-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n",
            self.csrf
        )
        .into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--x--\r\n");
        let kind = "multipart/form-data; boundary=x";
        self.send(Request::post(path).header(header::CONTENT_TYPE, kind), Body::from(body)).await
    }

    pub async fn sign_in(&mut self, name: &str, password: &str) -> Reply {
        self.post_bare("/sign-in", &[("sign_in", name), ("password", password)]).await
    }

    /// The session's token.
    pub fn token(&self) -> Option<&String> {
        self.cookies.get(if self.secure { "__Host-ronghe" } else { "ronghe_session" })
    }

    pub async fn send(&mut self, request: axum::http::request::Builder, body: Body) -> Reply {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request.header(header::COOKIE, cookies.join("; ")).body(body).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let bytes = axum::body::to_bytes(body, 16 << 20).await.unwrap().to_vec();
        let reply = Reply { status: parts.status, headers: parts.headers, bytes };
        if let Some(csrf) = reply.attribute("meta[name=csrf]", "content") {
            self.csrf = csrf;
        }
        reply
    }
}

/// An answer, read as a person or a script would.
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Reply {
    fn html(&self) -> Html {
        let html = String::from_utf8_lossy(&self.bytes);
        assert!(!html.contains('⟨'), "a text is missing: {html}");
        Html::parse_document(&html)
    }

    /// The words of everything that matches.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        let words = |element: scraper::ElementRef<'_>| {
            let text: String = element.text().collect();
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        self.html().select(&Selector::parse(selector).unwrap()).map(words).collect()
    }

    pub fn text(&self, selector: &str) -> String {
        self.texts(selector).join(" ")
    }

    pub fn has(&self, selector: &str) -> bool {
        self.html().select(&Selector::parse(selector).unwrap()).next().is_some()
    }

    pub fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        let html = self.html();
        let element = html.select(&Selector::parse(selector).unwrap()).next()?;
        element.value().attr(name).map(str::to_owned)
    }

    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let selector = Selector::parse(selector).unwrap();
        let html = self.html();
        html.select(&selector).filter_map(|e| e.value().attr(name).map(str::to_owned)).collect()
    }

    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |value| value.to_str().unwrap())
    }

    /// Follows nothing, asserts the place.
    #[track_caller]
    pub fn leads_to(&self, place: &str) {
        assert_eq!(
            (self.status, self.location()),
            (StatusCode::SEE_OTHER, place),
            "{}",
            self.text("main")
        );
    }
}
