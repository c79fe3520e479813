//! Values that are not what they should be: read where there is one reading, refused by cell where
//! there is none or more than one. Nothing is lost: what is refused keeps its text and its reason.

use crate::support::*;
use interchange::{Decisions, Input, Kind, Known, KnownUnit};
use kernel::UnitId;

fn plan(value: Made) -> Input {
    let rows = vec![
        row!["单位", "指标", "月份", "计划", "实际"],
        vec!["主洗车间".into(), "精煤产量".into(), "2026-01".into(), value, 1.0.into()],
    ];
    input("a.xlsx", workbook("填报", &rows, &[]))
}

#[track_caller]
fn reads(value: impl Into<Made>, expected: Result<&str, &str>) {
    let draft = draft(&shipped("sample-plant"), &[plan(value.into())], &Decisions::default());
    let read = crate::support::value(&draft, "主洗车间", "clean-coal", "2026-01", Kind::Target);
    match expected {
        Ok(text) => {
            assert_eq!((read.as_deref(), refused(&draft)), (Some(text), vec![]));
        }
        Err(code) => {
            assert_eq!((read, refused(&draft)), (None, vec![("D2".into(), code)]));
            assert!(!english(&draft.refusals[0].problem).contains('⟨'));
        }
    }
    assert_eq!(draft.files[0].accepted, 1 + u64::from(expected.is_ok()));
}

#[test]
fn number_cells_are_read_as_written_or_refused() {
    reads("1,234.5", Ok("1234.5"));
    reads("1.234,5", Err("cell-number-format"));
    reads("１２３４．５", Ok("1234.5"));
    reads("1234.5  ", Ok("1234.5"));
    reads("约一千", Err("cell-not-a-number"));
    reads("900-1000", Err("cell-range"));
    reads("0.1234567", Err("quantity-too-many-decimals"));
    reads(Made::Error("#DIV/0!"), Err("cell-error"));
    reads(Made::Day("2026-01-31"), Err("cell-date"));
    reads(0.0, Ok("0"));
    reads(1e15, Err("quantity-overflow"));
}

#[test]
fn a_profile_without_a_thousands_mark_refuses_every_comma() {
    let text = "period,org_code,type,attendances,breaches,admissions\n\
                2016-04-01,AAH,1,\"1,234.5\",0,0\n\
                2016-05-01,AAH,1,100,-3,0.1234567\n";
    let draft = draft(&shipped("uk-nhs-ae"), &[input("a.csv", text)], &Decisions::default());
    let expected = [
        ("D2", "cell-number-format"),
        ("E3", "cell-negative"),
        ("F3", "quantity-too-many-decimals"),
    ];
    assert_eq!(refused(&draft), expected.map(|(cell, code)| (cell.to_owned(), code)));
    assert_eq!(draft.refusals[0].text, "1,234.5");
}

#[test]
fn months_may_be_dates_or_numbers_that_lost_their_format() {
    let rows = vec![
        row!["单位", "指标", "月份", "实际"],
        vec!["甲".into(), "精煤产量".into(), Made::Day("2026-01-31"), 1.0.into()],
        row!["甲", "精煤产量", 46_054.0, 2.0],
        row!["甲", "精煤产量", "2026年3月", 3.0],
        row!["甲", "精煤产量", "三月", 4.0],
    ];
    let files = [input("a.xlsx", workbook("填报", &rows, &[]))];
    let draft = draft(&shipped("sample-plant"), &files, &Decisions::default());
    for (period, expected) in [("2026-01", "1"), ("2026-02", "2"), ("2026-03", "3")] {
        assert_eq!(
            value(&draft, "甲", "clean-coal", period, Kind::Actual).as_deref(),
            Some(expected)
        );
    }
    assert_eq!(
        refused(&draft),
        [("B5".to_owned(), "period-unreadable")].map(|(_, code)| ("A5".to_owned(), code))
    );
}

#[test]
fn a_month_twice_counts_once_when_equal_and_is_refused_when_not() {
    let text = "单位,指标,月份,实际\n甲,精煤产量,2026-01,5\n甲,精煤产量,2026-01,5\n\
                甲,精煤产量,2026-02,5\n甲,精煤产量,2026-02,6\n";
    let draft = draft(&shipped("sample-plant"), &[input("a.csv", text)], &Decisions::default());
    assert_eq!(value(&draft, "甲", "clean-coal", "2026-01", Kind::Actual).as_deref(), Some("5"));
    assert_eq!(value(&draft, "甲", "clean-coal", "2026-02", Kind::Actual), None);
    let cells = [("D4", "value-twice"), ("D5", "value-twice")];
    assert_eq!(refused(&draft), cells.map(|(cell, code)| (cell.to_owned(), code)));
    let text = english(&draft.refusals[0].problem);
    assert!(text.contains("D5") && text.contains('6'), "{text}");
}

#[test]
fn the_same_file_twice_adds_nothing() {
    let once = draft(&shipped("sample-plant"), &[plan(7.0.into())], &Decisions::default());
    let files = [plan(7.0.into()), plan(7.0.into())];
    let twice = draft(&shipped("sample-plant"), &files, &Decisions::default());
    assert_eq!((twice.readings.len(), twice.refusals.len()), (once.readings.len(), 0));
}

#[test]
fn two_known_units_of_one_name_are_not_guessed_between() {
    let unit = |id: i64, parent: i64| KnownUnit {
        id: UnitId(id),
        code: Some(format!("U{id}")),
        name: "主洗车间".into(),
        aliases: vec![],
        parent: Some(UnitId(parent)),
    };
    let plants = [(1, "一厂"), (2, "二厂")].map(|(id, name)| KnownUnit {
        id: UnitId(id),
        code: None,
        name: name.into(),
        aliases: vec![],
        parent: None,
    });
    let known = Known::new(plants.into_iter().chain([unit(3, 1), unit(4, 2)]));
    let profile = shipped("sample-plant");
    let files = [plan(7.0.into())];
    let draft = interchange::draft(&profile, &files, &known, &Decisions::default()).unwrap();
    assert_eq!(refused(&draft), [("A2".to_owned(), "unit-ambiguous")]);
    let text = "上级单位,单位,指标,月份,实际\n二厂,主洗车间,精煤产量,2026-01,5\n";
    let files = [input("a.csv", text)];
    let draft = interchange::draft(&profile, &files, &known, &Decisions::default()).unwrap();
    assert_eq!(draft.units[draft.readings[0].unit as usize].known, Some(UnitId(4)));
}

#[test]
fn a_known_unit_elsewhere_is_not_taken_for_the_child_of_a_new_one() {
    let unit = |id: i64, name: &str, parent: Option<i64>| KnownUnit {
        id: UnitId(id),
        code: None,
        name: name.into(),
        aliases: vec![],
        parent: parent.map(UnitId),
    };
    let known = Known::new([unit(1, "Bihar", None), unit(2, "NTPC", Some(9))]);
    let head = "srcCalendarDay,srcStateName,Name of the power station,Monitored capacity,Available capacity,Power generation report for NTPC Station under (Dated) program,Power generation under todays actual,Power generation under (Dated) program,Power generation under till date actual,Coal Stock,Capacity under outage";
    let text = format!(
        "{head}\n10-Jul-2022,Bihar,BARAUNI TPS_Unit 8,250,250,2.81,5.76,279.1,441.15,11,0\n"
    );
    let profile = shipped("india-ntpc-generation");
    let files = [input("ntpc.csv", text)];
    let draft = interchange::draft(&profile, &files, &known, &Decisions::default()).unwrap();
    let found = |name: &str| draft.units.iter().find(|unit| unit.name == name).unwrap().known;
    assert_eq!((found("NTPC"), found("Bihar")), (Some(UnitId(2)), None));
}

#[test]
fn ratios_need_both_numbers_and_unknown_indicators_are_named() {
    let text = "单位,指标,月份,计划,实际,分母或权重\n\
                甲,精煤产率,2026-01,58.5,585,1000\n\
                甲,精煤产率,2026-02,58.5,585,\n\
                甲,没有的指标,2026-02,1,,\n,精煤产量,2026-02,1,,\n";
    let draft = draft(&shipped("sample-plant"), &[input("a.csv", text)], &Decisions::default());
    let actual = reading(&draft, "甲", "clean-yield", "2026-01", Kind::Actual).unwrap();
    assert_eq!(actual.weight().map(|weight| weight.to_string()).as_deref(), Some("1000"));
    let target = reading(&draft, "甲", "clean-yield", "2026-01", Kind::Target).unwrap();
    assert_eq!((target.value().to_string().as_str(), target.weight()), ("58.5", None));
    let expected = [("E3", "weight-missing"), ("D4", "indicator-unknown"), ("A5", "unit-missing")];
    assert_eq!(refused(&draft), expected.map(|(cell, code)| (cell.to_owned(), code)));
}
