//! The staff of the sample plant and the accounts with which to try it. Every name is invented.

use super::plant::UNITS;
use kernel::Role;

/// A person on the staff list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub staff_number: String,
    pub name: String,
    /// The code of the unit worked in.
    pub unit: &'static str,
}

/// An account of the demonstration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    pub sign_in: &'static str,
    pub role: Role,
    /// The top of the subtree that the role reaches.
    pub unit: &'static str,
}

/// The password of all accounts; the sign-in page of the demonstration shows it.
pub const PASSWORD: &str = "ronghe-demo-2026";

const fn account(sign_in: &'static str, role: Role, unit: &'static str) -> Account {
    Account { sign_in, role, unit }
}

/// One account for each way of working, the most useful first. The dictionary belongs to the whole
/// enterprise: dispatch of the group changes it, dispatch of the plant reads it.
pub const ACCOUNTS: &[Account] = &[
    account("dangjian", Role::PartyAffairs, "QH"),
    account("diaodu", Role::Dispatch, "QH"),
    account("dangwei", Role::Committee, "JY"),
    account("jituan", Role::Dispatch, "JY"),
    account("shuji", Role::Secretary, "QH-ZX"),
    account("anjian", Role::Safety, "QH"),
    account("renshi", Role::Hr, "QH"),
    account("gonghui", Role::Union, "QH"),
    account("daibiao", Role::Delegate, "QH"),
    account("dangyuan", Role::Member, "QH-ZX"),
    account("zhigong", Role::Worker, "QH-FX"),
    account("jijian", Role::Discipline, "QH"),
    account("xitong", Role::SystemAdmin, "JY"),
    account("anquan", Role::SecurityAdmin, "JY"),
    account("shenji", Role::AuditAdmin, "JY"),
];

const FAMILY: [&str; 43] = [
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林",
    "何", "郭", "马", "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧", "程", "曹",
    "袁", "邓", "许", "傅", "沈", "曾", "彭", "吕", "苏", "卢", "蒋",
];

const GIVEN: [&str; 41] = [
    "建国", "志强", "永利", "国栋", "春生", "玉兰", "晓燕", "秀英", "海涛", "文斌", "卫东", "立新",
    "丽华", "明亮", "金龙", "雪梅", "振华", "俊杰", "红霞", "少华", "福来", "宏伟", "凤琴", "广林",
    "长河", "东升", "嘉宁", "思远", "浩然", "佳慧", "子轩", "若溪", "一鸣", "景行", "望舒", "知行",
    "清扬", "守正", "怀瑾", "润泽", "敬业",
];

/// The whole staff, unit by unit.
pub fn staff() -> Vec<Person> {
    let places = UNITS.iter().flat_map(|unit| (0..unit.staff).map(|_| unit.code));
    places
        .enumerate()
        .map(|(index, unit)| Person {
            staff_number: format!("QH{:04}", index + 1),
            // 43 and 41 share no divisor, so no name comes twice before 1,763 people.
            name: format!("{}{}", FAMILY[index % FAMILY.len()], GIVEN[index % GIVEN.len()]),
            unit,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn everybody_has_a_name_and_a_number_of_their_own() {
        let staff = staff();
        assert_eq!(staff.len(), 860);
        assert_eq!(staff.iter().map(|person| &person.name).collect::<HashSet<_>>().len(), 860);
        assert_eq!(
            staff.iter().map(|person| &person.staff_number).collect::<HashSet<_>>().len(),
            860
        );
    }

    #[test]
    fn every_role_can_be_tried() {
        let roles: HashSet<_> = ACCOUNTS.iter().map(|account| account.role).collect();
        assert_eq!(roles.len(), Role::ALL.len());
        let known: HashSet<_> = UNITS.iter().map(|unit| unit.code).collect();
        assert!(ACCOUNTS.iter().all(|account| known.contains(account.unit)));
    }
}
