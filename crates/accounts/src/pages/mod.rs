//! The pages of this crate, and the middleware through which every request passes.

mod account;
mod audit;
mod gate;
mod grants;
mod roster;
mod set_up;
mod sheet;
mod sign_in;
mod stand_ins;
mod tokens;
mod users;

pub use gate::recognised;

use axum::http::StatusCode;
use kernel::{Action, Problem, Resource};
use std::str::FromStr;
use store::Refusal;
use web_kit::form::Typed;
use web_kit::page::Link;
use web_kit::{Needs, Page, Routes, Web, WebError};

/// Every route of this crate with what it needs.
pub fn routes() -> Routes {
    use Action::{Change, Create, Import, Read};
    use Needs::{May, Public, SignedIn};
    use Resource::{Audit, Grant, User};
    Routes::new()
        .get("/setup", Public, set_up::ask)
        .post("/setup", Public, set_up::run)
        .get("/sign-in", Public, sign_in::ask)
        .post("/sign-in", Public, sign_in::enter)
        .post("/sign-out", SignedIn, sign_in::leave)
        .post("/preferences", Public, account::prefer)
        .get("/account", SignedIn, account::show)
        .post("/account/password", SignedIn, account::change_password)
        .post("/account/digest", SignedIn, account::keep_digest)
        .get("/account/stand-ins", SignedIn, stand_ins::show)
        .post("/account/stand-ins", SignedIn, stand_ins::name)
        // Who names for others holds one of two rights: the use case asks which.
        .get("/account/stand-ins/others", SignedIn, stand_ins::others::show)
        .post("/account/stand-ins/others", SignedIn, stand_ins::others::name)
        .post("/account/stand-ins/{id}/end", SignedIn, stand_ins::end)
        .post("/account/stand-ins/{id}/know", SignedIn, stand_ins::know)
        .post("/account/tokens", SignedIn, tokens::make)
        .post("/account/tokens/{token}/end", SignedIn, tokens::end_own)
        .get("/system/users", May(Read, User), users::list)
        .post("/system/users", May(Create, User), users::create)
        .get("/system/users/new", May(Create, User), users::new)
        .get("/system/users/import", May(Import, User), roster::ask)
        .upload("/system/users/import", May(Import, User), roster::preview)
        .get("/system/users/template", May(Import, User), roster::template)
        .post("/system/users/import/confirm", May(Import, User), roster::confirm)
        .post("/system/users/import/errors", May(Import, User), roster::errors)
        .post("/system/users/import/passwords", May(Import, User), roster::passwords)
        .get("/system/users/{id}", May(Read, User), users::show)
        .post("/system/users/{id}", May(Change, User), users::change)
        .post("/system/users/{id}/close", May(Change, User), users::close)
        .post("/system/users/{id}/open", May(Change, User), users::open)
        .post("/system/users/{id}/reset", May(Change, User), users::reset)
        .post("/system/users/{id}/tokens/{token}/end", May(Change, User), tokens::end)
        .get("/system/grants", May(Read, Grant), grants::list)
        .post("/system/grants", May(Create, Grant), grants::give)
        .get("/system/grants/{id}", May(Read, Grant), grants::show)
        .post("/system/grants/{id}/end", May(Change, Grant), grants::end)
        .get("/system/audit", May(Read, Audit), audit::list)
}

/// The system's pages that this reader may open, the present one marked; for the settings' page, too.
pub fn tabs(web: &Web, page: &Page) -> Vec<(Link, bool)> {
    let all = [
        (Resource::Setting, "accounts-tab-settings", "/system"),
        (Resource::User, "accounts-tab-users", "/system/users"),
        (Resource::Grant, "accounts-tab-grants", "/system/grants"),
        (Resource::Audit, "accounts-tab-audit", "/system/audit"),
    ];
    let path = web.path.split('?').next().unwrap_or_default();
    all.into_iter()
        .filter(|(resource, ..)| web.can(Action::Read, *resource, &[]))
        .map(|(_, key, href)| (Link::new(page.t(key), href), path == href))
        .collect()
}

/// An id of the address; what is none names nothing.
fn id<T: FromStr>(text: &str) -> Result<T, WebError> {
    text.parse().map_err(|_| WebError::not_found())
}

/// The form again, with what was refused and the status that says so; a refusal that no form can
/// answer goes on.
fn again(typed: Typed, refusal: Refusal) -> Result<(Typed, StatusCode), WebError> {
    match refusal {
        Refusal::Invalid(problems) => {
            Ok((typed.refused(problems), StatusCode::UNPROCESSABLE_ENTITY))
        }
        Refusal::Conflict(problem) => Ok((typed.refused(vec![*problem]), StatusCode::CONFLICT)),
        other => Err(other.into()),
    }
}

/// Notes a problem of a value that a form holds.
fn noted<T>(typed: &mut Typed, value: Result<T, Problem>) -> Option<T> {
    value.map_err(|problem| typed.refuse(problem)).ok()
}
