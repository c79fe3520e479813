//! Looking at the tree and at one unit, as of a day, within what the reader may see.

use directory::remarks::{self, Note};
use directory::search::{self, Found};
use directory::tree::{self, Listing};
use directory::{Node, Step, Unit, Version, withheld};
use kernel::{Action, Day, Resource, UnitId};
use std::collections::{HashMap, HashSet};
use store::{Ctx, Query, Refusal};

/// Children shown below one unit of the tree; the unit's page has them all.
pub const SHOWN: i64 = 200;

/// A line of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A unit whose children are not shown.
    Folded(Node),
    /// A unit whose children follow, until the matching [`Line::End`].
    Open(Node),
    /// A unit that no longer exists on the day.
    Closed(Unit),
    /// There are more children than are shown; the unit's page lists them.
    More(UnitId),
    End,
}

/// What of a tree is to be seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// Units whose children are shown.
    pub open: HashSet<UnitId>,
    /// Whether units that are closed by the day are shown where they stood.
    pub with_closed: bool,
}

/// The reader's tree: its tops, and below each open unit its children.
pub async fn lines(ctx: &Ctx, day: Day, view: &View) -> Result<Vec<Line>, Refusal> {
    let q = &mut ctx.read();
    let scope = ctx.scope(Action::Read, Resource::Unit);
    let tops = tree::tops(q, &scope, day).await?;
    let mut view = view.clone();
    // A single top is opened: a tree of one line tells nothing.
    if let [top] = &tops[..] {
        view.open.insert(top.unit.id);
    }
    let mut lines = Vec::new();
    // What is still to be written, the next at the end; children go onto it when their unit is met.
    let mut waiting: Vec<Line> = tops.into_iter().rev().map(Line::Folded).collect();
    while let Some(line) = waiting.pop() {
        match line {
            Line::Folded(node) if view.open.contains(&node.unit.id) => {
                waiting.push(Line::End);
                let below = below(q, node.unit.id, day, view.with_closed).await?;
                waiting.extend(below.into_iter().rev());
                lines.push(Line::Open(node));
            }
            line => lines.push(line),
        }
    }
    Ok(lines)
}

/// Where the reader's tree begins, each unit with the way to it.
pub async fn tops(ctx: &Ctx, day: Day) -> Result<(Vec<Node>, HashMap<UnitId, Vec<Step>>), Refusal> {
    let q = &mut ctx.read();
    let tops = tree::tops(q, &ctx.scope(Action::Read, Resource::Unit), day).await?;
    let ids: Vec<UnitId> = tops.iter().map(|node| node.unit.id).collect();
    let paths = tree::paths(q, &ids, day).await?;
    Ok((tops, paths))
}

/// The lines directly below a unit.
pub async fn children(
    ctx: &Ctx,
    id: UnitId,
    day: Day,
    with_closed: bool,
) -> Result<Vec<Line>, Refusal> {
    let q = &mut ctx.read();
    may_read(ctx, q, id, day).await?;
    below(q, id, day, with_closed).await
}

async fn below(
    q: &mut impl Query,
    id: UnitId,
    day: Day,
    with_closed: bool,
) -> Result<Vec<Line>, Refusal> {
    let mut nodes = tree::children(q, id, day, 0, SHOWN + 1).await?;
    let more = nodes.len() as i64 > SHOWN;
    nodes.truncate(SHOWN as usize);
    let mut lines: Vec<Line> = nodes.into_iter().map(Line::Folded).collect();
    lines.extend(more.then_some(Line::More(id)));
    if with_closed {
        lines.extend(tree::closed_children(q, id, day).await?.into_iter().map(Line::Closed));
    }
    Ok(lines)
}

/// Units of the reader's scope by name, alias or code, each with the way to it.
pub async fn search(
    ctx: &Ctx,
    text: &str,
    day: Day,
    limit: i64,
) -> Result<(Found, HashMap<UnitId, Vec<Step>>), Refusal> {
    let q = &mut ctx.read();
    let scope = ctx.scope(Action::Read, Resource::Unit);
    let found = search::units(q, &scope, text, day, limit).await?;
    let ids: Vec<UnitId> = found.units.iter().map(|unit| unit.id).collect();
    let paths = tree::paths(q, &ids, day).await?;
    Ok((found, paths))
}

/// Who sees a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Publicity {
    Public,
    Withheld,
    /// With a unit above it.
    WithheldAbove,
}

impl Publicity {
    pub fn is_public(self) -> bool {
        self == Self::Public
    }

    /// Whether it is the unit's own, to be changed on its page.
    pub fn is_own(self) -> bool {
        self != Self::WithheldAbove
    }
}

/// Everything about one unit as of a day.
#[derive(Clone, Debug)]
pub struct Portrait {
    pub unit: Unit,
    /// Whether it exists on the day; else the unit is as it was last, or at first.
    pub exists: bool,
    pub path: Vec<Step>,
    /// Those of the units above that the reader may visit.
    pub above: Vec<Step>,
    pub history: Vec<Version>,
    /// Names of the units above, for the history.
    pub parents: HashMap<UnitId, String>,
    pub aliases: Vec<String>,
    pub notes: Vec<Note>,
    pub publicity: Publicity,
    pub may_change: bool,
    /// Whether the actor may withhold it or make it public again.
    pub may_withhold: bool,
    pub may_found: bool,
    /// Whether the actor may see its readings, to which the page then leads.
    pub may_track: bool,
}

/// One unit with its history.
pub async fn portrait(ctx: &Ctx, id: UnitId, day: Day) -> Result<Portrait, Refusal> {
    let q = &mut ctx.read();
    let path_ids = may_read(ctx, q, id, day).await?;
    let unit = tree::unit_near(q, id, day).await?.ok_or(Refusal::NotFound)?;
    let exists = unit.valid.contains(day);
    let near = nearest(&unit, day);
    let path = tree::path(q, id, near).await?;
    let ids: Vec<UnitId> = path.iter().map(|step| step.id).filter(|step| *step != id).collect();
    let scope = ctx.scope(Action::Read, Resource::Unit);
    let seen = tree::within_scope(q, &ids, &scope, near).await?;
    let above = path.iter().filter(|step| seen.contains(&step.id)).cloned().collect();
    let history = tree::versions(q, id).await?;
    let mut parents = HashMap::new();
    for version in &history {
        let Some(parent) = version.parent.filter(|id| ctx.withheld.shows(*id)) else { continue };
        if let Some(parent) = tree::unit_on(q, parent, version.valid.from).await? {
            parents.insert(parent.id, parent.name);
        }
    }
    Ok(Portrait {
        exists,
        path,
        above,
        history,
        parents,
        aliases: remarks::aliases(q, id).await?,
        notes: remarks::notes(q, id).await?,
        may_change: exists && ctx.can(Action::Change, Resource::Unit, &path_ids),
        publicity: match withheld::is_withheld(q, id).await? {
            true => Publicity::Withheld,
            false if ctx.withheld.has(id) => Publicity::WithheldAbove,
            false => Publicity::Public,
        },
        may_withhold: unit.parent.is_some()
            && ctx.can(Action::Change, Resource::WithheldUnit, &path_ids),
        may_found: exists && ctx.can(Action::Create, Resource::Unit, &path_ids),
        may_track: ctx.can(Action::Read, Resource::Reading, &path_ids),
        unit,
    })
}

/// The day itself if the version holds then, else its day next to it.
fn nearest(unit: &Unit, day: Day) -> Day {
    day.max(unit.valid.from).min(unit.valid.until.plus_days(-1))
}

/// A page of what stands below a unit, each with the way to it, and how many there are in all.
pub async fn list(
    ctx: &Ctx,
    listing: &Listing<'_>,
) -> Result<(Vec<Node>, HashMap<UnitId, Vec<Step>>, i64), Refusal> {
    let q = &mut ctx.read();
    may_read(ctx, q, listing.above, listing.day).await?;
    let (nodes, total) = tree::list(q, listing).await?;
    let ids: Vec<UnitId> = nodes.iter().map(|node| node.unit.id).collect();
    let paths = tree::paths(q, &ids, listing.day).await?;
    Ok((nodes, paths, total))
}

/// The path that policy decided by, if the reader may see the unit.
pub(super) async fn may_read(
    ctx: &Ctx,
    q: &mut impl Query,
    id: UnitId,
    day: Day,
) -> Result<Vec<UnitId>, Refusal> {
    tree::allowed(ctx, q, (Action::Read, Resource::Unit), id, day).await
}
