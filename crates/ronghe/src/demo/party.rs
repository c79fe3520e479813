//! The Party organisations of the sample plant and what they answer for. Every name and number is
//! invented.

use kernel::{Day, DayRange, PartyOrgId, UnitId};
use organisation::members::status::Status;
use organisation::party::office::Condition;
use organisation::party::party_org::OrgKind::{
    self, Branch, Committee, JointBranch, TemporaryBranch,
};
use organisation::party::party_org::Version;
use organisation::party::store::coverage::{self, NewLink};
use organisation::party::store::{history, office};
use std::collections::HashMap;
use store::{Refusal, Work};

/// One organisation as the sample has it.
struct Org {
    name: &'static str,
    kind: OrgKind,
    /// The name of the organisation above it.
    superior: Option<&'static str>,
    /// The code of the unit where it has its seat.
    seat: &'static str,
    /// The codes of the units that it answers for, each with whether it reaches below.
    units: &'static [(&'static str, bool)],
    /// Its first day, and the approval behind it.
    from: &'static str,
    document: Option<&'static str>,
    /// Its last election, and the working conditions that it has.
    elected: Option<&'static str>,
    has: &'static [Condition],
}

const ALL: &[Condition] = Condition::ALL;

const PLANT: &str = "清河洗煤厂党委";

const fn branch(
    name: &'static str,
    seat: &'static str,
    units: &'static [(&'static str, bool)],
    elected: &'static str,
    has: &'static [Condition],
) -> Org {
    let (kind, superior, elected) = (Branch, Some(PLANT), Some(elected));
    let (from, document) = ("2019-07-01", None);
    Org { name, kind, superior, seat, units, from, document, elected, has }
}

/// All organisations, superiors first. The plant's committee answers for the plant itself alone, so a
/// new unit shows up as uncovered.
const ORGS: &[Org] = &[
    Org {
        name: "晋源矿业集团党委",
        kind: Committee,
        superior: None,
        seat: "JY",
        units: &[("JY", false)],
        from: "2015-01-01",
        document: None,
        elected: Some("2024-11-20"),
        has: ALL,
    },
    Org {
        name: PLANT,
        kind: Committee,
        superior: Some("晋源矿业集团党委"),
        seat: "QH",
        units: &[("QH", false)],
        from: "2015-01-01",
        document: None,
        elected: Some("2023-06-28"),
        has: ALL,
    },
    branch("原煤车间党支部", "QH-YM", &[("QH-YM", true)], "2025-07-02", ALL),
    branch("主洗车间党支部", "QH-ZX", &[("QH-ZX", true)], "2025-07-09", ALL),
    branch("浮选压滤车间党支部", "QH-FX", &[("QH-FX", true)], "2024-04-16", ALL),
    branch("机电车间党支部", "QH-JD", &[("QH-JD", true)], "2025-06-18", ALL),
    branch(
        "装车储运车间党支部",
        "QH-ZC",
        &[("QH-ZC", true)],
        "2024-09-05",
        &[Condition::Funds, Condition::Staff],
    ),
    branch("煤质检测车间党支部", "QH-MZ", &[("QH-MZ", true)], "2025-07-15", ALL),
    branch(
        "机关党支部",
        "QH-DQ",
        &[
            ("QH-DQ", false),
            ("QH-DD", false),
            ("QH-SC", false),
            ("QH-AJ", false),
            ("QH-CW", false),
            ("QH-RZ", false),
        ],
        "2025-05-21",
        ALL,
    ),
    Org {
        name: "外委单位联合党支部",
        kind: JointBranch,
        superior: Some(PLANT),
        seat: "QH-AJ",
        units: &[("QH-W1", false), ("QH-W2", false), ("QH-W3", false)],
        from: "2023-04-01",
        document: Some("清党〔2023〕11号"),
        elected: Some("2023-04-26"),
        has: ALL,
    },
    Org {
        name: "自动化改造项目临时党支部",
        kind: TemporaryBranch,
        superior: Some(PLANT),
        seat: "QH-ZDH",
        units: &[("QH-ZDH", true)],
        from: "2025-03-17",
        document: Some("清党〔2025〕6号"),
        elected: None,
        has: ALL,
    },
];

/// Founds the organisations and links them; the caller commits. Returns them by name.
///
/// # Errors
/// When the database refuses.
pub async fn found(
    work: &mut Work,
    units: &HashMap<&'static str, UnitId>,
) -> Result<HashMap<&'static str, PartyOrgId>, Refusal> {
    let mut ids: HashMap<&'static str, PartyOrgId> = HashMap::new();
    for org in ORGS {
        let from: Day = org.from.parse()?;
        let version = Version {
            name: org.name.to_owned(),
            kind: org.kind,
            superior: org.superior.and_then(|superior| ids.get(superior)).copied(),
            seat: units[org.seat],
            valid: DayRange::since(from),
        };
        let id = history::found(&mut work.tx, version).await?;
        ids.insert(org.name, id);
        for (unit, reaches_below) in org.units {
            let link = NewLink {
                unit: units[unit],
                org: id,
                valid: DayRange::since(from),
                reaches_below: *reaches_below,
                document: org.document.map(str::to_owned),
            };
            coverage::link(&mut work.tx, link).await?;
        }
        equip(work, id, org).await?;
        work.audit("party-org.found", "party-org", id, None, None);
    }
    Ok(ids)
}

/// The branch that counts somebody of the staff, and her status; most people are no members. The
/// number is her place on the staff list.
pub fn membership(number: usize, unit: &str) -> Option<(&'static str, Status, Day)> {
    if !number.is_multiple_of(5) {
        return None;
    }
    let branch = match unit {
        // Who looks after the contractors and the project is counted there.
        "QH-AJ" if number.is_multiple_of(2) => "外委单位联合党支部",
        "QH-JD-3" => "自动化改造项目临时党支部",
        "QH-XS" | "QH" => "机关党支部",
        unit => {
            let answers = |org: &&Org| {
                let covers = |(code, _): &(&str, bool)| {
                    unit == *code || unit.starts_with(&format!("{code}-"))
                };
                org.kind == Branch && org.units.iter().any(covers)
            };
            ORGS.iter().find(answers)?.name
        }
    };
    let is_fresh = number.is_multiple_of(45);
    let status = if is_fresh { Status::Probationary } else { Status::Full };
    let since = if is_fresh { Day::new(2026, 1, 16)? } else { Day::new(2025, 7, 1)? };
    Some((branch, status, since))
}

/// Records the last election and the conditions, each from the organisation's first day.
async fn equip(work: &mut Work, id: PartyOrgId, org: &Org) -> Result<(), Refusal> {
    let mut revision = 1;
    if let Some(elected) = org.elected {
        office::elect(&mut work.tx, id, revision, elected.parse()?, None).await?;
        revision += 1;
    }
    for condition in org.has {
        let (set, from) = ((*condition, true), org.from.parse()?);
        office::set_condition(&mut work.tx, id, revision, set, from).await?;
        revision += 1;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::plant::UNITS;

    #[test]
    fn each_branch_has_members() {
        let staff = crate::demo::people::staff();
        let members = staff.iter().enumerate().filter_map(|(at, one)| membership(at, one.unit));
        let branches: std::collections::HashSet<_> = members.map(|(branch, ..)| branch).collect();
        assert_eq!(branches.len(), 9, "{branches:?}");
    }

    #[test]
    fn nine_branches_answer_for_units_that_exist() {
        let branches = ORGS.iter().filter(|org| org.kind.is_branch()).count();
        assert_eq!((branches, ORGS.len()), (9, 11));
        let is_known = |code: &str| UNITS.iter().any(|unit| unit.code == code);
        assert!(ORGS.iter().all(|org| is_known(org.seat)));
        assert!(ORGS.iter().flat_map(|org| org.units).all(|(unit, _)| is_known(unit)));
    }
}
