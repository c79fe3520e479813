//! The pages of units and people, asked as a browser asks, on both engines; the rules, held to worked
//! examples.

mod changing;
mod closing_matters;
mod employment;
mod governance;
mod house;
mod member_lists;
mod members;
mod members_plans;
mod party_histories;
mod party_large;
mod party_map;
mod party_office;
mod party_pages;
mod party_plans;
mod party_store;
mod party_succession;
mod people;
mod people_lists;
mod post_lists;
mod reach;
mod reading;
mod reorganising;
mod routes;
