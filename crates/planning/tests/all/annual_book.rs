//! An annual plan as a workbook: out, changed by other programs, and in again.

use crate::annual::{Office, RATIO, SUM};
use crate::house::{House, MIGRATIONS, q};
use crate::pages::{Browser, Seen, saved_by_openpyxl};
use axum::http::StatusCode;
use interchange::Input;
use interchange::readers::{Book, Cell};
use kernel::{PlanId, Role};
use planning::Kind;
use planning::annual::content::{Mark, Supports, Target, Task};
use planning::annual::split::Number;
use planning::annual::use_cases::{self as plans, Start};
use rust_xlsxwriter::{Format, Workbook};
use std::ops::ControlFlow;
use store::Query;
use testkit::on_both;

/// The sheets of a workbook by name, as texts.
type Sheets = Vec<(String, Vec<Vec<String>>)>;

fn sheets(bytes: &[u8]) -> Sheets {
    let file = Input { name: "a.xlsx".into(), bytes: bytes.to_vec() };
    let book = Book::open(&file, &Default::default(), Default::default()).expect("a workbook");
    let rows = |at: usize| {
        let mut rows = Vec::new();
        let take = |_, cells: &[Cell<'_>]| {
            rows.push(cells.iter().map(Cell::text).collect());
            ControlFlow::Continue(())
        };
        book.rows(at, take).expect("rows");
        rows
    };
    book.sheets().iter().enumerate().map(|(at, name)| ((*name).to_owned(), rows(at))).collect()
}

/// A workbook of these texts, with a formula in a cell of the first sheet and merged cells in the second.
fn written(sheets: &Sheets, formula: Option<(u32, u16)>, merged: Option<(u32, u16)>) -> Vec<u8> {
    let mut book = Workbook::new();
    for (at, (name, rows)) in sheets.iter().enumerate() {
        let sheet = book.add_worksheet().set_name(name).expect("a name");
        for (row, cells) in (0_u32..).zip(rows) {
            for (column, text) in (0_u16..).zip(cells).filter(|(_, text)| !text.is_empty()) {
                sheet.write_string(row, column, text).expect("written");
            }
        }
        if let (0, Some((row, column))) = (at, formula) {
            sheet.write_formula(row, column, "=1+1").expect("written");
        }
        if let (1, Some((row, column))) = (at, merged) {
            let format = Format::new();
            sheet.merge_range(row, column, row + 1, column, "合并", &format).expect("merged");
        }
    }
    book.save_to_buffer().expect("a workbook")
}

/// A draft with an amount in twelve uneven months and a threshold, a ratio of two numbers that the units below
/// carry, and two tasks.
async fn draft(office: &Office<'_>) -> PlanId {
    let id = office.begin(2027, Start::Empty).await.expect("begun");
    let months: Vec<String> = (1..=12).map(|month| (month * 10).to_string()).collect();
    let months: Vec<&str> = months.iter().map(String::as_str).collect();
    office.target(id, SUM, "780", &months).await.expect("a target");
    let two = |value: &str, weight: &str| Number { value: q(value), weight: Some(q(weight)) };
    let mark = Mark { year: two("70.2", "120"), parts: vec![two("5.85", "10"); 12] };
    let target = Target { marks: [(Kind::Target, mark)].into(), is_below: true };
    let revision = office.shown(id).await.version.revision;
    let of = office.house.indicators[RATIO];
    plans::set_target(&office.party(), id, revision, of, Some(target)).await.expect("a ratio");
    office.add(id, office.task("吨煤介耗不高于 1.40 kg/t")).await.expect("a task");
    let risk = Task {
        supports: Supports::Risk,
        indicator: None,
        named: "雨季边坡".to_owned(),
        ..office.task("全年无滑坡")
    };
    office.add(id, risk).await.expect("a second");
    id
}

async fn book(browser: &Browser, id: PlanId) -> Vec<u8> {
    let seen = browser.get(&format!("/plans/{id}?format=xlsx")).await;
    assert_eq!(seen.status, StatusCode::OK);
    seen.bytes
}

/// The refused cells with the words about them.
fn told(seen: &Seen) -> Vec<String> {
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    seen.all("#wrong tbody tr")
}

#[tokio::test]
async fn a_workbook_comes_back_as_it_went_and_changes_are_seen_before_they_are_written() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let office = Office::of(&house).await;
        let id = draft(&office).await;
        let browser = Browser::of(database, Role::PartyAffairs, house.units[0]);
        let before = office.shown(id).await;
        let bytes = book(&browser, id).await;
        let path = format!("/plans/{id}/workbook");
        let seen = browser.upload(&path, &[], &bytes).await;
        assert_eq!(seen.status, StatusCode::OK, "{:?}", seen.all("#wrong tr"));
        assert_eq!(seen.all("#changes tbody tr"), Vec::<String>::new());
        assert_eq!(seen.all(".tile strong"), ["2", "2", "0"]);
        // Twelve blank months are spread; a task goes, another comes, one changes.
        let mut all = sheets(&bytes);
        let row = all[0].1.iter().position(|row| row[0] == "sum").expect("the amount");
        all[0].1[row].truncate(6);
        all[0].1[row][5] = "1200".to_owned();
        all[1].1[1][5] = "吨煤介耗不高于 1.30 kg/t".to_owned();
        let mut new = all[1].1[1].clone();
        new[0].clear();
        new[1] = "压降库存".to_owned();
        all[1].1[2] = new;
        let changed = written(&all, None, None);
        let seen = browser.upload(&path, &[], &changed).await;
        assert_eq!(seen.status, StatusCode::OK, "{:?}", seen.all("#wrong tr"));
        let differences = seen.all("#changes tbody tr");
        assert_eq!(differences.len(), 15, "year, eleven months, three tasks: {differences:#?}");
        assert_eq!(office.shown(id).await.content, before.content, "a preview writes nothing");
        let [revision, kept] = ["revision", "book"].map(|name| seen.value(name).expect(name));
        let fields = [("revision", revision.as_str()), ("book", kept.as_str()), ("do", "write")];
        let mut stale = fields;
        stale[0].1 = "1";
        let again = browser.upload(&path, &stale, &[]).await;
        assert_eq!(again.status, StatusCode::CONFLICT, "somebody was quicker");
        assert!(again.value("book").is_some_and(|book| book == kept), "the file is still there");
        let done = browser.upload(&path, &fields, &[]).await;
        assert_eq!(
            (done.status, done.location.as_str()),
            (StatusCode::SEE_OTHER, &*format!("/plans/{id}"))
        );
        let now = office.shown(id).await.content;
        let amount = &now.targets[&house.indicators[SUM]].marks[&Kind::Target];
        assert_eq!((amount.year.value, amount.parts[11].value), (q("1200"), q("100")));
        assert_eq!(
            now.targets[&house.indicators[RATIO]],
            before.content.targets[&house.indicators[RATIO]]
        );
        let tasks: Vec<_> =
            now.tasks.iter().map(|(number, it)| (*number, it.title.as_str())).collect();
        assert_eq!(tasks, [(1, "降低介质消耗"), (3, "压降库存")], "a number is not used again");
        let sql = "SELECT after FROM audit WHERE action = 'plan.replace'";
        let kept: Vec<(String,)> =
            house.ctx.read().all(sql, store::params![]).await.expect("the audit");
        assert!(
            matches!(&kept[..], [(after,)] if after.contains("\"differences\":15")),
            "{kept:?}"
        );
    })
    .await;
}

/// A cell to be exchanged: sheet, row and column from 0, what is to stand there, and what is told: where, and a
/// word of it.
type Case = (usize, (usize, usize), &'static str, &'static str, &'static str);

#[tokio::test]
async fn what_is_wrong_is_told_at_its_cell_and_nothing_is_written() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let office = Office::of(&house).await;
        let id = draft(&office).await;
        let browser = Browser::of(database, Role::PartyAffairs, house.units[0]);
        let before = office.shown(id).await.content;
        let bytes = book(&browser, id).await;
        let path = format!("/plans/{id}/workbook");
        // Row 2 of the business half is the amount, row 3 the ratio; rows 2 and 3 of the Party half are tasks.
        let cases: [Case; 16] = [
            (0, (1, 2), "万t", "经营目标!C2", "换算"),
            (0, (1, 0), "none", "经营目标!A2", "指标字典中没有"),
            (0, (1, 1), "指标ratio", "经营目标!B2", "错行"),
            (0, (1, 3), "实际", "经营目标!D2", "没有类别"),
            (0, (1, 3), "目标上限", "经营目标!F2", "不用这个类别"),
            (0, (1, 5), "1,200", "经营目标!F2", "千分位"),
            (0, (1, 5), "781", "经营目标!F2", "合起来是 780"),
            (0, (1, 6), "", "经营目标!G2", "请填写这一期"),
            (0, (0, 6), "1月", "经营目标!G1", "不认识"),
            (0, (1, 20), "备注", "经营目标!U2", "没有列标题"),
            (1, (1, 5), "每月组织学习不少于 2 次", "党建任务!F2", "只数次数"),
            (1, (1, 3), "", "党建任务!D2", "请写明支撑"),
            (1, (1, 3), "mean", "党建任务!D2", "不在经营目标中"),
            (1, (1, 8), "无名氏", "党建任务!I2", "无名氏"),
            (1, (1, 9), "2028-01-01", "党建任务!J2", "不在本年度内"),
            (1, (1, 9), "六月底", "党建任务!J2", "六月底"),
        ];
        for (sheet, (row, column), text, cell, word) in cases {
            let mut all = sheets(&bytes);
            let cells = &mut all[sheet].1[row];
            cells.resize(cells.len().max(column + 1), String::new());
            cells[column] = text.to_owned();
            let seen = browser.upload(&path, &[], &written(&all, None, None)).await;
            let told = told(&seen);
            assert!(
                told.iter().any(|it| it.starts_with(cell) && it.contains(word)),
                "{cell}: {told:?}"
            );
        }
        let all = sheets(&bytes);
        for (file, cell, word) in [
            (written(&all, Some((1, 5)), None), "经营目标!F2", "公式"),
            (written(&all, None, Some((1, 10))), "党建任务!K2", "合并"),
            (b"a,b\n1,2\n".to_vec(), "工作簿", "不是 .xlsx"),
            (written(&all[..1].to_vec(), None, None), "工作簿", "没有工作表"),
        ] {
            let told = told(&browser.upload(&path, &[], &file).await);
            assert!(
                told.iter().any(|it| it.starts_with(cell) && it.contains(word)),
                "{cell}: {told:?}"
            );
        }
        let mut retired =
            planning::store::indicators::one(&mut house.ctx.read(), house.indicators[SUM])
                .await
                .expect("read")
                .expect("one");
        retired.is_active = false;
        let mut tx = house.tx().await;
        let (of, revision, terms) = (retired.id, retired.revision, &retired.terms);
        planning::store::indicators::change(&mut tx, of, revision, terms, false)
            .await
            .expect("retired");
        tx.commit().await.expect("committed");
        let told = told(&browser.upload(&path, &[], &bytes).await);
        assert!(told[0].starts_with("经营目标!F2") && told[0].contains("已停用"), "{told:?}");
        assert_eq!(office.shown(id).await.content, before);
        let dispatch = Browser::of(database, Role::Worker, house.units[0]);
        assert_ne!(dispatch.get(&path).await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn a_workbook_that_openpyxl_saved_says_what_was_changed_there_and_nothing_else() {
    let databases = testkit::databases(MIGRATIONS).await;
    let house = House::build(&databases[0]).await;
    let office = Office::of(&house).await;
    let id = draft(&office).await;
    let browser = Browser::of(&databases[0], Role::PartyAffairs, house.units[0]);
    let change = "sheet['F2'] = 790\nsheet['R2'] = 130";
    let Some(saved) = saved_by_openpyxl(&book(&browser, id).await, change) else { return };
    let seen = browser.upload(&format!("/plans/{id}/workbook"), &[], &saved).await;
    assert_eq!(seen.status, StatusCode::OK, "{:?}", seen.all("#wrong tr"));
    assert_eq!(seen.all(".tile strong"), ["2", "2", "2"]);
    let changes = seen.all("#changes tbody tr");
    assert!(changes[0].ends_with("全年 780.00 790.00"), "{changes:?}");
    assert!(changes[1].ends_with("2027年12月 120.00 130.00"), "{changes:?}");
}
