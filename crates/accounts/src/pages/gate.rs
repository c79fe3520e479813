//! Who asks: the session cookie of every request, or the access token of a program, turned into an
//! identity. Tokens count under `/api/` alone: no program changes a password or makes another token.
//!
//! Until the enterprise is set up every page leads to the set-up; until a one-time password is changed
//! every page leads to the account; the system's first page leads whoever may not read settings to one
//! that they may. Anything else passes, signed in or not: what a route needs is checked by its guard.

use crate::session::{Current, Token};
use crate::use_cases::{set_up, sign_in, tokens};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use directory::withheld;
use kernel::policy::{Decision, decide};
use kernel::{Action, Actor, Day, Lang, Problem, Resource, texts};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use web_kit::web::ByToken;
use web_kit::{App, Identity, WebError, api, preferences};

/// Puts the middleware around routes that `web_kit::error::draw` is already around.
pub fn recognised<S>(app: &App, router: Router<S>) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    let gate = Gate { app: app.clone(), is_set_up: Arc::default() };
    router.layer(middleware::from_fn_with_state(gate, pass))
}

#[derive(Clone)]
struct Gate {
    app: App,
    /// Once set up, always set up.
    is_set_up: Arc<AtomicBool>,
}

async fn pass(State(gate): State<Gate>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if path.starts_with("/assets/") || path == "/health" {
        return next.run(request).await;
    }
    let is_for_programs = api::is_for_programs(path);
    match gate.admit(&mut request).await {
        Ok(None) => next.run(request).await,
        Ok(Some(first)) if is_for_programs => {
            let problem = Problem::new("page-first").arg("page", first);
            api::refusal(request.headers(), &WebError::forbidden().because(problem))
        }
        Err(error) if is_for_programs => api::refusal(request.headers(), &error),
        Ok(Some(elsewhere)) => lead(request.headers(), elsewhere),
        // The reader's language is not known without settings: both.
        Err(error) => {
            let words = Lang::ALL.map(|lang| texts::get().text(lang, "accounts-no-database"));
            (error.status(), words.join("\n")).into_response()
        }
    }
}

impl Gate {
    /// Names who asks in the request; returns the page to go to first, if there is one.
    async fn admit(&self, request: &mut Request) -> Result<Option<&'static str>, WebError> {
        if !self.is_set_up.load(Ordering::Relaxed) {
            if set_up::is_needed(&self.app.db).await? {
                let free = ["/setup", "/preferences", "/glossary"].contains(&request.uri().path());
                return Ok((!free).then_some("/setup"));
            }
            self.is_set_up.store(true, Ordering::Relaxed);
        }
        if api::is_for_programs(request.uri().path())
            && let Some(token) = bearer(request.headers()).map(str::to_owned)
        {
            return self.admit_program(request, &token).await.map(|()| None);
        }
        let Some(token) = token(request.headers(), self.app.secure) else { return Ok(None) };
        let now = self.app.now(&*self.app.settings().await?)?;
        let Some(session) = sign_in::recognise(&self.app.db, &token, now).await? else {
            return Ok(None);
        };
        let must_change = session.must_change;
        let first = (request.uri().path() == "/system")
            .then(|| first_of_system(&session.actor, now.today))
            .flatten();
        let current = Current { token, user: session.user, must_change };
        request.extensions_mut().insert(current);
        let identity = self.identity(session.actor, session.csrf, now.today).await?;
        request.extensions_mut().insert(identity);
        let free = ["/account", "/account/password", "/sign-out", "/preferences", "/glossary"];
        Ok((must_change && !free.contains(&request.uri().path())).then_some("/account").or(first))
    }
}

impl Gate {
    /// Names who a program acts as. A token that does not count is refused, whatever cookie comes along.
    async fn admit_program(&self, request: &mut Request, token: &str) -> Result<(), WebError> {
        let now = self.app.now(&*self.app.settings().await?)?;
        let actor = tokens::recognise(&self.app.db, token, now).await?;
        let refused = || WebError::sign_in().because(Problem::new("token-refused"));
        let actor = actor.ok_or_else(refused)?;
        let identity = self.identity(actor, String::new(), now.today).await?;
        request.extensions_mut().insert(ByToken);
        request.extensions_mut().insert(identity);
        Ok(())
    }

    async fn identity(&self, actor: Actor, csrf: String, day: Day) -> Result<Identity, WebError> {
        let withheld = withheld::from_actor(&self.app.db, &actor, day).await?;
        Ok(Identity { actor, csrf, withheld })
    }
}

/// What stands after `Bearer` in the header of a program.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let text = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = text.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Where the system begins for whoever may not read its settings; `None` for whoever may read those, or
/// nothing at all.
fn first_of_system(actor: &Actor, today: Day) -> Option<&'static str> {
    let may_read =
        |resource| decide(actor, Action::Read, resource, &[], today) == Decision::Allowed;
    if may_read(Resource::Setting) {
        return None;
    }
    let pages = [
        (Resource::User, "/system/users"),
        (Resource::Grant, "/system/grants"),
        (Resource::Audit, "/system/audit"),
    ];
    pages.into_iter().find(|(resource, _)| may_read(*resource)).map(|(_, page)| page)
}

fn lead(headers: &HeaderMap, to: &'static str) -> Response {
    if headers.contains_key("hx-request") {
        (StatusCode::OK, [("hx-redirect", to)]).into_response()
    } else {
        Redirect::to(to).into_response()
    }
}

/// The session's cookie: with the prefix that browsers bind to this very host, where TLS allows it.
const fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-ronghe" } else { "ronghe_session" }
}

/// The token that a request carries.
pub fn token(headers: &HeaderMap, secure: bool) -> Option<Token> {
    let text = preferences::cookie(headers, cookie_name(secure))?;
    (!text.is_empty()).then(|| Token::of_cookie(text))
}

/// Hands the browser a token, or takes it back. The browser forgets it when it is closed.
pub fn set_token(response: &mut Response, secure: bool, token: Option<&Token>) {
    let (name, value) = (cookie_name(secure), token.map_or("", Token::as_str));
    let secure = if secure { "; Secure" } else { "" };
    let age = if token.is_none() { "; Max-Age=0" } else { "" };
    add_cookie(response, &format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}"));
}

/// Adds a `Set-Cookie` header.
pub fn add_cookie(response: &mut Response, text: &str) {
    if let Ok(value) = HeaderValue::from_str(text) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}
