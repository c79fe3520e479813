//! The layout that we ask enterprises to use, long and wide, as workbook and as CSV of any make.

use crate::support::*;
use interchange::{Decisions, Kind};

#[test]
fn long_rows_wide_months_and_titles_are_read() {
    let long = [
        row!["选煤厂月度生产报表"],
        vec![],
        row!["单位", "指标", "月份", "计划", "实际", "分母或权重"],
        row!["主洗车间", "入洗原煤", "2026-01", 1000.0, 990.5, ""],
        row!["主洗车间", "精煤灰分", "2026-01", 10.5, 10.2, 600.0],
        row!["合计", "", "", 1000.0, 990.5, ""],
    ];
    let wide = [
        row!["单位", "指标", "2026年2月计划", "2026年2月实际", "2026年3月计划"],
        row!["主洗车间", "入洗原煤", 1100.0, 1099.0, 1200.0],
    ];
    let files = [
        input("长表.xlsx", workbook("填报", &long, &[])),
        input("宽表.xlsx", workbook("填报", &wide, &[])),
    ];
    let draft = draft(&shipped("sample-plant"), &files, &Decisions::default());
    assert_eq!((draft.blocked(), refused(&draft)), (vec![], vec![]));
    for (period, kind, expected) in [
        ("2026-01", Kind::Target, "1000"),
        ("2026-01", Kind::Actual, "990.5"),
        ("2026-02", Kind::Target, "1100"),
        ("2026-02", Kind::Actual, "1099"),
        ("2026-03", Kind::Target, "1200"),
    ] {
        let read = value(&draft, "主洗车间", "raw-coal", period, kind);
        assert_eq!(read.as_deref(), Some(expected), "{period}");
    }
    let ash = reading(&draft, "主洗车间", "clean-ash", "2026-01", Kind::Actual).unwrap();
    assert_eq!(ash.weight().map(|weight| weight.to_string()).as_deref(), Some("600"));
    assert_eq!(draft.units.len(), 1);
}

#[test]
fn a_long_table_of_another_encoding_is_cut_nowhere() {
    let mut text = "单位,指标,月份,实际\n".to_owned();
    for number in 0..20_000 {
        text += &format!("第{number}号车间,入洗原煤,2026-01,{number}\n");
    }
    let utf16 = text.encode_utf16().flat_map(u16::to_be_bytes);
    let utf16: Vec<u8> = [0xFE, 0xFF].into_iter().chain(utf16).collect();
    for bytes in [encoding_rs::GB18030.encode(&text).0.into_owned(), utf16] {
        let file = input("a.csv", bytes);
        let draft = draft(&shipped("sample-plant"), &[file], &Decisions::default());
        assert_eq!((draft.files[0].accepted, draft.units.len()), (20_000, 20_000));
        let last = value(&draft, "第19999号车间", "raw-coal", "2026-01", Kind::Actual);
        assert_eq!(last.as_deref(), Some("19999"));
    }
    let broken = [encoding_rs::GB18030.encode(&text).0.into_owned(), vec![0xFF, 0xFF]].concat();
    let file = input("a.csv", broken);
    let draft = draft(&shipped("sample-plant"), &[file], &Decisions::default());
    assert_eq!(draft.files[0].failed.as_ref().map(|problem| problem.code), Some("file-encoding"));
}

#[test]
fn date_cells_keep_their_hour_and_count_for_their_production_day() {
    let daily = changed("sample-plant", "grain = \"month\"", "grain = \"day\"");
    let moments =
        ["2026-02-01T07:59:59", "2026-02-01T08:00:00", "2026-02-02", "2026-02-03T00:01:00"];
    let mut rows = vec![row!["单位", "指标", "月份", "实际"]];
    let mut text = "单位,指标,月份,实际\n".to_owned();
    for (moment, number) in moments.into_iter().zip(1..) {
        let unit = format!("{number}号车间");
        let cells = [Made::Day(moment), Made::Number(f64::from(number))];
        rows.push([row![unit.as_str(), "入洗原煤"], cells.to_vec()].concat());
        text += &format!("{unit},入洗原煤,{moment},{number}\n");
    }
    for (begins_at, days) in [
        (8, ["2026-01-31", "2026-02-01", "2026-02-02", "2026-02-02"]),
        (0, ["2026-02-01", "2026-02-01", "2026-02-02", "2026-02-03"]),
    ] {
        let known = interchange::Known::default().with_days_from(begins_at);
        for file in [input("a.xlsx", workbook("填报", &rows, &[])), input("a.csv", text.as_str())]
        {
            let draft = interchange::draft(&daily, &[file], &known, &Decisions::default()).unwrap();
            let mut read: Vec<_> =
                draft.readings.iter().map(|of| (of.value(), of.period())).collect();
            read.sort_by_key(|(value, _)| *value);
            let read: Vec<String> = read.iter().map(|(_, period)| period.to_string()).collect();
            assert_eq!(read, days, "{:?}", draft.refusals);
        }
    }
}

#[test]
fn csv_comes_in_every_make_that_offices_produce() {
    let text = "单位,指标,月份,实际\n主洗车间,入洗原煤,2026-01,990.5\n";
    let utf16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let makes: [Vec<u8>; 5] = [
        text.into(),
        format!("\u{feff}{text}").into(),
        text.replace(',', ";").into(),
        encoding_rs::GB18030.encode(&text.replace(',', "\t")).0.into_owned(),
        utf16,
    ];
    for (make, bytes) in makes.into_iter().enumerate() {
        let draft =
            draft(&shipped("sample-plant"), &[input("a.csv", bytes)], &Decisions::default());
        let read = value(&draft, "主洗车间", "raw-coal", "2026-01", Kind::Actual);
        assert_eq!(read.as_deref(), Some("990.5"), "make {make}: {:?}", draft.files[0].failed);
    }
}
