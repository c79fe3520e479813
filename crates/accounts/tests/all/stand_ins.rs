//! Whoever is away names who takes one kind of step for them: theirs alone, until its last day.

use crate::site::{Browser, MIGRATIONS, Place, Reply, Site, wait_minutes};
use accounts::use_cases::{digest, stand_ins};
use axum::http::StatusCode;
use directory::people::{self, NewPerson};
use kernel::policy::{Decision, decide};
use kernel::{Action, Actor, Day, Resource, Role, UnitId, UserId};
use store::{Query, params};
use testkit::{TestDb, on_both};

const USERS: &[(&str, Role, Place)] = &[
    ("dangwei", Role::Committee, Place::Plant),
    ("fushuji", Role::Worker, Place::Plant),
    ("zhigong", Role::Worker, Place::Plant),
    ("anquan", Role::SecurityAdmin, Place::Root),
    ("shenji", Role::AuditAdmin, Place::Root),
    ("renshi", Role::Hr, Place::Plant),
];

const DAY: i64 = 24 * 60;

/// The plant, by the order in which the site founds its units.
const PLANT: UnitId = UnitId(2);

async fn name(browser: &mut Browser, to: &str, from: &str, last: &str) -> Reply {
    browser.get("/account/stand-ins").await;
    let fields = [
        ("step", "plan-approve:2"),
        ("delegate", to),
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
        // The deputy is told until they say that they know; whoever named it is not.
        let day = "2026-10-15";
        let told = async |account| {
            let ctx = database.ctx(actor(database, account, day).await);
            stand_ins::told(&ctx).await.expect("a list").len()
        };
        assert_eq!((told(1).await, told(2).await), (0, 1));
        // A unit that is withheld from the deputy keeps its name.
        let withheld = store::Withheld::new([(PLANT, false)]);
        let ctx = store::Ctx { withheld, ..database.ctx(actor(database, 2, day).await) };
        let unnamed = stand_ins::told(&ctx).await.expect("a list");
        assert_eq!((unnamed.len(), unnamed[0].1.as_str()), (1, ""));
        let know = "/account/stand-ins/1/know";
        assert!(page.has(&format!("#taken form[action='{know}']")));
        committee.get("/account").await;
        assert_eq!(committee.post(know, &[]).await.status, StatusCode::NOT_FOUND);
        deputy.post(know, &[]).await.leads_to("/account/stand-ins");
        assert_eq!(told(2).await, 0);
        assert_eq!(deputy.post(know, &[]).await.status, StatusCode::NOT_FOUND);
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
            ("dangwei", "2026-10-15", "2026-10-20", "delegate"),
            ("nobody", "2026-10-15", "2026-10-20", "delegate"),
            ("shenji", "2026-10-15", "2026-10-20", "delegate"),
            ("fushuji", "2026-10-14", "2026-10-20", "from"),
            ("fushuji", "2026-10-20", "2026-10-19", "last"),
            ("fushuji", "2026-10-15", "2027-10-15", "last"),
            ("fushuji", "2026-10-15", "", "last"),
        ] {
            let refused = name(&mut committee, to, from, last).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{to} {from} {last}");
            assert!(refused.has(&format!("#f-{at}[aria-invalid]")), "{to} {from} {last}");
            let typed = refused.attribute("#f-delegate", "value");
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

const OTHERS: &str = "/account/stand-ins/others";

/// Names the deputy for who lies ill, with these fields otherwise.
async fn name_for(browser: &mut Browser, otherwise: &[(&'static str, &'static str)]) -> Reply {
    browser.get("/account").await;
    let mut fields = vec![
        ("absent", "dangwei"),
        ("step", "plan-approve"),
        ("unit", "清河洗煤厂"),
        ("delegate", "fushuji"),
        ("from", "2026-10-15"),
        ("last", "2026-10-20"),
        ("reason", "住院"),
    ];
    for (name, value) in otherwise {
        let field = fields.iter_mut().find(|field| field.0 == *name).expect("a field");
        field.1 = value;
    }
    browser.post(OTHERS, &fields).await
}

#[tokio::test]
async fn who_is_away_already_gets_a_stand_in_is_told_and_may_end_it() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        let today = "2026-10-15";
        let mut hr = site.signed_in("renshi").await;
        assert!(
            hr.get("/account/stand-ins").await.has("#given a[href='/account/stand-ins/others']")
        );
        name_for(&mut hr, &[]).await.leads_to(OTHERS);
        assert!(hr.get(OTHERS).await.text("#named").contains("fushuji先生（代dangwei先生）"));
        let deputy = actor(database, 2, today).await;
        assert!(may(&deputy, Action::Approve, today) && !may(&deputy, Action::Sign, today));
        let namer = Some((UserId(6), "renshi先生".to_owned()));
        assert_eq!(deputy.stands_in[0].named_by, namer);
        // Who is away is told until they say that they know; nobody says so for them.
        let away = database.ctx(actor(database, 1, today).await);
        let told = stand_ins::told(&away).await.expect("a list");
        assert_eq!((told.len(), told[0].1.as_str()), (1, "清河洗煤厂"));
        let deputy = database.ctx(deputy);
        assert_eq!(stand_ins::told(&deputy).await.expect("a list").len(), 1);
        for stranger in ["renshi", "zhigong"] {
            let mut stranger = site.signed_in(stranger).await;
            stranger.get("/account").await;
            let known = stranger.post("/account/stand-ins/1/know", &[]).await;
            assert_eq!(known.status, StatusCode::NOT_FOUND);
        }
        let mut committee = site.signed_in("dangwei").await;
        let page = committee.get("/account/stand-ins").await;
        let given = page.text("#given");
        assert!(given.contains("由renshi先生指定") && given.contains("住院"), "{given}");
        let know = "/account/stand-ins/1/know";
        assert!(page.has(&format!("#given form[action='{know}']")));
        committee.post(know, &[]).await.leads_to("/account/stand-ins");
        let page = committee.get("/account/stand-ins").await;
        assert!(!page.has(&format!("#given form[action='{know}']")));
        assert!(stand_ins::told(&away).await.expect("a list").is_empty());
        assert_eq!(stand_ins::told(&deputy).await.expect("a list").len(), 1, "each for oneself");
        committee.post("/account/stand-ins/1/end", &[]).await.leads_to("/account/stand-ins");
        assert!(!may(&actor(database, 2, today).await, Action::Approve, today));
        assert!(stand_ins::told(&deputy).await.expect("a list").is_empty(), "it is over");
        // Who named it may end it as well.
        name_for(&mut hr, &[]).await.leads_to(OTHERS);
        assert!(may(&actor(database, 2, today).await, Action::Approve, today));
        hr.post("/account/stand-ins/2/end", &[]).await.leads_to(OTHERS);
        assert!(!may(&actor(database, 2, today).await, Action::Approve, today));
        // Who gives roles names them, too.
        let mut security = site.signed_in("anquan").await;
        name_for(&mut security, &[]).await.leads_to(OTHERS);
        let sql = "SELECT COUNT(*) FROM audit WHERE action = 'stand-in.name' \
             AND after LIKE '%\"named_by\":6%' AND after LIKE '%住院%'";
        let audited: (i64,) = away.read().one(sql, store::params![]).await.expect("a count");
        assert_eq!(audited.0, 2);
    })
    .await;
}

#[tokio::test]
async fn a_stand_in_for_another_is_refused_at_its_field_and_what_was_typed_stays() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        let mut hr = site.signed_in("renshi").await;
        let refused: &[(&[(&str, &str)], &str)] = &[
            (&[("reason", "")], "reason"),
            (&[("reason", "  ")], "reason"),
            (&[("last", "2026-10-14")], "last"),
            (&[("from", "2026-10-14")], "from"),
            (&[("last", "2027-10-14")], "last"),
            (&[("step", "plan-sign")], "absent"),
            (&[("step", "plan-change")], "step"),
            (&[("absent", "zhigong")], "absent"),
            (&[("absent", "nobody")], "absent"),
            (&[("absent", "renshi")], "absent"),
            (&[("absent", "")], "absent"),
            (&[("unit", "景源集团")], "unit"),
            (&[("unit", "不存在的厂")], "unit"),
            (&[("delegate", "dangwei")], "delegate"),
            (&[("delegate", "renshi")], "delegate"),
            (&[("delegate", "shenji")], "delegate"),
            (&[("delegate", "nobody")], "delegate"),
        ];
        for (otherwise, at) in refused {
            let reply = name_for(&mut hr, otherwise).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{otherwise:?}");
            assert!(reply.has(&format!("#f-{at}[aria-invalid]")), "{otherwise:?}");
            let (name, value) = otherwise[0];
            if name != "step" {
                let typed = reply.attribute(&format!("#f-{name}"), "value");
                assert_eq!(typed.unwrap_or_default(), value, "what was typed stays");
            }
        }
        // A unit that is seen, and on which nobody is appointed; then the step as one's own.
        let mut security = site.signed_in("anquan").await;
        for (role, unit) in [("worker", ""), ("committee", "清河洗煤厂")] {
            let fields =
                [("sign_in", "renshi"), ("role", role), ("unit", unit), ("from", "2026-10-15")];
            security.get("/system/grants").await;
            security.post("/system/grants", &fields).await.leads_to("/system/grants");
            let beyond = name_for(&mut hr, &[("unit", "景源集团")]).await;
            assert!(beyond.text("main").contains("任职管理的范围"), "{}", beyond.text("main"));
        }
        name_for(&mut hr, &[("delegate", "renshi")]).await.leads_to(OTHERS);
        let oneself = database.ctx(actor(database, 6, "2026-10-15").await);
        assert!(stand_ins::told(&oneself).await.expect("a list").is_empty(), "no news");
        let twice = name_for(&mut hr, &[("delegate", "renshi")]).await;
        assert!(twice.has("#f-delegate[aria-invalid]"));
        // The deputy has a namesake; the staff number tells them apart.
        let mut tx = database.db.begin().await.unwrap();
        let named = |number| NewPerson::checked("付建国", number).unwrap();
        let both = people::create_many(&mut tx, &[named("F0077"), named("F0078")]).await.unwrap();
        let link = "UPDATE account SET person_id = $1 WHERE sign_in_key = 'fushuji'";
        tx.execute(link, params![both[0].id]).await.unwrap();
        tx.commit().await.unwrap();
        let several = name_for(&mut hr, &[("delegate", "付建国")]).await;
        assert!(several.text("main").contains("F0078"), "{}", several.text("main"));
        let without = name_for(&mut hr, &[("delegate", "F0078")]).await;
        assert!(without.has("#f-delegate[aria-invalid]"), "a person without an account");
        name_for(&mut hr, &[("delegate", "付建国 F0077")]).await.leads_to(OTHERS);
        // Neither the deputy nor whoever is away names for others.
        for stranger in ["fushuji", "dangwei", "shenji"] {
            let mut stranger = site.signed_in(stranger).await;
            let page = stranger.get("/account/stand-ins").await;
            assert!(!page.has(&format!("a[href='{OTHERS}']")));
            assert_eq!(name_for(&mut stranger, &[]).await.status, StatusCode::NOT_FOUND);
        }
    })
    .await;
}
