//! The plans of a large case: for each unit down to the workshops one of the year in force, with what was said
//! of its tasks; key posts with their zones; every month of the year but the last one locked for the whole
//! group; and the group's draft of the next year, with a target that the units below carry.

use super::organise::{Founded, MEMBERS, TEAM};
use kernel::{
    Day, DayRange, FinancialYear, IndicatorId, KeyPostId, Month, PersonId, PlanId, Quantity, UnitId,
};
use planning::annual::content::{Content, Frame, Mark, Supports, Target, Task};
use planning::annual::progress::Progress;
use planning::annual::split::Number;
use planning::annual::stage::{Deed, Stage};
use planning::annual::store::{self as plans, Step, Times, Version};
use planning::periods::use_cases as periods;
use planning::registers::post::NewPost;
use planning::registers::store as registers;
use planning::registers::zone::{NewZone, Of};
use planning::store::indicators;
use planning::{Indicator, Kind};
use std::collections::HashMap;
use store::{Ctx, Refusal, Tx};

const SHIFTS: [&str; 3] = ["早", "中", "夜"];
const DAY: i64 = 86_400_000;

/// What the plans of a case are made of.
struct Case<'a> {
    founded: &'a Founded<'a>,
    people: &'a [PersonId],
    known: HashMap<IndicatorId, Indicator>,
    year: i32,
    /// When the plans came into force.
    since: i64,
}

/// Everything that a year's planning leaves behind, after the readings.
pub(super) async fn plan(
    ctx: &Ctx,
    founded: &Founded<'_>,
    people: &[PersonId],
    last: Month,
) -> Result<(), Refusal> {
    let known = indicators::by_id(&mut ctx.read()).await?;
    let year = FinancialYear::default().year_of(last);
    let first = FinancialYear::default().first_month(year).first_day();
    let since = ctx.now.at - ctx.now.today.days_since(first) * DAY;
    let case = Case { founded, people, known, year, since };
    let mut work = ctx.work().await?;
    work.tx.will_grow().await?;
    let posts = case.hold_posts(&mut work.tx, first).await?;
    work.audit("key-post.create", "key-post", posts, None, None);
    case.put_in_force(ctx, &mut work.tx).await?;
    let next = case.begin_next(ctx, &mut work.tx).await?;
    work.audit("plan.draw", "plan", next, None, None);
    work.commit().await?;
    let group = founded.units[0];
    for month in FinancialYear::default().months(year).into_iter().filter(|month| *month < last) {
        periods::lock(ctx, group, month).await?;
    }
    Ok(())
}

impl Case<'_> {
    /// Members of the unit's first team; of a unit above the workshops those of a team below it.
    fn member(&self, unit: usize, number: usize) -> PersonId {
        let shape = self.founded.shape;
        let team = match shape.workshops().contains(&unit) {
            true => self.founded.first_team(unit) - shape.workshops().end,
            false => unit,
        };
        self.people[team * TEAM + number % MEMBERS]
    }

    /// Two key posts in each workshop, of three shifts each; nobody holds the night shift of the second.
    async fn hold_posts(&self, tx: &mut Tx, first: Day) -> Result<usize, Refusal> {
        let shifts = SHIFTS.map(str::to_owned).to_vec();
        let mut count = 0;
        for workshop in self.founded.shape.workshops() {
            let unit = self.founded.units[workshop];
            for (number, name) in ["重介司机", "浮选司机"].into_iter().enumerate() {
                let valid = DayRange::since(first);
                let post = NewPost { unit, name: name.to_owned(), shifts: shifts.clone(), valid };
                let post = registers::add_post(tx, &post).await?;
                let held = shifts[..SHIFTS.len() - number].to_vec();
                registers::add_zone(tx, &self.zone(workshop, post, held, valid)).await?;
                count += 1;
            }
        }
        Ok(count)
    }

    fn zone(
        &self,
        workshop: usize,
        post: KeyPostId,
        shifts: Vec<String>,
        valid: DayRange,
    ) -> NewZone {
        NewZone {
            unit: self.founded.units[workshop],
            member: self.member(workshop, 0),
            of: Of::Post(post),
            shifts,
            valid,
            criterion: "灰分合格率达到98%".to_owned(),
            acceptor: self.member(workshop, 1),
        }
    }

    fn tasks(&self, unit: usize) -> Content {
        let whole = Quantity::from_millionths(90_000_000);
        let measured = [
            ("重点岗位责任区全覆盖", Some("key-posts-covered")),
            ("问题按期关闭", Some("matters-in-time")),
            ("党员攻关降低介耗", None),
        ];
        let task = |(title, measure): (&str, Option<&str>)| Task {
            title: title.to_owned(),
            supports: Supports::Risk,
            indicator: None,
            named: "重介系统压力不稳".to_owned(),
            criterion: "吨煤介耗下降到1.8千克".to_owned(),
            measure: measure.map(|name| (name.to_owned(), whole)),
            owner: self.member(unit, 0),
            due: FinancialYear::default().months(self.year)[11].last_day(),
        };
        Content { tasks: (1..).zip(measured.map(task)).collect(), ..Content::default() }
    }

    fn step(&self, ctx: &Ctx, deed: Deed) -> Step {
        let recorded_by = ctx.actor.name.clone();
        Step {
            deed,
            said: String::new(),
            user: None,
            recorded_by,
            recorded_at: self.since,
            due: None,
            on_behalf: None,
            named_by: None,
        }
    }

    /// A plan in force for each unit down to the workshops; what nothing measures is done by its first month.
    async fn put_in_force(&self, ctx: &Ctx, tx: &mut Tx) -> Result<(), Refusal> {
        let rules = FinancialYear::default();
        let times = Times { year: self.year, rules, known: &self.known };
        let numbers = 0..self.founded.shape.workshops().end;
        let units: Vec<UnitId> = numbers.clone().map(|number| self.founded.units[number]).collect();
        let month = rules.first_month(self.year);
        let first = month.first_day();
        let drafts = plans::found_many(tx, &units, self.year, first).await?;
        plans::note_many(tx, drafts.values().copied(), &self.step(ctx, Deed::Draw)).await?;
        for number in numbers {
            let unit = self.founded.units[number];
            let id = *drafts.get(&unit).ok_or(Refusal::NotFound)?;
            let content = self.tasks(number);
            plans::write(tx, id, &content, times).await?;
            let (year, known, itself_percent) = (self.year, &self.known, 100);
            let frame = Frame { unit, year, number: 1, rules, known, itself_percent };
            plans::reach(tx, id, Stage::Frozen, Some(content.digest(&frame, "")), None).await?;
            plans::note(tx, id, &self.step(ctx, Deed::Approve)).await?;
            let version = plans::version(tx, id).await?.ok_or(Refusal::NotFound)?;
            self.say_done(tx, &version, month).await?;
        }
        Ok(())
    }

    async fn say_done(&self, tx: &mut Tx, version: &Version, month: Month) -> Result<(), Refusal> {
        let said = Progress {
            month,
            version: 1,
            percent: Quantity::from_millionths(100_000_000),
            said: "已通过验收".to_owned(),
            evidence: "验收单".to_owned(),
            user: None,
            recorded_by: "甲".to_owned(),
            recorded_at: self.since,
            confirmed: None,
        };
        plans::say(tx, version, 3, &said).await?;
        plans::confirm(tx, version, (3, month, 1), "乙", self.since).await
    }

    /// The group's draft of the next year: the first indicator, carried by the units below.
    async fn begin_next(&self, ctx: &Ctx, tx: &mut Tx) -> Result<PlanId, Refusal> {
        let year = self.year + 1;
        let times = Times { year, rules: FinancialYear::default(), known: &self.known };
        let drafts = plans::found_many(tx, &self.founded.units[..1], year, ctx.now.today).await?;
        let id = *drafts.get(&self.founded.units[0]).ok_or(Refusal::NotFound)?;
        plans::note(tx, id, &self.step(ctx, Deed::Draw)).await?;
        let number = |value: i64| Number::plain(Quantity::from_millionths(value * 1_000_000));
        let mark = Mark { year: number(12_000_000), parts: vec![number(1_000_000); 12] };
        let target = Target { marks: [(Kind::Target, mark)].into(), is_below: true };
        let first = *self.known.keys().min().ok_or(Refusal::NotFound)?;
        let content = Content { targets: [(first, target)].into(), ..Content::default() };
        plans::write(tx, id, &content, times).await?;
        Ok(id)
    }
}
