//! Assessment on both engines.

mod schemes;
