//! The card of a claim: measure, mechanism, indicator with its figures, evidence, verdicts, and what the
//! registered questions of the same indicator came to.

use super::list::{timing, verdict};
use super::{book, claim_id, href, periods};
use crate::claims::beside::{self, Cards};
use crate::claims::claim::{Evidence, Judgement, Record, Verdict, unsaid};
use crate::claims::use_cases::{self, Card};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use kernel::ClaimId;
use planning::reading::Kind;
use planning::{Indicator, shown};
use web_kit::form::{Choice, Typed};
use web_kit::page::Link;
use web_kit::status::Figure;
use web_kit::{Answer, Page, Web, answer};

#[derive(Template)]
#[template(path = "claims/card.html")]
struct CardPage {
    page: Page,
    here: String,
    timing: (String, &'static str),
    timing_said: String,
    verdict: (String, &'static str),
    latest: Option<JudgementRow>,
    has_changed: bool,
    facts: Vec<(String, String)>,
    measure: String,
    mechanism: String,
    /// A mechanism whose words claim more than any evidence could.
    mechanism_note: String,
    indicator: String,
    figures: Vec<(String, Figure, String)>,
    evidence: Vec<EvidenceRow>,
    judgements: Vec<JudgementRow>,
    cards: Cards,
    verdicts: Vec<Choice>,
    may_change: bool,
    may_judge: bool,
    /// Why the reader does not judge this one.
    conflict: String,
    is_warned: bool,
    form: Typed,
}

struct EvidenceRow {
    number: i64,
    body: String,
    record: Option<Link>,
    on: String,
    by: String,
    withdrawn: String,
    why: String,
}

struct JudgementRow {
    number: i64,
    verdict: String,
    reason: String,
    by: String,
}

pub(super) async fn show(web: Web, Path(id): Path<String>) -> Answer {
    let id = claim_id(&id)?;
    if web.query("format").as_deref() == Some("xlsx") {
        return book::answer(&web, &use_cases::find(&web, id).await?);
    }
    drawn(&web, id, Typed::default(), StatusCode::OK).await
}

/// The card with what was typed into its forms.
pub(super) async fn drawn(web: &Web, id: ClaimId, form: Typed, status: StatusCode) -> Answer {
    let card = use_cases::find(web, id).await?;
    let page = web.page("claims-title");
    let asked = beside::Asked { ctx: web, page: &page, claim: &card.claim };
    let cards = beside::find(&asked).await?;
    let seen = card.latest().map_or(0, |latest| latest.number);
    let mut form = form.instead("seen", seen);
    if form.optional("on").is_none() {
        form = form.instead("on", web.now.today);
    }
    answer::with_status(status, &card_page(page, &card, cards, form))
}

fn card_page(page: Page, card: &Card, cards: Cards, form: Typed) -> CardPage {
    let (claim, content) = (&card.claim, &card.claim.content);
    let title = page.t("claims-title");
    let page = page.crumb(title, "/claims").named(&content.measure);
    let page = page.subtitled(card.unit_name.clone());
    let note = unsaid(&content.mechanism, "mechanism");
    let conflict = card.conflict.map(|code| page.problem(&kernel::Problem::new(code)));
    let choice = |one: &Verdict| Choice::new(one.name(), page.t(one.key()));
    CardPage {
        here: href(claim.id),
        timing: timing(&page, claim.timing),
        timing_said: page.t(format!("{}-said", claim.timing.key())),
        verdict: verdict(&page, card.latest().map(|latest| latest.verdict)),
        latest: card.latest().map(|one| judgement(&page, one)),
        has_changed: card.has_changed(),
        facts: facts(&page, card),
        measure: content.measure.clone(),
        mechanism: content.mechanism.clone(),
        mechanism_note: note.map(|problem| page.problem(&problem)).unwrap_or_default(),
        indicator: named(&page, &card.indicator),
        figures: figures(&page, card),
        evidence: card.evidence.iter().map(|one| evidence(&page, one)).collect(),
        judgements: card.judgements.iter().rev().map(|one| judgement(&page, one)).collect(),
        cards,
        verdicts: Verdict::ALL.iter().map(choice).collect(),
        may_change: card.may_change,
        may_judge: card.may_judge && card.conflict.is_none(),
        conflict: conflict.unwrap_or_default(),
        is_warned: form.problems().iter().any(|it| it.code == "claim-words")
            || form.has("words", "kept"),
        form,
        page,
    }
}

fn named(page: &Page, indicator: &Indicator) -> String {
    format!("{} · {}", shown::name(page, indicator), shown::measure(page, indicator))
}

pub(super) fn facts(page: &Page, card: &Card) -> Vec<(String, String)> {
    let (claim, content) = (&card.claim, &card.claim.content);
    let registered = page.tn(
        "claim-registered-by",
        &[("at", &page.moment(&claim.registered_at)), ("by", &claim.registered_by)],
    );
    vec![
        (page.t("claim-unit"), card.unit_name.clone()),
        (page.t("claim-indicator"), named(page, &card.indicator)),
        (page.t("claim-period"), periods(page, &content.first, &content.last)),
        (page.t("claim-registered"), registered),
        (page.t("claim-timing"), page.t(claim.timing.key())),
    ]
}

/// Each period with its figure and the readings behind it.
pub(super) fn figures(page: &Page, card: &Card) -> Vec<(String, Figure, String)> {
    let unit = card.claim.content.unit;
    let figure = |(period, figures): &(kernel::Period, Option<planning::figure::Figures>)| {
        let actual = figures.map(|figures| figures.actual).unwrap_or_default();
        let figure = shown::actual(&card.indicator, actual);
        (page.period(period), figure, shown::history(unit, &card.indicator, *period, Kind::Actual))
    };
    card.figures.iter().map(figure).collect()
}

/// A record by its kind and number: its page says more to whoever may see it.
pub(super) fn record(page: &Page, record: Record) -> Link {
    let said = match record {
        Record::Matter(id) => page.t1(record.key(), "n", id),
        Record::Project(id) => page.t1(record.key(), "n", id),
        Record::Reading { period, .. } => page.t1(record.key(), "period", page.period(&period)),
        Record::Task { number, .. } => page.t1(record.key(), "n", number),
        Record::Sheet { year, .. } => page.t1(record.key(), "year", year),
    };
    Link::new(said, record.to_string())
}

fn evidence(page: &Page, one: &Evidence) -> EvidenceRow {
    let withdrawn = one.withdrawn.as_ref();
    let by = |by: &str, at: &i64| format!("{by} · {}", page.moment(at));
    EvidenceRow {
        number: one.number,
        body: one.body.clone(),
        record: one.record.map(|it| record(page, it)),
        on: page.day(&one.on),
        by: by(&one.added_by, &one.added_at),
        withdrawn: withdrawn.map(|it| by(&it.by, &it.at)).unwrap_or_default(),
        why: withdrawn.map(|it| it.why.clone()).unwrap_or_default(),
    }
}

fn judgement(page: &Page, one: &Judgement) -> JudgementRow {
    JudgementRow {
        number: one.number,
        verdict: page.t(one.verdict.key()),
        reason: one.reason.clone(),
        by: format!("{} · {}", one.by, page.moment(&one.at)),
    }
}
