//! Who takes which step for whom, where, and on which days.

use crate::step::Step;
use kernel::{Day, DayRange, Role, StandIn, UnitId, UserId};
use std::collections::BTreeMap;
use store::{Query, Result, StoreError, Tx, params};

/// A step that somebody has entrusted to another account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entrusted {
    pub id: i64,
    /// Who is away.
    pub account: UserId,
    pub account_name: String,
    pub delegate: UserId,
    pub delegate_name: String,
    pub step: Step,
    pub unit: UnitId,
    pub valid: DayRange,
    pub reason: String,
    /// Who named it, where whoever is away did not do so themselves.
    pub named_by: Option<(UserId, String)>,
    /// Whether whoever is away, and the delegate, said that they know of it.
    pub is_known: bool,
    pub is_known_to_delegate: bool,
}

impl Entrusted {
    /// Whether it is still to be told to this account: to each of the two, unless they have named it themselves.
    pub fn is_news_to(&self, user: UserId) -> bool {
        let namer = self.named_by.as_ref().map_or(self.account, |(namer, _)| *namer);
        let is_new_to_one = self.account == user && !self.is_known;
        let is_new_to_delegate = self.delegate == user && !self.is_known_to_delegate;
        namer != user && (is_new_to_one || is_new_to_delegate)
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    account_id: i64,
    account_name: String,
    delegate_id: i64,
    delegate_name: String,
    step: String,
    unit_id: i64,
    valid_from: i64,
    valid_until: i64,
    reason: String,
    named_by_id: Option<i64>,
    namer_name: Option<String>,
    known_at: Option<i64>,
    delegate_known_at: Option<i64>,
}

impl Row {
    fn entrusted(self) -> Result<Entrusted> {
        let wrong = || StoreError::Corrupt(format!("the stand-in {}", self.id));
        let from = Day::from_code(self.valid_from).ok_or_else(wrong)?;
        let until = Day::from_code(self.valid_until).ok_or_else(wrong)?;
        Ok(Entrusted {
            id: self.id,
            account: UserId(self.account_id),
            account_name: self.account_name,
            delegate: UserId(self.delegate_id),
            delegate_name: self.delegate_name,
            step: Step::from_name(&self.step).ok_or_else(wrong)?,
            unit: UnitId(self.unit_id),
            valid: DayRange { from, until },
            reason: self.reason,
            named_by: self.named_by_id.map(UserId).zip(self.namer_name),
            is_known: self.known_at.is_some(),
            is_known_to_delegate: self.delegate_known_at.is_some(),
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT s.id, s.account_id, a.name AS account_name, s.delegate_id, d.name AS delegate_name, \
             s.step, s.unit_id, s.valid_from, s.valid_until, s.reason, s.named_by_id, \
             n.name AS namer_name, s.known_at, s.delegate_known_at FROM stand_in s \
             JOIN account a ON a.id = s.account_id JOIN account d ON d.id = s.delegate_id \
             LEFT JOIN account n ON n.id = s.named_by_id ",
            $rest
        )
    };
}

pub async fn by_id(q: &mut impl Query, id: i64) -> Result<Option<Entrusted>> {
    let row: Option<Row> = q.optional(select!("WHERE s.id = $1"), params![id]).await?;
    row.map(Row::entrusted).transpose()
}

/// What an account has entrusted to others, what others have entrusted to it, and what it has named between
/// two others: what holds on this day or later, the first to begin first.
pub async fn of_account(q: &mut impl Query, user: UserId, day: Day) -> Result<Vec<Entrusted>> {
    let sql = select!(
        "WHERE (s.account_id = $1 OR s.delegate_id = $1 OR s.named_by_id = $1) AND s.valid_until > $2 \
         AND s.valid_until > s.valid_from ORDER BY s.valid_from, s.id"
    );
    let rows: Vec<Row> = q.all(sql, params![user, day]).await?;
    rows.into_iter().map(Row::entrusted).collect()
}

/// What is to be entrusted.
pub struct New<'a> {
    pub account: UserId,
    pub delegate: UserId,
    pub step: Step,
    pub unit: UnitId,
    pub valid: DayRange,
    pub reason: &'a str,
    /// Who names it, where whoever is away does not do so themselves.
    pub named_by: Option<UserId>,
}

pub async fn insert(tx: &mut Tx, new: &New<'_>, at: i64) -> Result<i64> {
    let sql = "INSERT INTO stand_in (account_id, delegate_id, step, unit_id, valid_from, valid_until, \
               reason, named_at, named_by_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id";
    let New { account, delegate, step, unit, valid, reason, named_by } = *new;
    let DayRange { from, until } = valid;
    let values = params![account, delegate, step.name(), unit, from, until, reason, at, named_by];
    Ok(tx.one::<(i64,)>(sql, values).await?.0)
}

/// Sets the first day on which it holds no more, while it holds or is to come.
pub async fn end(tx: &mut Tx, id: i64, until: Day) -> Result<bool> {
    let sql = "UPDATE stand_in SET valid_until = $2 WHERE id = $1 AND valid_until > $2";
    Ok(tx.execute(sql, params![id, until]).await? == 1)
}

/// Notes that whoever is away, or the delegate, knows of it; false when they had said so before.
pub async fn know(tx: &mut Tx, one: &Entrusted, user: UserId, at: i64) -> Result<bool> {
    let sql = if one.account == user {
        "UPDATE stand_in SET known_at = $2 WHERE id = $1 AND known_at IS NULL"
    } else {
        "UPDATE stand_in SET delegate_known_at = $2 WHERE id = $1 AND delegate_known_at IS NULL"
    };
    Ok(tx.execute(sql, params![one.id, at]).await? == 1)
}

#[derive(sqlx::FromRow)]
struct HeldRow {
    id: i64,
    account_id: i64,
    name: String,
    named_by_id: Option<i64>,
    namer_name: Option<String>,
    step: String,
    unit_id: i64,
    valid_from: i64,
    valid_until: i64,
    role: String,
}

/// In whose place an account takes steps on a day, each with the roles that who is away holds there: none of a
/// closed account, and none that they hold no more.
pub async fn held(q: &mut impl Query, user: UserId, today: Day) -> Result<Vec<StandIn>> {
    let sql = "SELECT s.id, s.account_id, a.name, s.named_by_id, n.name AS namer_name, s.step, s.unit_id, \
               s.valid_from, s.valid_until, g.role \
               FROM stand_in s JOIN account a ON a.id = s.account_id AND a.active \
               LEFT JOIN account n ON n.id = s.named_by_id \
               JOIN role_grant g ON g.account_id = s.account_id AND g.valid_from <= $2 \
               AND g.valid_until > $2 \
               JOIN unit_closure c ON c.descendant_id = s.unit_id AND c.ancestor_id = g.unit_id \
               AND c.valid_from <= $2 AND c.valid_until > $2 \
               WHERE s.delegate_id = $1 AND s.valid_from <= $2 AND s.valid_until > $2";
    let mut found: BTreeMap<i64, StandIn> = BTreeMap::new();
    for row in q.all::<HeldRow>(sql, params![user, today]).await? {
        let wrong = || StoreError::Corrupt(format!("the stand-in {}", row.id));
        // A step or a role that only a newer program knows gives nothing.
        let (Some(step), Some(role)) = (Step::from_name(&row.step), Role::from_name(&row.role))
        else {
            continue;
        };
        let from = Day::from_code(row.valid_from).ok_or_else(wrong)?;
        let until = Day::from_code(row.valid_until).ok_or_else(wrong)?;
        let one = found.entry(row.id).or_insert_with(|| StandIn {
            user: UserId(row.account_id),
            name: row.name.clone(),
            named_by: row.named_by_id.map(UserId).zip(row.namer_name.clone()),
            action: step.action(),
            resource: step.resource(),
            unit: UnitId(row.unit_id),
            valid: DayRange { from, until },
            roles: Vec::new(),
        });
        one.roles.push(role);
    }
    Ok(found.into_values().collect())
}
