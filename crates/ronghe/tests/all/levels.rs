//! The relative level of both scores is computed from the very sheets that were published.

use super::plant;
use assessment::sheets::use_cases::sheets::{self, Which};
use kernel::{Action, Actor, Lang};
use scoring::Exact;
use serde_json::Value;
use synergy::use_cases::supporting;

/// A section of a sheet by its points, as the sheet's own document has it.
fn share(document: &Value, section: &str, points: f64) -> Option<f64> {
    let nodes = document["sheets"][0]["nodes"].as_array().unwrap();
    let node = nodes.iter().find(|node| node["id"] == section).unwrap();
    let score: Exact = node["worth"]["score"].as_str()?.parse().unwrap();
    Some((score.approximate() / points).min(1.0))
}

#[tokio::test]
async fn coordination_is_that_of_the_published_halves() {
    let db = plant::embedded().await;
    let ctx = db.ctx(Actor::system("测试"));
    let year = plant::last().year - 1;
    let levels = supporting::levels(&ctx, year, Action::Read).await.unwrap();
    assert_eq!(levels.len(), 7);
    let mut computed = 0;
    for one in &levels {
        let shown = sheets::find(&ctx, one.of.unit, year, Which::Latest).await.unwrap();
        let document = shown.sheet.unwrap().document(Lang::Zh).unwrap();
        let halves = (share(&document, "business", 60.0), share(&document, "party", 40.0));
        let (Some(business), Some(party)) = halves else {
            assert_eq!((&one.of.halves, &one.found), (&None, &None), "what is open is no number");
            continue;
        };
        computed += 1;
        let found = one.found.as_ref().unwrap();
        // Of two systems of equal weight D is the fourth root of their product.
        assert!((found.degree - (business * party).powf(0.25)).abs() < 1e-9, "{one:?}");
        assert!((found.level - (business + party) / 2.0).abs() < 1e-9);
        assert!((found.coupling - found.degree * found.degree / found.level).abs() < 1e-9);
    }
    assert!(computed >= 4, "{levels:?}");
    let running = supporting::levels(&ctx, year + 1, Action::Read).await.unwrap();
    assert!(running.is_empty(), "nothing of this year is published");
}
