//! Matters of the sample plant: one on each stage, one that came back, one that is overdue.

use super::write::Units;
use kernel::{Day, Month, Now};
use matters::matter::{Deed, Found};
use matters::use_cases::{self, Measure, NewMatter, Said};
use store::{Ctx, Refusal};

/// A matter: unit, title, what is wrong, the day of the month in which it was raised, and the staff numbers
/// of owner and verifier.
struct Sample {
    unit: &'static str,
    title: &'static str,
    problem: &'static str,
    /// Days before the end of the last month.
    ago: i64,
    measure: &'static str,
    owner: &'static str,
    verifier: &'static str,
    /// Days from the raising until it is due.
    within: i64,
    /// What happened then, each with the days since the raising.
    then: &'static [(Deed, i64, &'static str)],
}

const SAMPLES: &[Sample] = &[
    Sample {
        unit: "QH-ZX",
        title: "介质泵出口压力不足",
        problem: "三产品旋流器入料压力比规定低 0.02 MPa，精煤灰分偏高。",
        ago: 75,
        measure: "更换叶轮和密封件，检修后连续三班记录入料压力。",
        owner: "QH0130",
        verifier: "QH0260",
        within: 10,
        then: &[
            (Deed::Report, 6, "叶轮、密封件已更换，三班压力均在规定范围。"),
            (Deed::Return, 7, "丙班记录缺第三小时，补齐后再验证。"),
            (Deed::Report, 8, "已补齐三班记录。"),
            (Deed::Close, 9, "现场核对压力表和三班记录，压力恢复正常。"),
        ],
    },
    Sample {
        unit: "QH-ZX",
        title: "介质泵出口压力不足",
        problem: "入料压力再次偏低，上次更换的叶轮磨损过快。",
        ago: 20,
        measure: "查明磨损原因，改用耐磨叶轮，与供应商核对材质。",
        owner: "QH0130",
        verifier: "QH0260",
        within: 60,
        then: &[],
    },
    Sample {
        unit: "QH-FX",
        title: "压滤机滤布更换周期缩短",
        problem: "两台压滤机滤布不到 20 天即破损，循环水浓度升高。",
        ago: 40,
        measure: "调整入料浓度和压紧压力，试用加厚滤布一个月。",
        owner: "QH0200",
        verifier: "QH0262",
        within: 14,
        then: &[],
    },
    Sample {
        unit: "QH-ZX",
        title: "脱介筛喷水不均",
        problem: "末煤脱介筛两侧喷嘴堵塞，吨煤介耗上升。",
        ago: 15,
        measure: "清理喷嘴，加装过滤网，班中每两小时巡查一次。",
        owner: "QH0131",
        verifier: "QH0260",
        within: 10,
        then: &[(Deed::Report, 8, "喷嘴已清理，过滤网已加装，巡查记录齐全。")],
    },
];

/// Raises them, each on its day, as people would have.
pub async fn raise(ctx: &Ctx, units: &Units, last: Month) -> Result<(), Refusal> {
    for sample in SAMPLES {
        let raised = last.last_day().plus_days(-sample.ago);
        let on = |day: Day| Ctx { now: Now { today: day, ..ctx.now }, ..ctx.clone() };
        let new = NewMatter {
            unit: units[sample.unit],
            title: sample.title.to_owned(),
            problem: sample.problem.to_owned(),
            found: Found::Said,
            place: String::new(),
            day: raised,
        };
        let at = on(raised);
        let id = use_cases::raise(&at, new).await?;
        let q = &mut ctx.read();
        let plan = Measure {
            text: sample.measure.to_owned(),
            owner: directory::people::meant(q, sample.owner, "owner").await?,
            verifier: directory::people::meant(q, sample.verifier, "verifier").await?,
            due: raised.plus_days(sample.within),
        };
        use_cases::plan(&at, id, 1, plan).await?;
        for (number, (deed, days, text)) in (2..).zip(sample.then) {
            let day = raised.plus_days(*days);
            let said = Said { day, text: (*text).to_owned() };
            use_cases::act(&on(day), id, number, *deed, said).await?;
        }
    }
    Ok(())
}
