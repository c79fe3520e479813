//! Every case of `reference/rules.json`.

use kernel::{Day, Period, Quantity};
use organisation::form::{self, Form, Members, Suggestion};
use organisation::vote::{self, Body, Count};
use organisation::{cadence, congress, funds, term};
use serde_json::{Value, json};

const JSON: &str = include_str!("../../../../reference/rules.json");

#[test]
fn every_case_comes_out() {
    let file: Value = serde_json::from_str(JSON).expect("the file");
    let cases = file["cases"].as_array().expect("cases");
    assert_eq!(cases.len(), 43);
    for case in cases {
        let input = &case["input"];
        let found = match input["rule"].as_str().expect("a rule") {
            "org_form" => org_form(input),
            "project_form" => project_form(input),
            "vote" => ballot(input),
            "term" => office(input),
            "cadence" => meetings(input),
            "party_budget" => budget(input),
            "congress_size" => delegates(input),
            other => panic!("no rule {other}"),
        };
        assert_eq!(found, case["expected"], "{}", case["id"]);
    }
}

fn number(input: &Value, key: &str) -> i64 {
    input[key].as_i64().unwrap_or_else(|| panic!("{key} in {input}"))
}

fn day(value: &Value) -> Day {
    value.as_str().and_then(|text| text.parse().ok()).expect("a day")
}

/// The form by the reference's own names.
fn name(form: Form) -> &'static str {
    match form {
        Form::JointBranch => "join_joint_branch",
        Form::Branch => "branch_secretary_only",
        Form::BranchWithCommittee => "branch_with_committee",
        Form::GeneralBranch => "general_branch",
        Form::Committee => "committee",
        Form::TemporaryBranch => "temporary_branch",
    }
}

fn org_form(input: &Value) -> Value {
    let (full, probationary) =
        (number(input, "full_members"), number(input, "probationary_members"));
    json!({ "form": name(form::suggested(Members { full, probationary }).form) })
}

fn project_form(input: &Value) -> Value {
    let moved = input["affiliation_moved"].as_bool().expect("moved or not");
    match form::of_project(number(input, "months"), number(input, "full_members"), moved) {
        None => json!({ "status": "invalid" }),
        Some(Suggestion { form, rule }) => {
            let form = match form {
                Form::JointBranch => "joint_branch",
                Form::Branch => "branch",
                other => name(other),
            };
            json!({ "status": "ok", "form": form, "rule": rule.name() })
        }
    }
}

fn ballot(input: &Value) -> Value {
    let body = match input["kind"].as_str() {
        Some("branch_resolution") => Body::BranchResolution,
        Some("party_election") => Body::PartyElection,
        Some("workers_congress") => Body::WorkersCongress,
        other => panic!("no body {other:?}"),
    };
    let count = Count {
        eligible: number(input, "eligible"),
        present: number(input, "present"),
        yes: number(input, "yes"),
    };
    match vote::outcome(body, count) {
        None => json!({ "status": "invalid" }),
        Some(outcome) => {
            json!({ "status": "ok", "quorum": outcome.has_quorum, "passed": outcome.is_passed })
        }
    }
}

fn office(input: &Value) -> Value {
    let years = if input["kind"] == "committee" { 5 } else { 3 };
    let term = term::term(years, day(&input["elected"]));
    json!({
        "due": term.due.to_string(),
        "reminder": term.reminder.to_string(),
        "latest_if_postponed": term.latest_if_postponed.to_string(),
    })
}

fn meetings(input: &Value) -> Value {
    let branch = cadence::Branch {
        established: day(&input["established"]),
        has_committee: input["has_committee"].as_bool().expect("yes or no"),
        has_groups: number(input, "party_groups") > 0,
    };
    let year = i32::try_from(number(input, "year")).expect("a year");
    let missing = |meeting, key: &str| -> Vec<String> {
        let held: Vec<Day> =
            input["records"][key].as_array().expect("days").iter().map(day).collect();
        let periods = cadence::missing(branch, meeting, year, day(&input["as_of"]), &held);
        periods.into_iter().map(written).collect()
    };
    json!({
        "member_meeting": missing(cadence::Meeting::Members, "member_meeting"),
        "committee_meeting": missing(cadence::Meeting::Committee, "committee_meeting"),
        "group_meeting": missing(cadence::Meeting::Group, "group_meeting"),
        "theme_day": missing(cadence::Meeting::ThemeDay, "theme_day"),
        "organisational_life_meeting":
            missing(cadence::Meeting::OrganisationalLife, "organisational_life_meeting"),
        "democratic_appraisal": missing(cadence::Meeting::Appraisal, "democratic_appraisal"),
    })
}

/// A period as the reference writes it: 2025-Q4 where we write 2025Q4.
fn written(period: Period) -> String {
    period.to_string().replace('Q', "-Q")
}

fn budget(input: &Value) -> Value {
    let yuan = |key: &str| Quantity::from_integer(number(input, key)).expect("an amount");
    let given = funds::allocation(yuan("payroll_prev_year"), yuan("carried_over"));
    let given: f64 = given.expect("an amount").to_string().parse().expect("a number");
    json!({ "allocation": given })
}

fn delegates(input: &Value) -> Value {
    let size = congress::size(number(input, "staff"));
    json!({ "min_delegates": size.delegates, "max_managers_of_min": size.managers })
}

#[test]
fn numbers_that_cannot_be_are_no_ballot() {
    for (eligible, present, yes) in [(0, 0, 0), (10, 11, 5), (10, 5, 6), (10, 5, -1)] {
        let count = Count { eligible, present, yes };
        assert_eq!(vote::outcome(Body::PartyElection, count), None, "{count:?}");
    }
}
