//! Weights and syntheses of indicators (`domain.md` section E).

use super::{Computed, Failure, items, member, text};
use serde_json::{Value, json};
use statistics::entropy::{self, Basis};
use statistics::table::{Gapped, Sense, Table};
use statistics::{Undefined, ahp, coupling, grey, topsis, weights};

pub(super) fn computed(name: &str, input: &Value) -> Computed {
    match name {
        "ahp" => hierarchy(input),
        "entropy" => entropy_weights(input),
        "combine" => combined(input),
        "topsis" => closeness(input),
        "gra" => grades(input),
        "gra_series" => series_grades(input),
        "ccd" => coordination(input),
        "ccd_mean" => mean_coordination(input),
        other => Err(Failure::Unknown(other.to_owned())),
    }
}

/// The answer where there is no number.
fn refused(why: Undefined) -> Computed {
    Ok(json!({ "status": why.name() }))
}

fn number(value: &Value) -> Result<f64, Failure> {
    value.as_f64().ok_or_else(|| Failure::Input(format!("{value} is no number")))
}

fn numbers(value: &Value) -> Result<Vec<f64>, Failure> {
    let list = value.as_array().ok_or_else(|| Failure::Input(format!("{value} is no list")))?;
    list.iter().map(number).collect()
}

fn list(input: &Value, key: &str) -> Result<Vec<f64>, Failure> {
    numbers(member(input, key)?)
}

fn rows(input: &Value, key: &str) -> Result<Vec<Vec<f64>>, Failure> {
    items(input, key)?.iter().map(numbers).collect()
}

fn senses(input: &Value) -> Result<Vec<Sense>, Failure> {
    let sense = |sign: &f64| if *sign > 0.0 { Sense::Higher } else { Sense::Lower };
    Ok(list(input, "types")?.iter().map(sense).collect())
}

fn hierarchy(input: &Value) -> Computed {
    match ahp::weigh(&rows(input, "matrix")?) {
        Err(why) => refused(why),
        Ok(found) => Ok(json!({
            "status": if found.is_consistent() { "ok" } else { "inconsistent" },
            "weights": found.weights,
            "lambda_max": found.eigenvalue,
            "ci": found.index,
            "cr": found.ratio,
            "geometric_mean_weights": found.geometric,
        })),
    }
}

fn entropy_weights(input: &Value) -> Computed {
    let basis = match text(input, "mode")? {
        "minmax" => Basis::MinMax,
        "raw" => Basis::Raw,
        other => return Err(Failure::Input(format!("the mode {other}"))),
    };
    let cell = |value: &Value| if value.is_null() { Ok(None) } else { number(value).map(Some) };
    let row = |row: &Value| {
        let cells = row.as_array().ok_or_else(|| Failure::Input(format!("{row} is no list")))?;
        cells.iter().map(cell).collect::<Result<Vec<_>, _>>()
    };
    let rows = items(input, "matrix")?.iter().map(row).collect::<Result<Vec<_>, _>>()?;
    let mut table = Gapped::new(senses(input)?);
    let filled = rows.into_iter().try_for_each(|row| table.push(row));
    match filled.and_then(|()| entropy::weigh(&table, basis)) {
        Err(why) => refused(why),
        Ok(found) => Ok(json!({
            "status": found.standing.name(),
            "rows_used": found.rows_used,
            "entropy": found.entropy,
            "weights": found.weights,
        })),
    }
}

fn combined(input: &Value) -> Computed {
    let alpha = number(member(input, "alpha")?)?;
    match weights::combine(&list(input, "subjective")?, &list(input, "objective")?, alpha) {
        Err(why) => refused(why),
        Ok(found) => Ok(json!({
            "status": "ok",
            "linear": found.linear,
            "multiplicative": found.multiplicative,
        })),
    }
}

fn closeness(input: &Value) -> Computed {
    let weights = list(input, "weights")?;
    let found = Table::new(rows(input, "matrix")?, senses(input)?)
        .and_then(|table| topsis::closeness(&table, &weights));
    match found {
        Err(why) => refused(why),
        Ok(found) => Ok(json!({
            "status": if found.is_defined() { "ok" } else { "undefined_identical_units" },
            "d_plus": found.to_best,
            "d_minus": found.to_worst,
            "closeness": found.closeness,
            "rank": found.ranks,
        })),
    }
}

fn grades(input: &Value) -> Computed {
    let (weights, rho) = (list(input, "weights")?, number(member(input, "rho")?)?);
    let found = Table::new(rows(input, "matrix")?, senses(input)?)
        .and_then(|table| grey::grades(&table, &weights, rho));
    match found {
        Err(why) => refused(why),
        Ok(found) => Ok(json!({
            "status": if found.is_degenerate { "degenerate_all_one" } else { "ok" },
            "coefficients": found.coefficients,
            "grade": found.grades,
            "rank": found.ranks,
        })),
    }
}

fn series_grades(input: &Value) -> Computed {
    let rho = number(member(input, "rho")?)?;
    match grey::series_grades(&list(input, "reference")?, &rows(input, "series")?, rho) {
        Err(why) => refused(why),
        Ok(grades) => Ok(json!({ "status": "ok", "grade": grades })),
    }
}

fn coordination(input: &Value) -> Computed {
    let weights = match member(input, "alpha")? {
        Value::Null => None,
        weights => Some(numbers(weights)?),
    };
    match coupling::coordinate(&list(input, "U")?, weights.as_deref()) {
        Err(Undefined::AllZero) => Ok(json!({ "status": Undefined::AllZero.name(), "T": 0.0 })),
        Err(why) => refused(why),
        Ok(found) => Ok(json!({
            "status": "ok",
            "C": found.coupling,
            "T": found.level,
            "D": found.degree,
            "level": coupling::CLASSES[found.class],
            "C_modified": found.modified_coupling,
            "D_modified": found.modified_degree,
        })),
    }
}

/// Means over pairs of independent series, from the generator that the worked example states.
fn mean_coordination(input: &Value) -> Computed {
    let whole = |key: &str| {
        let number = member(input, key)?.as_u64();
        number.ok_or_else(|| Failure::Input(format!("{key} is no whole number")))
    };
    let (seed, pairs) = (whole("seed")?, whole("pairs")?);
    let (low, high) = (number(member(input, "low")?)?, number(member(input, "high")?)?);
    let mut generator = Lcg48::new(seed);
    let mut drawn =
        || -> Vec<f64> { (0..pairs).map(|_| low + (high - low) * generator.next()).collect() };
    let (one, other) = (drawn(), drawn());
    let mut sums = (0.0, 0.0);
    for (one, other) in one.iter().zip(&other) {
        match coupling::coordinate(&[*one, *other], None) {
            Err(why) => return refused(why),
            Ok(found) => sums = (sums.0 + found.coupling, sums.1 + found.degree),
        }
    }
    let n = pairs as f64;
    let mean = |values: &[f64]| values.iter().sum::<f64>() / n;
    let (a, b) = (mean(&one), mean(&other));
    let product = |x: &[f64], a: f64, y: &[f64], b: f64| -> f64 {
        x.iter().zip(y).map(|(x, y)| (x - a) * (y - b)).sum()
    };
    let spread = (product(&one, a, &one, a) * product(&other, b, &other, b)).sqrt();
    Ok(json!({
        "mean_C": sums.0 / n,
        "mean_D": sums.1 / n,
        "pearson_r": product(&one, a, &other, b) / spread,
    }))
}

/// `s = (25214903917·s + 11) mod 2⁴⁸`, the first eight thrown away.
struct Lcg48(u64);

impl Lcg48 {
    fn new(seed: u64) -> Self {
        let mut generator = Self(seed.wrapping_mul(2_654_435_761).wrapping_add(11) & Self::MASK);
        (0..8).for_each(|_| {
            generator.next();
        });
        generator
    }

    const MASK: u64 = (1 << 48) - 1;

    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(25_214_903_917).wrapping_add(11) & Self::MASK;
        self.0 as f64 / (1_u64 << 48) as f64
    }
}
