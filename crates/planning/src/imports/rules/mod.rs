//! What an import would do, without doing it: pure.

mod days;
mod doubles;
mod plan;
mod preview;
mod tree;

pub(crate) use doubles::{Elsewhere, Heights};
pub(crate) use plan::{
    Existing, FirstPlace, IndicatorPlan, Key, Permissions, Plan, Target, UnitChange, new_reading,
    ranges,
};
pub use preview::{
    BlockedPart, FilePart, List, MismatchLine, NewIndicator, NewUnit, Preview, QuestionLine,
    RefusedLine, RestatedLine, Said, UnitChangeLine,
};
pub(crate) use tree::{Tree, TreeUnit};
