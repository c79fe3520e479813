//! A post held by a person for some days, and the days on which nobody holds it.

use super::catalogue::{Catalogue, Part, Post, Where};
use directory::people::Person;
use kernel::{BodyId, Day, DayRange, FileId, PartyOrgId, PersonId, PostId, Problem, TenureId};

kernel::named! {
    /// In which direction a two-way entry goes.
    Direction("direction-of-entry-") {
        None = "none",
        /// A member of the Party committee enters board or management.
        ToGovernance = "to-governance",
        /// A member of board or management enters the Party committee.
        ToParty = "to-party",
    }
}

/// Where a post is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Seat {
    Org(PartyOrgId),
    Body(BodyId),
}

/// What a tenure says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    pub person: PersonId,
    pub seat: Seat,
    pub post: PostId,
    pub valid: DayRange,
    pub direction: Direction,
    /// The procedure or rule by which it came about.
    pub basis: Option<String>,
    /// The number of the document.
    pub document: Option<String>,
    /// A copy of the document.
    pub file: Option<FileId>,
}

/// A tenure as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenure {
    pub id: TenureId,
    pub terms: Terms,
    /// What an edit must name, so that the second of two editors is told.
    pub revision: i64,
}

/// What the rules of tenures ask of a seat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    pub stands: Where,
    pub name: String,
    pub life: DayRange,
}

/// The post, if a tenure of these terms may stand there.
///
/// # Errors
/// `tenure-post-elsewhere` at `post`; `tenure-outside-life` at `from` or `last`; as [`check_direction`].
pub fn check<'a>(
    catalogue: &'a Catalogue,
    site: &Site,
    terms: &Terms,
) -> Result<&'a Post, Problem> {
    let Site { stands, name, life } = site;
    let post = catalogue.post(terms.post).filter(|post| post.stands == *stands);
    let post = post.ok_or_else(|| Problem::new("tenure-post-elsewhere").at("post"))?;
    if terms.valid.from < life.from || terms.valid.until > life.until {
        let field = if terms.valid.from < life.from { "from" } else { "last" };
        return Err(outside("tenure-outside-life", *life).arg("name", name).at(field));
    }
    check_direction(terms.seat, post.part, terms.direction)?;
    Ok(post)
}

/// Whether another tenure at the seat stands in the way: a post of one holder has none on these days,
/// and nobody holds one post twice.
pub fn is_in_the_way(other: &Terms, terms: &Terms, post: &Post) -> bool {
    other.post == terms.post
        && other.valid.overlaps(terms.valid)
        && (post.is_single || other.person == terms.person)
}

/// The problem of terms that another tenure, held by this person, stands in the way of.
pub fn taken(terms: &Terms, other: &Terms, holder: &Person) -> Problem {
    let is_same = other.person == terms.person;
    let code = if is_same { "tenure-twice" } else { "tenure-seat-taken" };
    let number = holder.staff_number.as_ref().map(|number| format!("（{number}）"));
    let holder = format!("{}{}", holder.name, number.unwrap_or_default());
    outside(code, other.valid).arg("holder", holder).at("person")
}

/// A problem that names the days within which something must stay.
pub fn outside(code: &'static str, life: DayRange) -> Problem {
    let last = life.last_day().map_or_else(|| "…".to_owned(), |day| day.to_string());
    Problem::new(code).arg("from", life.from).arg("last", last)
}

/// Whether an entry of this direction can lead to such a seat.
///
/// # Errors
/// `entry-wrong-way`, `entry-outside-director`, at `direction`.
pub fn check_direction(seat: Seat, part: Part, direction: Direction) -> Result<(), Problem> {
    let code = match (direction, seat) {
        (Direction::ToGovernance, Seat::Body(_)) if part == Part::OutsideDirector => {
            "entry-outside-director"
        }
        (Direction::ToGovernance, Seat::Org(_)) | (Direction::ToParty, Seat::Body(_)) => {
            "entry-wrong-way"
        }
        _ => return Ok(()),
    };
    Err(Problem::new(code).at("direction"))
}

impl Direction {
    /// As a list writes it; nothing is `None`.
    ///
    /// # Errors
    /// `entry-unknown` at `direction`.
    pub fn read_from(text: &str) -> Result<Option<Self>, Problem> {
        match directory::name::normal(text).as_str() {
            "" => Ok(None),
            "不属双向进入" | "不属于双向进入" | "否" | "无" | "no two-way entry" | "none" => {
                Ok(Some(Self::None))
            }
            "党委成员进入董事会、经理层"
            | "党委进入董事会、经理层"
            | "进入董事会、经理层"
            | "from the party committee to board or management"
            | "to board or management" => Ok(Some(Self::ToGovernance)),
            "董事会、经理层成员进入党委"
            | "董事会、经理层进入党委"
            | "进入党委"
            | "from board or management to the party committee"
            | "to the party committee" => Ok(Some(Self::ToParty)),
            _ => Err(Problem::new("entry-unknown").arg("text", text).at("direction")),
        }
    }
}

/// The days of a life until a day, that day included, on which none of the ranges holds.
pub fn vacancies(life: DayRange, held: &[DayRange], day: Day) -> Vec<DayRange> {
    let end = life.until.min(day.plus_days(1));
    let mut held: Vec<DayRange> = held.to_vec();
    held.sort_by_key(|range| (range.from, range.until));
    let mut vacant = Vec::new();
    let mut from = life.from;
    for range in held {
        if range.from.min(end) > from {
            vacant.push(DayRange { from, until: range.from.min(end) });
        }
        from = from.max(range.until);
    }
    if from < end {
        vacant.push(DayRange { from, until: end });
    }
    vacant
}

/// How many days a range has.
pub fn days(range: DayRange) -> i64 {
    range.until.days_since(range.from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(day: i64) -> Day {
        Day::new(2026, 1, 1).unwrap().plus_days(day)
    }

    fn range(from: i64, until: i64) -> DayRange {
        DayRange { from: at(from), until: at(until) }
    }

    #[test]
    fn a_direction_is_read_as_lists_write_it() {
        assert_eq!(Direction::read_from("  "), Ok(None));
        assert_eq!(Direction::read_from(" 进入党委 "), Ok(Some(Direction::ToParty)));
        let long = "From the Party committee to board or management";
        assert_eq!(Direction::read_from(long), Ok(Some(Direction::ToGovernance)));
        assert_eq!(Direction::read_from("不属双向进入"), Ok(Some(Direction::None)));
        assert_eq!(Direction::read_from("交叉").unwrap_err().code, "entry-unknown");
    }

    #[test]
    fn an_entry_leads_to_the_other_side_and_no_outside_director_enters() {
        let (org, body) = (Seat::Org(PartyOrgId(1)), Seat::Body(BodyId(1)));
        let check = |seat, part, direction| {
            check_direction(seat, part, direction).err().map(|problem| problem.code)
        };
        assert_eq!(check(body, Part::Director, Direction::ToGovernance), None);
        assert_eq!(check(org, Part::CommitteeMember, Direction::ToParty), None);
        assert_eq!(check(org, Part::Secretary, Direction::ToGovernance), Some("entry-wrong-way"));
        assert_eq!(check(body, Part::Manager, Direction::ToParty), Some("entry-wrong-way"));
        assert_eq!(
            check(body, Part::OutsideDirector, Direction::ToGovernance),
            Some("entry-outside-director")
        );
        assert_eq!(check(body, Part::OutsideDirector, Direction::None), None);
    }

    #[test]
    fn a_gap_begins_on_the_day_after_the_last_and_has_its_days() {
        let held = [range(0, 10), range(41, 60)];
        let gaps = vacancies(range(0, 1_000), &held, at(70));
        assert_eq!(gaps, [range(10, 41), range(60, 71)]);
        assert_eq!(gaps.iter().map(|gap| days(*gap)).collect::<Vec<_>>(), [31, 11]);
        assert_eq!(vacancies(range(0, 1_000), &[], at(2)), [range(0, 3)]);
    }

    proptest! {
        /// Day by day, a seat is vacant when no tenure covers the day.
        #[test]
        fn vacancies_are_the_days_that_nobody_holds(
            life in (0_i64..20, 20_i64..40),
            held in prop::collection::vec((0_i64..40, 1_i64..20), 0..6),
            day in 0_i64..50,
        ) {
            let life = range(life.0, life.1);
            let held: Vec<DayRange> = held.iter().map(|(from, n)| range(*from, from + n)).collect();
            let vacant = vacancies(life, &held, at(day));
            for on in (0..60).map(at) {
                let is_open = on <= at(day) && life.contains(on);
                let expected = is_open && !held.iter().any(|range| range.contains(on));
                prop_assert_eq!(vacant.iter().any(|gap| gap.contains(on)), expected, "{}", on);
            }
        }
    }
}
