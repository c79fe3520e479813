//! Every route against every kind of reader: what may not be seen is not there, what may be seen but not
//! done is refused, and a route without a line here fails.

use crate::site::{MIGRATIONS, Place, Site};
use axum::http::StatusCode;
use kernel::Role;
use std::collections::BTreeSet;
use testkit::on_both;

const USERS: &[(&str, Role, Place)] = &[
    ("worker", Role::Worker, Place::Plant),
    ("renshi", Role::Hr, Place::Root),
    ("xitong", Role::SystemAdmin, Place::Root),
    ("anquan", Role::SecurityAdmin, Place::Root),
    ("shenji", Role::AuditAdmin, Place::Root),
];

/// Route, then what worker, HR, system, security and audit administrator get; 0 is anything but a
/// refusal of the right itself.
const CASES: &[(&str, &str, [u16; 5])] = &[
    ("GET", "/account", [200, 200, 200, 200, 200]),
    ("POST", "/account/digest", [0, 0, 0, 0, 0]),
    ("POST", "/account/password", [0, 0, 0, 0, 0]),
    ("GET", "/account/stand-ins", [200, 200, 200, 200, 200]),
    ("POST", "/account/stand-ins", [0, 0, 0, 0, 0]),
    ("GET", "/account/stand-ins/others", [404, 200, 404, 200, 404]),
    ("POST", "/account/stand-ins/others", [404, 0, 404, 0, 404]),
    // Nobody has entrusted anything.
    ("POST", "/account/stand-ins/{id}/end", [404, 404, 404, 404, 404]),
    ("POST", "/account/stand-ins/{id}/know", [404, 404, 404, 404, 404]),
    ("POST", "/account/tokens", [0, 0, 0, 0, 0]),
    // Nobody has a token to end.
    ("POST", "/account/tokens/{token}/end", [404, 404, 404, 404, 404]),
    ("POST", "/sign-out", [0, 0, 0, 0, 0]),
    ("GET", "/system/users", [404, 404, 200, 200, 200]),
    ("POST", "/system/users", [404, 404, 0, 403, 403]),
    ("GET", "/system/users/new", [404, 404, 200, 403, 403]),
    ("GET", "/system/users/import", [404, 404, 200, 403, 403]),
    ("POST", "/system/users/import", [404, 404, 0, 403, 403]),
    ("GET", "/system/users/template", [404, 404, 200, 403, 403]),
    ("POST", "/system/users/import/confirm", [404, 404, 0, 403, 403]),
    ("POST", "/system/users/import/errors", [404, 404, 0, 403, 403]),
    ("POST", "/system/users/import/passwords", [404, 404, 0, 403, 403]),
    ("GET", "/system/users/{id}", [404, 404, 200, 200, 200]),
    ("POST", "/system/users/{id}", [404, 404, 0, 403, 403]),
    ("POST", "/system/users/{id}/close", [404, 404, 0, 403, 403]),
    ("POST", "/system/users/{id}/open", [404, 404, 0, 403, 403]),
    ("POST", "/system/users/{id}/reset", [404, 404, 0, 403, 403]),
    ("POST", "/system/users/{id}/tokens/{token}/end", [404, 404, 404, 403, 403]),
    ("GET", "/system/grants", [404, 404, 404, 200, 200]),
    ("POST", "/system/grants", [404, 404, 404, 0, 403]),
    ("GET", "/system/grants/{id}", [404, 404, 404, 200, 200]),
    ("POST", "/system/grants/{id}/end", [404, 404, 404, 0, 403]),
    ("GET", "/system/audit", [404, 404, 404, 404, 200]),
];

/// Open to everyone.
const PUBLIC: &[&str] = &["/setup", "/sign-in", "/preferences"];

#[test]
fn every_route_has_its_case() {
    let cases: BTreeSet<_> = CASES.iter().map(|(method, path, _)| (*method, *path)).collect();
    let routes = accounts::routes().list();
    let routes: BTreeSet<_> = routes
        .iter()
        .filter(|route| !PUBLIC.contains(&route.path))
        .map(|route| (route.method, route.path))
        .collect();
    assert_eq!(routes, cases);
}

#[tokio::test]
async fn each_reader_gets_what_the_table_says() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        for (reader, (name, ..)) in USERS.iter().enumerate() {
            let mut browser = site.browser();
            for (method, path, expected) in CASES {
                let path = path.replace("{id}", "1").replace("{token}", "1");
                if browser.token().is_none() {
                    browser = site.signed_in(name).await;
                    browser.get("/account").await;
                }
                let status = match *method {
                    "GET" => browser.get(&path).await.status,
                    _ => browser.post(&path, &[]).await.status,
                };
                match expected[reader] {
                    0 => assert!(
                        ![401, 403, 404].contains(&status.as_u16()),
                        "{name} {method} {path}: {status}"
                    ),
                    expected => assert_eq!(status, expected, "{name} {method} {path}"),
                }
            }
        }
        for (method, path, _) in CASES.iter().filter(|(method, ..)| *method == "GET") {
            let path = path.replace("{id}", "1");
            let reply = site.browser().get(&path).await;
            assert_eq!(reply.status, StatusCode::SEE_OTHER, "nobody {method} {path}");
            assert!(reply.location().starts_with("/sign-in?back="), "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_rail_names_only_what_its_reader_may_open() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        for (name, expected, system) in [
            (
                "worker",
                &["/", "/units", "/tracker", "/scores", "/questions", "#more"][..],
                StatusCode::NOT_FOUND,
            ),
            ("xitong", &["/", "/units", "/system", "#more"][..], StatusCode::NOT_FOUND),
            ("anquan", &["/", "/units", "/system", "#more"][..], StatusCode::SEE_OTHER),
        ] {
            let mut browser = site.signed_in(name).await;
            let page = browser.get("/account").await;
            assert_eq!(page.attributes(".storeys a", "href"), expected, "{name}");
            // The settings are another crate's page and not mounted here; whoever may not read them is
            // led to what she may read.
            let first = browser.get("/system").await;
            assert_eq!(first.status, system, "{name}");
        }
        site.signed_in("anquan").await.get("/system").await.leads_to("/system/users");
    })
    .await;
}

#[tokio::test]
async fn what_does_not_exist_looks_like_what_may_not_be_seen() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        let mut admin = site.signed_in("xitong").await;
        for path in ["/system/users/999999", "/system/users/abc", "/system/grants/1", "/nowhere"] {
            let reply = admin.get(path).await;
            assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path}");
        }
    })
    .await;
}
