//! What people do with a list, whatever its kind.

use super::store::{self, About, Counts, Judged, NewRoll, Reason, Roll};
use super::{Kind, Line, Read, RollId, Verdict};
use crate::people::staff_number;
use ::store::{Ctx, Query, Refusal, StoreError};
use interchange::list::cell_name;
use kernel::{Lang, Problem};
use serde_json::json;

/// A week, in milliseconds.
const KEPT: i64 = 7 * 24 * 3_600_000;
/// All rows.
const ALL: (i64, i64) = (i64::MAX, 0);

const fn about<K: Kind>() -> About {
    About { number: K::NUMBER, person: K::PERSON }
}

/// Judges the rows of a file and keeps them for confirmation.
pub async fn receive<K: Kind>(ctx: &Ctx, file: &str, read: Read) -> Result<RollId, Refusal> {
    ctx.may(K::ACTION, K::RESOURCE, &[])?;
    let Read { rows, places } = read;
    let (by, user) = (ctx.actor.name.as_str(), ctx.actor.user.map(|user| user.0));
    let new = NewRoll { kind: K::NAME, file, places: &places, at: ctx.now.at, by, user };
    let lines = rows.into_iter().map(|(line, problems)| unjudged::<K>(line, &problems, &places));
    let lines: Vec<Judged> = lines.collect();
    let mut work = ctx.work().await?;
    store::forget_older(&mut work.tx, ctx.now.at - KEPT).await?;
    let id = store::insert(&mut work.tx, new).await?;
    // The rows are looked up by what they name, so they are there before they are judged.
    store::put_lines(&mut work.tx, id, about::<K>(), &lines).await?;
    let (judged, _) = judged::<K>(ctx, &mut work.tx, id, &places, lines.clone()).await?;
    put::<K>(&mut work.tx, id, &lines, &judged).await?;
    let after = json!({ "kind": K::NAME, "file": file, "rows": judged.len() }).to_string();
    work.audit("roll.upload", "roll", id.0, None, Some(after));
    work.commit().await?;
    Ok(id)
}

/// A row as it was read, its problems said in both languages. An identity number is not even kept
/// until the list is confirmed.
fn unjudged<K: Kind>(mut line: Line, problems: &[Problem], places: &[Option<u16>]) -> Judged {
    let row = line.row;
    let mut unread: Vec<Reason> =
        problems.iter().map(|problem| reason::<K>(problem, row, places)).collect();
    if let Err(problem) = staff_number::check(line.cell(K::NUMBER)) {
        unread.push(reason::<K>(&problem, row, places));
        line.cells[K::NUMBER] = staff_number::masked(line.cell(K::NUMBER));
    }
    line.is_unread = !unread.is_empty();
    Judged { line, unread, verdict: Verdict::Fresh, reasons: Vec::new() }
}

/// The problem with the cell that it is about.
fn reason<K: Kind>(problem: &Problem, row: u32, places: &[Option<u16>]) -> Reason {
    let is_own = |column: &interchange::list::Column| Some(column.id) == problem.field.as_deref();
    let column = K::COLUMNS.iter().position(is_own).unwrap_or(K::PERSON);
    // Without a column of its own the reason stands at the name.
    let place = |column: usize| places.get(column).copied().flatten();
    let place = place(column).or(place(K::PERSON)).unwrap_or_default();
    let say = |lang| format!("{}: {}", cell_name(row, place), problem.text(lang));
    Reason { column: column as u16, zh: say(Lang::Zh), en: say(Lang::En) }
}

/// What becomes of the rows as things are now, and what is known.
async fn judged<K: Kind>(
    ctx: &Ctx,
    q: &mut impl Query,
    id: RollId,
    places: &[Option<u16>],
    lines: Vec<Judged>,
) -> Result<(Vec<Judged>, K::Known), Refusal> {
    let plain: Vec<Line> = lines.iter().map(|judged| judged.line.clone()).collect();
    let known = K::known(ctx, q, id, &plain).await?;
    let verdicts = K::judge(&plain, &known);
    let pair = |(old, (verdict, problems)): (Judged, (Verdict, Vec<Problem>))| {
        let said = problems.iter().map(|problem| reason::<K>(problem, old.line.row, places));
        let reasons = old.unread.iter().cloned().chain(said).collect();
        Judged { verdict, reasons, ..old }
    };
    Ok((lines.into_iter().zip(verdicts).map(pair).collect(), known))
}

/// Keeps what becomes of the rows, where it is another than before.
async fn put<K: Kind>(
    tx: &mut ::store::Tx,
    id: RollId,
    before: &[Judged],
    judged: &[Judged],
) -> Result<(), Refusal> {
    let pairs = judged.iter().zip(before);
    let other: Vec<Judged> =
        pairs.filter(|(now, then)| now != then).map(|(now, _)| now.clone()).collect();
    store::put_lines(tx, id, about::<K>(), &other).await?;
    store::put_counts(tx, id, Counts::of(judged)).await?;
    Ok(())
}

/// The list, for whoever handed it in and may still import its kind.
pub async fn see<K: Kind>(ctx: &Ctx, id: RollId) -> Result<Roll, Refusal> {
    seen::<K>(ctx, &mut ctx.read(), id).await
}

async fn seen<K: Kind>(ctx: &Ctx, q: &mut impl Query, id: RollId) -> Result<Roll, Refusal> {
    ctx.may(K::ACTION, K::RESOURCE, &[])?;
    let user = ctx.actor.user.map(|user| user.0);
    store::get(q, K::NAME, id, user).await?.ok_or(Refusal::NotFound)
}

/// A page of the rows of one kind.
pub async fn lines<K: Kind>(
    ctx: &Ctx,
    id: RollId,
    verdict: Verdict,
    window: (i64, i64),
) -> Result<Vec<Judged>, Refusal> {
    see::<K>(ctx, id).await?;
    Ok(store::lines(&mut ctx.read(), id, Some(verdict), window).await?)
}

/// All refused rows.
pub async fn refused<K: Kind>(ctx: &Ctx, id: RollId) -> Result<Vec<Judged>, Refusal> {
    lines::<K>(ctx, id, Verdict::Refused, ALL).await
}

/// Puts other texts into the cells of a refused row of a waiting list and judges all rows again;
/// returns what becomes of this one.
///
/// # Errors
/// `NotFound` when there is no such row to be corrected; a conflict when the list was confirmed.
pub async fn correct<K: Kind>(
    ctx: &Ctx,
    id: RollId,
    row: u32,
    cells: Vec<String>,
) -> Result<Verdict, Refusal> {
    // What waits for confirmation is derived from a file and not yet anybody's record, so it is no
    // change that an audit would want; the confirmation says how many rows were corrected.
    let mut tx = ctx.db.begin().await?;
    let roll = seen::<K>(ctx, &mut tx, id).await?;
    if roll.is_confirmed() {
        return Err(conflict("roll-stale"));
    }
    let places = roll.places()?;
    let mut before = store::lines(&mut tx, id, None, ALL).await?;
    let is_meant =
        |judged: &&mut Judged| judged.line.row == row && judged.verdict == Verdict::Refused;
    let meant = before.iter_mut().find(is_meant).ok_or(Refusal::NotFound)?;
    let mut texts = cells.into_iter().map(|text| text.trim().to_owned());
    let cells = K::COLUMNS.iter().map(|_| texts.next().unwrap_or_default()).collect();
    let line = Line { row, cells, is_unread: false };
    *meant = unjudged::<K>(line, &[], &places);
    let corrected = meant.clone();
    store::put_lines(&mut tx, id, about::<K>(), &[corrected]).await?;
    store::count_correction(&mut tx, id).await?;
    let (now, _) = judged::<K>(ctx, &mut tx, id, &places, before.clone()).await?;
    put::<K>(&mut tx, id, &before, &now).await?;
    tx.commit().await?;
    let verdict = now.iter().find(|judged| judged.line.row == row).map(|judged| judged.verdict);
    verdict.ok_or(Refusal::NotFound)
}

/// Writes what the rows of a list bring whose preview was seen in this revision, all or nothing;
/// returns the counts.
///
/// # Errors
/// `roll-nothing`; a conflict when the list was confirmed meanwhile, or when something was written since
/// so that the preview is another now.
pub async fn confirm<K: Kind>(ctx: &Ctx, id: RollId, seen_at: i64) -> Result<Counts, Refusal> {
    let roll = see::<K>(ctx, id).await?;
    let places = roll.places()?;
    let mut work = ctx.work().await?;
    directory::people::lock(&mut work.tx).await?;
    K::lock(&mut work.tx).await?;
    if !store::confirm(&mut work.tx, id, seen_at).await? {
        return Err(conflict("roll-stale"));
    }
    let before = store::lines(&mut work.tx, id, None, ALL).await?;
    let (now, known) = judged::<K>(ctx, &mut work.tx, id, &places, before.clone()).await?;
    if now.iter().zip(&before).any(|(now, before)| now.verdict != before.verdict) {
        drop(work);
        look_again::<K>(ctx, id).await?;
        return Err(conflict("roll-other"));
    }
    let counts = Counts::of(&now);
    if counts.fresh + counts.changed == 0 {
        return Err(Problem::new("roll-nothing").into());
    }
    let lines: Vec<(Line, Verdict)> =
        now.into_iter().map(|judged| (judged.line, judged.verdict)).collect();
    K::apply(&mut work, &lines, &known).await.map_err(|refusal| match refusal {
        Refusal::Failed(StoreError::Exists(_)) => conflict("roll-other"),
        other => other,
    })?;
    store::forget(&mut work.tx, id, Some(Verdict::Refused)).await?;
    let after = json!({ "file": roll.file, "created": counts.fresh, "changed": counts.changed,
                        "known": counts.known, "refused": counts.refused,
                        "corrected": roll.corrected });
    work.audit(K::IMPORTED, "roll", id.0, None, Some(after.to_string()));
    work.commit().await?;
    Ok(counts)
}

fn conflict(code: &'static str) -> Refusal {
    Refusal::conflict(Problem::new(code))
}

/// Computes the preview anew. It is derived from what is stored already, so it is no change that an
/// audit would want.
async fn look_again<K: Kind>(ctx: &Ctx, id: RollId) -> Result<(), Refusal> {
    let mut tx = ctx.db.begin().await?;
    let roll = seen::<K>(ctx, &mut tx, id).await?;
    let before = store::lines(&mut tx, id, None, ALL).await?;
    let (now, _) = judged::<K>(ctx, &mut tx, id, &roll.places()?, before.clone()).await?;
    put::<K>(&mut tx, id, &before, &now).await?;
    Ok(tx.commit().await?)
}

/// Gives a list up and forgets its rows; a confirmed one forgets those that were refused.
pub async fn discard<K: Kind>(ctx: &Ctx, id: RollId) -> Result<(), Refusal> {
    let roll = see::<K>(ctx, id).await?;
    let mut work = ctx.work().await?;
    store::forget(&mut work.tx, id, None).await?;
    store::put_counts(&mut work.tx, id, Counts::default()).await?;
    let before = json!({ "kind": K::NAME, "file": roll.file }).to_string();
    work.audit("roll.discard", "roll", id.0, Some(before), None);
    Ok(work.commit().await?)
}
