//! What a new scheme may begin with: the schemes that are shipped, and an empty one.

use kernel::{Day, Problem};
use scoring::scheme::Scheme;

/// A shipped scheme by its name.
pub struct Template {
    pub name: &'static str,
    text: &'static str,
}

/// Our own for plants and workshops, whose figures come from the dictionary, and models that were published;
/// what of them is invented stands in their text.
pub const TEMPLATES: &[Template] = &[
    Template { name: "house", text: include_str!("../../../../schemes/house.toml") },
    Template { name: "secretary", text: include_str!("../../../../schemes/secretary.toml") },
    Template { name: "s5", text: include_str!("../../../../schemes/s5.toml") },
    Template { name: "s3-party", text: include_str!("../../../../schemes/s3-party.toml") },
    Template {
        name: "s3-production",
        text: include_str!("../../../../schemes/s3-production.toml"),
    },
    Template { name: "s6-branch", text: include_str!("../../../../schemes/s6-branch.toml") },
    Template { name: "s6-member", text: include_str!("../../../../schemes/s6-member.toml") },
    Template { name: "s10", text: include_str!("../../../../schemes/s10.toml") },
    Template { name: "s12", text: include_str!("../../../../schemes/s12.toml") },
];

impl Template {
    pub fn named(name: &str) -> Option<&'static Self> {
        TEMPLATES.iter().find(|template| template.name == name)
    }

    /// The scheme without the consultation of its model: who was heard about it is for others to record.
    ///
    /// # Errors
    /// None for what is shipped, as a test asserts.
    pub fn scheme(&self) -> Result<Scheme, Problem> {
        let mut scheme = Scheme::parse(self.text)?;
        scheme.consultation = None;
        Ok(scheme)
    }
}

/// A scheme with one section and one line, all of which is to be changed.
///
/// # Errors
/// None.
pub fn empty(name: &str, today: Day, effective: Day) -> Result<Scheme, Problem> {
    let mut scheme = Scheme::parse(EMPTY)?;
    name.clone_into(&mut scheme.name);
    (scheme.published, scheme.effective) = (today, effective);
    Ok(scheme)
}

const EMPTY: &str = r#"
id = "new"
name = "new"
version = "1"
published = "2026-01-01"
effective = "2026-01-01"
party_share = 60
grade = [{ name = "A", from = 90 }, { name = "B", from = 80 }, { name = "C", from = 60 }, { name = "D", from = 0 }]
[[kind]]
id = "unit"
name = "单位"
[[kind.section]]
id = "party"
name = "党建"
weight = 60
aspect = "party"
[[kind.section.line]]
id = "party-1"
name = "职工反映的问题解决率"
weight = 60
out_of = 100
rule = { kind = "attainment", threshold = 80, target = 95 }
[[kind.section]]
id = "business"
name = "经营"
weight = 40
aspect = "business"
[[kind.section.line]]
id = "business-1"
name = "经营业绩考核得分"
weight = 40
out_of = 100
rule = { kind = "figure", most = 100 }
"#;

#[cfg(test)]
mod tests {
    use super::*;
    use scoring::scheme::check::{Limits, check};

    #[test]
    fn every_beginning_can_be_read_and_is_right() {
        let day: Day = "2026-10-01".parse().unwrap();
        let shipped = TEMPLATES.iter().map(|template| template.scheme().unwrap());
        for scheme in shipped.chain([empty("x", day, day).unwrap()]) {
            let found = check(&scheme, &Limits::default());
            assert_eq!(found.errors, [], "{}", scheme.id);
            assert_eq!(scheme.consultation, None);
        }
    }
}
