//! What the sample plant does again in each period: one done, one owed, one that a record shows.

use super::write::Units;
use directory::people;
use kernel::{Actor, Month, Period};
use planning::duties::use_cases as duties;
use planning::duties::{NewDuty, Proof, Rhythm};
use store::{Ctx, Refusal};

/// Title, staff number of who answers for it (nobody's where it is empty), rhythm and proof.
const DUTIES: &[(&str, &str, Rhythm, Proof)] = &[
    ("用户煤质异议当月办结并回访", "QH0262", Rhythm::Monthly, Proof::Word),
    ("经营偏差当月分析到措施", "", Rhythm::Monthly, Proof::Meeting),
    ("重介系统停机隐患按季清零", "QH0130", Rhythm::Quarterly, Proof::Word),
];

/// Enters them from the month before the last one on, and says that the first one was done then.
pub async fn enter(ctx: &Ctx, units: &Units, last: Month) -> Result<(), Refusal> {
    let by = |name: &str| Ctx { actor: Actor::system(name), ..ctx.clone() };
    let party = by("党建工作部");
    let since = last.plus(-1);
    let mut first = None;
    for &(title, owner, rhythm, proof) in DUTIES {
        let owner = match owner {
            "" => None,
            number => Some(people::meant(&mut ctx.read(), number, "owner").await?),
        };
        let (unit, title) = (units["QH"], title.to_owned());
        let new = NewDuty { unit, title, owner, rhythm, due_day: 10, proof, since };
        let id = duties::enter(&party, new).await?;
        first.get_or_insert(id);
    }
    if let Some(first) = first {
        let note = "异议 2 起，已回访，用户满意。";
        duties::say(&party, first, Some(Period::Month(since)), note).await?;
    }
    Ok(())
}
