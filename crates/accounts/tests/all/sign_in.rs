//! Who gets in, who does not, and what the answer gives away.

use crate::site::{MIGRATIONS, PASSWORD, Place, Site, wait_minutes};
use accounts::use_cases::sign_in;
use axum::http::StatusCode;
use futures::future::join_all;
use kernel::{Actor, Role};
use store::{Query, params};
use testkit::on_both;

const WORKER: &[(&str, Role, Place)] = &[("li.na", Role::Worker, Place::Plant)];

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_are_answered_alike() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, WORKER).await;
        let mut browser = site.browser();
        let wrong = browser.sign_in("li.na", "wrong horse battery").await;
        let unknown = browser.sign_in("nobody", "wrong horse battery").await;
        let malformed = browser.sign_in("no body<", "wrong horse battery").await;
        for reply in [&wrong, &unknown, &malformed] {
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(reply.text(".problems"), wrong.text(".problems"));
            assert!(browser.cookies.is_empty());
        }
        assert_eq!(unknown.attribute("#f-sign_in", "value").as_deref(), Some("nobody"));
        browser.sign_in("LI.NA", PASSWORD).await.leads_to("/");
    })
    .await;
}

#[tokio::test]
async fn five_wrong_passwords_close_the_account_for_a_while() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, WORKER).await;
        let refused = async |password: &str| {
            let reply = site.browser().sign_in("li.na", password).await;
            reply.status == StatusCode::UNPROCESSABLE_ENTITY
        };
        for _ in 0..5 {
            assert!(refused("wrong horse battery").await);
        }
        assert!(refused(PASSWORD).await, "the account is closed even for the right password");
        wait_minutes(14);
        assert!(refused(PASSWORD).await);
        wait_minutes(1);
        assert!(refused("wrong horse battery").await);
        wait_minutes(15);
        assert!(refused(PASSWORD).await, "the second wait is twice as long");
        wait_minutes(15);
        assert!(!refused(PASSWORD).await);
        // A success forgives: four more mistakes cost nothing.
        for _ in 0..4 {
            assert!(refused("wrong horse battery").await);
        }
        assert!(!refused(PASSWORD).await);
    })
    .await;
}

#[tokio::test]
async fn guesses_at_once_are_no_free_guesses() {
    on_both(MIGRATIONS, async |database| {
        Site::with(database, WORKER).await;
        let ctx = database.ctx(Actor::anonymous());
        let guesses = (0..12).map(|_| sign_in::sign_in(&ctx, "li.na", "wrong horse battery", None));
        assert!(join_all(guesses).await.iter().all(Result::is_err));
        let refused = "SELECT COUNT(*) FROM audit WHERE action = 'session.refuse'";
        let (looked_at,): (i64,) = ctx.read().one(refused, params![]).await.unwrap();
        assert_eq!(looked_at, 5, "no password was compared after the fifth");
    })
    .await;
}

#[tokio::test]
async fn signing_in_leads_back_but_never_away() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, WORKER).await;
        for (back, place) in [
            ("/account?x=1", "/account?x=1"),
            ("//evil.example/", "/"),
            ("https://evil.example", "/"),
        ] {
            let fields = [("sign_in", "li.na"), ("password", PASSWORD), ("back", back)];
            site.browser().post_bare("/sign-in", &fields).await.leads_to(place);
        }
        site.browser().get("/account").await.leads_to("/sign-in?back=%2Faccount");
    })
    .await;
}

#[tokio::test]
async fn the_demonstration_lists_its_accounts_and_nobody_else_does() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, WORKER).await;
        assert!(!site.browser().get("/sign-in").await.has("#demo-accounts"));

        let listed = vec![accounts::use_cases::demo::listed("li.na", PASSWORD, Role::Worker)];
        let (db, files) = (database.db.clone(), database.files());
        let app = web_kit::App::with(db, files, site.app.clock, false, Some(listed));
        let page = Site::of(app).browser().get("/sign-in").await;
        assert_eq!(page.texts("#demo-accounts code"), ["li.na", PASSWORD]);
        assert!(page.text("#demo-accounts").contains("职工"));
    })
    .await;
}
