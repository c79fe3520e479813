//! Numbers above that depend on the tree, such as roll-ups, follow it in the same transaction.
//!
//! A storey above offers a [`TreeFollower`]; the program installs them once. The writing functions of
//! this crate call each one after the tree has changed and before anything is committed; a refusal
//! undoes the change.

use kernel::{Day, UnitId};
use std::future::Future;
use std::pin::Pin;
use std::sync::OnceLock;
use store::{Refusal, Tx};

/// What changed in the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeChange {
    /// The units whose own place changed. All that stands below a moved one moves with it; of closed
    /// ones each is named.
    pub units: Vec<UnitId>,
    /// The first day of the change; the days before are as they were.
    pub from: Day,
    /// Every strict ancestor that the units have on any day from then on, before the change or after.
    pub above: Vec<UnitId>,
    /// The units do not exist from that day on.
    pub is_closing: bool,
}

/// The answer of a follower.
pub type Followed<'a> = Pin<Box<dyn Future<Output = Result<(), Refusal>> + Send + 'a>>;

/// Keeps numbers that depend on the tree.
pub trait TreeFollower: Send + Sync {
    /// Called with the tree as it now is.
    fn tree_changed<'a>(&'a self, tx: &'a mut Tx, change: &'a TreeChange) -> Followed<'a>;
}

static FOLLOWERS: OnceLock<Vec<Box<dyn TreeFollower>>> = OnceLock::new();

/// Installs the program's followers; a second call changes nothing.
pub fn install(followers: Vec<Box<dyn TreeFollower>>) {
    let _ = FOLLOWERS.set(followers);
}

/// Tells every follower.
pub(crate) async fn tell(tx: &mut Tx, change: &TreeChange) -> Result<(), Refusal> {
    for follower in FOLLOWERS.get().into_iter().flatten() {
        follower.tree_changed(tx, change).await?;
    }
    Ok(())
}
