//! Party organisations and their links in the database: what a second editor is told, what a closing
//! asks, how a new unit shows the same day.

use crate::house::{House, MIGRATIONS, day};
use directory::founding::{NewUnit, create};
use directory::{Kind, Parent, change};
use kernel::{Action, Actor, Day, DayRange, PartyOrgId, Problem, Resource, Scope, UnitId};
use organisation::party::coverage::{How, lag};
use organisation::party::party_org::{OrgKind, Version};
use organisation::party::party_tree::Change;
use organisation::party::store::coverage::{self, NewLink};
use organisation::party::store::resolution::{self, Listing, Order};
use organisation::party::store::{follower, history, orgs};
use store::{Query, Refusal, Tx};
use testkit::on_both;

pub fn whole() -> Scope {
    let system = Actor::system("测试");
    kernel::policy::scope(&system, Action::Read, Resource::PartyOrg, testkit::now().today)
}

pub fn listing(on: &str) -> Listing<'static> {
    Listing {
        day: day(on),
        text: "",
        kinds: None,
        hows: &[],
        order: Order::Gaps,
        descending: false,
        limit: 100,
        offset: 0,
    }
}

pub async fn found(
    tx: &mut Tx,
    name: &str,
    kind: OrgKind,
    superior: Option<PartyOrgId>,
    seat: UnitId,
    from: &str,
) -> PartyOrgId {
    let valid = DayRange::since(day(from));
    let version = Version { name: name.to_owned(), kind, superior, seat, valid };
    history::found(tx, version).await.unwrap()
}

pub fn link(unit: UnitId, org: PartyOrgId, from: &str, reaches_below: bool) -> NewLink {
    NewLink { unit, org, valid: DayRange::since(day(from)), reaches_below, document: None }
}

fn code<T: std::fmt::Debug>(outcome: Result<T, Refusal>) -> &'static str {
    match outcome.unwrap_err() {
        Refusal::Invalid(problems) => problems[0].code,
        Refusal::Conflict(problem) => problem.code,
        other => panic!("{other:?}"),
    }
}

async fn hows(q: &mut impl Query, on: &str) -> Vec<(String, How)> {
    let list = resolution::list(q, &whole(), &listing(on)).await.unwrap();
    list.lines.into_iter().map(|line| (line.name, line.how)).collect()
}

#[tokio::test]
async fn a_new_unit_is_uncovered_the_same_day() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let tx = &mut test.db.begin().await.unwrap();
        let top = found(tx, "集团党委", OrgKind::Committee, None, house.group, "2020-01-01").await;
        let first =
            found(tx, "一矿党委", OrgKind::Committee, Some(top), house.first, "2020-01-01").await;
        let wash =
            found(tx, "主洗支部", OrgKind::Branch, Some(first), house.wash, "2020-03-01").await;
        coverage::link(tx, link(house.group, top, "2020-01-01", false)).await.unwrap();
        coverage::link(tx, link(house.first, first, "2020-01-01", false)).await.unwrap();
        coverage::link(tx, link(house.wash, wash, "2020-03-01", true)).await.unwrap();
        let joint =
            found(tx, "联合支部", OrgKind::JointBranch, Some(top), house.group, "2022-01-01").await;
        coverage::link(tx, link(house.second, joint, "2022-01-01", false)).await.unwrap();
        coverage::link(tx, link(house.other_wash, wash, "2022-01-01", false)).await.unwrap();
        let named = |name: &str, how| (name.to_owned(), how);
        let before = [
            named("集团", How::Own),
            named("一矿", How::Own),
            named("二矿", How::Joint),
            named("主洗车间", How::Own),
            named("甲班", How::Above),
            named("主洗车间", How::Covering),
        ];
        assert_eq!(hows(tx, "2026-09-30").await, before);
        let days = DayRange::since(day("2026-10-01"));
        let new = NewUnit::new("浮选技改项目部", Kind::Project, Parent::Known(house.first), days);
        let project = create(tx, new).await.unwrap();
        assert_eq!(hows(tx, "2026-10-01").await[0], named("浮选技改项目部", How::Uncovered));
        assert_eq!(hows(tx, "2026-09-30").await, before);
        let branch =
            found(tx, "项目临时支部", OrgKind::TemporaryBranch, Some(first), project, "2026-10-11")
                .await;
        coverage::link(tx, link(project, branch, "2026-10-11", true)).await.unwrap();
        let start = resolution::starts(tx, &[project], day("2026-10-15")).await.unwrap()[&project];
        assert_eq!(lag(start.since, start.first_covered), Some(10));
        let start = resolution::starts(tx, &[project], day("2026-10-10")).await.unwrap()[&project];
        assert_eq!(start.first_covered, None);
        assert_eq!(hows(tx, "2026-10-10").await[0], named("浮选技改项目部", How::Uncovered));
        assert_eq!(hows(tx, "2026-10-11").await.last().unwrap().1, How::Own);
    })
    .await;
}

#[tokio::test]
async fn a_listing_filters_sorts_and_pages_within_the_scope() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let tx = &mut test.db.begin().await.unwrap();
        let top = found(tx, "集团党委", OrgKind::Committee, None, house.group, "2020-01-01").await;
        coverage::link(tx, link(house.first, top, "2020-01-11", true)).await.unwrap();
        coverage::link(tx, link(house.second, top, "2021-12-30", false)).await.unwrap();
        let names = async |tx: &mut Tx, scope: &Scope, listing: Listing<'_>| {
            let list = resolution::list(tx, scope, &listing).await.unwrap();
            let names: Vec<String> = list.lines.into_iter().map(|line| line.name).collect();
            (names.join(" "), list.total, list.tally)
        };
        let tally = [2, 0, 0, 2, 2];
        let all = Listing { hows: &[How::Uncovered], ..listing("2026-01-01") };
        assert_eq!(names(tx, &whole(), all).await, ("集团 主洗车间".to_owned(), 2, tally));
        let by_lag = Listing { order: Order::Lag, ..listing("2026-01-01") };
        let expected = "二矿 甲班 一矿 主洗车间 集团 主洗车间".to_owned();
        assert_eq!(names(tx, &whole(), by_lag).await, (expected, 6, tally));
        let by_lag = Listing {
            order: Order::Lag,
            descending: true,
            limit: 2,
            offset: 1,
            ..listing("2026-01-01")
        };
        assert_eq!(names(tx, &whole(), by_lag).await, ("主洗车间 甲班".to_owned(), 6, tally));
        let text = Listing {
            text: "主洗",
            kinds: Some(&[Kind::Workshop]),
            order: Order::Name,
            ..listing("2026-01-01")
        };
        assert_eq!(names(tx, &whole(), text).await.1, 2);
        let none = Listing { text: "没有", ..listing("2026-01-01") };
        assert_eq!(names(tx, &whole(), none).await, (String::new(), 0, tally));
        let valid = DayRange::ALWAYS;
        let grants = vec![kernel::Grant { role: kernel::Role::Secretary, unit: house.wash, valid }];
        let secretary =
            Actor { kind: kernel::policy::ActorKind::User, grants, ..Actor::anonymous() };
        let scope =
            kernel::policy::scope(&secretary, Action::Read, Resource::PartyOrg, day("2026-01-01"));
        let (_, total, tally) = names(tx, &scope, listing("2026-01-01")).await;
        assert_eq!((total, tally), (2, [0, 0, 0, 0, 2]), "what lies above the scope still answers");
    })
    .await;
}

#[tokio::test]
async fn links_that_do_not_fit_are_refused() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let tx = &mut test.db.begin().await.unwrap();
        let top = found(tx, "集团党委", OrgKind::Committee, None, house.group, "2020-01-01").await;
        coverage::link(tx, link(house.first, top, "2020-01-01", false)).await.unwrap();
        let again = coverage::link(tx, link(house.first, top, "2026-01-01", true)).await;
        assert_eq!(code(again), "coverage-overlaps");
        let early = coverage::link(tx, link(house.second, top, "2019-12-31", true)).await;
        assert_eq!(code(early), "coverage-beyond-org");
        change::close(tx, house.crew, 1, day("2025-01-01"), false).await.unwrap();
        let late = coverage::link(tx, link(house.crew, top, "2024-01-01", false)).await;
        assert_eq!(code(late), "coverage-beyond-unit");
        let reversed = DayRange { from: day("2024-01-01"), until: day("2024-01-01") };
        let reversed = NewLink { valid: reversed, ..link(house.second, top, "2024-01-01", false) };
        assert_eq!(code(coverage::link(tx, reversed).await), "range-reversed");
        let from = day("2020-01-01");
        let stale = coverage::end(tx, house.first, top, from, 7, day("2026-01-01")).await;
        assert_eq!(code(stale), "coverage-changed");
        let at_once = coverage::end(tx, house.first, top, from, 1, from).await;
        assert_eq!(code(at_once), "coverage-ends-before");
        coverage::end(tx, house.first, top, from, 1, day("2026-01-01")).await.unwrap();
        coverage::link(tx, link(house.first, top, "2026-01-01", true)).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn the_second_of_two_editors_is_told() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let tx = &mut test.db.begin().await.unwrap();
        let top = found(tx, "集团党委", OrgKind::Committee, None, house.group, "2020-01-01").await;
        let renamed = |name: &str| Change { name: Some(name.to_owned()), ..Change::default() };
        let on = day("2026-01-01");
        history::change(tx, top, 1, on, &renamed("集团公司党委")).await.unwrap();
        let second = history::change(tx, top, 1, on, &renamed("集团党组")).await;
        assert_eq!(code(second), "party-org-changed");
        assert_eq!(orgs::org_on(tx, top, on).await.unwrap().unwrap().name, "集团公司党委");
        let before = on.plus_days(-1);
        assert_eq!(orgs::org_on(tx, top, before).await.unwrap().unwrap().name, "集团党委");
        let elsewhere = Change { seat: Some(house.second), ..Change::default() };
        assert_eq!(orgs::org_on(tx, top, on).await.unwrap().unwrap().revision, 2);
        history::change(tx, top, 2, on, &elsewhere).await.unwrap();
        let early = Version {
            name: "二矿支部".to_owned(),
            kind: OrgKind::Branch,
            superior: Some(top),
            seat: house.second,
            valid: DayRange::since(day("2021-01-01")),
        };
        assert_eq!(code(history::found(tx, early).await), "party-org-seat-outlived");
    })
    .await;
}

#[tokio::test]
async fn closing_asks_what_becomes_of_the_links() {
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let tx = &mut test.db.begin().await.unwrap();
        let top = found(tx, "集团党委", OrgKind::Committee, None, house.group, "2020-01-01").await;
        let branch =
            found(tx, "甲班支部", OrgKind::Branch, Some(top), house.first, "2021-01-01").await;
        coverage::link(tx, link(house.crew, branch, "2021-01-01", false)).await.unwrap();
        coverage::link(tx, link(house.wash, branch, "2027-01-01", false)).await.unwrap();
        let on = day("2026-10-01");
        assert_eq!(code(history::close(tx, top, 1, on, true).await), "party-org-open-below");
        let units = [house.wash, house.crew];
        let refused = follower::may_close(tx, &units, on).await;
        assert_eq!(code(refused), "unit-open-coverage");
        assert_eq!(code(follower::settle(tx, &[house.first], on, true).await), "unit-open-seat");
        assert_eq!(follower::settle(tx, &[house.crew], on, true).await.unwrap().len(), 1);
        follower::may_close(tx, &[house.crew], on).await.unwrap();
        let before = resolution::resolve(tx, house.crew, on.plus_days(-1)).await.unwrap();
        assert_eq!(before.source, Some(house.crew));
    })
    .await;
    on_both(MIGRATIONS, async |test| {
        let house = House::stand(test).await;
        let tx = &mut test.db.begin().await.unwrap();
        let top = found(tx, "集团党委", OrgKind::Committee, None, house.group, "2020-01-01").await;
        coverage::link(tx, link(house.crew, top, "2021-01-01", false)).await.unwrap();
        let on = day("2026-10-01");
        let Err(Refusal::Invalid(problems)) = history::close(tx, top, 1, on, false).await else {
            panic!("it closed with open links")
        };
        let words = Problem::text(&problems[0], kernel::Lang::Zh);
        assert!(words.contains("还负责 1 个单位"), "{words}");
        history::close(tx, top, 1, on, true).await.unwrap();
        assert_eq!(coverage::of_org(tx, top).await.unwrap()[0].valid.until, on);
        assert_eq!(resolution::resolve(tx, house.crew, on).await.unwrap().source, None);
        let tops = orgs::tops(tx, &whole(), Day::FOREVER).await.unwrap();
        assert!(tops.is_empty());
    })
    .await;
}
