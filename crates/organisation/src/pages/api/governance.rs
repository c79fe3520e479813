//! Governing bodies, who holds which post, and major matters on their way.

use super::{days, first_day, last_day};
use crate::governance::catalogue::{Catalogue, Name};
use crate::governance::matter::Stage;
use crate::governance::overlap::Overlap;
use crate::governance::store::bodies::Body;
use crate::governance::store::matters::{self as matters_store, Matter, Order};
use crate::governance::tenure::{Direction, Seat, Tenure, Terms};
use crate::governance::use_cases::checks::Found;
use crate::governance::use_cases::{bodies, catalogue, checks, matters, tenures};
use axum::extract::Path;
use directory::people::Person;
use kernel::{Action, BodyId, MatterKindId, PartyOrgId, PersonId, PostId, Problem, UnitId};
use serde::{Deserialize, Serialize};
use store::Refusal;
use utoipa::ToSchema;
use web_kit::api::{self, List, Sent, Slice};
use web_kit::form::Typed;
use web_kit::{Answer, Web};

/// What the checks find about a unit that has a governing body on the day.
#[derive(Serialize, ToSchema)]
pub(super) struct GovernanceLine {
    unit: i64,
    name: String,
    /// The highest Party organisation that has its seat there.
    party_org: Option<i64>,
    /// Whether secretary and chairman are one person: `as-fits`, `same`, `several`, `vacant`, `excepted`,
    /// `expired` or `needed`.
    one_person: &'static str,
    /// Persons of the Party committee on board or management.
    to_governance: Vec<i64>,
    /// Persons of board or management on the Party committee.
    to_party: Vec<i64>,
    /// Entries whose basis is still missing: the tenures.
    pending: Vec<i64>,
    board: OverlapAnswer,
    management: OverlapAnswer,
}

/// How far a decision body and the Party committee are the same persons. An empty body has nothing to
/// compare: all three lists are empty then.
#[derive(Serialize, ToSchema)]
#[schema(as = Overlap)]
struct OverlapAnswer {
    /// The persons of the body: the denominator.
    body: Vec<i64>,
    /// Those of them who also sit in the Party organisation: the numerator.
    both: Vec<i64>,
    /// Outside directors among the persons of the body.
    outside: Vec<i64>,
}

fn ids<'a>(people: impl IntoIterator<Item = &'a PersonId>) -> Vec<i64> {
    people.into_iter().map(|person| person.0).collect()
}

impl From<&Overlap> for OverlapAnswer {
    fn from(overlap: &Overlap) -> Self {
        let Overlap { body, both, outside } = overlap;
        Self { body: ids(body), both: ids(both), outside: ids(outside) }
    }
}

impl From<&Found> for GovernanceLine {
    fn from(found: &Found) -> Self {
        Self {
            unit: found.facts.unit.0,
            name: found.facts.name.clone(),
            party_org: found.facts.org.map(|(_, org)| org.0),
            one_person: found.one_person.name(),
            to_governance: ids(&found.entries.to_governance),
            to_party: ids(&found.entries.to_party),
            pending: found.entries.pending.iter().map(|(tenure, ..)| tenure.0).collect(),
            board: (&found.board).into(),
            management: (&found.management).into(),
        }
    }
}

/// The checks of every unit of one's part that has a governing body on the day, by the unit's id.
#[utoipa::path(get, path = "/api/v1/governance", tag = "organisation", params(Slice),
    responses((status = 200, body = List<GovernanceLine>)))]
pub(super) async fn list_governance(web: Web) -> Answer {
    let slice = Slice::of(&web)?;
    let all = checks::matrix(&web, Action::Read, slice.as_of).await?;
    let text = directory::name::normal(&slice.q);
    let fits = |one: &&Found| directory::name::normal(&one.facts.name).contains(&text);
    let found: Vec<&Found> = all.iter().filter(fits).collect();
    let total = found.len() as i64;
    let items = slice.cut(found).into_iter().map(GovernanceLine::from).collect();
    api::json(&List { items, total })
}

/// A governing body of a unit.
#[derive(Serialize, ToSchema)]
#[schema(as = Body)]
pub(super) struct BodyAnswer {
    id: i64,
    unit: i64,
    name: String,
    kind: i64,
    kind_name: String,
    #[schema(format = Date)]
    from: Option<String>,
    #[schema(format = Date)]
    last: Option<String>,
    revision: i64,
}

impl BodyAnswer {
    fn new(web: &Web, body: Body, kind: Option<&Name>) -> Self {
        Self {
            id: body.id.0,
            unit: body.unit.0,
            name: body.name,
            kind: body.kind.0,
            kind_name: said(web, kind),
            from: first_day(body.valid.from),
            last: last_day(body.valid),
            revision: body.revision,
        }
    }
}

fn said(web: &Web, name: Option<&Name>) -> String {
    name.map(|name| name.said(web.lang).to_owned()).unwrap_or_default()
}

/// Every governing body that a unit has or had.
#[utoipa::path(get, path = "/api/v1/bodies", tag = "organisation",
    params(("unit" = i64, Query, description = "Whose bodies."),
        ("as_of" = Option<String>, Query, format = Date)),
    responses((status = 200, body = List<BodyAnswer>)))]
pub(super) async fn list_bodies(web: Web) -> Answer {
    let unit: UnitId = required(&web, "unit")?;
    let portrait = checks::portrait(&web, unit, web.as_of).await?;
    let kind = |body: &Body| portrait.catalogue.kind(body.kind).map(|kind| &kind.name);
    let items = portrait.bodies.iter().map(|body| BodyAnswer::new(&web, body.clone(), kind(body)));
    let items: Vec<BodyAnswer> = items.collect();
    let total = items.len() as i64;
    api::json(&List { items, total })
}

fn required<T: std::str::FromStr>(web: &Web, name: &'static str) -> Result<T, Problem> {
    api::parameter(web, name)?.ok_or_else(|| Problem::new("field-required").at(name))
}

/// One governing body.
#[utoipa::path(get, path = "/api/v1/bodies/{id}", tag = "organisation", params(("id" = i64, Path)),
    responses((status = 200, body = BodyAnswer)))]
pub(super) async fn show_body(web: Web, Path(id): Path<String>) -> Answer {
    let id = id.parse().map_err(|_| Refusal::NotFound)?;
    let (body, _, kind) = bodies::find(&web, id).await?;
    api::json(&BodyAnswer::new(&web, body, Some(&kind.name)))
}

/// Somebody in a post for some days.
#[derive(Serialize, ToSchema)]
#[schema(as = Tenure)]
pub(super) struct TenureAnswer {
    id: i64,
    person: i64,
    person_name: String,
    staff_number: Option<String>,
    /// Where the post stands: in a Party organisation or in a governing body.
    org: Option<i64>,
    body: Option<i64>,
    post: i64,
    post_name: String,
    #[schema(format = Date)]
    from: Option<String>,
    #[schema(format = Date)]
    last: Option<String>,
    /// In which direction the holder entered: `none`, `to-governance` or `to-party`.
    direction: &'static str,
    /// The procedure or rule by which it came about.
    basis: Option<String>,
    /// The number of the document.
    document: Option<String>,
    revision: i64,
}

impl TenureAnswer {
    fn new(web: &Web, catalogue: &Catalogue, tenure: Tenure, person: Person) -> Self {
        let terms = tenure.terms;
        let (org, body) = match terms.seat {
            Seat::Org(org) => (Some(org.0), None),
            Seat::Body(body) => (None, Some(body.0)),
        };
        let post = catalogue.posts.iter().find(|post| post.id == terms.post);
        Self {
            id: tenure.id.0,
            person: person.id.0,
            person_name: person.name,
            staff_number: person.staff_number,
            org,
            body,
            post: terms.post.0,
            post_name: said(web, post.map(|post| &post.name)),
            from: first_day(terms.valid.from),
            last: last_day(terms.valid),
            direction: terms.direction.name(),
            basis: terms.basis,
            document: terms.document,
            revision: tenure.revision,
        }
    }
}

/// The place that a request names: one of the two.
fn seat(org: Option<i64>, body: Option<i64>) -> Result<Seat, Problem> {
    match (org, body) {
        (Some(org), None) => Ok(Seat::Org(PartyOrgId(org))),
        (None, Some(body)) => Ok(Seat::Body(BodyId(body))),
        _ => Err(Problem::new("api-org-or-body").at("org")),
    }
}

/// Who holds which post of a Party organisation or of a governing body on the day, the latest first.
#[utoipa::path(get, path = "/api/v1/tenures", tag = "organisation",
    params(Slice, ("org" = Option<i64>, Query, description = "The Party organisation; or `body`."),
        ("body" = Option<i64>, Query, description = "The governing body; or `org`."),
        ("all" = Option<bool>, Query, description = "`true` for every tenure that ever was.")),
    responses((status = 200, body = List<TenureAnswer>)))]
pub(super) async fn list_tenures(web: Web) -> Answer {
    let slice = Slice::of(&web)?;
    let seat = seat(api::parameter(&web, "org")?, api::parameter(&web, "body")?)?;
    let place = tenures::place(&web, seat, slice.as_of).await?;
    let mut all = tenures::history(&web, &place).await?;
    if !api::parameter(&web, "all")?.unwrap_or(false) {
        all.retain(|(tenure, _)| tenure.terms.valid.contains(slice.as_of));
    }
    let text = directory::name::normal(&slice.q);
    all.retain(|(_, person)| directory::name::normal(&person.name).contains(&text));
    let total = all.len() as i64;
    let (catalogue, _) = catalogue::look(&web).await?;
    let all = slice.cut(all).into_iter();
    let items = all.map(|(tenure, person)| TenureAnswer::new(&web, &catalogue, tenure, person));
    api::json(&List { items: items.collect::<Vec<_>>(), total })
}

/// Somebody who takes up a post.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewTenure {
    person: i64,
    /// The Party organisation; or `body`.
    org: Option<i64>,
    /// The governing body; or `org`.
    body: Option<i64>,
    post: i64,
    /// The first day.
    #[schema(format = Date)]
    from: String,
    /// The last one; left out while no end is known.
    #[schema(format = Date)]
    last: Option<String>,
    /// `none`, `to-governance` or `to-party`; left out means `none`.
    direction: Option<String>,
    basis: Option<String>,
    document: Option<String>,
}

/// Records that somebody takes up a post.
#[utoipa::path(post, path = "/api/v1/tenures", tag = "organisation", request_body = NewTenure,
    responses((status = 201, body = TenureAnswer)))]
pub(super) async fn open_tenure(Sent(web, new): Sent<NewTenure>) -> Answer {
    let terms = terms(new)?;
    let id = tenures::open(&web, terms, None).await?;
    let shown = tenures::find(&web, id).await?;
    let answer = TenureAnswer::new(&web, &shown.catalogue, shown.tenure, shown.person);
    api::created(&format!("/api/v1/tenures/{id}"), &answer)
}

/// One tenure.
#[utoipa::path(get, path = "/api/v1/tenures/{id}", tag = "organisation", params(("id" = i64, Path)),
    responses((status = 200, body = TenureAnswer)))]
pub(super) async fn show_tenure(web: Web, Path(id): Path<String>) -> Answer {
    let id = id.parse().map_err(|_| Refusal::NotFound)?;
    let shown = tenures::find(&web, id).await?;
    api::json(&TenureAnswer::new(&web, &shown.catalogue, shown.tenure, shown.person))
}

fn terms(new: NewTenure) -> Result<Terms, Refusal> {
    let seat = seat(new.org, new.body)?;
    let mut typed = Typed::default()
        .with("from", new.from)
        .with("last", new.last.unwrap_or_default())
        .with("basis", new.basis.unwrap_or_default())
        .with("document", new.document.unwrap_or_default());
    let direction = new.direction.as_deref().unwrap_or(Direction::None.name());
    let direction = Direction::from_name(direction)
        .ok_or_else(|| api::malformed("direction", direction).at("direction"))?;
    let valid = days(&mut typed)?;
    Ok(Terms {
        person: PersonId(new.person),
        seat,
        post: PostId(new.post),
        valid,
        direction,
        basis: typed.optional("basis"),
        document: typed.optional("document"),
        file: None,
    })
}

/// A major matter on its way from study to decision, as of the day.
#[derive(Serialize, ToSchema)]
pub(super) struct MajorMatter {
    id: i64,
    title: String,
    unit: i64,
    unit_name: String,
    kind: i64,
    kind_name: String,
    /// How far it is: `decided-before` (before it was studied), `decided-without` a study, `raised`,
    /// `studied` or `in-order`.
    stage: &'static str,
    #[schema(format = Date)]
    raised: String,
    /// The Party organisation that studied it.
    studied_by: Option<i64>,
    #[schema(format = Date)]
    studied: Option<String>,
    study_document: Option<String>,
    /// The governing body that decided it.
    decided_by: Option<i64>,
    #[schema(format = Date)]
    decided: Option<String>,
    decision_document: Option<String>,
}

impl MajorMatter {
    fn new(web: &Web, catalogue: &Catalogue, (matter, unit_name): (Matter, String)) -> Self {
        let stage = matter.stage(web.as_of).name();
        let kind = catalogue.matter(matter.raised.kind).map(|kind| &kind.name);
        let study = matter.study.filter(|step| step.day <= web.as_of);
        let decision = matter.decision.filter(|step| step.day <= web.as_of);
        Self {
            id: matter.id.0,
            unit: matter.raised.unit.0,
            unit_name,
            kind: matter.raised.kind.0,
            kind_name: said(web, kind),
            stage,
            raised: matter.raised.day.to_string(),
            studied_by: study.as_ref().map(|step| step.by.0),
            studied: study.as_ref().map(|step| step.day.to_string()),
            study_document: study.and_then(|step| step.document),
            decided_by: decision.as_ref().map(|step| step.by.0),
            decided: decision.as_ref().map(|step| step.day.to_string()),
            decision_document: decision.and_then(|step| step.document),
            title: matter.raised.title,
        }
    }
}

/// Major matters, those first that were decided before they were studied.
#[utoipa::path(get, path = "/api/v1/major-matters", tag = "organisation",
    params(Slice,
        ("stage" = Option<String>, Query,
            description = "Only this one: `decided-before`, `decided-without`, `raised`, `studied` or `in-order`."),
        ("kind" = Option<i64>, Query, description = "Only matters of this kind.")),
    responses((status = 200, body = List<MajorMatter>)))]
pub(super) async fn list_major_matters(web: Web) -> Answer {
    let slice = Slice::of(&web)?;
    let stage = web.query("stage");
    let stage =
        stage.map(|name| Stage::from_name(&name).ok_or_else(|| api::malformed("stage", name)));
    let kind: Option<MatterKindId> = api::parameter(&web, "kind")?;
    let listing = matters_store::Listing {
        day: slice.as_of,
        text: &slice.q,
        stage: stage.transpose()?,
        kinds: kind.as_ref().map(std::slice::from_ref),
        order: Order::Attention,
        descending: false,
        limit: slice.limit,
        offset: slice.offset,
    };
    let (found, total) = matters::list(&web, &listing, false).await?;
    let catalogue = matters::kinds(&web).await?;
    let items = found.into_iter().map(|one| MajorMatter::new(&web, &catalogue, one)).collect();
    api::json(&List::<MajorMatter> { items, total })
}
