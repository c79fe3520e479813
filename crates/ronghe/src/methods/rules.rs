//! The rules of organisations (`domain.md` section B).

use super::{Computed, Failure, flag, items, member, text, whole};
use kernel::{Day, Period, Quantity};
use organisation::form::{self, Form, Members, Suggestion};
use organisation::vote::{self, Body, Count};
use organisation::{cadence, congress, funds, term};
use serde_json::{Value, json};

pub(super) fn computed(rule: &str, input: &Value) -> Computed {
    match rule {
        "org_form" => org_form(input),
        "project_form" => project_form(input),
        "vote" => ballot(input),
        "term" => office(input),
        "cadence" => meetings(input),
        "party_budget" => budget(input),
        "congress_size" => delegates(input),
        other => Err(Failure::Unknown(other.to_owned())),
    }
}

fn day(value: &Value) -> Result<Day, Failure> {
    let day = value.as_str().and_then(|text| text.parse().ok());
    day.ok_or_else(|| Failure::Input(format!("{value} is no day")))
}

/// The form by the name that the cases give it.
const fn name(form: Form) -> &'static str {
    match form {
        Form::JointBranch => "join_joint_branch",
        Form::Branch => "branch_secretary_only",
        Form::BranchWithCommittee => "branch_with_committee",
        Form::GeneralBranch => "general_branch",
        Form::Committee => "committee",
        Form::TemporaryBranch => "temporary_branch",
    }
}

fn org_form(input: &Value) -> Computed {
    let (full, probationary) =
        (whole(input, "full_members")?, whole(input, "probationary_members")?);
    Ok(json!({ "form": name(form::suggested(Members { full, probationary }).form) }))
}

fn project_form(input: &Value) -> Computed {
    let moved = flag(input, "affiliation_moved")?;
    let suggested = form::of_project(whole(input, "months")?, whole(input, "full_members")?, moved);
    Ok(match suggested {
        None => json!({ "status": "invalid" }),
        Some(Suggestion { form, rule }) => {
            let form = match form {
                Form::JointBranch => "joint_branch",
                Form::Branch => "branch",
                other => name(other),
            };
            json!({ "status": "ok", "form": form, "rule": rule.name() })
        }
    })
}

fn ballot(input: &Value) -> Computed {
    let body = match text(input, "kind")? {
        "branch_resolution" => Body::BranchResolution,
        "party_election" => Body::PartyElection,
        "workers_congress" => Body::WorkersCongress,
        other => return Err(Failure::Input(format!("no body {other}"))),
    };
    let count = Count {
        eligible: whole(input, "eligible")?,
        present: whole(input, "present")?,
        yes: whole(input, "yes")?,
    };
    Ok(match vote::outcome(body, count) {
        None => json!({ "status": "invalid" }),
        Some(outcome) => {
            json!({ "status": "ok", "quorum": outcome.has_quorum, "passed": outcome.is_passed })
        }
    })
}

fn office(input: &Value) -> Computed {
    let years = if input["kind"] == "committee" { 5 } else { 3 };
    let term = term::term(years, day(member(input, "elected")?)?);
    Ok(json!({
        "due": term.due.to_string(),
        "reminder": term.reminder.to_string(),
        "latest_if_postponed": term.latest_if_postponed.to_string(),
    }))
}

fn meetings(input: &Value) -> Computed {
    let branch = cadence::Branch {
        established: day(member(input, "established")?)?,
        has_committee: flag(input, "has_committee")?,
        has_groups: whole(input, "party_groups")? > 0,
    };
    let year = i32::try_from(whole(input, "year")?);
    let year = year.map_err(|_| Failure::Input("no year".to_owned()))?;
    let as_of = day(member(input, "as_of")?)?;
    let records = member(input, "records")?;
    let mut missing = serde_json::Map::new();
    for (meeting, key) in [
        (cadence::Meeting::Members, "member_meeting"),
        (cadence::Meeting::Committee, "committee_meeting"),
        (cadence::Meeting::Group, "group_meeting"),
        (cadence::Meeting::ThemeDay, "theme_day"),
        (cadence::Meeting::OrganisationalLife, "organisational_life_meeting"),
        (cadence::Meeting::Appraisal, "democratic_appraisal"),
    ] {
        let held: Vec<Day> = items(records, key)?.iter().map(day).collect::<Result<_, _>>()?;
        let periods = cadence::missing(branch, meeting, year, as_of, &held);
        missing.insert(key.to_owned(), periods.into_iter().map(written).collect());
    }
    Ok(missing.into())
}

/// A period as the cases write it: 2025-Q4 where we write 2025Q4.
fn written(period: Period) -> Value {
    period.to_string().replace('Q', "-Q").into()
}

fn budget(input: &Value) -> Computed {
    let yuan = |key: &str| {
        let amount = Quantity::from_integer(whole(input, key)?);
        amount.map_err(|error| Failure::Input(format!("{key}: {error}")))
    };
    let given = funds::allocation(yuan("payroll_prev_year")?, yuan("carried_over")?);
    let given = given.map_err(|error| Failure::Input(error.to_string()))?;
    Ok(json!({ "allocation": given.to_string().parse::<f64>().ok() }))
}

fn delegates(input: &Value) -> Computed {
    let size = congress::size(whole(input, "staff")?);
    Ok(json!({ "min_delegates": size.delegates, "max_managers_of_min": size.managers }))
}
