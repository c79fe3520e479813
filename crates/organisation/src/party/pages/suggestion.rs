//! Which form of organisation suits a unit, by what is answered about its members and its time: a
//! suggestion with its rule, in words.

use crate::form::{self, Form, Members};
use crate::pages::as_of;
use crate::party::party_org::OrgKind;
use kernel::{Problem, UnitId};
use web_kit::form::Typed;
use web_kit::{Page, Web};

/// A suggestion in words.
pub(super) struct Advice {
    pub form: String,
    /// The rule and its article.
    pub rule: String,
    /// More to be said, such as that nobody to organise is no violation.
    pub more: String,
    /// Where an organisation of this form is founded.
    pub found: String,
}

/// The kind that a form is founded as.
fn kind(form: Form) -> OrgKind {
    match form {
        Form::JointBranch => OrgKind::JointBranch,
        Form::Branch | Form::BranchWithCommittee => OrgKind::Branch,
        Form::GeneralBranch => OrgKind::GeneralBranch,
        Form::Committee => OrgKind::Committee,
        Form::TemporaryBranch => OrgKind::TemporaryBranch,
    }
}

/// What the address answers about members and months, and what follows from it; nothing follows before
/// anything is answered.
/// Where nothing is answered, the members count who work there on the day, for a reader who may know.
pub(super) fn asked(
    web: &Web,
    page: &Page,
    unit: Option<UnitId>,
    counted: Option<Members>,
) -> (Typed, Option<Advice>) {
    let mut asked = Typed::default();
    if let (Some(counted), None) = (counted, web.query("full")) {
        asked = asked.with("full", counted.full).with("probationary", counted.probationary);
    }
    for name in ["full", "probationary", "months", "moved"] {
        if let Some(value) = web.query(name) {
            asked = asked.with(name, value);
        }
    }
    let Some(unit) = unit.filter(|_| !asked.value("full").is_empty()) else {
        return (asked, None);
    };
    let mut number = |name: &str, least: i64| {
        let text = asked.optional(name)?;
        let number = text.parse::<i64>().ok().filter(|number| *number >= least);
        if number.is_none() {
            asked.refuse(Problem::new("field-malformed").arg("value", text).at(name));
        }
        number
    };
    let full = number("full", 0);
    let (probationary, months) = (number("probationary", 0).unwrap_or(0), number("months", 1));
    let Some(full) = full.filter(|_| !asked.is_refused()) else { return (asked, None) };
    let suggestion = match months {
        Some(months) => form::of_project(months, full, asked.has("moved", "yes")),
        None => Some(form::suggested(Members { full, probationary })),
    };
    let advice = suggestion.map(|suggestion| {
        let pairs = [("unit", unit.to_string()), ("kind", kind(suggestion.form).name().to_owned())];
        Advice {
            form: page.t(form_key(suggestion.form)),
            rule: page.t(format!("org-rule-{}", suggestion.rule.name())),
            more: more(page, suggestion.form, full + probationary),
            found: as_of(web, "/party/new", &pairs),
        }
    });
    (asked, advice)
}

fn form_key(form: Form) -> &'static str {
    match form {
        Form::BranchWithCommittee => "org-form-branch-committee",
        form => kind(form).key(),
    }
}

fn more(page: &Page, form: Form, members: i64) -> String {
    match (form, members) {
        (Form::JointBranch, 0) => page.t("org-form-no-members"),
        (Form::JointBranch, _) => page.t1("org-form-joint-most", "n", form::JOINT_UNITS),
        (Form::TemporaryBranch, _) => page.t("org-form-temporary-limits"),
        _ => String::new(),
    }
}
