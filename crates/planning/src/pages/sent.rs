//! What programs send in a body, read into the types of the house.

use directory::people;
use kernel::{PersonId, Problem};
use store::Refusal;
use web_kit::Web;
use web_kit::form::Typed;

/// Everything that was wrong with the fields of a body.
pub(crate) fn refused(typed: &Typed) -> Refusal {
    Refusal::Invalid(typed.problems().to_vec())
}

/// The people of these ids, each at its field.
///
/// # Errors
/// `person-unknown` at each field whose id is nobody's.
pub(crate) async fn people(web: &Web, sent: &[(i64, String)]) -> Result<Vec<PersonId>, Refusal> {
    let ids: Vec<PersonId> = sent.iter().map(|(id, _)| PersonId(*id)).collect();
    let known = people::by_ids(&mut web.read(), ids.iter().copied()).await?;
    let unknown = sent.iter().filter(|(id, _)| !known.contains_key(&PersonId(*id)));
    let problems: Vec<Problem> = unknown
        .map(|(id, field)| Problem::new("person-unknown").arg("text", id).at(field.clone()))
        .collect();
    if problems.is_empty() { Ok(ids) } else { Err(Refusal::Invalid(problems)) }
}
