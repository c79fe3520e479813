//! Small files with the quirks of the other public data sets.

use crate::support::*;
use flate2::{Compression, write::GzEncoder};
use interchange::{Decisions, Kind};
use std::io::Write;

#[test]
fn eia_columns_may_move_and_a_mine_may_have_parts() {
    let first = [
        row!["Historic Coal Production Data: 2012"],
        row!["Source"],
        vec![],
        row![
            "Year",
            "MSHA ID",
            "Mine Name",
            "Mine State",
            "Mine County",
            "Mine Status",
            "Mine Type",
            "Company Type",
            "Operation Type",
            "Operating Company",
            "Operating Company Address",
            "Union Code",
            "Production (short tons)",
            "Average Employees",
            "Labor Hours"
        ],
        row![
            2012.0,
            103_335.0,
            "North Mine",
            "Alabama",
            "Bibb",
            "Active",
            "Surface",
            "Contractor",
            "Mine only",
            "A, llc",
            "Road 1",
            "-",
            1000.0,
            5.0,
            100.0
        ],
        row![
            2012.0,
            103_335.0,
            "North Mine",
            "Alabama",
            "Bibb",
            "Active",
            "Underground",
            "Contractor",
            "Mine only",
            "A, llc",
            "Road 1",
            "-",
            500.0,
            5.0,
            100.0
        ],
        row![
            2012.0,
            103_336.0,
            "Plant",
            "Alabama",
            "Bibb",
            "Active",
            "Surface",
            "Contractor",
            "Preparation Plant",
            "A, llc",
            "Road 1",
            " ",
            0.0,
            3.0,
            100.0
        ],
        row![
            2012.0,
            103_337.0,
            "Pile",
            "Refuse Recovery",
            "Bibb",
            "Active",
            "Refuse",
            "Contractor",
            "Mine only",
            "A, llc",
            "Road 1",
            "",
            10.0
        ],
    ];
    let second = [
        vec![],
        vec![],
        vec![],
        row![
            "Year",
            "MSHA ID",
            "Mine Name",
            "Mine State",
            "Mine County",
            "Mine Basin",
            "Mine Status",
            "Mine Type",
            "Company Type",
            "Operation Type",
            "Operating Company",
            "Operating Company Address",
            "Union Code",
            "Production (short tons)",
            "Average Employees",
            "Labor Hours"
        ],
        row![
            2011.0,
            103_335.0,
            "North Mine",
            "Alabama",
            "Bibb",
            "Appalachia Southern",
            "Active",
            "Surface",
            "Contractor",
            "Mine only",
            "A Llc",
            "Road 1",
            "UNIT",
            900.0,
            5.0,
            100.0
        ],
    ];
    let files = [
        input("coalpublic2012.xlsx", workbook("Hist_Coal_Prod", &first, &[])),
        input("coalpublic2011.xlsx", workbook("Hist_Coal_Prod", &second, &[])),
    ];
    let draft = draft(&shipped("us-eia-coal"), &files, &Decisions::default());
    assert_eq!((draft.blocked(), refused(&draft)), (vec![], vec![]));
    let mines: Vec<_> = draft.units.iter().filter(|unit| unit.kind == "mine").collect();
    assert_eq!(mines.len(), 4);
    assert_eq!(mines[0].code.as_deref(), Some("0103335 Surface Alabama"));
    let year = |reading: &interchange::DraftReading| reading.period_code() == 2012;
    assert_eq!(sum(&draft, "tons-per-hour", Kind::Actual, year), 1_500_000_000);
    assert_eq!(weights(&draft, "tons-per-hour", year), 300_000_000);
    assert_eq!(sum(&draft, "coal-production", Kind::Actual, year), 1_510_000_000);
}

#[test]
fn msha_quarters_come_from_gzip_and_names_from_the_list_of_mines() {
    let text = "mine_id,year,quarter,days_lost,days_restricted,deaths,permanent_disabilities,violations\n\
                0100003,2000,1,0,86,0,0,6\n0100003,2000,2,30,0,29,0,10\n0200003,2000,5,1,1,1,1,1\n";
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    let list = "mine_id,mine_name\n0100003,O'Neal Quarry & Mill\n";
    let files =
        [input("all_mine_quarter.csv.gz", encoder.finish().unwrap()), input("mines.csv", list)];
    let draft = draft(&shipped("us-msha-quarter"), &files, &Decisions::default());
    assert_eq!(draft.files[0].accepted, 10);
    assert_eq!(
        value(&draft, "O'Neal Quarry & Mill", "deaths", "2000Q2", Kind::Actual).as_deref(),
        Some("29")
    );
    assert_eq!(refused(&draft), [("A4".to_owned(), "period-unreadable")]);
    let state = draft.units.iter().find(|unit| unit.kind == "state").unwrap();
    assert_eq!((state.name.as_str(), state.code.as_deref()), ("State 01", Some("MSHA-01")));
}

#[test]
fn gem_shares_marks_and_repeated_ids_are_notes_or_refusals() {
    let columns = "GEM Mine ID,MSHA ID,Country,\"State, Province\",Mine Name,Mine Name (Non-ENG),Status,Status Detail,Project Type,Project Phase,Owners,Parent Company,Capacity (Mtpa),Production (Mtpa),Year of Production,Mine Type,Workforce Size,Workforce Accuracy,Coal Type,\"Total Reserves (Proven and Probable, Mt)\",Opening Year,GEM Coal Mine Methane Emissions Estimate (MCM/yr)";
    let rows = [
        "M1,,China,Shanxi,Big Mine,大煤矿,Operating,,,,Owner A [60%]; Owner B [40%],Group One [68%]; Others [32%],1.2,*,nan,Underground,500-600,Estimate,Lignite,91,TBD,5.3",
        "M1,,China,Shanxi,Big Mine,大煤矿,Proposed,,Expansion,Stage 2,Owner A,Group One,＊,-,nan,Underground,-,-,Lignite,-,2024-2025,-",
        "M1,,China,Shanxi,Big Mine,大煤矿,Operating,,,,Owner A,Group One,9,9,2022,Underground,9,Exact,Lignite,9,2000,9",
        "M2,,India,Bihar,Lone Mine,,Operating,,,,Owner C,-,0.15-0.18,1.5,2022,Surface,12,Exact,Thermal,2,2001,1",
        "M3,,India,Bihar,Other Mine,,Operating,,,,Same Co,Same Co [100%],1,1.1,2017-2019,Surface,12,Exact,Thermal,2,2001,1",
    ];
    let text = format!("{columns}\n{}\n", rows.join("\n"));
    let files = [input("gcmt_2024_04_x.csv", text)];
    let draft = draft(&shipped("gem-coal-mines"), &files, &Decisions::default());
    let expected = [("E4", "unit-repeated"), ("N6", "period-unreadable")];
    assert_eq!(refused(&draft), expected.map(|(cell, code)| (cell.to_owned(), code)));
    let unit =
        |code: &str| draft.units.iter().find(|unit| unit.code.as_deref() == Some(code)).unwrap();
    let big = unit("M1 Operating");
    let notes: Vec<(&str, &str)> =
        big.notes.iter().map(|note| (note.label.as_str(), note.text.as_str())).collect();
    for expected in [
        ("Owners", "Owner A [60%]; Owner B [40%]"),
        ("Production (Mtpa)", "*"),
        ("Workforce Size", "500-600"),
        ("Local name", "大煤矿"),
        ("Opening year", "TBD"),
    ] {
        assert!(notes.contains(&expected), "{expected:?} in {notes:?}");
    }
    let above = |code: &str| draft.units[unit(code).parent().unwrap() as usize].clone();
    assert_eq!(above("M1 Operating").name, "Owner A");
    assert_eq!(
        above("M1 Operating").parent().map(|group| draft.units[group as usize].name.as_str()),
        Some("Group One")
    );
    assert_eq!(
        (above("M2 Operating").name.as_str(), above("M2 Operating").parent()),
        ("Owner C", None)
    );
    assert_eq!(
        (above("M3 Operating").kind.as_str(), above("M3 Operating").parent()),
        ("group", None)
    );
    assert_eq!(
        value(&draft, "Lone Mine", "mine-production", "2022", Kind::Actual).as_deref(),
        Some("1.5")
    );
    assert_eq!(
        value(&draft, "Big Mine", "mine-capacity", "2024-04", Kind::Actual).as_deref(),
        Some("1.2")
    );
}

#[test]
fn nhs_departments_add_up_as_ratios() {
    let text = "period,org_code,type,attendances,breaches,admissions\n\
                2016-04-01,AAH,1,100,20,3\n2016-04-01,AAH,other,300,0,0\n";
    let draft = draft(&shipped("uk-nhs-ae"), &[input("ae.csv", text)], &Decisions::default());
    assert_eq!(refused(&draft), []);
    let code = "ae-within-four-hours";
    let all = |_: &interchange::DraftReading| true;
    assert_eq!(
        (sum(&draft, code, Kind::Actual, all), weights(&draft, code, all)),
        (380_000_000, 400_000_000)
    );
    assert_eq!(value(&draft, "AAH 1", code, "2016-04", Kind::Target).as_deref(), Some("95"));
}

#[test]
fn ntpc_targets_of_zero_give_no_rate() {
    let head = "srcCalendarDay,srcStateName,Name of the power station,Monitored capacity,Available capacity,Power generation report for NTPC Station under (Dated) program,Power generation under todays actual,Power generation under (Dated) program,Power generation under till date actual,Coal Stock,Capacity under outage";
    let text = format!(
        "{head}\n10-Jul-2022,Bihar,BARAUNI TPS_Unit 8,250,250,2.81,5.76,279.1,441.15,11,0\n\
         10-Jul-2022,Maharashtra,SOLAPUR_Unit 1,250,250,0,5.76,0,441.15,,\n\
         11-Jul-2022,Maharashtra,SOLAPUR STPS_Unit 1,250,250,0,5.76,0,441.15,,\n"
    );
    let files = [input("ntpc.csv", text)];
    let draft = draft(&shipped("india-ntpc-generation"), &files, &Decisions::default());
    assert_eq!(refused(&draft), []);
    let file = &draft.files[0];
    assert_eq!((file.rates_computed, file.rates_undefined), (1, 2));
    assert_eq!(draft.units.iter().filter(|unit| unit.kind == "power-station").count(), 2);
    let target = value(&draft, "Unit 1", "generation-to-date", "2022-07-10", Kind::Target);
    assert_eq!(target.as_deref(), Some("0"));
}

#[test]
fn flotation_samples_become_sum_and_number() {
    let profile = shipped("flotation-plant");
    let headings: Vec<String> =
        profile.columns.iter().map(|column| column.heading[0].clone()).collect();
    let sample = |first: &str| format!("\"{first}\"{}", ",\"1,5\"".repeat(22));
    let text = format!("{}\n{}\n{}\n", headings.join(","), sample("55,2"), sample("3,288,555"));
    let decisions = Decisions {
        unit: Some("浮选".into()),
        period: "2017-03".parse().ok(),
        ..Decisions::default()
    };
    let draft = draft(&profile, &[input("flotation.csv", text)], &decisions);
    assert_eq!((refused(&draft), draft.files[0].accepted), (vec![], 46));
    let read = reading(&draft, "浮选", "flotation-iron-feed", "2017-03", Kind::Actual).unwrap();
    assert_eq!(read.value().to_string(), "3343.755");
    assert_eq!(read.weight().map(|weight| weight.to_string()).as_deref(), Some("2"));
}
