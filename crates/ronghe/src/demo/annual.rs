//! The plant's annual plan of the year of the last month: signed, approved and in force.

use super::figures::planned_feed;
use super::write::Units;
use directory::people;
use kernel::{Actor, FinancialYear, IndicatorId, Month, Quantity};
use planning::Kind;
use planning::annual::content::{Mark, Supports, Target, Task};
use planning::annual::split::{Number, parts, spread};
use planning::annual::stage::Deed;
use planning::annual::use_cases::{self as plans, Start, tracking};
use planning::store::indicators;
use std::collections::HashMap;
use store::{Ctx, Refusal};

/// A target: indicator, the figures of the year in hundredths, and whether the units below carry it.
struct Planned {
    code: &'static str,
    marks: &'static [(Kind, i64)],
    is_below: bool,
}

const TARGETS: &[Planned] = &[
    Planned {
        code: "clean-yield",
        marks: &[(Kind::Threshold, 5_600), (Kind::Target, 5_800), (Kind::Stretch, 6_000)],
        is_below: true,
    },
    Planned {
        code: "clean-ash",
        marks: &[
            (Kind::Threshold, 1_000),
            (Kind::Target, 1_030),
            (Kind::TargetHigh, 1_060),
            (Kind::ThresholdHigh, 1_100),
        ],
        is_below: true,
    },
    Planned {
        code: "medium-use",
        marks: &[(Kind::Threshold, 180), (Kind::Target, 140), (Kind::Stretch, 110)],
        is_below: true,
    },
    Planned {
        code: "hazards-closed",
        marks: &[(Kind::Threshold, 9_000), (Kind::Target, 9_800)],
        is_below: true,
    },
    Planned {
        code: "unit-cost",
        marks: &[(Kind::Threshold, 112_000), (Kind::Target, 108_000)],
        is_below: false,
    },
];

/// A task: title, indicator (or a risk in words), criterion, measure with its goal, owner's staff number, and
/// the month in which it is due.
struct Sample {
    title: &'static str,
    supports: Supports,
    of: &'static str,
    criterion: &'static str,
    measure: Option<(&'static str, i64)>,
    owner: &'static str,
    month: u8,
}

const TASKS: &[Sample] = &[
    Sample {
        title: "重介车间党员责任区降低介质消耗",
        supports: Supports::Indicator,
        of: "medium-use",
        criterion: "全年吨煤介耗不高于 1.40 kg/t",
        measure: None,
        owner: "QH0130",
        month: 12,
    },
    Sample {
        title: "党员带头解决影响产率的现场问题",
        supports: Supports::Indicator,
        of: "clean-yield",
        criterion: "到期问题按期关闭率不低于 90 %",
        measure: Some(("matters-in-time", 90)),
        owner: "QH0260",
        month: 12,
    },
    Sample {
        title: "煤质化验互检，稳定精煤灰分",
        supports: Supports::Indicator,
        of: "clean-ash",
        criterion: "灰分合格率不低于 96 %，用户质量异议为零",
        measure: None,
        owner: "QH0262",
        month: 12,
    },
    Sample {
        title: "汛期排水应急突击队",
        supports: Supports::Risk,
        of: "汛期淹泵停产",
        criterion: "汛期因排水造成的停机为零",
        measure: None,
        owner: "QH0200",
        month: 9,
    },
    Sample {
        title: "浮选药剂优化攻关",
        supports: Supports::Indicator,
        of: "clean-yield",
        criterion: "浮选精煤产率提高 0.5 个百分点，经验收写入规程",
        measure: None,
        owner: "QH0131",
        month: 11,
    },
    Sample {
        title: "关键岗位各班次都有党员负责",
        supports: Supports::Post,
        of: "集控、重介、浮选、压滤等岗位",
        criterion: "各班次责任区覆盖率达到 100 %",
        measure: Some(("key-posts-covered", 100)),
        owner: "QH0130",
        month: 12,
    },
    Sample {
        title: "攻关项目按期取得成果",
        supports: Supports::Indicator,
        of: "clean-yield",
        criterion: "到期里程碑按期验收率不低于 80 %",
        measure: Some(("milestones-in-time", 80)),
        owner: "QH0131",
        month: 12,
    },
];

/// Draws it up and takes it through signature and approval, each step by somebody else.
pub async fn plan(ctx: &Ctx, units: &Units, last: Month) -> Result<(), Refusal> {
    let by = |name: &str| Ctx { actor: Actor::system(name), ..ctx.clone() };
    let (party, business, committee) = (by("党建工作部"), by("调度室"), by("厂党委"));
    let known = indicators::by_id(&mut ctx.read()).await?;
    let ids: HashMap<&str, IndicatorId> =
        known.values().map(|it| (it.code.as_str(), it.id)).collect();
    let id = plans::begin(&party, units["QH"], last.year, Start::Empty).await?.id;
    let mut revision = 1;
    for planned in TARGETS {
        let (of, target) =
            (ids[planned.code], target(&known[&ids[planned.code]], planned, last.year));
        plans::set_target(&party, id, revision, of, Some(target)).await?;
        revision += 1;
    }
    let (of, feed) = (ids["raw-coal"], feed(&known[&ids["raw-coal"]], last.year));
    plans::set_target(&party, id, revision, of, Some(feed)).await?;
    revision += 1;
    for sample in TASKS {
        let owner = people::meant(&mut ctx.read(), sample.owner, "owner").await?;
        let indicator = ids.get(sample.of).copied();
        let percent = |goal| Quantity::from_millionths(goal * 1_000_000);
        let month = Month { year: last.year, month: sample.month };
        let task = Task {
            title: sample.title.to_owned(),
            supports: sample.supports,
            named: if indicator.is_some() { String::new() } else { sample.of.to_owned() },
            indicator,
            criterion: sample.criterion.to_owned(),
            measure: sample.measure.map(|(name, goal)| (name.to_owned(), percent(goal))),
            owner,
            due: month.last_day(),
        };
        plans::set_task(&party, id, revision, None, task).await?;
        revision += 1;
    }
    for (who, deed, said) in [
        (&party, Deed::Submit, ""),
        (&business, Deed::Sign, "指标与生产计划一致。"),
        (&committee, Deed::Approve, "同意，按计划执行。"),
    ] {
        plans::act(who, id, revision, deed, said).await?;
        revision += 1;
    }
    for &(task, month, percent, said, evidence, is_confirmed) in SAID {
        let month = Month { year: last.year, month: last.month.min(month) };
        let percent = Quantity::from_millionths(percent * 1_000_000);
        let (said, evidence) = (said.to_owned(), evidence.to_owned());
        let saying = tracking::Saying { month, percent, said, evidence, seen: 0 };
        tracking::say(&party, id, task, saying).await?;
        if is_confirmed {
            tracking::confirm(&business, id, task, (month, 1)).await?;
        }
    }
    Ok(())
}

/// What was said of tasks that nothing measures: task, month at the latest, per cent, and whether the
/// business has confirmed it.
const SAID: &[(i64, u8, i64, &str, &str, bool)] = &[
    (1, 12, 60, "脱介筛板已更换，介耗仍高于目标。", "机电检修记录 10-08", true),
    (3, 12, 80, "互检覆盖全部批次，灰分合格率 97.1 %。", "化验互检台账", false),
    (4, 9, 100, "汛期排水停机 0 小时。", "调度日志 6—9 月", true),
    (5, 12, 50, "药剂制度两班对比完成，待验收。", "技术科试验报告初稿", true),
];

fn hundredths(hundredths: i64) -> Quantity {
    Quantity::from_millionths(hundredths * 10_000)
}

/// Rates and means: the same in every month.
fn target(indicator: &planning::Indicator, planned: &Planned, year: i32) -> Target {
    let count = parts(indicator.grain, year, FinancialYear::default()).unwrap_or_default().len();
    let marks = planned.marks.iter().map(|&(kind, figure)| {
        let year = Number::plain(hundredths(figure));
        (kind, Mark { year, parts: spread(indicator, year, count, &[]) })
    });
    Target { marks: marks.collect(), is_below: planned.is_below }
}

/// The feed of each month, and of the year.
fn feed(indicator: &planning::Indicator, year: i32) -> Target {
    let months = FinancialYear::default().months(year);
    let tonnes: Vec<i64> = months.into_iter().map(planned_feed).collect();
    let plain = |tonnes: i64| Number::plain(hundredths(tonnes * 100));
    let own: Vec<Number> = tonnes.iter().copied().map(plain).collect();
    let all: i64 = tonnes.iter().sum();
    let shape: Vec<Quantity> = own.iter().map(|part| part.value).collect();
    let threshold = plain(all * 92 / 100);
    let below = Mark { year: threshold, parts: spread(indicator, threshold, 12, &shape) };
    let marks = [(Kind::Target, Mark { year: plain(all), parts: own }), (Kind::Threshold, below)];
    Target { marks: marks.into(), is_below: true }
}
