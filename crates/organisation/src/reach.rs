//! How far the four mechanisms reach: for each unit, what is recorded of each.
//!
//! This storey defines the columns and offers the first, who answers for the unit. A storey above offers a
//! [`ReachMeasure`] for its own; the program installs them once. What nobody offers yet is shown as such,
//! and a unit of which nothing is recorded stays blank: neither is a zero, and no unit is ranked.

use kernel::{Day, UnitId};
use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::OnceLock;
use store::{Ctx, Refusal};

kernel::named! {
    /// A mechanism whose reach is shown.
    Mechanism("reach-") {
        /// 党组织
        Organisation = "organisation",
        /// 党员责任区
        Zones = "zones",
        /// 攻关项目
        Breakthroughs = "breakthroughs",
        /// 问题闭环
        Matters = "matters",
        /// 民主评议
        Appraisal = "appraisal",
    }
}

/// What is recorded of one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// In the reader's words, such as "3 项".
    pub said: String,
    /// Where the records are.
    pub href: String,
}

/// The reach of some units; a unit of which nothing is recorded is not in it.
pub type Reached<'a> =
    Pin<Box<dyn Future<Output = Result<HashMap<UnitId, Reach>, Refusal>> + Send + 'a>>;

/// Knows the reach of one mechanism.
pub trait ReachMeasure: Send + Sync {
    fn mechanism(&self) -> Mechanism;

    /// What is recorded of these units by the day, as far as the actor may see it.
    fn reach<'a>(&'a self, asked: &'a Asked<'a>) -> Reached<'a>;
}

/// For whom, of which units, on which day.
pub struct Asked<'a> {
    pub ctx: &'a Ctx,
    pub units: &'a [UnitId],
    pub day: Day,
    pub lang: kernel::Lang,
}

static MEASURES: OnceLock<Vec<Box<dyn ReachMeasure>>> = OnceLock::new();

/// Installs what the storeys above offer; a second call changes nothing.
pub fn install(measures: Vec<Box<dyn ReachMeasure>>) {
    let _ = MEASURES.set(measures);
}

/// The measure of a mechanism, if a storey above offers one.
pub(crate) fn offered(mechanism: Mechanism) -> Option<&'static dyn ReachMeasure> {
    let all = MEASURES.get().into_iter().flatten();
    all.map(Box::as_ref).find(|measure| measure.mechanism() == mechanism)
}
