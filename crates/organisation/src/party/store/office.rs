//! Elections and working conditions of Party organisations. Writing happens inside the caller's
//! transaction and takes the organisation's next revision; the caller audits.

use super::history::{lock, seen};
use super::rows::{day as day_of, kind as kind_of};
use crate::party::office::{Condition, Office, years};
use crate::party::party_org::OrgKind;
use crate::people::store::has_left;
use directory::{roots, within};
use kernel::{Day, PartyOrgId, Problem, Scope, UnitId};
use std::collections::HashMap;
use store::{Query, Refusal, Result, StoreError, Tx, params};

#[derive(sqlx::FromRow)]
struct OfficeRow {
    elected: i64,
    years: i64,
    document: Option<String>,
    postponed_until: Option<i64>,
    postponed_document: Option<String>,
}

impl OfficeRow {
    fn office(self) -> Result<Office> {
        let until = self.postponed_until.map(day_of).transpose()?;
        let years = i32::try_from(self.years)
            .map_err(|_| StoreError::Corrupt(format!("a term of {} years", self.years)))?;
        Ok(Office {
            elected: day_of(self.elected)?,
            years,
            document: self.document,
            postponed: until.map(|until| (until, self.postponed_document.unwrap_or_default())),
        })
    }
}

/// Records an election; its term is that of the organisation's kind on the day.
///
/// # Errors
/// `office-none` for a kind that elects nobody, `office-outside` when the organisation does not exist on
/// the day, `office-known` for a second one of the same day; the conflict `party-org-changed`.
pub async fn elect(
    tx: &mut Tx,
    id: PartyOrgId,
    revision: i64,
    elected: Day,
    document: Option<String>,
) -> Result<Office, Refusal> {
    lock(tx).await?;
    seen(tx, id, revision).await?;
    let org = super::orgs::org_on(tx, id, elected).await?;
    let org = org.ok_or_else(|| Problem::new("office-outside").at("elected"))?;
    let years = years(org.kind).ok_or_else(|| Problem::new("office-none").at("elected"))?;
    let known = "SELECT elected FROM party_org_term WHERE org_id = $1 AND elected = $2";
    if tx.optional::<(i64,)>(known, params![id, elected]).await?.is_some() {
        return Err(Problem::new("office-known").at("elected").into());
    }
    let sql =
        "INSERT INTO party_org_term (org_id, elected, years, document) VALUES ($1, $2, $3, $4)";
    tx.execute(sql, params![id, elected, years, document.clone()]).await?;
    next_revision(tx, id).await?;
    Ok(Office { elected, years, document, postponed: None })
}

/// Puts off the election after the last one.
///
/// # Errors
/// `office-unelected`; as [`Office::postpone`]; the conflict `party-org-changed`.
pub async fn postpone(
    tx: &mut Tx,
    id: PartyOrgId,
    revision: i64,
    until: Day,
    document: Option<String>,
) -> Result<Office, Refusal> {
    lock(tx).await?;
    seen(tx, id, revision).await?;
    let office = last(tx, id, Day::FOREVER).await?;
    let office = office.ok_or_else(|| Problem::new("office-unelected").at("until"))?;
    let (until, document) = office.postpone(until, document)?;
    let sql = "UPDATE party_org_term SET postponed_until = $3, postponed_document = $4 \
         WHERE org_id = $1 AND elected = $2";
    tx.execute(sql, params![id, office.elected, until, document.as_str()]).await?;
    next_revision(tx, id).await?;
    Ok(Office { postponed: Some((until, document)), ..office })
}

/// Says from which day on a condition is there or no longer there. Returns whether that was news.
///
/// # Errors
/// `condition-later` when it is recorded already from a later day; the conflict `party-org-changed`.
pub async fn set_condition(
    tx: &mut Tx,
    id: PartyOrgId,
    revision: i64,
    (condition, is_there): (Condition, bool),
    from: Day,
) -> Result<bool, Refusal> {
    lock(tx).await?;
    seen(tx, id, revision).await?;
    let sql = "SELECT valid_from, valid_until FROM party_org_condition \
         WHERE org_id = $1 AND condition = $2 ORDER BY valid_from DESC LIMIT 1";
    let last: Option<(i64, i64)> = tx.optional(sql, params![id, condition.name()]).await?;
    let is_later = match last {
        Some((since, until)) if until == Day::FOREVER.code() => from.code() <= since,
        Some((_, until)) => from.code() < until,
        None => false,
    };
    let is_open = last.is_some_and(|(_, until)| until == Day::FOREVER.code());
    if is_open == is_there {
        return Ok(false);
    }
    if is_later {
        return Err(Problem::new("condition-later").at("from").into());
    }
    let sql = if is_there {
        "INSERT INTO party_org_condition (org_id, condition, valid_from, valid_until) \
         VALUES ($1, $2, $3, $4)"
    } else {
        "UPDATE party_org_condition SET valid_until = $3 \
         WHERE org_id = $1 AND condition = $2 AND valid_until = $4"
    };
    tx.execute(sql, params![id, condition.name(), from, Day::FOREVER]).await?;
    next_revision(tx, id).await?;
    Ok(true)
}

async fn next_revision(tx: &mut Tx, id: PartyOrgId) -> Result<()> {
    let sql = "UPDATE party_org SET revision = revision + 1 WHERE id = $1";
    tx.execute(sql, params![id]).await?;
    Ok(())
}

/// The last election until the day.
pub async fn last(q: &mut impl Query, id: PartyOrgId, day: Day) -> Result<Option<Office>> {
    let sql = "SELECT elected, years, document, postponed_until, postponed_document \
         FROM party_org_term WHERE org_id = $1 AND elected <= $2 ORDER BY elected DESC LIMIT 1";
    q.optional::<OfficeRow>(sql, params![id, day]).await?.map(OfficeRow::office).transpose()
}

/// The conditions that are there on the day.
pub async fn conditions(q: &mut impl Query, id: PartyOrgId, day: Day) -> Result<Vec<Condition>> {
    let sql = "SELECT condition FROM party_org_condition \
         WHERE org_id = $1 AND valid_from <= $2 AND valid_until > $2 ORDER BY condition";
    let rows: Vec<(String,)> = q.all(sql, params![id, day]).await?;
    rows.iter().map(|(name,)| condition_of(name)).collect()
}

fn condition_of(name: &str) -> Result<Condition> {
    Condition::from_name(name)
        .ok_or_else(|| StoreError::Corrupt(format!("the working condition {name}")))
}

/// An organisation with what is known of its office and conditions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Equipped {
    pub id: PartyOrgId,
    pub name: String,
    pub kind: OrgKind,
    pub seat: UnitId,
    pub office: Option<Office>,
    pub has: Vec<Condition>,
}

#[derive(sqlx::FromRow)]
struct EquippedRow {
    org_id: i64,
    name: String,
    kind: String,
    unit_id: i64,
    elected: Option<i64>,
    years: Option<i64>,
    postponed_until: Option<i64>,
}

/// Every organisation of the scope that exists on the day, and these others, without those that certainly
/// lack nothing: all conditions are there, somebody is secretary, the next election is months away. Which of
/// the rest lack something, [`crate::party::office::gaps`] says.
pub async fn incomplete(
    q: &mut impl Query,
    scope: &Scope,
    others: &[PartyOrgId],
    day: Day,
) -> Result<Vec<Equipped>> {
    let sql = concat!(
        "SELECT v.org_id, v.name, v.kind, v.unit_id, t.elected, t.years, t.postponed_until \
         FROM party_org_version v LEFT JOIN party_org_term t ON t.org_id = v.org_id \
         AND t.elected = (SELECT MAX(l.elected) FROM party_org_term l \
         WHERE l.org_id = v.org_id AND l.elected <= $1) \
         WHERE v.valid_from <= $1 AND v.valid_until > $1 AND (v.org_id IN {ids:$3} OR ",
        within!("v.unit_id", "$1", "$2"),
        ") AND v.kind <> 'group' AND NOT (t.elected IS NOT NULL \
         AND t.elected >= CASE t.years WHEN 3 THEN $4 WHEN 5 THEN $5 ELSE $1 + 1 END \
         AND $6 = (SELECT COUNT(*) FROM party_org_condition c WHERE c.org_id = v.org_id \
         AND c.valid_from <= $1 AND c.valid_until > $1) \
         AND EXISTS (SELECT 1 FROM tenure h JOIN post p ON p.id = h.post_id AND p.part = 'secretary' \
         WHERE h.org_id = v.org_id AND h.valid_from <= $1 AND h.valid_until > $1 AND NOT ",
        has_left!("h.person_id", "h.valid_from", "$1"),
        ")) ORDER BY v.org_id"
    );
    // Elected so long ago, an organisation is reminded of its next election in a month at the earliest.
    let fresh = |years: i32| day.month().plus(8 - 12 * years).first_day();
    let conditions = Condition::ALL.len() as i64;
    let params = params![day, roots(scope), others, fresh(3), fresh(5), conditions];
    let rows = q.all::<EquippedRow>(sql, params).await?;
    let ids: Vec<i64> = rows.iter().map(|row| row.org_id).collect();
    let sql = "SELECT org_id, condition FROM party_org_condition WHERE org_id IN {ids:$2} \
         AND valid_from <= $1 AND valid_until > $1 ORDER BY org_id, condition";
    let mut has: HashMap<i64, Vec<Condition>> = HashMap::new();
    for (org, name) in q.all::<(i64, String)>(sql, params![day, ids.as_slice()]).await? {
        has.entry(org).or_default().push(condition_of(&name)?);
    }
    let equipped = |row: EquippedRow| {
        let office = match (row.elected, row.years) {
            (Some(elected), Some(years)) => {
                let (document, postponed_document) = (None, None);
                let postponed_until = row.postponed_until;
                let row =
                    OfficeRow { elected, years, document, postponed_until, postponed_document };
                Some(row.office()?)
            }
            _ => None,
        };
        Ok(Equipped {
            id: PartyOrgId(row.org_id),
            name: row.name,
            kind: kind_of(&row.kind)?,
            seat: UnitId(row.unit_id),
            office,
            has: has.remove(&row.org_id).unwrap_or_default(),
        })
    };
    rows.into_iter().map(equipped).collect()
}
