//! The SQL of this crate, one file for each thing one does with the tree.

pub mod ancestry;
pub mod change;
pub mod founding;
pub mod people;
pub mod recognition;
pub mod remarks;
mod rows;
pub mod scope;
pub mod search;
mod terms;
pub mod tree;
pub mod withdrawal;
pub mod withheld;
