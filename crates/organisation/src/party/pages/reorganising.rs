//! Merging or splitting Party organisations: asked, previewed, done.

use super::founding::{chosen_kind_at, kinds};
use super::{at_org, org_id};
use crate::pages::reorganising::{
    self, AskingPage, HeirLine, Outcome, Part, PreviewPage, assigned, part_field, revision_seen,
    seen, titled,
};
use crate::party::party_org::{PartyOrg, Version};
use crate::party::store::succession::{Heir, OrgSuccession};
use crate::party::use_cases::{orgs, succession};
use crate::use_cases::choosing::choose;
use axum::extract::Path;
use kernel::{Day, DayRange, PartyOrgId, UnitId};
use std::collections::HashMap;
use store::Refusal;
use web_kit::form::Typed;
use web_kit::{Answer, Form, Page, Web, answer};

pub(super) async fn form(web: Web, Path(id): Path<String>) -> Answer {
    let org = orgs::to_edit(&web, org_id(&id)?, web.as_of).await?;
    let form = Typed::default().with("from", web.as_of).with("seen", seen(org.id, org.revision));
    answer::page(&asking(&web, &org, form))
}

pub(super) async fn reorganise(Path(id): Path<String>, Form(web, mut typed): Form) -> Answer {
    let org = orgs::to_edit(&web, org_id(&id)?, web.as_of).await?;
    let outcome = outcome(&web, &org, &mut typed).await;
    let now = seen(org.id, org.revision);
    reorganising::answered(&web, outcome, typed, &now, |form| asking(&web, &org, form))
}

fn asking(web: &Web, org: &PartyOrg, form: Typed) -> AskingPage {
    let cancel = at_org(web, org.id, "");
    AskingPage {
        page: titled(web, &org.name, &cancel),
        form,
        kinds: kinds(web.lang),
        choose: "/party/choose",
        has_seat: true,
        action: at_org(web, org.id, "/reorganise"),
        cancel,
    }
}

async fn outcome(web: &Web, org: &PartyOrg, typed: &mut Typed) -> Result<Outcome, Refusal> {
    let mut plan = read(web, org, typed).await?;
    let page = titled(web, &org.name, &at_org(web, org.id, "/reorganise"));
    let parts = parts(web, &page, &plan, typed).await?;
    assign(&mut plan, &parts);
    if typed.is_confirmed() {
        let heirs = succession::succeed(web, &plan).await?;
        return Ok(Outcome::Done(at_org(web, heirs.first().copied().unwrap_or(org.id), "")));
    }
    succession::try_out(web, &plan).await?;
    let names = names(web, &plan).await?;
    let described = |new: &Version| (new.name.clone(), page.t(new.kind.key()));
    let (heirs, effects) =
        reorganising::told(&page, plan.day, &plan.predecessors, &plan.heirs, &names, described);
    Ok(Outcome::Asks(Box::new(PreviewPage {
        heirs,
        effects,
        form: reorganising::with_seen(std::mem::take(typed), &plan.predecessors),
        parts: parts.into_iter().map(|(part, _)| part).collect(),
        action: at_org(web, org.id, "/reorganise"),
        back: at_org(web, org.id, ""),
        page,
    })))
}

/// Gives each part to whom the form says.
fn assign(plan: &mut OrgSuccession, parts: &[(Part, Hangs)]) {
    for (part, hangs) in parts {
        match hangs {
            Hangs::Unit(unit) => drop(plan.units.insert(*unit, part.heir)),
            Hangs::Org(below) => drop(plan.orgs.insert(*below, part.heir)),
        }
    }
}

/// The plan that was typed, all that hangs on it still with the first successor.
async fn read(web: &Web, org: &PartyOrg, typed: &mut Typed) -> Result<OrgSuccession, Refusal> {
    let Some(day) = typed.day("from") else { return Err(Refusal::Invalid(Vec::new())) };
    let mut predecessors = vec![(org.id, revision_seen(typed, org.id, org.revision))];
    for (field, name) in reorganising::others(typed) {
        let other = orgs::choose(web, &name, day, &field).await?;
        let other = orgs::to_edit(web, other, day).await?;
        predecessors.push((other.id, revision_seen(typed, other.id, other.revision)));
    }
    let mut heirs = Vec::new();
    for line in reorganising::heirs(typed) {
        heirs.push(heir(web, org, typed, &line, day).await?);
    }
    if typed.is_refused() {
        return Err(Refusal::Invalid(Vec::new()));
    }
    let (units, orgs) = (HashMap::new(), HashMap::new());
    let document = typed.optional("document");
    Ok(OrgSuccession { day, document, predecessors, heirs, units, orgs })
}

/// One that is there under this name, or else a new one beside the one that ends.
async fn heir(
    web: &Web,
    org: &PartyOrg,
    typed: &mut Typed,
    line: &HeirLine,
    day: Day,
) -> Result<Heir<PartyOrgId, Version>, Refusal> {
    match orgs::choose(web, &line.name, day, &line.field).await {
        Ok(id) => return Ok(Heir::Known(id)),
        Err(Refusal::Invalid(problems)) if problems[0].code == "party-org-unknown" => {}
        Err(refusal) => return Err(refusal),
    }
    let kind = chosen_kind_at(typed, &line.kind_field);
    let seat = match typed.optional(&line.seat_field) {
        Some(text) => choose(web, &text, day, &line.seat_field).await?,
        None => org.seat,
    };
    Ok(Heir::New(Version {
        name: line.name.clone(),
        kind: kind.unwrap_or(org.kind),
        superior: org.superior,
        seat,
        valid: DayRange::since(day),
    }))
}

/// What hangs on an organisation that ends.
enum Hangs {
    Unit(UnitId),
    Org(PartyOrgId),
}

/// Everything that hangs on those that end, and who takes it: as was decided, else the organisation itself
/// where it goes on, else the first.
async fn parts(
    web: &Web,
    page: &Page,
    plan: &OrgSuccession,
    typed: &Typed,
) -> Result<Vec<(Part, Hangs)>, Refusal> {
    let mut parts = Vec::new();
    for (id, _) in &plan.predecessors {
        let own = plan.heirs.iter().position(|heir| *heir == Heir::Known(*id)).unwrap_or_default();
        let part = |field: String, label, note| {
            let heir = assigned(typed, &field).filter(|heir| *heir < plan.heirs.len());
            Part { heir: heir.unwrap_or(own), field, label, note }
        };
        for node in orgs::children(web, *id, plan.day).await? {
            let (below, kind) = (node.org.id, page.t(node.org.kind.key()));
            let part = part(part_field("org", below), node.org.name, kind);
            parts.push((part, Hangs::Org(below)));
        }
        for one in orgs::answered(web, *id, plan.day).await? {
            let (unit, note) = (one.link.unit, page.t("reorganise-answers"));
            parts.push((part(part_field("unit", unit), one.unit, note), Hangs::Unit(unit)));
        }
    }
    Ok(parts)
}

/// The names of all that are there already.
async fn names(web: &Web, plan: &OrgSuccession) -> Result<HashMap<PartyOrgId, String>, Refusal> {
    let ids = reorganising::concerned(&plan.predecessors, &plan.heirs);
    orgs::names(web, &ids, plan.day).await
}
