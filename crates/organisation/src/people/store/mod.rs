//! The SQL of what is dated about people, of lists by where they work, and of what a list from a file
//! must know.

pub mod facts;
pub mod follower;
pub mod placed;
pub mod rolled;

/// The condition that a person (`$person`) has left the enterprise after a day (`$since`) and by another
/// (`$day`): worked somewhere until then and works nowhere now. Whoever is not recorded as working anywhere,
/// or had left before, such as the retired secretary of retired people, has not.
macro_rules! has_left {
    ($person:literal, $since:literal, $day:literal) => {
        concat!(
            "(EXISTS (SELECT 1 FROM employment gone WHERE gone.person_id = ",
            $person,
            " AND gone.valid_until > ",
            $since,
            " AND gone.valid_until <= ",
            $day,
            ") AND NOT EXISTS (SELECT 1 FROM employment works WHERE works.person_id = ",
            $person,
            " AND works.valid_from <= ",
            $day,
            " AND works.valid_until > ",
            $day,
            "))"
        )
    };
}
pub(crate) use has_left;
