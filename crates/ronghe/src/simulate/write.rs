//! Writing a large case into an empty database, company by company.

use super::organise::{Founded, organise};
use super::plan::plan;
use super::{INDICATORS, Shape, figures, indicator};
use accounts::use_cases::demo::DemoUser;
use directory::Parent;
use directory::founding::{self, NewUnit};
use kernel::{Actor, Day, DayRange, Grain, IndicatorId, Month, Period, Role, UnitId};
use planning::indicator::Terms;
use planning::store::indicators;
use planning::store::readings::{self, NewReading, Stamp};
use store::{Ctx, Refusal};

/// How much was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    pub units: u64,
    pub readings: u64,
}

/// The account with which a measurement signs in; such a database holds nothing worth guarding.
pub const SIGN_IN: &str = "measure";
/// The one of Party affairs.
pub const AFFAIRS: &str = "measure-affairs";
/// The one that reads the audit, which is kept apart from the business.
pub const AUDITOR: &str = "measure-audit";
/// The one that imports lists of people.
pub const HR: &str = "measure-hr";
/// The password of all of them.
pub const PASSWORD: &str = "measure-ronghe-1";

/// Fills the database with `shape`, its months ending with `last`. `progress` hears of every workshop.
///
/// # Errors
/// When the database is not empty.
pub async fn write(
    ctx: &Ctx,
    shape: Shape,
    last: Month,
    progress: impl Fn(u64),
) -> Result<Written, Refusal> {
    let ctx = &Ctx { actor: Actor::system("模拟数据"), ..ctx.clone() };
    let units = found(ctx, shape).await?;
    let founded = Founded::new(shape, &units);
    let people = organise(ctx, &founded).await?;
    let indicators = describe(ctx).await?;
    let mut written = Written { units: units.len() as u64, readings: 0 };
    let workshops: Vec<usize> = shape.workshops().collect();
    for block in workshops.chunks(shape.workshops.div_ceil(shape.companies)) {
        let mut work = ctx.work().await?;
        let (units, indicators) = (&units, &indicators);
        let rows = block.iter().flat_map(|&workshop| {
            figures(workshop, last).map(move |figure| NewReading {
                unit: units[workshop],
                period: Period::Month(figure.month),
                indicator: indicators[figure.indicator],
                kind: figure.kind,
                value: figure.value,
                weight: figure.weight,
                cell: None,
            })
        });
        let kept = readings::write(&mut work.tx, &Stamp::of(ctx), rows).await?;
        written.readings += kept.written;
        work.audit("reading.write", "reading-entry", kept.entry.unwrap_or_default(), None, None);
        work.commit().await?;
        progress(block.len() as u64);
    }
    plan(ctx, &founded, &people, last).await?;
    let user = |name: &str, role| DemoUser {
        sign_in: name.to_owned(),
        name: name.to_owned(),
        password: PASSWORD.to_owned(),
        role,
        unit: units[0],
    };
    let roles = [
        (SIGN_IN, Role::Dispatch),
        (AFFAIRS, Role::PartyAffairs),
        (AUDITOR, Role::AuditAdmin),
        (HR, Role::Hr),
    ];
    let users = roles.map(|(name, role)| user(name, role));
    accounts::use_cases::demo::create(ctx, &users).await?;
    Ok(written)
}

async fn found(ctx: &Ctx, shape: Shape) -> Result<Vec<UnitId>, Refusal> {
    let new = shape.tree().into_iter().enumerate().map(|(index, (name, kind, parent))| NewUnit {
        code: Some(format!("M{index:05}")),
        name,
        kind,
        parent: parent.map_or(Parent::Root, Parent::New),
        valid: DayRange::since(Day::EARLIEST),
    });
    let mut work = ctx.work().await?;
    let ids = founding::create_many(&mut work.tx, None, new.collect()).await?;
    work.audit("unit.create", "unit", ids.len(), None, None);
    work.commit().await?;
    Ok(ids)
}

async fn describe(ctx: &Ctx) -> Result<Vec<IndicatorId>, Refusal> {
    let mut work = ctx.work().await?;
    let mut ids = Vec::new();
    for number in 0..INDICATORS {
        let (aggregation, direction) = indicator(number);
        let terms = Terms {
            code: format!("m{:02}", number + 1),
            name_zh: format!("模拟指标{:02}", number + 1),
            name_en: format!("Indicator {:02}", number + 1),
            unit: "t".to_owned(),
            decimals: 2,
            direction,
            aggregation,
            factor: 1,
            grain: Grain::Month,
            owner: None,
            source: "模拟".to_owned(),
            tolerance: None,
            may_be_negative: false,
        };
        ids.push(indicators::create(&mut work.tx, &terms).await?);
    }
    work.audit("indicator.create", "indicator", ids.len(), None, None);
    work.commit().await?;
    Ok(ids)
}
