//! What goes on beside the requests: sealing the audit, jobs taken from the database, answers of mood
//! surveys handed in, and digests sent.

use crate::clock;
use crate::notices::channels::Channels;
use crate::notices::round;
use kernel::Actor;
use std::time::Duration;
use store::jobs::{self, Job};
use store::{Ctx, Refusal, Withheld};
use tokio::sync::watch;
use web_kit::App;

/// Sealing within five seconds is promised; this leaves room for a slow disk.
const SEALING: Duration = Duration::from_secs(2);
/// How soon a job is seen.
const LOOKING: Duration = Duration::from_millis(300);
/// How soon a digest that is due is sent.
const TELLING: Duration = Duration::from_secs(30);
/// How soon a batch of answers that is due is written. No request writes it, so that its moment is nobody's.
const HANDING_IN: Duration = Duration::from_secs(2);

/// Works until `ended` says so. What fails is logged and tried again in the next round.
pub async fn run(app: App, channels: Option<Channels>, ended: watch::Receiver<bool>) {
    tokio::join!(
        seal(&app, ended.clone()),
        work(&app, ended.clone()),
        hand_in(&app, ended.clone()),
        tell(&app, channels, ended),
    );
}

/// Sends the digests that are due, where there is a way out.
async fn tell(app: &App, channels: Option<Channels>, mut ended: watch::Receiver<bool>) {
    let Some(channels) = channels else { return };
    loop {
        if let Err(error) = round::run(app, &channels).await {
            tracing::error!(%error, "digests could not be made");
        }
        if rest(&mut ended, TELLING).await {
            return;
        }
    }
}

async fn seal(app: &App, mut ended: watch::Receiver<bool>) {
    loop {
        if let Err(error) = store::audit::seal(&app.db, clock::now()).await {
            tracing::error!(%error, "the audit could not be sealed");
        }
        if rest(&mut ended, SEALING).await {
            return;
        }
    }
}

async fn hand_in(app: &App, mut ended: watch::Receiver<bool>) {
    let held = app.kept::<mood::Held>();
    loop {
        if let Err(error) = hand_in_once(app, &held).await {
            tracing::error!(%error, "answers of a survey could not be written");
        }
        if rest(&mut ended, HANDING_IN).await {
            return;
        }
    }
}

/// Writes what is due once no request comes any more, and says how many answers are lost because they are
/// too few to be written.
pub async fn hand_in_last(app: &App) {
    let held = app.kept::<mood::Held>();
    if let Err(error) = hand_in_once(app, &held).await {
        tracing::error!(%error, "answers of a survey could not be written");
    }
    match held.people() {
        0 => {}
        answers => tracing::warn!(answers, "answers of batches that were too small are lost"),
    }
}

async fn hand_in_once(app: &App, held: &mood::Held) -> Result<(), Refusal> {
    let now = app.now(&*app.settings().await?)?;
    Ok(mood::use_cases::answering::hand_in(&app.db, now, held).await?)
}

async fn work(app: &App, mut ended: watch::Receiver<bool>) {
    loop {
        match jobs::take(&app.db, clock::now()).await {
            // One after the other: a large import must not meet another on a small server.
            Ok(Some(job)) => {
                if let Err(error) = finish(app, &job).await {
                    tracing::error!(%error, job = %job.id, "a job could not be given back");
                }
            }
            Ok(None) => {
                if rest(&mut ended, LOOKING).await {
                    return;
                }
            }
            Err(error) => {
                tracing::error!(%error, "no job could be taken");
                if rest(&mut ended, SEALING).await {
                    return;
                }
            }
        }
    }
}

/// Does a job and says so, or gives it back with what went wrong; leaves it when another server took it.
async fn finish(app: &App, job: &Job) -> Result<(), Refusal> {
    let outcome = tokio::select! {
        outcome = carry_out(app, job) => outcome,
        () = hold(app, job) => {
            tracing::warn!(job = %job.id, kind = job.kind, "a job was taken by another server");
            return Ok(());
        }
    };
    let mut tx = app.db.begin().await?;
    let is_ours = match outcome {
        Ok(()) => jobs::done(&mut tx, job).await?,
        Err(refusal) => {
            tracing::error!(%refusal, job = %job.id, kind = job.kind, "a job failed");
            jobs::failed(&mut tx, job, &refusal.to_string(), clock::now()).await?
        }
    };
    if !is_ours {
        tracing::warn!(job = %job.id, kind = job.kind, "a job was finished by another server");
    }
    Ok(tx.commit().await?)
}

/// Renews the hold on a job; done when another server has it.
async fn hold(app: &App, job: &Job) {
    loop {
        tokio::time::sleep(jobs::RENEWAL).await;
        match jobs::renew(&app.db, job, clock::now()).await {
            Ok(true) => {}
            Ok(false) => return,
            // The next renewal may still come in time.
            Err(error) => tracing::error!(%error, job = %job.id, "a job could not be held"),
        }
    }
}

async fn carry_out(app: &App, job: &Job) -> Result<(), Refusal> {
    let settings = app.settings().await?;
    let now = app.now(&settings)?;
    let actor = Actor::system("ronghe");
    let withheld = Withheld::default();
    let ctx = Ctx { db: app.db.clone(), files: app.files.clone(), actor, now, withheld };
    planning::imports::run_job(&ctx, job).await
}

/// Waits; true when it is time to end.
async fn rest(ended: &mut watch::Receiver<bool>, pause: Duration) -> bool {
    tokio::select! {
        _ = ended.wait_for(|ended| *ended) => true,
        () = tokio::time::sleep(pause) => false,
    }
}
