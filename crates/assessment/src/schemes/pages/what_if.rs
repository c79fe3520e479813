//! What a draft would have changed, on past sheets beside another version: of units, never of persons.

use super::{href, said, scheme_id};
use crate::schemes::past;
use crate::schemes::templates::Template as Shipped;
use crate::schemes::use_cases::{self, Shown};
use crate::sheets::use_cases::gather;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use kernel::Problem;
use scoring::engine::Inputs;
use scoring::engine::inputs::Sheets;
use scoring::scheme::Scheme;
use scoring::what_if::WhatIf;
use scoring::{Exact, Rounding};
use std::collections::BTreeMap;
use store::Refusal;
use web_kit::form::{Choice, Typed};
use web_kit::web::Upload;
use web_kit::{Answer, Page, Web, WebError, answer};

/// The longest file of past sheets, in bytes.
const LONGEST: usize = 8 << 20;

#[derive(Template)]
#[template(path = "schemes/what_if.html")]
struct WhatIfPage {
    page: Page,
    here: String,
    form: Typed,
    against: Vec<Choice>,
    past: Vec<Choice>,
    report: Option<Report>,
}

struct Report {
    units: String,
    changed: String,
    firm: String,
    is_dominated: bool,
    /// Unit, grade before, grade after.
    changes: Vec<[String; 3]>,
    dominance: Vec<Dominance>,
    /// Kind of unit, line, how many units, and whether it does not even apply.
    never: Vec<(String, String, String, bool)>,
    /// Part, grades that change with a larger and with a smaller weight.
    sensitivity: Vec<(String, String, String)>,
    ranks: Vec<Rank>,
}

struct Dominance {
    line: String,
    share: String,
    /// Of the bar, between 0 and 100.
    width: String,
    is_much: bool,
}

/// Where a unit's place may lie, in per cent of the width.
struct Rank {
    unit: String,
    place: usize,
    best: usize,
    worst: usize,
    from: String,
    width: String,
    at: String,
}

pub(super) async fn show(web: Web, Path(id): Path<String>) -> Answer {
    let shown = use_cases::find(&web, scheme_id(&id)?).await?;
    answer::page(&what_if_page(&web, &shown, Typed::default(), None).await?)
}

async fn what_if_page(
    web: &Web,
    shown: &Shown,
    form: Typed,
    report: Option<Report>,
) -> Result<WhatIfPage, WebError> {
    let id = shown.version.id;
    let page = web.page("scheme-what-if").crumb(web.page("schemes-title").title, "/schemes");
    let page = page.crumb(shown.version.name.clone(), href(id));
    let version = said::number(&page, &shown.version);
    let page = page.subtitled(version);
    let before = use_cases::before(web, shown).await?;
    let before = before.map(|(version, _)| {
        let label = format!("{} {}", version.name, said::number(&page, &version));
        Choice::new(format!("version:{}", version.id), label)
    });
    let shipped = Choice::new("template:s5", page.t("scheme-template-s5"));
    let itself = Choice::new("itself", page.t("scheme-past-itself"));
    let against = before.into_iter().chain([itself, shipped]).collect();
    let this = web.now.today.month().year;
    let own = [this - 1, this]
        .map(|year| Choice::new(format!("year:{year}"), page.t1("scheme-past-year", "year", year)));
    let file = Choice::new("file", page.t("scheme-past-file"));
    let past = own.into_iter().chain([file]).collect();
    Ok(WhatIfPage { here: format!("{}/what-if", href(id)), against, past, form, report, page })
}

pub(super) async fn run(Path(id): Path<String>, upload: Upload) -> Answer {
    let (web, form, bytes) = take(upload).await?;
    let shown = use_cases::find(&web, scheme_id(&id)?).await?;
    let past = match own_year(&form) {
        Some(year) => own(&web, &shown, year).await?,
        None => read(&bytes).map_err(|problem| vec![problem.at("sheets")]),
    };
    let outcome = match past {
        Ok(sheets) => compared(&web, &shown, &form, &sheets).await?,
        Err(problems) => Err(problems),
    };
    match outcome {
        Ok(found) => {
            let report = report(&web.page("scheme-what-if"), &shown.scheme, &found);
            answer::page(&what_if_page(&web, &shown, form, Some(report)).await?)
        }
        Err(problems) => {
            let page = what_if_page(&web, &shown, form.refused(problems), None).await?;
            answer::with_status(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

async fn take(mut upload: Upload) -> Result<(Web, Typed, Vec<u8>), WebError> {
    let broken = || Refusal::from(Problem::new("form-unreadable"));
    let (mut form, mut bytes) = (Typed::default(), Vec::new());
    while let Some(mut field) = upload.next().await? {
        if let Some(name @ ("against" | "past")) = field.name() {
            let name = name.to_owned();
            let text = field.text().await.map_err(|_| broken())?;
            form = form.with(&name, text);
            continue;
        }
        while let Some(part) = field.chunk().await.map_err(|_| broken())? {
            if bytes.len() <= LONGEST {
                bytes.extend_from_slice(&part);
            }
        }
    }
    Ok((upload.web, form, bytes))
}

/// The year of the house's own records that was asked for; none where a file was brought.
fn own_year(form: &Typed) -> Option<i32> {
    form.value("past").strip_prefix("year:")?.parse().ok()
}

/// What the assessed units have on record for a year. A unit goes by its name.
async fn own(
    web: &Web,
    shown: &Shown,
    year: i32,
) -> Result<Result<Vec<Inputs>, Vec<Problem>>, WebError> {
    let of = (shown.version.unit, &shown.scheme);
    let inputs = gather::named_inputs(web, of, year).await?;
    if inputs.is_empty() {
        return Ok(Err(vec![Problem::new("scheme-past-nobody").arg("year", year).at("past")]));
    }
    Ok(Ok(inputs))
}

/// Past sheets of a file, as `ronghe score --inputs` takes them; for which scheme they were made is nothing
/// to the question.
fn read(bytes: &[u8]) -> Result<Vec<Inputs>, Problem> {
    if bytes.len() > LONGEST {
        return Err(Problem::new("scheme-too-long").arg("most", LONGEST));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Problem::new("scheme-file"))?;
    Ok(Sheets::parse(text)?.sheet.into_iter().map(|sheet| sheet.inputs).collect())
}

async fn compared(
    web: &Web,
    shown: &Shown,
    form: &Typed,
    sheets: &[Inputs],
) -> Result<Result<WhatIf, Vec<Problem>>, WebError> {
    let now = match form.value("against").split_once(':') {
        Some(("version", id)) => use_cases::find(web, scheme_id(id)?).await?.scheme,
        Some(("template", name)) => {
            Shipped::named(name).ok_or_else(WebError::not_found)?.scheme().map_err(Refusal::from)?
        }
        _ => shown.scheme.clone(),
    };
    Ok(past::compare(&now, &shown.scheme, sheets))
}

/// The words and pictures of an answer.
fn report(page: &Page, draft: &Scheme, found: &WhatIf) -> Report {
    let names = names(draft);
    let name = |id: &String| names.get(id.as_str()).cloned().unwrap_or_else(|| id.clone());
    let kind = |id: &String| draft.kind(id).map_or_else(|| id.clone(), |kind| kind.name.clone());
    let grade = |grade: &Option<String>| grade.clone().unwrap_or_else(|| page.t("scheme-no-grade"));
    let half = Exact::quotient(1, 2).unwrap_or(Exact::ONE);
    let dominance = found.dominance.iter().filter(|one| !one.share.is_zero()).map(|one| {
        let percent = (&one.share * &Exact::from_integer(100)).rounded(1, Rounding::HalfAway);
        let inside = percent.clone().max(Exact::ZERO).min(Exact::from_integer(100));
        Dominance {
            line: name(&one.line),
            share: percent.plain(),
            width: inside.plain(),
            is_much: one.share > half,
        }
    });
    let dominance: Vec<Dominance> = dominance.collect();
    Report {
        units: page.count(found.units),
        changed: page.count(found.changes.len()),
        firm: page.count(found.firm()),
        is_dominated: dominance.iter().any(|one| one.is_much),
        changes: found
            .changes
            .iter()
            .map(|one| [one.unit.clone(), grade(&one.before), grade(&one.after)])
            .collect(),
        never: found
            .never
            .iter()
            .map(|one| (kind(&one.group), name(&one.line), page.count(one.units), one.is_out))
            .collect(),
        sensitivity: sensitivity(page, found, &name),
        ranks: ranks(found),
        dominance,
    }
}

/// Lines and sections by their ids.
fn names(scheme: &Scheme) -> BTreeMap<&str, String> {
    fn within<'a>(sections: &'a [scoring::scheme::Section], names: &mut BTreeMap<&'a str, String>) {
        for section in sections {
            names.insert(&section.id, section.name.clone());
            within(&section.section, names);
        }
    }
    let mut names = BTreeMap::new();
    for kind in &scheme.kind {
        within(&kind.section, &mut names);
        names.extend(kind.lines().into_iter().map(|line| (line.id.as_str(), line.name.clone())));
    }
    names
}

fn sensitivity(
    page: &Page,
    found: &WhatIf,
    name: &dyn Fn(&String) -> String,
) -> Vec<(String, String, String)> {
    let mut parts: Vec<(&String, [Option<usize>; 2])> = Vec::new();
    for one in &found.sensitivity {
        let side = usize::from(one.by.is_negative());
        match parts.iter_mut().find(|(part, _)| *part == &one.part) {
            Some((_, grades)) => grades[side] = Some(one.grades),
            None => {
                let mut grades = [None, None];
                grades[side] = Some(one.grades);
                parts.push((&one.part, grades));
            }
        }
    }
    let said = |grades: Option<usize>| grades.map_or_else(|| "—".to_owned(), |n| page.count(n));
    parts.into_iter().map(|(part, [up, down])| (name(part), said(up), said(down))).collect()
}

fn ranks(found: &WhatIf) -> Vec<Rank> {
    let steps = found.ranks.len().saturating_sub(1).max(1) as i64;
    let percent = |place: usize| {
        let share = Exact::quotient((place as i64 - 1) * 96, steps).unwrap_or(Exact::ZERO);
        (&share + &Exact::from_integer(2)).rounded(2, Rounding::HalfAway)
    };
    let rank = |one: &scoring::what_if::Rank| {
        let (from, to) = (percent(one.best), percent(one.worst));
        Rank {
            unit: one.unit.clone(),
            place: one.place,
            best: one.best,
            worst: one.worst,
            width: (&to - &from).plain(),
            from: from.plain(),
            at: percent(one.place).plain(),
        }
    };
    let mut ranks: Vec<Rank> = found.ranks.iter().map(rank).collect();
    ranks.sort_by_key(|rank| rank.place);
    ranks
}
