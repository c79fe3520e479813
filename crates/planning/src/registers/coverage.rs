//! Which posts are covered on a day: pairs of post and shift that at least one zone holds whose member is in
//! the Party on that day and still works in the post's unit or below it (`features.md` M12).

use super::post::KeyPost;
use kernel::ZoneId;

/// How the member of a zone stands to it on the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// In the Party, and works there: the zone holds.
    Holds,
    /// Not in the Party on that day.
    NoMember,
    /// Works elsewhere, or no more.
    Elsewhere,
}

/// A zone that is valid on the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub zone: ZoneId,
    pub shifts: Vec<String>,
    pub fit: Fit,
}

/// A post on one of its shifts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    pub shift: String,
    /// The zones that hold it; one is enough, and several count once.
    pub covering: Vec<ZoneId>,
    /// Zones that name it but no longer hold.
    pub lapsed: Vec<(ZoneId, Fit)>,
}

impl Slot {
    pub fn is_covered(&self) -> bool {
        !self.covering.is_empty()
    }
}

/// The shifts of a post with the zones of the day.
pub fn slots(post: &KeyPost, held: &[Held]) -> Vec<Slot> {
    let slot = |shift: &String| {
        let here = || held.iter().filter(|zone| zone.shifts.contains(shift));
        let covering = here().filter(|zone| zone.fit == Fit::Holds).map(|zone| zone.zone);
        let lapsed = here().filter(|zone| zone.fit != Fit::Holds);
        Slot {
            shift: shift.clone(),
            covering: covering.collect(),
            lapsed: lapsed.map(|zone| (zone.zone, zone.fit)).collect(),
        }
    };
    post.shifts.iter().map(slot).collect()
}

/// So many covered, of so many.
pub fn counted<'a>(slots: impl IntoIterator<Item = &'a Slot>) -> (i64, i64) {
    slots
        .into_iter()
        .fold((0, 0), |(covered, of), slot| (covered + i64::from(slot.is_covered()), of + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{DayRange, KeyPostId, UnitId};

    fn held(zone: i64, shifts: &[&str], fit: Fit) -> Held {
        let shifts = shifts.iter().map(|shift| (*shift).to_owned()).collect();
        Held { zone: ZoneId(zone), shifts, fit }
    }

    #[track_caller]
    fn check(zones: &[Held], covered: i64, open: &[&str]) {
        let post = KeyPost {
            id: KeyPostId(1),
            unit: UnitId(1),
            name: "浮选司机".into(),
            shifts: ["早", "中", "夜"].map(str::to_owned).to_vec(),
            valid: DayRange::ALWAYS,
            revision: 1,
        };
        let slots = slots(&post, zones);
        assert_eq!(counted(&slots), (covered, 3));
        let uncovered = slots.iter().filter(|slot| !slot.is_covered());
        assert_eq!(uncovered.map(|slot| slot.shift.as_str()).collect::<Vec<_>>(), open);
    }

    #[test]
    fn a_shift_is_covered_once_however_many_hold_it() {
        use Fit::{Elsewhere, Holds, NoMember};
        check(&[], 0, &["早", "中", "夜"]);
        check(&[held(1, &["早", "中"], Holds)], 2, &["夜"]);
        check(&[held(1, &["早", "夜"], Holds), held(2, &["夜", "中"], Holds)], 3, &[]);
        check(&[held(1, &["早"], Holds), held(2, &["早"], Holds)], 1, &["中", "夜"]);
        check(&[held(1, &["夜"], Elsewhere), held(2, &["早"], NoMember)], 0, &["早", "中", "夜"]);
        check(&[held(1, &["夜"], Elsewhere), held(2, &["夜"], Holds)], 1, &["早", "中"]);
        // A shift that the post no longer has covers nothing.
        check(&[held(1, &["四班"], Holds)], 0, &["早", "中", "夜"]);
    }
}
