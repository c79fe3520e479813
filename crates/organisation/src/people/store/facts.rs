//! The one home of what is dated about a person: reading it, beginning it, ending it. Writing happens
//! inside the caller's transaction, after [`directory::people::lock`]; the caller audits and asks policy.

use crate::people::facts::{Fact, Placing, Span, place};
use ::store::{Insert, Query, Result, StoreError, Tx, Value, assembled, params};
use kernel::{Day, DayRange, PersonId};
use std::collections::HashMap;

#[derive(sqlx::FromRow)]
struct Row {
    person_id: i64,
    valid_from: i64,
    valid_until: i64,
    value: String,
}

impl Row {
    fn span<F: Fact>(self) -> Result<(PersonId, Span<F>)> {
        let wrong = || StoreError::Corrupt(format!("{} of person {}", F::TABLE, self.person_id));
        let day = |code| Day::from_code(code).ok_or_else(wrong);
        let valid = DayRange { from: day(self.valid_from)?, until: day(self.valid_until)? };
        let fact = F::read(&self.value).ok_or_else(wrong)?;
        Ok((PersonId(self.person_id), Span { fact, valid }))
    }
}

/// What is read of a fact, up to its conditions.
fn select<F: Fact>(rest: &str) -> &'static str {
    let (table, column) = (F::TABLE, F::COLUMNS[3]);
    assembled(format!(
        "SELECT f.person_id, f.valid_from, f.valid_until, CAST(f.{column} AS TEXT) AS value \
         FROM {table} f {rest}"
    ))
}

/// What holds on a day.
pub async fn on<F: Fact>(
    q: &mut impl Query,
    person: PersonId,
    day: Day,
) -> Result<Option<Span<F>>> {
    let sql = select::<F>("WHERE f.person_id = $1 AND f.valid_from <= $2 AND f.valid_until > $2");
    let row: Option<Row> = q.optional(sql, params![person, day]).await?;
    Ok(row.map(Row::span).transpose()?.map(|(_, span)| span))
}

/// Everything that ever held, oldest first.
pub async fn history<F: Fact>(q: &mut impl Query, person: PersonId) -> Result<Vec<Span<F>>> {
    let sql = select::<F>("WHERE f.person_id = $1 ORDER BY f.valid_from");
    let rows: Vec<Row> = q.all(sql, params![person]).await?;
    rows.into_iter().map(|row| row.span().map(|(_, span)| span)).collect()
}

/// Everything that ever held of these people, oldest first.
pub async fn of_people<F: Fact>(
    q: &mut impl Query,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<HashMap<PersonId, Vec<Span<F>>>> {
    let mut ids: Vec<i64> = people.into_iter().map(|person| person.0).collect();
    ids.sort_unstable();
    ids.dedup();
    let sql = select::<F>("WHERE f.person_id IN {ids:$1} ORDER BY f.person_id, f.valid_from");
    let mut all: HashMap<PersonId, Vec<Span<F>>> = HashMap::new();
    for row in q.all::<Row>(sql, params![ids.as_slice()]).await? {
        let (person, span) = row.span()?;
        all.entry(person).or_default().push(span);
    }
    Ok(all)
}

/// Everything that ever held of those whom the rows of a list name by staff number, oldest first.
pub async fn of_roll<F: Fact>(
    q: &mut impl Query,
    roll: i64,
) -> Result<HashMap<PersonId, Vec<Span<F>>>> {
    let sql = select::<F>(
        "JOIN person p ON p.id = f.person_id WHERE p.staff_number IN \
         (SELECT l.staff_number FROM roll_row l WHERE l.roll_id = $1) \
         ORDER BY f.person_id, f.valid_from",
    );
    let mut all: HashMap<PersonId, Vec<Span<F>>> = HashMap::new();
    for row in q.all::<Row>(sql, params![roll]).await? {
        let (person, span) = row.span()?;
        all.entry(person).or_default().push(span);
    }
    Ok(all)
}

/// Writes a fact that holds from a day on as it was placed; `until` is the end of what it points at.
pub async fn begin<F: Fact>(
    tx: &mut Tx,
    person: PersonId,
    fact: F,
    placing: Placing<F>,
    days: DayRange,
) -> Result<()> {
    let (table, column) = (F::TABLE, F::COLUMNS[3]);
    match placing {
        Placing::Known => return Ok(()),
        Placing::Begins => {}
        Placing::Follows(span) => cut::<F>(tx, person, span.valid, days.from).await?,
        Placing::Corrects(span) => remove::<F>(tx, person, span.valid.from).await?,
    }
    let sql = assembled(format!(
        "INSERT INTO {table} (person_id, valid_from, valid_until, {column}) VALUES ($1, $2, $3, $4)"
    ));
    let value: Value = fact.into();
    tx.execute(sql, vec![person.into(), days.from.into(), days.until.into(), value]).await?;
    Ok(())
}

/// Ends what holds on a day with the day before it; what began on that very day never was.
pub async fn end<F: Fact>(tx: &mut Tx, person: PersonId, span: Span<F>, until: Day) -> Result<()> {
    if until <= span.valid.from {
        return remove::<F>(tx, person, span.valid.from).await;
    }
    cut::<F>(tx, person, span.valid, until).await
}

async fn cut<F: Fact>(tx: &mut Tx, person: PersonId, days: DayRange, until: Day) -> Result<()> {
    let sql = assembled(format!(
        "UPDATE {} SET valid_until = $3 WHERE person_id = $1 AND valid_from = $2",
        F::TABLE
    ));
    tx.execute(sql, params![person, days.from, until]).await?;
    Ok(())
}

async fn remove<F: Fact>(tx: &mut Tx, person: PersonId, from: Day) -> Result<()> {
    let sql =
        assembled(format!("DELETE FROM {} WHERE person_id = $1 AND valid_from = $2", F::TABLE));
    tx.execute(sql, params![person, from]).await?;
    Ok(())
}

/// Writes many facts in few statements, over those that begin on the same day: what a new fact follows
/// is written with its new end.
pub async fn put_many<F: Fact>(tx: &mut Tx, facts: &[(PersonId, Span<F>)]) -> Result<()> {
    let conflict =
        "ON CONFLICT (person_id, valid_from) DO UPDATE SET valid_until = excluded.valid_until";
    let insert = Insert { table: F::TABLE, columns: F::COLUMNS, conflict };
    let row = |(person, span): &(PersonId, Span<F>)| {
        let days = span.valid;
        [Value::from(*person), days.from.into(), days.until.into(), span.fact.into()]
    };
    tx.insert_many(insert, facts.iter().map(row)).await?;
    Ok(())
}

/// How many people still have one of these facts on that day or later, and the first of them by name.
pub async fn open<F: Fact>(
    q: &mut impl Query,
    facts: &[i64],
    from: Day,
    most: i64,
) -> Result<(Vec<(PersonId, String)>, i64)> {
    let (table, column) = (F::TABLE, F::COLUMNS[3]);
    let sql = assembled(format!(
        "SELECT p.id, p.name, COUNT(*) OVER () AS total FROM {table} f \
         JOIN person p ON p.id = f.person_id \
         WHERE f.{column} IN {{ids:$1}} AND f.valid_until > $2 ORDER BY p.normal, p.id LIMIT $3"
    ));
    let rows: Vec<(i64, String, i64)> = q.all(sql, params![facts, from, most]).await?;
    let total = rows.first().map_or(0, |row| row.2);
    Ok((rows.into_iter().map(|(id, name, _)| (PersonId(id), name)).collect(), total))
}

/// Ends these facts for everybody on a day, those that would begin later never were; with `to` another
/// holds from then on instead.
pub async fn hand_over<F: Fact>(
    tx: &mut Tx,
    facts: &[i64],
    from: Day,
    to: Option<F>,
) -> Result<()> {
    let (table, column) = (F::TABLE, F::COLUMNS[3]);
    if let Some(to) = to {
        // Whoever would come later comes there on her own day.
        for sql in [
            format!(
                "UPDATE {table} SET {column} = $3 \
                 WHERE {column} IN {{ids:$1}} AND valid_from >= $2"
            ),
            format!(
                "INSERT INTO {table} (person_id, valid_from, valid_until, {column}) \
                 SELECT person_id, CAST($2 AS BIGINT), valid_until, $3 FROM {table} \
                 WHERE {column} IN {{ids:$1}} AND valid_from < $2 AND valid_until > $2"
            ),
        ] {
            let params = vec![facts.into(), from.into(), to.into()];
            tx.execute(assembled(sql), params).await?;
        }
    }
    for sql in [
        format!("DELETE FROM {table} WHERE {column} IN {{ids:$1}} AND valid_from >= $2"),
        format!(
            "UPDATE {table} SET valid_until = $2 \
             WHERE {column} IN {{ids:$1}} AND valid_until > $2"
        ),
    ] {
        tx.execute(assembled(sql), params![facts, from]).await?;
    }
    Ok(())
}

/// Places a fact among what is known of a person.
///
/// # Errors
/// As [`place`], in the inner result.
pub async fn placed<F: Fact>(
    q: &mut impl Query,
    person: PersonId,
    fact: F,
    from: Day,
) -> Result<std::result::Result<Placing<F>, Span<F>>> {
    Ok(place(&history::<F>(q, person).await?, fact, from))
}
