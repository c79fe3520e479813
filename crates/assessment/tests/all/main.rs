//! Assessment on both engines.

mod claims;
mod schemes;
mod sheets;
