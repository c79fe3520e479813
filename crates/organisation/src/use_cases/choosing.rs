//! Which unit a person means who types a name, a code or a path.

use directory::recognition::{Index, Meaning};
use directory::{Step, tree};
use kernel::{Action, Day, Problem, Resource, UnitId};
use store::{Ctx, Query, Refusal};

/// A path as it is shown and read back.
pub fn written(path: &[Step]) -> String {
    path.iter().map(|step| step.name.as_str()).collect::<Vec<_>>().join(" / ")
}

/// The one unit that the text means on the day, among those the actor may see.
///
/// # Errors
/// `unit-unknown`, or `unit-several` with the ways to the first few of its bearers, at `field`.
pub async fn choose(ctx: &Ctx, text: &str, day: Day, field: &str) -> Result<UnitId, Refusal> {
    let q = &mut ctx.read();
    let meant = match Index::load(q, day).await?.meaning(text) {
        Meaning::One(id) => vec![id],
        Meaning::Several(ids) => ids,
        Meaning::Unknown => Vec::new(),
    };
    let scope = ctx.scope(Action::Read, Resource::Unit);
    match tree::within_scope(q, &meant, &scope, day).await?[..] {
        [] => Err(Problem::new("unit-unknown").arg("text", text).arg("day", day).at(field).into()),
        [id] => Ok(id),
        ref several => Err(ambiguous(q, text, several, day).await?.at(field).into()),
    }
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

async fn ambiguous(
    q: &mut impl Query,
    text: &str,
    ids: &[UnitId],
    day: Day,
) -> Result<Problem, Refusal> {
    let first = &ids[..ids.len().min(3)];
    let paths = tree::paths(q, first, day).await?;
    let mut ways: Vec<String> = paths.values().map(|path| written(path)).collect();
    ways.sort_unstable();
    Ok(Problem::new("unit-several")
        .arg("text", text)
        .arg("n", ids.len())
        .arg("ways", ways.join("; ")))
}
