//! A sheet: a rule with inputs, what it comes to, and its trace as the document that anybody can recompute. Where
//! other rules held earlier in the year, each part counts for its days.

use super::rules::Rule;
use super::source::Source;
use kernel::{Day, DayRange, Lang, Problem, texts};
use scoring::Exact;
use scoring::engine::export::{self, Words};
use scoring::engine::if_then::{IfThen, if_then};
use scoring::engine::pro_rata::{ProRata, Stretch, pro_rata};
use scoring::engine::{Case, Cases, Inputs, Plan, Standing, Trace, evaluate};
use serde::{Deserialize, Serialize};
use sm3::{Digest, Sm3};

/// A rule made ready for a unit, with the unit's inputs.
#[derive(Clone, Debug)]
pub struct Computed {
    pub plan: Plan,
    pub inputs: Inputs,
    pub sources: Vec<Source>,
    /// The days that count, in their order; none where they are the whole year.
    pub days: Vec<DayRange>,
    /// The parts of the year before, each with its days, in their order.
    pub earlier: Vec<Self>,
}

/// What a sheet keeps beside rule and inputs: its days and the parts of the year before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stretches {
    pub days: Vec<Days>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<EarlierText>,
}

/// Days from one on, until before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Days {
    #[serde(with = "scoring::scheme::day")]
    pub from: Day,
    #[serde(with = "scoring::scheme::day")]
    pub until: Day,
}

impl From<DayRange> for Days {
    fn from(range: DayRange) -> Self {
        Self { from: range.from, until: range.until }
    }
}

impl From<Days> for DayRange {
    fn from(days: Days) -> Self {
        Self { from: days.from, until: days.until }
    }
}

/// A part of the year before, with the whole text of its rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EarlierText {
    pub days: Days,
    pub rule: String,
    pub inputs: Inputs,
    pub sources: Vec<Source>,
}

/// How many days ranges have together.
pub fn count(days: &[DayRange]) -> i64 {
    days.iter().map(|days| days.until.days_since(days.from)).sum()
}

/// What a sheet comes to, in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Total {
    /// As it is published; absent where nothing applies.
    pub total: Option<String>,
    pub grade: Option<String>,
    /// The name of the standing: `ok`, `provisional` or `not-applicable`.
    pub standing: String,
    /// The share of the weight that is known.
    pub coverage: String,
    /// The total if all that waits turned out as bad, and as good, as can be.
    pub low: String,
    pub high: String,
}

impl Computed {
    /// Makes a rule ready for inputs.
    ///
    /// # Errors
    /// What is wrong with the scheme.
    pub fn new(rule: &Rule, inputs: Inputs, sources: Vec<Source>) -> Result<Self, Problem> {
        let first = |problems: Vec<Problem>| problems.into_iter().next();
        let plan = Plan::new(&rule.scheme, &inputs.kind)
            .map_err(|problems| first(problems).unwrap_or_else(|| Problem::new("score-no-rule")))?;
        Ok(Self { plan, inputs, sources, days: Vec::new(), earlier: Vec::new() })
    }

    /// The same for these days, with the parts of the year before.
    #[must_use]
    pub fn within(self, days: Vec<DayRange>, earlier: Vec<Self>) -> Self {
        Self { days, earlier, ..self }
    }

    /// The parts of the year in their order: those before, then the one that holds at its end.
    pub fn parts(&self) -> impl DoubleEndedIterator<Item = &Self> {
        self.earlier.iter().chain(std::iter::once(self))
    }

    /// What is kept beside rule and inputs; `None` where one rule holds all the year.
    ///
    /// # Errors
    /// When a rule cannot be printed.
    pub fn stretches(&self) -> Result<Option<Stretches>, Problem> {
        if self.days.is_empty() && self.earlier.is_empty() {
            return Ok(None);
        }
        let earlier = self.earlier.iter().flat_map(|part| {
            let text = |days: &DayRange| {
                Ok(EarlierText {
                    days: (*days).into(),
                    rule: part.plan.scheme.print()?,
                    inputs: part.inputs.clone(),
                    sources: part.sources.clone(),
                })
            };
            part.days.first().map(text)
        });
        Ok(Some(Stretches {
            days: self.days.iter().copied().map(Days::from).collect(),
            earlier: earlier.collect::<Result<_, Problem>>()?,
        }))
    }

    /// The same with what was kept beside it.
    ///
    /// # Errors
    /// What is wrong with a kept rule.
    pub fn with(self, kept: Stretches) -> Result<Self, Problem> {
        let earlier = kept.earlier.into_iter().map(|part| {
            let rule = Rule::parse(&part.rule)?;
            let days = vec![part.days.into()];
            Ok(Self::new(&rule, part.inputs, part.sources)?.within(days, Vec::new()))
        });
        let earlier = earlier.collect::<Result<_, Problem>>()?;
        Ok(self.within(kept.days.into_iter().map(DayRange::from).collect(), earlier))
    }

    pub fn case(&self) -> Case<'_> {
        Case { plan: &self.plan, inputs: &self.inputs }
    }

    /// Computes every step.
    ///
    /// # Errors
    /// Those of [`evaluate`]: what was entered is not what the rule takes.
    pub fn trace(&self) -> Result<Trace<'_>, Problem> {
        evaluate(self.case(), &Cases::default())
    }

    /// What would change the grade.
    ///
    /// # Errors
    /// Those of [`Computed::trace`].
    pub fn changes(&self, trace: &Trace<'_>) -> Result<Vec<IfThen>, Problem> {
        // Of several parts no line decides alone.
        if self.earlier.is_empty() {
            if_then(self.case(), &Cases::default(), trace)
        } else {
            Ok(Vec::new())
        }
    }

    /// The parts of the year joined by their days; `None` where there is only one.
    ///
    /// # Errors
    /// Those of [`Computed::trace`], and `pro-rata-days`.
    pub fn joined(&self) -> Result<Option<ProRata>, Problem> {
        if self.earlier.is_empty() {
            return Ok(None);
        }
        let traces: Vec<Trace<'_>> = self.parts().map(Self::trace).collect::<Result<_, _>>()?;
        let stretches = self.parts().zip(&traces).filter_map(|(part, trace)| {
            Some(Stretch { days: *part.days.first()?, case: part.case(), trace })
        });
        pro_rata(&stretches.collect::<Vec<_>>()).map(Some)
    }

    /// Total and grade as they are published.
    ///
    /// # Errors
    /// Those of [`Computed::trace`].
    pub fn total(&self) -> Result<Total, Problem> {
        if let Some(joined) = self.joined()? {
            return self.total_of(&joined);
        }
        let trace = self.trace()?;
        let form = self.plan.scheme.publication;
        let outcome = &trace.outcome;
        Ok(Total {
            total: trace.published(&self.plan),
            grade: trace.grade(&self.plan).map(str::to_owned),
            standing: outcome.standing.name().to_owned(),
            coverage: outcome.coverage.plain(),
            low: outcome.low.fixed(form.decimals, form.rounding),
            high: outcome.high.fixed(form.decimals, form.rounding),
        })
    }

    /// The total of several parts. What is open, and the ends, count by days as well.
    fn total_of(&self, joined: &ProRata) -> Result<Total, Problem> {
        let form = self.plan.scheme.publication;
        let mut sums = [Exact::ZERO, Exact::ZERO, Exact::ZERO];
        let mut all = 0;
        for part in self.parts() {
            let (days, outcome) = (count(&part.days), part.trace()?.outcome);
            all += days;
            for (sum, of) in sums.iter_mut().zip([outcome.coverage, outcome.low, outcome.high]) {
                *sum = &*sum + &(&of * &Exact::from_integer(days));
            }
        }
        let share = |sum: &Exact| sum.checked_div(&Exact::from_integer(all)).unwrap_or(Exact::ZERO);
        let fixed = |number: &Exact| number.fixed(form.decimals, form.rounding);
        let grade = joined.grade.map(|grade| self.plan.scheme.grade[grade].name.clone());
        Ok(Total {
            total: joined.published.as_ref().map(fixed),
            grade: grade.filter(|_| joined.standing == Standing::Ok),
            standing: joined.standing.name().to_owned(),
            coverage: share(&sums[0]).plain(),
            low: fixed(&share(&sums[1])),
            high: fixed(&share(&sums[2])),
        })
    }

    /// The document with its words in a language.
    ///
    /// # Errors
    /// Those of [`Computed::trace`].
    pub fn document(&self, lang: Lang) -> Result<serde_json::Value, Problem> {
        let words = Words { catalogue: texts::get(), lang };
        let traces: Vec<Trace<'_>> = self.parts().map(Self::trace).collect::<Result<_, _>>()?;
        let changes = match traces.last() {
            Some(trace) => self.changes(trace)?,
            None => Vec::new(),
        };
        let sheets = self.parts().zip(&traces);
        let sheets: Vec<_> =
            sheets.map(|(part, trace)| (part.case(), trace, &changes[..])).collect();
        let joined = self.joined()?;
        let joined =
            joined.map(|found| export::joined(&self.inputs.unit, &found, &self.plan.scheme, words));
        let unwritable = |error| Problem::new("score-unwritable").arg("message", error);
        let document = export::document(&sheets, joined.into_iter().collect(), words);
        let mut document = serde_json::to_value(document).map_err(unwritable)?;
        if !self.days.is_empty() {
            let days: Vec<Days> = self.days.iter().copied().map(Days::from).collect();
            document["days"] = serde_json::to_value(days).map_err(unwritable)?;
        }
        Ok(document)
    }

    /// The document without words: its bytes depend on rule and inputs alone, so that the same ones give
    /// the same digest in any language and any later year.
    ///
    /// # Errors
    /// Those of [`Computed::trace`].
    pub fn canonical(&self) -> Result<String, Problem> {
        let mut document = self.document(Lang::Zh)?;
        for sheet in document["sheets"].as_array_mut().into_iter().flatten() {
            for node in sheet["nodes"].as_array_mut().into_iter().flatten() {
                node["steps"].as_array_mut().into_iter().flatten().for_each(speechless);
            }
            speechless(&mut sheet["result"]);
            if let Some(changes) = sheet.get_mut("if_then").and_then(|all| all.as_array_mut()) {
                changes.iter_mut().for_each(speechless);
            }
        }
        if let Some(joined) = document.get_mut("pro_rata").and_then(|all| all.as_array_mut()) {
            joined.iter_mut().for_each(speechless);
        }
        Ok(document.to_string())
    }
}

fn speechless(part: &mut serde_json::Value) {
    if let Some(fields) = part.as_object_mut() {
        fields.shift_remove("words");
    }
}

/// The SM3 digest of a trace, in hexadecimal digits.
pub fn digest(trace: &str) -> String {
    Sm3::digest(trace.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
