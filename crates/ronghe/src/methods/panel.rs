//! Panels of units and periods (`domain.md` section F), some from tables beside the worked examples.

use super::{Computed, Failure, flag, items, member, text};
use serde_json::{Map, Value, json};
use statistics::fixed_effects::{Clustered, Effects, Fit, Model, Slope, fit};
use statistics::panel::{Column, Panel};
use statistics::staggered::{Controls, Staggered};
use statistics::wild::{Beyond, bootstrap};
use statistics::{Undefined, alarms, multiple, permutation};
use std::collections::BTreeMap;
use std::path::Path;

pub(super) fn computed(name: &str, input: &Value, folder: &Path) -> Computed {
    match name {
        "fe_ols" => fixed_effects(input, &Table::read(input, folder)?),
        "wild_cluster" => wild(input, &Table::read(input, folder)?),
        "att_gt" => staggered(input, &Table::read(input, folder)?),
        "permutation" => permuted(input),
        "bh" => adjusted(input),
        "bunching" => bunched(input),
        other => Err(Failure::Unknown(other.to_owned())),
    }
}

fn refused(why: Undefined) -> Computed {
    Ok(json!({ "status": why.name() }))
}

/// Numbers of a list; null is a gap.
fn gaps(input: &Value, key: &str) -> Result<Vec<Option<f64>>, Failure> {
    let cell = |value: &Value| match value {
        Value::Null => Ok(None),
        value => {
            let number = value.as_f64().map(Some);
            number.ok_or_else(|| Failure::Input(format!("{value} is no number")))
        }
    };
    items(input, key)?.iter().map(cell).collect()
}

/// A table of text with a header.
struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn read(input: &Value, folder: &Path) -> Result<Self, Failure> {
        let path = folder.join(text(input, "file")?);
        let csv = std::fs::read_to_string(&path)
            .map_err(|error| Failure::Input(format!("{}: {error}", path.display())))?;
        let cells = |line: &str| line.split(',').map(|cell| cell.trim().to_owned()).collect();
        let mut lines = csv.lines().filter(|line| !line.is_empty());
        let header = lines.next().map(cells).unwrap_or_default();
        Ok(Self { header, rows: lines.map(cells).collect() })
    }

    fn place(&self, name: &str) -> Result<usize, Failure> {
        let place = self.header.iter().position(|column| column == name);
        place.ok_or_else(|| Failure::Input(format!("no column {name}")))
    }

    fn texts(&self, name: &str) -> Result<Vec<&str>, Failure> {
        let place = self.place(name)?;
        Ok(self.rows.iter().map(|row| row.get(place).map_or("", String::as_str)).collect())
    }

    /// The numbers of a column; an empty cell is a gap.
    fn numbers(&self, name: &str) -> Result<Vec<Option<f64>>, Failure> {
        let number = |cell: &&str| match *cell {
            "" => Ok(None),
            cell => {
                let number = cell.parse::<f64>().map(Some);
                number.map_err(|_| Failure::Input(format!("{name}: {cell} is no number")))
            }
        };
        self.texts(name)?.iter().map(number).collect()
    }

    /// A column of whole numbers without gaps.
    fn wholes(&self, name: &str) -> Result<Vec<i64>, Failure> {
        let whole = |cell: &&str| {
            cell.parse().map_err(|_| Failure::Input(format!("{name}: {cell} is no whole number")))
        };
        self.texts(name)?.iter().map(whole).collect()
    }

    /// Units numbered in the order of their names.
    fn units(&self, name: &str) -> Result<Vec<usize>, Failure> {
        let texts = self.texts(name)?;
        let mut names: BTreeMap<&str, usize> = texts.iter().map(|text| (*text, 0)).collect();
        names.values_mut().enumerate().for_each(|(number, of)| *of = number);
        Ok(texts.iter().map(|text| names[text]).collect())
    }
}

/// A panel with the columns that a case asks for.
struct Asked {
    panel: Panel,
    outcome: Column,
    regressors: Vec<Column>,
    names: Vec<String>,
}

fn asked(input: &Value, table: &Table, regressors: &[&str]) -> Result<Asked, Failure> {
    let invalid = |why: Undefined| Failure::Input(why.name().to_owned());
    let periods = table.wholes(text(input, "time")?)?;
    let units = table.units(text(input, "entity")?)?;
    let mut panel = Panel::new(&units, &periods).map_err(invalid)?;
    let outcome = panel.add(&table.numbers(text(input, "y")?)?).map_err(invalid)?;
    let (mut columns, mut names) = (Vec::new(), Vec::new());
    for regressor in regressors {
        let (column, name) = match shifted(regressor)? {
            Some((name, by, shown)) => {
                let column = panel.add(&table.numbers(name)?).map_err(invalid)?;
                (panel.lag(column, by), shown)
            }
            None => {
                let (values, name) = column(table, &periods, regressor)?;
                (panel.add(&values).map_err(invalid)?, name)
            }
        };
        columns.push(column);
        names.push(name);
    }
    Ok(Asked { panel, outcome, regressors: columns, names })
}

/// `lag(x,k)` and `lead(x,k)`: the column, by how much it is shifted, and its name among coefficients.
fn shifted(regressor: &str) -> Result<Option<(&str, i64, String)>, Failure> {
    let Some((what, inside)) = regressor.strip_suffix(')').and_then(|text| text.split_once('('))
    else {
        return Ok(None);
    };
    let unknown = || Failure::Input(format!("the regressor {regressor}"));
    let (name, by) = inside.split_once(',').ok_or_else(unknown)?;
    let by: i64 = by.trim().parse().map_err(|_| unknown())?;
    match what {
        "lag" => Ok(Some((name, by, format!("{name}_lag{by}")))),
        "lead" => Ok(Some((name, -by, format!("{name}_lead{by}")))),
        _ => Err(unknown()),
    }
}

/// A column of the table, or one made of adoption dates: `D = …` from adoption on, `e+k` and `e-k` so many
/// periods after and before it.
fn column(
    table: &Table,
    periods: &[i64],
    regressor: &str,
) -> Result<(Vec<Option<f64>>, String), Failure> {
    let since = |wanted: &dyn Fn(i64) -> bool| -> Result<Vec<Option<f64>>, Failure> {
        let adopted = table.wholes("adopt")?;
        let is = |(adopted, period): (&i64, &i64)| *adopted > 0 && wanted(period - adopted);
        Ok(adopted.iter().zip(periods).map(is).map(|is| Some(f64::from(u8::from(is)))).collect())
    };
    if let Some((name, _)) = regressor.split_once(" = 1[adopt>0 and ") {
        return Ok((since(&|event| event >= 0)?, name.to_owned()));
    }
    if let Some(event) = regressor.strip_prefix('e').and_then(|event| event.parse::<i64>().ok()) {
        return Ok((since(&|found| found == event)?, regressor.to_owned()));
    }
    Ok((table.numbers(regressor)?, regressor.to_owned()))
}

fn effects(input: &Value) -> Result<Effects, Failure> {
    Ok(if flag(input, "two_way")? { Effects::UnitAndPeriod } else { Effects::Unit })
}

fn texts(list: &[Value]) -> Vec<&str> {
    list.iter().filter_map(Value::as_str).collect()
}

fn fixed_effects(input: &Value, table: &Table) -> Computed {
    let asked = asked(input, table, &texts(items(input, "x")?))?;
    let model = Model {
        outcome: asked.outcome,
        regressors: &asked.regressors,
        effects: effects(input)?,
        weights: None,
    };
    match fit(&asked.panel, &model) {
        Err(why) => refused(why),
        Ok(fit) => Ok(fitted(&fit, &asked.names)),
    }
}

fn fitted(fit: &Fit, names: &[String]) -> Value {
    let by_name = |of: &dyn Fn(&Slope) -> Value| -> Value {
        let named = names.iter().zip(&fit.slopes).map(|(name, slope)| (name.clone(), of(slope)));
        named.collect::<Map<String, Value>>().into()
    };
    let clustered = |of: fn(&Clustered) -> f64| {
        by_name(&|slope| slope.clustered.as_ref().map_or(Value::Null, |found| of(found).into()))
    };
    let status = match fit.factor {
        Err(Undefined::OneCluster) => Undefined::OneCluster.name(),
        _ => "ok",
    };
    json!({
        "status": status,
        "n_obs": fit.rows,
        "n_units": fit.units,
        "n_clusters": fit.units,
        "singletons_dropped": fit.singletons_dropped,
        "coef": by_name(&|slope| slope.coefficient.into()),
        "df_resid": fit.freedom,
        "se_conventional": by_name(&|slope| slope.conventional.into()),
        "r2_within": fit.r2_within,
        "se_cr0": clustered(|found| found.plain),
        "se_cluster": clustered(|found| found.error),
        "t": clustered(|found| found.t),
        "p": clustered(|found| found.p),
        "df_t": fit.units - 1,
        "cr1_factor": fit.factor.ok(),
    })
}

fn wild(input: &Value, table: &Table) -> Computed {
    let mut regressors = vec![text(input, "x")?];
    regressors.extend(texts(items(input, "controls")?));
    let wanted = input["units"].as_array().map(|units| texts(units));
    let place = table.place(text(input, "entity")?)?;
    let is_wanted = |row: &&Vec<String>| {
        wanted.as_ref().is_none_or(|wanted| wanted.contains(&row[place].as_str()))
    };
    let rows = table.rows.iter().filter(is_wanted).cloned().collect();
    let asked = asked(input, &Table { header: table.header.clone(), rows }, &regressors)?;
    let model = Model {
        outcome: asked.outcome,
        regressors: &asked.regressors,
        effects: effects(input)?,
        weights: None,
    };
    match bootstrap(&asked.panel, &model, Beyond::Refuse) {
        Err(Undefined::NotEnumerable | Undefined::OneCluster) => refused(Undefined::NotEnumerable),
        Err(why) => refused(why),
        Ok(found) => Ok(json!({
            "status": "ok",
            "n_clusters": found.clusters,
            "coef": found.coefficient,
            "draws": found.draws,
            "count_ge": found.at_least,
            "p_wcr": found.p,
            "smallest_possible_p": found.smallest,
        })),
    }
}

/// Seed of what no worked example draws: all of them are small enough to try every labeling.
const SEED: u64 = 1;

fn permuted(input: &Value) -> Computed {
    let (treated, controls) = (gaps(input, "treated")?, gaps(input, "control")?);
    match permutation::compare(&treated, &controls, SEED, 9_999) {
        Err(Undefined::EmptyGroup) => Ok(json!({ "status": "undefined" })),
        Err(why) => refused(why),
        Ok(found) => Ok(json!({
            "status": "ok",
            "diff": found.difference,
            "labelings": found.labelings,
            "count_ge": found.at_least,
            "p": found.p,
        })),
    }
}

fn staggered(input: &Value, table: &Table) -> Computed {
    let units = table.units(text(input, "unit")?)?;
    let periods = table.wholes(text(input, "time")?)?;
    let values = table.numbers(text(input, "y")?)?;
    let dates = table.wholes(text(input, "g")?)?;
    let controls = match text(input, "control")? {
        "never" => Controls::Never,
        "notyet" => Controls::NotYet,
        other => return Err(Failure::Input(format!("the control {other}"))),
    };
    let count = units.iter().max().map_or(0, |last| last + 1);
    let mut adopted = vec![None; count];
    let mut rows = Vec::new();
    for (at, unit) in units.iter().enumerate() {
        adopted[*unit] = Some(dates[at]).filter(|date| *date > 0);
        rows.extend(values[at].map(|value| (*unit, periods[at], value)));
    }
    let found = Staggered::new(&rows, adopted).and_then(|panel| panel.effects(controls));
    let Ok(found) = found else { return Ok(json!({ "status": "undefined" })) };
    let without_base = found.without_base.iter().map(|cohort| {
        json!({ "g": cohort, "t": null, "att": null, "status": Undefined::NoBasePeriod.name() })
    });
    let cells = found.cells.iter().map(|cell| {
        json!({
            "g": cell.cohort,
            "t": cell.period,
            "e": cell.period - cell.cohort,
            "n_treated": cell.treated,
            "n_control": cell.controls,
            "att": cell.effect,
        })
    });
    let by_event =
        found.by_event.iter().map(|(event, effect)| (event.to_string(), (*effect).into()));
    Ok(json!({
        "status": "ok",
        "cells": without_base.chain(cells).collect::<Vec<Value>>(),
        "att_simple": found.simple,
        "att_by_event_time": by_event.collect::<Map<String, Value>>(),
    }))
}

fn adjusted(input: &Value) -> Computed {
    match multiple::adjust(&gaps(input, "p")?) {
        Err(why) => refused(why),
        Ok(found) => {
            let rejected = found.q.iter().map(|q| q.map(|q| q <= 0.05));
            Ok(json!({
                "m": found.m,
                "q": found.q,
                "reject_5pct": rejected.collect::<Vec<_>>(),
                "holm": found.holm,
            }))
        }
    }
}

fn bunched(input: &Value) -> Computed {
    let bound = |key| {
        let number = member(input, key)?.as_f64();
        number.ok_or_else(|| Failure::Input(format!("{key} is no number")))
    };
    match alarms::bunching(&gaps(input, "values")?, bound("cut")?, bound("h")?) {
        Err(Undefined::NoData) => Ok(json!({ "status": "undefined", "above": 0, "below": 0 })),
        Err(why) => refused(why),
        Ok(found) => Ok(json!({
            "status": "ok",
            "above": found.above,
            "below": found.below,
            "p": found.p,
        })),
    }
}
