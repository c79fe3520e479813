//! Many accounts from a workbook with three bad rows: preview, confirmation, the rows that are left.

use crate::site::{Browser, MIGRATIONS, Place, Site};
use accounts::roster;
use axum::http::StatusCode;
use interchange::Input;
use interchange::writers::{Column, Format, Table, Value, xlsx};
use kernel::Role;
use testkit::on_both;

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
        assert!(bad[0].contains("登录名“Li.Na”已有人使用"), "{}", bad[0]);
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
        assert_eq!(roster::read(&input).unwrap_err().code, "roster-empty");
    })
    .await;
}
