//! Annual plans: from draft to frozen and amended, and everything that is refused on the way.

use crate::house::{House, MIGRATIONS, PLANT, q};
use crate::pages::Browser;
use interchange::readers::official::{self, Part};
use interchange::readers::{Input, Limits};
use kernel::{
    Action, DayRange, Grant, ImportId, IndicatorId, PersonId, PlanId, Resource, Role, StandIn,
    UnitId, UserId,
};
use planning::Kind;
use planning::annual::content::{Change, Mark, Supports, Target, Task};
use planning::annual::progress::Standing;
use planning::annual::split::{Number, spread};
use planning::annual::stage::{Deed, Stage};
use planning::annual::use_cases::{self as plans, Shown, Start, cascading, tracking};
use planning::periods::rhythm::Half;
use planning::periods::use_cases::{self as periods, corrections};
use planning::store::indicators;
use planning::store::readings::{self, Stamp};
use planning::use_cases::Rules;
use store::settings::Settings;
use store::{Ctx, Query, Refusal};
use testkit::{codes, on_both};

/// The house with somebody of each role that a plan needs, and an owner for its tasks.
pub struct Office<'a> {
    pub house: &'a House,
    pub owner: PersonId,
}

pub const SUM: usize = 0;
pub const RATIO: usize = 2;

impl<'a> Office<'a> {
    pub async fn of(house: &'a House) -> Self {
        let mut tx = house.tx().await;
        let owner = directory::people::create(&mut tx, "王芳", Some("A1")).await.expect("a person");
        tx.commit().await.expect("committed");
        Self { house, owner }
    }

    pub fn party(&self) -> Ctx {
        self.house.who(1, Role::PartyAffairs)
    }

    pub fn business(&self) -> Ctx {
        self.house.who(2, Role::Dispatch)
    }

    pub fn committee(&self) -> Ctx {
        self.house.who(3, Role::Committee)
    }

    pub fn unit(&self) -> UnitId {
        self.house.units[PLANT]
    }

    pub async fn begin(&self, year: i32, start: Start) -> Result<PlanId, Refusal> {
        plans::begin(&self.party(), self.unit(), year, start).await.map(|begun| begun.id)
    }

    pub async fn shown(&self, id: PlanId) -> Shown {
        plans::find(&self.party(), id).await.expect("a plan")
    }

    async fn revision(&self, id: PlanId) -> i64 {
        self.shown(id).await.version.revision
    }

    pub async fn target(
        &self,
        id: PlanId,
        indicator: usize,
        year: &str,
        parts: &[&str],
    ) -> Result<(), Refusal> {
        let of = self.house.indicators[indicator];
        let known =
            indicators::one(&mut self.house.ctx.read(), of).await.expect("read").expect("one");
        let year = Number::plain(q(year));
        let parts = match parts {
            [] => spread(&known, year, 12, &[]),
            parts => parts.iter().map(|part| Number::plain(q(part))).collect(),
        };
        let marks = [(Kind::Target, Mark { year, parts })].into();
        let target = Target { marks, is_below: false };
        plans::set_target(&self.party(), id, self.revision(id).await, of, Some(target)).await
    }

    pub fn task(&self, criterion: &str) -> Task {
        Task {
            title: "降低介质消耗".to_owned(),
            supports: Supports::Indicator,
            indicator: Some(self.house.indicators[SUM]),
            named: String::new(),
            criterion: criterion.to_owned(),
            measure: None,
            owner: self.owner,
            due: "2027-06-30".parse().expect("a day"),
        }
    }

    pub async fn add(&self, id: PlanId, task: Task) -> Result<i64, Refusal> {
        plans::set_task(&self.party(), id, self.revision(id).await, None, task).await
    }

    pub async fn act(&self, ctx: &Ctx, id: PlanId, deed: Deed, said: &str) -> Result<(), Refusal> {
        let revision = self.revision(id).await;
        plans::act(ctx, id, revision, deed, said).await
    }

    /// A plan with one target and one task, not yet submitted.
    pub async fn drawn(&self, year: i32) -> PlanId {
        let id = self.begin(year, Start::Empty).await.expect("begun");
        self.target(id, SUM, "1200", &[]).await.expect("a target");
        let due = format!("{year}-12-31").parse().expect("a day");
        let task = Task { due, ..self.task("吨煤介耗不高于 1.40 kg/t") };
        self.add(id, task).await.expect("a task");
        id
    }

    pub async fn approved(&self, id: PlanId) {
        self.act(&self.party(), id, Deed::Submit, "").await.expect("submitted");
        self.act(&self.business(), id, Deed::Sign, "").await.expect("signed");
        self.act(&self.committee(), id, Deed::Approve, "").await.expect("approved");
    }

    /// The target of a month that the tracker compares with.
    pub async fn in_force(&self, indicator: usize, month: &str) -> Option<String> {
        let period = month.parse().expect("a period");
        let all =
            readings::current(&mut self.house.ctx.read(), &[self.unit()], period, period).await;
        let of = self.house.indicators[indicator];
        let all = all.expect("readings");
        let found = all.iter().find(|one| one.indicator == of && one.kind == Kind::Target);
        found.map(|one| one.value.to_string())
    }
}

#[tokio::test]
async fn a_plan_is_signed_approved_and_in_force() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let office = Office::of(&house).await;
        let id = office.drawn(2027).await;
        assert_eq!(office.in_force(SUM, "2027-03").await, None, "a draft moves no target");
        // Nobody but those who take part sees it before it is frozen.
        assert_eq!(codes(plans::find(&office.house.who(9, Role::Worker), id).await), ["404"]);
        office.approved(id).await;
        assert_eq!(office.in_force(SUM, "2027-03").await.as_deref(), Some("100"));
        let shown =
            plans::find(&office.house.who(9, Role::Worker), id).await.expect("frozen is for all");
        let digest = shown.version.digest.clone().expect("a digest");
        assert_eq!((shown.version.stage, shown.is_sound, digest.len()), (Stage::Frozen, true, 64));
        let deeds: Vec<Deed> = shown.steps.iter().map(|step| step.deed).collect();
        assert_eq!(deeds, [Deed::Draw, Deed::Submit, Deed::Sign, Deed::Approve]);
        // Nothing about it can be changed any more.
        assert_eq!(codes(office.target(id, SUM, "1", &[]).await), ["plan-stage"]);
        assert_eq!(codes(office.add(id, office.task("产率 58 %")).await), ["plan-stage"]);
        for deed in Deed::ALL {
            assert_eq!(codes(office.act(&office.party(), id, *deed, "x").await), ["plan-stage"]);
        }
        assert_eq!(codes(office.begin(2027, Start::Empty).await), ["plan-exists-already"]);
        // A change behind the program's back shows.
        let sql =
            "UPDATE joint_plan_number SET value = value + 1 WHERE plan_id = $1 AND period = 202705";
        let mut tx = house.tx().await;
        tx.execute(sql, store::params![id]).await.expect("tampered");
        tx.commit().await.expect("committed");
        assert!(!office.shown(id).await.is_sound);
    })
    .await;
}

#[tokio::test]
async fn one_half_alone_is_never_submitted() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let office = Office::of(&house).await;
        let id = office.begin(2027, Start::Empty).await.expect("begun");
        let both = ["plan-without-business", "plan-without-party"];
        assert_eq!(codes(office.act(&office.party(), id, Deed::Submit, "").await), both);
        let itself = Task {
            supports: Supports::Itself,
            indicator: None,
            ..office.task("按期换届，选举一次通过")
        };
        office.add(id, itself).await.expect("a task of the organisation itself");
        let outcome = office.act(&office.party(), id, Deed::Submit, "").await;
        assert_eq!(codes(outcome), ["plan-without-business", "plan-itself-share"]);
        office.target(id, SUM, "1200", &[]).await.expect("a target");
        for _ in 0..4 {
            office.add(id, office.task("产量不低于 1200 t")).await.expect("a task");
        }
        office.act(&office.party(), id, Deed::Submit, "").await.expect("one of five is a fifth");
        assert_eq!(codes(office.act(&office.party(), id, Deed::Submit, "").await), ["plan-stage"]);
    })
    .await;
}

#[tokio::test]
async fn a_task_names_a_link_and_an_outcome() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let office = Office::of(&house).await;
        let id = office.begin(2027, Start::Empty).await.expect("begun");
        office.target(id, SUM, "1200", &[]).await.expect("a target");
        let refused = async |task: Task| codes(office.add(id, task).await);
        assert_eq!(refused(office.task("每月组织学习不少于 2 次")).await, ["plan-task-counts"]);
        let orphan =
            Task { indicator: Some(house.indicators[RATIO]), ..office.task("产率 58 %") };
        assert_eq!(refused(orphan).await, ["plan-task-orphan"]);
        let loose = Task { supports: Supports::Risk, indicator: None, ..office.task("零事故") };
        assert_eq!(refused(loose).await, ["plan-task-link"]);
        let late = Task { due: "2028-01-01".parse().expect("a day"), ..office.task("产率 58 %") };
        assert_eq!(refused(late).await, ["plan-task-due"]);
        let unknown =
            Task { measure: Some(("likes".to_owned(), q("90"))), ..office.task("产率 58 %") };
        assert_eq!(refused(unknown).await, ["plan-task-measure"]);
        let number = office.add(id, office.task("产率不低于 58 %")).await.expect("a task");
        // A target that a task leans on may go, but the plan is not submitted without it.
        let revision = office.revision(id).await;
        plans::set_target(&office.party(), id, revision, house.indicators[SUM], None)
            .await
            .expect("gone");
        office.target(id, RATIO, "58", &[]).await.expect("another");
        let outcome = office.act(&office.party(), id, Deed::Submit, "").await;
        assert_eq!(codes(outcome), ["plan-task-orphan"]);
        plans::drop_task(&office.party(), id, office.revision(id).await, number)
            .await
            .expect("gone");
        // Its number is not used again while another version of the year might know it.
        let moved = Task { indicator: Some(house.indicators[RATIO]), ..office.task("产率 58 %") };
        office.add(id, moved).await.expect("a task");
        let mut retired = indicators::one(&mut house.ctx.read(), house.indicators[RATIO])
            .await
            .expect("read")
            .expect("one");
        retired.is_active = false;
        let mut tx = house.tx().await;
        let done =
            indicators::change(&mut tx, retired.id, retired.revision, &retired.terms, false).await;
        assert!(done.expect("changed"));
        tx.commit().await.expect("committed");
        let outcome = office.act(&office.party(), id, Deed::Submit, "").await;
        assert_eq!(codes(outcome), ["plan-retired"]);
    })
    .await;
}

#[tokio::test]
async fn a_split_that_is_not_the_year_is_refused() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let office = Office::of(&house).await;
        let id = office.begin(2027, Start::Empty).await.expect("begun");
        let mut months = vec!["100"; 12];
        months[11] = "99";
        assert_eq!(codes(office.target(id, SUM, "1200", &months).await), ["plan-split"]);
        months[11] = "100";
        office.target(id, SUM, "1200", &months).await.expect("it adds up");
        let rates = ["57", "58", "58", "58", "58", "58", "58", "58", "58", "58", "58", "59"];
        assert_eq!(codes(office.target(id, RATIO, "60", &rates).await), ["plan-split-aside"]);
        office.target(id, RATIO, "58", &rates).await.expect("it lies between");
    })
    .await;
}

#[tokio::test]
async fn nobody_signs_or_approves_their_own() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let office = Office::of(&house).await;
        let id = office.drawn(2027).await;
        let business = office.business();
        office.act(&business, id, Deed::Submit, "").await.expect("the business may submit");
        assert_eq!(codes(office.act(&business, id, Deed::Sign, "").await), ["plan-own"]);
        assert_eq!(codes(office.act(&office.party(), id, Deed::Sign, "").await), ["403"]);
        assert_eq!(
            codes(office.act(&office.committee(), id, Deed::Approve, "").await),
            ["plan-stage"]
        );
        // Whoever holds both roles does not sign and approve.
        let mut both = office.house.who(7, Role::Dispatch);
        both.actor.grants.push(Grant { role: Role::Committee, ..both.actor.grants[0].clone() });
        office.act(&both, id, Deed::Sign, "").await.expect("signed");
        assert_eq!(codes(office.act(&both, id, Deed::Approve, "").await), ["plan-own"]);
        assert_eq!(
            codes(office.act(&office.committee(), id, Deed::Return, " ").await),
            ["plan-return-why"]
        );
        office.act(&office.committee(), id, Deed::Return, "灰分目标偏松").await.expect("returned");
        let shown = office.shown(id).await;
        assert_eq!(shown.version.stage, Stage::Draft);
        assert_eq!(shown.steps.last().map(|step| step.said.as_str()), Some("灰分目标偏松"));
        office.approved(id).await;
    })
    .await;
}

#[tokio::test]
async fn of_two_approvers_at_once_one_is_told() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let office = Office::of(&house).await;
        let id = office.drawn(2027).await;
        office.act(&office.party(), id, Deed::Submit, "").await.expect("submitted");
        office.act(&office.business(), id, Deed::Sign, "").await.expect("signed");
        let revision = office.revision(id).await;
        let (one, other) = (office.committee(), office.house.who(8, Role::Committee));
        let (one, other) = tokio::join!(
            plans::act(&one, id, revision, Deed::Approve, ""),
            plans::act(&other, id, revision, Deed::Approve, ""),
        );
        let told: Vec<_> = [one, other].into_iter().filter(Result::is_err).collect();
        assert_eq!(told.len(), 1, "{told:?}");
        for outcome in told {
            assert!(["plan-changed", "plan-stage"].contains(&codes(outcome)[0]));
        }
        assert_eq!(office.shown(id).await.steps.len(), 4);
    })
    .await;
}

#[tokio::test]
async fn what_is_frozen_is_only_amended() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let office = Office::of(&house).await;
        let id = office.drawn(2027).await;
        office.approved(id).await;
        let digest = office.shown(id).await.version.digest;
        // Neither a form nor an import nor a program writes another target; actuals come as ever.
        let stamp = house.stamp().because("改目标");
        let target = house.reading(PLANT, "2027-03", SUM, Kind::Target, "1", None);
        assert_eq!(house.refused(&stamp, vec![target]).await, ["reading-frozen"]);
        let stretch = house.reading(PLANT, "2027-03", SUM, Kind::Stretch, "500", None);
        assert_eq!(house.refused(&stamp, vec![stretch]).await, ["reading-frozen"]);
        let actual = house.reading(PLANT, "2027-03", SUM, Kind::Actual, "99", None);
        house.write(&stamp, vec![actual]).await.expect("an actual");
        let mut tx = house.tx().await;
        let one = (
            office.unit(),
            "2027-03".parse().expect("a period"),
            house.indicators[SUM],
            Kind::Target,
        );
        assert_eq!(codes(readings::clear(&mut tx, &[one], &stamp).await), ["reading-frozen"]);
        drop(tx);
        assert_eq!(office.in_force(SUM, "2027-03").await.as_deref(), Some("100"));

        assert_eq!(codes(plans::amend(&office.party(), id, " ").await), ["field-required"]);
        let second = plans::amend(&office.party(), id, "市场变化").await.expect("an amendment");
        assert_eq!(codes(plans::amend(&office.party(), id, "再改").await), ["plan-exists"]);
        let outcome = office.act(&office.party(), second, Deed::Submit, "").await;
        assert_eq!(codes(outcome), ["plan-same"]);
        office.target(second, SUM, "2400", &[]).await.expect("a target");
        office.target(second, RATIO, "58", &[]).await.expect("one more");
        let shown = office.shown(second).await;
        let (amended, changes) = shown.changes.expect("an amendment");
        assert_eq!(
            (amended, changes.len()),
            (1, 2 * 13),
            "the year and its months, of two indicators"
        );
        let number = |value| Some(Number::plain(q(value)));
        let year = Change::Number {
            indicator: house.indicators[SUM],
            kind: Kind::Target,
            period: None,
            before: number("1200"),
            after: number("2400"),
        };
        assert_eq!(changes[0], year);
        assert_eq!(
            office.in_force(SUM, "2027-03").await.as_deref(),
            Some("100"),
            "not yet in force"
        );
        office.approved(second).await;
        assert_eq!(office.in_force(SUM, "2027-03").await.as_deref(), Some("200"));
        assert_eq!(
            office.shown(id).await.version.digest,
            digest,
            "the first version stays as it was"
        );
        assert!(office.shown(id).await.is_sound);

        // A third one drops an indicator: its targets are taken back.
        let third = plans::amend(&office.party(), second, "口径调整").await.expect("an amendment");
        let revision = office.revision(third).await;
        plans::set_target(&office.party(), third, revision, house.indicators[RATIO], None)
            .await
            .expect("gone");
        office.approved(third).await;
        assert_eq!(office.in_force(RATIO, "2027-03").await, None);
        assert_eq!(office.in_force(SUM, "2027-03").await.as_deref(), Some("200"));
        house.sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_plan_begins_with_last_years_or_with_what_is_recorded() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let office = Office::of(&house).await;
        assert_eq!(codes(office.begin(2027, Start::LastYear).await), ["plan-no-last"]);
        assert_eq!(codes(office.begin(2027, Start::Recorded).await), ["plan-no-recorded"]);
        let months = (1..=12).map(|month| {
            let value = (10 * month).to_string();
            house.reading(PLANT, &format!("2027-{month:02}"), SUM, Kind::Target, &value, None)
        });
        house.write(&house.stamp(), months.collect()).await.expect("recorded");
        let id = office.begin(2027, Start::Recorded).await.expect("begun");
        let shown = office.shown(id).await;
        let mark = &shown.content.targets[&house.indicators[SUM]].marks[&Kind::Target];
        assert_eq!((mark.year, mark.parts.len()), (Number::plain(q("780")), 12));
        assert_eq!(
            shown.lacking.iter().map(|it| it.code).collect::<Vec<_>>(),
            ["plan-without-party"]
        );
        let task = office.task("产量不低于 780 t");
        office.add(id, task.clone()).await.expect("a task");
        office.approved(id).await;
        let next = office.begin(2028, Start::LastYear).await.expect("begun");
        let content = office.shown(next).await.content;
        assert_eq!(content.targets, office.shown(id).await.content.targets);
        assert_eq!(content.tasks[&1], Task { due: "2028-06-30".parse().expect("a day"), ..task });
    })
    .await;
}

#[tokio::test]
async fn what_the_units_below_carry_is_not_written_above_them() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let office = Office::of(&house).await;
        let below = house.reading(3, "2027-03", SUM, Kind::Target, "60", None);
        house.write(&house.stamp(), vec![below]).await.expect("a workshop's target");
        let id = office.drawn(2027).await;
        office.act(&office.party(), id, Deed::Submit, "").await.expect("submitted");
        office.act(&office.business(), id, Deed::Sign, "").await.expect("signed");
        let outcome = office.act(&office.committee(), id, Deed::Approve, "").await;
        assert_eq!(codes(outcome), ["reading-counted-below"]);
        office.act(&office.committee(), id, Deed::Return, "由车间承担").await.expect("returned");
        let mut target = office.shown(id).await.content.targets[&house.indicators[SUM]].clone();
        target.is_below = true;
        let (party, of) = (office.party(), house.indicators[SUM]);
        plans::set_target(&party, id, office.revision(id).await, of, Some(target))
            .await
            .expect("below");
        office.approved(id).await;
        assert_eq!(office.in_force(SUM, "2027-03").await, None);
        // The workshops' own targets stay theirs to write.
        let more = house.reading(4, "2027-03", SUM, Kind::Target, "40", None);
        house.write(&house.stamp(), vec![more]).await.expect("another workshop's");
    })
    .await;
}

#[tokio::test]
async fn a_list_shows_each_reader_what_is_theirs() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let office = Office::of(&house).await;
        let id = office.drawn(2027).await;
        let list = async |ctx: &Ctx| {
            let listing = plans::Listing {
                year: 2027,
                text: "",
                order: plans::Order::Unit,
                descending: false,
                limit: 10,
                offset: 0,
                today: ctx.now.today,
            };
            plans::list(ctx, &listing, false).await.expect("a list").lines.clone()
        };
        let worker = office.house.who(9, Role::Worker);
        assert_eq!(list(&worker).await, []);
        assert_eq!(list(&office.party()).await[0].version.stage, Stage::Draft);
        office.act(&office.party(), id, Deed::Submit, "").await.expect("submitted");
        let waits = async |ctx: &Ctx| plans::waiting(ctx, 5).await.expect("a list").len();
        assert_eq!((waits(&office.business()).await, waits(&office.committee()).await), (1, 0));
        office.act(&office.business(), id, Deed::Sign, "").await.expect("signed");
        assert_eq!((waits(&office.business()).await, waits(&office.committee()).await), (0, 1));
        office.act(&office.committee(), id, Deed::Approve, "").await.expect("approved");
        let second = plans::amend(&office.party(), id, "调整").await.expect("an amendment");
        let seen = [list(&worker).await[0].version.id, list(&office.party()).await[0].version.id];
        assert_eq!(seen, [id, second], "the one in force, and the one on its way");
        let line = &list(&worker).await[0];
        assert_eq!((line.targets, line.tasks, line.unit_name.as_str()), (1, 1, "东厂"));
        assert!(!office.house.who(9, Role::Worker).can(
            Action::Change,
            Resource::Plan,
            &[office.unit()]
        ));
    })
    .await;
}

#[tokio::test]
async fn a_plan_of_four_hundred_indicators_is_a_plan() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let office = Office::of(&house).await;
        let mut tx = house.tx().await;
        let mut all: Vec<IndicatorId> = Vec::new();
        for n in 0..400 {
            let terms = crate::house::terms(&format!("n{n}"), planning::Aggregation::Sum);
            all.push(indicators::create(&mut tx, &terms).await.expect("an indicator"));
        }
        let rows = all.iter().flat_map(|of| {
            (1..=12).map(|month| readings::NewReading {
                indicator: *of,
                ..house.reading(PLANT, &format!("2027-{month:02}"), SUM, Kind::Target, "5", None)
            })
        });
        readings::write(&mut tx, &Stamp::of(&house.ctx), rows.collect::<Vec<_>>())
            .await
            .expect("written");
        tx.commit().await.expect("committed");
        let id = office.begin(2027, Start::Recorded).await.expect("begun");
        let task = Task { indicator: Some(all[7]), ..office.task("产量不低于 60 t") };
        office.add(id, task).await.expect("a task");
        office.approved(id).await;
        let shown = office.shown(id).await;
        assert_eq!((shown.content.targets.len(), shown.is_sound), (400, true));
    })
    .await;
}

#[tokio::test]
async fn progress_counts_once_somebody_else_confirmed_it() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let office = Office::of(&house).await;
        // Today is in 2026.
        let id = office.drawn(2026).await;
        let month = house.ctx.now.today.month();
        let saying = |percent: &str, seen| tracking::Saying {
            month,
            percent: q(percent),
            said: "磁选机尾矿磁性物降到 0.3 g/L".to_owned(),
            evidence: "技术科验收单 12 号".to_owned(),
            seen,
        };
        let party = office.party();
        let say = async |ctx: &Ctx, percent: &str, seen| {
            tracking::say(ctx, id, 1, saying(percent, seen)).await
        };
        assert_eq!(
            codes(say(&party, "40", 0).await),
            ["plan-progress-measured"],
            "a draft has none"
        );
        office.approved(id).await;
        let standing = async || {
            let path = [office.unit(), house.units[0]];
            let rules = Rules::of(
                &Settings::load(&mut house.ctx.read()).await.expect("read"),
                house.ctx.now,
            );
            let half = tracking::half(&party, &path, month, rules.expect("rules")).await;
            half.expect("read").expect("a plan").lines[0].clone()
        };
        assert_eq!(standing().await.standing, Standing::NotReported);
        assert_eq!(codes(say(&office.house.who(9, Role::Worker), "40", 0).await), ["403"]);
        assert_eq!(codes(say(&party, "100.1", 0).await), ["plan-progress-percent"]);
        let later = tracking::Saying { month: month.plus(1), ..saying("40", 0) };
        assert_eq!(codes(tracking::say(&party, id, 1, later).await), ["plan-progress-month"]);
        say(&party, "40", 0).await.expect("said");
        assert_eq!(codes(say(&party, "50", 0).await), ["plan-progress-changed"], "it was not seen");
        assert_eq!(
            (standing().await.standing, standing().await.share),
            (Standing::Unconfirmed, None)
        );
        let confirm = async |ctx: &Ctx, seen| tracking::confirm(ctx, id, 1, (month, seen)).await;
        assert_eq!(codes(confirm(&party, 1).await), ["plan-progress-own"]);
        let mut owner = office.business();
        owner.actor.person = Some(office.owner);
        assert_eq!(codes(confirm(&owner, 1).await), ["plan-progress-own"], "the owner never does");
        assert_eq!(codes(confirm(&office.committee(), 1).await), ["403"]);
        confirm(&office.business(), 1).await.expect("confirmed");
        assert_eq!(codes(confirm(&office.business(), 1).await), ["plan-progress-changed"]);
        let seen = standing().await;
        assert_eq!((seen.standing, seen.share), (Standing::Underway, Some(q("40"))));
        // Saying more takes the confirmation away until somebody looks again.
        say(&party, "100", 1).await.expect("said");
        assert_eq!(standing().await.standing, Standing::Unconfirmed);
        confirm(&office.business(), 2).await.expect("confirmed");
        assert_eq!(standing().await.standing, Standing::Met);
        assert_eq!(
            tracking::said(&party, id, 1).await.expect("read").expect("followed").all.len(),
            1
        );
    })
    .await;
}

#[tokio::test]
async fn its_document_says_what_the_plan_says() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let office = Office::of(&house).await;
        let id = office.drawn(2027).await;
        office.target(id, RATIO, "58", &[]).await.expect("a target");
        let mut months = vec!["100"; 12];
        (months[0], months[11]) = ("90", "110");
        office.target(id, SUM, "1200", &months).await.expect("a target");
        office.approved(id).await;
        let browser = Browser::of(database, Role::Worker, house.units[PLANT]);
        let clerk = Browser::of(database, Role::PartyAffairs, house.units[PLANT]);
        for unit in [house.units[2].0, 4_711] {
            let form = clerk.get(&format!("/plans/new?unit={unit}")).await;
            assert_eq!(form.status, axum::http::StatusCode::NOT_FOUND, "{unit}");
        }
        let seen = browser.get(&format!("/plans/{id}?format=docx")).await;
        assert_eq!(seen.status, axum::http::StatusCode::OK);
        let input = Input { name: "计划.docx".to_owned(), bytes: seen.bytes };
        let document = official::read(&input, Limits::default()).expect("a document");
        let figures: Vec<(&str, &str)> =
            document.figures.iter().map(|it| (it.key.as_str(), it.text.as_str())).collect();
        assert_eq!(
            figures.len(),
            2 + 12 + 1,
            "both years, the months, and the rate that is the same in each"
        );
        assert!(figures.contains(&("sum/2027/target", "1,200.00")), "{figures:?}");
        assert!(figures.contains(&("sum/2027-12/target", "110.00")));
        assert!(figures.contains(&("ratio/each/target", "58.00")));
        let digest = office.shown(id).await.version.digest.expect("a digest");
        let says = |text: &str| {
            document
                .parts
                .iter()
                .any(|part| matches!(part, Part::Paragraph(it) if it.contains(text)))
        };
        assert!(says(&digest) && says("降低介质消耗") && says("王芳"), "{:?}", document.parts);
    })
    .await;
}

/// The year before: 30 by one workshop and 10 by another.
async fn reported(house: &House) {
    let mut readings = Vec::new();
    for (unit, value) in [(3, "30"), (4, "10")] {
        readings.push(house.reading(unit, "2026-03", SUM, Kind::Actual, value, None));
    }
    house.write(&house.stamp(), readings).await.expect("written");
}

/// A draft of the plant whose target of the sum its units carry.
async fn carried_below(office: &Office<'_>, year: &str) -> PlanId {
    let id = office.begin(2027, Start::Empty).await.expect("begun");
    let of = office.house.indicators[SUM];
    office.target(id, SUM, year, &[]).await.expect("a target");
    let mut target = office.shown(id).await.content.targets[&of].clone();
    target.is_below = true;
    let revision = office.revision(id).await;
    plans::set_target(&office.party(), id, revision, of, Some(target)).await.expect("kept");
    id
}

#[tokio::test]
async fn units_below_get_their_parts_of_a_target_in_their_drafts() {
    on_both(MIGRATIONS, async |db| {
        let house = House::build(db).await;
        let office = Office::of(&house).await;
        reported(&house).await;
        let id = carried_below(&office, "1000").await;
        let of = house.indicators[SUM];
        let division = cascading::division(&office.party(), id, of).await.expect("a division");
        let parts: Vec<_> = division
            .takers
            .iter()
            .map(|it| (it.unit.name.clone(), it.part.marks[&Kind::Target].year.value))
            .collect();
        let expected = [("主洗车间".to_owned(), q("750")), ("浮选车间".to_owned(), q("250"))];
        assert_eq!(parts, expected);
        assert!(division.is_by_last_year && division.may_hand_down);

        let revision = office.revision(id).await;
        let n = cascading::hand_down(&office.party(), id, revision, of).await.expect("handed down");
        assert_eq!(n, 2);
        let division = cascading::division(&office.party(), id, of).await.expect("a division");
        let marks: Vec<_> =
            division.takers.iter().map(|it| &it.planned.as_ref().expect("planned").marks).collect();
        let known = &division.indicator;
        let made = planning::annual::cascade::together(known, &marks, Kind::Target);
        assert_eq!(made, Some(Number::plain(q("1000"))));
        for month in 0..12 {
            let sum: i64 =
                marks.iter().map(|it| it[&Kind::Target].parts[month].value.millionths()).sum();
            let whole = &division.target.marks[&Kind::Target].parts[month];
            assert_eq!(sum, whole.value.millionths());
        }

        // A unit changes its draft; what was handed down again takes its place, and nothing else goes.
        let plan = division.takers[0].plan.clone().expect("a plan");
        let mut own = office.shown(plan.id).await;
        assert_eq!((plan.stage, plan.number), (Stage::Draft, 1));
        assert_eq!(own.steps[0].said, "东厂");
        let other = house.indicators[RATIO];
        office.target(plan.id, RATIO, "58", &[]).await.expect("a target of its own");
        let revision = office.revision(id).await;
        cascading::hand_down(&office.party(), id, revision, of).await.expect("again");
        own = office.shown(plan.id).await;
        assert!(own.content.targets.contains_key(&other));
        assert_eq!(own.content.targets[&of].marks[&Kind::Target].year.value, q("750"));
    })
    .await;
}

#[tokio::test]
async fn a_target_is_not_handed_to_a_plan_past_its_draft_nor_by_others() {
    on_both(MIGRATIONS, async |db| {
        let house = House::build(db).await;
        let office = Office::of(&house).await;
        reported(&house).await;
        let id = carried_below(&office, "1000").await;
        let of = house.indicators[SUM];
        let revision = office.revision(id).await;
        let stale = cascading::hand_down(&office.party(), id, revision - 1, of).await;
        assert!(matches!(stale, Err(Refusal::Conflict(problem)) if problem.code == "plan-changed"));
        let refused = cascading::hand_down(&office.committee(), id, revision, of).await;
        assert!(matches!(refused, Err(Refusal::Forbidden)), "{refused:?}");

        cascading::hand_down(&office.party(), id, revision, of).await.expect("handed down");
        let division = cascading::division(&office.party(), id, of).await.expect("a division");
        let plan = division.takers[1].plan.clone().expect("a plan").id;
        let due = "2027-12-31".parse().expect("a day");
        office
            .add(plan, Task { due, ..office.task("吨煤介耗不高于 1.40 kg/t") })
            .await
            .expect("a task");
        office.act(&office.party(), plan, Deed::Submit, "").await.expect("submitted");
        let before = office.shown(plan).await.content;
        let refused = cascading::hand_down(&office.party(), id, revision, of).await;
        let Err(Refusal::Conflict(problem)) = refused else { panic!("{refused:?}") };
        assert_eq!(problem.code, "plan-cascade-closed");
        assert_eq!(office.shown(plan).await.content, before);

        // Of what nobody reported, the units directly below take even parts.
        let last = office.house.indicators[1];
        office.target(id, 1, "90", &[]).await.expect("a target");
        let mut stock = office.shown(id).await.content.targets[&last].clone();
        stock.is_below = true;
        let revision = office.revision(id).await;
        plans::set_target(&office.party(), id, revision, last, Some(stock)).await.expect("kept");
        let division = cascading::division(&office.party(), id, last).await.expect("a division");
        let parts = division.takers.iter().map(|it| it.part.marks[&Kind::Target].year.value);
        assert_eq!(parts.collect::<Vec<_>>(), [q("45"), q("45")]);
        assert!(!division.is_by_last_year);

        // What the plant carries itself is not divided.
        let own = office.house.indicators[RATIO];
        office.target(id, RATIO, "58", &[]).await.expect("a target");
        let none = cascading::division(&office.party(), id, own).await;
        assert!(matches!(none, Err(Refusal::NotFound)));
    })
    .await;
}

#[tokio::test]
async fn a_plan_begun_with_recorded_targets_tells_what_it_leaves_out() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let office = Office::of(&house).await;
        let mut targets = Vec::new();
        for month in 1..=12 {
            let of = |indicator: usize, value: &str| {
                house.reading(
                    PLANT,
                    &format!("2027-{month:02}"),
                    indicator,
                    Kind::Target,
                    value,
                    None,
                )
            };
            // An amount, and a rate that differs in one month.
            targets.push(of(SUM, "100"));
            targets.push(of(RATIO, if month == 7 { "57" } else { "58" }));
        }
        let import = house.stamp().import(ImportId(7));
        house.write(&import, targets).await.expect("imported");
        let begun = plans::begin(&office.party(), office.unit(), 2027, Start::Recorded).await;
        let begun = begun.expect("begun");
        assert_eq!(begun.left_out, [house.indicators[RATIO]]);
        let content = office.shown(begun.id).await.content;
        assert_eq!(content.targets.len(), 1);
        assert_eq!(
            content.targets[&house.indicators[SUM]].marks[&Kind::Target].year.value,
            q("1200")
        );

        // Once the plan is in force, the import that brought its targets is not undone any more.
        office.add(begun.id, office.task("吨煤介耗不高于 1.40 kg/t")).await.expect("a task");
        office.approved(begun.id).await;
        let mut tx = house.tx().await;
        let undone = readings::withdraw(&mut tx, ImportId(7), &house.stamp().because("误报")).await;
        assert_eq!(codes(undone), ["reading-frozen"]);
    })
    .await;
}

#[tokio::test]
async fn an_amendment_changes_no_target_of_a_month_that_is_locked() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let office = Office::of(&house).await;
        let id = office.drawn(2026).await;
        office.approved(id).await;
        let (august, plant) = ("2026-08".parse().expect("a month"), office.unit());
        let absent = (plant, Half::Business, house.indicators[SUM].0);
        let party = office.party();
        periods::excuse(&party, plant, august, &[absent], "停产检修").await.expect("recorded");
        periods::lock(&party, plant, august).await.expect("locked");

        let id = plans::amend(&party, id, "市场变化").await.expect("an amendment");
        let mut parts = ["100"; 12];
        (parts[7], parts[10]) = ("110", "90");
        office.target(id, SUM, "1200", &parts).await.expect("a target");
        office.act(&party, id, Deed::Submit, "").await.expect("submitted");
        office.act(&office.business(), id, Deed::Sign, "").await.expect("signed");
        let refused = office.act(&office.committee(), id, Deed::Approve, "").await;
        assert_eq!(codes(refused), ["reading-period-locked"]);
        assert_eq!(office.in_force(SUM, "2026-08").await.as_deref(), Some("100"));
        // Nor does a correction: what a plan has fixed is the plan's.
        let number = (house.indicators[SUM], "2026-08".parse().expect("a period"), Kind::Target);
        let subject = corrections::subject(&office.business(), plant, number).await;
        assert_eq!(codes(subject), ["correction-planned"]);

        // A month that is open may change; those that are locked stay in the amendment as they are.
        office.act(&office.committee(), id, Deed::Return, "八月已锁定").await.expect("returned");
        let mut parts = ["100"; 12];
        (parts[10], parts[11]) = ("90", "110");
        office.target(id, SUM, "1200", &parts).await.expect("a target");
        office.approved(id).await;
        assert_eq!(office.in_force(SUM, "2026-11").await.as_deref(), Some("90"));
        assert_eq!(office.in_force(SUM, "2026-08").await.as_deref(), Some("100"));
    })
    .await;
}

/// Somebody with these roles on the plant, who approves its plans in the place of the account 3 today.
fn stands_in(house: &House, user: i64, role: Role, for_user: i64, action: Action) -> Ctx {
    let mut ctx = house.who(user, role);
    ctx.actor.stands_in = vec![StandIn {
        user: UserId(for_user),
        name: format!("用户{for_user}"),
        named_by: None,
        action,
        resource: Resource::Plan,
        unit: house.units[PLANT],
        valid: DayRange { from: ctx.now.today, until: ctx.now.today.plus_days(5) },
        roles: vec![Role::Committee, Role::Dispatch],
    }];
    ctx
}

#[tokio::test]
async fn who_stands_in_approves_in_the_name_of_who_is_away() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let office = Office::of(&house).await;
        let id = office.drawn(2027).await;
        let delegate = stands_in(&house, 8, Role::Worker, 3, Action::Approve);
        office.act(&office.party(), id, Deed::Submit, "").await.expect("submitted");
        // Only the step that was entrusted: no signature, no returning before it, and no change.
        for deed in [Deed::Sign, Deed::Return, Deed::Submit] {
            let outcome = office.act(&delegate, id, deed, "x").await;
            let expected = if deed == Deed::Submit { "plan-stage" } else { "403" };
            assert_eq!(codes(outcome), [expected], "{deed:?}");
        }
        let begun = plans::begin(&delegate, office.unit(), 2028, Start::Empty).await;
        assert_eq!(codes(begun), ["403"]);
        office.act(&office.business(), id, Deed::Sign, "").await.expect("signed");
        assert_eq!(plans::waiting(&delegate, 9).await.expect("a list").len(), 1);
        let seen = plans::find(&delegate, id).await.expect("what waits for them is seen");
        assert_eq!(seen.in_place_of.as_deref(), Some("用户3"));
        // On the day after the last one it is over, and of another plant it never was.
        let mut later = delegate.clone();
        later.now.today = later.now.today.plus_days(5);
        assert_eq!(codes(office.act(&later, id, Deed::Approve, "").await), ["404"]);
        let elsewhere = {
            let mut ctx = delegate.clone();
            ctx.actor.grants.clear();
            ctx.actor.stands_in[0].unit = house.units[2];
            ctx
        };
        assert_eq!(codes(office.act(&elsewhere, id, Deed::Approve, "").await), ["404"]);
        office.act(&delegate, id, Deed::Approve, "").await.expect("approved");
        let step = office.shown(id).await.steps.pop().expect("a step");
        assert_eq!(step.user, Some(UserId(8)));
        assert_eq!(step.on_behalf, Some((UserId(3), "用户3".to_owned())));
        let sql = "SELECT COUNT(*) FROM audit WHERE action = 'plan.approve' AND user_id = 8 \
             AND after LIKE '%用户3%'";
        let audited: (i64,) = house.ctx.read().one(sql, store::params![]).await.expect("a count");
        assert_eq!(audited.0, 1);
    })
    .await;
}

#[tokio::test]
async fn nobody_approves_their_own_through_who_stands_in_for_them() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let office = Office::of(&house).await;
        let id = office.drawn(2027).await;
        // The account 2 submits; who stands in for it may not sign.
        let author = house.who(2, Role::Dispatch);
        office.act(&author, id, Deed::Submit, "").await.expect("submitted");
        let own = stands_in(&house, 8, Role::Worker, 2, Action::Sign);
        assert_eq!(codes(office.act(&own, id, Deed::Sign, "").await), ["plan-own"]);
        assert!(
            plans::find(&own, id).await.expect("a plan").deeds.iter().all(|it| *it != Deed::Sign)
        );
        // The author themselves may not either, in the place of somebody else.
        let author_for_other = stands_in(&house, 2, Role::PartyAffairs, 5, Action::Sign);
        let outcome = office.act(&author_for_other, id, Deed::Sign, "").await;
        assert_eq!(codes(outcome), ["plan-own"]);
        // What was signed in the name of the account 3 is not approved by it, nor by who signed.
        let signs = stands_in(&house, 8, Role::Worker, 3, Action::Sign);
        office.act(&signs, id, Deed::Sign, "").await.expect("signed for the account 3");
        for approves in [house.who(3, Role::Committee), house.who(8, Role::Committee)] {
            assert_eq!(codes(office.act(&approves, id, Deed::Approve, "").await), ["plan-own"]);
        }
        // Whoever stands in for an author and for a stranger acts for the stranger.
        let mut both = stands_in(&house, 9, Role::Worker, 3, Action::Approve);
        let stranger = StandIn {
            user: UserId(6),
            name: "用户6".to_owned(),
            ..both.actor.stands_in[0].clone()
        };
        both.actor.stands_in.push(stranger);
        office.act(&both, id, Deed::Approve, "").await.expect("approved");
        let step = office.shown(id).await.steps.pop().expect("a step");
        assert_eq!(step.on_behalf, Some((UserId(6), "用户6".to_owned())));
    })
    .await;
}

#[tokio::test]
async fn a_stand_in_named_by_another_says_so_and_takes_nothing_that_the_namer_did() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let office = Office::of(&house).await;
        let id = office.drawn(2027).await;
        let named = |by: i64| {
            let mut ctx = stands_in(&house, 8, Role::Worker, 3, Action::Approve);
            ctx.actor.stands_in[0].named_by = Some((UserId(by), format!("用户{by}")));
            ctx
        };
        // The account 5 submits: whom it has named for somebody else approves nothing of its own.
        office
            .act(&house.who(5, Role::PartyAffairs), id, Deed::Submit, "")
            .await
            .expect("submitted");
        office.act(&office.business(), id, Deed::Sign, "").await.expect("signed");
        assert_eq!(codes(office.act(&named(5), id, Deed::Approve, "").await), ["plan-own"]);
        let seen = plans::find(&named(5), id).await.expect("a plan");
        assert!(!seen.deeds.contains(&Deed::Approve));
        office.act(&named(7), id, Deed::Approve, "").await.expect("approved");
        let step = office.shown(id).await.steps.pop().expect("a step");
        assert_eq!(step.on_behalf, Some((UserId(3), "用户3".to_owned())));
        assert_eq!(step.named_by.as_deref(), Some("用户7"));
        let browser = Browser::of(database, Role::Committee, office.unit());
        let way = browser.get(&format!("/plans/{id}")).await.all("#way td");
        assert!(way.iter().any(|text| text == "用户8（代用户3，由用户7指定）"), "{way:?}");
        let sql = "SELECT COUNT(*) FROM audit WHERE action = 'plan.approve' AND user_id = 8 \
             AND after LIKE '%\"named_by\":7%'";
        let audited: (i64,) = house.ctx.read().one(sql, store::params![]).await.expect("a count");
        assert_eq!(audited.0, 1);
    })
    .await;
}

#[tokio::test]
async fn each_step_is_owed_until_its_day_and_told_while_it_waits() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let office = Office::of(&house).await;
        let id = office.drawn(2027).await;
        let today = house.ctx.now.today;
        let on = |mut ctx: Ctx, days: i64| {
            ctx.now.today = today.plus_days(days);
            ctx.now.at += days * 86_400_000;
            ctx
        };
        let told = async |ctx: Ctx| plans::waiting(&ctx, 9).await.expect("a list").len();
        assert_eq!(office.shown(id).await.version.due, Some(today.plus_days(7)));
        // A draft is told from three days before it is owed, to who submits it.
        assert_eq!(told(on(office.party(), 3)).await, 0);
        assert_eq!(told(on(office.party(), 4)).await, 1);
        assert_eq!(told(on(office.committee(), 4)).await, 0);
        let late = on(office.party(), 9);
        office.act(&late, id, Deed::Submit, "").await.expect("submitted");
        let shown = office.shown(id).await;
        assert_eq!(shown.version.due, Some(today.plus_days(16)));
        assert_eq!(shown.steps[1].due, Some(today.plus_days(7)), "it was late by two days");
        assert_eq!(told(on(office.business(), 9)).await, 1);
        let returned = on(office.business(), 10);
        office.act(&returned, id, Deed::Return, "口径不清").await.expect("returned");
        assert_eq!(office.shown(id).await.version.due, Some(today.plus_days(17)));
        for (ctx, deed) in [
            (office.party(), Deed::Submit),
            (office.business(), Deed::Sign),
            (office.committee(), Deed::Approve),
        ] {
            office.act(&on(ctx, 11), id, deed, "").await.expect("done");
        }
        assert_eq!(office.shown(id).await.version.due, None, "nothing is owed of what is in force");
        let browser = Browser::of(database, Role::PartyAffairs, office.unit());
        let seen = browser.get(&format!("/plans/{id}")).await;
        assert_eq!(seen.all("#way small.late"), ["期限 2026年10月22日"]);
    })
    .await;
}
