//! Imports through the code that the pages and the command line use, on both engines.

mod bad_days;
mod flow;
mod jobs;
mod locked;
mod moves;
mod own_files;
mod pages;
mod profiles;
mod public_data;
mod support;
mod unit_tree;
