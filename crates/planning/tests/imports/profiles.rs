//! Own profiles: saved with checks, used before ours of the same name, tried without storing.

use crate::support::*;
use planning::imports;
use testkit::on_both;

#[tokio::test]
async fn an_own_profile_takes_the_place_of_ours() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let ours = interchange::profile::by_name("sample-plant").unwrap().text;
        let own = ours.replace("kind = \"workshop\"", "kind = \"team\"");
        imports::save_profile(&ctx, &own, 0).await.expect("saved");
        import(&ctx, "sample-plant", vec![table(&[("甲班", "入洗原煤", "2026-01", "", "9")])])
            .await;
        let teams = "SELECT COUNT(*) FROM unit_version WHERE kind = 'team'";
        assert_eq!(count(&ctx, teams).await, 1);
        assert_eq!(code(imports::save_profile(&ctx, &own, 0).await), "import-profile-changed");
        imports::save_profile(&ctx, ours, 1).await.expect("saved again");
        imports::remove_profile(&ctx, "sample-plant").await.expect("removed");
    })
    .await;
}

#[tokio::test]
async fn a_broken_profile_is_refused_with_its_line() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let refused = imports::save_profile(&ctx, "name = \"x\"\nnonsense = 1\n", 0).await;
        let Err(store::Refusal::Invalid(problems)) = refused else { panic!("{refused:?}") };
        assert!(problems[0].args.iter().any(|(name, _)| *name == "line"));
        assert_eq!(count(&ctx, "SELECT COUNT(*) FROM import_profile").await, 0);
    })
    .await;
}
