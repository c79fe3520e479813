//! One version as it is read: its rule in words, what it counts, who was consulted, its way, what comes next.

use super::said::{self, Shares};
use super::{book, href, scheme_id, text, words};
use crate::schemes::stage::Deed;
use crate::schemes::use_cases::{self, New, Saying, Shown, Start};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use kernel::{Problem, SchemeId};
use scoring::Exact;
use scoring::lint::{Limits, lint};
use scoring::scheme::{Kind, Line, Scheme, Section, Status};
use std::collections::HashMap;
use store::Refusal;
use web_kit::form::Typed;
use web_kit::page::{Link, Tone};
use web_kit::{Answer, Form, Page, Web, answer};

#[derive(Template)]
#[template(path = "schemes/scheme.html")]
struct SchemePage {
    page: Page,
    here: String,
    standing: String,
    tone: &'static str,
    versions: Vec<(Link, bool)>,
    facts: Vec<(String, String)>,
    digest: String,
    is_sound: bool,
    errors: Vec<String>,
    warnings: Vec<String>,
    kinds: Vec<KindView>,
    grades: Vec<(String, String)>,
    /// Name, basis, and what it brings.
    vetoes: Vec<[String; 3]>,
    floors: Vec<[String; 3]>,
    gates: Vec<String>,
    missing: Vec<(String, String)>,
    heard: Vec<HeardRow>,
    steps: Vec<StepRow>,
    deeds: Vec<(&'static str, String)>,
    needs_awareness: bool,
    may_end: bool,
    may_change: bool,
    may_consult: bool,
    may_follow: bool,
    form: Typed,
}

struct KindView {
    name: String,
    shares: Shares,
    rows: Vec<LineView>,
}

/// A section's heading, or a line under it.
struct LineView {
    is_section: bool,
    name: String,
    note: String,
    weight: String,
    rule: String,
    from: Vec<String>,
    class: String,
    tone: &'static str,
    why: String,
}

struct HeardRow {
    /// Its own page with the papers; the record in the text has none.
    body: Link,
    held: String,
    record: String,
    said: String,
    published: String,
    by: String,
}

struct StepRow {
    day: String,
    deed: String,
    said: String,
    by: String,
}

pub(super) async fn show(web: Web, Path(id): Path<String>) -> Answer {
    let id = scheme_id(&id)?;
    match web.query("format").as_deref() {
        Some("toml") => return text::download(&use_cases::find(&web, id).await?),
        Some("xlsx") => return book::answer(&web, &use_cases::find(&web, id).await?),
        _ => drawn(&web, id, Typed::default(), StatusCode::OK).await,
    }
}

async fn drawn(web: &Web, id: SchemeId, form: Typed, status: StatusCode) -> Answer {
    let shown = use_cases::find(web, id).await?;
    let form = form.instead("revision", shown.version.revision);
    answer::with_status(status, &scheme_page(web, &shown, form))
}

fn scheme_page(web: &Web, shown: &Shown, form: Typed) -> SchemePage {
    let page = web.page("schemes-title");
    let title = page.title.clone();
    let (version, scheme) = (&shown.version, &shown.scheme);
    let page = page.crumb(title, "/schemes").named(version.name.clone());
    let page = page.subtitled(said::number(&web.page("schemes-title"), version));
    let standing = said::standing(version, web.now.today);
    let step = |step: &use_cases::Step| StepRow {
        day: page.moment(&step.recorded_at),
        deed: page.t(step.deed.key()),
        said: step.said.clone(),
        by: step.recorded_by.clone(),
    };
    let deeds = shown.deeds.iter().filter(|deed| **deed != Deed::End);
    let effects = |effects: &[_]| words::effects(&page, effects);
    SchemePage {
        here: href(version.id),
        standing: page.t(standing.key()),
        tone: said::tone(standing),
        versions: shown
            .versions
            .iter()
            .map(|one| (said::link(&page, one), one.id == version.id))
            .collect(),
        facts: facts(&page, shown),
        digest: version.digest.clone().unwrap_or_default(),
        is_sound: shown.is_sound,
        errors: said::problems(&page, &shown.found.errors),
        warnings: said::problems(&page, &shown.found.warnings),
        kinds: scheme.kind.iter().map(|kind| kind_view(&page, scheme, kind)).collect(),
        grades: scheme.grade.iter().map(|cut| (cut.name.clone(), cut.from.plain())).collect(),
        vetoes: scheme
            .veto
            .iter()
            .map(|veto| [veto.name.clone(), veto.basis.clone(), effects(&veto.effect)])
            .collect(),
        floors: scheme
            .floor
            .iter()
            .map(|floor| {
                let name = page.tn(
                    "scheme-floor-name",
                    &[("name", &floor.name), ("n", &floor.required.plain())],
                );
                [name, floor.basis.clone(), effects(&floor.effect)]
            })
            .collect(),
        gates: scheme.gate.iter().map(|gate| words::gate(&page, gate)).collect(),
        missing: Status::ALL
            .iter()
            .map(|status| {
                let effect = words::missing(&page, scheme.status.of(*status));
                (page.t(format!("scheme-status-{}", status.name())), effect)
            })
            .collect(),
        heard: heard(&page, shown),
        steps: shown.steps.iter().map(step).collect(),
        needs_awareness: shown.deeds.contains(&Deed::Approve) && !shown.found.warnings.is_empty(),
        may_end: shown.deeds.contains(&Deed::End),
        deeds: deeds
            .map(|deed| (deed.name(), page.t(format!("scheme-do-{}", deed.name()))))
            .collect(),
        may_change: shown.may_change,
        may_consult: shown.may_consult,
        may_follow: shown.may_follow,
        form,
        page,
    }
}

fn facts(page: &Page, shown: &Shown) -> Vec<(String, String)> {
    let (version, scheme) = (&shown.version, &shown.scheme);
    let mut facts = vec![
        (page.t("scheme-unit"), shown.unit_name.clone()),
        (page.t("scheme-code"), version.code.clone()),
        (page.t("scheme-published"), page.day(&scheme.published)),
        (page.t("scheme-effective"), page.day(&version.effective)),
    ];
    facts.extend(version.until.map(|until| (page.t("scheme-until"), page.day(&until))));
    if let Some(share) = &scheme.party_share {
        let (share, whole) = (share.plain(), scheme.out_of.plain());
        let said = page.tn("scheme-share-of", &[("share", &share), ("whole", &whole)]);
        facts.push((page.t("scheme-party-share"), said));
    }
    if !scheme.source.is_empty() {
        facts.push((page.t("scheme-source"), scheme.source.clone()));
    }
    facts
}

fn heard(page: &Page, shown: &Shown) -> Vec<HeardRow> {
    let day = |day: &kernel::Day| day.to_string();
    let own = shown.scheme.consultation.iter().map(|one| HeardRow {
        body: Link::new(one.body.clone(), ""),
        held: day(&one.held),
        record: one.record.clone(),
        said: page.t("scheme-heard-in-text"),
        published: String::new(),
        by: String::new(),
    });
    let beside = shown.heard.iter().map(|one| HeardRow {
        body: Link::new(
            one.body.clone(),
            format!("{}/heard/{}", href(shown.version.id), one.number),
        ),
        held: day(&one.held),
        record: one.record.clone(),
        said: one.said.clone(),
        published: one.published.as_ref().map(day).unwrap_or_default(),
        by: one.recorded_by.clone(),
    });
    own.chain(beside).collect()
}

fn kind_view(page: &Page, scheme: &Scheme, kind: &Kind) -> KindView {
    let found = lint(scheme, kind, &Limits::default());
    let judged: HashMap<&str, &scoring::lint::Linted> =
        found.lines.iter().map(|line| (line.line.id.as_str(), line)).collect();
    let mut rows = Vec::new();
    for section in &kind.section {
        section_views(page, scheme, section, &judged, &mut rows);
    }
    for (key, lines, cap) in [
        ("scheme-bonus", &kind.bonus, &kind.bonus_most),
        ("scheme-deduction", &kind.deduction, &kind.deduction_most),
    ] {
        if !lines.is_empty() {
            let note = cap.as_ref().map(|most| page.t1("scheme-at-most", "most", most.plain()));
            rows.push(heading(page.t(key), note.unwrap_or_default(), String::new()));
            rows.extend(lines.iter().map(|line| line_view(page, scheme, line, &judged)));
        }
    }
    KindView { name: kind.name.clone(), shares: Shares::of(page, kind, &found), rows }
}

fn heading(name: String, note: String, weight: String) -> LineView {
    LineView {
        is_section: true,
        name,
        note,
        weight,
        rule: String::new(),
        from: Vec::new(),
        class: String::new(),
        tone: "",
        why: String::new(),
    }
}

fn section_views(
    page: &Page,
    scheme: &Scheme,
    section: &Section,
    judged: &HashMap<&str, &scoring::lint::Linted<'_>>,
    rows: &mut Vec<LineView>,
) {
    let note = section.out_of.as_ref().map(|full| page.t1("scheme-full", "n", full.plain()));
    rows.push(heading(section.name.clone(), note.unwrap_or_default(), section.weight.plain()));
    rows.extend(section.line.iter().map(|line| line_view(page, scheme, line, judged)));
    for part in &section.section {
        section_views(page, scheme, part, judged, rows);
    }
}

fn line_view(
    page: &Page,
    scheme: &Scheme,
    line: &Line,
    judged: &HashMap<&str, &scoring::lint::Linted<'_>>,
) -> LineView {
    let inputs = line.rule.inputs(&line.id);
    let feeds = scheme.feed.iter().filter(|feed| inputs.contains(&feed.entry.as_str()));
    let full = line.out_of.as_ref().map(|full| page.t1("scheme-full", "n", full.plain()));
    let linted = judged.get(line.id.as_str());
    LineView {
        is_section: false,
        name: line.name.clone(),
        note: full.unwrap_or_default(),
        weight: line.weight.as_ref().map(Exact::plain).unwrap_or_default(),
        rule: words::rule(page, &line.rule),
        from: feeds.map(|feed| words::origin(page, &feed.from)).collect(),
        class: linted.map(|one| said::class(page, one.class)).unwrap_or_default(),
        tone: linted.map_or("", |one| said::class_tone(one.class)),
        why: linted.map(|one| said::why(page, one)).unwrap_or_default(),
    }
}

pub(super) async fn act(Path(id): Path<String>, Form(web, mut typed): Form) -> Answer {
    let id = scheme_id(&id)?;
    let (deed, revision) = (Deed::from_name(typed.value("deed")), typed.parsed("revision"));
    let (Some(deed), Some(revision)) = (deed, revision) else {
        return Err(Refusal::from(Problem::new("form-unreadable")).into());
    };
    let until = match typed.optional("until") {
        Some(_) if deed == Deed::End => typed.day("until"),
        _ => None,
    };
    let saying =
        Saying { said: typed.value("said").to_owned(), is_aware: typed.has("aware", "yes"), until };
    let outcome = match typed.is_refused() {
        true => Err(Refusal::Invalid(Vec::new())),
        false => use_cases::act(&web, id, revision, deed, &saying).await,
    };
    let done = outcome.map(|()| (href(id), format!("scheme-done-{}", deed.name())));
    finished(&web, id, typed, done).await
}

/// Draws up the next version of what is in force.
pub(super) async fn follow(Path(id): Path<String>, Form(web, typed): Form) -> Answer {
    let id = scheme_id(&id)?;
    let version = use_cases::find(&web, id).await?.version;
    let start = Start::Copy(id);
    let new = New { unit: version.unit, code: version.code, name: version.name, start };
    let outcome = use_cases::begin(&web, new).await;
    let done = outcome.map(|new| (format!("{}/edit", href(new)), "scheme-begun".to_owned()));
    finished(&web, id, typed, done).await
}

/// On to the page with what was done, or back to the version with everything that was typed.
async fn finished(
    web: &Web,
    id: SchemeId,
    typed: Typed,
    outcome: Result<(String, String), Refusal>,
) -> Answer {
    match outcome {
        Ok((to, done)) => {
            answer::go_saying(web, &to, Tone::Good, &web.page("schemes-title").t(done))
        }
        Err(Refusal::Invalid(problems)) => {
            drawn(web, id, typed.refused(problems), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Refusal::Conflict(problem)) => {
            drawn(web, id, typed.refused(vec![*problem]), StatusCode::CONFLICT).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}
