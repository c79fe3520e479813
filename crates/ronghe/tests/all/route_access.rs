//! Who gets which answer at which address: every route, asked by nobody, by each role on the whole
//! enterprise, and by roles on another part of the tree. Each signs in as a browser does. The table is
//! committed; `RONGHE_BLESS=1` writes it anew.

use super::plant;
use accounts::use_cases::demo::{self, DemoUser};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, header};
use directory::recognition::{Index, Meaning};
use kernel::{Actor, Role, UnitId};
use planning::imports::{Upload, receive};
use ronghe::program::{routes, site};
use testkit::TestDb;
use tower::ServiceExt;
use web_kit::{App, Route};

const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/route-access.txt");
const PASSWORD: &str = "quite a long phrase";

/// Somebody who asks.
pub struct Visitor {
    pub heading: String,
    pub cookie: String,
    pub csrf: String,
}

async fn visitors(db: &TestDb, site: &Router) -> Vec<Visitor> {
    let (top, elsewhere) = (unit(db, "JY").await, unit(db, "QH-FX").await);
    let whole = Role::ALL.iter().map(|role| (role.name().to_owned(), *role, top));
    // Those who may write, but in another workshop than the one that the addresses name.
    let strangers = [Role::Dispatch, Role::Hr]
        .map(|role| (format!("{}-elsewhere", role.name()), role, elsewhere));
    let users: Vec<DemoUser> = whole
        .chain(strangers)
        .map(|(name, role, unit)| DemoUser {
            sign_in: format!("{name}.test"),
            name,
            password: PASSWORD.to_owned(),
            role,
            unit,
        })
        .collect();
    demo::create(&db.ctx(Actor::system("测试")), &users).await.unwrap();
    let nobody =
        Visitor { heading: "nobody".to_owned(), cookie: String::new(), csrf: String::new() };
    let mut visitors = vec![nobody];
    for user in users {
        visitors.push(signed_in(site, &user).await);
    }
    visitors
}

pub async fn signed_in(site: &Router, user: &DemoUser) -> Visitor {
    let form = format!("sign_in={}&password={}", user.sign_in, user.password.replace(' ', "+"));
    let request = Request::post("/sign-in")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(form))
        .unwrap();
    let answer = site.clone().oneshot(request).await.unwrap();
    let cookies = answer.headers().get_all(header::SET_COOKIE).iter();
    let pairs = cookies.map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap());
    let cookie = pairs.collect::<Vec<_>>().join("; ");
    let request = Request::get("/account").header(header::COOKIE, &cookie).body(Body::empty());
    let page = text(site.clone().oneshot(request.unwrap()).await.unwrap()).await;
    let token = page.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let csrf = token.unwrap_or_else(|| panic!("{} is not signed in: {page}", user.name)).to_owned();
    Visitor { heading: user.name.clone(), cookie, csrf }
}

pub async fn text(answer: Response<Body>) -> String {
    let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}

pub async fn unit(db: &TestDb, code: &str) -> UnitId {
    let index = Index::load(&mut db.db.read(), testkit::now().today).await.unwrap();
    match index.meaning(code) {
        Meaning::One(id) => id,
        _ => panic!("no unit {code}"),
    }
}

/// An import under the workshop, so that its rows tell apart who sees it.
pub async fn bring_import(db: &TestDb, workshop: UnitId) {
    let bytes = "单位,指标,月份,实际\n分级班,入洗原煤,2026-01,5\n".as_bytes().to_vec();
    let file = interchange::Input { name: "月报.csv".to_owned(), bytes };
    let (profile, under) = ("sample-plant".to_owned(), Some(workshop));
    let upload = Upload { profile, under, ..Upload::default() };
    let id = receive(&db.ctx(Actor::system("测试")), upload, vec![file]).await.unwrap();
    assert_eq!(id.to_string(), "1", "the address names it");
}

/// The address with something that exists in each of its places.
fn address(route: &Route, workshop: UnitId) -> String {
    let month = plant::last();
    let first = |place: &str| match (place, route.path) {
        ("{unit}", _) => workshop.to_string(),
        ("{id}", path) if path.starts_with("/units") || path.contains("/units/") => {
            workshop.to_string()
        }
        // The fourth organisation is the branch of this very workshop.
        ("{id}", path) if path.contains("/party") => "4".to_owned(),
        // The seventh indicator is the medium use, which this very workshop reports.
        ("{indicator}", _) => "7".to_owned(),
        ("{id}", _) => "1".to_owned(),
        // The first milestone of the first project.
        ("{number}", path) if path.starts_with("/registers") => "1".to_owned(),
        ("{name}", path) if path.starts_with("/profiles") => "sample-plant".to_owned(),
        ("{period}" | "{month}", _) => month.to_string(),
        ("{year}", _) => month.year.to_string(),
        // A row of a list is a number; the lists of these visitors have none.
        ("{row}", _) => "2".to_owned(),
        ("{name}", path) if path.starts_with("/assets") => {
            web_kit::assets::path("app.css").trim_start_matches("/assets/").to_owned()
        }
        _ => "x".to_owned(),
    };
    let parts = route.path.split('/').map(|part| match part.starts_with('{') {
        true => first(part),
        false => part.to_owned(),
    });
    let path = parts.collect::<Vec<_>>().join("/");
    let ask = ["/tracker", "/grid", "/coverage/new", "/api/v1/readings"];
    let asks_for_a_unit = ask.contains(&route.path);
    match route.path {
        "/tenures/new" => format!("{path}?org=4"),
        _ if asks_for_a_unit => format!("{path}?unit={workshop}"),
        _ => path,
    }
}

async fn status(site: &Router, route: &Route, path: &str, visitor: &Visitor) -> u16 {
    // A program's change of nothing: who may make it is told what is wrong with it.
    let (kind, body) = match route.path.starts_with("/api/") {
        true => ("application/json", r#"{"revision":1,"from":"2026-10-01"}"#),
        false => ("application/x-www-form-urlencoded", ""),
    };
    let request = Request::builder()
        .method(route.method)
        .uri(path)
        .header(header::CONTENT_TYPE, kind)
        .header(header::COOKIE, &visitor.cookie)
        .header("x-csrf-token", &visitor.csrf)
        .body(Body::from(body))
        .unwrap();
    site.clone().oneshot(request).await.unwrap().status().as_u16()
}

#[tokio::test]
async fn every_route_answers_as_the_table_says() {
    let db = plant::embedded().await;
    let app = App::new(db.db.clone(), db.files(), || testkit::now().at);
    let site = site(&app);
    let workshop = unit(&db, plant::WORKSHOP).await;
    bring_import(&db, workshop).await;
    let visitors = visitors(&db, &site).await;
    let mut list = routes().list();
    // Reading first, so that what a post changes cannot reach these rows; leaving comes last.
    list.sort_by_key(|route| (route.path == "/sign-out", route.method, route.path));
    let width = list.iter().map(|route| route.path.len()).max().unwrap_or(0) + 6;
    let mut table = String::new();
    for (number, visitor) in visitors.iter().enumerate() {
        table += &format!("{number:>2} {}\n", visitor.heading);
    }
    let numbers: Vec<_> = (0..visitors.len()).map(|number| format!("{number:>3}")).collect();
    table += &format!("\n{:width$} {}\n", "", numbers.join(" "));
    for route in &list {
        let path = address(route, workshop);
        let mut answers = Vec::new();
        for visitor in &visitors {
            answers.push(format!("{:>3}", status(&site, route, &path, visitor).await));
        }
        let name = format!("{:<4} {}", route.method, route.path);
        table += &format!("{name:width$} {}\n", answers.join(" "));
    }
    assert!(!table.contains("500"), "{table}");
    if std::env::var_os("RONGHE_BLESS").is_some() {
        std::fs::write(TABLE, &table).unwrap();
    }
    let committed = std::fs::read_to_string(TABLE).unwrap_or_default();
    assert_eq!(committed, table, "RONGHE_BLESS=1 cargo test -p ronghe route writes the new table");
}

#[tokio::test]
async fn behind_tls_a_browser_is_told_to_stay_there() {
    let db = plant::embedded().await;
    for is_secure in [false, true] {
        let app = App::with(db.db.clone(), db.files(), || testkit::now().at, is_secure, None);
        for path in ["/sign-in", "/nowhere"] {
            let request = Request::get(path).body(Body::empty()).unwrap();
            let answer = site(&app).oneshot(request).await.unwrap();
            let said = answer.headers().get(header::STRICT_TRANSPORT_SECURITY);
            let said = said.map(|said| said.to_str().unwrap());
            assert_eq!(said, is_secure.then_some("max-age=31536000"), "{path}");
        }
    }
}
