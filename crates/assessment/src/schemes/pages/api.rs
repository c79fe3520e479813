//! Schemes for programs. What is answered is written out here, apart from the types of the house; the rule
//! itself is the text of the rule language.

use super::{READ, said, scheme_id};
use crate::schemes::use_cases::{self, Version};
use axum::extract::Path;
use kernel::Day;
use scoring::lint::{Limits, lint};
use scoring::scheme::Scheme;
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};
use web_kit::api::{self, List, Slice};
use web_kit::{Answer, Routes, Web};

pub(super) fn routes() -> Routes {
    Routes::new().get("/api/v1/schemes", READ, list_schemes).get(
        "/api/v1/schemes/{id}",
        READ,
        show_scheme,
    )
}

#[derive(OpenApi)]
#[openapi(paths(list_schemes, show_scheme))]
pub(crate) struct Document;

/// A version of a scheme.
#[derive(Serialize, ToSchema)]
#[schema(as = Scheme)]
struct SchemeAnswer {
    id: i64,
    unit: i64,
    unit_name: String,
    /// What all versions of one scheme are known by.
    code: String,
    version: i64,
    name: String,
    /// `draft`, `submitted`, `coming`, `in-force`, `ended` or `dropped`, as of today.
    standing: &'static str,
    #[schema(format = Date)]
    effective: String,
    /// The first day on which it holds no more.
    #[schema(format = Date)]
    until: Option<String>,
    /// SM3 over the text, in hexadecimal; only of a version in force.
    digest: Option<String>,
    /// How the weight of each kind of unit is shared out, in per cent.
    counts: Vec<Counts>,
}

/// What the lines for a kind of unit count.
#[derive(Serialize, ToSchema)]
#[schema(as = SchemeCounts)]
struct Counts {
    kind: String,
    outcome: String,
    process: String,
    volume: String,
}

/// A version with its text.
#[derive(Serialize, ToSchema)]
struct SchemeInFull {
    scheme: SchemeAnswer,
    /// The whole scheme in the rule language, TOML.
    text: String,
    /// Who was consulted: body, day, where the record is found.
    consultations: Vec<Consultation>,
}

/// Who was consulted.
#[derive(Serialize, ToSchema)]
#[schema(as = SchemeConsultation)]
struct Consultation {
    body: String,
    #[schema(format = Date)]
    held: String,
    record: String,
}

fn told(version: &Version, scheme: &Scheme, unit_name: String, today: Day) -> SchemeAnswer {
    let counts = scheme.kind.iter().map(|kind| {
        let found = lint(scheme, kind, &Limits::default());
        let [outcome, process, volume] =
            [&found.outcome, &found.process, &found.volume].map(said::percent);
        Counts { kind: kind.id.clone(), outcome, process, volume }
    });
    SchemeAnswer {
        id: version.id.0,
        unit: version.unit.0,
        unit_name,
        code: version.code.clone(),
        version: version.number,
        name: version.name.clone(),
        standing: said::standing(version, today).name(),
        effective: version.effective.to_string(),
        until: version.until.map(|day| day.to_string()),
        digest: version.digest.clone(),
        counts: counts.collect(),
    }
}

/// The versions of schemes that one may see, the latest days first.
#[utoipa::path(get, path = "/api/v1/schemes", tag = "assessment", params(Slice),
    responses((status = 200, body = List<SchemeAnswer>)))]
pub(super) async fn list_schemes(web: Web) -> Answer {
    let slice = Slice::of(&web)?;
    let mut lines = use_cases::list(&web).await?;
    lines.retain(|line| line.version.name.contains(&slice.q));
    let total = lines.len() as i64;
    let items = slice.cut(lines).into_iter();
    let items = items
        .map(|line| told(&line.version, &line.scheme, line.unit_name.clone(), web.now.today))
        .collect();
    api::json(&List::<SchemeAnswer> { items, total })
}

/// One version with its whole text.
#[utoipa::path(get, path = "/api/v1/schemes/{id}", tag = "assessment",
    params(("id" = i64, Path)), responses((status = 200, body = SchemeInFull)))]
pub(super) async fn show_scheme(web: Web, Path(id): Path<String>) -> Answer {
    let shown = use_cases::find(&web, scheme_id(&id)?).await?;
    let own = shown.scheme.consultation.iter().map(|one| Consultation {
        body: one.body.clone(),
        held: one.held.to_string(),
        record: one.record.clone(),
    });
    let beside = shown.heard.iter().map(|one| Consultation {
        body: one.body.clone(),
        held: one.held.to_string(),
        record: one.record.clone(),
    });
    let consultations = own.chain(beside).collect();
    let scheme = told(&shown.version, &shown.scheme, shown.unit_name, web.now.today);
    api::json(&SchemeInFull { scheme, text: shown.version.body, consultations })
}
