//! The two halves of a sheet: what its business sections and what its Party sections come to, each as a share
//! of its points.

use super::computed::Computed;
use kernel::Problem;
use scoring::Exact;
use scoring::scheme::{Aspect, Section};

/// The halves of a sheet, each from 0 to 1: what goes beyond the points of a section counts as all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Halves {
    pub business: Exact,
    pub party: Exact,
}

/// The halves of a sheet; none where one of them is missing from the scheme or has a section without a score.
///
/// # Errors
/// Those of [`Computed::trace`].
pub fn halves(computed: &Computed) -> Result<Option<Halves>, Problem> {
    let trace = computed.trace()?;
    let score = |id: &str| Some(trace.worth(&computed.plan, id)?.worth.score()?.clone());
    let sections = &computed.plan.kind().section;
    let half = |aspect| share(sections, aspect, &score);
    Ok(match (half(Aspect::Business), half(Aspect::Party)) {
        (Some(business), Some(party)) => Some(Halves { business, party }),
        _ => None,
    })
}

/// What the sections of an aspect come to of their weight, weighed by it.
fn share(
    sections: &[Section],
    aspect: Aspect,
    score: &impl Fn(&str) -> Option<Exact>,
) -> Option<Exact> {
    let (mut sum, mut weight) = (Exact::ZERO, Exact::ZERO);
    for section in sections.iter().filter(|section| section.aspect == Some(aspect)) {
        let points = section.out_of.as_ref().unwrap_or(&section.weight);
        let share = score(&section.id)?.checked_div(points)?;
        let share = share.clamp(Exact::ZERO, Exact::ONE);
        sum = &sum + &(&share * &section.weight);
        weight = &weight + &section.weight;
    }
    sum.checked_div(&weight)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheets::rules::Rule;
    use kernel::Day;
    use scoring::engine::{Entry, Inputs, Rating};

    /// A sheet of a business section of 60 and a Party section of 40 points, each by one rating of a hundred.
    fn of(aspects: [&str; 2], ratings: [Option<i64>; 2]) -> Option<Halves> {
        let section = |(id, weight): (&str, u32), aspect: &str| {
            format!(
                "[[kind.section]]\nid = \"{id}\"\nname = \"{id}\"\nweight = {weight}\naspect = \"{aspect}\"\n\
                 [[kind.section.line]]\nid = \"{id}-line\"\nname = \"{id}\"\nweight = {weight}\nout_of = 100\n\
                 rule = {{ kind = \"raters\", most = 100, group = [{{ id = \"g\", weight = 1, fewest = 5 }}] }}\n"
            )
        };
        let text = format!(
            "id = \"t\"\nname = \"t\"\nversion = \"1\"\npublished = \"2025-12-01\"\neffective = \"2026-01-01\"\n\
             party_share = 40\ngrade = [{{ name = \"A\", from = 0 }}]\n[[kind]]\nid = \"plant\"\nname = \"k\"\n{}{}",
            section(("a", 60), aspects[0]),
            section(("b", 40), aspects[1])
        );
        let rule = Rule::parse(&text).unwrap();
        let mut inputs = Inputs::new("一厂", "plant", "2026", Day::new(2026, 12, 31).unwrap());
        for (name, rating) in ["a-line", "b-line"].into_iter().zip(ratings) {
            let rating = rating
                .map(|sum| vec![Rating { group: "g".into(), raters: 5, sum: (sum * 5).into() }]);
            let status = rating.is_none().then_some(scoring::scheme::Status::Pending);
            let entry = Entry { record: "r".into(), rating, status, ..Entry::default() };
            inputs.put(name, entry).unwrap();
        }
        halves(&Computed::new(&rule, inputs, Vec::new()).unwrap()).unwrap()
    }

    #[test]
    fn each_half_is_a_share_of_its_own_points() {
        let found = of(["business", "party"], [Some(62), Some(48)]).unwrap();
        assert_eq!(found.business, Exact::quotient(62, 100).unwrap());
        assert_eq!(found.party, Exact::quotient(48, 100).unwrap());
    }

    #[test]
    fn a_half_that_is_not_there_or_open_is_no_number() {
        assert_eq!(of(["both", "party"], [Some(62), Some(48)]), None);
        assert_eq!(of(["business", "party"], [Some(62), None]), None);
    }
}
