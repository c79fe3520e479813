//! Schemes of scoring: drafts, versions in force, and what people do with them.

use web_kit::Routes;

/// Every page and what programs ask for.
pub fn routes() -> Routes {
    Routes::new()
}
