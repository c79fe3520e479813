//! What waits for a person: shown on the first page, and told once a day by the ways out that the operator has
//! set up. [`waiting`] gathers it, [`digest`] puts it into a letter, [`channels`] are the ways out, and [`round`]
//! sends what is due.
//!
//! A letter has only what the person sees on the first page, with links that ask for a sign-in; a message to
//! a group has two counts and no names. Nothing is lost when a way out fails: a digest is made anew from
//! what waits when it is tried again. A server that dies while it sends errs to one side: it marked the attempt
//! before, so that day's letter may be lost, and none comes twice.

pub mod channels;
pub mod digest;
pub mod round;

use accounts::use_cases::stand_ins;
use assessment::schemes::use_cases::{Version as Scheme, waiting as schemes_waiting};
use matters::matter::Stage;
use matters::use_cases::Matter;
use planning::annual::use_cases::Version;
use planning::annual::use_cases::waiting as plans_waiting;
use planning::duties::use_cases as duties;
use planning::duties::{State, Turn};
use planning::meetings::use_cases::arrangements;
use planning::periods::use_cases::{self as periods, corrections};
use store::{Ctx, Refusal};
use web_kit::Page;
use web_kit::page::Link;

/// Matters told; the rest are in their list.
const MOST_MATTERS: i64 = 10;

/// Plans and corrections told; the rest are in their lists.
const MOST_PLANS: i64 = 10;

/// Recurring duties told; the rest are on their unit's page.
const MOST_DUTIES: usize = 10;

/// Units of which it is told what is owed.
const MOST_UNITS: usize = 3;

/// What waits for somebody: each thing as a link with what for.
#[derive(Clone, Debug, Default)]
pub struct Waiting {
    /// The person's own to do or to verify.
    pub matters: Vec<(Link, String)>,
    /// How many there are in all.
    pub matters_all: i64,
    /// Annual plans that wait for a signature or approval, and drafts that are owed.
    pub plans: Vec<(Link, String)>,
    /// Schemes that wait for an approval.
    pub schemes: Vec<(Link, String)>,
    /// Arrangements that wait for a word or for progress.
    pub arranged: Vec<(Link, String)>,
    /// What is owed of the month before this one, and corrections that wait for a decision.
    pub periods: Vec<(Link, String)>,
    /// Recurring duties that are owed.
    pub duties: Vec<(Link, String)>,
    /// Stand-ins whom others have named for the person, until they say that they know.
    pub stand_ins: Vec<(Link, String)>,
}

impl Waiting {
    /// How many things there are.
    pub fn count(&self) -> usize {
        let matters = self.matters_all.max(0) as usize;
        let plans = [&self.plans, &self.schemes, &self.arranged];
        let others = plans.into_iter().chain([&self.periods, &self.duties, &self.stand_ins]);
        matters + others.map(|things| things.len()).sum::<usize>()
    }
}

/// What waits for the actor, in the page's language.
pub async fn waiting(ctx: &Ctx, page: &Page) -> Result<Waiting, Refusal> {
    let mine = matters::use_cases::mine(ctx, MOST_MATTERS).await?;
    let matters = mine.matters.iter().map(|(matter, _)| {
        let to = format!("/matters/{}", matter.id);
        (Link::new(matter.title.clone(), to), matter_for(ctx, page, matter))
    });
    let matters = matters.collect();
    let plans = plans_waiting(ctx, MOST_PLANS).await?;
    let plans = plans.into_iter().map(|(plan, unit)| plan_of(ctx, page, &plan, &unit)).collect();
    let schemes = schemes_waiting(ctx).await?;
    let schemes = schemes.into_iter().map(|scheme| scheme_of(page, &scheme)).collect();
    let arranged = arrangements::mine(ctx).await?.into_iter().map(|one| {
        let to = format!("/arrangements/{}", one.arrangement.id);
        (Link::new(one.arrangement.what.title, to), page.t(one.standing.key()))
    });
    let arranged = arranged.collect();
    let periods = periods_of(ctx, page).await?;
    let duties = duties::waiting(ctx, MOST_DUTIES).await?;
    let duties = duties.iter().map(|turn| duty_of(ctx, page, turn)).collect();
    let stand_ins = stand_ins_of(ctx, page).await?;
    let matters_all = mine.total;
    Ok(Waiting { matters, matters_all, plans, schemes, arranged, periods, duties, stand_ins })
}

/// Whom somebody else has named to act for the actor, and for whom the actor is to act: for what, until when and
/// why.
async fn stand_ins_of(ctx: &Ctx, page: &Page) -> Result<Vec<(Link, String)>, Refusal> {
    let told = stand_ins::told(ctx).await?.into_iter().map(|(one, unit)| {
        let is_mine = ctx.actor.user == Some(one.account);
        let key = match &one.named_by {
            _ if is_mine => "workbench-stand-in",
            Some(_) => "workbench-stand-in-for-by",
            None => "workbench-stand-in-for",
        };
        let by = one.named_by.map(|(_, by)| by).unwrap_or_default();
        let last = one.valid.last_day().map(|day| page.day(&day)).unwrap_or_default();
        let words = [
            ("by", by.as_str()),
            ("who", &one.delegate_name),
            ("whom", &one.account_name),
            ("last", &last),
            ("reason", &one.reason),
        ];
        let label = format!("{} · {unit}", page.t(one.step.key()));
        (Link::new(label, "/account/stand-ins"), page.tn(key, &words))
    });
    Ok(told.collect())
}

fn matter_for(ctx: &Ctx, page: &Page, matter: &Matter) -> String {
    match matter.stage {
        Stage::Reported => page.t("workbench-verify"),
        _ => {
            page.t1("workbench-do", "day", matter.measure.as_ref().map_or(ctx.now.today, |m| m.due))
        }
    }
}

/// A plan that waits, and what for.
fn plan_of(ctx: &Ctx, page: &Page, plan: &Version, unit: &str) -> (Link, String) {
    let label = format!("{unit} · {}", page.t1("plan-year-of", "year", plan.year));
    let stage = page.t(plan.stage.key());
    let what = match plan.due {
        None => stage,
        Some(due) => {
            let is_late = ctx.now.today > due;
            let key = if is_late { "plan-waits-late" } else { "plan-waits-until" };
            page.tn(key, &[("stage", &stage), ("day", &page.day(&due))])
        }
    };
    (Link::new(label, format!("/plans/{}", plan.id)), what)
}

/// A duty that is owed: of whom, for which period, until when.
fn duty_of(ctx: &Ctx, page: &Page, turn: &Turn) -> (Link, String) {
    let is_late = turn.state(ctx.now.today) == State::Late;
    let key = if is_late { "duty-waits-late" } else { "duty-waits-until" };
    let (period, due) = (page.period(&turn.period), page.day(&turn.due));
    let told = [("unit", turn.duty.unit_name.as_str()), ("period", &period), ("day", &due)];
    let to = format!("/duties?unit={}", turn.duty.said.unit);
    (Link::new(turn.duty.said.title.clone(), to), page.tn(key, &told))
}

/// A scheme that waits, and what for.
fn scheme_of(page: &Page, version: &Scheme) -> (Link, String) {
    let number = page.t1("scheme-version-n", "n", version.number);
    let label = format!("{} {number}", version.name);
    (Link::new(label, format!("/schemes/{}", version.id)), page.t(version.stage.key()))
}

/// Months that the actor owes something of, and corrections that others have asked for.
async fn periods_of(ctx: &Ctx, page: &Page) -> Result<Vec<(Link, String)>, Refusal> {
    let owed = periods::waiting(ctx, MOST_UNITS).await?.into_iter().map(|owed| {
        let (business, party) = (owed.owed.0.to_string(), owed.owed.1.to_string());
        let (month, due) = (page.month(&owed.month), page.day(&owed.due));
        let key = if owed.is_overdue { "period-workbench-late" } else { "period-workbench" };
        let told =
            [("month", month.as_str()), ("business", &business), ("party", &party), ("due", &due)];
        let href = format!("/periods/{}/{}", owed.unit, owed.month);
        (Link::new(owed.unit_name, href), page.tn(key, &told))
    });
    let mut found: Vec<_> = owed.collect();
    let notes = corrections::waiting(ctx, MOST_PLANS).await?;
    found.extend(notes.notes.iter().map(|(note, unit)| {
        let label = page.t1("correction-n", "n", note.id);
        (Link::new(label, format!("/corrections/{}", note.id)), format!("{unit} · {}", note.reason))
    }));
    Ok(found)
}
