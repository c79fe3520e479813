//! Raters and sources (`domain.md` section G).

use super::{Computed, Failure, items, member, text};
use kernel::Day;
use serde_json::{Map, Value, json};
use statistics::agreement::{Kappa, Level, NoKappa, Weight, cohen, fleiss, krippendorff};
use statistics::corroboration::{Finding, Source, Standing, corroborate};

pub(super) fn computed(name: &str, input: &Value) -> Computed {
    match name {
        "cohen" => two_raters(input),
        "fleiss" => many_raters(input),
        "krippendorff" => any_raters(input),
        "corroborate" => sources(input),
        other => Err(Failure::Unknown(other.to_owned())),
    }
}

fn malformed(value: &Value) -> Failure {
    Failure::Input(format!("{value} is not what is taken here"))
}

/// Kappa, or why there is none with what is known.
fn answer(found: Result<Kappa, NoKappa>) -> Value {
    match found {
        Ok(Kappa { n, agreement, kappa }) => {
            json!({ "status": "ok", "n": n, "agreement": agreement, "kappa": kappa })
        }
        Err((why, n, agreement)) => {
            json!({ "status": why.name(), "n": n, "agreement": agreement })
        }
    }
}

fn two_raters(input: &Value) -> Computed {
    let categories = items(input, "categories")?;
    let place = |value: &Value| match value {
        Value::Null => Ok(None),
        value => {
            let place = categories.iter().position(|category| category == value);
            place.map(Some).ok_or_else(|| malformed(value))
        }
    };
    let rater = |key| items(input, key)?.iter().map(place).collect::<Result<Vec<_>, _>>();
    let weight = match member(input, "weight")? {
        Value::Null => Weight::Unweighted,
        Value::String(name) if name == "linear" => Weight::Linear,
        Value::String(name) if name == "quadratic" => Weight::Quadratic,
        other => return Err(malformed(other)),
    };
    Ok(answer(cohen(&rater("r1")?, &rater("r2")?, categories.len(), weight)))
}

fn many_raters(input: &Value) -> Computed {
    let count = |value: &Value| {
        let count = value.as_u64().and_then(|count| u32::try_from(count).ok());
        count.ok_or_else(|| malformed(value))
    };
    let row = |row: &Value| {
        let cells = row.as_array().ok_or_else(|| malformed(row))?;
        cells.iter().map(count).collect::<Result<Vec<_>, _>>()
    };
    let table = items(input, "table")?.iter().map(row).collect::<Result<Vec<_>, _>>()?;
    Ok(answer(fleiss(&table)))
}

fn any_raters(input: &Value) -> Computed {
    let level = match text(input, "level")? {
        "nominal" => Level::Nominal,
        "ordinal" => Level::Ordinal,
        "interval" => Level::Interval,
        other => return Err(Failure::Input(format!("the level {other}"))),
    };
    let value = |value: &Value| match value {
        Value::Null => Ok(None),
        value => value.as_f64().map(Some).ok_or_else(|| malformed(value)),
    };
    let rater = |row: &Value| {
        let values = row.as_array().ok_or_else(|| malformed(row))?;
        values.iter().map(value).collect::<Result<Vec<_>, _>>()
    };
    let data = items(input, "data")?.iter().map(rater).collect::<Result<Vec<_>, _>>()?;
    Ok(match krippendorff(&data, level) {
        Ok(found) => json!({
            "status": "ok",
            "n_units": found.units,
            "n_pairable": found.pairable,
            "alpha": found.alpha,
        }),
        Err((statistics::Undefined::NoPairs, _)) => json!({ "status": "undefined_no_pairs" }),
        Err((why, units)) => json!({ "status": why.name(), "n_units": units }),
    })
}

fn sources(input: &Value) -> Computed {
    let day = |value: &Value, key| {
        let day = text(value, key)?.parse::<Day>();
        day.map_err(|_| Failure::Input(format!("{key} is no day")))
    };
    let today = day(input, "today")?;
    let mut findings = Vec::new();
    for item in items(input, "items")? {
        let source = Source::from_name(text(item, "source")?);
        findings.push(Finding {
            source: source.ok_or_else(|| malformed(&item["source"]))?,
            score: item["score"].as_f64(),
            age: today.days_since(day(item, "date")?),
            is_conflicted: item["conflict"].as_bool().unwrap_or(false),
            asked: item["n"].as_u64().and_then(|n| u32::try_from(n).ok()).unwrap_or(0),
        });
    }
    let Some(found) = corroborate(&findings) else {
        return Ok(json!({ "status": "no_valid_evidence", "items_used": [] }));
    };
    let status = match found.standing {
        Standing::Uncorroborated => "uncorroborated",
        Standing::Corroborated => "corroborated",
        Standing::Disputed => "disputed",
    };
    let said = found.sources.iter().map(|said| {
        let what = json!({ "score": said.score, "weight": said.weight, "items": said.findings });
        (said.source.name().to_owned(), what)
    });
    Ok(json!({
        "status": status,
        "items_used": found.used,
        "sources": said.collect::<Map<String, Value>>(),
        "combined": found.combined,
        "disagreement": found.disagreement(),
        "range": [found.range.0, found.range.1],
    }))
}
