//! Which schemes hold on a day.

use crate::schemes::use_cases as schemes;
use directory::Kind as UnitKind;
use kernel::{Day, UnitId};
use scoring::scheme::Scheme;
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

/// The schemes in force on a day that assess units, each with the unit whose own it is: what it says holds for
/// that unit and all below it.
///
/// # Errors
/// When a kept text is damaged.
pub async fn in_force(q: &mut impl Query, day: Day) -> Result<Vec<(UnitId, Rule)>, Refusal> {
    let held = schemes::in_force(q, day).await?.into_iter();
    let is_of_units =
        |scheme: &Scheme| UnitKind::ALL.iter().any(|it| scheme.kind(it.name()).is_some());
    held.filter(|(_, scheme)| is_of_units(scheme))
        .map(|(version, scheme)| {
            let digest = scheme.digest()?;
            Ok((version.unit, Rule { version: scheme.version.clone(), digest, scheme }))
        })
        .collect()
}
