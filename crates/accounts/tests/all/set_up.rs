//! The first run happens once.

use crate::site::{MIGRATIONS, PASSWORD, Site};
use accounts::SignInName;
use accounts::password::Password;
use accounts::use_cases::set_up::{self, Administrator, SetUp};
use axum::http::StatusCode;
use directory::{Kind, tree};
use kernel::Actor;
use store::Refusal;
use testkit::on_both;

const FORM: &[(&str, &str)] = &[
    ("enterprise", "景源集团"),
    ("kind", "group"),
    ("zone", "Asia/Shanghai"),
    ("year_start", "4"),
    ("system_name", "王工"),
    ("system_sign_in", "admin"),
    ("password", PASSWORD),
    ("repeat", PASSWORD),
    ("security_name", "李工"),
    ("security_sign_in", "anquan"),
    ("audit_name", "赵工"),
    ("audit_sign_in", "shenji"),
];

fn but<'a>(field: &str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let change = |&(name, old): &(&'static str, &'static str)| {
        (name, if name == field { value } else { old })
    };
    FORM.iter().map(change).collect()
}

#[tokio::test]
async fn a_new_server_asks_for_its_administrators_once() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::empty(database);
        let mut browser = site.browser();
        for page in ["/", "/account", "/system/users", "/sign-in", "/no-such-page"] {
            browser.get(page).await.leads_to("/setup");
        }
        assert_eq!(browser.get("/setup").await.status, StatusCode::OK);

        let done = browser.post("/setup", FORM).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text("main"));
        let passwords = done.texts(".one-time");
        assert_eq!(passwords.len(), 2);

        assert_eq!(browser.get("/setup").await.status, StatusCode::NOT_FOUND);
        assert_eq!(browser.post("/setup", FORM).await.status, StatusCode::NOT_FOUND);
        browser.sign_in("admin", PASSWORD).await.leads_to("/");
        assert_eq!(browser.get("/system/users").await.texts("tbody tr").len(), 3);

        let settings = store::settings::Settings::load(&mut database.db.read()).await.unwrap();
        assert_eq!(settings.financial_year().start_month, 4);
        let today = testkit::now().today;
        let root = tree::root_on(&mut database.db.read(), today).await.unwrap().unwrap();
        assert_eq!((root.name.as_str(), root.kind), ("景源集团", Kind::Group));

        let mut security = site.browser();
        security.sign_in("anquan", &passwords[0]).await.leads_to("/account");
        security.get("/system/grants").await.leads_to("/account");
    })
    .await;
}

#[tokio::test]
async fn a_refused_form_keeps_what_was_typed_and_sets_nothing_up() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::empty(database);
        let mut browser = site.browser();
        for (field, value, at) in [
            ("repeat", "another password", "repeat"),
            ("zone", "Asia/Nowhere", "zone"),
            ("audit_sign_in", "Admin", "audit_sign_in"),
            ("security_sign_in", "a b", "security_sign_in"),
            ("enterprise", "  ", "enterprise"),
        ] {
            let refused = browser.post("/setup", &but(field, value)).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
            assert!(refused.has(&format!("#e-{at}")), "{field}: {}", refused.text(".problems"));
            let kept = refused.attribute("#f-audit_name", "value");
            assert_eq!(kept.as_deref(), Some("赵工"));
            assert_eq!(refused.attribute("#f-password", "value").as_deref(), Some(""));
        }
        assert!(set_up::is_needed(&database.db).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn of_two_at_once_the_second_is_refused() {
    on_both(MIGRATIONS, async |database| {
        let ctx = database.ctx(Actor::anonymous());
        let input = |system: &str| {
            let named = |text: &str| Administrator {
                sign_in: SignInName::parse(text).unwrap(),
                name: text.to_owned(),
            };
            let system = named(system);
            SetUp {
                enterprise: "景源集团".into(),
                kind: Kind::Group,
                zone: "Asia/Shanghai".into(),
                year_start: 1,
                password: Password::chosen(PASSWORD, &system.sign_in).unwrap(),
                system,
                security: named("anquan"),
                audit: named("shenji"),
            }
        };
        let (first, second) =
            tokio::join!(set_up::run(&ctx, input("first")), set_up::run(&ctx, input("second")));
        assert!(first.is_ok() != second.is_ok());
        let refused = first.err().or(second.err());
        assert!(matches!(refused, Some(Refusal::Conflict(_) | Refusal::NotFound)), "{refused:?}");
        assert_eq!(tree::count_on(&mut ctx.read(), ctx.now.today).await.unwrap(), 1);
    })
    .await;
}
