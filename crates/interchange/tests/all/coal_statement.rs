//! The coal statement: merged headings that do not stand over their numbers, regions, printed totals
//! and rates, a station wrapped over two rows, a month without headings.
//!
//! `fixtures/monthCoal1-2026-May.xls` is of our own making (invented stations, written by xlwt),
//! because no Rust library writes the old binary format.

use crate::support::*;
use interchange::{Checked, Decisions, Input, Kind, Known, KnownUnit};
use kernel::UnitId;

const PLACES: [u16; 11] = [0, 2, 5, 7, 8, 10, 12, 15, 18, 20, 23];

/// A station: name, capacity, six sources, consumption, closing stock.
type Station = (&'static str, f64, [f64; 6], f64, f64);

const KAWAI: Station =
    ("HILL TPS", 1320.0, [335.954, 0.0, 0.0, 0.0, 218.885, 0.0], 396.708, 321.51);
const BARH: Station =
    ("BARH  STPS", 2640.0, [410.75, 0.0, 378.72, 0.0, 0.0, 0.0], 866.808, 602.956);
const UDUPI: [f64; 6] = [0.0, 0.0, 0.0, 0.0, 203.755, 0.0];
const UPPER: Station = ("COASTAL POWER ", 1200.0, UDUPI, 190.5, 51.72);
const LOWER: Station = ("LIMITED UDUPI TPP", 1200.0, UDUPI, 190.5, 51.72);
const WHOLE: Station = ("COASTAL POWER LIMITED UDUPI TPP", 1200.0, UDUPI, 190.5, 51.72);
const BELLARY: Station =
    ("BELLARY TPS", 1700.0, [65.95265, 109.54734, 0.0, 0.0, 25.2, 0.0], 494.062, 464.5628);

fn cells(name: &str, figures: [f64; 10]) -> Vec<Made> {
    let mut row = vec![Made::Empty; 26];
    row[0] = name.into();
    for (place, figure) in PLACES[1..].iter().zip(figures) {
        row[usize::from(*place)] = Made::Number(figure);
    }
    row
}

fn figures(station: &Station) -> [f64; 10] {
    let (_, capacity, [cil, sccl, captive, auction, import, others], consumed, closing) = *station;
    let received = cil + sccl + captive + auction + import + others;
    [capacity, cil, sccl, captive, auction, import, others, received, consumed, closing]
}

fn total(label: &str, stations: &[Station]) -> Vec<Made> {
    let sum = |at: usize| stations.iter().map(|station| figures(station)[at]).sum();
    cells(label, std::array::from_fn(sum))
}

/// A month with headings and totals; `counted` are the stations that the totals know.
fn month(name: &str, title: &str, south: &[Station], counted: &[Station]) -> Input {
    let north = [KAWAI, BARH];
    let mut rows = vec![vec![], row!["MONTHLY COAL REPORT"], row![title]];
    rows.extend(headings());
    rows.push((1..=11).map(|number| Made::Text(number.to_string())).collect());
    rows.push(row!["Northern"]);
    rows.extend(north.iter().map(|station| cells(station.0, figures(station))));
    rows.push(total("Total of Northern", &north));
    rows.push(row!["Southern"]);
    rows.extend(south.iter().map(|station| cells(station.0, figures(station))));
    rows.push(total("Total of Southern", counted));
    let all: Vec<Station> = north.iter().chain(counted).copied().collect();
    rows.push(total("Total ALL INDIA", &all));
    rows.push(row!["", "", "", "", "(Figures in Million Tonnes)"]);
    rows.push(row!["", "Domestic", "", "", 65.383_550_87]);
    let merges = [
        (3, 0, 4, 2),
        (3, 3, 4, 4),
        (3, 5, 3, 20),
        (3, 21, 4, 23),
        (3, 24, 4, 25),
        (4, 5, 4, 6),
        (4, 8, 4, 10),
    ];
    input(name, workbook("coal_report_monthly", &rows, &merges))
}

/// Two rows of headings; in the file they stand elsewhere than their numbers.
fn headings() -> [Vec<Made>; 2] {
    let mut upper = vec![Made::Empty; 26];
    let mut lower = vec![Made::Empty; 26];
    for (at, text) in [
        (0, "Name of\nTPS "),
        (3, "Installed  Capacity\n(MW) "),
        (5, "RECEIPT"),
        (21, "Total\nConsumption"),
        (24, "Closing\nStocks"),
    ] {
        upper[at] = text.into();
    }
    for (at, text) in [
        (5, "CIL"),
        (7, "SCCL "),
        (8, "Captive"),
        (11, "E-Auction"),
        (13, "Import"),
        (16, "Others"),
        (19, "Total"),
    ] {
        lower[at] = text.into();
    }
    [upper, lower]
}

/// The edited month: no title, no headings of regions, no totals.
fn august() -> Input {
    let mut rows: Vec<Vec<Made>> = headings().into();
    rows.extend([KAWAI, BARH].iter().map(|station| cells(station.0, figures(station))));
    rows.push(vec![]);
    rows.extend([UPPER, LOWER, BELLARY].iter().map(|station| cells(station.0, figures(station))));
    input("monthCoal1-2024-Aug.xlsx", workbook("coal_report_monthly", &rows, &[]))
}

fn april() -> Input {
    let title = "(MONTHLY COAL STATEMENT OF THERMAL POWER STATIONS FOR April 2024)";
    month("monthCoal1-2024-Apr.xlsx", title, &[UPPER, LOWER, BELLARY], &[UPPER, BELLARY])
}

fn march() -> Input {
    let title = "(MONTHLY COAL STATEMENT OF THERMAL POWER STATIONS FOR March 2024)";
    month("monthCoal1-2024-Mar.xlsx", title, &[WHOLE, BELLARY], &[WHOLE, BELLARY])
}

/// The profile reads the file names of the fixtures, which are .xlsx.
fn profile(rule: bool) -> interchange::Profile {
    let text = interchange::profile::by_name("india-npp-coal").unwrap().text;
    let text = text.replace("{mon}.xls", "{mon}.xlsx");
    let text = if rule { text } else { text.replace("join_wrapped = true", "") };
    interchange::Profile::parse(&text).unwrap()
}

#[test]
fn an_xls_with_merged_headings_totals_rates_and_float_noise_comes_out() {
    let bytes = include_bytes!("../fixtures/monthCoal1-2026-May.xls");
    let files = [input("monthCoal1-2026-May.xls", &bytes[..])];
    let draft = draft(&shipped("india-npp-coal"), &files, &Decisions::default());
    assert_eq!((draft.blocked(), &draft.refusals[..]), (vec![], &[][..]));
    let file = &draft.files[0];
    assert_eq!(file.totals, Checked { checked: 3, matched: 3 });
    assert_eq!(file.rates, Checked { checked: 2, matched: 2 });
    assert_eq!(file.sums, Checked { checked: 3, matched: 3 });
    let target = reading(&draft, "HILL TPS", "coal-received", "2026-05", Kind::Target).unwrap();
    assert_eq!(target.value().to_string(), "301.99");
    assert_eq!(draft.text(target.source), Some("301.989990234375"));
    assert_eq!(draft.place(target.source).cell, "D8");
    assert_eq!(
        value(&draft, "BARH STPS", "coal-received-cil", "2026-05", Kind::Actual).as_deref(),
        Some("0.3")
    );
    let regions: Vec<_> = draft.units.iter().filter(|unit| unit.kind == "region").collect();
    assert_eq!(regions.len(), 2);
}

#[test]
fn the_wrapped_station_is_counted_once() {
    let draft = draft(&profile(true), &[march(), april()], &Decisions::default());
    assert_eq!((draft.blocked(), draft.mismatches.len()), (vec![], 0));
    assert_eq!(draft.units.iter().filter(|unit| unit.kind == "power-station").count(), 4);
    let name = "COASTAL POWER LIMITED UDUPI TPP";
    let april = value(&draft, name, "coal-received", "2024-04", Kind::Actual);
    assert_eq!(april.as_deref(), Some("203.755"));
}

#[test]
fn without_a_rule_the_total_stops_the_block_and_names_both_rows() {
    let draft = draft(&profile(false), &[march(), april()], &yes());
    let blocked = draft.blocked();
    assert_eq!(blocked.len(), 1);
    let (file, problem) = &blocked[0];
    assert_eq!((*file, problem.code), (1, "total-differs-twins"));
    assert!(english(problem).contains("Rows 12, 13"), "{}", english(problem));
    let stopped = draft.blocks.iter().filter(|block| !block.stopped.is_empty());
    assert_eq!(stopped.map(|block| block.label.as_str()).collect::<Vec<_>>(), ["Southern"]);
    assert_eq!(draft.files[1].totals, Checked { checked: 3, matched: 1 });
    assert!(value(&draft, "HILL TPS", "coal-received", "2024-04", Kind::Actual).is_some());
    assert_eq!(draft.new_units().filter(|unit| unit.name.starts_with("LIMITED")).count(), 0);
}

#[test]
fn without_totals_a_person_decides_about_wrapped_rows_and_regions() {
    for rule in [false, true] {
        let files = [march(), august()];
        let waiting = draft(&profile(rule), &files, &Decisions::default());
        let codes: Vec<_> = waiting.blocked().iter().map(|(_, problem)| problem.code).collect();
        assert_eq!(codes, ["parents-from-elsewhere", "rows-wrapped"]);
        assert_eq!(waiting.files[1].accepted, 0);
        let done = draft(&profile(rule), &files, &yes());
        assert!(done.blocked().is_empty());
        let name = "COASTAL POWER LIMITED UDUPI TPP";
        let read = reading(&done, name, "coal-received", "2024-08", Kind::Actual).unwrap();
        let region = done.units[read.unit as usize].parent().unwrap();
        assert_eq!(done.units[region as usize].name, "Southern");
        assert_eq!(done.units.iter().filter(|unit| unit.kind == "power-station").count(), 4);
    }
}

#[test]
fn regions_may_come_from_the_database() {
    let unit = |id: i64, name: &str, parent: Option<i64>| KnownUnit {
        id: UnitId(id),
        code: None,
        name: name.into(),
        aliases: vec![],
        parent: parent.map(UnitId),
    };
    let known = Known::new([
        unit(1, "India", None),
        unit(2, "Northern", Some(1)),
        unit(3, "Southern", Some(1)),
        unit(4, "Hill TPS", Some(2)),
        unit(5, "Barh STPS", Some(2)),
        unit(6, "COASTAL POWER LIMITED UDUPI TPP", Some(3)),
        unit(7, "Bellary TPS", Some(3)),
    ]);
    let draft = interchange::draft(&profile(true), &[august()], &known, &yes()).unwrap();
    assert_eq!((draft.blocked(), &draft.refusals[..]), (vec![], &[][..]));
    assert_eq!(draft.new_units().count(), 0);
}

#[test]
fn a_renamed_station_stays_one_unit_with_both_names() {
    let title = |month: &str| format!("(STATEMENT OF STATIONS FOR {month} 2023)");
    let old: Station = ("UDUPI TPP", 1200.0, UDUPI, 190.5, 51.72);
    let new: Station = ("ADANI POWER LIMITED UDUPI TPP", 1200.0, UDUPI, 190.5, 51.72);
    let files = [
        month("monthCoal1-2023-Jul.xlsx", &title("July"), &[new], &[new]),
        month("monthCoal1-2023-Jun.xlsx", &title("June"), &[old], &[old]),
    ];
    let draft = draft(&profile(true), &files, &Decisions::default());
    let station = draft.units.iter().find(|unit| unit.name == new.0).unwrap();
    let names: Vec<&str> = station.seen.iter().map(|seen| seen.name.as_str()).collect();
    assert_eq!(names, ["UDUPI TPP", "ADANI POWER LIMITED UDUPI TPP"]);
}

#[test]
fn a_station_known_by_its_former_name_is_a_rename_to_confirm() {
    let known = Known::new([KnownUnit {
        id: UnitId(6),
        code: None,
        name: "UDUPI TPP".into(),
        aliases: vec![],
        parent: None,
    }]);
    let new: Station = ("ADANI POWER LIMITED UDUPI TPP", 1200.0, UDUPI, 190.5, 51.72);
    let title = "(STATEMENT OF STATIONS FOR April 2024)";
    let file = month("monthCoal1-2024-Apr.xlsx", title, &[new], &[new]);
    let draft = interchange::draft(&profile(true), &[file], &known, &Decisions::default()).unwrap();
    let renames: Vec<(&str, &str)> =
        draft.renames(&known).iter().map(|(unit, old)| (unit.name.as_str(), *old)).collect();
    assert_eq!(renames, [(new.0, "UDUPI TPP")]);
}

#[test]
fn a_name_and_a_title_that_differ_stop_the_file() {
    let title = "(MONTHLY COAL STATEMENT OF THERMAL POWER STATIONS FOR May 2024)";
    let file = month("monthCoal1-2024-Apr.xlsx", title, &[BELLARY], &[BELLARY]);
    let draft = draft(&profile(true), &[file], &yes());
    assert_eq!(draft.files[0].failed.as_ref().map(|problem| problem.code), Some("periods-differ"));
}

#[test]
fn a_printed_figure_that_is_wrong_stops_its_region() {
    let title = "(STATEMENT OF STATIONS FOR April 2024)";
    let file = month("monthCoal1-2024-Apr.xlsx", title, &[WHOLE, BELLARY], &[WHOLE]);
    let draft = draft(&profile(true), &[file], &yes());
    let blocked = draft.blocked();
    assert_eq!(
        blocked.iter().map(|(_, problem)| problem.code).collect::<Vec<_>>(),
        ["total-differs"]
    );
}
