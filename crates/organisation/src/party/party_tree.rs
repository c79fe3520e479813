//! The history of all Party organisations, and the rules that every change keeps on every day.
//!
//! There are thousands of organisations at the most and few changes, so a change is checked against the
//! whole history in memory: the store loads it, applies one or several changes, and saves what they
//! touched. A refused change leaves the history as it was.

use super::party_org::{OrgKind, Version};
use directory::name;
use kernel::{Day, DayRange, PartyOrgId, Problem, UnitId};
use std::collections::{BTreeMap, BTreeSet};

/// Every organisation's chapters, oldest first.
#[derive(Clone, Debug, Default)]
pub struct PartyTree {
    orgs: BTreeMap<PartyOrgId, Vec<Version>>,
    touched: BTreeSet<PartyOrgId>,
}

/// What becomes different; `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    pub name: Option<String>,
    pub kind: Option<OrgKind>,
    pub superior: Option<PartyOrgId>,
    pub seat: Option<UnitId>,
}

impl PartyTree {
    pub fn new(orgs: BTreeMap<PartyOrgId, Vec<Version>>) -> Self {
        Self { orgs, touched: BTreeSet::new() }
    }

    /// The chapters of an organisation; none when it is unknown.
    pub fn versions(&self, id: PartyOrgId) -> &[Version] {
        self.orgs.get(&id).map_or(&[], Vec::as_slice)
    }

    /// The last chapter.
    pub fn last(&self, id: PartyOrgId) -> Option<&Version> {
        self.versions(id).last()
    }

    /// All its days.
    pub fn life(&self, id: PartyOrgId) -> Option<DayRange> {
        let (first, last) = (self.versions(id).first()?, self.last(id)?);
        Some(DayRange { from: first.valid.from, until: last.valid.until })
    }

    /// The organisations that stand directly below one on that day or later.
    pub fn below(&self, id: PartyOrgId, from: Day) -> Vec<PartyOrgId> {
        let stands = |version: &Version| version.superior == Some(id) && version.valid.until > from;
        let below = self.orgs.iter().filter(|(_, versions)| versions.iter().any(stands));
        below.map(|(id, _)| *id).collect()
    }

    /// The organisations that changed, with their chapters.
    pub fn touched(&self) -> impl Iterator<Item = (PartyOrgId, &[Version])> {
        self.touched.iter().map(|id| (*id, self.versions(*id)))
    }

    /// Founds an organisation.
    ///
    /// # Errors
    /// Problems of the name; `party-org-kind-misplaced`, `party-org-superior-unknown`,
    /// `party-org-older-than-superior`, `party-org-outlives-superior`, `party-org-name-taken`,
    /// `party-org-second-top`.
    pub fn found(&mut self, id: PartyOrgId, version: Version) -> Result<(), Problem> {
        let version = Version { name: name::checked(&version.name)?, ..version };
        self.put(id, vec![version])
    }

    /// Changes an organisation from a day on; returns the last chapter as it was and as it is. From the
    /// very day on which the last chapter began, the change corrects that chapter.
    ///
    /// # Errors
    /// As [`PartyTree::found`]; `party-org-change-nothing`, `party-org-change-too-early`,
    /// `party-org-change-after-close`, `party-org-top-moves`, `party-org-cycle`, `party-org-open-below`.
    pub fn change(
        &mut self,
        id: PartyOrgId,
        from: Day,
        change: &Change,
    ) -> Result<(Version, Version), Problem> {
        let before = self.timely(id, from)?.clone();
        let after = Version {
            name: match &change.name {
                Some(name) => name::checked(name)?,
                None => before.name.clone(),
            },
            kind: change.kind.unwrap_or(before.kind),
            superior: change.superior.or(before.superior),
            seat: change.seat.unwrap_or(before.seat),
            valid: DayRange { from, until: before.valid.until },
        };
        if is_same(&before, &after) {
            return Err(Problem::new("party-org-change-nothing").arg("name", before.name));
        }
        if before.superior.is_none() && after.superior.is_some() {
            return Err(Problem::new("party-org-top-moves")
                .arg("name", before.name)
                .at("superior"));
        }
        let mut versions = self.cut(id, from);
        match versions.last_mut() {
            Some(earlier) if is_same(earlier, &after) => earlier.valid.until = after.valid.until,
            _ => versions.push(after.clone()),
        }
        self.put(id, versions)?;
        Ok((before, after))
    }

    /// Closes an organisation; the day is the first on which it no longer exists.
    ///
    /// # Errors
    /// `party-org-change-too-early`, `party-org-change-after-close`, `party-org-open-below`.
    pub fn close(&mut self, id: PartyOrgId, from: Day) -> Result<(), Problem> {
        let last = self.timely(id, from)?;
        if last.valid.from == from {
            return Err(too_early(last, from));
        }
        let versions = self.cut(id, from);
        self.put(id, versions)
    }

    /// The last chapter, if something may happen to it on the day.
    fn timely(&self, id: PartyOrgId, from: Day) -> Result<&Version, Problem> {
        let last = self.last(id).ok_or_else(|| Problem::new("party-org-superior-unknown"))?;
        if from < last.valid.from {
            return Err(too_early(last, from));
        }
        if from >= last.valid.until {
            return Err(Problem::new("party-org-change-after-close")
                .arg("name", &last.name)
                .arg("from", from)
                .arg("last", last.valid.until.plus_days(-1))
                .at("from"));
        }
        Ok(last)
    }

    /// The chapters until the day.
    fn cut(&self, id: PartyOrgId, from: Day) -> Vec<Version> {
        let mut versions = self.versions(id).to_vec();
        versions.retain(|version| version.valid.from < from);
        if let Some(last) = versions.last_mut() {
            last.valid.until = last.valid.until.min(from);
        }
        versions
    }

    fn put(&mut self, id: PartyOrgId, versions: Vec<Version>) -> Result<(), Problem> {
        for version in &versions {
            self.stands(id, version)?;
        }
        self.still_holds(id, &versions)?;
        self.orgs.insert(id, versions);
        self.touched.insert(id);
        Ok(())
    }

    /// A chapter fits what is above and beside it.
    fn stands(&self, id: PartyOrgId, version: &Version) -> Result<(), Problem> {
        match version.superior {
            None => self.alone(id, version)?,
            Some(superior) => self.under(id, version, superior)?,
        }
        let normal = name::normal(&version.name);
        let taken = self.others(id, version.superior, version.valid);
        if taken.into_iter().any(|other| name::normal(&other.name) == normal) {
            return Err(Problem::new("party-org-name-taken").arg("name", &version.name).at("name"));
        }
        Ok(())
    }

    /// The chapters of other organisations directly below the same superior that share a day.
    fn others(
        &self,
        id: PartyOrgId,
        superior: Option<PartyOrgId>,
        days: DayRange,
    ) -> Vec<&Version> {
        let others = self.orgs.iter().filter(|(other, _)| **other != id);
        let beside =
            |version: &&Version| version.superior == superior && version.valid.overlaps(days);
        others.flat_map(|(_, versions)| versions).filter(beside).collect()
    }

    fn alone(&self, id: PartyOrgId, version: &Version) -> Result<(), Problem> {
        if let Some(top) = self.others(id, None, version.valid).first() {
            return Err(Problem::new("party-org-second-top")
                .arg("name", &version.name)
                .arg("top", &top.name)
                .at("superior"));
        }
        if version.kind == OrgKind::Group {
            return Err(misplaced(version, &version.name));
        }
        Ok(())
    }

    fn under(
        &self,
        id: PartyOrgId,
        version: &Version,
        superior: PartyOrgId,
    ) -> Result<(), Problem> {
        let (Some(life), Some(last)) = (self.life(superior), self.last(superior)) else {
            return Err(Problem::new("party-org-superior-unknown").at("superior"));
        };
        let (name, days) = (&version.name, version.valid);
        if days.from < life.from {
            return Err(Problem::new("party-org-older-than-superior")
                .arg("name", name)
                .arg("superior", &last.name)
                .arg("day", life.from)
                .at("from"));
        }
        if days.until > life.until {
            return Err(Problem::new("party-org-outlives-superior")
                .arg("name", name)
                .arg("superior", &last.name)
                .arg("day", life.until.plus_days(-1))
                .at("from"));
        }
        if superior == id || self.leads_to(superior, id, days) {
            return Err(Problem::new("party-org-cycle")
                .arg("name", name)
                .arg("superior", &last.name)
                .at("superior"));
        }
        let mut above = self.versions(superior).iter();
        match above.find(|above| above.valid.overlaps(days) && !above.kind.holds(version.kind)) {
            Some(above) => Err(misplaced(version, &above.name)),
            None => Ok(()),
        }
    }

    /// Whether the way up from one organisation meets another on any of the days.
    fn leads_to(&self, from: PartyOrgId, target: PartyOrgId, days: DayRange) -> bool {
        self.versions(from).iter().any(|version| {
            let shared = DayRange {
                from: version.valid.from.max(days.from),
                until: version.valid.until.min(days.until),
            };
            shared.from < shared.until
                && version.superior.is_some_and(|superior| {
                    superior == target || self.leads_to(superior, target, shared)
                })
        })
    }

    /// What stands below an organisation still has it above on all its days, and of a kind that holds it.
    fn still_holds(&self, id: PartyOrgId, versions: &[Version]) -> Result<(), Problem> {
        let below = self.orgs.values().flatten().filter(|version| version.superior == Some(id));
        for version in below {
            let days = version.valid;
            let is_outside = versions.first().is_none_or(|first| days.from < first.valid.from)
                || versions.last().is_none_or(|last| days.until > last.valid.until);
            if is_outside {
                let name = versions.last().map_or("", |last| last.name.as_str());
                return Err(Problem::new("party-org-open-below")
                    .arg("name", name)
                    .arg("first", &version.name)
                    .at("from"));
            }
            let wrong =
                versions.iter().find(|v| v.valid.overlaps(days) && !v.kind.holds(version.kind));
            if let Some(above) = wrong {
                return Err(misplaced(version, &above.name));
            }
        }
        Ok(())
    }
}

fn is_same(left: &Version, right: &Version) -> bool {
    (&left.name, left.kind, left.superior, left.seat)
        == (&right.name, right.kind, right.superior, right.seat)
}

fn too_early(last: &Version, from: Day) -> Problem {
    Problem::new("party-org-change-too-early")
        .arg("name", &last.name)
        .arg("from", from)
        .arg("last", last.valid.from)
        .at("from")
}

fn misplaced(version: &Version, above: &str) -> Problem {
    Problem::new("party-org-kind-misplaced")
        .arg("name", &version.name)
        .arg("superior", above)
        .at("kind")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn version(name: &str, kind: OrgKind, superior: Option<i64>, from: &str) -> Version {
        Version {
            name: name.to_owned(),
            kind,
            superior: superior.map(PartyOrgId),
            seat: UnitId(1),
            valid: DayRange::since(day(from)),
        }
    }

    /// 党委 1 > (机电总支 2 > 一支部 3), 二支部 4.
    fn tree() -> PartyTree {
        let mut tree = PartyTree::default();
        for (id, name, kind, superior) in [
            (1, "党委", OrgKind::Committee, None),
            (2, "机电总支", OrgKind::GeneralBranch, Some(1)),
            (3, "一支部", OrgKind::Branch, Some(2)),
            (4, "二支部", OrgKind::Branch, Some(1)),
        ] {
            tree.found(PartyOrgId(id), version(name, kind, superior, "2020-01-01")).unwrap();
        }
        tree
    }

    #[track_caller]
    fn refused<T: std::fmt::Debug>(outcome: Result<T, Problem>, code: &str) {
        assert_eq!(outcome.unwrap_err().code, code);
    }

    #[test]
    fn what_does_not_fit_is_not_founded() {
        let mut tree = tree();
        let mut found = |name, kind, superior, from| {
            tree.found(PartyOrgId(9), version(name, kind, superior, from))
        };
        refused(found("另一党委", OrgKind::Committee, None, "2021-01-01"), "party-org-second-top");
        refused(
            found("三支部", OrgKind::Branch, Some(1), "2019-12-31"),
            "party-org-older-than-superior",
        );
        refused(
            found("三支部", OrgKind::Branch, Some(8), "2021-01-01"),
            "party-org-superior-unknown",
        );
        refused(found(" 二支部 ", OrgKind::Branch, Some(1), "2021-01-01"), "party-org-name-taken");
        refused(found("党小组", OrgKind::Group, Some(1), "2021-01-01"), "party-org-kind-misplaced");
        refused(
            found("分党委", OrgKind::Committee, Some(2), "2021-01-01"),
            "party-org-kind-misplaced",
        );
        refused(found("", OrgKind::Branch, Some(1), "2021-01-01"), "name-empty");
        found("二支部", OrgKind::Branch, Some(2), "2021-01-01").unwrap();
    }

    #[test]
    fn a_change_that_breaks_a_day_changes_nothing() {
        let mut tree = tree();
        let moved = |superior| Change { superior: Some(PartyOrgId(superior)), ..Change::default() };
        let on = day("2022-01-01");
        refused(tree.change(PartyOrgId(1), on, &moved(4)), "party-org-top-moves");
        refused(tree.change(PartyOrgId(2), on, &moved(2)), "party-org-cycle");
        refused(tree.change(PartyOrgId(3), on, &moved(2)), "party-org-change-nothing");
        let branch = Change { kind: Some(OrgKind::Branch), ..Change::default() };
        refused(tree.change(PartyOrgId(2), on, &branch), "party-org-kind-misplaced");
        refused(tree.close(PartyOrgId(2), on), "party-org-open-below");
        refused(tree.close(PartyOrgId(4), day("2020-01-01")), "party-org-change-too-early");
        assert_eq!(tree.versions(PartyOrgId(2)).len(), 1);
        tree.change(PartyOrgId(3), on, &moved(1)).unwrap();
        tree.close(PartyOrgId(2), on).unwrap();
        assert_eq!(tree.life(PartyOrgId(2)).unwrap().until, on);
        refused(tree.close(PartyOrgId(2), on), "party-org-change-after-close");
    }

    #[test]
    fn taking_a_change_back_on_its_day_leaves_one_chapter() {
        let mut tree = tree();
        let renamed = |name: &str| Change { name: Some(name.to_owned()), ..Change::default() };
        let on = day("2022-01-01");
        tree.change(PartyOrgId(4), on, &renamed("二支")).unwrap();
        assert_eq!(tree.versions(PartyOrgId(4)).len(), 2);
        tree.change(PartyOrgId(4), on, &renamed("二支部")).unwrap();
        assert_eq!(tree.versions(PartyOrgId(4)).len(), 1);
    }
}
