//! Small cells and differences (`domain.md` section H).

use super::{Computed, Failure, items, member, whole};
use scoring::privacy::{self, MonthStatus, Mood, Part};
use serde_json::{Map, Value, json};

pub(super) fn computed(name: &str, input: &Value) -> Computed {
    match name {
        "suppress_1way" => suppressed(input),
        "attacker_intervals" => attacked(input),
        "mood_cell" => mood(input),
        "differencing" => months(input),
        "differencing_units" => units(input),
        other => Err(Failure::Unknown(other.to_owned())),
    }
}

fn count(value: &Value) -> Result<u64, Failure> {
    value.as_u64().ok_or_else(|| Failure::Input(format!("{value} is no count")))
}

fn threshold(input: &Value) -> Result<u64, Failure> {
    count(member(input, "k")?)
}

/// Names and counts, in the order of the names.
fn counts(input: &Value, key: &str) -> Result<(Vec<String>, Vec<u64>), Failure> {
    let object = member(input, key)?.as_object();
    let object = object.ok_or_else(|| Failure::Input(format!("{key} is no object")))?;
    let counts = object.values().map(count).collect::<Result<_, _>>()?;
    Ok((object.keys().cloned().collect(), counts))
}

fn suppressed(input: &Value) -> Computed {
    let (names, counts) = counts(input, "counts")?;
    let found = privacy::suppress(&counts, threshold(input)?);
    let named = |cells: &[usize]| cells.iter().map(|at| names[*at].as_str()).collect::<Vec<_>>();
    Ok(json!({
        "primary": named(&found.primary),
        "complementary": named(&found.complementary),
        "total_withheld": found.total_withheld,
    }))
}

fn attacked(input: &Value) -> Computed {
    let totals = |key| items(input, key)?.iter().map(count).collect::<Result<Vec<u64>, _>>();
    let (rows, columns) = (totals("row_totals")?, totals("col_totals")?);
    let published = member(input, "published")?;
    let cell = |row: usize, column: usize| {
        let shown = published.get(format!("{row},{column}"));
        shown.map(count).transpose()
    };
    let cells = (0..rows.len()).map(|row| {
        (0..columns.len()).map(|column| cell(row, column)).collect::<Result<Vec<_>, _>>()
    });
    let cells = cells.collect::<Result<Vec<_>, _>>()?;
    let Some(bounds) = privacy::attack(&rows, &columns, &cells) else {
        return Ok(json!({ "status": "invalid" }));
    };
    let interval = |one: privacy::Bounds| {
        (format!("{},{}", one.row, one.column), json!([one.least, one.most]))
    };
    let intervals: Map<String, Value> = bounds.into_iter().map(interval).collect();
    Ok(json!({ "intervals": intervals }))
}

fn mood(input: &Value) -> Computed {
    let mut counts = Vec::new();
    for answer in items(input, "answers")?.iter().filter(|answer| !answer.is_null()) {
        let answer = count(answer)?.checked_sub(1);
        let answer = answer.ok_or_else(|| Failure::Input("an answer below 1".to_owned()))? as usize;
        counts.resize(counts.len().max(answer + 1), 0);
        counts[answer] += 1;
    }
    Ok(match privacy::mood(&counts, threshold(input)?) {
        Mood::NoData => json!({ "status": "no_data" }),
        Mood::Small => json!({ "status": "suppressed_small" }),
        Mood::Uniform => json!({ "status": "suppressed_uniform" }),
        Mood::Shown { n, mean, share_low } => json!({
            "status": "ok",
            "n": n,
            "mean": mean.approximate(),
            "share_low": share_low.approximate(),
        }),
    })
}

fn months(input: &Value) -> Computed {
    let answers = items(input, "answers")?.iter().map(|answer| match answer {
        Value::Null => Ok(0),
        answer => count(answer),
    });
    let found = privacy::months(&answers.collect::<Result<Vec<_>, _>>()?, threshold(input)?);
    let from_one = |months: &[usize]| months.iter().map(|month| month + 1).collect::<Vec<_>>();
    let status = found.status.iter().map(|status| match status {
        MonthStatus::NoData => "no_data",
        MonthStatus::Shown => "ok",
        MonthStatus::Pooled => "pooled",
    });
    let releases = found.releases.iter();
    let releases = releases.map(|one| json!({ "months": from_one(&one.months), "n": one.n }));
    Ok(json!({
        "month_status": status.collect::<Vec<_>>(),
        "releases": releases.collect::<Vec<_>>(),
        "waiting": from_one(&found.waiting),
    }))
}

fn units(input: &Value) -> Computed {
    let invalid = || Ok(json!({ "status": "invalid" }));
    // A negative number is an answer of the method, not an error of the case.
    let Ok(unit) = u64::try_from(whole(input, "unit")?) else { return invalid() };
    let Ok((names, counts)) = counts(input, "sub_units") else { return invalid() };
    let Some(found) = privacy::parts(unit, &counts, threshold(input)?) else { return invalid() };
    let status = |part: Part| match part {
        Part::NoData => "no_data",
        Part::Small => "suppressed_small",
        Part::Shown => "ok",
        Part::Withheld => "withhold",
    };
    let parts = names.into_iter().zip(found.parts.iter().map(|part| json!(status(*part))));
    Ok(json!({
        "status": "ok",
        "unit_status": status(found.unit),
        "sub_status": parts.collect::<Map<String, Value>>(),
        "remainder": found.remainder,
    }))
}
