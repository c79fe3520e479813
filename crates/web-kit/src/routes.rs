//! Every route of the program with what it needs, so that none can be mounted unguarded.
//!
//! A crate builds its [`Routes`]; the program joins them. The guard of a route refuses who could not use
//! it on any unit; the use case behind it decides about the very thing. The list serves the test that
//! asks for an authorisation case of each route.

use crate::app::App;
use crate::error::WebError;
use crate::web::Web;
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequestParts, Request, State};
use axum::handler::Handler;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use kernel::policy::{Decision, decide};
use kernel::{Action, Resource};

/// What whoever asks must at least have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Anybody on the network.
    Public,
    /// Any account.
    SignedIn,
    /// A role that may do this somewhere.
    May(Action, Resource),
}

/// One route as the coverage test sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    pub method: &'static str,
    pub path: &'static str,
    pub needs: Needs,
}

/// The largest file that may be uploaded, in bytes; the form around it may be a little larger.
pub const LARGEST_UPLOAD: usize = 200 * 1024 * 1024;

/// Routes under construction.
#[derive(Default)]
pub struct Routes {
    mounted: Vec<(Route, MethodRouter<App>)>,
}

impl Routes {
    pub fn new() -> Self {
        Self::default()
    }

    #[must_use]
    pub fn get<H, T>(self, path: &'static str, needs: Needs, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.mount("GET", path, needs, get(handler))
    }

    #[must_use]
    pub fn post<H, T>(self, path: &'static str, needs: Needs, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.mount("POST", path, needs, post(handler))
    }

    /// A post that carries files of up to [`LARGEST_UPLOAD`].
    #[must_use]
    pub fn upload<H, T>(self, path: &'static str, needs: Needs, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        let limit = DefaultBodyLimit::max(LARGEST_UPLOAD + 64 * 1024);
        self.mount("POST", path, needs, post(handler).layer(limit))
    }

    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.mounted.extend(other.mounted);
        self
    }

    /// All routes, for the coverage test.
    pub fn list(&self) -> Vec<Route> {
        self.mounted.iter().map(|(route, _)| route.clone()).collect()
    }

    fn mount(
        mut self,
        method: &'static str,
        path: &'static str,
        needs: Needs,
        handler: MethodRouter<App>,
    ) -> Self {
        self.mounted.push((Route { method, path, needs }, handler));
        self
    }

    /// The guarded router.
    pub fn into_router(self, app: &App) -> Router<App> {
        self.mounted.into_iter().fold(Router::new(), |router, (route, handler)| {
            let guard = middleware::from_fn_with_state((app.clone(), route.needs), guard);
            router.route(route.path, handler.route_layer(guard))
        })
    }
}

async fn guard(State((app, needs)): State<(App, Needs)>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let web = match Web::from_request_parts(&mut parts, &app).await {
        Ok(web) => web,
        Err(error) => return error.into_response(),
    };
    match admits(&web, needs) {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(error) => error.into_response(),
    }
}

fn admits(web: &Web, needs: Needs) -> Result<(), WebError> {
    match needs {
        Needs::Public => Ok(()),
        _ if !web.is_signed_in() => Err(WebError::sign_in()),
        Needs::SignedIn => Ok(()),
        Needs::May(action, resource) => {
            match decide(&web.actor, action, resource, &[], web.now.today) {
                Decision::Allowed => Ok(()),
                Decision::Forbidden => Err(WebError::forbidden()),
                Decision::Hidden => Err(WebError::not_found()),
            }
        }
    }
}
