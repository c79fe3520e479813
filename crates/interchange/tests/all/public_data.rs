//! The published figures come out of the published files.

use crate::support::*;
use interchange::{Answer, Checked, Decisions, Draft, Kind, MismatchKind, QuestionKind};
use kernel::Quantity;
use std::path::PathBuf;

const NPP: &str = "the Central Electricity Authority of India on npp.gov.in; a copy lies in GitHub's \
     VedAditya-10/Coal-Requirement-and-GCV-Based-Procurement-Forecasting-for-Thermal-Power-Plants";

fn npp() -> Option<PathBuf> {
    public_data("india_npp_coal/raw_xls", NPP)
}

fn all_matched(draft: &Draft, checked: impl Fn(&interchange::FileReport) -> Checked) -> u64 {
    let all: Vec<Checked> = draft.files.iter().map(checked).collect();
    let count = all.iter().map(|each| each.checked).sum();
    assert_eq!(all.iter().map(|each| each.matched).sum::<u64>(), count);
    count
}

/// Rounds millionths half away to this many decimals.
fn fixed(sum: i128, decimals: u8) -> String {
    kernel::Sum(sum).quantity().expect("a quantity").fixed(decimals)
}

#[test]
fn india_npp_all_months_reconcile() {
    let Some(folder) = npp() else { return };
    let files = inputs(&folder, |_| true);
    let draft = draft(&shipped("india-npp-coal"), &files, &yes());
    assert_eq!(draft.files.len(), 21);
    let reasons: Vec<String> =
        draft.blocked().iter().map(|(_, problem)| english(problem)).collect();
    assert_eq!(reasons, Vec::<String>::new());
    assert_eq!(draft.refusals, []);
    assert_eq!(draft.mismatches, []);
    assert_eq!(all_matched(&draft, |file| file.rates), 822);
    assert_eq!(all_matched(&draft, |file| file.totals), 120);
    assert_eq!(all_matched(&draft, |file| file.sums), 3859 - 9);
    let found: u64 = draft.files.iter().map(|file| file.numbers.found).sum();
    let long: u64 = draft.files.iter().map(|file| file.numbers.long).sum();
    assert_eq!((long, found), (3_931, 45_430));
    let stations = draft.units.iter().filter(|unit| unit.kind == "power-station").count();
    assert_eq!(stations, 191);
}

#[test]
fn india_npp_financial_year_comes_out() {
    let Some(folder) = npp() else { return };
    let files = inputs(&folder, |_| true);
    let draft = draft(&shipped("india-npp-coal"), &files, &yes());
    let year =
        |reading: &interchange::DraftReading| (202_404..=202_503).contains(&reading.period_code());
    let received = sum(&draft, "coal-received", Kind::Actual, year);
    let consumed = sum(&draft, "coal-consumed", Kind::Actual, year);
    assert_eq!(fixed(received / 1000, 4), "888.4071");
    assert_eq!(fixed(consumed / 1000, 4), "880.1630");
    let september = |reading: &interchange::DraftReading| reading.period_code() == 202_309;
    let rate = kernel::Ratio {
        numerator: kernel::Sum(sum(&draft, "coal-received", Kind::Actual, september)),
        denominator: kernel::Sum(sum(&draft, "coal-received", Kind::Target, september)),
    };
    assert_eq!(rate.rate(100, 2), Quantity::parse("143.24").ok());
}

#[test]
fn india_npp_wrapped_station_without_a_rule_is_stopped_by_its_total() {
    let Some(folder) = npp() else { return };
    let profile = changed("india-npp-coal", "join_wrapped = true", "join_wrapped = false");
    let files = inputs(&folder, |_| true);
    let draft = draft(&profile, &files, &Decisions::default());
    let mut stopped = Vec::new();
    for (index, file) in draft.files.iter().enumerate() {
        let blocks = draft.blocks.iter().filter(|block| usize::from(block.file) == index);
        let reasons: Vec<_> = blocks.flat_map(|block| &block.stopped).collect();
        if file.name.contains("2024-Aug") {
            let codes: Vec<_> = reasons.iter().map(|problem| problem.code).collect();
            assert!(codes.contains(&"rows-wrapped") && codes.contains(&"parents-from-elsewhere"));
        } else if let [reason] = reasons[..] {
            assert_eq!(reason.code, "total-differs-twins");
            let text = english(reason);
            assert!(text.contains("124, 125"), "{text}");
            assert!(text.contains("Total of Southern"), "{text}");
            stopped.push(file.name.as_str());
        } else {
            assert_eq!(reasons, Vec::<&kernel::Problem>::new(), "{}", file.name);
        }
    }
    let months = ["Apr", "Dec", "Jul", "Jun", "May", "Nov", "Oct", "Sep"];
    let expected: Vec<String> =
        months.iter().map(|month| format!("monthCoal1-2024-{month}.xls")).collect();
    assert_eq!(stopped, expected);
    let twice = draft
        .mismatches
        .iter()
        .filter(|mismatch| mismatch.kind == MismatchKind::Total && mismatch.suspects.len() == 2);
    assert!(twice.count() >= 8);
}

#[test]
fn india_npp_total_accepts_no_general_yes_but_a_reason_or_the_joined_rows() {
    let Some(folder) = npp() else { return };
    let profile = changed("india-npp-coal", "join_wrapped = true", "join_wrapped = false");
    let files = inputs(&folder, |name| name.contains("2024-May") || name.contains("2025-Mar"));
    let first = draft(&profile, &files, &yes());
    assert_eq!(first.blocked().len(), 1);
    let question = |kind: QuestionKind| {
        let mut found = first.questions.iter().filter(|question| question.kind == kind);
        found.next().expect("a question").id.clone()
    };
    let mut decisions = yes();
    decisions.answers.insert(question(QuestionKind::Wrapped), Answer::Yes);
    let joined = draft(&profile, &files, &decisions);
    assert_eq!((joined.blocked().len(), joined.mismatches.len()), (0, 0));
    let mut decisions = yes();
    let reason = "confirmed with the publisher".to_owned();
    decisions.answers.insert(question(QuestionKind::Mismatch), Answer::Accept { reason });
    assert_eq!(draft(&profile, &files, &decisions).blocked().len(), 0);
}

#[test]
fn india_npp_august_2024_waits_for_a_person() {
    let Some(folder) = npp() else { return };
    let files = inputs(&folder, |name| name.contains("2024"));
    let profile = shipped("india-npp-coal");
    let waiting = draft(&profile, &files, &Decisions::default());
    let august = waiting.files.iter().position(|file| file.name.contains("Aug")).unwrap() as u16;
    assert!(waiting.blocked().iter().all(|(file, _)| *file == august));
    assert_eq!(waiting.files[usize::from(august)].accepted, 0);
    let done = draft(&profile, &files, &yes());
    assert!(done.blocked().is_empty());
    assert_eq!(done.files[usize::from(august)].rows_read, 185);
    let alone = inputs(&folder, |name| name.contains("2024-Aug"));
    let alone = draft(&profile, &alone, &yes());
    assert!(alone.refusals.iter().all(|refusal| refusal.problem.code == "unit-section-unknown"));
    assert_eq!(alone.refusals.len(), 185 - 1 - 37);
}

#[test]
fn us_eia_totals_come_out_from_workbooks_and_from_csv() {
    let publisher = "the U.S. Energy Information Administration; copies lie in GitHub's \
     geethaaluri/Coal_exploration and erghjunk/portfolio_cleanAndCompile";
    let Some(folder) = public_data("us_eia_coal_mines", publisher) else { return };
    let expected = [
        (2010, "1084368148", "86195", "195423661", "5.55"),
        (2011, "1095627536", "91611", "210897732", "5.20"),
        (2012, "1016458418", "89838", "195924629", "5.19"),
        (2013, "984841779", "80396", "177910757", "5.54"),
        (2014, "1000048758", "74931", "167849551", "5.96"),
        (2015, "896940563", "65971", "142796178", "6.28"),
    ];
    for files in [
        inputs(&folder, |name| name.starts_with("coalpublic")),
        inputs(&folder, |name| name == "mine_year.csv"),
    ] {
        let draft = draft(&shipped("us-eia-coal"), &files, &Decisions::default());
        assert_eq!((draft.blocked(), &draft.refusals[..]), (vec![], &[][..]));
        assert_eq!(draft.files.iter().map(|file| file.rows_read).sum::<u64>(), 9_204);
        for (year, production, employees, hours, rate) in expected {
            let of_year = |reading: &interchange::DraftReading| reading.period_code() == year;
            let total = |code| fixed(sum(&draft, code, Kind::Actual, of_year), 0);
            assert_eq!(total("coal-production"), production);
            assert_eq!(total("mine-employees"), employees);
            assert_eq!(total("labour-hours"), hours);
            let numerator = kernel::Sum(sum(&draft, "tons-per-hour", Kind::Actual, of_year));
            let denominator = kernel::Sum(weights(&draft, "tons-per-hour", of_year));
            let ratio = kernel::Ratio { numerator, denominator };
            assert_eq!(ratio.rate(1, 2).map(|rate| rate.fixed(2)).as_deref(), Some(rate));
        }
    }
}

#[test]
fn us_msha_quarters_are_all_read_and_deaths_come_out() {
    let publisher = "the U.S. Mine Safety and Health Administration; a copy lies in GitHub's \
     Columbia-CRIS/violation-data-analysis";
    let Some(folder) = public_data("us_msha_mine_quarter", publisher) else { return };
    let files = inputs(&folder, |name| name.ends_with(".csv.gz") || name == "mines.csv");
    let draft = draft(&shipped("us-msha-quarter"), &files, &Decisions::default());
    assert_eq!((draft.blocked(), &draft.refusals[..]), (vec![], &[][..]));
    assert_eq!(draft.files[0].rows_read, 332_914);
    assert_eq!(draft.files[0].accepted, 332_914 * 5);
    assert_eq!(draft.readings.len(), 332_914 * 5);
    assert!(size_of::<interchange::DraftReading>() <= 48);
    let mines: Vec<_> = draft.units.iter().filter(|unit| unit.kind == "mine").collect();
    assert_eq!(mines.len(), 9_893);
    let branch = mines.iter().find(|mine| mine.code.as_deref() == Some("0100003"));
    assert_eq!(branch.map(|mine| mine.name.as_str()), Some("O'Neal Quarry & Mill"));
    let deaths = [85, 72, 70, 56, 55, 58, 73, 67, 53, 35, 72];
    for (year, expected) in (2000..).zip(deaths) {
        let total =
            sum(&draft, "deaths", Kind::Actual, |reading| reading.period_code() / 10 == year);
        assert_eq!(fixed(total, 0), expected.to_string(), "{year}");
    }
    for (year, expected) in [(2000, "92155"), (2005, "104975"), (2008, "146719"), (2010, "142172")]
    {
        let total =
            sum(&draft, "violations", Kind::Actual, |reading| reading.period_code() / 10 == year);
        assert_eq!(fixed(total, 0), expected, "{year}");
    }
}

#[test]
fn gem_marks_and_ranges_are_notes_or_refusals_never_numbers() {
    let publisher = "Global Energy Monitor; a copy lies in GitHub's dataforgoodfr/CarbonBombs";
    let Some(folder) = public_data("gem_coal_mines", publisher) else { return };
    let files = inputs(&folder, |name| name.ends_with(".csv"));
    let draft = draft(&shipped("gem-coal-mines"), &files, &Decisions::default());
    assert_eq!(draft.blocked(), vec![]);
    assert_eq!(draft.files.iter().map(|file| file.rows_read).sum::<u64>(), 2_522 + 1_632);
    let note = |label: &str, text: &str| {
        let notes = draft.units.iter().flat_map(|unit| &unit.notes);
        notes.filter(|note| note.label == label && note.text == text).count()
    };
    assert_eq!(note("Workforce Size", "500-999"), 1);
    assert_eq!(note("Capacity (Mtpa)", "0.15-0.18"), 1);
    assert!(note("Production (Mtpa)", "*") > 2_000);
    let codes =
        |code: &str| draft.refusals.iter().filter(|refusal| refusal.problem.code == code).count();
    assert!(codes("unit-repeated") > 0);
    let allowed = ["unit-repeated", "period-missing", "period-unreadable"];
    for refusal in &draft.refusals {
        assert!(allowed.contains(&refusal.problem.code), "{}", refusal.problem);
    }
    let named = |kind: &str, name: &str| {
        draft.units.iter().filter(|unit| unit.kind == kind && unit.name == name).count()
    };
    assert_eq!(named("group", "Coal India Ltd"), 1);
    let india = draft.units.iter().position(|unit| unit.name == "Coal India Ltd").unwrap() as u32;
    let companies =
        draft.units.iter().filter(|unit| unit.kind == "company" && unit.parent() == Some(india));
    assert_eq!(companies.count(), 8);
    assert!(draft.units.iter().all(|unit| !unit.name.contains(['[', ';'])));
    let chinese = "中煤新集能源股份有限公司板集煤矿";
    assert_eq!(note("Local name", chinese), 1);
}

#[test]
fn uk_nhs_years_are_ratios_of_sums() {
    let Some(folder) = public_data(
        "uk_nhs_ae",
        "NHS England; a copy lies in GitHub's nhs-r-community/NHSRdatasets",
    ) else {
        return;
    };
    let files = inputs(&folder, |name| name.ends_with(".csv"));
    let draft = draft(&shipped("uk-nhs-ae"), &files, &Decisions::default());
    assert_eq!((draft.blocked(), &draft.refusals[..]), (vec![], &[][..]));
    assert_eq!(draft.files[0].rows_read, 8_393);
    let rate = |wanted: &dyn Fn(&interchange::DraftReading) -> bool| {
        let code = "ae-within-four-hours";
        let numerator = kernel::Sum(sum(&draft, code, Kind::Actual, wanted));
        let denominator = kernel::Sum(weights(&draft, code, wanted));
        kernel::Ratio { numerator, denominator }.rate(100, 1).unwrap().fixed(1)
    };
    assert_eq!(rate(&|reading| (201_604..=201_703).contains(&reading.period_code())), "89.1");
    assert_eq!(rate(&|reading| (201_704..=201_803).contains(&reading.period_code())), "88.3");
    assert_eq!(rate(&|reading| reading.period_code() == 201_709), "89.7");
    let major = |reading: &interchange::DraftReading| {
        draft.units[reading.unit as usize].name.ends_with(" 1")
    };
    let summer =
        |reading: &interchange::DraftReading| (201_707..=201_709).contains(&reading.period_code());
    assert_eq!(rate(&summer), "90.1");
    assert_eq!(rate(&|reading| summer(reading) && major(reading)), "85.2");
    let targets = draft.readings.iter().filter(|reading| reading.kind == Kind::Target);
    assert!(targets.clone().all(|target| target.value() == Quantity::from_integer(95).unwrap()));
    assert_eq!(targets.count(), 8_393);
    let organisations = draft.units.iter().filter(|unit| unit.kind == "provider").count();
    assert_eq!(organisations, 271);
}

#[test]
fn india_ntpc_rates_to_date_are_counted() {
    let Some(folder) = public_data("india_ntpc_generation", NPP) else { return };
    let files = inputs(&folder, |name| name.ends_with(".csv"));
    let draft = draft(&shipped("india-ntpc-generation"), &files, &Decisions::default());
    assert_eq!((draft.blocked(), &draft.refusals[..]), (vec![], &[][..]));
    let file = &draft.files[0];
    assert_eq!((file.rows_read, file.rates_computed, file.rates_undefined), (4_686, 4_453, 233));
    let stations = draft.units.iter().filter(|unit| unit.kind == "power-station").count();
    assert_eq!(stations, 38);
}

#[test]
fn flotation_reads_every_decimal_comma() {
    let publisher = "Eduardo Magalhaes Oliveira on Kaggle; a copy lies in GitHub's \
     ninasucgang/CHE-197-Final-Project";
    let Some(folder) = public_data("flotation_plant_decimal_comma", publisher) else { return };
    let files = inputs(&folder, |name| name.ends_with(".csv"));
    let decisions = Decisions {
        unit: Some("浮选车间".into()),
        period: "2017-03".parse().ok(),
        ..Decisions::default()
    };
    let draft = draft(&shipped("flotation-plant"), &files, &decisions);
    assert_eq!((draft.blocked(), &draft.refusals[..]), (vec![], &[][..]));
    assert_eq!((draft.files[0].numbers.found, draft.files[0].accepted), (23_000, 23_000));
    assert_eq!(draft.readings.len(), 23);
    let iron = indicator(&draft, "flotation-iron-feed");
    let iron = draft.readings.iter().find(|reading| reading.indicator == iron).unwrap();
    assert_eq!(
        (iron.value(), iron.weight()),
        (Quantity::parse("55200").unwrap(), Quantity::from_integer(1000).ok(),)
    );
    let without = interchange::draft(
        &shipped("flotation-plant"),
        &files,
        &interchange::Known::default(),
        &Decisions::default(),
    );
    assert_eq!(without.unwrap_err().code, "period-not-given");
}
