//! What the audit administrator reads.

use crate::site::{MIGRATIONS, PASSWORD, Place, Site};
use axum::http::StatusCode;
use kernel::{Actor, Role};
use testkit::on_both;

const USERS: &[(&str, Role, Place)] = &[
    ("xitong", Role::SystemAdmin, Place::Root),
    ("anquan", Role::SecurityAdmin, Place::Root),
    ("shenji", Role::AuditAdmin, Place::Root),
];

#[tokio::test]
async fn every_act_is_there_with_who_did_it_and_no_secret() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        let mut admin = site.signed_in("xitong").await;
        admin.get("/system/users/new").await;
        let created = admin.post("/system/users", &[("sign_in", "fresh"), ("name", "新人")]).await;
        let one_time = created.text(".one-time");
        site.browser().sign_in("fresh", "wrong horse battery").await;
        let mut auditor = site.signed_in("shenji").await;

        let page = auditor.get("/system/audit?f-action=account.create&f-actor=xitong").await;
        let rows = page.texts("#audit tbody tr");
        assert_eq!(rows.len(), 1, "{rows:?}");
        assert!(rows[0].contains("xitong先生") && rows[0].contains("fresh"), "{}", rows[0]);
        let refused = auditor.get("/system/audit?f-action=session.refuse").await;
        assert!(refused.text("#audit tbody").contains("未登录"));

        let all = auditor.get("/system/audit?size=500").await;
        let text = String::from_utf8_lossy(&all.bytes).into_owned();
        for secret in [one_time.as_str(), PASSWORD, "wrong horse", "$argon2"] {
            assert!(!text.contains(secret), "{secret}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_page_says_how_far_the_chain_is_sealed() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        let mut auditor = site.signed_in("shenji").await;
        let before = auditor.get("/system/audit").await;
        assert!(before.text("#chain").contains("还没有封存"));
        assert!(before.text("#chain").contains("最近 5 秒"));
        assert_eq!(before.texts("#audit tbody td:last-child")[0], "未封存");
        store::audit::seal(&database.db, testkit::now().at).await.unwrap();
        let after = auditor.get("/system/audit").await;
        assert_eq!(after.texts("#audit tbody td:last-child")[0], "1");
        let root = store::audit::verify(&database.db).await.unwrap().root;
        assert_eq!(after.text("#chain code"), root);
    })
    .await;
}

#[tokio::test]
async fn days_pages_and_export_agree() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        let mut auditor = site.signed_in("shenji").await;
        let count = async |auditor: &mut crate::site::Browser, query: &str| {
            auditor
                .get(&format!("/system/audit?size=500&{query}"))
                .await
                .texts("#audit tbody tr")
                .len()
        };
        let all = count(&mut auditor, "").await;
        assert!(all >= 5, "{all}");
        assert_eq!(count(&mut auditor, "first=2026-10-15&last=2026-10-15").await, all);
        assert_eq!(count(&mut auditor, "last=2026-10-14").await, 0);
        assert_eq!(count(&mut auditor, "first=2026-10-16").await, 0);
        let wrong = auditor.get("/system/audit?first=yesterday").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);

        let page = auditor.get("/system/audit?size=2&page=2").await;
        assert_eq!(page.texts("#audit tbody tr").len(), 2);
        let sheet = auditor.get("/system/audit?format=xlsx&size=2").await;
        let input = interchange::Input { name: "a.xlsx".into(), bytes: sheet.bytes };
        let limits = interchange::Limits::default();
        let book = interchange::readers::Book::open(&input, &Default::default(), limits).unwrap();
        let mut rows = 0;
        book.rows(0, |_, _| {
            rows += 1;
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
        assert_eq!(rows, all + 1, "headings and every entry");
    })
    .await;
}

#[tokio::test]
async fn a_long_audit_is_counted_as_far_as_the_pager_needs() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        let mut work = database.ctx(Actor::system("tester")).work().await.unwrap();
        for number in 0..1_200 {
            work.audit("thing.add", "thing", number, None, None);
        }
        work.commit().await.unwrap();
        let mut auditor = site.signed_in("shenji").await;
        let all = "/system/audit?f-action=thing.add";
        let first = auditor.get(all).await;
        assert_eq!(first.text(".pager p"), "第 1–50 条，共 1,050 条以上");
        assert_eq!(first.texts(".pager .number"), ["1", "2", "…", "21"]);
        // Whoever goes on finds what was not counted before.
        let later = auditor.get(&format!("{all}&page=21")).await;
        assert_eq!(later.text(".pager p"), "第 1,001–1,050 条，共 1,200 条");
        assert_eq!(later.texts(".pager .number"), ["1", "…", "20", "21", "22", "…", "24"]);
        let last = auditor.get(&format!("{all}&page=24")).await;
        assert_eq!(last.text(".pager p"), "第 1,151–1,200 条，共 1,200 条");
        assert!(!last.has(".pager [rel=next]"));
    })
    .await;
}

#[tokio::test]
async fn every_page_is_complete_in_both_languages() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        for (name, pages) in [
            (
                "xitong",
                ["/system/users", "/system/users/new", "/system/users/import", "/system/users/1"],
            ),
            (
                "anquan",
                ["/system/grants", "/system/grants?which=all", "/system/grants/1", "/account"],
            ),
            (
                "shenji",
                ["/system/audit", "/system/audit?q=nothing-here", "/system/grants", "/account"],
            ),
        ] {
            let mut browser = site.signed_in(name).await;
            for lang in ["zh-CN", "en"] {
                browser.cookies.insert("ronghe_lang".into(), lang.into());
                for path in pages {
                    let page = browser.get(path).await;
                    assert_eq!(page.status, StatusCode::OK, "{name} {path}");
                    assert_eq!(page.attribute("html", "lang").as_deref(), Some(lang));
                    assert_eq!(page.texts("h1").len(), 1, "{path}");
                    // A control that a label names, and no name twice.
                    assert!(
                        !page.has("input:not([type=hidden]):not([id]):not([aria-label])"),
                        "{path}"
                    );
                }
            }
        }
    })
    .await;
}
