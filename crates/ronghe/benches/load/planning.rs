//! Steps of a year's planning over the whole group, each from the press of a button to the answer: the pack of
//! a company's meeting, the lock of a month, a target handed down; and what of a mood survey may be told.

use super::client::Client;
use super::lists::between;
use super::pages::{last, sign_in};
use super::report::Report;
use mood::publication::publish;
use ronghe::chance::mixed;
use ronghe::simulate::{AFFAIRS, SIGN_IN, Shape};
use std::time::Instant;

/// Units of a mood survey, and months of it.
const SURVEYED: usize = 5_000;
const MONTHS: usize = 12;

/// Writes to the served data: whoever simulated it does so again.
pub async fn measure(address: &str, shape: Shape, report: &mut Report) {
    let month = last();
    let open = format!("unit=2&month={month}&kind=dispatch");
    let seconds = press(address, SIGN_IN, "/tracker", "/meetings/open", &open).await;
    report.line(
        "Pack of one company's monthly meeting (165 units below it, 30 indicators), xlsx and docx",
        "< 2 s",
        format!("{seconds:.2} s"),
        "",
    );
    let period = format!("/periods/1/{month}");
    let seconds = press(address, SIGN_IN, &period, &format!("{period}/lock"), "").await;
    let plans = shape.workshops().end;
    report.line(
        &format!("Locking a month for the whole group, with {} tasks of {plans} plans", 3 * plans),
        "< 5 s",
        format!("{seconds:.2} s"),
        "",
    );
    // The draft of the next year was begun after the plans in force.
    let target = format!("/plans/{}/targets/1/units", plans + 1);
    let seconds = press(address, AFFAIRS, &target, &target, "revision=1").await;
    report.line(
        &format!("A target of the group handed down to {} units", shape.workshops),
        "< 5 s",
        format!("{seconds:.2} s"),
        "",
    );
    let counts = |at: usize| {
        let n = mixed(at as u64) % 40;
        [n / 4, n / 5, n - n / 4 - n / 5, 0, 0]
    };
    let months: Vec<Vec<_>> = (0..MONTHS)
        .map(|month| (0..SURVEYED).map(|unit| counts(month * SURVEYED + unit)).collect())
        .collect();
    let start = Instant::now();
    let told = publish(&months, 10);
    let seconds = start.elapsed().as_secs_f64();
    assert_eq!(told.parts.len(), SURVEYED);
    report.line(
        &format!("What may be told of a mood survey, {SURVEYED} units in each of {MONTHS} months"),
        "< 1 s",
        format!("{seconds:.2} s"),
        "",
    );
}

/// Opens a page, presses a button of it, and gives the seconds until the answer that leads on.
async fn press(address: &str, reader: &str, page: &str, button: &str, fields: &str) -> f64 {
    let mut client = Client::connect(address).await.expect("a connection");
    client.cookie = sign_in(address, reader).await;
    let token = between(&client.get(page).await.body, "name=\"csrf\" value=\"");
    let start = Instant::now();
    let answer = client.post(button, &format!("csrf={token}&{fields}")).await;
    let seconds = start.elapsed().as_secs_f64();
    let said = String::from_utf8_lossy(&answer.body);
    assert_eq!(answer.status, 303, "{button}: {said}");
    seconds
}
