//! Elections and working conditions: recorded, and what is missing of them.

use super::{may_change, may_read};
use crate::party::office::{Condition, Gap, Office, gaps, years};
use crate::party::store::office;
use kernel::{Action, Day, PartyOrgId, Resource};
use serde_json::json;
use store::{Ctx, Refusal};

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
    let gaps = gaps(org.kind, office.as_ref(), &has, day);
    Ok(Equipment { elects: years(org.kind).is_some(), office, has, gaps })
}

/// An organisation that lacks something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lacking {
    pub id: PartyOrgId,
    pub name: String,
    pub gaps: Vec<Gap>,
}

/// The organisations that lack something today, of those that the actor looks after: the most pressing
/// first.
pub async fn lacking(ctx: &Ctx) -> Result<Vec<Lacking>, Refusal> {
    let scope = ctx.scope(Action::Change, Resource::PartyOrg);
    if scope.is_nothing() {
        return Ok(Vec::new());
    }
    let today = ctx.now.today;
    let all = office::equipped(&mut ctx.read(), &scope, today).await?;
    let lacking = all.into_iter().map(|org| Lacking {
        gaps: gaps(org.kind, org.office.as_ref(), &org.has, today),
        id: org.id,
        name: org.name,
    });
    let mut lacking: Vec<Lacking> = lacking.filter(|org| !org.gaps.is_empty()).collect();
    lacking.sort_by(|left, right| (&left.gaps, left.id).cmp(&(&right.gaps, right.id)));
    Ok(lacking)
}
