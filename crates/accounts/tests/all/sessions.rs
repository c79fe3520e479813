//! Sessions: made at sign-in, kept as digests, ended when they should be.

use crate::site::{MIGRATIONS, PASSWORD, Place, Site, wait_minutes};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use kernel::Role;
use store::{Query, params};
use testkit::on_both;

const USERS: &[(&str, Role, Place)] =
    &[("li.na", Role::Worker, Place::Plant), ("xitong", Role::SystemAdmin, Place::Root)];

#[tokio::test]
async fn a_token_from_before_the_sign_in_is_never_adopted() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        let mut victim = site.browser();
        victim.cookies.insert("ronghe_session".into(), "planted".into());
        victim.sign_in("li.na", PASSWORD).await.leads_to("/");
        let first = victim.token().cloned().unwrap();
        assert_ne!(first, "planted");
        let mut attacker = site.browser();
        attacker.cookies.insert("ronghe_session".into(), "planted".into());
        attacker.get("/account").await.leads_to("/sign-in?back=%2Faccount");

        // Signing in once more makes another token and ends the first one.
        victim.get("/account").await;
        victim
            .post("/sign-in", &[("sign_in", "li.na"), ("password", PASSWORD)])
            .await
            .leads_to("/");
        assert_ne!(victim.token(), Some(&first));
        attacker.cookies.insert("ronghe_session".into(), first);
        attacker.get("/account").await.leads_to("/sign-in?back=%2Faccount");
    })
    .await;
}

#[tokio::test]
async fn the_database_does_not_know_the_token() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        let browser = site.signed_in("li.na").await;
        let token = browser.token().unwrap();
        let rows: Vec<(Vec<u8>, String)> = database
            .db
            .read()
            .all("SELECT digest, csrf FROM account_session", params![])
            .await
            .unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].0.len(), 32);
        assert_ne!(rows[0].0, token.as_bytes());
        assert_ne!(&rows[0].1, token);
    })
    .await;
}

#[tokio::test]
async fn the_cookie_is_out_of_reach_of_scripts_and_other_sites() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        let cookie = async |site: &Site| {
            let reply = site.browser().sign_in("li.na", PASSWORD).await;
            reply.headers[header::SET_COOKIE].to_str().unwrap().to_owned()
        };
        let plain = cookie(&site).await;
        assert!(plain.starts_with("ronghe_session="), "{plain}");
        assert!(plain.ends_with("; Path=/; HttpOnly; SameSite=Lax"), "{plain}");
        let (db, files) = (database.db.clone(), database.files());
        let secure = Site::of(web_kit::App::with(db, files, site.app.clock, true, None));
        let cookie = cookie(&secure).await;
        assert!(cookie.starts_with("__Host-ronghe="), "{cookie}");
        assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure"), "{cookie}");
    })
    .await;
}

#[tokio::test]
async fn a_session_ends_with_the_sign_out_by_idleness_and_by_age() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        let mut browser = site.signed_in("li.na").await;
        let mut stolen = site.browser();
        stolen.cookies = browser.cookies.clone();
        assert_eq!(browser.get("/account").await.status, StatusCode::OK);
        browser.post("/sign-out", &[]).await.leads_to("/sign-in");
        assert_eq!(browser.token(), None);
        stolen.get("/account").await.leads_to("/sign-in?back=%2Faccount");

        let mut idle = site.signed_in("li.na").await;
        wait_minutes(8 * 60 - 1);
        assert_eq!(idle.get("/account").await.status, StatusCode::OK, "used within a shift");
        wait_minutes(8 * 60 - 1);
        assert_eq!(idle.get("/account").await.status, StatusCode::OK, "the use was noted");
        wait_minutes(8 * 60);
        idle.get("/account").await.leads_to("/sign-in?back=%2Faccount");

        let mut old = site.signed_in("li.na").await;
        for _ in 0..7 * 24 / 6 - 1 {
            wait_minutes(6 * 60);
            assert_eq!(old.get("/account").await.status, StatusCode::OK);
        }
        wait_minutes(6 * 60);
        old.get("/account").await.leads_to("/sign-in?back=%2Faccount");
    })
    .await;
}

#[tokio::test]
async fn closing_an_account_ends_its_sessions_and_it_opens_no_more() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        let mut worker = site.signed_in("li.na").await;
        let mut admin = site.signed_in("xitong").await;
        let page = admin.get("/system/users?q=li.na").await;
        let user = page.attribute("#users tbody a", "href").unwrap();
        let asked = admin.post(&format!("{user}/close"), &[]).await;
        assert!(asked.has("input[name=confirmed]"), "without a script the page asks first");
        assert_eq!(worker.get("/account").await.status, StatusCode::OK);
        admin.post(&format!("{user}/close"), &[("confirmed", "yes")]).await.leads_to(&user);
        worker.get("/account").await.leads_to("/sign-in?back=%2Faccount");
        let reply = worker.sign_in("li.na", PASSWORD).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);

        admin.post(&format!("{user}/open"), &[]).await.leads_to(&user);
        worker.sign_in("li.na", PASSWORD).await.leads_to("/");
    })
    .await;
}

#[tokio::test]
async fn a_changed_password_ends_the_other_sessions() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        let mut here = site.signed_in("li.na").await;
        let mut there = site.signed_in("li.na").await;
        here.get("/account").await;
        let before = here.token().cloned();
        let change = |present: &'static str, new: &'static str, repeat: &'static str| {
            [("present", present), ("password", new), ("repeat", repeat)]
        };
        const NEW: &str = "staple by the river";
        for (fields, at) in [
            (change("wrong horse battery", NEW, NEW), "present"),
            (change(PASSWORD, NEW, "staple by the lake"), "repeat"),
            (change(PASSWORD, "short", "short"), "password"),
            (change(PASSWORD, PASSWORD, PASSWORD), "password"),
        ] {
            let refused = here.post("/account/password", &fields).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(refused.has(&format!("#e-{at}")), "{}", refused.text(".problems"));
        }
        here.post("/account/password", &change(PASSWORD, NEW, NEW)).await.leads_to("/account");
        assert_ne!(here.token().cloned(), before, "the token is another one");
        assert_eq!(here.get("/account").await.status, StatusCode::OK);
        there.get("/account").await.leads_to("/sign-in?back=%2Faccount");
        site.browser().sign_in("li.na", NEW).await.leads_to("/");
    })
    .await;
}

#[tokio::test]
async fn a_form_without_the_sessions_token_changes_nothing() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        let mut admin = site.signed_in("xitong").await;
        admin.get("/system/users").await;
        let mut other = site.signed_in("li.na").await;
        other.get("/account").await;
        let new = [("sign_in", "mallory"), ("name", "Mallory")];
        for token in ["", "guessed", other.csrf.clone().as_str()] {
            let mut fields = new.to_vec();
            fields.push(("csrf", token));
            let reply = admin.post_bare("/system/users", &fields).await;
            assert_eq!(reply.status, StatusCode::FORBIDDEN, "{token:?}");
        }
        let csrf = admin.csrf.clone();
        let body = format!("sign_in=mallory&name=Mallory&csrf={csrf}");
        let cross = Request::post("/system/users").header("sec-fetch-site", "cross-site");
        let cross = cross.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let reply = admin.send(cross, Body::from(body)).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN);
        assert_eq!(admin.get("/system/users").await.texts("#users tbody tr").len(), 2);
        assert_eq!(admin.post("/system/users", &new).await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn language_and_theme_follow_the_person() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        let mut browser = site.signed_in("li.na").await;
        browser.get("/account").await;
        let fields = [("lang", "en"), ("theme", "dark"), ("back", "/account")];
        browser.post("/preferences", &fields).await.leads_to("/account");
        assert_eq!(browser.get("/account").await.texts("h2")[0], "Change password");
        let mut elsewhere = site.signed_in("li.na").await;
        let page = elsewhere.get("/account").await;
        assert_eq!(page.attribute("html", "lang").as_deref(), Some("en"));
        assert_eq!(page.attribute("html", "data-theme").as_deref(), Some("dark"));
    })
    .await;
}
