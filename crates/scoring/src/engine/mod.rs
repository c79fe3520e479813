//! Computes sheets of a scheme. What goes in is a [`plan::Plan`] made of a scheme, and [`inputs::Inputs`];
//! what comes out is a [`trace::Trace`] with every step, exact until the total is rounded once.
//!
//! Nothing here depends on the order of inputs, reads a clock, or fills in what is not there: absent is a
//! status with an effect that the scheme declares.

mod evaluate;
pub mod export;
pub mod if_then;
pub mod inputs;
pub mod plan;
pub mod pro_rata;
pub mod spread;
pub mod trace;

pub use evaluate::{Cases, check_inputs, evaluate, outcome};
pub use inputs::{Before, Booked, Entry, Event, Inputs, Rating};
pub use plan::Plan;
pub use trace::{Case, Kept, Op, Outcome, Standing, Step, Trace, Valued, Worth};
