//! Assessment on both engines.

mod schemes;
mod sheets;
