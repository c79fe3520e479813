//! Files that are no tables, or not the ones expected: each is answered, none is guessed at.

use crate::support::*;
use flate2::{Compression, write::GzEncoder};
use interchange::Decisions;
use std::io::Write;
use zip::{ZipWriter, write::SimpleFileOptions};

#[track_caller]
fn fails(name: &str, bytes: impl Into<Vec<u8>>, code: &str) {
    let draft = draft(&shipped("sample-plant"), &[input(name, bytes)], &Decisions::default());
    let problem = draft.files[0].failed.clone().expect("the file is not read");
    assert_eq!(problem.code, code);
    assert_eq!(draft.blocked().len(), 1);
    assert!(!english(&problem).contains('⟨'), "{problem}");
}

fn good() -> Vec<u8> {
    let rows = [
        row!["单位", "指标", "月份", "计划", "实际"],
        row!["主洗车间", "入洗原煤", "2026-01", 1000.0, 990.5],
    ];
    workbook("填报", &rows, &[])
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn what_is_no_table_is_said_so() {
    fails("a.xlsx", "", "file-empty");
    fails("a.xlsx", "%PDF-1.7 …", "file-not-a-table");
    fails("a.xls", "<html><table></table></html>", "file-not-a-table");
    fails("a.xls", vec![1, 2, 0, 3], "file-not-a-table");
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("readme.txt", SimpleFileOptions::default()).unwrap();
    zip.write_all(b"not a workbook").unwrap();
    fails("a.xlsx", zip.finish().unwrap().into_inner(), "file-not-a-table");
}

#[test]
fn truncated_files_are_damaged_wherever_they_end() {
    let bytes = good();
    for part in 1..8 {
        fails("a.xlsx", &bytes[..bytes.len() * part / 8], "file-damaged");
    }
    let xls = include_bytes!("../fixtures/monthCoal1-2026-May.xls");
    for part in 1..16 {
        let cut = input("monthCoal1-2026-May.xls", &xls[..xls.len() * part / 16]);
        let draft = draft(&shipped("india-npp-coal"), &[cut], &yes());
        assert!(draft.files[0].failed.is_some(), "{part}/16");
    }
    let packed = gzip(
        "单位,指标,月份,计划,实际\n主洗车间,入洗原煤,2026-01,1000,990.5\n".repeat(99).as_bytes(),
    );
    fails("a.csv.gz", &packed[..packed.len() / 2], "file-damaged");
}

#[test]
fn no_damage_of_a_workbook_ends_in_a_panic() {
    let xls = &include_bytes!("../fixtures/monthCoal1-2026-May.xls")[..];
    let xlsx = good();
    let mut random = 20_240_801_u64;
    for round in 0..300 {
        let (name, profile, bytes) = match round % 2 {
            0 => ("monthCoal1-2026-May.xls", "india-npp-coal", xls),
            _ => ("a.xlsx", "sample-plant", &xlsx[..]),
        };
        let mut bytes = bytes.to_vec();
        for _ in 0..4 {
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let at = (random >> 33) as usize % bytes.len();
            bytes[at] ^= (random >> 24) as u8 | 1;
        }
        let draft = draft(&shipped(profile), &[input(name, bytes)], &yes());
        assert_eq!(draft.files.len(), 1);
    }
}

#[test]
fn protected_workbooks_ask_for_the_password_to_be_removed() {
    let mut bytes = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    bytes.resize(1024, 0);
    bytes.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    bytes.resize(2048, 0);
    fails("a.xlsx", bytes, "file-password");
}

#[test]
fn bombs_are_not_unpacked() {
    let zeros = vec![0_u8; 1 << 20];
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for name in ["xl/workbook.xml", "xl/worksheets/sheet1.xml"] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        for _ in 0..24 {
            zip.write_all(&zeros).unwrap();
        }
    }
    fails("a.xlsx", zip.finish().unwrap().into_inner(), "file-bomb");
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    for _ in 0..48 {
        encoder.write_all(&zeros).unwrap();
    }
    fails("a.csv.gz", encoder.finish().unwrap(), "file-bomb");
}

#[test]
fn an_archive_that_understates_its_size_is_still_measured() {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("xl/workbook.xml", SimpleFileOptions::default()).unwrap();
    for _ in 0..48 {
        zip.write_all(&vec![0_u8; 1 << 20]).unwrap();
    }
    let mut bytes = zip.finish().unwrap().into_inner();
    let honest = (48_u32 << 20).to_le_bytes();
    for at in 0..bytes.len() - 4 {
        if bytes[at..at + 4] == honest {
            bytes[at..at + 4].copy_from_slice(&1000_u32.to_le_bytes());
        }
    }
    let draft = draft(&shipped("sample-plant"), &[input("a.xlsx", bytes)], &Decisions::default());
    let code = draft.files[0].failed.as_ref().map(|problem| problem.code);
    assert!(matches!(code, Some("file-bomb" | "file-damaged")), "{code:?}");
}

#[test]
fn larger_than_200_mb_is_refused_before_anything_is_read() {
    fails("a.csv", vec![b'1'; (200 << 20) + 1], "file-too-large");
}

#[test]
fn another_profile_s_file_names_the_headings_that_are_missing() {
    let file = input("a.csv", "period,org_code,type,attendances\n2016-04-01,AAH,1,2\n");
    let draft = draft(&shipped("uk-nhs-ae"), &[file], &Decisions::default());
    let problem = draft.files[0].failed.as_ref().unwrap();
    assert_eq!(problem.code, "headings-missing");
    assert!(english(problem).contains("breaches · admissions"), "{}", english(problem));
    let other = input("b.xlsx", good());
    let profile = shipped("india-npp-coal");
    let draft = crate::support::draft(&profile, &[other], &Decisions::default());
    assert_eq!(draft.files[0].failed.as_ref().map(|problem| problem.code), Some("sheet-missing"));
}

#[test]
fn a_merged_heading_that_moved_is_noticed() {
    let rows = [
        row!["单位", "指标", "月份", "计划", "", "实际"],
        row!["主洗车间", "入洗原煤", "2026-01", "", 1000.0, 990.5],
    ];
    let text = interchange::profile::by_name("sample-plant").unwrap().text;
    let text = text.replace(
        "heading = [\"计划\", \"计划值\", \"Plan\", \"{yyyy}年{m}月计划\", \"{yyyy}-{mm} Plan\"]\noptional = true",
        "heading = [\"计划\"]",
    );
    let profile = interchange::Profile::parse(&text).unwrap();
    let file = input("a.xlsx", workbook("填报", &rows, &[(0, 3, 0, 4)]));
    let draft = draft(&profile, &[file], &yes());
    let blocked = draft.blocked();
    let [(_, problem)] = blocked.as_slice() else { panic!("{blocked:?}") };
    assert_eq!(problem.code, "heading-moved");
    let said = english(problem);
    assert!(said.contains("“计划”") && said.contains("column E"), "{said}");
    assert_eq!(draft.accepted().count(), 0);
    let ordered = changed("india-npp-coal", "join_wrapped = true", "");
    let mut header = row![
        "Name of TPS",
        "Installed Capacity (MW)",
        "CIL",
        "SCCL",
        "Captive",
        "E-Auction",
        "Import",
        "Others",
        "Total",
        "Total Consumption",
        "Closing Stocks"
    ];
    header.push("".into());
    let data: Vec<Made> = std::iter::once("A TPS".into())
        .chain((0..11).map(|n| Made::Number(f64::from(n))))
        .collect();
    let file = input(
        "monthCoal1-2024-May.xls",
        workbook("coal_report_monthly", &[header, vec![], row!["Northern"], data], &[]),
    );
    let draft = crate::support::draft(&ordered, &[file], &yes());
    assert_eq!(draft.files[0].failed.as_ref().map(|problem| problem.code), Some("headings-count"));
}

/// Two rows of headings, the upper ones merged over two columns each.
fn halves(top: [&str; 6], merges: &[(u32, u16, u32, u16)]) -> interchange::Draft {
    let text = "name = \"halves\"\ntitle = { zh = \"表\", en = \"Table\" }\n\
        [header]\nrows = 2\n[[period]]\nfrom = \"given\"\n\
        [unit]\nby = \"path\"\nname = \"{unit}\"\nkind = \"workshop\"\n\
        [[column]]\nid = \"unit\"\nheading = [\"单位\"]\n\
        [[column]]\nid = \"plan\"\nheading = [\"计划 / 合计\"]\nindicator = \"x\"\nkind = \"target\"\n\
        [[column]]\nid = \"actual\"\nheading = [\"实际 / 合计\"]\nindicator = \"x\"\n\
        [[indicator]]\ncode = \"x\"\nname = { zh = \"某\", en = \"X\" }\n";
    let profile = interchange::Profile::parse(text).unwrap();
    let rows = [
        top.map(|text| if text.is_empty() { Made::Empty } else { text.into() }).to_vec(),
        row!["", "合计", "其中", "合计", "其中", ""],
        row!["主洗车间", 10.0, 1.0, 9.0, 2.0, ""],
    ];
    let period = Some("2026-01".parse().unwrap());
    let decisions = Decisions { period, ..Decisions::default() };
    draft(&profile, &[input("a.xlsx", workbook("填报", &rows, merges))], &decisions)
}

#[test]
fn merged_headings_over_other_columns_are_refused_by_name() {
    let there = halves(["单位", "计划", "", "实际", "", ""], &[(0, 1, 0, 2), (0, 3, 0, 4)]);
    assert_eq!(there.accepted().count(), 2, "{:?}", there.blocked());
    let moved = halves(["单位", "", "计划", "", "实际", ""], &[(0, 2, 0, 3), (0, 4, 0, 5)]);
    let problem = moved.files[0].failed.as_ref().expect("it is refused");
    assert_eq!(problem.code, "headings-missing");
    assert!(english(problem).contains("实际 / 合计"), "{}", english(problem));
}

#[test]
fn one_bad_file_does_not_keep_the_others_out() {
    let files = [input("a.xlsx", "%PDF"), input("b.xlsx", good())];
    let draft = draft(&shipped("sample-plant"), &files, &Decisions::default());
    assert!(draft.files[0].failed.is_some());
    assert_eq!(draft.files[1].accepted, 2);
}
