//! Assessment on both engines.

mod sheets;
