//! The page that asks "are you sure" when the browser could not ask in a dialog.

use crate::form::Typed;
use crate::page::Page;
use askama::Template;

/// Shown by a handler whose form came without `confirmed=yes` (see [`Typed::is_confirmed`]).
#[derive(Template)]
#[template(path = "confirm.html")]
pub struct ConfirmPage {
    pub page: Page,
    /// Where the form posts again.
    pub action: String,
    pub form: Typed,
    pub question: String,
    /// What will happen; may be empty.
    pub detail: String,
    /// What the button does.
    pub label: String,
    /// Where "cancel" leads.
    pub back: String,
}
