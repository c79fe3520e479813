//! What the house offers to the matrix of reach beside the organisation's own column.

use matters::use_cases::counted;
use organisation::reach::{Asked, Mechanism, Reach, ReachMeasure, Reached};

/// 问题闭环: how many matters of a unit are closed, of how many that were raised.
pub struct Matters;

impl ReachMeasure for Matters {
    fn mechanism(&self) -> Mechanism {
        Mechanism::Matters
    }

    fn reach<'a>(&'a self, asked: &'a Asked<'a>) -> Reached<'a> {
        Box::pin(async move {
            let counted = counted(asked.ctx, asked.units, asked.day).await?;
            let reach = counted.into_iter().map(|(unit, (all, closed))| {
                let said = format!("{closed} / {all}");
                (unit, Reach { said, href: format!("/matters?show=all&unit={unit}") })
            });
            Ok(reach.collect())
        })
    }
}
