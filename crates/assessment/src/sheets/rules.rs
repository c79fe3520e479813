//! Which schemes hold on a day.

use crate::schemes::use_cases as schemes;
use directory::Kind as UnitKind;
use kernel::{Day, UnitId};
use organisation::party::party_org::OrgKind;
use scoring::scheme::{Scheme, Subject};
use std::sync::Arc;
use store::{Query, Refusal};

/// A scheme in force, as a sheet keeps it.
#[derive(Clone, Debug)]
pub struct Rule {
    pub scheme: Scheme,
    pub version: String,
    /// SM3 of the scheme's printed text.
    pub digest: String,
}

impl Rule {
    /// Reads a rule from the text that a sheet keeps.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn parse(text: &str) -> Result<Self, kernel::Problem> {
        let scheme = Scheme::parse(text)?;
        Ok(Self { version: scheme.version.clone(), digest: scheme.digest()?, scheme })
    }
}

/// The schemes in force on a day that assess units, or secretaries, each with the unit whose own it is: what it
/// says holds for that unit and all below it.
///
/// # Errors
/// When a kept text is damaged.
pub async fn in_force(q: &mut impl Query, day: Day) -> Result<Vec<(UnitId, Arc<Rule>)>, Refusal> {
    let held = schemes::in_force(q, day).await?.into_iter();
    let assesses = |scheme: &Scheme| match scheme.subject {
        Subject::Unit => UnitKind::ALL.iter().any(|it| scheme.kind(it.name()).is_some()),
        Subject::Secretary => OrgKind::ALL.iter().any(|it| scheme.kind(it.name()).is_some()),
    };
    held.filter(|(_, scheme)| assesses(scheme))
        .map(|(version, scheme)| {
            let digest = scheme.digest()?;
            let rule = Rule { version: scheme.version.clone(), digest, scheme };
            Ok((version.unit, Arc::new(rule)))
        })
        .collect()
}

/// The rule and the kind for something of one of these kinds, the nearest of them first, in a place whose path
/// (nearest unit first) is given: that of the nearest unit above, or of the unit itself.
pub(crate) fn fitting(
    rules: &[(UnitId, Arc<Rule>)],
    subject: Subject,
    kinds: &[&str],
    path: &[UnitId],
) -> Option<(Arc<Rule>, String)> {
    let kind = |scheme: &Scheme| kinds.iter().find(|kind| scheme.kind(kind).is_some()).copied();
    let fits = rules.iter().filter(|(_, rule)| rule.scheme.subject == subject);
    let placed = fits.filter_map(|(owner, rule)| {
        let place = path.iter().position(|step| step == owner)?;
        Some((place, rule, kind(&rule.scheme)?))
    });
    let (_, rule, kind) = placed.min_by_key(|(place, ..)| *place)?;
    Some((Arc::clone(rule), kind.to_owned()))
}
