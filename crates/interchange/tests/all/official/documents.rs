//! The documents of these tests.

use interchange::official::{Column, Official, Run, Table};
use kernel::Day;

/// Full lines and nothing else: `count` characters in one paragraph.
pub fn full(count: usize) -> Official {
    Official::new("满页").body("党".repeat(count))
}

pub fn day(year: i32, month: u8, day: u8) -> Day {
    Day::new(year, month, day).unwrap()
}

pub const YIELD: &str = "clean-yield/2026-03/actual";
pub const ASH: &str = "clean-ash/2026-03/actual";

/// A notice with every element.
pub fn notice() -> Official {
    let indicators = Table::new([
        Column::text("指标", 4),
        Column::short("单位", 2),
        Column::number("计划", 2),
        Column::number("实际", 2),
        Column::number("完成率", 2),
    ])
    .caption("2026年3月主要指标完成情况")
    .row([
        "入洗原煤".into(),
        "万吨".into(),
        "26.84".into(),
        Run::figure("raw-coal/2026-03/actual", "27.10").into(),
        "100.97 %".into(),
    ])
    .row([
        "精煤产率".into(),
        "%".into(),
        "58.00".into(),
        Run::figure(YIELD, "58.52 %").into(),
        "—".into(),
    ])
    .row([
        "精煤灰分".into(),
        "%".into(),
        "≤10.50".into(),
        Run::figure(ASH, "10.42 %").into(),
        "—".into(),
    ]);
    Official::new("关于2026年3月党建与生产经营\n融合工作进展情况的通报")
        .organ("红岭洗煤厂党委文件")
        .number("红洗党", 2026, 5)
        .to(["各党支部", "各车间", "各部室"])
        .body("按照《2026年党建工作要点》和年度生产经营计划，厂党委对3月份融合工作进展情况进行了检查。现将有关情况通报如下。")
        .level1("总体情况")
        .body([
            Run::text("3月份入洗原煤27.10万吨，精煤产率"),
            Run::figure(YIELD, "58.52 %"),
            Run::text("，高于计划0.52个百分点；精煤灰分"),
            Run::figure(ASH, "10.42 %"),
            Run::text("，在控制范围以内。各党支部围绕重介车间介耗偏高、浮选尾煤灰分波动等问题开展攻关，完成销号问题12项。"),
        ])
        .table(indicators)
        .level1("主要做法")
        .level2("把支部建在生产一线")
        .body("主洗车间党支部在检修窗口开展脱介筛筛板更换主题党日，夜班党员值守浓缩机，保证了煤泥水系统稳定运行。")
        .level3("责任区到岗。密度自动控制系统调试由党员责任区承担，验收由调度室负责。")
        .level4("问题、措施、责任人和验证人四项齐全。")
        .level4("验证人不得是责任人本人。")
        .level2("让数据说明成效")
        .body("通报所列数据均取自生产调度系统，任何人不得另行填报。")
        .level1("下一步工作")
        .body("请各党支部于4月10日前完成整改，并将结果报厂党委办公室。")
        .attachment("2026年3月融合问题销号清单")
        .attachment("2026年二季度融合重点任务分解表及其责任单位、责任人和完成时限一览")
        .signed("中共红岭洗煤厂委员会", day(2026, 4, 2))
        .copies(["集团公司党委组织部", "集团公司生产技术部"])
        .issued("红岭洗煤厂党委办公室", day(2026, 4, 2))
}

/// A table over several pages: rows of one to four lines.
pub fn long_table() -> Official {
    let columns = [Column::short("序号", 1), Column::text("问题", 6), Column::number("介耗", 2)];
    let rows = (1..=90).fold(Table::new(columns).caption("问题清单"), |table, row| {
        let text = format!("始{row:03}{}终{row:03}", "重介旋流器入料泵点检".repeat(1 + row % 5));
        let medium = Run::figure(format!("medium/{row}"), format!("{}.{:02}", row % 4, row));
        table.row([row.to_string().into(), text.into(), medium.into()])
    });
    Official::new("问题清单").body("本清单所列问题均已明确责任人。").table(rows).body("以上。")
}

/// Text as people write it: digits, marks that may not begin a line, quotes.
pub fn mixed() -> Official {
    let text = "洗煤厂党委二〇二六年精煤产率58.52%，较上年提高1.2个百分点，（其中）：一车间“红旗”班组完成了重介悬浮液密度自动控制系统的调试工作。";
    (1..=6).fold(Official::new("正文"), |document, times| document.body(text.repeat(times)))
}
