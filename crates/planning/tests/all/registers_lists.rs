//! The registers as workbooks: what goes out comes in again, in a few questions whatever the number of rows.

use crate::house::{House, PLANT};
use crate::pages::{Browser, saved_by_openpyxl, words};
use crate::registers::{MIGRATIONS, Plant, WORKSHOP, confirmed, day, days, handed_in};
use directory::people::NewPerson;
use interchange::Input;
use kernel::{PersonId, Role};
use organisation::members::status::Status;
use organisation::people::facts::Span;
use organisation::people::store::facts;
use organisation::rolls::{Kind, Line, RollId};
use planning::registers::project::Deed;
use planning::registers::rolls::{KeyPosts, Projects, Zones};
use planning::registers::use_cases::projects;
use planning::registers::use_cases::{self, Asked};
use planning::registers::zone::{NewZone, Of};
use store::{Engine, Params, Query, Row};
use testkit::on_both;

const LISTS: [&str; 3] = ["/registers", "/registers/zones?show=all", "/registers/projects"];
const IMPORTS: [&str; 3] =
    ["/registers/posts/import", "/registers/zones/import", "/registers/projects/import"];

/// The workbook that a register gives out.
async fn book(clerk: &Browser, list: &str) -> Vec<u8> {
    let sign = if list.contains('?') { '&' } else { '?' };
    clerk.get(&format!("{list}{sign}format=xlsx")).await.bytes
}

/// Two posts, three zones of which one is over, and three projects, one of them ended.
async fn filled(plant: &Plant<'_>) {
    let post = plant.post("浮选司机", &["早", "夜"]).await;
    plant.post("集控员", &["白班"]).await;
    plant.hold(plant.wang, post, &["夜"]).await;
    let place = NewZone {
        of: Of::Place("介质泵房".to_owned()),
        shifts: Vec::new(),
        valid: days("2026-02-01", "2027-01-01"),
        ..plant.zone(plant.wang, post, &[])
    };
    use_cases::add_zone(&plant.party(), &place).await.expect("a zone");
    let over = plant.hold(plant.li, post, &["早"]).await;
    let why = "调离本岗位";
    use_cases::end_zone(&plant.party(), over, 1, day("2026-06-01"), why).await.expect("ended");
    let id = plant.begun(&[plant.wang]).await;
    plant.milestone(id, "2026-09-30").await.expect("a milestone");
    plant.act(&plant.business(), id, Deed::Report, "化验单").await.expect("reported");
    let mut other = plant.project(&[plant.li, plant.wang], plant.acceptor);
    other.name = "浮选智能加药".to_owned();
    let other = projects::begin(&plant.business(), &other).await.expect("a project");
    plant.milestone(other, "2026-12-31").await.expect("a milestone");
    let mut ended = plant.project(&[plant.li], plant.acceptor);
    ended.started = day("2026-01-05");
    let ended = projects::begin(&plant.business(), &ended).await.expect("a project");
    let state = planning::registers::project::State::Abandoned;
    let closing = (state, day("2026-05-01"));
    projects::close(&plant.business(), ended, 1, closing, "设备停用").await.expect("closed");
}

#[tokio::test]
async fn what_goes_out_comes_in_again_without_a_difference() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let plant = Plant::of(&house).await;
        filled(&plant).await;
        let clerk = Browser::of(database, Role::PartyAffairs, house.units[PLANT]);
        for ((list, import), rows) in LISTS.iter().zip(IMPORTS).zip(["2", "3", "3"]) {
            let book = book(&clerk, list).await;
            let (_, tiles) = handed_in(&clerk, import, &book).await;
            assert_eq!(tiles, ["0", "0", rows, "0"], "{list}");
        }
    })
    .await;
}

/// The rows of a workbook as the list of its kind reads them, written as CSV with one cell changed.
fn changed<K: Kind>(book: Vec<u8>, row: usize, column: usize, text: &str) -> String {
    let read = K::read(&Input { name: "a.xlsx".into(), bytes: book }).expect("a list");
    let titles = K::COLUMNS.iter().map(|it| it.headings[0]).collect::<Vec<_>>().join(",");
    let mut lines = vec![titles];
    for (at, (mut line, problems)) in read.rows.into_iter().enumerate() {
        assert_eq!(problems, []);
        if at == row {
            text.clone_into(&mut line.cells[column]);
        }
        lines.push(line.cells.join(","));
    }
    lines.join("\n")
}

#[tokio::test]
async fn a_cell_that_was_changed_is_the_only_difference() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let plant = Plant::of(&house).await;
        filled(&plant).await;
        let clerk = Browser::of(database, Role::PartyAffairs, house.units[PLANT]);
        let business = Browser::who(database, 2, Role::Dispatch, house.units[PLANT]);
        let [posts, zones, list] = LISTS;
        let [into_posts, into_zones, into_projects] = IMPORTS;
        assert_eq!(plant.covered("2026-10-01").await.1, 3);
        let file = changed::<KeyPosts>(book(&clerk, posts).await, 0, 2, "早、中、夜");
        let (here, tiles) = handed_in(&clerk, into_posts, &file).await;
        assert_eq!(tiles, ["0", "1", "1", "0"]);
        let was = clerk.get(&here).await.all("#lines td.wide p");
        assert_eq!(was, ["C2: 原为“早、夜”。"]);
        confirmed(&clerk, &here).await;
        assert_eq!(plant.covered("2026-10-01").await.1, 4);
        assert_eq!(handed_in(&clerk, into_posts, &file).await.1, ["0", "0", "2", "0"]);

        let file = changed::<Zones>(book(&clerk, zones).await, 0, 3, "中、夜");
        let (here, tiles) = handed_in(&clerk, into_zones, &file).await;
        assert_eq!(tiles, ["0", "1", "2", "0"]);
        assert_eq!(clerk.get(&here).await.all("#lines td.wide p"), ["D2: 原为“夜”。"]);
        confirmed(&clerk, &here).await;
        assert_eq!(plant.covered("2026-10-01").await.0, 2);
        let own = changed::<Zones>(book(&clerk, zones).await, 0, 6, "A1");
        assert_eq!(handed_in(&clerk, into_zones, &own).await.1, ["0", "0", "2", "1"]);

        // The latest project stands first: its milestone is open, the one of the next is reported.
        let other = changed::<Projects>(book(&business, list).await, 0, 6, "2026-11-30");
        let (here, tiles) = handed_in(&business, into_projects, &other).await;
        assert_eq!(tiles, ["0", "1", "2", "0"]);
        let was = business.get(&here).await.all("#lines td.wide p");
        assert_eq!(was, ["G2: 原为“2026-12-31”。"]);
        confirmed(&business, &here).await;
        let asked = Asked { day: day("2026-10-01"), unit: None, goes_out: false };
        let found = projects::list(&plant.party(), &asked).await.expect("projects").lines;
        let due: Vec<String> = found[0].milestones.iter().map(|it| it.due.to_string()).collect();
        assert_eq!(due, ["2026-11-30"]);
        let book = book(&business, list).await;
        for (row, column, text, cell) in [
            (1, 6, "2026-11-30", "F3: "),
            (1, 2, "A2", "C3: "),
            (0, 4, "A1", "E2: "),
            (2, 4, "A3", "E4: "),
        ] {
            let file = changed::<Projects>(book.clone(), row, column, text);
            let (here, tiles) = handed_in(&business, into_projects, &file).await;
            assert_eq!(tiles, ["0", "0", "2", "1"], "{cell}");
            let refused = business.get(&here).await.all("#lines tr.alert");
            assert!(refused[0].contains(cell), "{cell} {refused:?}");
        }
        let file = changed::<Projects>(book, 1, 4, "A3");
        let (here, tiles) = handed_in(&business, into_projects, &file).await;
        assert_eq!(tiles, ["0", "1", "2", "0"], "somebody else accepts");
        let was = business.get(&here).await.all("#lines td.wide p");
        assert_eq!(was, ["E3: 原为“孙凯 A4”。"]);
        confirmed(&business, &here).await;
        let found = projects::list(&plant.party(), &asked).await.expect("projects").lines;
        assert_ne!(found[1].project.acceptor, plant.acceptor);
    })
    .await;
}

#[tokio::test]
async fn a_workbook_that_openpyxl_saved_says_what_was_changed_there() {
    let databases = testkit::databases(MIGRATIONS).await;
    let house = House::build(&databases[0]).await;
    let plant = Plant::of(&house).await;
    filled(&plant).await;
    let clerk = Browser::of(&databases[0], Role::PartyAffairs, house.units[PLANT]);
    let told = book(&clerk, LISTS[0]).await;
    let Some(saved) = saved_by_openpyxl(&told, "sheet['C2'] = '早、中、夜'") else { return };
    let (here, tiles) = handed_in(&clerk, IMPORTS[0], &saved).await;
    assert_eq!(tiles, ["0", "1", "1", "0"]);
    confirmed(&clerk, &here).await;
    assert_eq!(plant.covered("2026-10-01").await.1, 4);
}

/// Counts the questions.
struct Counted<Q>(Q, usize);

impl<Q: Query> Query for Counted<Q> {
    fn engine(&self) -> Engine {
        self.0.engine()
    }

    async fn all<T: Row>(&mut self, sql: &'static str, params: Params) -> store::Result<Vec<T>> {
        self.1 += 1;
        self.0.all(sql, params).await
    }
}

/// How many questions the lookup of so many of these rows asks.
async fn asked<K: Kind>(plant: &Plant<'_>, lines: &[Line]) -> usize {
    let ctx = plant.party();
    let mut counted = Counted(ctx.db.read(), 0);
    let known = K::known(&ctx, &mut counted, RollId(1), lines).await.expect("known");
    assert_eq!(K::judge(lines, &known).len(), lines.len());
    counted.1
}

fn line(row: usize, cells: &[&str]) -> Line {
    let cells = cells.iter().map(|cell| (*cell).to_owned()).collect();
    Line { row: row as u32, cells, is_unread: false }
}

#[tokio::test]
async fn a_long_list_asks_no_more_questions_than_a_short_one() {
    const MANY: usize = 3_000;
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let plant = Plant::of(&house).await;
        let new = (0..MANY).map(|at| NewPerson::checked("张三", &format!("B{at}")).expect("named"));
        let mut tx = house.tx().await;
        let new: Vec<NewPerson> = new.collect();
        let people = directory::people::create_many(&mut tx, &new).await.expect("created");
        let since = days("2025-01-01", "9999-12-31");
        let ids: Vec<PersonId> = people.iter().map(|person| person.id).collect();
        let at = plant.unit(WORKSHOP);
        let works = |id: &PersonId| (*id, Span { fact: at, valid: since });
        let works: Vec<_> = ids.iter().map(works).collect();
        facts::put_many(&mut tx, &works).await.expect("kept");
        let members = |id: &PersonId| (*id, Span { fact: Status::Full, valid: since });
        let members: Vec<_> = ids.iter().map(members).collect();
        facts::put_many(&mut tx, &members).await.expect("kept");
        tx.commit().await.expect("committed");
        plant.post("浮选司机", &["早", "夜"]).await;

        let outcome = "非计划停机不超过 2 小时";
        let zone = |at: usize| {
            let from = day("2026-01-01").plus_days((at % 300) as i64).to_string();
            let member = format!("张三 B{at}");
            let of = [["浮选司机", ""], ["", "介质泵房"]][at % 2];
            line(at, &["主洗车间", of[0], of[1], "", &member, outcome, "A4", &from, ""])
        };
        let zones: Vec<Line> = (0..MANY).map(zone).collect();
        let short = asked::<Zones>(&plant, &zones[..2]).await;
        assert_eq!(asked::<Zones>(&plant, &zones).await, short);
        assert!(short <= 20, "{short}");
        let project = |at: usize| {
            let (name, lead) = (format!("攻关{at}"), format!("B{at}、B{}", (at + 1) % MANY));
            line(at, &["主洗车间", &name, &lead, "2026-03-01", "A4", "达标", "2026-09-30", outcome])
        };
        let projects: Vec<Line> = (0..MANY).map(project).collect();
        let short = asked::<Projects>(&plant, &projects[..2]).await;
        assert_eq!(asked::<Projects>(&plant, &projects).await, short);
        assert!(short <= 20, "{short}");
        let posts: Vec<Line> = (0..MANY)
            .map(|at| line(at, &["主洗车间", &format!("岗位{at}"), "早", "2026-01-01", ""]))
            .collect();
        let short = asked::<KeyPosts>(&plant, &posts[..2]).await;
        assert_eq!(asked::<KeyPosts>(&plant, &posts).await, short);

        let clerk = Browser::of(database, Role::PartyAffairs, house.units[PLANT]);
        let of = |lines: &[Line], headings: &str| {
            let rows = lines.iter().map(|line| line.cells.join(","));
            [headings.to_owned()].into_iter().chain(rows).collect::<Vec<_>>().join("\n")
        };
        let file = of(&posts, "所属单位,关键岗位,班次,起始日,截止日");
        let (here, tiles) = handed_in(&clerk, IMPORTS[0], &file).await;
        assert_eq!(tiles, ["3,000", "0", "0", "0"]);
        confirmed(&clerk, &here).await;
        assert_eq!(plant.covered("2026-10-01").await.1, MANY as i64 + 2);
        let titles = "所属单位,关键岗位,场所,班次,责任党员,结果标准,验收人,起始日,截止日";
        let (here, tiles) = handed_in(&clerk, IMPORTS[1], of(&zones, titles)).await;
        assert_eq!(tiles, ["3,000", "0", "0", "0"]);
        confirmed(&clerk, &here).await;
        assert_eq!(plant.covered("2026-10-28").await.0, 2);
    })
    .await;
}

#[test]
fn a_list_has_twenty_thousand_rows_at_the_most() {
    words();
    let list = |rows: usize| {
        let text =
            "所属单位,关键岗位,班次,起始日\n".to_owned() + &"一,二,早,2026-01-01\n".repeat(rows);
        KeyPosts::read(&Input { name: "a.csv".into(), bytes: text.into_bytes() })
    };
    assert_eq!(list(20_000).expect("a list").rows.len(), 20_000);
    let problem = list(20_001).expect_err("too long");
    assert_eq!(problem.code, "list-long");
    assert!(problem.text(kernel::Lang::En).contains("20000"), "{}", problem.text(kernel::Lang::En));
}
