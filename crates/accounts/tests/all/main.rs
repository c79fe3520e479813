//! What a user, an attacker and an auditor would check, over HTTP and on both engines.

mod audit;
mod grants;
mod policy;
mod roster;
mod sessions;
mod set_up;
mod sign_in;
mod site;
mod stand_ins;
mod tokens;
mod users;
