//! Which unit a person means who types a name, a code or a path.

use crate::people::store::rolled::lives;
use directory::recognition::{self, Index, Meaning, chosen};
use directory::tree;
use kernel::{Action, Day, DayRange, Problem, Resource, Scope, UnitId};
use std::collections::{HashMap, HashSet};
use store::{Ctx, Query, Refusal};

pub use directory::recognition::written;

/// The one unit that the text means on the day, among those the actor may see.
///
/// # Errors
/// As [`chosen`], at `field`.
pub async fn choose(ctx: &Ctx, text: &str, day: Day, field: &str) -> Result<UnitId, Refusal> {
    let scope = ctx.scope(Action::Read, Resource::Unit);
    chosen(&mut ctx.read(), &scope, text, day, field).await
}

/// The one unit to stand above another on a day. One that is known today and was founded later is named
/// with its founding day: most likely the day is mistyped, not the name.
///
/// # Errors
/// As [`choose`]; `unit-older-than-parent` at `from`.
pub async fn choose_parent(
    ctx: &Ctx,
    name: &str,
    text: &str,
    from: Day,
) -> Result<UnitId, Refusal> {
    let refusal = match choose(ctx, text, from, "parent").await {
        Err(Refusal::Invalid(problems)) if problems[0].code == "unit-unknown" => problems,
        other => return other,
    };
    let parent = match choose(ctx, text, ctx.now.today, "parent").await {
        Ok(parent) => parent,
        Err(Refusal::Invalid(_)) => return Err(Refusal::Invalid(refusal)),
        Err(other) => return Err(other),
    };
    let versions = tree::versions(&mut ctx.read(), parent).await?;
    let founded = versions.iter().map(|version| version.valid.from).min();
    let Some(founded) = founded.filter(|founded| *founded > from) else {
        return Err(Refusal::Invalid(refusal));
    };
    let problem = Problem::new("unit-older-than-parent").arg("name", name).arg("parent", text);
    Err(problem.arg("day", founded).at("from").into())
}

/// A unit that is meant, with all its days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub id: UnitId,
    pub name: String,
    pub life: DayRange,
    /// Whether it stands where the actor may do what it is meant for.
    pub is_allowed: bool,
}

impl Place {
    /// Whether something may begin there on a day.
    ///
    /// # Errors
    /// `employment-beyond-unit`.
    pub fn check(&self, from: Day) -> Result<(), Problem> {
        if self.life.contains(from) {
            return Ok(());
        }
        Err(Problem::new("employment-beyond-unit")
            .arg("unit", &self.name)
            .arg("from", self.life.from)
            .arg("last", self.life.until.plus_days(-1)))
    }
}

/// The unit that each of these texts means on the day, among those the actor may see, and whether it
/// stands within the scope.
pub async fn places<'a>(
    ctx: &Ctx,
    q: &mut impl Query,
    texts: impl Iterator<Item = &'a str> + Send,
    scope: &Scope,
    day: Day,
) -> Result<HashMap<String, Result<Place, Problem>>, Refusal> {
    let texts: HashSet<&str> = texts.collect();
    if texts.is_empty() {
        return Ok(HashMap::new());
    }
    let index = Index::load(q, day).await?;
    let meant = texts.into_iter().map(|text| match index.meaning(text) {
        Meaning::One(id) => (text, vec![id]),
        Meaning::Several(ids) => (text, ids),
        Meaning::Unknown => (text, Vec::new()),
    });
    let meant: Vec<(&str, Vec<UnitId>)> = meant.collect();
    let all: Vec<UnitId> = meant.iter().flat_map(|(_, ids)| ids).copied().collect();
    let visible = ctx.scope(Action::Read, Resource::Unit);
    let visible: HashSet<UnitId> =
        tree::within_scope(q, &all, &visible, day).await?.into_iter().collect();
    let allowed: HashSet<UnitId> =
        tree::within_scope(q, &all, scope, day).await?.into_iter().collect();
    let lives = lives(q, &all).await?;
    let seen = |(text, mut ids): (&'a str, Vec<UnitId>)| {
        ids.retain(|id| visible.contains(id));
        (text, ids)
    };
    let meant: Vec<(&str, Vec<UnitId>)> = meant.into_iter().map(seen).collect();
    let several = meant.iter().filter(|(_, ids)| ids.len() > 1);
    let told: Vec<UnitId> = several.flat_map(|(_, ids)| recognition::first(ids)).copied().collect();
    let ways = tree::paths(q, &told, day).await?;
    let mut places = HashMap::new();
    for (text, ids) in meant {
        let place = match ids[..] {
            [id] => lives.get(&id).map(|(name, life)| Place {
                id,
                name: name.clone(),
                life: *life,
                is_allowed: allowed.contains(&id),
            }),
            [] => None,
            ref several => {
                places.insert(text.to_owned(), Err(recognition::several(text, several, &ways)));
                continue;
            }
        };
        let unknown = || Problem::new("unit-unknown").arg("text", text).arg("day", day);
        places.insert(text.to_owned(), place.ok_or_else(unknown));
    }
    Ok(places)
}
