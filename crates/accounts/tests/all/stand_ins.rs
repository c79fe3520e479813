//! Whoever is away names who takes one kind of step for them: theirs alone, until its last day.

use crate::site::{Browser, MIGRATIONS, Place, Reply, Site, wait_minutes};
use accounts::use_cases::digest;
use axum::http::StatusCode;
use kernel::policy::{Decision, decide};
use kernel::{Action, Actor, Day, Resource, Role, UnitId, UserId};
use testkit::{TestDb, on_both};

const USERS: &[(&str, Role, Place)] = &[
    ("dangwei", Role::Committee, Place::Plant),
    ("fushuji", Role::Worker, Place::Plant),
    ("zhigong", Role::Worker, Place::Plant),
    ("anquan", Role::SecurityAdmin, Place::Root),
    ("shenji", Role::AuditAdmin, Place::Root),
];

const DAY: i64 = 24 * 60;

/// The plant, by the order in which the site founds its units.
const PLANT: UnitId = UnitId(2);

async fn name(browser: &mut Browser, to: &str, from: &str, last: &str) -> Reply {
    browser.get("/account/stand-ins").await;
    let fields = [
        ("step", "plan-approve:2"),
        ("sign_in", to),
        ("from", from),
        ("last", last),
        ("reason", "外出学习"),
    ];
    browser.post("/account/stand-ins", &fields).await
}

/// Who the account acts as on a day.
async fn actor(database: &TestDb, account: i64, day: &str) -> Actor {
    let day: Day = day.parse().unwrap();
    digest::actor(&database.db, UserId(account), day).await.unwrap().expect("an open account")
}

fn may(actor: &Actor, action: Action, day: &str) -> bool {
    let path = [PLANT, UnitId(1)];
    decide(actor, action, Resource::Plan, &path, day.parse().unwrap()) == Decision::Allowed
}

#[tokio::test]
async fn it_holds_on_its_days_and_ends_with_them_with_the_role_or_at_once() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        let mut committee = site.signed_in("dangwei").await;
        let shown = committee.get("/account/stand-ins").await;
        assert_eq!(
            shown.texts("#name select option:not([value=''])"),
            ["批准年度计划 · 清河洗煤厂"]
        );
        name(&mut committee, "fushuji", "2026-10-17", "2026-10-18")
            .await
            .leads_to("/account/stand-ins");
        let mut held = Vec::new();
        for day in ["2026-10-16", "2026-10-17", "2026-10-18", "2026-10-19"] {
            let deputy = actor(database, 2, day).await;
            assert!(!may(&deputy, Action::Sign, day) && !may(&deputy, Action::Change, day));
            held.push(may(&deputy, Action::Approve, day));
        }
        assert_eq!(held, [false, true, true, false]);
        // Who is away may still approve themselves, and the deputy sees for whom.
        assert!(may(&actor(database, 1, "2026-10-17").await, Action::Approve, "2026-10-17"));
        let mut deputy = site.signed_in("fushuji").await;
        let page = deputy.get("/account/stand-ins").await;
        assert!(page.text("#taken").contains("dangwei先生"), "{}", page.text("main"));
        assert!(page.has("#name .empty") || !page.has("#name form"), "nothing of their own");
        // A role that ends takes it along.
        let mut security = site.signed_in("anquan").await;
        let list = security.get("/system/grants?q=dangwei").await;
        let grant = list.attribute("#grants tbody a", "href").expect("the committee's role");
        let revision = security.get(&grant).await.attribute("input[name=revision]", "value");
        let last = [("last", "2026-10-17"), ("revision", revision.as_deref().unwrap())];
        security.post(&format!("{grant}/end"), &last).await.leads_to("/system/grants");
        assert!(may(&actor(database, 2, "2026-10-17").await, Action::Approve, "2026-10-17"));
        assert!(!may(&actor(database, 2, "2026-10-18").await, Action::Approve, "2026-10-18"));
        // The deputy gives it back; the audit has both.
        deputy.post("/account/stand-ins/1/end", &[]).await.leads_to("/account/stand-ins");
        assert!(!may(&actor(database, 2, "2026-10-17").await, Action::Approve, "2026-10-17"));
        let twice = deputy.post("/account/stand-ins/1/end", &[]).await;
        assert_eq!(twice.status, StatusCode::CONFLICT);
        let mut auditor = site.signed_in("shenji").await;
        let audit = auditor.get("/system/audit").await.text("main");
        assert!(audit.contains("stand-in.name") && audit.contains("stand-in.end"), "{audit}");
    })
    .await;
}

#[tokio::test]
async fn what_must_not_be_entrusted_is_refused_with_its_reason() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        let mut committee = site.signed_in("dangwei").await;
        for (to, from, last, at) in [
            ("dangwei", "2026-10-15", "2026-10-20", "sign_in"),
            ("nobody", "2026-10-15", "2026-10-20", "sign_in"),
            ("shenji", "2026-10-15", "2026-10-20", "sign_in"),
            ("fushuji", "2026-10-14", "2026-10-20", "from"),
            ("fushuji", "2026-10-20", "2026-10-19", "last"),
            ("fushuji", "2026-10-15", "2027-10-15", "last"),
            ("fushuji", "2026-10-15", "", "last"),
        ] {
            let refused = name(&mut committee, to, from, last).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{to} {from} {last}");
            assert!(refused.has(&format!("#f-{at}[aria-invalid]")), "{to} {from} {last}");
            let typed = refused.attribute("#f-sign_in", "value");
            assert_eq!(typed.as_deref(), Some(to), "what was typed stays");
        }
        name(&mut committee, "fushuji", "2026-10-15", "2026-10-20")
            .await
            .leads_to("/account/stand-ins");
        let twice = name(&mut committee, "fushuji", "2026-10-18", "2026-10-25").await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
        // What was entrusted is not passed on, and nobody ends what is between two others.
        let mut deputy = site.signed_in("fushuji").await;
        let passed = name(&mut deputy, "zhigong", "2026-10-15", "2026-10-16").await;
        assert_eq!(passed.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!may(&actor(database, 3, "2026-10-15").await, Action::Approve, "2026-10-15"));
        let mut stranger = site.signed_in("zhigong").await;
        stranger.get("/account").await;
        let outcome = stranger.post("/account/stand-ins/1/end", &[]).await;
        assert_eq!(outcome.status, StatusCode::NOT_FOUND);
        wait_minutes(6 * DAY);
        let mut deputy = site.signed_in("fushuji").await;
        let over = deputy.get("/account/stand-ins").await;
        assert!(!over.has("#taken"), "it has ended by itself");
    })
    .await;
}
