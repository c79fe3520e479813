//! What a storey above knows of the same indicator: registered questions, told in the words of their evidence.
//! It offers them here; the program installs the offer once.

use super::claim::Claim;
use std::future::Future;
use std::pin::Pin;
use std::sync::OnceLock;
use store::{Ctx, Refusal};
use web_kit::Page;
use web_kit::page::Link;

/// One card beside a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    pub card: Link,
    /// How it stands: its level and the only wording that this allows.
    pub standing: String,
    /// What came out, with its interval; empty where nothing did.
    pub sentence: String,
    /// When it was asked, and how far it fits the claim.
    pub note: String,
}

/// The cards, and where another one is begun; empty where the reader may not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cards {
    pub cards: Vec<Beside>,
    pub ask: String,
}

/// For whom, in whose words, about which claim.
pub struct Asked<'a> {
    pub ctx: &'a Ctx,
    pub page: &'a Page,
    pub claim: &'a Claim,
}

/// Cards on their way.
pub type Found<'a> = Pin<Box<dyn Future<Output = Result<Cards, Refusal>> + Send + 'a>>;

/// Knows cards of claims.
pub trait Offer: Send + Sync {
    fn find<'a>(&'a self, asked: &'a Asked<'a>) -> Found<'a>;
}

static OFFER: OnceLock<Box<dyn Offer>> = OnceLock::new();

/// Installs what the storey above offers; a second call changes nothing.
pub fn install(offer: Box<dyn Offer>) {
    let _ = OFFER.set(offer);
}

/// The cards beside a claim; none where nobody offers any.
pub(crate) async fn find(asked: &Asked<'_>) -> Result<Cards, Refusal> {
    match OFFER.get() {
        Some(offer) => offer.find(asked).await,
        None => Ok(Cards::default()),
    }
}
