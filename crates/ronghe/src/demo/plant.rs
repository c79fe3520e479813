//! The units of the sample plant, parents first.

use directory::Kind;

/// One unit as the sample has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    pub code: &'static str,
    pub name: &'static str,
    pub kind: Kind,
    /// The code of the unit above it.
    pub parent: Option<&'static str>,
    /// Own staff, units below it not counted; contractors' people are not ours.
    pub staff: u16,
}

/// The plant itself.
pub const PLANT: &str = "QH";
/// The main washing workshop, where the medium is used.
pub const MAIN_WASHING: &str = "QH-ZX";
/// Its four crews, who feed the coal.
pub const CREWS: [&str; 4] = ["QH-ZX-1", "QH-ZX-2", "QH-ZX-3", "QH-ZX-4"];
/// The electro-mechanical workshop, which meters power and water.
pub const ELECTRO_MECHANICAL: &str = "QH-JD";
/// Sales, which hears the complaints.
pub const SALES: &str = "QH-XS";
/// Workshops with machines of their own, each with its hours in a month of 30 days.
pub const WORKSHOPS: [&str; 4] = ["QH-YM", MAIN_WASHING, "QH-FX", "QH-ZC"];

const fn unit(
    code: &'static str,
    name: &'static str,
    kind: Kind,
    parent: &'static str,
    staff: u16,
) -> Unit {
    Unit { code, name, kind, parent: Some(parent), staff }
}

/// All units.
pub const UNITS: &[Unit] = &[
    Unit { code: "JY", name: "晋源矿业集团", kind: Kind::Group, parent: None, staff: 0 },
    unit("QH", "清河洗煤厂", Kind::Plant, "JY", 9),
    unit("QH-YM", "原煤车间", Kind::Workshop, "QH", 10),
    unit("QH-YM-1", "受煤班", Kind::Team, "QH-YM", 38),
    unit("QH-YM-2", "配煤班", Kind::Team, "QH-YM", 32),
    unit("QH-YM-3", "破碎班", Kind::Team, "QH-YM", 36),
    unit("QH-ZX", "主洗车间", Kind::Workshop, "QH", 14),
    unit("QH-ZX-1", "主洗甲班", Kind::Crew, "QH-ZX", 42),
    unit("QH-ZX-2", "主洗乙班", Kind::Crew, "QH-ZX", 42),
    unit("QH-ZX-3", "主洗丙班", Kind::Crew, "QH-ZX", 41),
    unit("QH-ZX-4", "主洗丁班", Kind::Crew, "QH-ZX", 41),
    unit("QH-FX", "浮选压滤车间", Kind::Workshop, "QH", 11),
    unit("QH-FX-1", "浮选班", Kind::Team, "QH-FX", 52),
    unit("QH-FX-2", "压滤班", Kind::Team, "QH-FX", 48),
    unit("QH-FX-3", "浓缩班", Kind::Team, "QH-FX", 28),
    unit("QH-JD", "机电车间", Kind::Workshop, "QH", 12),
    unit("QH-JD-1", "机修班", Kind::Team, "QH-JD", 46),
    unit("QH-JD-2", "电气班", Kind::Team, "QH-JD", 34),
    unit("QH-JD-3", "自动化班", Kind::Team, "QH-JD", 18),
    unit("QH-ZC", "装车储运车间", Kind::Workshop, "QH", 9),
    unit("QH-ZC-1", "装车班", Kind::Team, "QH-ZC", 56),
    unit("QH-ZC-2", "储运班", Kind::Team, "QH-ZC", 44),
    unit("QH-MZ", "煤质检测车间", Kind::Workshop, "QH", 7),
    unit("QH-MZ-1", "采样班", Kind::Team, "QH-MZ", 36),
    unit("QH-MZ-2", "化验班", Kind::Team, "QH-MZ", 24),
    unit("QH-ZDH", "自动化改造项目部", Kind::Project, "QH", 0),
    unit("QH-DD", "调度室", Kind::Department, "QH", 24),
    unit("QH-SC", "生产技术科", Kind::Department, "QH", 18),
    unit("QH-AJ", "安全监察科", Kind::Department, "QH", 20),
    unit("QH-CW", "财务科", Kind::Department, "QH", 14),
    unit("QH-RZ", "人力资源科", Kind::Department, "QH", 12),
    unit("QH-DQ", "党群工作部", Kind::Department, "QH", 14),
    unit("QH-XS", "销售科", Kind::Department, "QH", 28),
    unit("QH-W1", "鸿安保洁外委队", Kind::Contractor, "QH", 0),
    unit("QH-W2", "通达检修外委队", Kind::Contractor, "QH", 0),
    unit("QH-W3", "顺捷装车外委队", Kind::Contractor, "QH", 0),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_plant_is_a_tree_of_860_people() {
        let mut seen = HashSet::new();
        for unit in UNITS {
            assert!(unit.parent.is_none_or(|parent| seen.contains(parent)), "{}", unit.code);
            assert!(seen.insert(unit.code), "{} twice", unit.code);
        }
        let names: HashSet<_> = UNITS.iter().map(|unit| unit.name).collect();
        assert_eq!(names.len(), UNITS.len());
        assert_eq!(UNITS.iter().map(|unit| u32::from(unit.staff)).sum::<u32>(), 860);
    }
}
