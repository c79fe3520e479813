//! Merging or splitting units: asked, previewed, done.

use super::founding::{chosen_kind_at, kinds};
use super::reorganising::{
    self, AskingPage, HeirLine, Outcome, Part, PreviewPage, assigned, part_field, revision_seen,
    seen, titled,
};
use super::{at_unit, unit_id};
use crate::party::store::succession::{Heir, UnitSuccession};
use crate::party::use_cases::succession;
use crate::use_cases::choosing::choose;
use crate::use_cases::units;
use axum::extract::Path;
use directory::founding::NewUnit;
use directory::{Parent, Unit, tree};
use kernel::{Day, DayRange, Problem, UnitId};
use std::collections::HashMap;
use store::Refusal;
use web_kit::form::Typed;
use web_kit::{Answer, Form, Page, Web, answer};

pub(super) async fn form(web: Web, Path(id): Path<String>) -> Answer {
    let unit = units::to_edit(&web, unit_id(&id)?, web.as_of).await?;
    let form = Typed::default().with("from", web.as_of).with("seen", seen(unit.id, unit.revision));
    answer::page(&asking(&web, &unit, form))
}

pub(super) async fn reorganise(Path(id): Path<String>, Form(web, mut typed): Form) -> Answer {
    let unit = units::to_edit(&web, unit_id(&id)?, web.as_of).await?;
    let outcome = outcome(&web, &unit, &mut typed).await;
    let now = seen(unit.id, unit.revision);
    reorganising::answered(&web, outcome, typed, &now, |form| asking(&web, &unit, form))
}

fn asking(web: &Web, unit: &Unit, form: Typed) -> AskingPage {
    let cancel = at_unit(web, unit.id, "");
    AskingPage {
        page: titled(web, &unit.name, &cancel),
        form,
        kinds: kinds(web.lang),
        choose: "/units/choose",
        has_seat: false,
        action: at_unit(web, unit.id, "/reorganise"),
        cancel,
    }
}

async fn outcome(web: &Web, unit: &Unit, typed: &mut Typed) -> Result<Outcome, Refusal> {
    let mut plan = read(web, unit, typed).await?;
    let page = titled(web, &unit.name, &at_unit(web, unit.id, "/reorganise"));
    let parts = parts(web, &page, &plan, typed).await?;
    plan.units = parts.iter().map(|(part, below)| (*below, part.heir)).collect();
    if typed.is_confirmed() {
        let heirs = succession::succeed_units(web, &plan).await?;
        return Ok(Outcome::Done(at_unit(web, heirs.first().copied().unwrap_or(unit.id), "")));
    }
    succession::try_out_units(web, &plan).await?;
    let names = names(web, &plan).await?;
    let described = |new: &NewUnit| (new.name.clone(), page.t(new.kind.key()));
    let (heirs, effects) =
        reorganising::told(&page, plan.day, &plan.predecessors, &plan.heirs, &names, described);
    Ok(Outcome::Asks(Box::new(PreviewPage {
        heirs,
        effects,
        form: reorganising::with_seen(std::mem::take(typed), &plan.predecessors),
        parts: parts.into_iter().map(|(part, _)| part).collect(),
        action: at_unit(web, unit.id, "/reorganise"),
        back: at_unit(web, unit.id, ""),
        page,
    })))
}

/// The plan that was typed, all that stands below still with the first successor.
async fn read(web: &Web, unit: &Unit, typed: &mut Typed) -> Result<UnitSuccession, Refusal> {
    let Some(day) = typed.day("from") else { return Err(Refusal::Invalid(Vec::new())) };
    let mut predecessors = vec![(unit.id, revision_seen(typed, unit.id, unit.revision))];
    for (field, name) in reorganising::others(typed) {
        let other = choose(web, &name, day, &field).await?;
        let other = units::to_edit(web, other, day).await?;
        predecessors.push((other.id, revision_seen(typed, other.id, other.revision)));
    }
    let mut heirs = Vec::new();
    for line in reorganising::heirs(typed) {
        heirs.push(heir(web, unit, typed, &line, day).await?);
    }
    if typed.is_refused() {
        return Err(Refusal::Invalid(Vec::new()));
    }
    let document = typed.optional("document");
    Ok(UnitSuccession { day, document, predecessors, heirs, units: HashMap::new() })
}

/// One that is there under this name, or else a new one beside the one that ends.
async fn heir(
    web: &Web,
    unit: &Unit,
    typed: &mut Typed,
    line: &HeirLine,
    day: Day,
) -> Result<Heir<UnitId, NewUnit>, Refusal> {
    match choose(web, &line.name, day, &line.field).await {
        Ok(id) => return Ok(Heir::Known(id)),
        Err(Refusal::Invalid(problems)) if problems[0].code == "unit-unknown" => {}
        Err(refusal) => return Err(refusal),
    }
    let kind = chosen_kind_at(typed, &line.kind_field).unwrap_or(unit.kind);
    let root = || Refusal::from(Problem::new("reorganise-root").at(line.field.as_str()));
    let parent = Parent::Known(unit.parent.ok_or_else(root)?);
    Ok(Heir::New(NewUnit::new(line.name.clone(), kind, parent, DayRange::since(day))))
}

/// What stands below those that end, and who takes it: as was decided, else the unit itself where it goes
/// on, else the first.
async fn parts(
    web: &Web,
    page: &Page,
    plan: &UnitSuccession,
    typed: &Typed,
) -> Result<Vec<(Part, UnitId)>, Refusal> {
    let mut parts = Vec::new();
    for (id, _) in &plan.predecessors {
        let own = plan.heirs.iter().position(|heir| *heir == Heir::Known(*id)).unwrap_or_default();
        for node in tree::children(&mut web.read(), *id, plan.day, 0, i64::MAX).await? {
            let field = part_field("unit", node.unit.id);
            let heir = assigned(typed, &field).filter(|heir| *heir < plan.heirs.len());
            let (label, note) = (node.unit.name, page.t(node.unit.kind.key()));
            parts.push((Part { heir: heir.unwrap_or(own), field, label, note }, node.unit.id));
        }
    }
    Ok(parts)
}

/// The names of all that are there already.
async fn names(web: &Web, plan: &UnitSuccession) -> Result<HashMap<UnitId, String>, Refusal> {
    let ids = reorganising::concerned(&plan.predecessors, &plan.heirs);
    let units = tree::units_near(&mut web.read(), &ids, plan.day).await?;
    Ok(units.into_iter().map(|(id, unit)| (id, unit.name)).collect())
}
