//! Grants: which account holds which role, where, and on which days.

use super::containing;
use kernel::{Day, DayRange, Grant, GrantId, Role, UnitId, UserId};
use store::{Query, Result, StoreError, Tx, assembled, params};
use web_kit::table;

/// A grant with the account that holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub id: GrantId,
    pub user: UserId,
    pub sign_in: String,
    pub name: String,
    pub grant: Grant,
    pub given_by: String,
    pub given_at: i64,
    pub revision: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    account_id: i64,
    sign_in: String,
    name: String,
    role: String,
    unit_id: i64,
    valid_from: i64,
    valid_until: i64,
    given_by: String,
    given_at: i64,
    revision: i64,
}

impl Row {
    fn held(self) -> Result<Held> {
        let wrong = || StoreError::Corrupt(format!("grant {}", self.id));
        let role = Role::from_name(&self.role).ok_or_else(wrong)?;
        let from = Day::from_code(self.valid_from).ok_or_else(wrong)?;
        let until = Day::from_code(self.valid_until).ok_or_else(wrong)?;
        Ok(Held {
            id: GrantId(self.id),
            user: UserId(self.account_id),
            sign_in: self.sign_in,
            name: self.name,
            grant: Grant { role, unit: UnitId(self.unit_id), valid: DayRange { from, until } },
            given_by: self.given_by,
            given_at: self.given_at,
            revision: self.revision,
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT g.id, g.account_id, a.sign_in, a.name, g.role, g.unit_id, g.valid_from, \
             g.valid_until, g.given_by, g.given_at, g.revision \
             FROM role_grant g JOIN account a ON a.id = g.account_id ",
            $rest
        )
    };
}

pub async fn by_id(q: &mut impl Query, id: GrantId) -> Result<Option<Held>> {
    let row: Option<Row> = q.optional(select!("WHERE g.id = $1"), params![id]).await?;
    row.map(Row::held).transpose()
}

/// Every grant of an account, the newest first.
pub async fn of_account(q: &mut impl Query, user: UserId) -> Result<Vec<Held>> {
    let sql = select!("WHERE g.account_id = $1 ORDER BY g.valid_until DESC, g.id DESC");
    let rows: Vec<Row> = q.all(sql, params![user]).await?;
    rows.into_iter().map(Row::held).collect()
}

/// Who gave a grant, and when.
pub struct Giver<'a> {
    pub name: &'a str,
    pub at: i64,
}

pub async fn insert(tx: &mut Tx, user: UserId, grant: &Grant, giver: Giver<'_>) -> Result<GrantId> {
    let sql = "INSERT INTO role_grant (account_id, role, unit_id, valid_from, valid_until, given_by, \
               given_at, revision) VALUES ($1, $2, $3, $4, $5, $6, $7, 1) RETURNING id";
    let DayRange { from, until } = grant.valid;
    let (id,): (i64,) = tx
        .one(sql, params![user, grant.role.name(), grant.unit, from, until, giver.name, giver.at])
        .await?;
    Ok(GrantId(id))
}

/// Sets the first day on which the grant holds no more, if the revision is the one seen.
pub async fn end(tx: &mut Tx, id: GrantId, revision: i64, until: Day) -> Result<bool> {
    let sql = "UPDATE role_grant SET valid_until = $3, revision = revision + 1 \
               WHERE id = $1 AND revision = $2";
    Ok(tx.execute(sql, params![id, revision, until]).await? == 1)
}

/// Whether an open account other than this one holds the role on the day.
pub async fn anyone_else(q: &mut impl Query, role: Role, except: UserId, day: Day) -> Result<bool> {
    let sql = "SELECT g.id FROM role_grant g JOIN account a ON a.id = g.account_id AND a.active \
               WHERE g.role = $1 AND g.account_id <> $2 AND g.valid_from <= $3 AND g.valid_until > $3 \
               LIMIT 1";
    let row: Option<(i64,)> = q.optional(sql, params![role.name(), except, day]).await?;
    Ok(row.is_some())
}

/// An administrator's role in an account's hands, today or later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Administrator {
    pub user: UserId,
    pub sign_in_key: String,
    pub is_open: bool,
    pub role: Role,
    pub is_today: bool,
}

#[derive(sqlx::FromRow)]
struct AdministratorRow {
    account_id: i64,
    sign_in_key: String,
    active: bool,
    role: String,
    valid_from: i64,
}

/// Everybody who holds an administrator's role on this day or will hold one.
pub async fn administrators(q: &mut impl Query, day: Day) -> Result<Vec<Administrator>> {
    let sql = "SELECT g.account_id, a.sign_in_key, a.active, g.role, g.valid_from \
               FROM role_grant g JOIN account a ON a.id = g.account_id \
               WHERE g.role IN ($2, $3, $4) AND g.valid_until > $1 AND g.valid_until > g.valid_from";
    let [system, security, audit] =
        [Role::SystemAdmin, Role::SecurityAdmin, Role::AuditAdmin].map(Role::name);
    let rows: Vec<AdministratorRow> = q.all(sql, params![day, system, security, audit]).await?;
    let administrator = |row: AdministratorRow| {
        Some(Administrator {
            user: UserId(row.account_id),
            role: Role::from_name(&row.role)?,
            is_open: row.active,
            is_today: row.valid_from <= day.code(),
            sign_in_key: row.sign_in_key,
        })
    };
    Ok(rows.into_iter().filter_map(administrator).collect())
}

/// Which part of all grants a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    /// Today's and those to come, without the withdrawn.
    #[default]
    Alive,
    /// Those of the past too.
    All,
}

/// What a list is narrowed to beside the words searched for.
pub struct Narrowed<'a> {
    pub which: Which,
    pub today: Day,
    /// These roles only.
    pub roles: Option<&'a [Role]>,
    /// On these units only.
    pub units: Option<Vec<UnitId>>,
}

/// A page of the list, or all of it for an export.
pub async fn list(
    q: &mut impl Query,
    query: &table::Query,
    narrowed: &Narrowed<'_>,
) -> Result<Vec<Held>> {
    let column = match query.sort.map(|sort| sort.column) {
        Some("role") => "g.role",
        Some("from") => "g.valid_from",
        Some("last") => "g.valid_until",
        _ => "a.sign_in_key",
    };
    let order = if query.sort.is_some_and(|sort| sort.descending) { "DESC" } else { "ASC" };
    let (limit, offset) =
        if query.as_workbook { (i64::MAX, 0) } else { (query.size as i64, query.offset() as i64) };
    let (condition, mut params) = matching(query, narrowed);
    let (take, skip) = (params.len() + 1, params.len() + 2);
    let sql = format!(
        "{}{condition} ORDER BY {column} {order}, g.id LIMIT ${take} OFFSET ${skip}",
        select!("")
    );
    params.extend(params![limit, offset]);
    let rows: Vec<Row> = q.all(assembled(sql), params).await?;
    rows.into_iter().map(Row::held).collect()
}

pub async fn count(
    q: &mut impl Query,
    query: &table::Query,
    narrowed: &Narrowed<'_>,
) -> Result<u64> {
    let (condition, params) = matching(query, narrowed);
    let sql = format!(
        "SELECT COUNT(*) FROM role_grant g JOIN account a ON a.id = g.account_id {condition}"
    );
    let (count,): (i64,) = q.one(assembled(sql), params).await?;
    Ok(count as u64)
}

fn matching(query: &table::Query, narrowed: &Narrowed<'_>) -> (String, store::Params) {
    let (after, withdrawn) = match narrowed.which {
        Which::Alive => (narrowed.today, " AND g.valid_until > g.valid_from"),
        Which::All => (Day::EARLIEST, ""),
    };
    let mut condition = format!(
        "WHERE (a.sign_in_key LIKE $1 ESCAPE '\\' OR LOWER(a.name) LIKE $1 ESCAPE '\\') \
         AND g.valid_until > $2 AND {{seen:g.unit_id}}{withdrawn}"
    );
    let mut params = params![containing(&query.search), after];
    if let Some(roles) = narrowed.roles {
        // Names of our own: nothing typed stands among them.
        let names: Vec<String> = roles.iter().map(|role| format!("'{}'", role.name())).collect();
        condition += &if names.is_empty() {
            " AND 1 = 0".to_owned()
        } else {
            format!(" AND g.role IN ({})", names.join(", "))
        };
    }
    if let Some(units) = &narrowed.units {
        condition += &format!(" AND g.unit_id IN {{ids:${}}}", params.len() + 1);
        params.extend(params![units.as_slice()]);
    }
    (condition, params)
}
