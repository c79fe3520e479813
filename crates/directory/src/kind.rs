//! What kinds of unit there are. The names are stored; the words come from the texts (`unit-kind-…`).

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $name:literal),+ $(,)?) => {
        /// What a unit is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind { $($(#[$doc])* $variant),+ }

        impl Kind {
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The stored name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.name() == name)
            }

            /// The Fluent key of its name.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$variant => concat!("unit-kind-", $name)),+ }
            }
        }
    };
}

kinds! {
    /// 集团
    Group = "group",
    /// 公司
    Company = "company",
    /// 矿、厂
    Plant = "plant",
    /// 车间
    Workshop = "workshop",
    /// 科室、部门
    Department = "department",
    /// 班组
    Team = "team",
    /// 甲、乙、丙、丁班
    Crew = "crew",
    /// 生产流水线
    Line = "line",
    /// 项目部
    Project = "project",
    /// 海外分支机构
    Overseas = "overseas",
    /// 攻关团队
    Research = "research",
    /// 外委队伍
    Contractor = "contractor",
    /// 地区、片区
    Region = "region",
    /// 站点、电站
    Station = "station",
    /// 其他
    Other = "other",
}
