//! People: who works here, by name and staff number and nothing else.
//!
//! No identity-card number, no telephone, no sex, no birth date, no place: nobody's work needs them
//! here. Two people of one name are kept apart by staff number. Nobody is deleted: other records keep
//! pointing at whom they meant.
//!
//! Policy is asked with an empty path, as for accounts: people belong to no unit until posts and tenures
//! say where somebody works, so whoever holds the role on any part of the tree sees all of them.
//! Administrators see none.
//!
//! - [`staff_number`], [`list`]: rules, pure.
//! - [`use_cases`]: looking, writing one by one, and lists with preview and confirmation.

pub mod list;
mod pages;
pub mod staff_number;
mod store;
pub mod use_cases;

pub(crate) use pages::routes;

/// The texts of this area.
pub const PEOPLE_TEXTS: kernel::Texts = kernel::Texts {
    zh: include_str!("../../texts/people.zh-CN.ftl"),
    en: include_str!("../../texts/people.en.ftl"),
};
