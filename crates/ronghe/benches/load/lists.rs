//! A list of everybody of a large group, handed in, looked at and confirmed over HTTP.

use super::client::Client;
use super::pages::sign_in;
use super::report::Report;
use super::served::Served;
use ronghe::cli::Scale;
use ronghe::simulate::{HR, Shape};
use std::path::Path;
use std::time::Instant;

/// People on the list.
const PEOPLE: usize = 200_000;
const BOUNDARY: &str = "a-list-of-people";

/// Writes to the folder's data: whoever simulated it does so again.
pub async fn measure(folder: &Path, report: &mut Report) {
    let server = Served::start(folder).await;
    let mut client = Client::connect(&server.address).await.expect("a connection");
    client.cookie = sign_in(&server.address, HR).await;
    let token = between(&client.get("/people/import").await.body, "name=\"csrf\" value=\"");
    let start = Instant::now();
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let answer = client.ask("POST", "/people/import", &kind, &parts(&token, &list())).await;
    let preview = answer.header("location").expect("a preview").to_owned();
    let page = client.get(&preview).await.body;
    let seen = start.elapsed().as_secs_f64();
    let action = between(&page, &format!("action=\"{preview}/confirm"));
    let sure = format!("csrf={token}&confirmed=yes");
    let answer = client.post(&format!("{preview}/confirm{action}"), &sure).await;
    let all = start.elapsed().as_secs_f64();
    assert_eq!(answer.status, 303, "{}", String::from_utf8_lossy(&answer.body));
    let page = client.get(&preview).await.body;
    assert!(String::from_utf8_lossy(&page).contains("200,000"), "everybody was new");
    report.line(
        "List of 200,000 people with their units: preview, then confirmation",
        "< 20 s",
        format!("{all:.1} s"),
        format!("{seen:.1} s of it until the preview is seen"),
    );
}

/// Ten people for each team of the tenth, and again from the first.
fn list() -> String {
    let shape = Shape::of(Scale::Tenth);
    let first = shape.workshops().end;
    let mut list = String::from("姓名,工号,单位,到岗日期\n");
    for at in 0..PEOPLE {
        let team = first + at / 10 % shape.teams;
        list.push_str(&format!("赵{at:06},L{at:06},M{team:05},2024-03-01\n"));
    }
    list
}

fn parts(token: &str, list: &str) -> String {
    format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n\
         --{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"people.csv\"\r\n\
         Content-Type: text/csv\r\n\r\n{list}\r\n--{BOUNDARY}--\r\n"
    )
}

/// What stands in a page behind a text and before the next quote.
/// What stands on a page between this and the next quotation mark.
pub fn between(page: &[u8], before: &str) -> String {
    let page = String::from_utf8_lossy(page);
    let found = page.split_once(before).and_then(|(_, rest)| rest.split_once('"'));
    found.map(|(value, _)| value.to_owned()).unwrap_or_else(|| panic!("no {before}"))
}
