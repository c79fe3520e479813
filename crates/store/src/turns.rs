//! Whose turn it is to hold a connection for longer than one question.
//!
//! A unit of work and a snapshot each hold one while further questions are asked beside them. Were all
//! connections held in this way, each holder would wait for another one, and nobody would ever go on. So of the
//! connections at most half are held by snapshots, and as many again may write; what remains goes from question
//! to question. A unit of work may open a snapshot, a snapshot opens nothing but single questions.

use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

#[derive(Clone, Debug)]
pub(crate) struct Turns {
    looking: Arc<Semaphore>,
    writing: Arc<Semaphore>,
}

impl Turns {
    /// For so many connections that read, and as many that write.
    pub(crate) fn of(connections: u32) -> Self {
        let semaphore = |turns: u32| Arc::new(Semaphore::new(turns as usize));
        Self { looking: semaphore(connections / 2), writing: semaphore(connections) }
    }

    /// Waits for the turn of a snapshot, which ends when it is dropped.
    pub(crate) async fn look(&self) -> Option<OwnedSemaphorePermit> {
        // Only a closed semaphore refuses, and nobody closes these.
        self.looking.clone().acquire_owned().await.ok()
    }

    /// Waits for the turn of a unit of work.
    pub(crate) async fn write(&self) -> Option<OwnedSemaphorePermit> {
        self.writing.clone().acquire_owned().await.ok()
    }
}
