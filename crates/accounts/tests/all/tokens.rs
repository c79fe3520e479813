//! Access tokens: shown once, kept as digests, and of no use once they should not be.

use crate::site::{Browser, MIGRATIONS, PASSWORD, Place, Reply, Site, wait_minutes};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use kernel::{Actor, Role};
use store::{Query, params};
use testkit::{TestDb, on_both};

const USERS: &[(&str, Role, Place)] = &[
    ("li.na", Role::Worker, Place::Plant),
    ("wang", Role::Worker, Place::Plant),
    ("xitong", Role::SystemAdmin, Place::Root),
];

/// Makes a token on the account's page, as a person does.
async fn made(browser: &mut Browser, expires_on: &str) -> String {
    browser.get("/account").await;
    let fields = [("name", "月报脚本"), ("expires_on", expires_on)];
    let reply = browser.post("/account/tokens", &fields).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text("main"));
    let token = reply.text("dd code");
    assert!(token.starts_with("rh_"), "{token}");
    token
}

/// What a program is told that asks for an address that does not exist: whoever is let in finds nothing.
async fn asks(site: &Site, token: &str) -> Reply {
    let request = Request::get("/api/v1/nothing")
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::ACCEPT_LANGUAGE, "en");
    site.browser().send(request, Body::empty()).await
}

async fn is_let_in(site: &Site, token: &str) -> bool {
    let reply = asks(site, token).await;
    assert_eq!(reply.headers[header::CONTENT_TYPE], "application/problem+json");
    match reply.status {
        StatusCode::NOT_FOUND => true,
        StatusCode::UNAUTHORIZED => {
            let asked = reply.headers[header::WWW_AUTHENTICATE].to_str().unwrap();
            assert_eq!(asked, "Bearer realm=\"ronghe\", error=\"invalid_token\"");
            let told: serde_json::Value = serde_json::from_slice(&reply.bytes).unwrap();
            assert_eq!(told["problems"][0]["code"], "token-refused");
            false
        }
        other => panic!("{other}"),
    }
}

async fn acts(database: &TestDb) -> Vec<(String, String)> {
    let sql = "SELECT action, actor FROM audit WHERE action LIKE 'token.%' ORDER BY id";
    database.db.read().all(sql, params![]).await.unwrap()
}

#[tokio::test]
async fn a_token_lets_in_until_its_maker_ends_it() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        let mut browser = site.signed_in("li.na").await;
        let token = made(&mut browser, "2026-12-31").await;
        assert!(is_let_in(&site, &token).await);

        let page = browser.get("/account").await;
        assert!(!String::from_utf8_lossy(&page.bytes).contains(&token));
        assert!(page.text("#tokens tbody").contains("月报脚本"));
        let end = page.attribute("#tokens td form", "action").unwrap();
        browser.post(&end, &[]).await.leads_to("/account#tokens");
        assert!(!is_let_in(&site, &token).await);
        assert!(browser.get("/account").await.text("#tokens tbody").contains("已终止"));
        let done = ["token.make", "token.end"].map(|act| (act.to_owned(), "li.na先生".to_owned()));
        assert_eq!(acts(database).await, done);
    })
    .await;
}

#[tokio::test]
async fn the_database_and_the_audit_do_not_know_the_token() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        let token = made(&mut site.signed_in("li.na").await, "2026-12-31").await;
        let secret = token.splitn(3, '_').nth(2).unwrap();
        let sql = "SELECT digest FROM access_token";
        let rows: Vec<(Vec<u8>,)> = database.db.read().all(sql, params![]).await.unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].0.len(), 32);
        assert_ne!(rows[0].0, secret.as_bytes());
        let sql = "SELECT COALESCE(after, '') FROM audit";
        let told: Vec<(String,)> = database.db.read().all(sql, params![]).await.unwrap();
        assert!(told.iter().all(|(after,)| !after.contains(secret)));
    })
    .await;
}

#[tokio::test]
async fn what_is_no_token_of_ours_is_refused_and_counts_as_no_password() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        let token = made(&mut site.signed_in("li.na").await, "2026-12-31").await;
        let other = token.replacen("rh_1_", "rh_2_", 1);
        let changed = format!("{}x", &token[..token.len() - 1]);
        for wrong in ["", "rh_", "abc", "rh_1_", "rh_999_abc", &other, &changed] {
            assert!(!is_let_in(&site, wrong).await, "{wrong}");
        }
        for _ in 0..20 {
            assert!(!is_let_in(&site, &changed).await);
        }
        assert!(is_let_in(&site, &token).await);
        site.browser().sign_in("li.na", PASSWORD).await.leads_to("/");
    })
    .await;
}

#[tokio::test]
async fn a_token_works_on_its_last_day_and_not_on_the_next() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        let today = testkit::now().today;
        let token = made(&mut site.signed_in("li.na").await, &today.plus_days(1).to_string()).await;
        wait_minutes(24 * 60);
        assert!(is_let_in(&site, &token).await);
        wait_minutes(24 * 60);
        assert!(!is_let_in(&site, &token).await);
    })
    .await;
}

#[tokio::test]
async fn a_token_has_a_name_and_a_day_within_a_year() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        let mut browser = site.signed_in("li.na").await;
        let far = testkit::now().today.plus_days(366).to_string();
        for fields in [
            [("name", "脚本"), ("expires_on", far.as_str())],
            [("name", ""), ("expires_on", "2026-12-31")],
            [("name", "脚本"), ("expires_on", "")],
        ] {
            browser.get("/account").await;
            let reply = browser.post("/account/tokens", &fields).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
            assert!(
                reply.has("#tokens .problems") || reply.has("#tokens [aria-invalid]"),
                "{fields:?}"
            );
        }
        assert!(acts(database).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn closing_the_account_ends_its_tokens_for_good() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        let token = made(&mut site.signed_in("li.na").await, "2026-12-31").await;
        let mut admin = site.signed_in("xitong").await;
        admin.get("/system/users/1").await;
        admin.post("/system/users/1/close", &[("confirmed", "yes")]).await;
        assert!(!is_let_in(&site, &token).await);
        admin.post("/system/users/1/open", &[]).await;
        assert!(!is_let_in(&site, &token).await);
    })
    .await;
}

#[tokio::test]
async fn an_account_with_a_one_time_password_has_no_token() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        let token = made(&mut site.signed_in("li.na").await, "2026-12-31").await;
        let mut work = database.ctx(Actor::system("test")).work().await.unwrap();
        let sql = "UPDATE account SET must_change = $1 WHERE id = 1";
        work.tx.execute(sql, params![true]).await.unwrap();
        work.audit("test", "account", 1, None, None);
        work.commit().await.unwrap();
        assert!(!is_let_in(&site, &token).await);

        // A browser with such a password is told to change it first, and is led nowhere.
        let mut browser = site.browser();
        browser.sign_in("li.na", PASSWORD).await;
        let reply = browser.get("/api/v1/nothing").await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN);
        let told: serde_json::Value = serde_json::from_slice(&reply.bytes).unwrap();
        assert_eq!(told["problems"][0]["code"], "page-first");
    })
    .await;
}

#[tokio::test]
async fn a_reset_of_the_password_ends_the_tokens() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        let token = made(&mut site.signed_in("li.na").await, "2026-12-31").await;
        let mut admin = site.signed_in("xitong").await;
        admin.get("/system/users/1").await;
        admin.post("/system/users/1/reset", &[("confirmed", "yes")]).await;
        assert!(!is_let_in(&site, &token).await);
        let sql = "SELECT ended_at IS NOT NULL FROM access_token";
        let (is_over,): (bool,) = database.db.read().one(sql, params![]).await.unwrap();
        assert!(is_over);
    })
    .await;
}

#[tokio::test]
async fn only_its_maker_and_the_system_administrator_end_a_token() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        let token = made(&mut site.signed_in("li.na").await, "2026-12-31").await;
        let mut other = site.signed_in("wang").await;
        other.get("/account").await;
        let reply = other.post("/account/tokens/1/end", &[]).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND);
        let reply = other.post("/system/users/1/tokens/1/end", &[]).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND);
        assert!(is_let_in(&site, &token).await);

        let mut admin = site.signed_in("xitong").await;
        let page = admin.get("/system/users/1").await;
        assert!(
            !String::from_utf8_lossy(&page.bytes).contains(token.splitn(3, '_').nth(2).unwrap())
        );
        let end = page.attribute("#tokens td form", "action").unwrap();
        admin.post(&end, &[]).await.leads_to("/system/users/1#tokens");
        assert!(!is_let_in(&site, &token).await);
        assert_eq!(acts(database).await[1], ("token.end".to_owned(), "xitong先生".to_owned()));
    })
    .await;
}

#[tokio::test]
async fn a_token_opens_no_page_and_makes_no_other_token() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        let token = made(&mut site.signed_in("li.na").await, "2026-12-31").await;
        let request =
            Request::get("/account").header(header::AUTHORIZATION, format!("Bearer {token}"));
        let reply = site.browser().send(request, Body::empty()).await;
        reply.leads_to("/sign-in?back=%2Faccount");
    })
    .await;
}

#[tokio::test]
async fn whoever_is_refused_is_told_so_in_json() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        let mut strange = site.browser();
        let reply = strange.post_bare("/api/v1/nothing", &[]).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND);
        assert_eq!(reply.headers[header::CONTENT_TYPE], "application/problem+json");
        let request = Request::post("/api/v1/nothing").header("sec-fetch-site", "cross-site");
        let reply = strange.send(request, Body::empty()).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN);
        assert_eq!(reply.headers[header::CONTENT_TYPE], "application/problem+json");
    })
    .await;
}
