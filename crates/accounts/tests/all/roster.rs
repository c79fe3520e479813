//! Many accounts from a workbook with three bad rows: preview, confirmation, the rows that are left.

use crate::site::{Browser, MIGRATIONS, Place, Site};
use accounts::roster;
use axum::http::StatusCode;
use directory::people;
use interchange::Input;
use interchange::writers::{Column, Format, Table, Value, xlsx};
use kernel::{Actor, Role};
use store::{Query, params};
use testkit::{TestDb, on_both};

const USERS: &[(&str, Role, Place)] =
    &[("xitong", Role::SystemAdmin, Place::Root), ("li.na", Role::Worker, Place::Plant)];

const LIST: &[[&str; 3]] = &[
    ["chen.jing", "陈静", ""],
    ["Li.Na", "李娜", ""],
    ["wang wu", "王五", ""],
    ["zhao.liu", "赵六", "A404"],
    ["sun.qi", "孙七", ""],
];

fn workbook(rows: &[[&str; 3]]) -> Vec<u8> {
    let column = |heading: &str| Column::new(heading, Format::Text);
    let table = Table {
        title: "名单".into(),
        columns: ["登录名", "姓名", "工号"].map(column).to_vec(),
        rows: rows.iter().map(|row| row.map(Value::from).to_vec()).collect(),
        charts: Vec::new(),
    };
    xlsx(&[table]).unwrap()
}

async fn accounts_of(browser: &mut Browser) -> usize {
    browser.get("/system/users").await.texts("#users tbody tr").len()
}

#[tokio::test]
async fn good_rows_become_accounts_and_bad_ones_come_back_with_reasons() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        let mut admin = site.signed_in("xitong").await;
        admin.get("/system/users/import").await;
        let preview = admin.upload("/system/users/import", "名单.xlsx", &workbook(LIST)).await;
        assert_eq!(preview.status, StatusCode::OK, "{}", preview.text("main"));
        assert_eq!(preview.texts("#rows tbody tr").len(), 5);
        let bad = preview.texts("#rows tr.alert");
        assert_eq!(bad.len(), 3);
        let row = preview.text("#rows tr.alert td:first-child");
        assert_eq!(row, "3 4 5", "the numbers that the sheet shows");
        assert!(bad[0].contains("登录名“Li.Na”已有账户"), "{}", bad[0]);
        assert!(bad[0].contains("“操作”列"), "the remedy: {}", bad[0]);
        assert!(bad[1].contains("“wang wu”不能作登录名"), "{}", bad[1]);
        assert!(bad[2].contains("没有工号为“A404”的人员"), "{}", bad[2]);
        assert_eq!(accounts_of(&mut admin).await, 2, "a preview creates nothing");

        let rows = preview.attribute("input[name=rows]", "value").unwrap();
        let errors = admin.post("/system/users/import/errors", &[("rows", &rows)]).await;
        let input = Input { name: "errors.xlsx".into(), bytes: errors.bytes };
        let left: Vec<String> =
            roster::read(&input).unwrap().into_iter().map(|row| row.sign_in).collect();
        assert_eq!(left, ["Li.Na", "wang wu", "zhao.liu"]);

        let done = admin.post("/system/users/import/confirm", &[("rows", &rows)]).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text("main"));
        assert_eq!(done.texts("#created tbody tr").len(), 2);
        assert_eq!(accounts_of(&mut admin).await, 4);
        let password = &done.texts(".one-time")[0];
        site.browser().sign_in("chen.jing", password).await.leads_to("/account");

        let again = admin.post("/system/users/import/confirm", &[("rows", &rows)]).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "confirmed twice");
        assert_eq!(again.texts("#rows tr.alert").len(), 5);
        assert_eq!(accounts_of(&mut admin).await, 4);
    })
    .await;
}

#[tokio::test]
async fn a_file_that_is_no_list_is_refused_with_its_reason() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        let mut admin = site.signed_in("xitong").await;
        admin.get("/system/users/import").await;
        let whole = workbook(LIST);
        for (bytes, what) in [
            (whole[..whole.len() / 2].to_vec(), "truncated"),
            (Vec::new(), "empty"),
            ("产量,5\n灰分,9\n".into(), "another table"),
            (workbook(&[]), "headings alone"),
        ] {
            let refused = admin.upload("/system/users/import", "x.xlsx", &bytes).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}");
            assert!(refused.has("#e-file"), "{what}: {}", refused.text("main"));
        }
    })
    .await;
}

#[tokio::test]
async fn rows_that_were_changed_on_the_way_are_judged_again() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        let mut admin = site.signed_in("xitong").await;
        admin.get("/system/users/import").await;
        let forged = r#"[{"number":2,"sign_in":"xitong","name":"X","staff_number":""}]"#;
        let refused = admin.post("/system/users/import/confirm", &[("rows", forged)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let broken = admin.post("/system/users/import/confirm", &[("rows", "[{")]).await;
        assert_eq!(broken.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(accounts_of(&mut admin).await, 2);
    })
    .await;
}

#[tokio::test]
async fn the_template_is_a_list_without_people() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, USERS).await;
        let template = site.signed_in("xitong").await.get("/system/users/template").await;
        let input = Input { name: "t.xlsx".into(), bytes: template.bytes };
        assert_eq!(roster::read(&input).unwrap_err().code, "list-empty");
    })
    .await;
}

/// Two system administrators, so that one may close the other.
const MORE: &[(&str, Role, Place)] = &[
    ("xitong", Role::SystemAdmin, Place::Root),
    ("fuguan", Role::SystemAdmin, Place::Root),
    ("anquan", Role::SecurityAdmin, Place::Root),
    ("li.na", Role::Worker, Place::Plant),
    ("wang.wu", Role::Worker, Place::Plant),
    ("zhao.liu", Role::Worker, Place::Plant),
];

async fn person(database: &TestDb, name: &str, number: &str) {
    let mut work = database.ctx(Actor::system("test")).work().await.unwrap();
    people::create(&mut work.tx, name, Some(number)).await.unwrap();
    work.audit("person.create", "person", "", None, None);
    work.commit().await.unwrap();
}

/// A list with the column of actions, as text.
async fn previewed(admin: &mut Browser, rows: &[&str]) -> crate::site::Reply {
    admin.get("/system/users/import").await;
    let list = format!("登录名,姓名,工号,操作\n{}\n", rows.join("\n"));
    admin.upload("/system/users/import", "名单.csv", list.as_bytes()).await
}

async fn confirmed(admin: &mut Browser, rows: &[&str]) -> crate::site::Reply {
    let preview = previewed(admin, rows).await;
    let rows = preview.attribute("input[name=rows]", "value").unwrap();
    admin.post("/system/users/import/confirm", &[("rows", &rows)]).await
}

async fn state(admin: &mut Browser, sign_in: &str) -> String {
    let list = admin.get(&format!("/system/users?f-sign-in={sign_in}")).await;
    list.text("#users tbody td:nth-child(3)")
}

#[tokio::test]
async fn a_list_closes_opens_resets_and_links_as_one_step() {
    on_both(MIGRATIONS, async |database| {
        person(database, "王五", "A005").await;
        let site = Site::with(database, MORE).await;
        let mut admin = site.signed_in("xitong").await;
        let mut worker = site.signed_in("li.na").await;
        let rows = ["li.na,,,停用", "wang.wu,,Ａ005,关联", "zhao.liu,,,重置", "sun.qi,孙七,,新建"];
        let preview = previewed(&mut admin, &rows).await;
        let said = preview.texts("#rows tbody td:last-child");
        assert!(said[0].contains("停用账户") && said[1].contains("王五"), "{said:?}");
        assert!(said[2].contains("换一次性密码") && said[3].contains("新建账户"), "{said:?}");
        assert_eq!(state(&mut admin, "li.na").await, "在用", "a preview changes nothing");

        let done = confirmed(&mut admin, &rows).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text("main"));
        assert_eq!(done.texts("#created tbody tr").len(), 2, "a new one and a reset one");
        assert_eq!(done.texts(".tile strong"), ["1", "1", "1", "1"]);
        assert_eq!(state(&mut admin, "li.na").await, "已停用");
        worker.get("/account").await.leads_to("/sign-in?back=%2Faccount");
        let password = &done.texts(".one-time")[0];
        site.browser().sign_in("zhao.liu", password).await.leads_to("/account");
        let list = admin.get("/system/users?f-sign-in=wang.wu").await;
        let href = list.attribute("#users tbody a", "href").unwrap();
        let facts = admin.get(&href).await.text("#facts");
        assert!(facts.contains("王五") && facts.contains("A005"), "{facts}");

        let carried = done.attribute("input[name=passwords]", "value").unwrap();
        let sheet = admin.post("/system/users/import/passwords", &[("passwords", &carried)]).await;
        let input = Input { name: "p.xlsx".into(), bytes: sheet.bytes };
        let names: Vec<String> =
            roster::read(&input).unwrap().into_iter().map(|row| row.sign_in).collect();
        assert_eq!(names, ["zhao.liu", "sun.qi"]);

        let opened = confirmed(&mut admin, &["li.na,,,启用", "wang.wu,,A005,关联"]).await;
        assert_eq!(opened.texts(".tile strong"), ["1"], "who is linked stays linked");
        assert_eq!(state(&mut admin, "li.na").await, "在用");

        let sql = "SELECT action FROM audit WHERE subject_id <> '' AND actor = 'xitong先生' \
                   AND action LIKE 'account.%' ORDER BY id";
        let acts: Vec<(String,)> = database.db.read().all(sql, params![]).await.unwrap();
        let acts: Vec<&str> = acts.iter().map(|(act,)| act.as_str()).collect();
        assert_eq!(acts, ["account.close", "account.change", "account.reset", "account.open"]);
    })
    .await;
}

#[tokio::test]
async fn a_list_refuses_what_is_refused_one_by_one() {
    on_both(MIGRATIONS, async |database| {
        let site = Site::with(database, MORE).await;
        let mut admin = site.signed_in("xitong").await;
        for (row, reason) in [
            ("xitong,,,停用", "不能停用或重置自己的账户"),
            ("xitong,,,重置", "不能停用或重置自己的账户"),
            ("anquan,,,停用", "将没有在用的"),
            ("anquan,,,重置", "ronghe user"),
            ("nobody,,,停用", "没有登录名为“nobody”的账户"),
            ("li.na,李娜,,停用", "这个账户的姓名是li.na先生"),
            ("li.na,,A9,关联", "没有工号为“A9”的人员"),
            ("li.na,,,关联", "关联需要工号"),
            ("li.na,,,删除", "不认识操作“删除”"),
            ("li.na,李娜,,", "“操作”列"),
        ] {
            let refused = previewed(&mut admin, &[row]).await;
            let said = refused.text("#rows tr.alert td:last-child");
            assert!(said.contains(reason), "{row}: {said}");
            let confirmed = confirmed_anyway(&mut admin, &refused).await;
            assert_eq!(confirmed, StatusCode::UNPROCESSABLE_ENTITY, "{row}");
        }
        // Either of the two may go, as long as the other stays.
        let other = confirmed(&mut admin, &["fuguan,,,停用", "li.na,,,停用"]).await;
        assert_eq!(other.texts(".tile strong"), ["2"]);
        assert_eq!(state(&mut admin, "xitong").await, "在用");
    })
    .await;
}

/// Confirms rows for which the preview offers no button.
async fn confirmed_anyway(admin: &mut Browser, preview: &crate::site::Reply) -> StatusCode {
    let rows = preview.attribute("input[name=rows]", "value").unwrap();
    admin.post("/system/users/import/confirm", &[("rows", &rows)]).await.status
}
