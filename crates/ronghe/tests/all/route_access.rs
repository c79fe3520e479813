//! Who gets which answer at which address: every route, asked by nobody, by each role and by a role on
//! another part of the tree. The table is committed; `RONGHE_BLESS=1` writes it anew.

use super::plant;
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::middleware;
use directory::recognition::{Index, Meaning};
use kernel::policy::ActorKind;
use kernel::{Actor, DayRange, Grant, Role, UnitId, UserId};
use ronghe::program::routes;
use testkit::TestDb;
use tower::ServiceExt;
use web_kit::{App, Identity, Route};

const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/route-access.txt");
const TOKEN: &str = "token";

/// Somebody who asks: a heading and who it is.
struct Visitor {
    heading: String,
    identity: Option<Identity>,
}

fn visitor(heading: &str, role: Role, unit: UnitId) -> Visitor {
    let actor = Actor {
        kind: ActorKind::User,
        // Nobody's account, so that what is one's own plays no part.
        user: Some(UserId(9_999)),
        person: None,
        name: heading.to_owned(),
        grants: vec![Grant { role, unit, valid: DayRange::ALWAYS }],
    };
    let identity = Some(Identity { actor, csrf: TOKEN.to_owned() });
    Visitor { heading: heading.to_owned(), identity }
}

async fn visitors(db: &TestDb) -> Vec<Visitor> {
    let (top, elsewhere) = (unit(db, "JY").await, unit(db, "QH-FX").await);
    let nobody = Visitor { heading: "nobody".to_owned(), identity: None };
    let roles = Role::ALL.iter().map(|role| visitor(role.name(), *role, top));
    // Those who may write, but in another workshop than the one that the addresses name.
    let strangers = [Role::Dispatch, Role::Hr]
        .map(|role| visitor(&format!("{}-elsewhere", role.name()), role, elsewhere));
    std::iter::once(nobody).chain(roles).chain(strangers).collect()
}

async fn unit(db: &TestDb, code: &str) -> UnitId {
    let index = Index::load(&mut db.db.read(), testkit::now().today).await.unwrap();
    match index.meaning(code) {
        Meaning::One(id) => id,
        _ => panic!("no unit {code}"),
    }
}

/// The address with something that exists in each of its places.
fn address(route: &Route, workshop: UnitId) -> String {
    let month = plant::last().code();
    let first = |place: &str| match (place, route.path) {
        ("{unit}", _) => workshop.to_string(),
        ("{id}", path) if path.starts_with("/units") => workshop.to_string(),
        ("{indicator}" | "{id}", _) => "1".to_owned(),
        ("{period}", _) => month.to_string(),
        ("{name}", path) if path.starts_with("/assets") => {
            web_kit::assets::path("app.css").trim_start_matches("/assets/").to_owned()
        }
        _ => "x".to_owned(),
    };
    let parts = route.path.split('/').map(|part| match part.starts_with('{') {
        true => first(part),
        false => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("/")
}

async fn status(site: &Router, route: &Route, path: &str, visitor: &Visitor) -> u16 {
    let mut request = Request::builder()
        .method(route.method)
        .uri(path)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("x-csrf-token", TOKEN)
        .body(Body::empty())
        .unwrap();
    if let Some(identity) = &visitor.identity {
        request.extensions_mut().insert(identity.clone());
    }
    site.clone().oneshot(request).await.unwrap().status().as_u16()
}

#[tokio::test]
async fn every_route_answers_as_the_table_says() {
    let db = plant::embedded().await;
    let app = App::new(db.db.clone(), db.files(), || testkit::now().at);
    // As in the program, but for the cookie: here the test says who asks.
    let site = routes()
        .into_router(&app)
        .layer(middleware::from_fn_with_state(app.clone(), web_kit::error::draw))
        .with_state(app.clone());
    let workshop = unit(&db, plant::WORKSHOP).await;
    let visitors = visitors(&db).await;
    let mut list = routes().list();
    // Reading first: what a post changes cannot reach these rows.
    list.sort_by_key(|route| (route.method, route.path));
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
