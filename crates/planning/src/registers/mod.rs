//! 关键岗位、党员责任区、技术攻关项目: who holds which post on which shift, and who leads which project.
//!
//! Everything is dated and answers as of a day. Coverage is never stored: it follows from the posts, the
//! zones, who is in the Party and who works where on that day, so it cannot disagree with them. Cards,
//! findings and evidence stand above and point here.
//!
//! Pure rules: [`post`] a key post and its shifts, [`zone`] a responsibility zone, [`coverage`] which posts
//! are covered on a day, [`project`] a breakthrough project. [`measures`] offers them to the annual plan,
//! [`reach`] to the matrix of reach; [`rolls`] takes them as lists from files.

pub mod coverage;
pub mod measures;
mod pages;
pub mod post;
pub mod project;
pub mod reach;
pub mod rolls;
pub mod store;
pub mod use_cases;
pub mod zone;

pub use pages::routes;
pub use store::RegisterFollower;

/// What the registers offer programs.
pub fn api() -> utoipa::openapi::OpenApi {
    <pages::api::Document as utoipa::OpenApi>::openapi()
}

/// Texts of this module.
pub const REGISTER_TEXTS: kernel::Texts = kernel::Texts {
    zh: include_str!("../../texts/registers.zh-CN.ftl"),
    en: include_str!("../../texts/registers.en.ftl"),
};
