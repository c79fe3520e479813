//! The SQL of what is dated about people, of lists by where they work, and of what a list from a file
//! must know.

pub mod facts;
pub mod follower;
pub mod placed;
pub mod rolled;
