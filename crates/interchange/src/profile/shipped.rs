//! The profiles that come with the program, from `profiles/` at the root of the repository.

use super::Profile;
use kernel::Problem;

/// A profile of ours, as text: whoever needs another layout starts from a copy.
#[derive(Clone, Copy, Debug)]
pub struct Shipped {
    pub name: &'static str,
    pub text: &'static str,
}

impl Shipped {
    /// The profile itself.
    ///
    /// # Errors
    /// None for the profiles that we ship; a test reads them all.
    pub fn profile(&self) -> Result<Profile, Problem> {
        Profile::parse(self.text)
    }
}

macro_rules! shipped {
    ($($name:literal),+ $(,)?) => {
        &[$(Shipped {
            name: $name,
            text: include_str!(concat!("../../../../profiles/", $name, ".toml")),
        }),+]
    };
}

/// All profiles that come with the program.
pub fn shipped() -> &'static [Shipped] {
    shipped![
        "unit-tree",
        "sample-plant",
        "india-npp-coal",
        "us-eia-coal",
        "us-msha-quarter",
        "gem-coal-mines",
        "uk-nhs-ae",
        "india-ntpc-generation",
        "flotation-plant",
    ]
}

/// One of them by its name.
pub fn by_name(name: &str) -> Option<&'static Shipped> {
    shipped().iter().find(|profile| profile.name == name)
}
