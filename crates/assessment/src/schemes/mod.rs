//! 考核办法: schemes of scoring, from draft to in force.
//!
//! A scheme is drawn up by the Party affairs department or by personnel, submitted, and put in force by the
//! Party committee; nobody puts in force what they drew up, edited or submitted. What is in force is frozen
//! with the digest of its text and never changes: the next version ends it. Who was consulted is recorded
//! beside a version, because the workers' congress may be heard after the text is settled.
//!
//! Pure rules: [`stage`] is the way of a version, [`flat`] a scheme as rows that people edit and back,
//! [`workbook`] its workbook and back, [`templates`] what a new scheme may begin with, [`past`] what a draft would have changed.

pub mod flat;
mod pages;
pub mod past;
pub mod stage;
pub(crate) mod store;
pub mod templates;
pub mod use_cases;
pub mod workbook;

pub use pages::routes;

/// What schemes offer programs.
pub fn api() -> utoipa::openapi::OpenApi {
    <pages::api::Document as utoipa::OpenApi>::openapi()
}
