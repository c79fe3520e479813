//! The reader of workbooks meets a shipped scheme with any cells exchanged: it answers with a scheme or with
//! problems, and a scheme that was read comes back from its own workbook as it was. The input names the scheme
//! by its first byte; then follow, with 0xff between them, sheet, row, column and what is to stand there.

#![no_main]

use assessment::schemes::templates::TEMPLATES;
use assessment::schemes::workbook::{read, tables};
use interchange::readers::Input;
use interchange::writers::{self, Value};
use kernel::Lang;
use kernel::texts::{self, Catalogue};
use libfuzzer_sys::fuzz_target;
use std::sync::Once;

static WORDS: Once = Once::new();

fn file(tables: &[writers::Table]) -> Option<Input> {
    let bytes = writers::xlsx(tables).ok()?;
    Some(Input { name: "scheme.xlsx".to_owned(), bytes })
}

fuzz_target!(|bytes: &[u8]| {
    WORDS.call_once(|| {
        let all =
            [kernel::TEXTS, interchange::TEXTS, web_kit::TEXTS, scoring::TEXTS, assessment::TEXTS];
        texts::install(Catalogue::new(&all).expect("texts that fit together"));
    });
    let Some((first, rest)) = bytes.split_first() else { return };
    let template = &TEMPLATES[usize::from(*first) % TEMPLATES.len()];
    let scheme = template.scheme().expect("shipped");
    let mut all = tables(&scheme, Lang::En).expect("tables");
    for edit in rest.split(|byte| *byte == 0xff) {
        let [sheet, row, column, text @ ..] = edit else { continue };
        let count = all.len();
        let table = &mut all[usize::from(*sheet) % count];
        let (row, columns) = (usize::from(*row), table.columns.len());
        if row >= table.rows.len() {
            table.rows.push(vec![Value::Empty; columns]);
        }
        let row = row.min(table.rows.len() - 1);
        table.rows[row][usize::from(*column) % columns] =
            String::from_utf8_lossy(text).into_owned().into();
    }
    let Some(workbook) = file(&all) else { return };
    if let Ok(found) = read(&workbook, &scheme, Lang::En) {
        let again = file(&tables(&found, Lang::Zh).expect("tables")).expect("a workbook");
        let again = read(&again, &scheme, Lang::Zh).expect("its own workbook");
        assert_eq!(again.digest(), found.digest());
    }
});
