//! All SQL of Party organisations and of what they answer for.

pub mod coverage;
pub mod follower;
pub mod history;
pub mod map;
pub mod office;
pub mod orgs;
pub mod resolution;
pub(crate) mod rows;
pub mod succession;
