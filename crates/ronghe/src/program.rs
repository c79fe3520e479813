//! The program as a whole: the tables, texts and routes of every storey, joined in the order in which
//! one stands on the other.

use crate::settings::Settings;
use crate::{clock, store as own};
use anyhow::Result;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Router, middleware};
use kernel::texts::{self, Catalogue};
use kernel::{Actor, Now, Texts};
use store::settings::Settings as Enterprise;
use store::{Ctx, Db, Files, Migrations, Withheld};
use tower_http::compression::CompressionLayer;
use web_kit::{App, Needs, Routes, WebError};

/// Every crate's tables, a crate after those it points at.
pub const MIGRATIONS: &[Migrations] = &[
    store::MIGRATIONS,
    directory::MIGRATIONS,
    accounts::MIGRATIONS,
    matters::MIGRATIONS,
    mood::MIGRATIONS,
    organisation::MIGRATIONS,
    planning::MIGRATIONS,
    assessment::MIGRATIONS,
    synergy::MIGRATIONS,
];

/// Every crate's words.
pub const TEXTS: &[Texts] = &[
    kernel::TEXTS,
    scoring::TEXTS,
    store::TEXTS,
    interchange::TEXTS,
    web_kit::TEXTS,
    directory::TEXTS,
    accounts::TEXTS,
    matters::TEXTS,
    mood::TEXTS,
    organisation::TEXTS,
    organisation::people::PEOPLE_TEXTS,
    organisation::members::MEMBER_TEXTS,
    organisation::rolls::ROLL_TEXTS,
    organisation::party::PARTY_TEXTS,
    organisation::governance::GOVERNANCE_TEXTS,
    planning::TEXTS,
    planning::imports::IMPORT_TEXTS,
    planning::annual::ANNUAL_TEXTS,
    planning::meetings::MEETING_TEXTS,
    planning::registers::REGISTER_TEXTS,
    planning::duties::DUTY_TEXTS,
    planning::periods::PERIOD_TEXTS,
    assessment::TEXTS,
    assessment::claims::CLAIM_TEXTS,
    assessment::sheets::SHEET_TEXTS,
    synergy::TEXTS,
    crate::TEXTS,
];

/// Installs the texts, and what a lower storey wants to hear from a higher one.
pub fn install() {
    texts::install(Catalogue::new(TEXTS).expect("the texts of all crates fit together"));
    directory::install(vec![
        Box::new(matters::store::MatterFollower),
        Box::new(organisation::party::CoverageFollower),
        Box::new(organisation::people::EmploymentFollower),
        Box::new(organisation::governance::BodyFollower),
        Box::new(planning::store::recount::RollUpFollower),
        Box::new(planning::registers::RegisterFollower),
    ]);
    assessment::claims::beside::install(Box::new(synergy::BesideClaims));
    planning::burden::install(Box::new(crate::burden::MoodRecords));
    organisation::reach::install(vec![
        Box::new(crate::reach::Matters),
        Box::new(planning::registers::reach::ZonesReach),
        Box::new(planning::registers::reach::ProjectsReach),
    ]);
    planning::annual::measure::install(vec![
        Box::new(planning::annual::measure::MattersInTime),
        Box::new(planning::registers::measures::KeyPostsCovered),
        Box::new(planning::registers::measures::ProjectsLed),
        Box::new(planning::registers::measures::MilestonesInTime),
    ]);
}

/// An opened database with the folder of its files.
#[derive(Clone, Debug)]
pub struct House {
    pub db: Db,
    pub files: Files,
    /// The migrations that ran now.
    pub migrated: Vec<String>,
}

impl House {
    /// Opens the database and brings it up to date.
    ///
    /// # Errors
    /// When the folder cannot be made, or the database cannot be opened or is of a newer program.
    pub async fn open(settings: &Settings) -> Result<Self> {
        std::fs::create_dir_all(&settings.data_dir)?;
        let db = Db::open(&settings.database()).await?;
        let migrated = db.migrate(MIGRATIONS, now_in("UTC")?).await?;
        Ok(Self { db, files: Files::new(settings.files()), migrated })
    }

    /// Opens the database only to look at it: it must be there and fit this program, and is not changed.
    ///
    /// # Errors
    /// When there is none, or its tables are of another version.
    pub async fn look(settings: &Settings) -> store::Result<Db> {
        let db = Db::open_existing(&settings.database()).await?;
        db.fits(MIGRATIONS).await?;
        Ok(db)
    }

    /// The operator at the command line, at this moment.
    pub async fn ctx(&self) -> Result<Ctx> {
        let enterprise = Enterprise::load(&mut self.db.read()).await?;
        let now = now_in(enterprise.time_zone())?;
        let actor = Actor::system("ronghe");
        let withheld = Withheld::default();
        Ok(Ctx { db: self.db.clone(), files: self.files.clone(), actor, now, withheld })
    }
}

/// This moment in a time zone.
fn now_in(zone: &str) -> Result<Now> {
    Ok(Now::at(clock::now(), zone)?)
}

/// Every route of the program.
pub fn routes() -> Routes {
    Routes::new()
        .get("/", Needs::SignedIn, crate::workbench::show)
        .get("/health", Needs::Public, health)
        .get("/assets/{name}", Needs::Public, web_kit::assets::serve)
        .merge(crate::api::routes())
        .merge(web_kit::pages::routes())
        .merge(accounts::routes())
        .merge(matters::routes())
        .merge(mood::routes())
        .merge(organisation::routes())
        .merge(planning::routes())
        .merge(planning::imports::routes())
        .merge(planning::annual::routes())
        .merge(planning::burden::routes())
        .merge(planning::meetings::routes())
        .merge(planning::registers::routes())
        .merge(planning::duties::routes())
        .merge(planning::periods::routes())
        .merge(assessment::claims::routes())
        .merge(assessment::schemes::routes())
        .merge(assessment::sheets::routes())
        .merge(synergy::routes())
}

/// The whole site: routes, who is signed in, refusals drawn for their reader, headers, compression.
pub fn site(app: &App) -> Router {
    let routes = routes()
        .into_router(app)
        .fallback(async || WebError::not_found())
        .layer(middleware::from_fn_with_state(app.clone(), web_kit::error::draw));
    let site =
        accounts::recognised(app, routes).layer(middleware::from_fn(web_kit::security::protect));
    let site = match app.secure {
        true => site.layer(middleware::from_fn(web_kit::security::only_by_tls)),
        false => site,
    };
    site.layer(CompressionLayer::new()).with_state(app.clone())
}

/// Whether this server can answer: for balancers and monitors.
async fn health(State(app): State<App>) -> Response {
    match own::is_alive(&mut app.db.read()).await {
        Ok(()) => "ok\n".into_response(),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}
