//! What one running program shares with every request. Nothing in it is the only copy: a second server
//! on the same database rebuilds it all. The one exception is what a room keeps here because it must not
//! be stored yet ([`App::kept`]).

use crate::page::Storey;
use kernel::{Now, Problem};
use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use store::settings::Settings;
use store::{Db, Files};
use tokio::sync::RwLock;

/// How long settings are believed before they are read again.
const FRESH: Duration = Duration::from_secs(2);

/// The state of all handlers; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<AppState>);

/// What [`App`] holds.
pub struct AppState {
    pub db: Db,
    pub files: Files,
    /// Milliseconds since 1970: the only clock, so that a test can hold it still.
    pub clock: fn() -> i64,
    /// Behind TLS: cookies are marked `Secure`.
    pub secure: bool,
    /// The accounts that the sign-in page offers; only in demo mode.
    pub demo: Option<Vec<DemoAccount>>,
    /// The storeys that this program has, for the rail.
    pub storeys: Vec<Storey>,
    settings: RwLock<Option<(Instant, Arc<Settings>)>>,
    kept: Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
}

/// An account of the demonstration, shown with its password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoAccount {
    pub sign_in: String,
    pub password: String,
    /// The Fluent key of its role's name.
    pub role: &'static str,
}

impl App {
    pub fn new(db: Db, files: Files, clock: fn() -> i64) -> Self {
        Self::with(db, files, clock, false, None)
    }

    pub fn with(
        db: Db,
        files: Files,
        clock: fn() -> i64,
        secure: bool,
        demo: Option<Vec<DemoAccount>>,
    ) -> Self {
        let storeys = Storey::ALL.to_vec();
        let settings = RwLock::default();
        let kept = Mutex::default();
        Self(Arc::new(AppState { db, files, clock, secure, demo, storeys, settings, kept }))
    }

    /// The enterprise's settings, at most two seconds old.
    pub async fn settings(&self) -> store::Result<Arc<Settings>> {
        if let Some((read, settings)) = self.settings.read().await.as_ref()
            && read.elapsed() < FRESH
        {
            return Ok(Arc::clone(settings));
        }
        let settings = Arc::new(Settings::load(&mut self.db.read()).await?);
        *self.settings.write().await = Some((Instant::now(), Arc::clone(&settings)));
        Ok(settings)
    }

    /// Forgets the settings after a change, so that the next page shows them.
    pub async fn forget_settings(&self) {
        *self.settings.write().await = None;
    }

    /// What a room keeps in this process alone, one of each type, empty at first. It is lost with the
    /// process.
    pub fn kept<T: Any + Default + Send + Sync>(&self) -> Arc<T> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let held = Arc::clone(kept.entry(TypeId::of::<T>()).or_insert_with(|| Arc::<T>::default()));
        drop(kept);
        held.downcast().unwrap_or_default()
    }

    /// This moment in the enterprise's time zone.
    ///
    /// # Errors
    /// When the stored zone does not exist.
    pub fn now(&self, settings: &Settings) -> Result<Now, Problem> {
        Now::at((self.clock)(), settings.time_zone())
    }
}

impl Deref for App {
    type Target = AppState;

    fn deref(&self) -> &AppState {
        &self.0
    }
}
