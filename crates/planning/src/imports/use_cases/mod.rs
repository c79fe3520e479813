//! What people do with imports: bring files, look, decide, confirm, undo; and keep profiles.

mod brought;
mod confirm;
mod decide;
mod from_files;
mod jobs;
mod prepare;
mod present;
mod profiles;
mod receive;
mod sheet;
mod undo;
mod write;

pub use brought::Brought;
pub use confirm::confirm;
pub(crate) use confirm::{needs_reason, reason_of};
pub use decide::{decide, discard, look_again};
pub use from_files::{Options, run_from_files};
pub use jobs::{JOB_CONFIRM, JOB_PREVIEW, run_job};
pub use present::{Checked, FileReport, RefusedCell, Report};
pub(crate) use profiles::{Kept, all_profiles, profile_rights, try_profile};
pub use profiles::{remove_profile, save_profile};
pub(crate) use receive::{Seen, see};
pub use receive::{Upload, preview_of, receive, state_of};
pub use sheet::error_sheet;
pub use undo::undo;
