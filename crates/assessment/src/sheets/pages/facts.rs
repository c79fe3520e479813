//! What was recorded of a unit for a year: by line, with what still waits.

use super::{href, of_path, words};
use crate::sheets::asks::{Takes, asks};
use crate::sheets::fact::{Fact, Sort};
use crate::sheets::use_cases::facts::{self, Listed};
use askama::Template;
use axum::extract::Path;
use scoring::scheme::Origin;
use web_kit::page::Link;
use web_kit::{Answer, Page, Web, answer};

#[derive(Template)]
#[template(path = "sheets/facts.html")]
struct FactsPage {
    page: Page,
    groups: Vec<Group>,
}

/// What is recorded for one name.
struct Group {
    name: String,
    /// Said beside the name: where its figure comes from.
    fed: String,
    /// How to record something: label and address.
    records: Vec<Link>,
    rows: Vec<Row>,
}

struct Row {
    says: Link,
    evidence: String,
    by: String,
    state: (String, &'static str),
    is_withdrawn: bool,
}

pub(super) async fn show(web: Web, Path((unit, year)): Path<(String, String)>) -> Answer {
    let (unit, year) = of_path((&unit, &year))?;
    let listed = facts::list(&web, unit, year).await?;
    let page = web.page("score-facts");
    let title = web.page("scores-title").title;
    let page = page.crumb(title, format!("/scores?year={year}"));
    let page = page.crumb(listed.about().to_owned(), href(unit, year));
    let page = page.subtitled(format!(
        "{} · {}",
        listed.about(),
        words::year(&web.page("score-facts"), year)
    ));
    answer::page(&FactsPage { groups: groups(&page, &listed, &href(unit, year)), page })
}

fn groups(page: &Page, listed: &Listed, sheet: &str) -> Vec<Group> {
    let scheme = &listed.rule.scheme;
    let asks = listed.asked().map(|kind| asks(scheme, kind)).unwrap_or_default();
    let rows = |entry: &str| -> Vec<Row> {
        let facts = listed.facts.iter().filter(|fact| fact.entry == entry);
        facts.map(|fact| row(page, listed, sheet, fact)).collect()
    };
    let has_live =
        |entry: &str| listed.facts.iter().any(|fact| fact.entry == entry && !fact.is_withdrawn());
    let link = |entry: &str, sort: Sort| {
        let to = format!("{sheet}/facts/new?entry={entry}&as={}", sort.name());
        Link::new(page.t(format!("score-record-{}", sort.name())), to)
    };
    let mut groups = Vec::new();
    for ask in asks {
        let sorts: &[Sort] = match (&ask.takes, ask.feed) {
            (_, Some(_)) => &[Sort::Absent],
            (Takes::Figure, None) => &[Sort::Figure, Sort::Absent],
            (Takes::Events(_), None) => &[Sort::Event, Sort::NoEvent],
            (Takes::Ratings(..), None) => &[Sort::Ratings, Sort::Absent],
        };
        let open = |sort: &&Sort| {
            listed.may_record
                && (!has_live(ask.entry)
                    || (**sort == Sort::Event
                        && !listed.facts.iter().any(|it| {
                            it.entry == ask.entry
                                && !it.is_withdrawn()
                                && it.latest().is_some_and(|said| said.sort() == Sort::NoEvent)
                        })))
        };
        groups.push(Group {
            name: ask.name.to_owned(),
            fed: ask.feed.map(|feed| fed(page, feed)).unwrap_or_default(),
            records: sorts.iter().filter(open).map(|sort| link(ask.entry, *sort)).collect(),
            rows: rows(ask.entry),
        });
    }
    for veto in &scheme.veto {
        groups.push(Group {
            name: veto.name.clone(),
            fed: veto.basis.clone(),
            records: listed.may_record.then(|| link(&veto.id, Sort::Veto)).into_iter().collect(),
            rows: rows(&veto.id),
        });
    }
    groups
}

fn fed(page: &Page, origin: &Origin) -> String {
    match origin {
        Origin::Indicator { code, .. } => page.t1("score-fed-indicator", "code", code),
        Origin::Measure { name } => {
            page.t1("score-fed-measure", "measure", page.t(format!("task-measure-{name}")))
        }
        Origin::Sheet { scheme, .. } => page.t1("score-fed-sheet", "scheme", scheme),
    }
}

fn row(page: &Page, listed: &Listed, sheet: &str, fact: &Fact) -> Row {
    let last = fact.versions.last();
    let evidence = fact.versions.iter().rev().find(|version| version.said.is_some());
    Row {
        says: Link::new(words::latest(page, listed, fact), format!("{sheet}/facts/{}", fact.id)),
        evidence: evidence.map(|version| version.evidence.clone()).unwrap_or_default(),
        by: last
            .map(|last| format!("{} {}", last.recorded_by, page.moment(&last.recorded_at)))
            .unwrap_or_default(),
        state: words::standing(page, fact),
        is_withdrawn: fact.is_withdrawn(),
    }
}
