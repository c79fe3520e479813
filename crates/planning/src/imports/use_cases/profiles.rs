//! Profiles: those that come with the program, and the enterprise's own, which may take their place.

use super::brought::{Brought, OnDisk};
use super::prepare::{Prepared, Task};
use super::present::preview;
use crate::imports::rules::Preview;
use crate::imports::store;
use crate::use_cases::{can_for_all, may_for_all};
use ::store::{Ctx, Query, Refusal};
use interchange::profile::{by_name, shipped};
use interchange::{Decisions, Profile};
use kernel::{Action, Problem, Resource};
use std::sync::Arc;

/// A profile with its text.
pub(crate) struct Kept {
    pub profile: Result<Profile, Problem>,
    pub name: String,
    pub text: String,
    /// 0 for one that comes with the program and was not changed.
    pub revision: i64,
    pub changed: Option<(i64, String)>,
}

/// All profiles, the enterprise's own before ours of the same name.
pub(crate) async fn all_profiles(q: &mut impl Query) -> Result<Vec<Kept>, Refusal> {
    let mut all: Vec<Kept> = Vec::new();
    for own in store::own_profiles(q).await? {
        all.push(Kept {
            profile: Profile::parse(&own.text),
            name: own.name,
            text: own.text,
            revision: own.revision,
            changed: Some((own.changed_at, own.changed_by)),
        });
    }
    for ours in shipped() {
        if all.iter().all(|kept| kept.name != ours.name) {
            all.push(Kept {
                profile: ours.profile(),
                name: ours.name.to_owned(),
                text: ours.text.to_owned(),
                revision: 0,
                changed: None,
            });
        }
    }
    all.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(all)
}

/// Whether the actor may change profiles, and whether try one: a trial shows what is known of any unit.
pub(crate) async fn profile_rights(ctx: &Ctx) -> Result<(bool, bool), Refusal> {
    let change = can_for_all(ctx, Action::Change, Resource::Profile).await?;
    Ok((change, can_for_all(ctx, Action::Read, Resource::Profile).await?))
}

/// The profile of this name with its text; a text of several lines is the profile itself.
///
/// # Errors
/// `import-profile-unknown`, or what is wrong with an own profile's text.
pub(crate) async fn profile_named(
    q: &mut impl Query,
    name: &str,
) -> Result<(Profile, String), Refusal> {
    if name.contains('\n') {
        return Ok((Profile::parse(name)?, name.to_owned()));
    }
    let text = match store::own_profile(q, name).await? {
        Some(own) => own.text,
        None => match by_name(name) {
            Some(ours) => ours.text.to_owned(),
            None => {
                let names: Vec<&str> = shipped().iter().map(|ours| ours.name).collect();
                let problem = Problem::new("import-profile-unknown");
                let problem = problem.arg("name", name).arg("names", names.join(", "));
                return Err(problem.at("profile").into());
            }
        },
    };
    Ok((Profile::parse(&text)?, text))
}

/// Saves a text as the enterprise's own profile under the name it gives itself.
///
/// # Errors
/// What is wrong with the text, or a conflict when somebody else saved meanwhile.
pub async fn save_profile(ctx: &Ctx, text: &str, revision: i64) -> Result<String, Refusal> {
    may_for_all(ctx, Action::Change, Resource::Profile).await?;
    let profile = Profile::parse(text).map_err(|problem| problem.at("text"))?;
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if profile.name.is_empty() || !profile.name.chars().all(plain) {
        return Err(Problem::new("import-profile-name")
            .arg("name", &profile.name)
            .at("text")
            .into());
    }
    let mut work = ctx.work().await?;
    let before = store::own_profile(&mut work.tx, &profile.name).await?.map(|own| own.text);
    let by = (ctx.now.at, ctx.actor.name.as_str());
    if !store::save_profile(&mut work.tx, (&profile.name, text), revision, by).await? {
        return Err(Refusal::conflict(Problem::new("import-profile-changed")));
    }
    work.audit("profile.save", "profile", &profile.name, before, Some(text.to_owned()));
    work.commit().await?;
    Ok(profile.name)
}

/// Takes an own profile away; one of ours of that name counts again.
pub async fn remove_profile(ctx: &Ctx, name: &str) -> Result<(), Refusal> {
    may_for_all(ctx, Action::Change, Resource::Profile).await?;
    let mut work = ctx.work().await?;
    let before = store::own_profile(&mut work.tx, name).await?.ok_or(Refusal::NotFound)?;
    store::delete_profile(&mut work.tx, name).await?;
    work.audit("profile.remove", "profile", name, Some(before.text), None);
    Ok(work.commit().await?)
}

/// Reads a file with a text that need not be saved; stores nothing.
pub(crate) async fn try_profile(
    ctx: &Ctx,
    text: &str,
    files: Vec<Brought>,
    (unit, period): (Option<String>, Option<kernel::Period>),
) -> Result<Preview, Refusal> {
    let mut reader = ctx.read();
    may_for_all(ctx, Action::Read, Resource::Profile).await?;
    let profile = Arc::new(Profile::parse(text).map_err(|problem| problem.at("text"))?);
    let decisions = Decisions { unit, period, ..Decisions::default() };
    let on_disk = OnDisk::new(ctx, files).await?;
    let files = Arc::new(on_disk.files.clone());
    let task = Task { profile, files, decisions, under: None };
    let prepared = Prepared::new(&mut reader, &task, ctx.now.today, None).await?;
    Ok(preview(&prepared))
}
