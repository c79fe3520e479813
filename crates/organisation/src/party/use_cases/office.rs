//! Elections and working conditions: recorded, and what is missing of them.

use super::{may_change, may_read};
use crate::governance::store::tenures;
use crate::party::office::{Condition, Gap, Office, gaps, years};
use crate::party::store::office::{self, Equipped};
use accounts::owners;
use directory::tree;
use kernel::{Action, Day, PartyOrgId, PersonId, Resource, Role, UnitId, UserId};
use serde_json::json;
use std::collections::HashMap;
use std::sync::Arc;
use store::{Ctx, Query, Refusal};

/// Records an election.
pub async fn elect(
    ctx: &Ctx,
    id: PartyOrgId,
    revision: i64,
    elected: Day,
    document: Option<String>,
) -> Result<Office, Refusal> {
    let mut work = ctx.work().await?;
    may_change(ctx, &mut work.tx, id, elected).await?;
    let office = office::elect(&mut work.tx, id, revision, elected, document).await?;
    let after = json!({ "elected": elected.to_string(), "years": office.years, "document": office.document });
    work.audit("party-org.elect", "party-org", id, None, Some(after.to_string()));
    work.commit().await?;
    Ok(office)
}

/// Puts off the election after the last one.
pub async fn postpone(
    ctx: &Ctx,
    id: PartyOrgId,
    revision: i64,
    until: Day,
    document: Option<String>,
) -> Result<Office, Refusal> {
    let mut work = ctx.work().await?;
    may_change(ctx, &mut work.tx, id, ctx.now.today).await?;
    let office = office::postpone(&mut work.tx, id, revision, until, document).await?;
    let document = office.postponed.as_ref().map(|(_, document)| document.clone());
    let after = json!({ "postponed_until": until.to_string(), "document": document });
    work.audit("party-org.postpone", "party-org", id, None, Some(after.to_string()));
    work.commit().await?;
    Ok(office)
}

/// Says from which day on a condition is there or no longer there.
pub async fn set_condition(
    ctx: &Ctx,
    id: PartyOrgId,
    revision: i64,
    set: (Condition, bool),
    from: Day,
) -> Result<(), Refusal> {
    let mut work = ctx.work().await?;
    may_change(ctx, &mut work.tx, id, from).await?;
    if !office::set_condition(&mut work.tx, id, revision, set, from).await? {
        return Ok(());
    }
    let after = json!({ "condition": set.0.name(), "is_there": set.1, "from": from.to_string() });
    work.audit("party-org.condition", "party-org", id, None, Some(after.to_string()));
    Ok(work.commit().await?)
}

/// Office and conditions of an organisation on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Equipment {
    /// Whether an organisation of its kind elects anybody.
    pub elects: bool,
    pub office: Option<Office>,
    pub has: Vec<Condition>,
    pub gaps: Vec<Gap>,
}

/// What an organisation has and lacks on a day.
pub async fn equipment(ctx: &Ctx, id: PartyOrgId, day: Day) -> Result<Equipment, Refusal> {
    let q = &mut ctx.read();
    let (org, _) = may_read(ctx, q, id, day).await?;
    let office = office::last(q, id, day).await?;
    let has = office::conditions(q, id, day).await?;
    let vacant = tenures::without_secretary(q, &[id], day).await?.remove(&id);
    let gaps = gaps(org.kind, office.as_ref(), vacant, &has, day);
    Ok(Equipment { elects: years(org.kind).is_some(), office, has, gaps })
}

/// An organisation that lacks something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lacking {
    pub id: PartyOrgId,
    pub name: String,
    /// Those of its gaps that are the actor's to close.
    pub gaps: Vec<Gap>,
    /// Whether the actor is its secretary.
    pub is_led: bool,
    /// Whether the actor may look at it: a secretary's role may not reach the seat.
    pub is_seen: bool,
}

/// What organisations lack today and the actor is to see to, the most pressing first.
///
/// Each gap has one owner, so that it is one line in one workbench. Working conditions are the secretary's
/// who has an account; all else, and conditions where there is no such secretary, is the account's that
/// holds Party affairs nearest above the organisation's seat. The operator at the command line sees all.
pub async fn lacking(ctx: &Ctx) -> Result<Arc<Vec<Lacking>>, Refusal> {
    let (actor, change) = (&ctx.actor, ctx.scope(Action::Change, Resource::PartyOrg));
    let read = ctx.scope(Action::Read, Resource::PartyOrg);
    let of = (actor.user, actor.person, change.roots(), read.roots(), ctx.now.today);
    ctx.derived(format!("lacking {of:?}"), checked(ctx)).await
}

async fn checked(ctx: &Ctx) -> Result<Vec<Lacking>, Refusal> {
    let q = &mut ctx.read();
    let today = ctx.now.today;
    let led = match ctx.actor.person {
        Some(person) => tenures::led_by(q, person, today).await?,
        None => Vec::new(),
    };
    let scope = ctx.scope(Action::Change, Resource::PartyOrg);
    if scope.is_nothing() && led.is_empty() {
        return Ok(Vec::new());
    }
    let all = office::incomplete(q, &scope, &led, today).await?;
    let ids: Vec<PartyOrgId> = all.iter().map(|org| org.id).collect();
    let vacant = tenures::without_secretary(q, &ids, today).await?;
    let owners = Owners::load(q, &all, today).await?;
    let seats = all.iter().filter(|org| led.contains(&org.id)).map(|org| org.seat);
    let seats: Vec<UnitId> = seats.collect();
    let readable = ctx.scope(Action::Read, Resource::PartyOrg);
    let seen = tree::within_scope(q, &seats, &readable, today).await?;
    let lacking = all.into_iter().map(|org| {
        let vacant = vacant.get(&org.id).copied();
        let mut gaps = gaps(org.kind, org.office.as_ref(), vacant, &org.has, today);
        gaps.retain(|gap| ctx.actor.user.is_none_or(|user| owners.of(&org, gap) == Some(user)));
        let is_led = led.contains(&org.id);
        let is_seen = !is_led || seen.contains(&org.seat);
        Lacking { is_led, is_seen, id: org.id, name: org.name, gaps }
    });
    let mut lacking: Vec<Lacking> = lacking.filter(|org| !org.gaps.is_empty()).collect();
    lacking.sort_by(|left, right| (&left.gaps, left.id).cmp(&(&right.gaps, right.id)));
    Ok(lacking)
}

/// Who is to see to what.
struct Owners {
    secretaries: HashMap<PartyOrgId, UserId>,
    affairs: HashMap<UnitId, UserId>,
}

impl Owners {
    async fn load(q: &mut impl Query, orgs: &[Equipped], day: Day) -> Result<Self, Refusal> {
        let seats: Vec<UnitId> = orgs.iter().map(|org| org.seat).collect();
        let affairs = owners::nearest(q, Role::PartyAffairs, &seats, day).await?;
        let ids: Vec<PartyOrgId> = orgs.iter().map(|org| org.id).collect();
        let held = tenures::secretaries(q, &ids, day).await?;
        let people: Vec<PersonId> = held.iter().map(|(_, person)| *person).collect();
        let accounts = owners::of_people(q, &people).await?;
        let mut secretaries = HashMap::new();
        for (org, person) in held {
            if let Some(account) = accounts.get(&person) {
                secretaries.entry(org).or_insert(*account);
            }
        }
        Ok(Self { secretaries, affairs })
    }

    fn of(&self, org: &Equipped, gap: &Gap) -> Option<UserId> {
        let secretary = match gap {
            Gap::Missing(_) => self.secretaries.get(&org.id),
            _ => None,
        };
        secretary.or_else(|| self.affairs.get(&org.seat)).copied()
    }
}
