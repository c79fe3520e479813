//! Writing the sample plant into an empty database, through what everyone uses and audited like it.

use super::dictionary::INDICATORS;
use super::figures::{Figure, figures};
use super::people::{self, ACCOUNTS, PASSWORD};
use super::plant::UNITS;
use super::{
    annual, claims, duties, governance, matters, meetings, mood, party, periods, questions,
    registers, schemes, scores,
};
use crate::store::mark;
use accounts::use_cases::demo::DemoUser;
use directory::founding::NewUnit;
use directory::{Parent, founding};
use kernel::{
    Actor, Day, DayRange, Grain, IndicatorId, Month, PartyOrgId, Period, Quantity, UnitId, texts,
};
use organisation::people::facts::Span;
use organisation::people::store::facts;
use planning::indicator::Terms;
use planning::store::indicators;
use planning::store::readings::{self, NewReading, Stamp};
use std::collections::HashMap;
use store::{Ctx, Refusal, Work, settings};

/// Fills the database with two years of months that end with `last`.
///
/// # Errors
/// When the database is not empty.
pub async fn write(ctx: &Ctx, last: Month) -> Result<(), Refusal> {
    let actor = Actor::system("样例数据");
    let ctx = &Ctx { actor, ..ctx.clone() };
    let mut work = ctx.work().await?;
    let units = found_units(&mut work).await?;
    let orgs = party::found(&mut work, &units).await?;
    enrol_staff(&mut work, &units, &orgs).await?;
    governance::appoint(&mut work, &units, &orgs, last).await?;
    let indicators = describe_indicators(&mut work, &units).await?;
    settings::put(&mut work.tx, "enterprise-name", UNITS[0].name).await?;
    work.audit("setting.change", "setting", "enterprise-name", None, None);
    keep_readings(ctx, &mut work, last, &units, &indicators).await?;
    work.commit().await?;
    questions::ask(ctx, &units, last).await?;
    matters::raise(ctx, &units, last).await?;
    registers::write(ctx, &units, last).await?;
    annual::plan(ctx, &units, last).await?;
    meetings::hold(ctx, &units, last).await?;
    periods::lock(ctx, &units, last).await?;
    duties::enter(ctx, &units, last).await?;
    mood::write(ctx, &units, last).await?;
    schemes::write(ctx, &units, last).await?;
    scores::write(ctx, &units, last).await?;
    claims::write(ctx, &units, last).await?;
    accounts::use_cases::demo::create(ctx, &users(&units)).await?;
    let mut work = ctx.work().await?;
    mark(&mut work.tx).await?;
    work.audit("demonstration.finish", "setting", "demonstration", None, None);
    Ok(work.commit().await?)
}

pub(super) type Units = HashMap<&'static str, UnitId>;

async fn found_units(work: &mut Work) -> Result<Units, Refusal> {
    let index = |code| UNITS.iter().position(|unit| unit.code == code).unwrap_or_default();
    let new = UNITS.iter().map(|unit| NewUnit {
        code: Some(unit.code.to_owned()),
        name: unit.name.to_owned(),
        kind: unit.kind,
        parent: unit.parent.map_or(Parent::Root, |parent| Parent::New(index(parent))),
        valid: DayRange::since(since(unit.code)),
    });
    let ids = founding::create_many(&mut work.tx, None, new.collect()).await?;
    work.audit("unit.create", "unit", ids.len(), None, None);
    Ok(UNITS.iter().map(|unit| unit.code).zip(ids).collect())
}

/// Nobody remembers when the plant's units began, except the project of the automation.
fn since(code: &str) -> Day {
    let project = (code == "QH-ZDH").then(|| Day::new(2025, 3, 3)).flatten();
    project.unwrap_or(Day::EARLIEST)
}

/// Everybody on the staff list, where each works, and who is in the Party.
async fn enrol_staff(
    work: &mut Work,
    units: &Units,
    orgs: &HashMap<&'static str, PartyOrgId>,
) -> Result<(), Refusal> {
    let staff = people::staff();
    let (mut works, mut statuses, mut counted) = (Vec::new(), Vec::new(), Vec::new());
    let hired = DayRange::since(Day::new(2019, 7, 1).unwrap_or(Day::EARLIEST));
    for (number, person) in staff.iter().enumerate() {
        let id = directory::people::create(&mut work.tx, &person.name, Some(&person.staff_number))
            .await?;
        works.push((id, Span { fact: units[person.unit], valid: hired }));
        if let Some((branch, status, since)) = party::membership(number, person.unit) {
            let valid = DayRange::since(since);
            statuses.push((id, Span { fact: status, valid }));
            counted.push((id, Span { fact: orgs[branch], valid }));
        }
    }
    facts::put_many(&mut work.tx, &works).await?;
    facts::put_many(&mut work.tx, &statuses).await?;
    facts::put_many(&mut work.tx, &counted).await?;
    work.audit("person.create", "person", staff.len(), None, None);
    Ok(())
}

async fn describe_indicators(
    work: &mut Work,
    units: &Units,
) -> Result<HashMap<&'static str, IndicatorId>, Refusal> {
    let mut ids = HashMap::new();
    for indicator in INDICATORS {
        let terms = Terms {
            code: indicator.code.to_owned(),
            name_zh: indicator.zh.to_owned(),
            name_en: indicator.en.to_owned(),
            unit: indicator.unit.to_owned(),
            decimals: indicator.decimals,
            direction: indicator.direction,
            aggregation: indicator.aggregation,
            factor: indicator.factor,
            grain: Grain::Month,
            owner: units.get(indicator.owner).copied(),
            source: indicator.source.to_owned(),
            tolerance: None,
            may_be_negative: indicator.code == "profit",
        };
        let id = indicators::create(&mut work.tx, &terms).await?;
        work.audit("indicator.create", "indicator", id, None, None);
        ids.insert(indicator.code, id);
    }
    Ok(ids)
}

/// Keeps the figures, and one of them wrong at first: its history shows what a restatement looks like.
async fn keep_readings(
    ctx: &Ctx,
    work: &mut Work,
    last: Month,
    units: &Units,
    indicators: &HashMap<&'static str, IndicatorId>,
) -> Result<(), Refusal> {
    let reading = |figure: &Figure| NewReading {
        unit: units[figure.unit],
        period: Period::Month(figure.month),
        indicator: indicators[figure.indicator],
        kind: figure.kind,
        value: figure.value,
        weight: figure.weight,
        cell: None,
    };
    let mut first: Vec<NewReading> = figures(last).iter().map(reading).collect();
    first.sort_by_key(|reading| reading.unit);
    let is_restated = |reading: &&mut NewReading| {
        reading.indicator == indicators["complaints"]
            && reading.period == Period::Month(last.plus(-4))
            && reading.kind == planning::Kind::Actual
    };
    let mut restated = Vec::new();
    for reading in first.iter_mut().filter(is_restated) {
        restated.push(*reading);
        reading.value = Quantity::ZERO;
    }
    let kept = readings::write(&mut work.tx, &Stamp::of(ctx), first).await?;
    work.audit("reading.write", "reading-entry", kept.entry.unwrap_or_default(), None, None);
    let stamp = Stamp::of(ctx).because("补记一件用户投诉，投诉单于次月转来");
    let kept = readings::write(&mut work.tx, &stamp, restated).await?;
    work.audit("reading.restate", "reading-entry", kept.entry.unwrap_or_default(), None, None);
    Ok(())
}

/// The accounts, named by their roles: they stand for nobody.
fn users(units: &Units) -> Vec<DemoUser> {
    let name =
        |role: kernel::Role| texts::get().text(kernel::Lang::Zh, &format!("role-{}", role.name()));
    ACCOUNTS
        .iter()
        .map(|account| DemoUser {
            sign_in: account.sign_in.to_owned(),
            name: name(account.role),
            password: PASSWORD.to_owned(),
            role: account.role,
            unit: units[account.unit],
        })
        .collect()
}

/// What the sign-in page of the demonstration lists.
pub fn listed() -> Vec<web_kit::DemoAccount> {
    let listed = |account: &people::Account| {
        accounts::use_cases::demo::listed(account.sign_in, PASSWORD, account.role)
    };
    ACCOUNTS.iter().map(listed).collect()
}
