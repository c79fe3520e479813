//! Many people from one file: read, previewed, confirmed in one step or given up.
//!
//! Of the file only row numbers, names and staff numbers are kept, whatever else it held, and these no
//! longer than needed: a confirmed list keeps the rows that were refused, a discarded one none, and the
//! next file sweeps out whatever is older than a week.

use crate::people::list::{self, Line, Verdict};
use crate::people::staff_number;
use crate::people::store::{self, Counts, Judged, List, ListId, NewList, Reason};
use ::store::{Ctx, Query, Refusal, StoreError, Work};
use directory::people::{self, NewPerson};
use interchange::list::{List as Read, cell_name};
use kernel::{Action, Lang, Problem, Resource};
use serde_json::json;

/// A week, in milliseconds.
const KEPT: i64 = 7 * 24 * 3_600_000;

/// A list with a page of its rows of one kind.
pub struct Preview {
    pub list: List,
    pub lines: Vec<Judged>,
}

/// Judges the rows of a file and keeps them for confirmation.
pub async fn receive(ctx: &Ctx, file: &str, read: Read<2>) -> Result<ListId, Refusal> {
    ctx.may(Action::Import, Resource::Person, &[])?;
    let [name_column, number_column] = read.places;
    let new = NewList {
        file,
        name_column: name_column.unwrap_or_default(),
        number_column,
        at: ctx.now.at,
        by: &ctx.actor.name,
    };
    let lines: Vec<Judged> = read.rows.into_iter().map(|row| unjudged(row, read.places)).collect();
    let mut work = ctx.work().await?;
    store::forget_older(&mut work.tx, ctx.now.at - KEPT).await?;
    let id = store::insert(&mut work.tx, new).await?;
    store::put_lines(&mut work.tx, id, &lines).await?;
    let list = store::get(&mut work.tx, id).await?.ok_or(Refusal::NotFound)?;
    let judged = judged(&mut work.tx, &list, lines).await?;
    put(&mut work, id, &judged).await?;
    let after = json!({ "file": file, "rows": judged.len() }).to_string();
    work.audit("person.upload", "person_list", id.0, None, Some(after));
    work.commit().await?;
    Ok(id)
}

/// A row as it was read, its problems said in both languages. An identity number is not even kept until the
/// list is confirmed.
fn unjudged(row: interchange::list::Row<2>, places: [Option<u16>; 2]) -> Judged {
    let reason = |problem: &Problem| reason(problem, row.number, places);
    let mut unread: Vec<Reason> = row.problems.iter().map(reason).collect();
    let [name, mut staff_number] = row.texts;
    if let Err(problem) = staff_number::check(&staff_number) {
        unread.push(reason(&problem));
        staff_number = staff_number::masked(&staff_number);
    }
    let line = Line { row: row.number, name, staff_number, is_unread: !unread.is_empty() };
    Judged { line, unread, verdict: Verdict::Fresh, reasons: Vec::new() }
}

/// The problem with the cell that it is about.
fn reason(problem: &Problem, row: u32, places: [Option<u16>; 2]) -> Reason {
    let is_own = |column: &interchange::list::Column| Some(column.id) == problem.field.as_deref();
    let column = list::COLUMNS.iter().position(is_own).unwrap_or_default();
    // Without a column of its own the number's reason stands at the name.
    let place = places[column].or(places[0]).unwrap_or_default();
    let say = |lang| format!("{}: {}", cell_name(row, place), problem.text(lang));
    Reason { column: column as u16, zh: say(Lang::Zh), en: say(Lang::En) }
}

/// What becomes of the rows as things are now.
async fn judged(
    q: &mut impl Query,
    list: &List,
    lines: Vec<Judged>,
) -> Result<Vec<Judged>, Refusal> {
    let known = store::known(q, ListId(list.id)).await?;
    let plain: Vec<Line> = lines.iter().map(|judged| judged.line.clone()).collect();
    let place = |column: i64| u16::try_from(column).unwrap_or_default();
    let places = [Some(place(list.name_column)), list.number_column.map(place)];
    let verdicts = list::judge(&plain, &known);
    let pair = |(old, (verdict, problems)): (Judged, (Verdict, Vec<Problem>))| {
        let said = problems.iter().map(|problem| reason(problem, old.line.row, places));
        let reasons = old.unread.iter().cloned().chain(said).collect();
        Judged { verdict, reasons, ..old }
    };
    Ok(lines.into_iter().zip(verdicts).map(pair).collect())
}

/// Keeps what becomes of the rows that do not simply become new people.
async fn put(work: &mut Work, id: ListId, judged: &[Judged]) -> Result<(), Refusal> {
    let other: Vec<Judged> =
        judged.iter().filter(|judged| judged.verdict != Verdict::Fresh).cloned().collect();
    store::put_lines(&mut work.tx, id, &other).await?;
    store::put_counts(&mut work.tx, id, Counts::of(judged)).await?;
    Ok(())
}

/// The list, for whoever may import people.
pub async fn see(ctx: &Ctx, id: ListId) -> Result<List, Refusal> {
    ctx.may(Action::Import, Resource::Person, &[])?;
    store::get(&mut ctx.read(), id).await?.ok_or(Refusal::NotFound)
}

/// The list with a page of its rows of one kind.
pub async fn preview(
    ctx: &Ctx,
    id: ListId,
    verdict: Verdict,
    window: (i64, i64),
) -> Result<Preview, Refusal> {
    let list = see(ctx, id).await?;
    let lines = store::lines(&mut ctx.read(), id, Some(verdict), window).await?;
    Ok(Preview { list, lines })
}

/// All refused rows.
pub async fn refused(ctx: &Ctx, id: ListId) -> Result<Vec<Judged>, Refusal> {
    see(ctx, id).await?;
    let all = (i64::MAX, 0);
    Ok(store::lines(&mut ctx.read(), id, Some(Verdict::Refused), all).await?)
}

/// Writes the new people of a list whose preview was seen in this revision, all or nobody; returns how
/// many.
///
/// # Errors
/// `people-list-nothing`; a conflict when the list was confirmed meanwhile, or when people were written
/// since so that the preview is another now.
pub async fn confirm(ctx: &Ctx, id: ListId, seen: i64) -> Result<i64, Refusal> {
    let list = see(ctx, id).await?;
    let mut work = ctx.work().await?;
    people::lock(&mut work.tx).await?;
    if !store::confirm(&mut work.tx, id, seen).await? {
        return Err(conflict("people-list-stale"));
    }
    let before = store::lines(&mut work.tx, id, None, (i64::MAX, 0)).await?;
    let now = judged(&mut work.tx, &list, before.clone()).await?;
    if now.iter().zip(&before).any(|(now, before)| now.verdict != before.verdict) {
        drop(work);
        look_again(ctx, id).await?;
        return Err(conflict("people-list-other"));
    }
    let fresh = now.iter().filter(|judged| judged.verdict == Verdict::Fresh);
    let new = fresh.map(|judged| NewPerson::checked(&judged.line.name, &judged.line.staff_number));
    let new: Vec<NewPerson> = new.collect::<Result<_, _>>().map_err(Refusal::Invalid)?;
    if new.is_empty() {
        return Err(Problem::new("people-list-nothing").into());
    }
    people::create_many(&mut work.tx, &new).await.map_err(|refusal| match refusal {
        Refusal::Failed(StoreError::Exists(_)) => conflict("people-list-other"),
        other => other,
    })?;
    store::forget(&mut work.tx, id, Some(Verdict::Refused)).await?;
    let counts = Counts::of(&now);
    let after = json!({ "file": list.file, "created": counts.fresh, "known": counts.known,
                        "refused": counts.refused });
    work.audit("person.import", "person_list", id.0, None, Some(after.to_string()));
    work.commit().await?;
    Ok(counts.fresh)
}

fn conflict(code: &'static str) -> Refusal {
    Refusal::Conflict(Box::new(Problem::new(code)))
}

/// Computes the preview anew. It is derived from what is stored already, so it is no change that an audit
/// would want.
async fn look_again(ctx: &Ctx, id: ListId) -> Result<(), Refusal> {
    let mut tx = ctx.db.begin().await?;
    let list = store::get(&mut tx, id).await?.ok_or(Refusal::NotFound)?;
    let lines = store::lines(&mut tx, id, None, (i64::MAX, 0)).await?;
    let judged = judged(&mut tx, &list, lines).await?;
    store::put_lines(&mut tx, id, &judged).await?;
    store::put_counts(&mut tx, id, Counts::of(&judged)).await?;
    Ok(tx.commit().await?)
}

/// Gives a list up and forgets its rows; a confirmed one forgets those that were refused.
pub async fn discard(ctx: &Ctx, id: ListId) -> Result<(), Refusal> {
    let list = see(ctx, id).await?;
    let mut work = ctx.work().await?;
    store::forget(&mut work.tx, id, None).await?;
    store::put_counts(&mut work.tx, id, Counts::default()).await?;
    let before = json!({ "file": list.file }).to_string();
    work.audit("person.discard", "person_list", id.0, Some(before), None);
    Ok(work.commit().await?)
}
