//! People: who works here, by name and staff number and nothing else.
//!
//! No identity-card number, no telephone, no sex, no birth date, no place: nobody's work needs them
//! here. Two people of one name are kept apart by staff number. Nobody is deleted: other records keep
//! pointing at whom they meant.
//!
//! Where somebody works is a dated fact, and so is how she stands in the Party (the room of members keeps
//! that): one shape, one rule, one home ([`facts`], [`store::facts`]). Policy is asked with the path of
//! the unit where a person works on the day; whoever works nowhere is seen by all who hold the role on any
//! part of the tree, since nobody could place her otherwise. Administrators see none.
//!
//! - [`staff_number`], [`facts`], [`roll`]: rules, pure.
//! - [`use_cases`]: looking, writing one by one, where people work.
//! - [`EmploymentFollower`]: no unit closes while somebody still works there.

pub mod facts;
pub(crate) mod pages;
pub mod roll;
pub mod staff_number;
pub mod store;
pub mod use_cases;

pub use self::store::follower::EmploymentFollower;
pub(crate) use pages::routes;

/// The texts of this area.
pub const PEOPLE_TEXTS: kernel::Texts = kernel::Texts {
    zh: include_str!("../../texts/people.zh-CN.ftl"),
    en: include_str!("../../texts/people.en.ftl"),
};
