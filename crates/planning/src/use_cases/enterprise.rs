//! Settings of the whole enterprise.

use super::{can_for_all, may_for_all, root};
use kernel::{Action, Now, Problem, Quantity, Resource};
use std::collections::BTreeMap;
use store::settings::{self, DEFAULTS};
use store::{Ctx, Refusal};

/// What the form shows: each setting with its value, and the sum of their revisions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enterprise {
    pub values: BTreeMap<String, String>,
    pub revision: i64,
}

/// The settings as they are.
pub async fn look(ctx: &Ctx) -> Result<Enterprise, Refusal> {
    ctx.may(Action::Read, Resource::Setting, &root(ctx).await?)?;
    read(&mut ctx.read()).await
}

async fn read(q: &mut impl store::Query) -> Result<Enterprise, Refusal> {
    let current = settings::Settings::load(q).await?;
    let mut revision = 0;
    let mut values = BTreeMap::new();
    for (key, _) in DEFAULTS {
        revision += settings::revision(q, key).await?;
        values.insert((*key).to_owned(), current.get(key).to_owned());
    }
    Ok(Enterprise { values, revision })
}

/// Whether the actor may change them.
pub async fn may_change(ctx: &Ctx) -> Result<bool, Refusal> {
    can_for_all(ctx, Action::Change, Resource::Setting).await
}

/// Writes the settings that differ.
///
/// # Errors
/// Each wrong value at its field; `settings-changed` when somebody else was quicker.
pub async fn save(
    ctx: &Ctx,
    revision: i64,
    wanted: &BTreeMap<String, String>,
) -> Result<(), Refusal> {
    may_for_all(ctx, Action::Change, Resource::Setting).await?;
    let problems: Vec<Problem> =
        wanted.iter().filter_map(|(key, value)| problem(ctx, key, value)).collect();
    if !problems.is_empty() {
        return Err(Refusal::Invalid(problems));
    }
    let mut work = ctx.work().await?;
    crate::store::lock_settings(&mut work.tx).await?;
    let before = read(&mut work.tx).await?;
    let start = "financial-year-start";
    if wanted.get(start).is_some_and(|month| before.values.get(start) != Some(month))
        && !crate::annual::years(&mut work.tx).await?.is_empty()
    {
        return Err(Problem::new("setting-year-planned").at(start).into());
    }
    if before.revision != revision {
        return Err(Refusal::conflict(Problem::new("settings-changed")));
    }
    let mut is_changed = false;
    for (key, value) in wanted.iter().filter(|(key, value)| before.values.get(*key) != Some(value))
    {
        settings::put(&mut work.tx, key, value).await?;
        let json = |value: &str| serde_json::Value::from(value).to_string();
        let old = before.values.get(key).map(|old| json(old));
        work.audit("setting.change", "setting", key, old, Some(json(value)));
        is_changed = true;
    }
    if is_changed {
        work.commit().await?;
    }
    Ok(())
}

fn problem(ctx: &Ctx, key: &str, value: &str) -> Option<Problem> {
    let between = |low: i64, high: i64| {
        value.parse::<i64>().is_ok_and(|number| (low..=high).contains(&number))
    };
    let is_right = match key {
        "enterprise-name" => value.chars().count() <= 60,
        "time-zone" => Now::at(ctx.now.at, value).is_ok(),
        "financial-year-start" => between(1, 12),
        "production-day-cut" => between(0, 23),
        "self-building-percent" => between(0, 100),
        "plan-step-days" => between(1, 90),
        "tolerance-percent" => {
            let hundred = Quantity::from_millionths(100_000_000);
            Quantity::parse(value).is_ok_and(|q| !q.is_negative() && q <= hundred)
        }
        _ => false,
    };
    let code = match key {
        "enterprise-name" => "setting-name",
        "time-zone" => "setting-zone",
        "financial-year-start" => "setting-year",
        "production-day-cut" => "setting-cut",
        "self-building-percent" => "setting-itself",
        "plan-step-days" => "setting-steps",
        _ => "setting-tolerance",
    };
    (!is_right).then(|| Problem::new(code).arg("value", value).at(key))
}
