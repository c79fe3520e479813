//! Writing a large case into an empty database, company by company.

use super::{INDICATORS, Shape, figures, indicator};
use accounts::use_cases::demo::DemoUser;
use directory::Parent;
use directory::founding::{self, NewUnit};
use directory::people::{self, NewPerson};
use kernel::{Actor, Day, DayRange, Grain, IndicatorId, Month, Period, PersonId, Role, UnitId};
use organisation::members::status::Status;
use organisation::party::party_org::{OrgKind, Version};
use organisation::party::store::history;
use organisation::people::facts::Span;
use organisation::people::store::facts;
use planning::indicator::Terms;
use planning::store::indicators;
use planning::store::readings::{self, NewReading, Stamp};
use std::collections::HashMap;
use store::{Ctx, Refusal};

/// How much was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    pub units: u64,
    pub readings: u64,
}

/// The account with which a measurement signs in; such a database holds nothing worth guarding.
pub const SIGN_IN: &str = "measure";
/// The one that reads the audit, which is kept apart from the business.
pub const AUDITOR: &str = "measure-audit";
/// The password of both.
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
    staff(ctx, shape, &units).await?;
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
    let user = |name: &str, role| DemoUser {
        sign_in: name.to_owned(),
        name: name.to_owned(),
        password: PASSWORD.to_owned(),
        role,
        unit: units[0],
    };
    let users = [user(SIGN_IN, Role::Dispatch), user(AUDITOR, Role::AuditAdmin)];
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

/// People of each team.
const TEAM: usize = 10;
/// Members of the Party among them.
const MEMBERS: usize = 3;

/// Ten people in each team, three of them members whom the branch of their workshop counts; every tenth
/// team has a branch of its own.
async fn staff(ctx: &Ctx, shape: Shape, units: &[UnitId]) -> Result<(), Refusal> {
    let tree = shape.tree();
    let mut work = ctx.work().await?;
    work.tx.will_grow().await?;
    let org = |name: &str, kind, seat, above| {
        let valid = DayRange::since(Day::EARLIEST);
        (Version { name: name.to_owned(), kind, superior: None, seat, valid }, above)
    };
    let mut orgs = vec![org("模拟集团党委", OrgKind::Committee, units[0], None)];
    let first_team = shape.workshops().end;
    let mut branches = HashMap::new();
    let teams = (first_team..tree.len()).step_by(10);
    for seat in shape.workshops().chain(teams) {
        branches.insert(seat, orgs.len());
        let name = format!("{}党支部", tree[seat].0);
        orgs.push(org(&name, OrgKind::Branch, units[seat], Some(0)));
    }
    let orgs = history::found_many(&mut work.tx, orgs).await?;
    let number = |at: usize| format!("S{at:06}");
    let new = (0..shape.teams * TEAM).map(|at| {
        NewPerson::checked(&format!("{}{at:06}", ["王", "李", "张", "欧阳"][at % 4]), &number(at))
    });
    let new: Vec<NewPerson> = new.collect::<Result<_, _>>().map_err(Refusal::Invalid)?;
    let created = people::create_many(&mut work.tx, &new).await?;
    let ids: HashMap<String, PersonId> = created
        .into_iter()
        .filter_map(|person| person.staff_number.map(|number| (number, person.id)))
        .collect();
    let valid = DayRange::since(Day::EARLIEST);
    let (mut works, mut statuses, mut counted) = (Vec::new(), Vec::new(), Vec::new());
    for at in 0..shape.teams * TEAM {
        let (team, id) = (first_team + at / TEAM, ids[&number(at)]);
        works.push((id, Span { fact: units[team], valid }));
        if at % TEAM < MEMBERS {
            let workshop = tree[team].2.unwrap_or_default();
            let branch = branches.get(&team).or_else(|| branches.get(&workshop));
            let status = if at % 20 == 0 { Status::Probationary } else { Status::Full };
            statuses.push((id, Span { fact: status, valid }));
            counted.extend(branch.map(|branch| (id, Span { fact: orgs[*branch], valid })));
        }
    }
    facts::put_many(&mut work.tx, &works).await?;
    facts::put_many(&mut work.tx, &statuses).await?;
    facts::put_many(&mut work.tx, &counted).await?;
    work.audit("person.create", "person", works.len(), None, None);
    Ok(work.commit().await?)
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
