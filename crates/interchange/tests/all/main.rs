//! What an import must make of files: real ones where the public data lie beside the checkout, and
//! small ones of our own making with the same quirks everywhere.

mod bad_files;
mod bad_values;
mod coal_statement;
mod official;
mod other_layouts;
mod profiles;
mod public_data;
mod support;
mod washing_plant;
mod writers;
