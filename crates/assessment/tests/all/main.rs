//! Assessment on both engines.

mod house;
mod papers;
mod places;
mod schemes;
mod sheets;
