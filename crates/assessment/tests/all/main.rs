//! Assessment on both engines.

mod claims;
mod house;
mod papers;
mod places;
mod schemes;
mod sheets;
