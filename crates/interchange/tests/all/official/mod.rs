//! Official documents: what is in the file, what another program makes of it, and what comes back.

mod documents;
mod layout;
mod rendered;
mod returned;
