//! Native charts beside a table: target and actual on one axis.

use super::table::{Table, sheet_name};
use rust_xlsxwriter::{Chart as Native, ChartType, Color, Worksheet, XlsxError};

/// A chart of columns of the table it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    pub title: String,
    /// The column with the names below the axis.
    pub categories: u16,
    pub series: Vec<Series>,
}

/// One column of numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    pub column: u16,
    pub kind: ChartKind,
}

/// How a series is drawn: actuals as columns, targets as a line over them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartKind {
    Column,
    Line,
}

impl Chart {
    /// Target as a line over the actual as columns.
    pub fn target_and_actual(
        title: impl Into<String>,
        categories: u16,
        target: u16,
        actual: u16,
    ) -> Self {
        let series = vec![
            Series { column: actual, kind: ChartKind::Column },
            Series { column: target, kind: ChartKind::Line },
        ];
        Self { title: title.into(), categories, series }
    }

    pub(super) fn insert(&self, sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
        let columns = self.draw(table, ChartKind::Column);
        let lines = self.draw(table, ChartKind::Line);
        let mut chart = match (columns, lines) {
            (Some(mut columns), Some(lines)) => {
                columns.combine(&lines);
                columns
            }
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => return Ok(()),
        };
        chart.title().set_name(&self.title);
        chart.legend().set_position(rust_xlsxwriter::ChartLegendPosition::Bottom);
        chart.set_width(720).set_height(360);
        let right = u16::try_from(table.columns.len()).unwrap_or(0) + 1;
        sheet.insert_chart(1, right, &chart)?;
        Ok(())
    }

    fn draw(&self, table: &Table, kind: ChartKind) -> Option<Native> {
        let last = u32::try_from(table.rows.len()).ok().filter(|rows| *rows > 0)?;
        let name = sheet_name(&table.title);
        let mut native = match kind {
            ChartKind::Column => Native::new(ChartType::Column),
            ChartKind::Line => Native::new(ChartType::Line),
        };
        let mut any = false;
        for series in self.series.iter().filter(|series| series.kind == kind) {
            let Some(column) = table.columns.get(usize::from(series.column)) else { continue };
            let color = match kind {
                ChartKind::Column => Color::RGB(0x0094_A3B8),
                ChartKind::Line => Color::RGB(0x00B9_1C1C),
            };
            let drawn = native.add_series();
            drawn
                .set_name(column.heading.as_str())
                .set_categories((name.as_str(), 1, self.categories, last, self.categories))
                .set_values((name.as_str(), 1, series.column, last, series.column));
            match kind {
                ChartKind::Column => {
                    drawn.set_format(
                        rust_xlsxwriter::ChartFormat::new().set_solid_fill(
                            rust_xlsxwriter::ChartSolidFill::new().set_color(color),
                        ),
                    );
                }
                ChartKind::Line => {
                    drawn.set_format(rust_xlsxwriter::ChartFormat::new().set_line(
                        rust_xlsxwriter::ChartLine::new().set_color(color).set_width(2.25),
                    ));
                }
            }
            any = true;
        }
        any.then_some(native)
    }
}
