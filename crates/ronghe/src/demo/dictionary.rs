//! The indicators of the sample plant.

use planning::{Aggregation, Direction};

/// One entry of the dictionary.
#[derive(Clone, Copy, Debug)]
pub struct Indicator {
    pub code: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
    /// Unit of measure.
    pub unit: &'static str,
    pub decimals: u8,
    pub direction: Direction,
    pub aggregation: Aggregation,
    /// 100 shows a ratio in per cent.
    pub factor: i64,
    /// The unit that answers for it.
    pub owner: &'static str,
    /// Where its numbers come from.
    pub source: &'static str,
}

use Aggregation::{Last, Mean, Ratio, Sum};
use Direction::{Down, Range, Up};

const fn entry(
    code: &'static str,
    (zh, en): (&'static str, &'static str),
    (unit, decimals): (&'static str, u8),
    direction: Direction,
    aggregation: Aggregation,
    (owner, source): (&'static str, &'static str),
) -> Indicator {
    let percent = matches!(aggregation, Ratio) && matches!(unit.as_bytes(), b"%");
    let factor = if percent { 100 } else { 1 };
    Indicator { code, zh, en, unit, decimals, direction, aggregation, factor, owner, source }
}

const DISPATCH: (&str, &str) = ("QH-DD", "调度日报");
const LABORATORY: (&str, &str) = ("QH-MZ", "化验台账");
const STORE: (&str, &str) = ("QH-ZX", "介质库盘点");
const METERS: (&str, &str) = ("QH-JD", "电表、水表抄见数");
const SAFETY: (&str, &str) = ("QH-AJ", "安全台账");
const SALES: (&str, &str) = ("QH-XS", "客户反馈登记");
const FINANCE: (&str, &str) = ("QH-CW", "财务月报");

/// All indicators in the order of the tracker.
pub const INDICATORS: &[Indicator] = &[
    entry("raw-coal", ("入洗原煤", "Raw coal feed"), ("t", 0), Up, Sum, DISPATCH),
    entry("clean-coal", ("精煤产量", "Clean coal"), ("t", 0), Up, Sum, DISPATCH),
    entry("middlings", ("中煤产量", "Middlings"), ("t", 0), Range, Sum, DISPATCH),
    entry("rejects", ("矸石量", "Rejects"), ("t", 0), Range, Sum, DISPATCH),
    entry("clean-yield", ("精煤产率", "Clean yield"), ("%", 2), Up, Ratio, DISPATCH),
    entry("clean-ash", ("精煤灰分", "Clean ash"), ("%", 2), Range, Mean, LABORATORY),
    entry("medium-use", ("吨煤介耗", "Medium use"), ("kg/t", 2), Down, Ratio, STORE),
    entry("medium-receipts", ("介质入库", "Medium received"), ("t", 1), Range, Sum, STORE),
    entry("medium-stock", ("介质期末库存", "Medium in store"), ("t", 1), Range, Last, STORE),
    entry("power-use", ("吨煤电耗", "Power use"), ("kWh/t", 2), Down, Ratio, METERS),
    entry("water-use", ("吨煤补水", "Make-up water"), ("m³/t", 3), Down, Ratio, METERS),
    entry("availability", ("设备可用率", "Availability"), ("%", 2), Up, Ratio, DISPATCH),
    entry(
        "unplanned-downtime",
        ("非计划停机", "Unplanned downtime"),
        ("h", 1),
        Down,
        Sum,
        DISPATCH,
    ),
    entry("injuries", ("轻伤及以上事故", "Injuries"), ("人", 0), Down, Sum, SAFETY),
    entry(
        "hazards-closed",
        ("隐患按期整改率", "Hazards closed on time"),
        ("%", 1),
        Up,
        Ratio,
        SAFETY,
    ),
    entry("complaints", ("用户投诉", "Complaints"), ("件", 0), Down, Sum, SALES),
    entry("unit-cost", ("吨精煤成本", "Cost of clean coal"), ("元/t", 2), Down, Ratio, FINANCE),
    entry("revenue", ("营业收入", "Revenue"), ("万元", 2), Up, Sum, FINANCE),
    entry("profit", ("利润总额", "Profit"), ("万元", 2), Up, Sum, FINANCE),
];
