//! A scheme as a workbook and back without loss: a sheet for what holds for all of it, and one each for
//! grades, kinds of unit, lines, sources of figures, vetoes, floors, gates and grades of years running. Every
//! cell has one meaning ([`layout`]); only the parameters of a rule are text in the rule language.
//!
//! What is read is what somebody typed: a formula or merged cells are refused at their cell, a sheet, field or
//! column that is missing by its name. Headings and names may stand in either language.

mod layout;
mod reading;
#[cfg(test)]
mod tests;
mod writing;

pub use reading::read;
pub use writing::tables;
