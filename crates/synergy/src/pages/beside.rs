//! The questions that stand beside a claim: those about its indicator, told in the words of their evidence.

use super::{href, said};
use crate::use_cases::looking::{self, Entry};
use assessment::claims::beside::{Asked, Beside, Cards, Found, Offer};
use assessment::claims::claim::Content;
use kernel::{Action, IndicatorId, Resource};
use planning::Indicator;
use std::collections::HashMap;
use store::Refusal;
use web_kit::Page;
use web_kit::page::Link;
use web_kit::table::link;

/// Offers the registered questions to claims.
pub struct BesideClaims;

impl Offer for BesideClaims {
    fn find<'a>(&'a self, asked: &'a Asked<'a>) -> Found<'a> {
        Box::pin(cards(asked))
    }
}

async fn cards(asked: &Asked<'_>) -> Result<Cards, Refusal> {
    let (ctx, page, content) = (asked.ctx, asked.page, &asked.claim.content);
    let (mut entries, known) = looking::list(ctx, Action::Read).await?;
    entries.retain(|entry| entry.question.content.outcome == content.indicator);
    entries.sort_by_key(|entry| std::cmp::Reverse(fits(content, entry).is_some()));
    let may_ask = !ctx.scope(Action::Create, Resource::Question).is_nothing();
    Ok(Cards {
        cards: entries.iter().map(|entry| beside(page, &known, content, entry)).collect(),
        ask: if may_ask { ask(content) } else { String::new() },
    })
}

/// How a question fits more than the indicator: the key of its words.
fn fits(content: &Content, entry: &Entry) -> Option<&'static str> {
    let question = &entry.question.content;
    if content.task.is_some() && question.task == content.task {
        return Some("beside-same-task");
    }
    (question.mechanism.trim() == content.mechanism.trim()).then_some("beside-same-mechanism")
}

fn beside(
    page: &Page,
    known: &HashMap<IndicatorId, Indicator>,
    content: &Content,
    entry: &Entry,
) -> Beside {
    let question = &entry.question;
    let asked = page.t(question.asked.key());
    let note = match fits(content, entry) {
        Some(key) => format!("{asked} · {}", page.t(key)),
        None => asked,
    };
    let both = [question.content.cause, question.content.outcome].map(|id| known.get(&id));
    let sentence = match (entry.latest(), both) {
        (Some(judged), [Some(cause), Some(outcome)]) => {
            said::told(page, question, &judged.run.record, (cause, outcome))
        }
        _ => String::new(),
    };
    Beside {
        card: Link::new(said::title_of(page, known, question), href(question.id)),
        standing: said::standing(page, entry.latest()),
        sentence,
        note,
    }
}

/// The form of a question with what the claim says.
fn ask(content: &Content) -> String {
    let task = content.task.map(|task| task.to_string()).unwrap_or_default();
    link(
        "/questions/new",
        &[
            ("unit".to_owned(), content.unit.to_string()),
            ("outcome".to_owned(), content.indicator.to_string()),
            ("mechanism".to_owned(), content.mechanism.clone()),
            ("task".to_owned(), task),
        ],
    )
}
