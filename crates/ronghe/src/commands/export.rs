//! `ronghe export readings`: CSV and JSON line by line, a workbook at once.

use super::{Outcome, Run, unit};
use crate::cli::{ExportReadings, Format};
use crate::program::House;
use anyhow::Result;
use interchange::writers::{Column, CsvLines, Format as CellFormat, Table, Value, xlsx};
use kernel::{Period, Problem, Quantity};
use planning::Kind;
use planning::use_cases::export::{COLUMNS, Line, Wanted, lines, periods};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use store::Ctx;

pub async fn readings(run: &Run, asked: &ExportReadings) -> Result<Outcome> {
    let period = |text: &Option<String>| text.as_deref().map(str::parse::<Period>).transpose();
    let periods = periods(period(&asked.from)?, period(&asked.to)?);
    let house = House::open(&run.settings).await?;
    let mut ctx = house.ctx().await?;
    ctx.withheld = directory::withheld::going_out(&ctx.db, ctx.now.today).await?;
    let unit = match &asked.unit {
        Some(text) => Some(unit::named(&ctx, text).await?),
        None => None,
    };
    let indicators = asked.indicator.clone();
    let kinds = asked.kind.iter().filter_map(|kind| Kind::from_code(*kind as u8)).collect();
    let wanted = Wanted { unit, indicators, periods, kinds, rollup: asked.rollup };
    let mut out: Box<dyn Write> = match &asked.output {
        Some(path) => Box::new(BufWriter::new(File::create(path).map_err(|error| {
            Problem::new("file-unwritable").arg("file", path.display()).arg("message", error)
        })?)),
        None => Box::new(BufWriter::new(io::stdout())),
    };
    let count = match asked.format {
        Format::Csv => csv(&ctx, &wanted, &mut out).await,
        Format::Json => json(&ctx, &wanted, &mut out).await,
        Format::Xlsx => workbook(&ctx, &wanted, &mut out).await,
    };
    let outcome = count.and_then(|count| Ok(out.flush().map(|()| count)?));
    house.db.close().await;
    let is_closed = |error: &anyhow::Error| {
        let error = error.downcast_ref::<io::Error>().map(io::Error::kind);
        error == Some(io::ErrorKind::BrokenPipe)
    };
    match outcome {
        Ok(count) => {
            run.terminal.remark(&run.terminal.text("export-done", &[("n", &count.to_string())]));
        }
        // A reader such as `head` has seen enough.
        Err(error) if is_closed(&error) => {}
        Err(error) => return Err(error),
    }
    Ok(Outcome::Done)
}

fn number(quantity: Option<Quantity>) -> String {
    quantity.map_or_else(String::new, |quantity| quantity.to_string())
}

fn fields(line: &Line) -> [String; 10] {
    [
        line.unit.clone(),
        line.unit_path.clone(),
        line.indicator.clone(),
        line.period.clone(),
        line.kind.to_owned(),
        number(line.value),
        number(line.numerator),
        number(line.denominator),
        line.version.map_or_else(String::new, |version| version.to_string()),
        line.source.clone(),
    ]
}

/// The cells of a line, numbers as numbers.
fn cells(line: Line) -> [Value; 10] {
    let version = line.version.and_then(|version| Quantity::from_integer(version).ok());
    [
        line.unit.into(),
        line.unit_path.into(),
        line.indicator.into(),
        line.period.into(),
        line.kind.into(),
        line.value.into(),
        line.numerator.into(),
        line.denominator.into(),
        version.into(),
        line.source.into(),
    ]
}

async fn csv(ctx: &Ctx, wanted: &Wanted, out: &mut impl Write) -> Result<u64> {
    let mut count = 0;
    let mut csv = CsvLines::new(out);
    csv.write(&COLUMNS.map(Value::from))?;
    lines(ctx, wanted, |line| {
        count += 1;
        Ok::<(), anyhow::Error>(csv.write(&cells(line))?)
    })
    .await?;
    csv.flush()?;
    Ok(count)
}

/// An array of objects, one a line. Numbers are JSON numbers with all their decimals.
async fn json(ctx: &Ctx, wanted: &Wanted, out: &mut impl Write) -> Result<u64> {
    let mut count = 0;
    out.write_all(b"[")?;
    lines(ctx, wanted, |line| {
        out.write_all(if count == 0 { b"\n" } else { b",\n" })?;
        count += 1;
        Ok::<(), anyhow::Error>(write_json(out, &fields(&line))?)
    })
    .await?;
    out.write_all(b"\n]\n")?;
    Ok(count)
}

/// Columns that are numbers.
const NUMBERS: std::ops::RangeInclusive<usize> = 5..=8;

fn write_json(out: &mut impl Write, fields: &[String]) -> io::Result<()> {
    for (index, (name, field)) in COLUMNS.iter().zip(fields).enumerate() {
        let separator = if index > 0 { "," } else { "{" };
        let value = match (NUMBERS.contains(&index), field.is_empty()) {
            (true, true) => "null".to_owned(),
            (true, false) => field.clone(),
            (false, _) => serde_json::Value::from(field.as_str()).to_string(),
        };
        write!(out, "{separator}\"{name}\":{value}")?;
    }
    out.write_all(b"}")
}

async fn workbook(ctx: &Ctx, wanted: &Wanted, out: &mut impl Write) -> Result<u64> {
    let mut rows = Vec::new();
    lines(ctx, wanted, |line| {
        rows.push(cells(line).to_vec());
        Ok::<(), anyhow::Error>(())
    })
    .await?;
    let format =
        |index| if NUMBERS.contains(&index) { CellFormat::Number(6) } else { CellFormat::Text };
    let columns =
        COLUMNS.iter().enumerate().map(|(index, name)| Column::new(*name, format(index))).collect();
    let count = rows.len() as u64;
    let table = Table { title: "readings".to_owned(), columns, rows, charts: Vec::new() };
    out.write_all(&xlsx(&[table])?)?;
    Ok(count)
}
