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
    for (place, name, worth) in &new {
        let was = old.iter().find(|(known, ..)| known == place).map(|(_, _, worth)| worth.clone());
        let was = was.unwrap_or_default();
        if was != *worth {
            found.push(changed((before, after), place, name, was, worth.clone()));
        }
    }
    for (place, name, worth) in old {
        if !new.iter().any(|(known, ..)| *known == place) {
            found.push(changed((before, after), &place, &name, worth, Worth::default()));
        }
    }
    Ok(found)
}

/// A part of the year, counted from the last one back, and a line of its rule.
type Place = (usize, String);

fn changed(
    (one, other): (&Computed, &Computed),
    (part, id): &Place,
    name: &str,
    before: Worth,
    after: Worth,
) -> Changed {
    let (one, other) = (one.parts().rev().nth(*part), other.parts().rev().nth(*part));
    let input = |of: Option<&Computed>, entry: &str| of?.inputs.entry.get(entry).cloned();
    let lines = one.into_iter().chain(other).flat_map(|it| it.plan.kind().lines());
    let mut entries: Vec<String> = lines
        .filter(|line| line.id == *id)
        .flat_map(|line| line.rule.inputs(&line.id))
        .filter(|entry| input(one, entry) != input(other, entry))
        .map(str::to_owned)
        .collect();
    entries.sort_unstable();
    entries.dedup();
    Changed { id: id.clone(), name: name.to_owned(), before, after, entries }
}

/// Each line of each part with its name and worth. Parts before the last name their kind too.
fn worths(of: &Computed) -> Result<Vec<(Place, String, Worth)>, Problem> {
    let mut found = Vec::new();
    for (at, part) in of.parts().rev().enumerate() {
        let (trace, kind) = (part.trace()?, part.plan.kind());
        found.extend(kind.lines().into_iter().map(|line| {
            let valued = trace.worth(&part.plan, &line.id);
            let worth = valued.map_or_else(Worth::default, |valued| Worth {
                score: valued.worth.score().map(scoring::Exact::plain),
                status: valued.status,
            });
            let name = match at {
                0 => line.name.clone(),
                _ => format!("{} · {}", kind.name, line.name),
            };
            ((at, line.id.clone()), name, worth)
        }));
    }
    Ok(found)
}
