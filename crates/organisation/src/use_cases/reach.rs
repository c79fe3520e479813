//! The reach of every mechanism in the units of a reader's scope.

use super::viewing::may_read;
use crate::party::coverage::How;
use crate::party::store::resolution;
use crate::reach::{Asked, Mechanism, Reach, offered};
use directory::Node;
use directory::tree::{self, Listing};
use kernel::{Action, Resource, UnitId, texts};
use std::collections::HashMap;
use store::{Ctx, Refusal};

/// One column: what is recorded of each unit, or `None` when no storey offers it yet.
pub type Column = Option<HashMap<UnitId, Reach>>;

/// A page of units with what is recorded of each, and how many units there are in all.
#[derive(Clone, Debug)]
pub struct Matrix {
    pub units: Vec<Node>,
    /// In the order of [`Mechanism::ALL`].
    pub columns: Vec<Column>,
    pub total: i64,
}

/// The matrix of what stands below a unit.
pub async fn matrix(
    ctx: &Ctx,
    listing: &Listing<'_>,
    lang: kernel::Lang,
) -> Result<Matrix, Refusal> {
    may_read(ctx, &mut ctx.read(), listing.above, listing.day).await?;
    let list = async { Ok::<_, Refusal>(tree::list(&mut ctx.read(), listing).await?) };
    let below = ctx.derived_page(format!("units below {listing:?}"), listing.limit, list).await?;
    let (units, total) = (&below.0, below.1);
    let ids: Vec<UnitId> = units.iter().map(|node| node.unit.id).collect();
    let asked = Asked { ctx, units: &ids, day: listing.day, lang };
    let mut columns = Vec::new();
    for mechanism in Mechanism::ALL {
        columns.push(match mechanism {
            Mechanism::Organisation => Some(organisation(&asked).await?),
            other => match offered(*other) {
                Some(measure) => Some(measure.reach(&asked).await?),
                None => None,
            },
        });
    }
    Ok(Matrix { units: units.clone(), columns, total })
}

/// How each unit is covered; one that is not stays blank.
async fn organisation(asked: &Asked<'_>) -> Result<HashMap<UnitId, Reach>, Refusal> {
    let q = &mut asked.ctx.read();
    let scope = asked.ctx.scope(Action::Read, Resource::PartyOrg);
    let seen = tree::within_scope(q, asked.units, &scope, asked.day).await?;
    let hows = resolution::of_units(q, &seen, asked.day).await?;
    let covered = hows.into_iter().filter(|(_, how)| *how != How::Uncovered);
    let reach = |(unit, how): (UnitId, How)| {
        let said = texts::get().text(asked.lang, how.key());
        (unit, Reach { said, href: format!("/units/{unit}#party") })
    };
    Ok(covered.map(reach).collect())
}
