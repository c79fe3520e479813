//! Which schemes hold on a day.

use kernel::Day;
use scoring::scheme::Scheme;
use store::{Query, Refusal, StoreError};

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

/// The scheme that the program brings along.
const HOUSE: &str = include_str!("../../../../schemes/house.toml");

/// The schemes in force on a day.
pub async fn in_force(_reader: &mut impl Query, day: Day) -> Result<Vec<Rule>, Refusal> {
    let lost =
        |problem: kernel::Problem| StoreError::Corrupt(format!("the house's scheme: {problem}"));
    let rule = Rule::parse(HOUSE).map_err(lost)?;
    Ok([rule].into_iter().filter(|rule| rule.scheme.is_in_force(day)).collect())
}
