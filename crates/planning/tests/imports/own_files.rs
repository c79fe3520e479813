//! Small files of our own making with the layouts and quirks of the shipped profiles, for a clone
//! without the public data.

use crate::support::*;
use interchange::Kind;
use testkit::on_both;

const COAL: &[u8] = include_bytes!("../../../interchange/tests/fixtures/monthCoal1-2026-May.xls");

#[tokio::test]
async fn a_coal_statement_rolls_up_to_its_printed_totals() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let file =
            interchange::Input { name: "monthCoal1-2026-May.xls".into(), bytes: COAL.to_vec() };
        let report = import(&ctx, "india-npp-coal", vec![file.clone()]).await;
        let totals = report.files[0].totals;
        assert!(totals.checked > 0 && totals.checked == totals.matched);
        let india = unit(&ctx, "India").await;
        let regions = directory::tree::children(&mut ctx.read(), india, ctx.now.today, 0, 9).await;
        let mut sum = kernel::Sum::ZERO;
        for region in regions.expect("regions") {
            let of = amount(&ctx, region.unit.id, "coal-received", "2026-05", Kind::Actual).await;
            sum = sum.checked_add(of.expect("a total").numerator).expect("a sum");
        }
        let all = amount(&ctx, india, "coal-received", "2026-05", Kind::Actual).await;
        assert_eq!(all.expect("a total").numerator, sum);
        let again = import(&ctx, "india-npp-coal", vec![file]).await;
        assert_eq!((again.fresh, again.restated, again.import), (0, 0, None));
    })
    .await;
}

#[tokio::test]
async fn parts_of_a_mine_add_up_and_bear_names_of_their_own() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let text = "Year,MSHA ID,Mine Name,Mine State,Mine County,Coal Region,Mine Status,Mine Type,\
             Company Type,Operation Type,Operating Company,Operating Company Address,Union Code,\
             Production (short tons),Average Employees,Labor Hours\n\
             2024,100001,North Fork,Alabama,Bibb,South,Active,Surface,Op,Mine only,A,B,,1000,10,200\n\
             2024,100001,North Fork,Alabama,Bibb,South,Active,Underground,Op,Mine only,A,B,-,500,5,100\n\
             2024,100002,Cedar Plant,Alabama,Bibb,South,Active,Surface,Op,Preparation Plant,A,B,,0,7,100\n";
        import(&ctx, "us-eia-coal", vec![input("mine_year.csv", text)]).await;
        let state = unit(&ctx, "Alabama").await;
        assert_eq!(actual(&ctx, state, "mine-employees", "2024").await, "22");
        let ratio = amount(&ctx, state, "tons-per-hour", "2024", Kind::Actual).await.expect("a ratio");
        assert_eq!(ratio.rate(1, 2).expect("a rate").to_string(), "3.75");
        let names = "SELECT COUNT(DISTINCT name) FROM unit_version WHERE name LIKE 'North Fork%'";
        assert_eq!(count(&ctx, names).await, 2);
    })
    .await;
}

#[tokio::test]
async fn departments_are_a_ratio_of_sums() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let text = "period,org_code,type,attendances,breaches,admissions\n\
             2024-04-01,AAA,1,1000,300,10\n2024-04-01,AAA,other,10,0,0\n2024-04-01,BBB,1,90,0,5\n";
        import(&ctx, "uk-nhs-ae", vec![input("ae.csv", text)]).await;
        let england = unit(&ctx, "England").await;
        let ratio = amount(&ctx, england, "ae-within-four-hours", "2024-04", Kind::Actual).await;
        assert_eq!(ratio.expect("a ratio").rate(100, 1).expect("a rate").to_string(), "72.7");
    })
    .await;
}

#[tokio::test]
async fn quarters_of_mines_are_counted() {
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let text = "mine_id,year,quarter,days_lost,days_restricted,deaths,permanent_disabilities,violations\n\
             0100003,2024,1,0,86,1,0,6\n0200001,2024,1,30,0,2,0,10\n";
        import(&ctx, "us-msha-quarter", vec![input("all.csv", text)]).await;
        let country = unit(&ctx, "United States").await;
        assert_eq!(actual(&ctx, country, "deaths", "2024Q1").await, "3");
        assert_eq!(actual(&ctx, country, "violations", "2024Q1").await, "16");
    })
    .await;
}
