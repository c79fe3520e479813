//! What an import must make of files: real ones where the public data lie beside the checkout, and
//! small ones of our own making with the same quirks everywhere.

mod public_data;
mod support;
