//! The people of a large case, its Party organisations with what they answer for, its governing bodies and
//! who holds which post, and the matters of its workshops.

use super::Shape;
use directory::Kind as UnitKind;
use directory::people::{self, NewPerson};
use kernel::{BodyId, Day, DayRange, PartyOrgId, PersonId, UnitId};
use matters::matter::{Deed, Found, Stage};
use matters::store::{self as matter_store, Measure, NewMatter};
use organisation::governance::catalogue::{BodyPart, Catalogue, OrgLevel, Part, Where};
use organisation::governance::store::bodies::{self, NewBody};
use organisation::governance::store::tenures;
use organisation::governance::tenure::{Direction, Seat, Terms};
use organisation::members::status::Status;
use organisation::party::office::Condition;
use organisation::party::party_org::{OrgKind, Version};
use organisation::party::store::coverage::{self, NewLink};
use organisation::party::store::{history, office};
use organisation::people::facts::Span;
use organisation::people::store::facts;
use std::collections::HashMap;
use store::{Ctx, Refusal, Tx};

/// People of each team.
pub(super) const TEAM: usize = 10;
/// Members of the Party among them, who lead its branch.
pub(super) const MEMBERS: usize = 3;
/// Since when everything holds.
const SINCE: DayRange = DayRange { from: Day::EARLIEST, until: Day::FOREVER };

/// Who sits where in a company or plant: the person's number in it, the post.
const COMMITTEE: &[(usize, Part)] = &[
    (0, Part::Secretary),
    (1, Part::DeputySecretary),
    (2, Part::CommitteeMember),
    (3, Part::CommitteeMember),
    (4, Part::CommitteeMember),
];
const BOARD: &[(usize, Part)] =
    &[(0, Part::Chairman), (1, Part::Director), (5, Part::Director), (6, Part::Director)];
const MANAGEMENT: &[(usize, Part)] =
    &[(1, Part::GeneralManager), (2, Part::Manager), (7, Part::Manager)];

/// The tree with the ids that it was founded under.
pub(super) struct Founded<'a> {
    pub(super) shape: Shape,
    tree: Vec<(String, UnitKind, Option<usize>)>,
    pub(super) units: &'a [UnitId],
}

/// Ten people in each team, three of them members whom the nearest branch counts; a committee for the
/// group, each company and each plant, a branch for each workshop and for every tenth team.
pub(super) async fn organise(ctx: &Ctx, founded: &Founded<'_>) -> Result<Vec<PersonId>, Refusal> {
    let mut work = ctx.work().await?;
    work.tx.will_grow().await?;
    let orgs = found(&mut work.tx, founded).await?;
    equip(&mut work.tx, &orgs, ctx.now.today).await?;
    let people = hire(&mut work.tx, founded, &orgs).await?;
    appoint(&mut work.tx, founded, &orgs, &people).await?;
    work.audit("person.create", "person", people.len(), None, None);
    trouble(ctx, &mut work.tx, founded, &people).await?;
    work.audit("matter.raise", "matter", founded.shape.workshops().len(), None, None);
    work.commit().await?;
    Ok(people)
}

/// Three matters in each workshop, a month apart: two that were closed, the second of which came back, and
/// one that is under way.
async fn trouble(
    ctx: &Ctx,
    tx: &mut Tx,
    to: &Founded<'_>,
    people: &[PersonId],
) -> Result<(), Refusal> {
    for workshop in to.shape.workshops() {
        for number in 0..3 {
            let day = ctx.now.today.plus_days(30 * number - 80);
            let title = if number < 2 { "介质泵压力不足" } else { "脱介筛喷水不均" };
            let new = NewMatter {
                unit: to.units[workshop],
                title: title.to_owned(),
                problem: "压力低于规定".to_owned(),
                found: Found::Said,
                place: String::new(),
                day,
            };
            let (by, at) = (ctx.actor.name.as_str(), ctx.now.at);
            let id = matter_store::raise(tx, &new, by, at).await?;
            let [owner, verifier] = [0, 1].map(|one| people[(2 * workshop + one) % people.len()]);
            let text = "检修后连续三班记录".to_owned();
            let plan = Measure { text, owner, verifier, due: day.plus_days(14) };
            matter_store::measure(tx, id, &plan).await?;
            let step = (Deed::Plan, day, plan.text.as_str());
            matter_store::write(tx, id, Stage::Underway, step, by, at).await?;
            if number < 2 {
                let step = (Deed::Report, day.plus_days(7), "已检修");
                matter_store::write(tx, id, Stage::Reported, step, by, at).await?;
                let step = (Deed::Close, day.plus_days(8), "压力正常");
                matter_store::write(tx, id, Stage::Closed, step, by, at).await?;
            }
        }
    }
    Ok(())
}

/// The Party organisation of each unit that has one, by the unit's number, with its link.
async fn found(tx: &mut Tx, to: &Founded<'_>) -> Result<HashMap<usize, PartyOrgId>, Refusal> {
    let workshops = to.shape.workshops();
    let seats: Vec<usize> =
        (0..workshops.end).chain((workshops.end..to.tree.len()).step_by(10)).collect();
    let place: HashMap<usize, usize> = seats.iter().copied().zip(0..).collect();
    let mut new = Vec::new();
    for &seat in &seats {
        let is_committee = seat < workshops.start;
        let (kind, word) = match is_committee {
            true => (OrgKind::Committee, "党委"),
            false => (OrgKind::Branch, "党支部"),
        };
        // A branch stands below a committee, never below another branch.
        let above = to.above(seat).find(|unit| *unit < workshops.start);
        let name = format!("{}{word}", to.tree[seat].0);
        let version = Version { name, kind, superior: None, seat: to.units[seat], valid: SINCE };
        new.push((version, above.map(|unit| place[&unit])));
    }
    let orgs = history::found_many(tx, new).await?;
    for (seat, org) in seats.iter().zip(&orgs) {
        let unit = to.units[*seat];
        let link = NewLink { unit, org: *org, valid: SINCE, reaches_below: true, document: None };
        coverage::link(tx, link).await?;
    }
    Ok(seats.into_iter().zip(orgs).collect())
}

/// Nine of ten organisations were elected of late and have what they need.
async fn equip(tx: &mut Tx, orgs: &HashMap<usize, PartyOrgId>, today: Day) -> Result<(), Refusal> {
    for org in orgs.values().filter(|org| org.0 % 10 != 0) {
        office::elect(tx, *org, 1, today.plus_months(-12), None).await?;
        for (condition, revision) in Condition::ALL.iter().zip(2..) {
            office::set_condition(tx, *org, revision, (*condition, true), Day::EARLIEST).await?;
        }
    }
    Ok(())
}

/// Everybody, in the order of the teams.
async fn hire(
    tx: &mut Tx,
    to: &Founded<'_>,
    orgs: &HashMap<usize, PartyOrgId>,
) -> Result<Vec<PersonId>, Refusal> {
    let number = |at: usize| format!("S{at:06}");
    let new = (0..to.shape.teams * TEAM).map(|at| {
        NewPerson::checked(&format!("{}{at:06}", ["王", "李", "张", "欧阳"][at % 4]), &number(at))
    });
    let new: Vec<NewPerson> = new.collect::<Result<_, _>>().map_err(Refusal::Invalid)?;
    let created = people::create_many(tx, &new).await?;
    let mut numbered: Vec<(Option<String>, PersonId)> =
        created.into_iter().map(|person| (person.staff_number, person.id)).collect();
    numbered.sort();
    let people: Vec<PersonId> = numbered.into_iter().map(|(_, id)| id).collect();
    let valid = SINCE;
    let (mut works, mut statuses, mut counted) = (Vec::new(), Vec::new(), Vec::new());
    for (at, &id) in people.iter().enumerate() {
        let team = to.shape.workshops().end + at / TEAM;
        works.push((id, Span { fact: to.units[team], valid }));
        if at % TEAM < MEMBERS {
            let nearest = std::iter::once(team).chain(to.above(team));
            let branch = nearest.filter_map(|unit| orgs.get(&unit)).next();
            let status = if at % 20 == 0 { Status::Probationary } else { Status::Full };
            statuses.push((id, Span { fact: status, valid }));
            counted.extend(branch.map(|branch| (id, Span { fact: *branch, valid })));
        }
    }
    facts::put_many(tx, &works).await?;
    facts::put_many(tx, &statuses).await?;
    facts::put_many(tx, &counted).await?;
    Ok(people)
}

/// A board and a management for each company and plant, and a secretary for each branch.
async fn appoint(
    tx: &mut Tx,
    to: &Founded<'_>,
    orgs: &HashMap<usize, PartyOrgId>,
    people: &[PersonId],
) -> Result<(), Refusal> {
    let catalogue = Catalogue::usual();
    let mut terms = Vec::new();
    let mut seat = |place: Seat, stands: Where, person: PersonId, part: Part| {
        let post = catalogue.offered(stands).find(|post| post.part == part);
        let post = post.map(|post| post.id).ok_or(Refusal::NotFound)?;
        terms.push(Terms {
            person,
            seat: place,
            post,
            valid: SINCE,
            direction: Direction::None,
            basis: None,
            document: None,
            file: None,
        });
        Ok::<(), Refusal>(())
    };
    let workshops = to.shape.workshops();
    for unit in 1..workshops.start {
        // People enough for all, of one team after the other.
        let leader = |number: usize| people[(unit - 1) * TEAM + number];
        for &(number, part) in COMMITTEE {
            let stands = Where::Org(OrgLevel::Committee);
            seat(Seat::Org(orgs[&unit]), stands, leader(number), part)?;
        }
        for (part, word, holders) in
            [(BodyPart::Board, "董事会", BOARD), (BodyPart::Management, "经理层", MANAGEMENT)]
        {
            let kind = catalogue.kinds.iter().find(|kind| kind.part == part);
            let kind = kind.map(|kind| kind.id).ok_or(Refusal::NotFound)?;
            let name = format!("{}{word}", to.tree[unit].0);
            let new = NewBody { unit: to.units[unit], kind, name, valid: SINCE };
            let body: BodyId = bodies::found(tx, &new).await?;
            for &(number, part) in holders {
                seat(Seat::Body(body), Where::Body(kind), leader(number), part)?;
            }
        }
    }
    let branches =
        (workshops.start..to.tree.len()).filter_map(|unit| Some((unit, *orgs.get(&unit)?)));
    for (unit, org) in branches {
        let team = to.first_team(unit) - workshops.end;
        seat(
            Seat::Org(org),
            Where::Org(OrgLevel::Branch),
            people[team * TEAM + 1],
            Part::Secretary,
        )?;
    }
    tenures::open_many(tx, &terms).await?;
    Ok(())
}

impl<'a> Founded<'a> {
    pub(super) fn new(shape: Shape, units: &'a [UnitId]) -> Self {
        Self { shape, tree: shape.tree(), units }
    }

    /// The numbers of the units above one, the nearest first.
    fn above(&self, unit: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.tree[unit].2, |unit| self.tree[*unit].2)
    }

    /// The number of a team itself, or of a workshop's first.
    pub(super) fn first_team(&self, unit: usize) -> usize {
        let Shape { workshops, teams, .. } = self.shape;
        let all = self.shape.workshops();
        match all.contains(&unit) {
            // The first whose share of the workshops below reaches this one.
            true => all.end + ((unit - all.start) * teams).div_ceil(workshops),
            false => unit,
        }
    }
}
