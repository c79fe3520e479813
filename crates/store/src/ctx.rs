//! The context of a use case, its unit of work, and the ways in which it says no.

use crate::audit::{self, Entry};
use crate::db::{Db, Reader, Tx};
use crate::withheld::Withheld;
use crate::{Files, Result, Snapshot, StoreError};
use kernel::policy::{self, Decision, StandIn};
use kernel::{Action, Actor, Now, Problem, Resource, Scope, UnitId};
use std::future::Future;
use std::sync::Arc;

/// Who acts, when, and on which database. First parameter of every use case.
#[derive(Clone, Debug)]
pub struct Ctx {
    pub db: Db,
    pub files: Files,
    pub actor: Actor,
    pub now: Now,
    /// The units that are kept from the actor although its rights reach beyond them.
    pub withheld: Withheld,
}

/// Rows of a page that is kept at the most; the whole of a long list is not.
const ROWS: i64 = 500;

/// Why a use case did not do what it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// It does not exist, or the actor may not see it; nobody can tell which (404).
    #[error("not found")]
    NotFound,
    /// The actor may see it but not do this (403).
    #[error("forbidden")]
    Forbidden,
    /// Somebody else changed it meanwhile (409); the problem says what and by whom.
    #[error("conflict: {0}")]
    Conflict(Box<Problem>),
    /// The input is wrong; every problem is named (422).
    #[error("invalid: {0:?}")]
    Invalid(Vec<Problem>),
    /// The machine failed (500); the log knows why.
    #[error(transparent)]
    Failed(#[from] StoreError),
}

impl Refusal {
    /// Somebody else was quicker, as the problem says.
    pub fn conflict(problem: Problem) -> Self {
        Self::Conflict(Box::new(problem))
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::Invalid(vec![problem])
    }
}

impl Ctx {
    /// Reads that see what is committed, as far as the actor may.
    pub fn read(&self) -> Reader {
        self.db.read().without(self.withheld.clone())
    }

    /// A snapshot of this moment, as far as the actor may see it.
    pub async fn snapshot(&self) -> Result<Snapshot> {
        Ok(self.db.snapshot().await?.without(self.withheld.clone()))
    }

    /// [`Db::derived`] from what [`Ctx::read`] sees.
    pub async fn derived<T, E>(
        &self,
        of: String,
        compute: impl Future<Output = Result<T, E>>,
    ) -> Result<Arc<T>, E>
    where
        T: Send + Sync + 'static,
        E: From<StoreError>,
    {
        self.db.derived(format!("{of} {:?}", self.withheld.unseen()), compute).await
    }

    /// [`Ctx::derived`], for at most so many rows of a list; more than fit a page are computed each time.
    pub async fn derived_page<T, E>(
        &self,
        of: String,
        rows: i64,
        compute: impl Future<Output = Result<T, E>>,
    ) -> Result<Arc<T>, E>
    where
        T: Send + Sync + 'static,
        E: From<StoreError>,
    {
        if rows > ROWS {
            return Ok(Arc::new(compute.await?));
        }
        self.derived(of, compute).await
    }

    /// Opens a unit of work in this actor's name.
    pub async fn work(&self) -> Result<Work> {
        let user = self.actor.user.map(|user| user.0);
        let (actor, at) = (self.actor.name.clone(), self.now.at);
        Ok(Work { tx: self.db.begin().await?, user, actor, at, entries: Vec::new() })
    }

    /// Asks policy about a thing of the unit whose path (itself and its ancestors) is given.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] or [`Refusal::Forbidden`].
    pub fn may(&self, action: Action, resource: Resource, path: &[UnitId]) -> Result<(), Refusal> {
        let is_kept = |unit: &UnitId| match action {
            Action::Export => self.withheld.has(*unit),
            _ => !self.withheld.shows(*unit),
        };
        if path.first().is_some_and(is_kept) {
            return Err(Refusal::NotFound);
        }
        match policy::decide(&self.actor, action, resource, path, self.now.today) {
            Decision::Allowed => Ok(()),
            Decision::Forbidden => Err(Refusal::Forbidden),
            Decision::Hidden => Err(Refusal::NotFound),
        }
    }

    /// In whose names the actor may do this, `None` being the actor's own; refused where in nobody's.
    ///
    /// # Errors
    /// As [`Ctx::may`].
    pub fn in_whose_name<'a>(
        &'a self,
        action: Action,
        resource: Resource,
        path: &'a [UnitId],
    ) -> Result<Vec<Option<&'a StandIn>>, Refusal> {
        self.may(action, resource, path)?;
        Ok(policy::in_whose_name(&self.actor, action, resource, path, self.now.today))
    }

    /// Whether the actor may do this; for showing or leaving out a button.
    pub fn can(&self, action: Action, resource: Resource, path: &[UnitId]) -> bool {
        self.may(action, resource, path).is_ok()
    }

    /// The part of the tree where the actor may do any of these.
    pub fn scope_of_any(&self, actions: &[Action], resource: Resource) -> Scope {
        policy::scope_of_any(&self.actor, actions, resource, self.now.today)
    }

    /// The part of the tree that a list may cover.
    pub fn scope(&self, action: Action, resource: Resource) -> Scope {
        policy::scope(&self.actor, action, resource, self.now.today)
    }
}

/// One transaction of one actor. It commits only together with its audit entries.
#[derive(Debug)]
pub struct Work {
    pub tx: Tx,
    user: Option<i64>,
    actor: String,
    at: i64,
    entries: Vec<Entry>,
}

impl Work {
    /// Notes what was done to what, with the thing as JSON before and after.
    pub fn audit(
        &mut self,
        action: &'static str,
        subject: &'static str,
        subject_id: impl ToString,
        before: Option<String>,
        after: Option<String>,
    ) {
        let subject_id = subject_id.to_string();
        self.entries.push(Entry { action, subject, subject_id, before, after });
    }

    /// Writes the audit entries and commits; an error leaves nothing of either.
    pub async fn commit(mut self) -> Result<()> {
        if self.entries.is_empty() {
            return Err(StoreError::Unaudited);
        }
        audit::append(&mut self.tx, self.at, self.user, &self.actor, self.entries).await?;
        self.tx.commit().await
    }
}
