//! Schemes to workbooks and back: shipped ones, random ones, and what is wrong told at its cell.

use super::layout::SHEETS;
use super::*;
use crate::install_texts;
use crate::schemes::flat::EXAMPLES;
use interchange::readers::Input;
use interchange::writers::{self, Table, Value};
use kernel::texts;
use kernel::{Lang, Problem};
use proptest::prelude::*;
use rust_xlsxwriter::{Format, Workbook};
use scoring::Exact;
use scoring::line::Class;
use scoring::scheme::{
    Aspect, Consecutive, Consequence, Cut, Distribution, Effect, Feed, Floor, Gate, GateEffect,
    Kind, Line, Of, Origin, Overruled, Passing, Rule, Scheme, Section, Veto,
};

fn shipped() -> Vec<Scheme> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schemes");
    let files = std::fs::read_dir(folder).expect("the shipped schemes");
    let mut paths: Vec<_> = files.map(|file| file.expect("a file").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    paths.sort();
    let scheme = |path| Scheme::parse(&std::fs::read_to_string(path).expect("text"));
    let schemes: Vec<_> = paths.iter().map(|path| scheme(path).expect("a scheme")).collect();
    assert_eq!(schemes.len(), 9);
    schemes
}

fn s5() -> Scheme {
    shipped().into_iter().find(|scheme| scheme.id == "s5").expect("s5")
}

fn file(tables: &[Table]) -> Input {
    let bytes = writers::xlsx(tables).expect("a workbook");
    Input { name: "方案.xlsx".to_owned(), bytes }
}

/// Writes a scheme in one language and reads it in the other, in the place of a scheme that says nothing of it.
fn there_and_back(scheme: &Scheme, out: Lang, back: Lang) -> Result<Scheme, Vec<Problem>> {
    let before = Scheme { kind: Vec::new(), feed: Vec::new(), ..scheme.clone() };
    read(&file(&tables(scheme, out).expect("tables")), &before, back)
}

#[test]
fn every_shipped_scheme_comes_back_from_its_workbook_as_it_was() {
    install_texts();
    for scheme in shipped() {
        for (out, back) in [(Lang::Zh, Lang::En), (Lang::En, Lang::Zh)] {
            let again = there_and_back(&scheme, out, back);
            let again = again.unwrap_or_else(|all| panic!("{}: {all:?}", scheme.id));
            assert_eq!(again.digest(), scheme.digest(), "{}", scheme.id);
        }
    }
}

#[test]
fn no_two_headings_of_a_sheet_and_no_two_sheets_are_called_alike() {
    install_texts();
    for lang in Lang::ALL {
        let text = |key: &str| texts::get().text(lang, key);
        let alike = |keys: Vec<&str>| {
            let mut all: Vec<String> = keys.into_iter().map(text).collect();
            all.sort();
            all.windows(2).find(|two| two[0] == two[1]).map(|two| two[0].clone())
        };
        assert_eq!(alike(SHEETS.iter().map(|sheet| sheet.title).collect()), None);
        for sheet in SHEETS {
            assert!(text(sheet.title).chars().count() <= 31, "{}", sheet.title);
            let headings = sheet.columns.iter().map(|column| column.heading).collect();
            assert_eq!(alike(headings), None, "{}", sheet.title);
        }
    }
}

/// What is told of a workbook, as a reader sees it.
fn told(file: &Input) -> Vec<String> {
    let problems = read(file, &s5(), Lang::Zh).expect_err("something is wrong");
    problems.iter().map(|one| one.text(Lang::Zh)).collect()
}

/// A cell to be exchanged: sheet, row and column from 0, and what is to stand there.
type Exchanged = (&'static str, usize, usize, &'static str);

/// The tables of S5 with cells exchanged.
fn with(cells: &[Exchanged]) -> Vec<Table> {
    let mut all = tables(&s5(), Lang::Zh).expect("tables");
    for (sheet, row, column, text) in cells {
        let table = all.iter_mut().find(|table| table.title == *sheet).expect("a sheet");
        if table.rows.len() <= *row {
            table.rows.push(vec![Value::Empty; table.columns.len()]);
        }
        table.rows[*row][*column] = (*text).into();
    }
    all
}

#[test]
fn what_is_wrong_is_told_at_its_cell() {
    install_texts();
    let cases: [(&[Exchanged], &str); 15] = [
        (&[("方案", 3, 1, "去年")], "方案!B5"),
        (&[("方案", 6, 1, "三成")], "方案!B8"),
        (&[("方案", 11, 1, "-1")], "方案!B13"),
        (&[("等次", 1, 1, "八十")], "等次!B3"),
        (&[("等次", 1, 2, "0.7")], "等次!C3"),
        (&[("单位类别", 1, 0, "branch")], "单位类别!A3"),
        (&[("条目", 2, 0, "group")], "条目!A4"),
        (&[("条目", 2, 1, "章节")], "条目!B4"),
        (&[("条目", 2, 4, "twenty")], "条目!E4"),
        (&[("条目", 1, 7, "most = ")], "条目!H3"),
        (&[("条目", 0, 6, "固定分")], "条目!G2"),
        (&[("条目", 1, 9, "5")], "条目!J3"),
        (&[("一票否决", 0, 3, "取消评先评优资格")], "一票否决!E2"),
        (&[("规定动作", 0, 0, "f"), ("规定动作", 0, 3, "十二")], "规定动作!D2"),
        (
            &[("数据来源", 0, 0, "x"), ("数据来源", 0, 1, "指标"), ("数据来源", 0, 2, "y")],
            "数据来源!D2",
        ),
    ];
    for (cells, place) in cases {
        let found = told(&file(&with(cells)));
        assert!(found.iter().any(|text| text.starts_with(place)), "{place}: {found:?}");
    }
}

#[test]
fn what_is_missing_is_told_by_name() {
    install_texts();
    for at in 0..SHEETS.len() {
        let mut cut = with(&[]);
        let title = cut.remove(at).title;
        let found = told(&file(&cut));
        assert!(found.len() == 1 && found[0].contains(&format!("“{title}”")), "{found:?}");
    }
    let mut cut = with(&[]);
    let rows = cut.iter_mut().find(|table| table.title == "条目").expect("rows");
    rows.columns[4].heading = "分量".to_owned();
    cut[0].rows.retain(|row| row[0].text() != "党建份额");
    let found = told(&file(&cut));
    let is_named = |sheet: &str, name: &str| {
        found.iter().any(|text| text.contains(sheet) && text.contains(name))
    };
    assert!(
        found.len() == 2 && is_named("条目", "权重") && is_named("方案", "党建份额"),
        "{found:?}"
    );
}

/// A workbook as another program writes it, before something is done to its sheet of lines.
fn foreign(change: impl Fn(&mut rust_xlsxwriter::Worksheet)) -> Input {
    let mut book = Workbook::new();
    for table in with(&[]) {
        let sheet = book.add_worksheet().set_name(&table.title).expect("a name");
        for (column, at) in table.columns.iter().zip(0_u16..) {
            sheet.write_string(0, at, &column.heading).expect("written");
        }
        for (row, at_row) in table.rows.iter().zip(1_u32..) {
            for (value, at) in row.iter().zip(0_u16..) {
                let text = value.text();
                match text.parse::<f64>() {
                    Ok(number) => sheet.write_number(at_row, at, number).expect("written"),
                    Err(_) => sheet.write_string(at_row, at, &text).expect("written"),
                };
            }
        }
        if table.title == "条目" {
            change(sheet);
        }
    }
    Input { name: "方案.xlsx".to_owned(), bytes: book.save_to_buffer().expect("a workbook") }
}

#[test]
fn numbers_that_a_spreadsheet_program_keeps_as_numbers_are_read() {
    install_texts();
    let again = read(&foreign(|_| {}), &s5(), Lang::En).unwrap_or_else(|all| panic!("{all:?}"));
    assert_eq!(again.digest(), s5().digest());
}

#[test]
fn formulas_and_merged_cells_are_refused_at_their_cells() {
    install_texts();
    let found = told(&foreign(|sheet| {
        sheet.write_formula(2, 4, "=5+5").expect("written");
        sheet.write_dynamic_array_formula(3, 4, 4, 4, "=E3:E4").expect("written");
    }));
    assert!(found[0].starts_with("条目!E3：这里是公式"), "{found:?}");
    assert!(found.len() == 2 && found[1].starts_with("条目!E4：这里是公式"), "{found:?}");
    let found = told(&foreign(|sheet| {
        sheet.merge_range(4, 0, 5, 0, "branch", &Format::new()).expect("merged");
    }));
    assert!(found[0].starts_with("条目!A5：合并单元格"), "{found:?}");
}

/// Choices from a seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.below(2) == 0).then(|| make(self))
    }

    fn some<T>(&mut self, most: usize, make: impl Fn(&mut Self) -> T) -> Vec<T> {
        (0..self.below(most + 1)).map(|_| make(self)).collect()
    }

    fn number(&mut self) -> Exact {
        let (top, bottom) = (self.below(100_000) as i64 - 20_000, self.one(&[1, 2, 3, 10, 997]));
        Exact::quotient(top, bottom).expect("a number")
    }

    fn text(&mut self) -> String {
        let pieces = [
            "党建",
            "=1+1",
            "\"quoted\"",
            "a, b",
            "x = { y }",
            "'",
            "]]",
            "#",
            "\\",
            "是",
            "yes",
            "0.5",
            "@x",
            "2026-01-01",
            "line one\nline two",
            "ü",
            "𠮷",
            "{ }",
            "cap",
        ];
        self.some(2, |dice| dice.one(&pieces)).join(" ") + self.one(&["。", "z", "7"])
    }

    fn effects(&mut self) -> Vec<Consequence> {
        self.some(3, |dice| match dice.below(4) {
            0 => Consequence::Zero,
            1 => Consequence::Cap { at: dice.number() },
            2 => Consequence::Grade { at: dice.text() },
            _ => Consequence::Ineligible,
        })
    }

    fn rule(&mut self, all: &[Rule]) -> Rule {
        match self.below(4) {
            0 => Rule::Sum { of: self.some(3, |dice| dice.rule(all)) },
            1 => {
                Rule::Clamp { of: Box::new(self.rule(all)), least: None, most: Some(self.number()) }
            }
            _ => self.one(all),
        }
    }

    fn line(&mut self, all: &[Rule]) -> Line {
        Line {
            id: self.text(),
            name: self.text(),
            weight: self.maybe(Self::number),
            out_of: self.maybe(Self::number),
            invented: self.below(2) == 0,
            class: self
                .maybe(|dice| Overruled { class: dice.one(&Class::ALL), reason: dice.text() }),
            rule: self.rule(all),
        }
    }

    fn section(&mut self, depth: usize, all: &[Rule]) -> Section {
        let deeper = if depth < 4 { 2 } else { 0 };
        Section {
            id: self.text(),
            name: self.text(),
            weight: self.number(),
            out_of: self.maybe(Self::number),
            aspect: self.maybe(|dice| dice.one(&[Aspect::Party, Aspect::Business, Aspect::Both])),
            least: self.maybe(Self::number),
            most: self.maybe(Self::number),
            not_applicable: self.maybe(|dice| Passing::To(dice.text())).unwrap_or_default(),
            line: self.some(3, |dice| dice.line(all)),
            section: self.some(deeper, |dice| dice.section(depth + 1, all)),
        }
    }

    /// Any scheme; whether it makes sense is not asked.
    fn scheme(&mut self, from: &[Scheme]) -> Scheme {
        let lines = from.iter().flat_map(|scheme| &scheme.kind).flat_map(Kind::lines);
        let rules: Vec<Rule> = lines.map(|line| line.rule.clone()).collect();
        let mut scheme = self.one(from);
        let effects = [Effect::Redistribute, Effect::Zero, Effect::Wait];
        (scheme.name, scheme.source) = (self.text(), self.text());
        (scheme.out_of, scheme.least, scheme.most) = (self.number(), self.number(), self.number());
        (scheme.coverage, scheme.party_share) = (self.number(), self.maybe(Self::number));
        scheme.publication.decimals = self.below(9) as u8;
        (scheme.status.pending, scheme.status.disputed) = (self.one(&effects), self.one(&effects));
        scheme.grade = self.some(4, |dice| Cut { name: dice.text(), from: dice.number() });
        scheme.distribution = self.maybe(|dice| Distribution {
            fewest: dice.below(9) as u32,
            ceiling: dice.some(6, Self::number),
        });
        scheme.consecutive = self.some(2, |dice| Consecutive {
            grade: dice.text(),
            years: dice.below(9) as u8,
            consequence: dice.text(),
        });
        scheme.floor = self.some(2, |dice| Floor {
            id: dice.text(),
            name: dice.text(),
            basis: dice.text(),
            required: dice.number(),
            effect: dice.effects(),
        });
        scheme.gate = self.some(2, |dice| Gate {
            id: dice.text(),
            watch: dice.text(),
            below: dice.number(),
            effect: dice.one(&[GateEffect::NoBonus, GateEffect::BaseOnly]),
        });
        scheme.veto = self.some(3, |dice| Veto {
            id: dice.text(),
            name: dice.text(),
            basis: dice.text(),
            effect: dice.effects(),
        });
        scheme.feed = self.some(4, |dice| Feed {
            entry: dice.text(),
            from: match dice.below(2) {
                0 => Origin::Measure { name: dice.text() },
                _ => Origin::Indicator {
                    code: dice.text(),
                    of: dice.one(&[Of::Actual, Of::Target, Of::Attainment]),
                },
            },
        });
        scheme.kind = self.some(3, |dice| Kind {
            id: String::new(),
            name: dice.text(),
            bonus_most: dice.maybe(Self::number),
            deduction_most: dice.maybe(Self::number),
            section: dice.some(3, |dice| dice.section(1, &rules)),
            bonus: dice.some(2, |dice| dice.line(&rules)),
            deduction: dice.some(2, |dice| dice.line(&rules)),
        });
        for (kind, at) in scheme.kind.iter_mut().zip(0..) {
            kind.id = format!("{} {at}", self.text());
        }
        scheme
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_scheme_comes_back_from_its_workbook_as_it_was(seed in any::<u64>()) {
        install_texts();
        let scheme = Dice(seed).scheme(&shipped());
        let again = there_and_back(&scheme, Lang::Zh, Lang::En);
        let again = again.map_err(|all| TestCaseError::fail(format!("{all:?}")))?;
        prop_assert_eq!(&again, &scheme);
        prop_assert_eq!(again.digest(), scheme.digest());
    }

    /// A workbook of a shipped scheme with cells exchanged is read or refused, and what is read can be written.
    #[test]
    fn a_workbook_with_cells_exchanged_is_answered(seed in any::<u64>()) {
        install_texts();
        let mut dice = Dice(seed);
        let scheme = dice.one(&shipped());
        let mut all = tables(&scheme, Lang::En).expect("tables");
        let cells: Vec<String> =
            all.iter().flat_map(|table| table.rows.iter().flatten()).map(Value::text).collect();
        for _ in 0..1 + dice.below(4) {
            let at = dice.below(all.len());
            let table = &mut all[at];
            if dice.below(8) == 0 || table.rows.is_empty() {
                table.rows.push(vec![Value::Empty; table.columns.len()]);
            }
            let (row, column) = (dice.below(table.rows.len()), dice.below(table.columns.len()));
            let text = match dice.below(4) {
                0 => dice.one(&EXAMPLES).1.to_owned(),
                1 => dice.text(),
                _ => dice.one(&cells),
            };
            table.rows[row][column] = text.into();
        }
        match read(&file(&all), &scheme, Lang::En) {
            Ok(read) => {
                let again = there_and_back(&read, Lang::En, Lang::Zh);
                let again = again.map_err(|all| TestCaseError::fail(format!("{all:?}")))?;
                prop_assert_eq!(again.digest(), read.digest());
            }
            Err(problems) => {
                let texts: Vec<String> = problems.iter().map(|one| one.text(Lang::En)).collect();
                prop_assert!(!texts.is_empty() && texts.iter().all(|text| !text.contains('⟨')), "{:?}", texts);
            }
        }
    }
}
