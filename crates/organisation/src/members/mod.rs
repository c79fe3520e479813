//! Members of the Party: who is probationary or full, and which organisation counts her.
//!
//! Both are dated facts of a person like her work, and on any day there is at most one of each: a member
//! whom two organisations would count on one day is refused with both names. They are sensitive: policy
//! is asked for [`kernel::Resource::Membership`] with the path of the seat of the organisation that counts
//! her, else of the unit where she works. The audit says which fact changed and from when on, never its
//! value, because administrators read it.
//!
//! - [`status`], [`roll`]: the words and the rules, pure.
//! - [`store`]: counts and lists; [`use_cases`]: what Party affairs do and what those may see whose work
//!   needs it.

pub(crate) mod pages;
pub mod roll;
pub mod status;
pub mod store;
pub mod use_cases;

/// The texts of this room.
pub const MEMBER_TEXTS: kernel::Texts = kernel::Texts {
    zh: include_str!("../../texts/members.zh-CN.ftl"),
    en: include_str!("../../texts/members.en.ftl"),
};
