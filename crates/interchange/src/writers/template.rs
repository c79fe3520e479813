//! An empty sheet in the layout of a profile, for people to fill in.

use super::failed;
use super::table::{heading_format, sheet_name};
use crate::profile::Profile;
use kernel::{Lang, Problem, texts};
use rust_xlsxwriter::{DataValidation, Workbook};

/// The headings of a profile with one row of headings, and a second sheet that explains them.
///
/// # Errors
/// `export-failed`.
pub fn template(profile: &Profile, lang: Lang) -> Result<Vec<u8>, Problem> {
    let words = texts::get();
    let mut book = Workbook::new();
    let headings = heading_format();
    let names: Vec<&str> =
        profile.indicators.iter().map(|indicator| indicator.name.get(lang)).collect();
    let sheet = book.add_worksheet();
    let title = words.text(lang, "sheet-template-title");
    sheet.set_name(sheet_name(&title)).map_err(failed)?;
    for (column, at) in profile.columns.iter().zip(0_u16..) {
        let heading = spelling(&column.heading, lang);
        sheet.write_string_with_format(0, at, heading, &headings).map_err(failed)?;
        sheet.set_column_width(at, 16).map_err(failed)?;
        let named_in_cells = column.id == "indicator" && !names.is_empty();
        if named_in_cells && let Ok(list) = DataValidation::new().allow_list_strings(&names) {
            sheet.add_data_validation(1, at, 5_000, at, &list).map_err(failed)?;
        }
    }
    sheet.set_freeze_panes(1, 0).map_err(failed)?;
    let sheet = book.add_worksheet();
    let title = words.text(lang, "sheet-template-notes");
    sheet.set_name(sheet_name(&title)).map_err(failed)?;
    sheet.write_string_with_format(0, 0, profile.title.get(lang), &headings).map_err(failed)?;
    sheet.set_column_width(0, 32).map_err(failed)?;
    for (indicator, row) in profile.indicators.iter().zip(2_u32..) {
        sheet.write_string(row, 0, indicator.name.get(lang)).map_err(failed)?;
        sheet.write_string(row, 1, &indicator.unit).map_err(failed)?;
        sheet.write_string(row, 2, &indicator.code).map_err(failed)?;
    }
    book.save_to_buffer().map_err(failed)
}

/// The spelling of a heading in this language: the first that is (or is not) plain ASCII.
fn spelling(spellings: &[String], lang: Lang) -> &str {
    let fits = |text: &&String| !text.contains('{') && text.is_ascii() == (lang == Lang::En);
    spellings.iter().find(fits).or(spellings.first()).map_or("", String::as_str)
}
