//! People from a file: preview, refusals by cell, the error sheet, the confirmation.

use crate::house::{Answer, House, MIGRATIONS, Visitor};
use axum::http::StatusCode;
use directory::people;
use interchange::writers::{Column, Format, Table, Value, xlsx};
use interchange::{Input, list};
use organisation::people::roll::COLUMNS;
use store::{Query, params};
use testkit::{TestDb, on_both};

const LIST: &[[&str; 3]] = &[
    ["A-1", "139", "买买提·艾力"],
    ["A-2", "138", "王㛃"],
    ["A-3", "137", ""],
    ["A-1", "136", "赵六"],
    ["", "135", "陈静"],
    ["B-1", "134", "陈静"],
];

/// A workbook whose columns stand in another order than the template's, one more among them.
fn workbook(rows: &[[&str; 3]]) -> Vec<u8> {
    let column = |heading: &str| Column::new(heading, Format::Text);
    let table = Table {
        title: "名单".into(),
        columns: ["工号", "电话", "姓名"].map(column).to_vec(),
        rows: rows.iter().map(|row| row.map(Value::from).to_vec()).collect(),
        charts: Vec::new(),
    };
    xlsx(&[table]).unwrap()
}

/// The preview's address.
async fn handed_in(hr: &Visitor<'_>, bytes: &[u8]) -> String {
    let answer = hr.upload("/people/import", "名单.xlsx", bytes).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text("main"));
    answer.location
}

async fn confirm(hr: &Visitor<'_>, preview: &Answer) -> Answer {
    let action = preview.attribute("form[action*='/confirm']", "action");
    hr.post(&action, &[("confirmed", "yes")]).await
}

fn tiles(preview: &Answer) -> Vec<String> {
    preview.texts(".tile strong")
}

async fn people_count(test: &TestDb) -> i64 {
    people::count(&mut test.db.read(), "").await.unwrap()
}

fn read(bytes: Vec<u8>) -> Result<list::List<4>, kernel::Problem> {
    list::read(&Input { name: "x.xlsx".into(), bytes }, &COLUMNS, 1_000)
}

#[tokio::test]
async fn good_rows_become_people_and_bad_ones_come_back_with_reasons() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let hr = house.hr();
        hr.post("/people/new", &[("name", "陈静"), ("staff_number", "B-1")]).await;
        let here = handed_in(&hr, &workbook(LIST)).await;
        let preview = hr.get(&here).await;
        assert_eq!(tiles(&preview), ["2", "0", "1", "3"], "new, changed, there already, refused");
        let refused = preview.texts("#lines tr.alert");
        assert_eq!(refused.len(), 3);
        assert!(refused[0].contains("C4: 没有填写名称"), "{}", refused[0]);
        assert!(refused[1].contains("A5: 工号“A-1”在第 2 行已出现"), "{}", refused[1]);
        assert!(refused[2].contains("A6: 已有同名人员陈静（工号 B-1）"), "{}", refused[2]);
        let fresh = hr.get(&format!("{here}?show=fresh")).await;
        let names = fresh.texts("#lines tbody td:nth-child(2)");
        assert_eq!(names, ["买买提·艾力", "王㛃"]);
        assert_eq!(people_count(test).await, 1, "a preview creates nobody");

        let errors = hr.get(&format!("{here}/errors")).await;
        let left = read(errors.bytes).unwrap().rows;
        let left: Vec<_> = left.iter().map(|row| [row.texts[0].as_str(), &row.texts[1]]).collect();
        assert_eq!(left, [["", "A-3"], ["赵六", "A-1"], ["陈静", ""]]);

        let done = confirm(&hr, &preview).await;
        assert_eq!((done.status, done.location.as_str()), (StatusCode::SEE_OTHER, here.as_str()));
        assert_eq!(people_count(test).await, 3);
        assert_eq!(hr.get("/people?q=%E7%8E%8B").await.texts("#people tbody tr").len(), 1);
        let after = hr.get(&here).await;
        assert_eq!(tiles(&after), ["2", "0", "1", "3"]);
        assert_eq!(after.texts("#lines tr.alert").len(), 3, "still there to be downloaded");
        assert!(after.texts("form[action*='/confirm']").is_empty());
        confirm(&hr, &preview).await;
        assert_eq!(people_count(test).await, 3, "confirmed twice");
        let sql = "SELECT action, after FROM audit WHERE action = 'person.import'";
        let entries: Vec<(String, String)> = test.db.read().all(sql, params![]).await.unwrap();
        assert_eq!(entries.len(), 1);
        assert!(entries[0].1.contains("\"created\":2"), "{}", entries[0].1);
    })
    .await;
}

#[tokio::test]
async fn the_same_list_twice_adds_nobody() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let hr = house.hr();
        let list = workbook(&LIST[..2]);
        let preview = hr.get(&handed_in(&hr, &list).await).await;
        confirm(&hr, &preview).await;
        let again = hr.get(&handed_in(&hr, &list).await).await;
        assert_eq!(tiles(&again), ["0", "0", "2", "0"]);
        assert!(again.texts("form[action*='/confirm']").is_empty());
        assert_eq!(people_count(test).await, 2);
    })
    .await;
}

#[tokio::test]
async fn a_list_is_judged_again_when_it_is_confirmed() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let hr = house.hr();
        let here = handed_in(&hr, &workbook(&LIST[..2])).await;
        let preview = hr.get(&here).await;
        assert_eq!(tiles(&preview), ["2", "0", "0", "0"]);
        // Meanwhile somebody else gives away one of the numbers.
        hr.post("/people/new", &[("name", "孙七"), ("staff_number", "A-2")]).await;
        confirm(&hr, &preview).await;
        assert_eq!(people_count(test).await, 1, "all or nobody");
        let preview = hr.get(&here).await;
        assert_eq!(tiles(&preview), ["1", "0", "0", "1"]);
        assert!(preview.text("#lines tr.alert").contains("孙七"), "who has it");
        confirm(&hr, &preview).await;
        assert_eq!(people_count(test).await, 2);
    })
    .await;
}

#[tokio::test]
async fn a_discarded_list_is_forgotten() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let hr = house.hr();
        let here = handed_in(&hr, &workbook(LIST)).await;
        let asked = hr.post(&format!("{here}/discard"), &[]).await;
        assert!(asked.text("main").contains("放弃"), "asks first");
        hr.post(&format!("{here}/discard"), &[("confirmed", "yes")]).await;
        let sql = "SELECT COUNT(*) FROM roll_row";
        let (left,): (i64,) = test.db.read().one(sql, params![]).await.unwrap();
        assert_eq!(left, 0);
        assert_eq!(tiles(&hr.get(&here).await), ["0", "0", "0", "0"]);
    })
    .await;
}

#[tokio::test]
async fn a_list_keeps_nothing_but_names_and_numbers() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let hr = house.hr();
        let rows = [LIST, &[["11010119900307000X", "133", "孙七七"]]].concat();
        let here = handed_in(&hr, &workbook(&rows)).await;
        let sql = "SELECT cells || normal || staff_number || unread || reasons FROM roll_row";
        let kept: Vec<(String,)> = test.db.read().all(sql, params![]).await.unwrap();
        assert_eq!(kept.len(), rows.len());
        assert!(!kept.iter().any(|(text,)| text.contains("19900307")), "an identity: {kept:?}");
        let preview = hr.get(&here).await;
        confirm(&hr, &preview).await;
        assert_eq!(hr.get("/people?q=%E5%AD%99").await.texts("#people tbody tr"), [""; 0]);
        assert!(!kept.iter().any(|(text,)| text.contains("13")), "a telephone: {kept:?}");
        let sql = "SELECT COUNT(*) FROM file";
        let (files,): (i64,) = test.db.read().one(sql, params![]).await.unwrap();
        assert_eq!(files, 0);
    })
    .await;
}

#[tokio::test]
async fn a_file_that_is_no_list_is_refused_with_its_reason() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let hr = house.hr();
        let whole = workbook(LIST);
        for (bytes, what) in [
            (whole[..whole.len() / 2].to_vec(), "truncated"),
            (Vec::new(), "empty"),
            ("产量,5\n灰分,9\n".into(), "another table"),
            (workbook(&[]), "headings alone"),
        ] {
            let refused = hr.upload("/people/import", "x.xlsx", &bytes).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}");
            assert!(!refused.text("#e-file").is_empty(), "{what}: {}", refused.text("main"));
        }
        let template = hr.get("/people/import/template").await;
        assert_eq!(read(template.bytes).unwrap_err().code, "list-empty");
    })
    .await;
}

/// The size of a large group; with a database engine that reads rows one by one this would not end.
#[tokio::test]
async fn twenty_thousand_people_come_in_at_once() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let hr = house.hr();
        let mut text = String::from("姓名,工号\n");
        for number in 0..20_000 {
            let family = ["王", "李", "张", "欧阳"][number % 4];
            text += &format!("{family}{number:05},N{number}\n");
        }
        let preview = hr.get(&handed_in(&hr, text.as_bytes()).await).await;
        assert_eq!(tiles(&preview)[0], "20,000");
        assert_eq!(preview.texts("#lines tbody tr").len(), 50, "a page of them");
        confirm(&hr, &preview).await;
        assert_eq!(people_count(test).await, 20_000);
        let found = hr.get("/people?q=19999").await;
        assert_eq!(found.texts("#people tbody td:first-child"), ["欧阳19999"]);
    })
    .await;
}
