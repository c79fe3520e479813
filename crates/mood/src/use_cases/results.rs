//! What is published of a survey: computed anew from the counts of its whole series each time, so that no
//! number is stored that the rules of today would not let through.

use super::surveys::{self, Shown};
use crate::publication::{Counts, Published, publish};
use crate::store::counts;
use crate::survey::Stage;
use ::store::{Ctx, Refusal};
use kernel::{Month, SurveyId, UnitId};
use std::sync::Arc;

/// The results of the closed months of a survey's series.
#[derive(Clone, Debug)]
pub struct Results {
    /// The closed months, in order.
    pub months: Vec<Month>,
    /// The place of the survey's own month among them.
    pub month: usize,
    /// The units that were asked in any of these months, whoever may see them.
    pub units: Vec<UnitId>,
    /// What is told, statement by statement; the parts are in the order of `units`.
    pub questions: Vec<Published>,
}

/// A survey, and its results once it has closed. A part of the units is seen by who may see it.
pub async fn find(ctx: &Ctx, id: SurveyId) -> Result<(Shown, Option<Arc<Results>>), Refusal> {
    let shown = surveys::find(ctx, id).await?;
    if shown.survey.stage != Stage::Closed {
        return Ok((shown, None));
    }
    let closed: Vec<&surveys::Survey> =
        shown.series.iter().filter(|survey| survey.stage == Stage::Closed).collect();
    let of = format!("results of survey {id} among {}", closed.len());
    let results = ctx.db.derived(of, async {
        let ids: Vec<SurveyId> = closed.iter().map(|survey| survey.id).collect();
        let found = counts::of(&mut ctx.db.read(), &ids).await?;
        let mut units: Vec<UnitId> = found.keys().map(|(_, unit, _)| *unit).collect();
        units.sort_unstable();
        units.dedup();
        let months_of = |question: i64| -> Vec<Vec<Counts>> {
            let count = |id: SurveyId, unit: &UnitId| {
                found.get(&(id, *unit, question)).copied().unwrap_or_default()
            };
            ids.iter().map(|id| units.iter().map(|unit| count(*id, unit)).collect()).collect()
        };
        let questions = (1..=shown.questions.len() as i64)
            .map(|question| publish(&months_of(question), shown.survey.k));
        Ok::<_, Refusal>(Results {
            questions: questions.collect(),
            month: ids.iter().position(|known| *known == id).unwrap_or_default(),
            months: closed.iter().map(|survey| survey.month).collect(),
            units,
        })
    });
    let results = results.await?;
    Ok((shown, Some(results)))
}
