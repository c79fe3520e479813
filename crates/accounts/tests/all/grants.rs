//! Giving and ending roles: dates, subtrees, and the three administrators kept apart.

use crate::site::{Browser, MIGRATIONS, PASSWORD, Place, Reply, Site, wait_minutes};
use accounts::SignInName;
use accounts::use_cases::grants::{self, Give};
use axum::http::StatusCode;
use kernel::Role;
use testkit::on_both;

const USERS: &[(&str, Role, Place)] = &[
    ("xitong", Role::SystemAdmin, Place::Root),
    ("anquan", Role::SecurityAdmin, Place::Root),
    ("shenji", Role::AuditAdmin, Place::Root),
    ("li.na", Role::Worker, Place::Plant),
];

const DAY: i64 = 24 * 60;

async fn give(
    security: &mut Browser,
    to: &str,
    role: &str,
    unit: &str,
    from: &str,
    last: &str,
) -> Reply {
    security.get("/system/grants").await;
    let fields = [("sign_in", to), ("role", role), ("unit", unit), ("from", from), ("last", last)];
    security.post("/system/grants", &fields).await
}

async fn page_of(security: &mut Browser, name: &str) -> String {
    let list = security.get(&format!("/system/grants?q={name}&which=all&sort=-from")).await;
    list.attribute("#grants tbody a", "href").unwrap_or_else(|| panic!("no grant of {name}"))
}

#[tokio::test]
async fn a_role_holds_on_its_days_and_no_other() {
    on_both(MIGRATIONS, async |database| {
        let site =
            Site::with(database, &[USERS, &[("chen", Role::Worker, Place::Plant)]].concat()).await;
        let mut security = site.signed_in("anquan").await;
        let mut chen = site.signed_in("chen").await;
        // The role of a worker ends so that another system administrator can begin.
        let worker = page_of(&mut security, "chen").await;
        let revision =
            security.get(&worker).await.attribute("input[name=revision]", "value").unwrap();
        let end = [("when", "now"), ("revision", revision.as_str())];
        security.post(&format!("{worker}/end"), &end).await.leads_to("/system/grants");
        give(&mut security, "chen", "system-admin", "", "2026-10-17", "2026-10-18")
            .await
            .leads_to("/system/grants");
        let mut seen = Vec::new();
        for _ in 0..5 {
            seen.push(chen.get("/system/users").await.status.as_u16());
            chen = site.browser();
            wait_minutes(DAY);
            chen.sign_in("chen", PASSWORD).await.leads_to("/");
        }
        assert_eq!(seen, [404, 404, 200, 200, 404]);
    })
    .await;
}

#[tokio::test]
async fn what_must_not_be_given_is_refused_with_its_reason() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        let mut security = site.signed_in("anquan").await;
        for (to, role, unit, from, last, at) in [
            // To oneself, by whatever spelling.
            ("anquan", "system-admin", "", "2026-10-15", "", "sign_in"),
            ("ANQUAN", "dispatch", "", "2026-10-15", "", "sign_in"),
            // Administrators together with each other or with the business.
            ("xitong", "security-admin", "", "2026-10-15", "", "role"),
            ("xitong", "audit-admin", "", "2027-10-15", "", "role"),
            ("shenji", "dispatch", "清河洗煤厂", "2026-10-15", "", "role"),
            ("li.na", "system-admin", "", "2026-10-15", "", "role"),
            ("li.na", "worker", "清河洗煤厂", "2026-10-15", "", "role"),
            // Below the root.
            ("xitong", "system-admin", "清河洗煤厂", "2026-10-15", "", "unit"),
            ("li.na", "dispatch", "没有的厂", "2026-10-15", "", "unit"),
            // Days that go backwards, or were.
            ("li.na", "dispatch", "", "2026-10-20", "2026-10-19", "last"),
            ("li.na", "dispatch", "", "2026-10-14", "", "from"),
            ("li.na", "dispatch", "", "2026-02-30", "", "from"),
            ("nobody", "dispatch", "", "2026-10-15", "", "sign_in"),
            ("li.na", "emperor", "", "2026-10-15", "", "role"),
        ] {
            let refused = give(&mut security, to, role, unit, from, last).await;
            let what =
                format!("{role} to {to} on {unit:?} {from}–{last}: {}", refused.text(".problems"));
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}");
            assert!(refused.has(&format!("#e-{at}")), "{what}");
            assert_eq!(refused.attribute("#f-sign_in", "value").as_deref(), Some(to));
        }
        let list = security.get("/system/grants?which=all").await;
        assert_eq!(list.texts("#grants tbody tr").len(), USERS.len());
    })
    .await;
}

#[tokio::test]
async fn no_administrator_before_the_one_time_password_is_changed() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        let mut admin = site.signed_in("xitong").await;
        admin.get("/system/users/new").await;
        let created = admin.post("/system/users", &[("sign_in", "fresh"), ("name", "新人")]).await;
        let password = created.text(".one-time");
        let mut security = site.signed_in("anquan").await;
        let refused = give(&mut security, "fresh", "security-admin", "", "2026-10-15", "").await;
        assert!(refused.has("#e-sign_in"), "{}", refused.text(".problems"));

        // The operator at the server may: whoever reads its disk is above all three anyway.
        let operator = database.ctx(kernel::Actor::system("operator"));
        let second = Give {
            sign_in: SignInName::parse("fresh").unwrap(),
            role: Role::SecurityAdmin,
            unit: None,
            from: "2027-01-01".parse().unwrap(),
            last: Some("2027-01-31".parse().unwrap()),
        };
        grants::give(&operator, second).await.unwrap();

        let mut fresh = site.browser();
        fresh.sign_in("fresh", &password).await;
        fresh.get("/account").await;
        let own = [("present", password.as_str()), ("password", PASSWORD), ("repeat", PASSWORD)];
        fresh.post("/account/password", &own).await.leads_to("/account");
        give(&mut security, "fresh", "security-admin", "", "2026-10-15", "2026-12-31")
            .await
            .leads_to("/system/grants");
        assert_eq!(fresh.get("/system/grants").await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn a_grant_ends_but_not_before_it_begins_and_never_the_last_administrator() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        let mut security = site.signed_in("anquan").await;
        give(&mut security, "li.na", "secretary", "清河洗煤厂", "2026-11-01", "").await;
        let grant = page_of(&mut security, "li.na").await;
        let end = async |security: &mut Browser, grant: &str, day: &str, now: bool| {
            let page = security.get(grant).await;
            let revision = page.attribute("input[name=revision]", "value").unwrap_or("1".into());
            let when = if now { "now" } else { "" };
            let fields = [("last", day), ("when", when), ("revision", revision.as_str())];
            security.post(&format!("{grant}/end"), &fields).await
        };
        let early = end(&mut security, &grant, "2026-10-31", false).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(early.has("#e-last"));
        end(&mut security, &grant, "2026-12-31", false).await.leads_to("/system/grants");

        let stale = [("when", "now"), ("revision", "1")];
        let conflict = security.post(&format!("{grant}/end"), &stale).await;
        assert_eq!(conflict.status, StatusCode::CONFLICT);
        assert!(conflict.text("#facts").contains("2026年12月31日"));

        let longer = end(&mut security, &grant, "2027-06-30", false).await;
        assert_eq!(longer.status, StatusCode::UNPROCESSABLE_ENTITY, "an end makes nothing longer");

        end(&mut security, &grant, "", true).await.leads_to("/system/grants");
        assert!(security.get(&grant).await.text("#facts").contains("已撤回"));

        for (name, why) in [("xitong", "最后一位系统管理员"), ("anquan", "自己的授权")]
        {
            let grant = page_of(&mut security, name).await;
            let refused = end(&mut security, &grant, "", true).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{why}");
        }
        assert_eq!(security.get("/system/grants").await.texts("#grants tbody tr").len(), 4);
    })
    .await;
}

#[tokio::test]
async fn the_list_is_narrowed_by_role_and_unit() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        let mut security = site.signed_in("anquan").await;
        let mut names = async |filter: &str| {
            security.get(&format!("/system/grants?{filter}")).await.texts("#grants tbody td small")
        };
        assert_eq!(names("f-role=职工").await, ["li.na"]);
        assert_eq!(names("f-role=管理员").await, ["anquan", "shenji", "xitong"]);
        assert!(names("f-role=没有这个角色").await.is_empty());
        let plant = "清河";
        assert_eq!(names(&format!("f-unit={plant}")).await, ["li.na"]);
        assert!(names(&format!("f-unit={plant}&f-role=管理员")).await.is_empty());
    })
    .await;
}
