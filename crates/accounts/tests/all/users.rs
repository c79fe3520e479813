//! What the system administrator does, and what she is kept from.

use crate::site::{Browser, MIGRATIONS, PASSWORD, Place, Site};
use accounts::SignInName;
use accounts::use_cases::users;
use axum::http::StatusCode;
use directory::people;
use kernel::{Actor, Role};
use testkit::{TestDb, on_both};

const USERS: &[(&str, Role, Place)] = &[
    ("xitong", Role::SystemAdmin, Place::Root),
    ("anquan", Role::SecurityAdmin, Place::Root),
    ("shenji", Role::AuditAdmin, Place::Root),
    ("li.na", Role::Worker, Place::Plant),
];

async fn user(browser: &mut Browser, sign_in: &str) -> String {
    let page = browser.get(&format!("/system/users?f-sign-in={sign_in}")).await;
    page.attribute("#users tbody a", "href").unwrap_or_else(|| panic!("no {sign_in}"))
}

async fn person(database: &TestDb, name: &str, number: &str) {
    let ctx = database.ctx(Actor::system("test"));
    let mut work = ctx.work().await.unwrap();
    people::create(&mut work.tx, name, Some(number)).await.unwrap();
    work.audit("person.create", "person", "", None, None);
    work.commit().await.unwrap();
}

#[tokio::test]
async fn a_new_person_gets_a_password_once_and_chooses_another() {
    on_both(MIGRATIONS, async |database| {
        person(database, "王芳", "A001").await;
        let site = Site::with(database, USERS).await;
        let mut admin = site.signed_in("xitong").await;
        admin.get("/system/users/new").await;
        let fields = [("sign_in", "wang.fang"), ("name", "王芳"), ("staff_number", "A001")];
        let created = admin.post("/system/users", &fields).await;
        let password = created.text(".one-time");
        assert_eq!(password.len(), 19, "{}", created.text("main"));
        let href = user(&mut admin, "wang.fang").await;
        let shown = admin.get(&href).await;
        assert!(shown.text("#facts").contains("A001"));
        assert!(!String::from_utf8_lossy(&shown.bytes).contains(&password));
        assert!(!shown.has("#roles"), "who creates accounts does not see roles");

        let mut person = site.browser();
        person.sign_in("wang.fang", &password).await.leads_to("/account");
        person.get("/system/users").await.leads_to("/account");
        person.get("/account").await;
        let own = "three pumps and a river";
        let fields = [("present", password.as_str()), ("password", own), ("repeat", own)];
        person.post("/account/password", &fields).await.leads_to("/account");
        assert!(person.get("/account").await.has("#roles"));
        let again = site.browser().sign_in("wang.fang", &password).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}

#[tokio::test]
async fn a_refused_form_says_why_and_keeps_what_was_typed() {
    on_both(MIGRATIONS, async |database| {
        person(database, "王芳", "A001").await;
        let site = Site::with(database, USERS).await;
        let mut admin = site.signed_in("xitong").await;
        admin.get("/system/users/new").await;
        let first = [("sign_in", "first"), ("name", "王芳"), ("staff_number", "A001")];
        assert_eq!(admin.post("/system/users", &first).await.status, StatusCode::OK);
        for (sign_in, name, number, at) in [
            ("LI.NA", "李娜", "", "sign_in"),
            ("a b", "李娜", "", "sign_in"),
            ("second", " ", "", "name"),
            ("second", "王芳", "A001", "staff_number"),
            ("second", "王芳", "A999", "staff_number"),
        ] {
            let fields = [("sign_in", sign_in), ("name", name), ("staff_number", number)];
            let refused = admin.post("/system/users", &fields).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{sign_in} {number}");
            assert!(refused.has(&format!("#e-{at}")), "{}", refused.text(".problems"));
            let kept = refused.attribute("#f-staff_number", "value");
            assert_eq!(kept.as_deref(), Some(number));
        }
        assert_eq!(admin.get("/system/users").await.texts("#users tbody tr").len(), 5);
    })
    .await;
}

#[tokio::test]
async fn the_second_of_two_editors_sees_both_texts() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        let mut admin = site.signed_in("xitong").await;
        let href = user(&mut admin, "li.na").await;
        let seen = admin.get(&href).await.attribute("input[name=revision]", "value").unwrap();
        let edit = |name: &'static str, revision: &str| {
            [
                ("name", name.to_owned()),
                ("staff_number", String::new()),
                ("revision", revision.to_owned()),
            ]
        };
        let mut send = async |fields: [(&str, String); 3]| {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
            admin.post(&href, &fields).await
        };
        send(edit("李娜（一）", &seen)).await.leads_to(&href);
        // Still wrong and still of the old revision: the mistake does not hide the conflict.
        let wrong = send(edit(" ", &seen)).await;
        let carried = wrong.attribute("input[name=revision]", "value").unwrap();
        assert_eq!(
            (wrong.status, carried.as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, seen.as_str())
        );
        let conflict = send(edit("李娜（二）", &carried)).await;
        assert_eq!(conflict.status, StatusCode::CONFLICT);
        assert!(conflict.text("#facts").contains("李娜（一）"));
        assert_eq!(conflict.attribute("#f-name", "value").as_deref(), Some("李娜（二）"));
        let now = conflict.attribute("input[name=revision]", "value").unwrap();
        send(edit("李娜（二）", &now)).await.leads_to(&href);
    })
    .await;
}

#[tokio::test]
async fn the_system_administrator_cannot_become_the_other_two() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        let mut admin = site.signed_in("xitong").await;
        for other in ["anquan", "shenji"] {
            let href = user(&mut admin, other).await;
            for act in ["reset", "close"] {
                let path = format!("{href}/{act}");
                let refused = admin.post(&path, &[("confirmed", "yes")]).await;
                assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{act} {other}");
                assert!(!refused.has(".one-time"));
            }
            site.signed_in(other).await;
        }
        let own = user(&mut admin, "xitong").await;
        for act in ["reset", "close"] {
            let refused = admin.post(&format!("{own}/{act}"), &[("confirmed", "yes")]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{act} oneself");
        }
        let operator = database.ctx(Actor::system("operator"));
        let name = SignInName::parse("anquan").unwrap();
        let id = users::by_name(&operator, &name).await.unwrap().id;
        let password = users::reset_password(&operator, id).await.unwrap();
        site.browser().sign_in("anquan", password.reveal()).await.leads_to("/account");
    })
    .await;
}

#[tokio::test]
async fn a_reset_ends_sessions_and_a_lock() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        let mut worker = site.signed_in("li.na").await;
        for _ in 0..5 {
            site.browser().sign_in("li.na", "wrong horse battery").await;
        }
        let mut admin = site.signed_in("xitong").await;
        let href = user(&mut admin, "li.na").await;
        assert!(admin.get(&href).await.text("#facts").contains("暂时锁定"));
        assert!(admin.post(&format!("{href}/reset"), &[]).await.has("input[name=confirmed]"));
        let reset = admin.post(&format!("{href}/reset"), &[("confirmed", "yes")]).await;
        worker.get("/account").await.leads_to("/sign-in?back=%2Faccount");
        let old = site.browser().sign_in("li.na", PASSWORD).await;
        assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
        worker.sign_in("li.na", &reset.text(".one-time")).await.leads_to("/account");
    })
    .await;
}

#[tokio::test]
async fn the_list_is_searched_sorted_and_exported() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        let mut admin = site.signed_in("xitong").await;
        let names = async |admin: &mut Browser, query: &str| {
            admin.get(&format!("/system/users?{query}")).await.texts("#users tbody td:first-child")
        };
        assert_eq!(names(&mut admin, "").await, ["anquan", "li.na", "shenji", "xitong"]);
        assert_eq!(names(&mut admin, "sort=-sign-in&size=2").await, ["xitong", "shenji"]);
        assert_eq!(names(&mut admin, "q=LI.NA").await, ["li.na"]);
        assert_eq!(names(&mut admin, "f-name=%25").await, [""; 0]);
        let sheet = admin.get("/system/users?q=li.na&format=xlsx").await;
        let input = interchange::Input { name: "users.xlsx".into(), bytes: sheet.bytes };
        let rows = accounts::roster::read(&input).unwrap();
        assert_eq!(rows.iter().map(|row| row.sign_in.as_str()).collect::<Vec<_>>(), ["li.na"]);
    })
    .await;
}
