//! Claims for programs: which there are, and one with its evidence and every verdict.

use super::{READ, claim_id};
use crate::claims::claim::{Claim, Evidence, Judgement, Verdict};
use crate::claims::use_cases;
use axum::extract::Path;
use kernel::Action;
use planning::Indicator;
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};
use web_kit::api::{self, List, Slice};
use web_kit::{Answer, Routes, Web};

pub(super) fn routes() -> Routes {
    Routes::new().get("/api/v1/claims", READ, list_claims).get(
        "/api/v1/claims/{id}",
        READ,
        show_claim,
    )
}

#[derive(OpenApi)]
#[openapi(paths(list_claims, show_claim))]
pub(crate) struct Document;

/// What a unit claims of its Party work. A claim is no finding.
#[derive(Serialize, ToSchema)]
#[schema(as = Claim)]
struct ClaimAnswer {
    id: i64,
    unit: i64,
    unit_name: String,
    /// The code of the indicator.
    indicator: String,
    measure: String,
    mechanism: String,
    /// First and last period of the result, such as `2026-01` or `2026Q1`.
    first: String,
    last: String,
    /// `beforehand`, or `afterwards` where the result was stored already.
    timing: &'static str,
    #[schema(format = Date)]
    registered: String,
    registered_by: String,
    /// `supports`, `does-not-support` or `cannot-tell`; null before the first verdict.
    verdict: Option<&'static str>,
}

/// Something that bears on a claim.
#[derive(Serialize, ToSchema)]
#[schema(as = ClaimEvidence)]
struct EvidenceAnswer {
    number: i64,
    /// The address of its record; null where it is words alone.
    record: Option<String>,
    body: String,
    #[schema(format = Date)]
    on: String,
    added_by: String,
    /// Why it was withdrawn; null while it stands.
    withdrawn: Option<String>,
}

/// What a reviewer said; the last one counts.
#[derive(Serialize, ToSchema)]
#[schema(as = ClaimVerdict)]
struct VerdictAnswer {
    number: i64,
    verdict: &'static str,
    reason: String,
    by: String,
}

/// A claim with everything about it.
#[derive(Serialize, ToSchema)]
struct ClaimInFull {
    claim: ClaimAnswer,
    evidence: Vec<EvidenceAnswer>,
    verdicts: Vec<VerdictAnswer>,
}

fn answered(
    claim: &Claim,
    unit_name: &str,
    indicator: Option<&Indicator>,
    verdict: Option<Verdict>,
) -> ClaimAnswer {
    let content = &claim.content;
    ClaimAnswer {
        id: claim.id.0,
        unit: content.unit.0,
        unit_name: unit_name.to_owned(),
        indicator: indicator.map(|one| one.code.clone()).unwrap_or_default(),
        measure: content.measure.clone(),
        mechanism: content.mechanism.clone(),
        first: content.first.to_string(),
        last: content.last.to_string(),
        timing: claim.timing.name(),
        registered: claim.registered_day.to_string(),
        registered_by: claim.registered_by.clone(),
        verdict: verdict.map(Verdict::name),
    }
}

impl From<Evidence> for EvidenceAnswer {
    fn from(one: Evidence) -> Self {
        Self {
            number: one.number,
            record: one.record.map(|record| record.to_string()),
            body: one.body,
            on: one.on.to_string(),
            added_by: one.added_by,
            withdrawn: one.withdrawn.map(|it| it.why),
        }
    }
}

impl From<Judgement> for VerdictAnswer {
    fn from(one: Judgement) -> Self {
        Self { number: one.number, verdict: one.verdict.name(), reason: one.reason, by: one.by }
    }
}

/// The claims of one's part of the enterprise, the newest first.
#[utoipa::path(get, path = "/api/v1/claims", tag = "assessment", params(Slice),
    responses((status = 200, body = List<ClaimAnswer>)))]
pub(super) async fn list_claims(web: Web) -> Answer {
    let slice = Slice::of(&web)?;
    let (entries, known) = use_cases::list(&web, Action::Read).await?;
    let all = entries.iter().filter(|it| it.listed.claim.content.measure.contains(&*slice.q));
    let all: Vec<ClaimAnswer> = all
        .map(|it| {
            let indicator = known.get(&it.listed.claim.content.indicator);
            answered(&it.listed.claim, &it.unit_name, indicator, it.listed.verdict)
        })
        .collect();
    let total = all.len() as i64;
    api::json(&List::<ClaimAnswer> { items: slice.cut(all), total })
}

/// One claim with its evidence, the withdrawn too, and every verdict.
#[utoipa::path(get, path = "/api/v1/claims/{id}", tag = "assessment",
    params(("id" = i64, Path)), responses((status = 200, body = ClaimInFull)))]
pub(super) async fn show_claim(web: Web, Path(id): Path<String>) -> Answer {
    let card = use_cases::find(&web, claim_id(&id)?).await?;
    let verdict = card.latest().map(|latest| latest.verdict);
    api::json(&ClaimInFull {
        claim: answered(&card.claim, &card.unit_name, Some(&card.indicator), verdict),
        evidence: card.evidence.into_iter().map(EvidenceAnswer::from).collect(),
        verdicts: card.judgements.into_iter().map(VerdictAnswer::from).collect(),
    })
}
