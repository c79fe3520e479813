//! Real files of public publishers, down to the figures that they print.

use crate::jobs::work;
use crate::pages::{attribute, get, post, root, send, text, upload};
use crate::support::*;
use interchange::Kind;
use kernel::{Day, PartyOrgId, Quantity, UnitId};
use organisation::party::party_org::OrgKind;
use organisation::party::store::resolution::{List, Listing, Order};
use organisation::party::use_cases::coverage;
use organisation::party::use_cases::orgs::{self, Founding};
use planning::imports::Options;
use testkit::{on_both, public};

const NPP: &str = "the Central Electricity Authority of India on npp.gov.in; a copy lies in GitHub's \
     VedAditya-10/Coal-Requirement-and-GCV-Based-Procurement-Forecasting-for-Thermal-Power-Plants";
const EIA: &str = "the U.S. Energy Information Administration; copies lie in GitHub's \
     geethaaluri/Coal_exploration and erghjunk/portfolio_cleanAndCompile";
const MSHA: &str = "the U.S. Mine Safety and Health Administration; a copy lies in GitHub's \
     Columbia-CRIS/violation-data-analysis";

#[tokio::test]
async fn coal_statements_of_india_reconcile() {
    let Some(folder) = public("india_npp_coal/raw_xls", NPP) else { return };
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let files = read_all(&folder, ".xls");
        assert_eq!(files.len(), 21);
        let report = import(&ctx, "india-npp-coal", files.clone()).await;
        let sum = |of: fn(&planning::imports::FileReport) -> (u64, u64)| {
            report.files.iter().map(of).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1))
        };
        assert_eq!(sum(|file| (file.rates.checked, file.rates.matched)), (822, 822));
        assert_eq!(sum(|file| (file.totals.checked, file.totals.matched)), (120, 120));
        assert!(report.rounded > 1_000, "{} cells rounded", report.rounded);
        let india = unit(&ctx, "India").await;
        assert_eq!(year(&ctx, india, "coal-received").await, "888.4071");
        assert_eq!(year(&ctx, india, "coal-consumed").await, "880.163");
        let received = amount(&ctx, india, "coal-received", "2023-09", Kind::Actual).await.unwrap();
        let target = amount(&ctx, india, "coal-received", "2023-09", Kind::Target).await.unwrap();
        assert_eq!(target.numerator.quantity().unwrap().fixed(2), "45700.59");
        let rate = kernel::Ratio { numerator: received.numerator, denominator: target.numerator };
        assert_eq!(rate.rate(100, 2).unwrap().to_string(), "143.24");
        let stations = "SELECT COUNT(DISTINCT unit_id) FROM unit_version WHERE kind = 'station'";
        assert_eq!(count(&ctx, stations).await, 191);
        let again = import(&ctx, "india-npp-coal", files).await;
        assert_eq!((again.fresh, again.restated, again.import), (0, 0, None));
        assert_eq!(again.unchanged, report.fresh);
    })
    .await;
}

/// Million tonnes from April 2024 to March 2025, to four decimals.
async fn year(ctx: &store::Ctx, unit: kernel::UnitId, indicator: &str) -> String {
    let months = kernel::FinancialYear { start_month: 4 }.months(2024);
    let mut sum = kernel::Sum::ZERO;
    for month in months {
        let of_month = amount(ctx, unit, indicator, &month.to_string(), Kind::Actual).await;
        sum = sum.checked_add(of_month.expect("a month").numerator).unwrap();
    }
    let thousand = kernel::Ratio {
        numerator: sum,
        denominator: Quantity::from_integer(1_000).unwrap().into(),
    };
    thousand.rate(1, 4).unwrap().to_string()
}

#[tokio::test]
async fn a_station_printed_twice_is_counted_once() {
    let Some(folder) = public("india_npp_coal/raw_xls", NPP) else { return };
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let month = |name: &str| read(&folder.join(format!("monthCoal1-{name}.xls")));
        // Without the profile's rule for wrapped names the printed total stops the region.
        let ours = interchange::profile::by_name("india-npp-coal").unwrap().text;
        let without = ours.replace("join_wrapped = true", "join_wrapped = false");
        let report = run(&ctx, &without, vec![month("2024-Apr")], Options::default()).await;
        let reasons = report.files[0].blocked.join(" ");
        assert!(reasons.contains("124") && reasons.contains("125"), "{reasons}");
        let udupi = "SELECT COUNT(*) FROM unit_version WHERE name LIKE '%UDUPI%'";
        assert_eq!(count(&ctx, udupi).await, 0);
        import(&ctx, "india-npp-coal", vec![month("2024-Apr")]).await;
        let udupi = unit(&ctx, "ADANI POWER LIMITED UDUPI TPP").await;
        assert_eq!(actual(&ctx, udupi, "installed-capacity", "2024-04").await, "1200");
        let half = "SELECT COUNT(*) FROM unit_version WHERE name = 'ADANI POWER'";
        assert_eq!(count(&ctx, half).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_month_without_headings_waits_for_a_person() {
    let Some(folder) = public("india_npp_coal/raw_xls", NPP) else { return };
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let month = |name: &str| read(&folder.join(format!("monthCoal1-{name}.xls")));
        import(&ctx, "india-npp-coal", vec![month("2024-Jul")]).await;
        let before = count(&ctx, "SELECT COUNT(*) FROM reading WHERE period = 202408").await;
        let report = run(&ctx, "india-npp-coal", vec![month("2024-Aug")], Options::default()).await;
        assert!(report.is_blocked());
        assert_eq!(count(&ctx, "SELECT COUNT(*) FROM reading WHERE period = 202408").await, before);
        import(&ctx, "india-npp-coal", vec![month("2024-Aug")]).await;
        assert!(count(&ctx, "SELECT COUNT(*) FROM reading WHERE period = 202408").await > 1_000);
        let south = unit(&ctx, "Southern").await;
        assert_ne!(actual(&ctx, south, "coal-received", "2024-08").await, "–");
    })
    .await;
}

/// Year, short tons, employees, labour hours, tons per hour.
const MINES: [(&str, &str, &str, &str, &str); 6] = [
    ("2010", "1084368148", "86195", "195423661", "5.55"),
    ("2011", "1095627536", "91611", "210897732", "5.2"),
    ("2012", "1016458418", "89838", "195924629", "5.19"),
    ("2013", "984841779", "80396", "177910757", "5.54"),
    ("2014", "1000048758", "74931", "167849551", "5.96"),
    ("2015", "896940563", "65971", "142796178", "6.28"),
];

async fn mines_come_out(ctx: &store::Ctx) {
    let country = unit(ctx, "United States").await;
    for (year, tons, employees, hours, per_hour) in MINES {
        assert_eq!(actual(ctx, country, "coal-production", year).await, tons, "{year}");
        assert_eq!(actual(ctx, country, "mine-employees", year).await, employees, "{year}");
        assert_eq!(actual(ctx, country, "labour-hours", year).await, hours, "{year}");
        let ratio = amount(ctx, country, "tons-per-hour", year, Kind::Actual).await.unwrap();
        assert_eq!(ratio.rate(1, 2).unwrap().to_string(), per_hour, "{year}");
    }
}

#[tokio::test]
async fn coal_mines_of_the_usa_add_up() {
    let Some(folder) = public("us_eia_coal_mines", EIA) else { return };
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        import(&ctx, "us-eia-coal", read_all(&folder, ".xls")).await;
        mines_come_out(&ctx).await;
        // The same years from the stacked table: all there already.
        let stacked = import(&ctx, "us-eia-coal", vec![read(&folder.join("mine_year.csv"))]).await;
        assert_eq!((stacked.fresh, stacked.restated), (0, 0));
    })
    .await;
}

#[tokio::test]
async fn coal_mines_come_out_of_the_stacked_table_too() {
    let Some(file) = public("us_eia_coal_mines/mine_year.csv", EIA) else { return };
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        import(&ctx, "us-eia-coal", vec![read(&file)]).await;
        mines_come_out(&ctx).await;
    })
    .await;
}

#[tokio::test]
async fn all_mines_by_quarter_are_the_large_import() {
    let path = "us_msha_mine_quarter/all_mine_quarter_2000_2010.csv.gz";
    let Some(file) = public(path, MSHA) else { return };
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let report = import(&ctx, "us-msha-quarter", vec![read(&file)]).await;
        assert_eq!(report.files[0].rows_read, 332_914);
        assert_eq!(report.fresh, 332_914 * 5);
        quarters_come_out(&ctx).await;
    })
    .await;
}

/// The same through the browser: uploaded, read by a job, looked at, confirmed, written by a job.
#[tokio::test]
async fn all_mines_by_quarter_go_through_the_browser_too() {
    let path = "us_msha_mine_quarter/all_mine_quarter_2000_2010.csv.gz";
    let Some(file) = public(path, MSHA) else { return };
    on_both(MIGRATIONS, async |db| {
        // More than a minute on each engine; what differs between them is the writing, which the
        // command line's way compares.
        if db.db.engine() != store::Engine::Sqlite {
            return;
        }
        let top = root(db).await;
        let ctx = operator(db);
        let roles = [kernel::Role::Dispatch, kernel::Role::Hr];
        let (status, place, html) =
            send(db, top, &roles, upload("us-msha-quarter", &read(&file))).await;
        assert_eq!(status, 303, "{html}");
        work(db).await.expect("it is read");
        let (_, _, html) = send(db, top, &roles, get(&place)).await;
        assert_eq!(text(&html, ".tiles .tile p")[..3], ["332,914", "1,664,570", "0"]);
        let confirm = attribute(&html, "form[action*='/confirm']", "action");
        let sure = post(&confirm, "csrf=token&confirmed=yes");
        assert_eq!(send(db, top, &roles, sure).await.0, 303);
        work(db).await.expect("it is written");
        quarters_come_out(&ctx).await;
    })
    .await;
}

async fn quarters_come_out(ctx: &store::Ctx) {
    let country = unit(ctx, "United States").await;
    let deaths = [85, 72, 70, 56, 55, 58, 73, 67, 53, 35, 72];
    for (year, expected) in (2000..).zip(deaths) {
        assert_eq!(quarters(ctx, country, "deaths", year).await, expected, "{year}");
    }
    for (year, expected) in [(2000, 92_155), (2005, 104_975), (2008, 146_719), (2010, 142_172)] {
        assert_eq!(quarters(ctx, country, "violations", year).await, expected, "{year}");
    }
    let branch = unit(ctx, "4608436").await;
    assert_eq!(actual(ctx, branch, "deaths", "2010Q2").await, "29");
    for (quarter, violations) in (1..).zip(["116", "438", "515", "162"]) {
        let period = format!("2010Q{quarter}");
        assert_eq!(actual(ctx, branch, "violations", &period).await, violations);
    }
}

async fn quarters(ctx: &store::Ctx, unit: kernel::UnitId, indicator: &str, year: i32) -> i64 {
    let mut sum = 0;
    for quarter in 1..=4 {
        let text = actual(ctx, unit, indicator, &format!("{year}Q{quarter}")).await;
        sum += text.parse::<i64>().expect("a count");
    }
    sum
}

#[tokio::test]
async fn mines_of_the_world_become_a_tree_with_notes() {
    let publisher = "Global Energy Monitor; a copy lies in GitHub's dataforgoodfr/CarbonBombs";
    let Some(folder) = public("gem_coal_mines", publisher) else { return };
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let report = import(&ctx, "gem-coal-mines", read_all(&folder, ".csv")).await;
        let rows: u64 = report.files.iter().map(|file| file.rows_read).sum();
        assert_eq!(rows, 2_522 + 1_632);
        let group = unit(&ctx, "Coal India Ltd").await;
        let below = directory::tree::subtree(&mut ctx.read(), group, ctx.now.today).await.unwrap();
        assert!(below.len() >= 348, "{} units below Coal India", below.len());
        let notes =
            "SELECT COUNT(*) FROM unit_note WHERE body = '*' OR body LIKE '%[%\\%]%' ESCAPE '\\'";
        assert!(count(&ctx, notes).await > 0);
        let ranges = "SELECT COUNT(*) FROM unit_note WHERE body IN ('500-999', '0.15-0.18')";
        assert_eq!(count(&ctx, ranges).await, 2);
        let refused: usize = report.files.iter().map(|file| file.refused.len()).sum();
        assert!(refused > 0, "repeated ids are refused with a reason");
    })
    .await;
}

#[tokio::test]
async fn thousands_of_mines_stand_on_the_uncovered_list_until_somebody_answers() {
    let publisher = "Global Energy Monitor, globalenergymonitor.org";
    let Some(folder) = public("gem_coal_mines", publisher) else { return };
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        import(&ctx, "gem-coal-mines", read_all(&folder, ".csv")).await;
        let before = monitored(&ctx, ctx.now.today).await;
        assert!(before.units() > 4_000, "{} units", before.units());
        assert_eq!(before.uncovered(), before.units());
        let today = ctx.now.today;
        let root = directory::tree::root_on(&mut ctx.read(), today).await.unwrap().unwrap().id;
        let top = orgs::found(&ctx, committee("总党委", None, root, today)).await.unwrap();
        // Coal India is complete in the file; Jinneng is the largest group of China's part.
        let mut covered = 0;
        for (group, least) in [("Coal India Ltd", 349), ("Jinneng Group", 100)] {
            let seat = unit(&ctx, group).await;
            let answers =
                Founding { covers_seat: true, ..committee(group, Some(top), seat, today) };
            orgs::found(&ctx, answers).await.unwrap();
            let below = directory::tree::subtree(&mut ctx.read(), seat, today).await.unwrap().len();
            assert!(below >= least, "{below} units at and below {group}");
            covered += below as i64;
            let now = monitored(&ctx, today).await;
            assert_eq!(now.uncovered(), before.units() - covered, "{group}");
        }
        let yesterday = monitored(&ctx, today.plus_days(-1)).await;
        assert_eq!(yesterday.uncovered(), yesterday.units());
    })
    .await;
}

/// A committee that answers for everything below its seat, if it answers at all.
fn committee(name: &str, superior: Option<PartyOrgId>, seat: UnitId, from: Day) -> Founding {
    Founding {
        name: format!("{name} 党委"),
        kind: OrgKind::Committee,
        superior,
        seat,
        from,
        document: None,
        covers_seat: false,
        reaches_below: true,
    }
}

/// The coverage monitor of the whole tree.
async fn monitored(ctx: &store::Ctx, day: Day) -> List {
    let listing = Listing {
        day,
        text: "",
        kinds: None,
        hows: &[],
        order: Order::Gaps,
        descending: false,
        limit: 50,
        offset: 0,
    };
    coverage::monitor(ctx, &listing).await.unwrap().0.clone()
}

#[tokio::test]
async fn emergency_departments_are_a_ratio_of_sums() {
    let path = "uk_nhs_ae/ae_attendances_2016_04_to_2018_03.csv";
    let Some(file) =
        public(path, "NHS England; a copy lies in GitHub's nhs-r-community/NHSRdatasets")
    else {
        return;
    };
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        import(&ctx, "uk-nhs-ae", vec![read(&file)]).await;
        let england = unit(&ctx, "England").await;
        for (year, expected) in [(2016, "89.1"), (2017, "88.3")] {
            let mut sum = (kernel::Sum::ZERO, kernel::Sum::ZERO);
            for month in (kernel::FinancialYear { start_month: 4 }).months(year) {
                let code = "ae-within-four-hours";
                let ratio =
                    amount(&ctx, england, code, &month.to_string(), Kind::Actual).await.unwrap();
                sum.0 = sum.0.checked_add(ratio.numerator).unwrap();
                sum.1 = sum.1.checked_add(ratio.denominator).unwrap();
            }
            let ratio = kernel::Ratio { numerator: sum.0, denominator: sum.1 };
            assert_eq!(ratio.rate(100, 1).unwrap().to_string(), expected);
        }
    })
    .await;
}

#[tokio::test]
async fn generation_is_held_against_its_programme() {
    let path = "india_ntpc_generation/ntpc_daily_programme_vs_actual_2017_2022.csv";
    let Some(file) = public(path, NPP) else { return };
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let report = import(&ctx, "india-ntpc-generation", vec![read(&file)]).await;
        assert_eq!((report.rates_computed, report.rates_undefined), (4_453, 233));
        let programmes = "SELECT COUNT(*) FROM reading r JOIN indicator i ON i.id = r.indicator_id \
                          WHERE i.code = 'generation-to-date' AND r.kind = 1";
        assert_eq!(count(&ctx, programmes).await, 4_686);
    })
    .await;
}

#[tokio::test]
async fn decimal_commas_are_read_in_a_dry_run() {
    let path = "flotation_plant_decimal_comma/MiningProcess_Flotation_Plant_first1000.csv";
    let Some(file) = public(
        path,
        "Eduardo Magalhaes Oliveira on Kaggle; a copy lies in GitHub's \
     ninasucgang/CHE-197-Final-Project",
    ) else {
        return;
    };
    on_both(MIGRATIONS, async |db| {
        let ctx = operator(db);
        let options = Options {
            dry_run: true,
            unit: Some("浮选车间".into()),
            period: Some("2017-03".parse().unwrap()),
            ..Options::default()
        };
        let report = run(&ctx, "flotation-plant", vec![read(&file)], options).await;
        assert_eq!((report.files[0].accepted, report.files[0].refused.len()), (23_000, 0));
        assert!(!report.is_blocked());
        assert_eq!(count(&ctx, "SELECT COUNT(*) FROM reading").await, 0);
        assert_eq!(count(&ctx, "SELECT COUNT(*) FROM import").await, 0);
    })
    .await;
}
