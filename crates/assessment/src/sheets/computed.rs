//! A sheet: a rule with inputs, what it comes to, and its trace as the document that anybody can recompute.

use super::rules::Rule;
use super::source::Source;
use kernel::{Lang, Problem, texts};
use scoring::engine::export::{self, Words};
use scoring::engine::if_then::{IfThen, if_then};
use scoring::engine::{Case, Cases, Inputs, Plan, Trace, evaluate};
use sm3::{Digest, Sm3};

/// A rule made ready for a unit, with the unit's inputs.
#[derive(Clone, Debug)]
pub struct Computed {
    pub plan: Plan,
    pub inputs: Inputs,
    pub sources: Vec<Source>,
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
        Ok(Self { plan, inputs, sources })
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
        if_then(self.case(), &Cases::default(), trace)
    }

    /// Total and grade as they are published.
    ///
    /// # Errors
    /// Those of [`Computed::trace`].
    pub fn total(&self) -> Result<Total, Problem> {
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

    /// The document with its words in a language.
    ///
    /// # Errors
    /// Those of [`Computed::trace`].
    pub fn document(&self, lang: Lang) -> Result<serde_json::Value, Problem> {
        let trace = self.trace()?;
        let changes = self.changes(&trace)?;
        let words = Words { catalogue: texts::get(), lang };
        let one = [(self.case(), &trace, &changes[..])];
        serde_json::to_value(export::document(&one, Vec::new(), words))
            .map_err(|error| Problem::new("score-unwritable").arg("message", error))
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
