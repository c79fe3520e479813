//! What differs between two sheets of a unit: exactly the lines that are worth something else now, and the
//! inputs that made them so.

use super::computed::Computed;
use kernel::Problem;
use scoring::scheme::Status;

/// A line that is worth something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    pub id: String,
    pub name: String,
    pub before: Worth,
    pub after: Worth,
    /// The names of the inputs that differ.
    pub entries: Vec<String>,
}

/// What a line is worth in its own points, or why it has none; nothing where the rule has no such line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Worth {
    pub score: Option<String>,
    pub status: Option<Status>,
}

/// The lines that differ, in the order of the later rule; lines that only the earlier one has come last.
///
/// # Errors
/// Those of [`Computed::trace`].
pub fn changes(before: &Computed, after: &Computed) -> Result<Vec<Changed>, Problem> {
    let (old, new) = (worths(before)?, worths(after)?);
    let mut found = Vec::new();
    for (id, name, worth) in &new {
        let was = old.iter().find(|(known, ..)| known == id).map(|(_, _, worth)| worth.clone());
        let was = was.unwrap_or_default();
        if was != *worth {
            found.push(changed(before, after, (id, name), was, worth.clone()));
        }
    }
    for (id, name, worth) in old {
        if !new.iter().any(|(known, ..)| *known == id) {
            found.push(changed(before, after, (&id, &name), worth, Worth::default()));
        }
    }
    Ok(found)
}

fn changed(
    one: &Computed,
    other: &Computed,
    (id, name): (&str, &str),
    before: Worth,
    after: Worth,
) -> Changed {
    let lines = one.plan.kind().lines().into_iter().chain(other.plan.kind().lines());
    let mut entries: Vec<String> = lines
        .filter(|line| line.id == id)
        .flat_map(|line| line.rule.inputs(&line.id))
        .filter(|entry| one.inputs.entry.get(*entry) != other.inputs.entry.get(*entry))
        .map(str::to_owned)
        .collect();
    entries.sort_unstable();
    entries.dedup();
    Changed { id: id.to_owned(), name: name.to_owned(), before, after, entries }
}

/// Each line with its id, name and worth.
fn worths(of: &Computed) -> Result<Vec<(String, String, Worth)>, Problem> {
    let trace = of.trace()?;
    let lines = of.plan.kind().lines().into_iter().map(|line| {
        let valued = trace.worth(&of.plan, &line.id);
        let worth = valued.map_or_else(Worth::default, |valued| Worth {
            score: valued.worth.score().map(scoring::Exact::plain),
            status: valued.status,
        });
        (line.id.clone(), line.name.clone(), worth)
    });
    Ok(lines.collect())
}
