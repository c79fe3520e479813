//! Key posts, responsibility zones and breakthrough projects: what is covered on a day, and what is refused.

use crate::house::{House, PLANT};
use crate::pages::{Browser, refused};
use axum::http::StatusCode;
use directory::TreeFollower;
use kernel::{
    Day, DayRange, Grant, KeyPostId, PartyOrgId, PersonId, ProjectId, Role, UnitId, ZoneId,
};
use organisation::members::status::Status;
use organisation::party::party_org::{OrgKind, Version};
use organisation::party::store::history;
use organisation::people::facts::{Fact, Span};
use organisation::people::store::facts;
use organisation::reach::{Asked as Reaching, ReachMeasure};
use planning::annual::measure::{self, Asked as Measuring, Measured, TaskMeasure};
use planning::registers::coverage::Fit;
use planning::registers::measures::{KeyPostsCovered, MilestonesInTime, ProjectsLed};
use planning::registers::post::NewPost;
use planning::registers::project::{Deed, State};
use planning::registers::reach::{ProjectsReach, ZonesReach};
use planning::registers::use_cases::projects::{self, NewMilestone, NewProject};
use planning::registers::use_cases::{self, Asked};
use planning::registers::zone::{NewZone, Of};
use serde_json::json;
use store::{Ctx, Refusal};
use testkit::{codes, on_both};

pub(crate) const MIGRATIONS: &[store::Migrations] = &[
    store::MIGRATIONS,
    directory::MIGRATIONS,
    organisation::MIGRATIONS,
    matters::MIGRATIONS,
    planning::MIGRATIONS,
];

pub(crate) const WORKSHOP: usize = 3;
const OTHER: usize = 4;
/// A team of the workshop.
const TEAM: usize = 6;

pub(crate) fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

pub(crate) fn days(from: &str, until: &str) -> DayRange {
    DayRange { from: day(from), until: day(until) }
}

/// The house with people: two members and one of the public in the workshop, an accepting person elsewhere.
pub(crate) struct Plant<'a> {
    house: &'a House,
    pub(crate) wang: PersonId,
    pub(crate) li: PersonId,
    zhao: PersonId,
    pub(crate) acceptor: PersonId,
}

impl<'a> Plant<'a> {
    pub(crate) async fn of(house: &'a House) -> Self {
        let mut tx = house.tx().await;
        let mut all = Vec::new();
        for (name, number) in [("王芳", "A1"), ("李强", "A2"), ("赵敏", "A3"), ("孙凯", "A4")]
        {
            all.push(
                directory::people::create(&mut tx, name, Some(number)).await.expect("created"),
            );
        }
        tx.commit().await.expect("committed");
        let plant = Self { house, wang: all[0], li: all[1], zhao: all[2], acceptor: all[3] };
        let since = days("2025-01-01", "9999-12-31");
        for (person, at) in [(0, WORKSHOP), (1, TEAM), (2, WORKSHOP), (3, OTHER)] {
            plant.fact(all[person], house.units[at], since).await;
        }
        plant.fact(plant.wang, Status::Full, since).await;
        plant.fact(plant.li, Status::Probationary, since).await;
        plant
    }

    pub(crate) async fn fact<F: Fact>(&self, person: PersonId, fact: F, valid: DayRange) {
        let mut tx = self.house.tx().await;
        facts::put_many(&mut tx, &[(person, Span { fact, valid })]).await.expect("kept");
        tx.commit().await.expect("committed");
    }

    pub(crate) fn party(&self) -> Ctx {
        self.house.who(1, Role::PartyAffairs)
    }

    pub(crate) fn business(&self) -> Ctx {
        self.house.who(2, Role::Dispatch)
    }

    pub(crate) fn unit(&self, index: usize) -> UnitId {
        self.house.units[index]
    }

    pub(crate) async fn post(&self, name: &str, shifts: &[&str]) -> KeyPostId {
        let new = NewPost {
            unit: self.unit(WORKSHOP),
            name: name.to_owned(),
            shifts: shifts.iter().map(|shift| (*shift).to_owned()).collect(),
            valid: days("2026-01-01", "9999-12-31"),
        };
        use_cases::add_post(&self.business(), &new).await.expect("a post")
    }

    pub(crate) fn zone(&self, member: PersonId, post: KeyPostId, shifts: &[&str]) -> NewZone {
        NewZone {
            unit: self.unit(WORKSHOP),
            member,
            of: Of::Post(post),
            shifts: shifts.iter().map(|shift| (*shift).to_owned()).collect(),
            valid: days("2026-01-01", "9999-12-31"),
            criterion: "非计划停机不超过 2 小时".to_owned(),
            acceptor: self.acceptor,
        }
    }

    pub(crate) async fn hold(&self, member: PersonId, post: KeyPostId, shifts: &[&str]) -> ZoneId {
        let zone = self.zone(member, post, shifts);
        use_cases::add_zone(&self.party(), &zone).await.expect("a zone")
    }

    /// So many covered of so many on the day, and what is open.
    pub(crate) async fn covered(&self, on: &str) -> (i64, i64, Vec<String>) {
        let asked = Asked { day: day(on), unit: Some(self.unit(PLANT)), goes_out: false };
        let covered = use_cases::coverage(&self.party(), &asked).await.expect("a coverage");
        let open = covered.uncovered().map(|(post, slot)| format!("{} {}", post.name, slot.shift));
        let (done, of) = covered.counted();
        (done, of, open.collect())
    }

    pub(crate) async fn begun(&self, leads: &[PersonId]) -> ProjectId {
        let new = self.project(leads, self.acceptor);
        projects::begin(&self.business(), &new).await.expect("a project")
    }

    pub(crate) fn project(&self, leads: &[PersonId], acceptor: PersonId) -> NewProject {
        NewProject {
            unit: self.unit(WORKSHOP),
            name: "降低精煤水分".to_owned(),
            leads: leads.to_vec(),
            started: day("2026-03-01"),
            acceptor,
        }
    }

    pub(crate) async fn revision(&self, id: ProjectId) -> i64 {
        projects::find(&self.party(), id).await.expect("a project").project.revision
    }

    pub(crate) async fn milestone(&self, id: ProjectId, due: &str) -> Result<i64, Refusal> {
        let outcome = "精煤水分连续一个月不高于 9.5 %".to_owned();
        let new = NewMilestone { title: "水分达标".to_owned(), due: day(due), outcome };
        projects::set_milestone(&self.business(), id, self.revision(id).await, None, &new).await
    }

    pub(crate) async fn act(
        &self,
        ctx: &Ctx,
        id: ProjectId,
        deed: Deed,
        said: &str,
    ) -> Result<(), Refusal> {
        projects::act(ctx, id, self.revision(id).await, (1, deed), said).await
    }

    async fn led(&self, on: &str) -> Option<(i64, i64)> {
        let asked = Asked { day: day(on), unit: None, goes_out: false };
        projects::list(&self.party(), &asked).await.expect("a list").led
    }

    async fn measured(&self, ctx: &Ctx, measure: &dyn TaskMeasure) -> Option<(i64, i64)> {
        let (from, until) = (day("2026-01-01"), day("2026-10-14"));
        let asked = Measuring { ctx, unit: self.unit(PLANT), from, until };
        let measured = measure::of_unit(measure, &asked).await.expect("measured");
        measured.map(|Measured { done, of, .. }| (done, of))
    }
}

#[tokio::test]
async fn ending_one_zone_lowers_the_number_and_names_what_is_open() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let plant = Plant::of(&house).await;
        let post = plant.post("浮选司机", &["早", "中", "夜"]).await;
        plant.hold(plant.wang, post, &["早", "夜"]).await;
        // Somebody of a team below the unit works there as well; the night is held twice and counts once.
        let second = plant.hold(plant.li, post, &["中", "夜"]).await;
        assert_eq!(plant.covered("2026-06-30").await, (3, 3, vec![]));
        assert_eq!(plant.covered("2025-12-31").await, (0, 0, vec![]), "the post did not exist");
        let end = async |revision, on: &str, why: &str| {
            use_cases::end_zone(&plant.party(), second, revision, day(on), why).await
        };
        assert_eq!(codes(end(1, "2026-07-10", " ").await), ["field-required"]);
        assert_eq!(codes(end(1, "2026-01-01", "调离").await), ["zone-end"]);
        end(1, "2026-07-10", "调离").await.expect("ended");
        assert_eq!(codes(end(1, "2026-07-09", "调离").await), ["register-changed"]);
        assert_eq!(plant.covered("2026-07-09").await, (3, 3, vec![]));
        assert_eq!(plant.covered("2026-07-10").await, (2, 3, vec!["浮选司机 中".to_owned()]));
    })
    .await;
}

#[tokio::test]
async fn who_is_transferred_or_leaves_the_party_covers_nothing_from_that_day_on() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let plant = Plant::of(&house).await;
        let post = plant.post("集控员", &["白班", "夜班"]).await;
        let zone = plant.hold(plant.wang, post, &["白班"]).await;
        plant.hold(plant.li, post, &["夜班"]).await;
        let (first, rest) = (days("2025-01-01", "2026-06-16"), days("2026-06-16", "9999-12-31"));
        plant.fact(plant.wang, house.units[WORKSHOP], first).await;
        plant.fact(plant.wang, house.units[OTHER], rest).await;
        plant.fact(plant.li, Status::Probationary, days("2025-01-01", "2026-09-01")).await;
        assert_eq!(plant.covered("2026-06-15").await, (2, 2, vec![]));
        assert_eq!(plant.covered("2026-06-16").await, (1, 2, vec!["集控员 白班".to_owned()]));
        let open = vec!["集控员 白班".to_owned(), "集控员 夜班".to_owned()];
        assert_eq!(plant.covered("2026-09-01").await, (0, 2, open));
        // Why it no longer holds is for those who may see who is in the Party.
        let asked = Asked { day: day("2026-10-01"), unit: None, goes_out: false };
        let tells = async |ctx: &Ctx| {
            let covered = use_cases::coverage(ctx, &asked).await.expect("a coverage");
            covered.rows.iter().map(|row| row.tells).collect::<Vec<_>>()
        };
        assert_eq!(tells(&plant.party()).await, [true]);
        assert_eq!(tells(&plant.business()).await, [false]);
        let shown = use_cases::find_zone(&plant.party(), zone, day("2026-10-01")).await;
        assert_eq!(shown.expect("a zone").line.fit, Fit::Elsewhere);
        let seen = Browser::of(database, Role::Worker, house.units[PLANT]).get("/registers").await;
        assert_eq!(seen.status, StatusCode::OK);
        let told = seen.all("#posts small").join(" ");
        assert!(told.contains("不再符合条件") && !told.contains("党员"), "{told}");
        let seen =
            Browser::of(database, Role::Secretary, house.units[PLANT]).get("/registers").await;
        let told = seen.all("#posts small").join(" ");
        assert!(told.contains("当日不是党员") && told.contains("已不在该单位工作"), "{told}");
    })
    .await;
}

#[tokio::test]
async fn a_zone_needs_a_member_who_works_there_an_outcome_and_somebody_else_who_accepts() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let plant = Plant::of(&house).await;
        let post = plant.post("浮选司机", &["早", "夜"]).await;
        let party = plant.party();
        let add = async |zone: NewZone| codes(use_cases::add_zone(&party, &zone).await);
        let good = || plant.zone(plant.wang, post, &["夜"]);
        assert_eq!(add(NewZone { member: plant.zhao, ..good() }).await, ["zone-no-member"]);
        let before = days("2024-12-31", "9999-12-31");
        assert_eq!(add(NewZone { valid: before, ..good() }).await, ["zone-no-member"]);
        let elsewhere = days("2025-01-01", "9999-12-31");
        plant.fact(plant.acceptor, Status::Full, elsewhere).await;
        let strange = NewZone { member: plant.acceptor, acceptor: plant.wang, ..good() };
        assert_eq!(add(strange).await, ["zone-elsewhere"]);
        assert_eq!(add(NewZone { acceptor: plant.wang, ..good() }).await, ["zone-own-acceptor"]);
        let counts = "每月组织集中学习不少于 2 次".to_owned();
        assert_eq!(add(NewZone { criterion: counts, ..good() }).await, ["plan-task-counts"]);
        let middle = NewZone { shifts: vec!["中".to_owned()], ..good() };
        assert_eq!(add(middle).await, ["zone-shift-unknown"]);
        let zone = use_cases::add_zone(&party, &good()).await.expect("a zone");
        let again = NewZone { shifts: vec!["早".to_owned()], ..good() };
        assert_eq!(add(again.clone()).await, ["zone-repeats"]);
        use_cases::change_zone(&party, zone, 1, &again).await.expect("it may say more itself");
        assert_eq!(plant.covered("2026-06-30").await, (1, 2, vec!["浮选司机 夜".to_owned()]));
        // Whoever may not see who is in the Party learns nothing by trying.
        let outcome = use_cases::add_zone(&plant.business(), &good()).await;
        assert_eq!(codes(outcome), ["403"]);
        assert_eq!(
            codes(use_cases::add_zone(&plant.house.who(9, Role::Worker), &good()).await),
            ["403"]
        );
        let far = Grant { role: Role::PartyAffairs, unit: house.units[2], valid: DayRange::ALWAYS };
        let mut stranger = plant.party();
        stranger.actor.grants = vec![far];
        assert_eq!(codes(use_cases::find_zone(&stranger, zone, day("2026-06-30")).await), ["404"]);
        assert_eq!(codes(use_cases::find_post(&stranger, post).await), ["404"]);
    })
    .await;
}

#[tokio::test]
async fn a_unit_with_posts_does_not_close_and_posts_end_by_their_last_day() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let plant = Plant::of(&house).await;
        let post = plant.post("浮选司机", &["早"]).await;
        let business = plant.business();
        let change = directory::TreeChange {
            units: vec![house.units[WORKSHOP]],
            from: day("2026-08-01"),
            above: Vec::new(),
            is_closing: true,
        };
        let close = async || {
            let mut tx = house.tx().await;
            planning::registers::RegisterFollower.tree_changed(&mut tx, &change).await
        };
        assert_eq!(codes(close().await), ["unit-open-registers"]);
        let new = NewPost {
            unit: house.units[WORKSHOP],
            name: "浮选司机".to_owned(),
            shifts: vec!["早".to_owned(), "夜".to_owned()],
            valid: days("2026-01-01", "2026-08-01"),
        };
        assert_eq!(codes(use_cases::add_post(&business, &new).await), ["post-known"]);
        let worker = plant.house.who(9, Role::Worker);
        assert_eq!(codes(use_cases::change_post(&worker, post, 1, &new).await), ["403"]);
        use_cases::change_post(&business, post, 1, &new).await.expect("changed");
        let outcome = use_cases::change_post(&business, post, 1, &new).await;
        assert_eq!(codes(outcome), ["register-changed"]);
        close().await.expect("nothing is left");
        assert_eq!(plant.covered("2026-07-31").await.1, 2);
        assert_eq!(plant.covered("2026-08-01").await.1, 0);
    })
    .await;
}

#[tokio::test]
async fn what_counts_for_a_project_is_who_was_a_member_when_it_started() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let plant = Plant::of(&house).await;
        assert_eq!(plant.measured(&plant.party(), &ProjectsLed).await, None, "nothing is recorded");
        plant.fact(plant.zhao, Status::Probationary, days("2026-03-02", "9999-12-31")).await;
        let late = plant.begun(&[plant.zhao]).await;
        assert_eq!(plant.led("2026-06-30").await, Some((0, 1)), "joined a day after the start");
        let joint = plant.begun(&[plant.zhao, plant.wang]).await;
        assert_eq!(plant.led("2026-06-30").await, Some((1, 2)));
        let business = plant.business();
        let lead = async |id, leads: &[PersonId], from: &str, why: &str| {
            let revision = plant.revision(id).await;
            projects::change_leads(&business, id, revision, (leads, day(from)), why).await
        };
        let twice = [plant.wang, plant.wang];
        assert_eq!(codes(lead(late, &twice, "2026-07-01", "调整").await), ["project-lead-twice"]);
        let early = lead(late, &[plant.wang], "2026-02-01", "").await;
        assert_eq!(codes(early), ["project-lead-day", "field-required"]);
        lead(late, &[plant.wang], "2026-07-01", "赵敏调离").await.expect("changed");
        assert_eq!(plant.led("2026-06-30").await, Some((1, 2)), "history stays");
        assert_eq!(plant.led("2026-07-01").await, Some((2, 2)));
        let shown = projects::find(&plant.party(), late).await.expect("a project");
        let leads: Vec<_> = shown.project.leads.iter().map(|lead| lead.person).collect();
        assert_eq!(leads, [plant.zhao, plant.wang]);
        assert_eq!(shown.steps.last().map(|step| step.said.as_str()), Some("赵敏调离"));
        // A dead project runs no more, and stays in the list.
        let close = async |state, on: &str| {
            let revision = plant.revision(joint).await;
            projects::close(&business, joint, revision, (state, day(on)), "设备停产").await
        };
        assert_eq!(codes(close(State::Abandoned, "2026-03-01").await), ["project-close-day"]);
        close(State::Abandoned, "2026-08-01").await.expect("given up");
        assert_eq!(codes(close(State::Ended, "2026-08-02").await), ["project-closed"]);
        assert_eq!(plant.led("2026-08-01").await, Some((1, 1)));
        let asked = Asked { day: day("2026-09-01"), unit: None, goes_out: false };
        let list = projects::list(&business, &asked).await.expect("a list");
        assert_eq!(
            (list.lines.len(), list.running, list.led),
            (2, 1, None),
            "dispatch is not told"
        );
        assert!(list.lines.iter().all(|line| line.is_led.is_none()));
        assert_eq!(plant.measured(&plant.party(), &ProjectsLed).await, Some((1, 1)));
        assert_eq!(plant.measured(&business, &ProjectsLed).await, None);
    })
    .await;
}

#[tokio::test]
async fn a_milestone_is_accepted_by_somebody_outside_the_leads_branch() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let plant = Plant::of(&house).await;
        let mut tx = house.tx().await;
        let mut orgs: Vec<PartyOrgId> = Vec::new();
        for (name, superior) in [("党委", None), ("浮选支部", Some(0))] {
            let version = Version {
                name: name.to_owned(),
                kind: if superior.is_none() { OrgKind::Committee } else { OrgKind::Branch },
                superior: superior.map(|at: usize| orgs[at]),
                seat: house.units[WORKSHOP],
                valid: DayRange::since(day("2020-01-01")),
            };
            orgs.push(history::found(&mut tx, version).await.expect("founded"));
        }
        tx.commit().await.expect("committed");
        let since = days("2025-01-01", "9999-12-31");
        plant.fact(plant.wang, orgs[1], since).await;
        plant.fact(plant.li, orgs[1], since).await;
        let (party, business) = (plant.party(), plant.business());
        let begin = async |ctx: &Ctx, acceptor| {
            codes(projects::begin(ctx, &plant.project(&[plant.wang], acceptor)).await)
        };
        assert_eq!(begin(&business, plant.wang).await, ["project-own"]);
        assert_eq!(begin(&party, plant.li).await, ["project-own-branch"]);
        assert_eq!(begin(&business, plant.li).await, ["project-too-near"]);
        let id = plant.begun(&[plant.wang]).await;
        assert_eq!(codes(plant.milestone(id, "2026-02-28").await), ["milestone-due"]);
        assert_eq!(plant.measured(&party, &MilestonesInTime).await, Some((0, 0)));
        assert_eq!(plant.milestone(id, "2026-10-20").await.expect("a milestone"), 1);
        plant.milestone(id, "2026-09-30").await.expect("another");
        let as_person = |person, user| {
            let mut ctx = plant.house.who(user, Role::Worker);
            ctx.actor.person = Some(person);
            ctx
        };
        let (wang, li) = (as_person(plant.wang, 11), as_person(plant.li, 12));
        assert_eq!(codes(plant.act(&business, id, Deed::Accept, "").await), ["milestone-stage"]);
        assert_eq!(codes(plant.act(&li, id, Deed::Report, "报告").await), ["403"]);
        assert_eq!(codes(plant.act(&wang, id, Deed::Report, " ").await), ["field-required"]);
        plant.act(&wang, id, Deed::Report, "技术科报告 8 号").await.expect("reported");
        assert_eq!(codes(plant.act(&wang, id, Deed::Accept, "").await), ["project-own"]);
        assert_eq!(codes(plant.act(&li, id, Deed::Accept, "").await), ["project-too-near"]);
        assert_eq!(codes(plant.act(&party, id, Deed::Accept, "").await), ["403"]);
        let kai = as_person(plant.acceptor, 13);
        assert_eq!(codes(plant.act(&kai, id, Deed::Return, "").await), ["field-required"]);
        plant.act(&kai, id, Deed::Return, "缺夜班数据").await.expect("returned");
        plant.act(&business, id, Deed::Report, "已补").await.expect("reported");
        let own = plant.act(&business, id, Deed::Accept, "").await;
        assert_eq!(codes(own), ["milestone-own"], "the business reported it itself");
        plant.act(&kai, id, Deed::Accept, "").await.expect("accepted");
        let shown = projects::find(&party, id).await.expect("a project");
        let first = shown.milestones.iter().find(|it| it.milestone.number == 1).expect("the first");
        assert_eq!(first.milestone.accepted, Some(day("2026-10-15")));
        // The second was due and nobody accepted it; the first is due only later.
        assert_eq!(plant.measured(&party, &MilestonesInTime).await, Some((0, 1)));
        let revision = plant.revision(id).await;
        let end = projects::close(&party, id, revision, (State::Ended, day("2026-10-15")), "完成");
        assert_eq!(codes(end.await), ["project-milestones-open"]);
    })
    .await;
}

#[tokio::test]
async fn a_measure_of_nothing_registered_is_not_yet_recorded() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let plant = Plant::of(&house).await;
        let worker = plant.house.who(9, Role::Worker);
        let measures: [&dyn TaskMeasure; 3] = [&KeyPostsCovered, &ProjectsLed, &MilestonesInTime];
        for measure in measures {
            assert_eq!(plant.measured(&plant.party(), measure).await, None, "{}", measure.name());
        }
        let post = plant.post("浮选司机", &["早", "夜"]).await;
        assert_eq!(plant.measured(&worker, &KeyPostsCovered).await, Some((0, 2)));
        plant.hold(plant.wang, post, &["夜"]).await;
        assert_eq!(plant.measured(&worker, &KeyPostsCovered).await, Some((1, 2)));
        let ctx = &house.ctx;
        let (from, until) = (day("2026-01-01"), day("2026-10-14"));
        let asked = Measuring { ctx, unit: house.units[0], from, until };
        let each = measure::of_each(&KeyPostsCovered, &asked, &house.units).await.unwrap();
        for unit in &house.units {
            let asked = Measuring { unit: *unit, ..asked };
            let alone = measure::of_unit(&KeyPostsCovered, &asked).await.unwrap();
            let alone = alone.map(|Measured { done, of, .. }| (done, of));
            assert_eq!(each.get(unit).copied(), alone, "one of many is as it is alone");
        }
        assert!(each.len() > 1 && each.len() < house.units.len());
        let mut stranger = plant.party();
        stranger.actor.grants[0].unit = house.units[2];
        assert_eq!(plant.measured(&stranger, &KeyPostsCovered).await, None);
    })
    .await;
}

#[tokio::test]
async fn the_pages_show_who_holds_what_and_lose_nothing_typed() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let plant = Plant::of(&house).await;
        let clerk = Browser::of(database, Role::PartyAffairs, house.units[PLANT]);
        let empty = clerk.get("/registers").await;
        assert_eq!(empty.all("#posts .empty p").len(), 3, "what to do, and the button");
        let fields = [
            ("unit", "主洗车间"),
            ("name", "浮选司机"),
            ("shifts", "早、早"),
            ("from", "2026-02-01"),
            ("last", "2026-01-01"),
        ];
        let refused = clerk.post("/registers/posts/new", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!((refused.all("#e-shifts").len(), refused.all("#e-last").len()), (1, 1));
        assert_eq!(refused.value("shifts").as_deref(), Some("早、早"));
        let post = plant.post("浮选司机", &["早", "夜"]).await;
        let number = post.to_string();
        let zone = [
            ("member", "A3"),
            ("post", number.as_str()),
            ("shifts", "夜"),
            ("from", "2026-01-01"),
            ("criterion", "非计划停机不超过 2 小时"),
            ("acceptor", "A4"),
        ];
        let refused = clerk.post("/registers/zones/new", &zone).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.all("#e-member")[0].contains("不是党员"));
        assert_eq!(refused.value("acceptor").as_deref(), Some("A4"));
        let mut good = zone;
        good[0].1 = "A1";
        assert_eq!(clerk.post("/registers/zones/new", &good).await.status, StatusCode::SEE_OTHER);
        let seen = clerk.get("/registers").await;
        assert_eq!(seen.all(".tile strong"), ["1", "1"]);
        let open = seen.all("#open li");
        assert!(open.len() == 1 && open[0].starts_with("浮选司机 · 早"), "{open:?}");
        let cells = seen.all("#posts tbody td + td");
        assert_eq!(cells, ["未覆盖", "已覆盖 王芳"]);
        for path in ["/registers", "/registers/zones", "/registers/projects"] {
            let book = clerk.get(&format!("{path}?format=xlsx")).await;
            assert!(book.bytes.starts_with(b"PK"), "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn programs_write_the_registers_by_the_same_rules() {
    const BAD: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let plant = Plant::of(&house).await;
        let unit = plant.unit(WORKSHOP).0;
        let party = Browser::who(database, 1, Role::PartyAffairs, house.units[PLANT]);
        let business = Browser::who(database, 2, Role::Dispatch, house.units[PLANT]);
        let worker = Browser::who(database, 3, Role::Worker, house.units[PLANT]);
        let new = json!({ "unit": unit, "name": "浮选司机", "shifts": ["早", "夜"], "from": "2026-01-01" });
        assert_eq!(worker.json("/api/v1/key-posts", new.clone()).await.0, StatusCode::FORBIDDEN);
        let (status, post) = party.json("/api/v1/key-posts", new.clone()).await;
        assert_eq!((status, &post["shifts"]), (StatusCode::CREATED, &json!(["早", "夜"])));
        assert_eq!(refused(BAD, &party.json("/api/v1/key-posts", new).await), ["post-known name"]);
        let zone = |member: PersonId, shifts: &[&str]| {
            json!({ "post": post["id"], "member": member.0, "acceptor": plant.acceptor.0,
                "shifts": shifts, "criterion": "非计划停机不超过 2 小时", "from": "2026-01-01" })
        };
        let told = party.json("/api/v1/zones", zone(plant.zhao, &["夜"])).await;
        assert_eq!(refused(BAD, &told), ["zone-no-member member"]);
        let told = party.json("/api/v1/zones", zone(PersonId(999), &["夜"])).await;
        assert_eq!(refused(BAD, &told), ["person-unknown member"]);
        let told = party.json("/api/v1/zones", zone(plant.wang, &["夜", "夜"])).await;
        assert_eq!(refused(BAD, &told), ["post-shift-twice shifts"]);
        let (status, held) = party.json("/api/v1/zones", zone(plant.wang, &["夜"])).await;
        assert_eq!((status, &held["is_held"]), (StatusCode::CREATED, &json!(true)));
        assert_eq!(plant.covered("2026-10-01").await.0, 1);
        let end = format!("/api/v1/zones/{}/end", held["id"]);
        let body = json!({ "revision": 1, "until": "2026-09-01", "why": "" });
        assert_eq!(refused(BAD, &party.json(&end, body).await), ["field-required why"]);
        let body = json!({ "revision": 1, "until": "2026-09-01", "why": "调岗" });
        let (status, ended) = party.json(&end, body.clone()).await;
        assert_eq!((status, &ended["last"]), (StatusCode::OK, &json!("2026-08-31")));
        assert_eq!(party.json(&end, body).await.0, StatusCode::CONFLICT);
        let change = format!("/api/v1/key-posts/{}/changes", post["id"]);
        let body = json!({ "revision": 1, "last": "2026-12-31" });
        let (status, changed) = party.json(&change, body).await;
        assert_eq!((status, &changed["last"], &changed["name"]), (StatusCode::OK, &json!("2026-12-31"), &json!("浮选司机")));
        let project = |acceptor: PersonId| {
            json!({ "unit": unit, "name": "降低精煤水分", "leads": [plant.wang.0],
                "started": "2026-03-01", "acceptor": acceptor.0 })
        };
        let told = party.json("/api/v1/projects", project(plant.wang)).await;
        assert_eq!(refused(BAD, &told), ["project-own acceptor"]);
        let (status, begun) = party.json("/api/v1/projects", project(plant.acceptor)).await;
        assert_eq!((status, &begun["is_led_by_member"]), (StatusCode::CREATED, &json!(true)));
        let path = format!("/api/v1/projects/{}", begun["id"]);
        let step = |outcome: &str| {
            json!({ "revision": 1, "title": "水分达标", "due": "2026-09-30", "outcome": outcome })
        };
        let milestones = format!("{path}/milestones");
        let told = party.json(&milestones, step("每月组织集中学习不少于 2 次")).await;
        assert_eq!(refused(BAD, &told), ["plan-task-counts outcome"]);
        assert_eq!(party.json(&milestones, step("水分不高于 9.5 %")).await.0, StatusCode::OK);
        let deed = async |who: &Browser, deed: &str, revision: i64| {
            let body = json!({ "revision": revision, "deed": deed, "said": "技术科报告 8 号" });
            who.json(&format!("{milestones}/1/deeds"), body).await
        };
        assert_eq!(deed(&business, "report", 2).await.0, StatusCode::OK);
        assert_eq!(refused(BAD, &deed(&business, "accept", 3).await), ["milestone-own"]);
        assert_eq!(refused(BAD, &deed(&business, "end", 3).await), ["field-malformed deed"]);
        let other = Browser::who(database, 5, Role::Dispatch, house.units[PLANT]);
        let (status, accepted) = deed(&other, "accept", 3).await;
        assert_eq!((status, &accepted["milestones"][0]["stage"]), (StatusCode::OK, &json!("accepted")));
        let body = json!({ "revision": 4, "state": "ended", "closed": "2026-10-15", "why": "达标" });
        let (status, closed) = party.json(&format!("{path}/close"), body).await;
        assert_eq!((status, &closed["state"]), (StatusCode::OK, &json!("ended")));
        assert_eq!(deed(&other, "report", 5).await.0, StatusCode::CONFLICT);
    })
    .await;
}

#[tokio::test]
async fn the_matrix_of_reach_counts_posts_and_projects_of_a_unit_and_below() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let plant = Plant::of(&house).await;
        let _ = Browser::of(database, Role::PartyAffairs, house.units[0]);
        let post = plant.post("浮选司机", &["早", "夜"]).await;
        plant.hold(plant.wang, post, &["夜"]).await;
        plant.begun(&[plant.wang]).await;
        let units = [PLANT, WORKSHOP, OTHER].map(|at| house.units[at]);
        let said = async |ctx: &Ctx, measure: &dyn ReachMeasure, on: &str| {
            let asked = Reaching { ctx, units: &units, day: day(on), lang: kernel::Lang::Zh };
            let found = measure.reach(&asked).await.expect("a reach");
            units.map(|unit| found.get(&unit).map(|reach| reach.said.clone()).unwrap_or_default())
        };
        let party = plant.party();
        let shifts = "岗位班次 1 / 2";
        assert_eq!(said(&party, &ZonesReach, "2026-10-01").await, [shifts, shifts, ""]);
        assert_eq!(
            said(&party, &ZonesReach, "2025-12-31").await,
            ["", "", ""],
            "not yet registered"
        );
        let running = "进行中 1 / 1";
        assert_eq!(said(&party, &ProjectsReach, "2026-10-01").await, [running, running, ""]);
        let (state, revision) = (State::Abandoned, 1);
        let close = (state, day("2026-09-01"));
        projects::close(&plant.business(), ProjectId(1), revision, close, "停")
            .await
            .expect("closed");
        let ended = "进行中 0 / 1";
        assert_eq!(said(&party, &ProjectsReach, "2026-10-01").await, [ended, ended, ""]);
        // Whoever reads registers elsewhere is told nothing of these.
        let mut stranger = plant.party();
        stranger.actor.grants[0].unit = house.units[2];
        assert_eq!(said(&stranger, &ZonesReach, "2026-10-01").await, ["", "", ""]);
        let since = days("2025-01-01", "9999-12-31");
        plant.fact(plant.acceptor, Status::Full, since).await;
        let place = NewZone {
            unit: house.units[OTHER],
            of: Of::Place("泵房".to_owned()),
            acceptor: plant.zhao,
            ..plant.zone(plant.acceptor, post, &[])
        };
        use_cases::add_zone(&plant.party(), &place).await.expect("a zone");
        let found = said(&party, &ZonesReach, "2026-10-02").await;
        assert_eq!(
            found,
            [shifts, shifts, "责任区 1 / 1"],
            "posts come first, then zones of places"
        );
    })
    .await;
}

#[tokio::test]
async fn what_is_kept_of_the_reach_changes_with_every_write_whoever_writes() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let plant = Plant::of(&house).await;
        let clerk = Browser::of(database, Role::PartyAffairs, house.units[PLANT]);
        let (party, units, on) = (plant.party(), [house.units[PLANT]], day("2026-10-01"));
        let said = async |measure: &dyn ReachMeasure| {
            let asked = Reaching { ctx: &party, units: &units, day: on, lang: kernel::Lang::En };
            let mut found = measure.reach(&asked).await.expect("a reach");
            let again = measure.reach(&asked).await.expect("a reach");
            assert_eq!(
                again.get(&units[0]).map(|it| &it.said),
                found.get(&units[0]).map(|it| &it.said)
            );
            found.remove(&units[0]).map(|reach| reach.said).unwrap_or_default()
        };
        assert_eq!(said(&ZonesReach).await, "");
        let post = plant.post("浮选司机", &["早", "夜"]).await;
        assert_eq!(said(&ZonesReach).await, "shifts held 0 / 2");
        let zone = plant.hold(plant.wang, post, &["夜"]).await;
        plant.hold(plant.li, post, &["早"]).await;
        assert_eq!(said(&ZonesReach).await, "shifts held 2 / 2");
        // Neither write is of the registers: one leaves the unit, one the Party.
        let end = async |table: &str, person: PersonId| {
            let sql = format!("UPDATE {table} SET valid_until = 20260901 WHERE person_id = $1");
            let mut tx = house.tx().await;
            tx.execute(store::assembled(sql), store::params![person]).await.expect("ended");
            tx.commit().await.expect("committed");
        };
        end("employment", plant.li).await;
        assert_eq!(said(&ZonesReach).await, "shifts held 1 / 2");
        end("party_status", plant.wang).await;
        assert_eq!(said(&ZonesReach).await, "shifts held 0 / 2");
        plant.fact(plant.zhao, Status::Full, days("2025-01-01", "9999-12-31")).await;
        plant.hold(plant.zhao, post, &["夜"]).await;
        assert_eq!(said(&ZonesReach).await, "shifts held 1 / 2");
        use_cases::end_zone(&plant.party(), zone, 1, day("2026-08-01"), "调离")
            .await
            .expect("ended");
        assert_eq!(said(&ZonesReach).await, "shifts held 1 / 2");
        // A list, and later a connection of another program.
        let list = "所属单位,关键岗位,班次,起始日\n主洗车间,集控员,白班,2026-01-01\n";
        let (here, _) = handed_in(&clerk, "/registers/posts/import", list).await;
        assert_eq!(said(&ZonesReach).await, "shifts held 1 / 2", "not before the confirmation");
        confirmed(&clerk, &here).await;
        assert_eq!(said(&ZonesReach).await, "shifts held 1 / 3");
        assert_eq!(said(&ProjectsReach).await, "");
        plant.begun(&[plant.wang]).await;
        assert_eq!(said(&ProjectsReach).await, "running 1 / 1");
        let other = store::Db::open(&database.url).await.expect("opened");
        let mut tx = other.begin().await.expect("a transaction");
        let sql = "UPDATE breakthrough SET state = 'ended', closed = 20260901";
        tx.execute(sql, store::params![]).await.expect("ended");
        tx.commit().await.expect("committed");
        assert_eq!(said(&ProjectsReach).await, "running 0 / 1");
    })
    .await;
}

/// Hands a list in and returns its preview: address, and how many rows are new, changed, known, refused.
pub(crate) async fn handed_in(
    clerk: &Browser,
    path: &str,
    list: impl AsRef<[u8]>,
) -> (String, Vec<String>) {
    let seen = clerk.upload(path, &[], list.as_ref()).await;
    assert_eq!(seen.status, StatusCode::SEE_OTHER, "{:?}", seen.all("main"));
    let tiles = clerk.get(&seen.location).await.all(".tile strong");
    (seen.location, tiles)
}

pub(crate) async fn confirmed(clerk: &Browser, here: &str) {
    let action = clerk.get(here).await.attribute("form[action*='/confirm']", "action");
    let seen = clerk.post(&action, &[("confirmed", "yes")]).await;
    assert_eq!(seen.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_registers_come_from_lists_by_the_rules_of_the_forms() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let plant = Plant::of(&house).await;
        let clerk = Browser::of(database, Role::PartyAffairs, house.units[PLANT]);
        let posts = "/registers/posts/import";
        let list = "所属单位,关键岗位,班次,起始日,截止日\n\
             主洗车间,浮选司机,早、夜,2026-01-01,\n\
             主洗车间,浮选司机,早,2026-06-01,\n\
             主洗车间,集控员,早、早,2026-01-01,\n\
             原煤车间,皮带工,早,2026-01-01,\n\
             主洗车间,磁选工,早,2026-02-01,2026-01-01\n";
        let (here, tiles) = handed_in(&clerk, posts, list).await;
        assert_eq!(tiles, ["1", "0", "0", "4"]);
        let refused = clerk.get(&here).await.all("#lines tr.alert");
        for (row, cell) in refused.iter().zip(["B3: ", "C4: ", "A5: ", "E6: "]) {
            assert!(row.contains(cell), "{cell} {row}");
        }
        assert_eq!(plant.covered("2026-10-01").await.1, 0, "nothing before the confirmation");
        confirmed(&clerk, &here).await;
        assert_eq!(plant.covered("2026-10-01").await.1, 2);
        assert_eq!(handed_in(&clerk, posts, list).await.1, ["0", "0", "1", "4"], "known by now");

        let zones = "/registers/zones/import";
        let list = "所属单位,关键岗位,场所,班次,责任党员,结果标准,验收人,起始日,截止日\n\
             主洗车间,浮选司机,,夜,A1,非计划停机不超过 2 小时,A4,2026-01-01,\n\
             主洗车间,浮选司机,,早,A1,非计划停机不超过 2 小时,A4,2026-03-01,\n\
             主洗车间,浮选司机,,,A3,非计划停机不超过 2 小时,A4,2026-01-01,\n\
             主洗车间,浮选司机,,中,A2,非计划停机不超过 2 小时,A2,2026-01-01,\n\
             主洗车间,皮带工,,,A2,非计划停机不超过 2 小时,A4,2026-01-01,\n\
             主洗车间,,介质泵房,,李强,每月组织集中学习不少于 2 次,A4,2026-01-01,\n\
             主洗车间,,介质泵房,,李强,跑冒滴漏为零,无名氏,2026-01-01,\n";
        let (here, tiles) = handed_in(&clerk, zones, list).await;
        assert_eq!(tiles, ["1", "0", "0", "6"]);
        let refused = clerk.get(&here).await.all("#lines tr.alert");
        let cells = ["E3: ", "E4: ", "G5: ", "B6: ", "F7: ", "G8: "];
        for (row, cell) in refused.iter().zip(cells) {
            assert!(row.contains(cell), "{cell} {row}");
        }
        confirmed(&clerk, &here).await;
        assert_eq!(plant.covered("2026-10-01").await.0, 1);
        // The business keeps posts and projects, and is not told by a refusal who is in the Party.
        let business = Browser::who(database, 2, Role::Dispatch, house.units[PLANT]);
        let seen = business.upload(zones, &[], list.as_bytes()).await;
        assert_eq!(seen.status, StatusCode::FORBIDDEN);

        let of_projects = "/registers/projects/import";
        let list = "所属单位,攻关项目,牵头人,立项日期,验收人,里程碑,完成日期,结果标准\n\
             主洗车间,降低精煤水分,A1、A3,2026-03-01,A4,水分达标,2026-09-30,水分不高于 9.5 %\n\
             主洗车间,降低精煤水分,,,,药剂定型,2026-06-30,药耗不高于 1.2 kg/t\n\
             主洗车间,降低精煤水分,,,,回顾,2026-02-01,水分不高于 9.8 %\n\
             主洗车间,自己验收,A1,2026-03-01,A1,,,\n\
             主洗车间,没有牵头,,2026-03-01,A4,,,\n\
             主洗车间,浮选智能加药,A2,2026-04-01,A4,,,\n";
        let (here, tiles) = handed_in(&business, of_projects, list).await;
        assert_eq!(tiles, ["3", "0", "0", "3"]);
        let refused = business.get(&here).await.all("#lines tr.alert");
        for (row, cell) in refused.iter().zip(["G4: ", "E5: ", "C6: "]) {
            assert!(row.contains(cell), "{cell} {row}");
        }
        confirmed(&business, &here).await;
        let asked =
            Asked { day: day("2026-10-01"), unit: Some(plant.unit(PLANT)), goes_out: false };
        let list_of = projects::list(&plant.party(), &asked).await.expect("projects");
        let found: Vec<_> = list_of
            .lines
            .iter()
            .map(|it| (it.project.name.as_str(), it.leads.len(), it.milestones.len()))
            .collect();
        assert_eq!(found, [("浮选智能加药", 1, 0), ("降低精煤水分", 2, 2)]);
        let more = "所属单位,攻关项目,牵头人,立项日期,验收人,里程碑,完成日期,结果标准\n\
             主洗车间,浮选智能加药,,,,上线,2026-12-31,药耗不高于 1.0 kg/t\n\
             主洗车间,降低精煤水分,,,,水分达标,2026-09-30,水分不高于 9.5 %\n\
             主洗车间,降低精煤水分,,,,药剂定型,2026-07-31,药耗不高于 1.2 kg/t\n";
        let (here, tiles) = handed_in(&business, of_projects, more).await;
        assert_eq!(tiles, ["0", "2", "1", "0"], "one milestone more, one with another day");
        confirmed(&business, &here).await;
        let list_of = projects::list(&plant.party(), &asked).await.expect("projects");
        assert_eq!(list_of.lines[0].milestones.len(), 1);
        for path in [posts, zones, of_projects] {
            let template = clerk.get(&format!("{path}/template")).await;
            assert!(template.bytes.starts_with(b"PK"), "{path}");
        }
    })
    .await;
}
