//! What kinds of unit there are. The names are stored; the words come from the texts (`unit-kind-…`).

kernel::named! {
    /// What a unit is.
    Kind("unit-kind-") {
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
}
