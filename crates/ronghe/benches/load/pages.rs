//! Pages at the large size and at a tenth of it, beside a bare page with the same rows and bytes.

use super::client::{CLIENTS, Client, Seen, drive};
use super::report::{Report, grouped};
use super::served::{PROGRAM, Served, free_address};
use kernel::{Month, Now};
use ronghe::chance::mixed;
use ronghe::cli::Scale;
use ronghe::simulate::{AUDITOR, INDICATORS, PASSWORD, SIGN_IN, Shape};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

const WARMING: Duration = Duration::from_secs(2);
const LASTING: Duration = Duration::from_secs(8);

/// A page of the site, who asks for it, and how its address is made from a unit and a month.
struct Kind {
    name: &'static str,
    reader: &'static str,
    path: fn(i64, Month) -> String,
}

const fn page(name: &'static str, path: fn(i64, Month) -> String) -> Kind {
    Kind { name, reader: SIGN_IN, path }
}

const PAGES: [Kind; 12] = [
    page("tracker", |unit, month| format!("/tracker?unit={unit}&month={month}")),
    page("course", |unit, month| format!("/tracker/{unit}/{}?month={month}", indicator(unit))),
    page("history", |unit, month| format!("/readings/{unit}/{}/{month}", indicator(unit))),
    page("grid", |unit, month| format!("/grid?unit={unit}&month={month}")),
    page("unit", |unit, _| format!("/units/{unit}")),
    page("tree", |_, _| "/units".to_owned()),
    page("branch of the tree", |unit, _| format!("/units/{unit}/children")),
    // Every level has a unit of this number, such as 第00012厂.
    page("unit search", |unit, _| format!("/units?q=%E7%AC%AC{unit:05}")),
    page("indicators", |_, _| "/indicators".to_owned()),
    page("imports", |_, _| "/imports".to_owned()),
    Kind { reader: AUDITOR, ..page("audit", |_, _| "/system/audit".to_owned()) },
    page("workbench", |_, _| "/".to_owned()),
];

/// An indicator for each unit; their ids too are counted from 1.
fn indicator(unit: i64) -> i64 {
    unit % INDICATORS as i64 + 1
}

pub async fn measure(folder: &Path, report: &mut Report) {
    let (large, small) = (simulated(folder, "group", report), simulated(folder, "company", report));
    let (group, tenth) = (Shape::of(Scale::Group), Shape::of(Scale::Company));
    let server = Served::start(&large).await;
    let start = server.started_in.as_secs_f64();
    report.line("Start to first answer, large case", "< 0.3 s", format!("{start:.3} s"), "");
    let slow = every_page(&server.address, group).await;
    let cookie = sign_in(&server.address, SIGN_IN).await;
    let one = one_page(&server.address, &cookie, group).await;
    let memory = [server.memory("VmRSS"), server.memory("VmHWM")];
    let bare = bare_page(folder, &large, &server.address, &cookie, group).await;
    drop(server);
    let server = Served::start(&small).await;
    let quick = every_page(&server.address, tenth).await;
    for (page, (large, small)) in PAGES.iter().zip(slow.iter().zip(&quick)) {
        report.line(
            &format!("Page `{}`, {CLIENTS} clients, units and months at random", page.name),
            "p99 < 50 ms; ≤ 1.3 × a tenth",
            format!(
                "p50 {:.1} ms, p99 {:.1} ms, {}/s",
                large.percentile(50),
                large.percentile(99),
                grouped(large.rate())
            ),
            format!(
                "a tenth of the data: p50 {:.1} ms, p99 {:.1} ms; ratio p50 {:.2}, p99 {:.2}",
                small.percentile(50),
                small.percentile(99),
                large.percentile(50) / small.percentile(50),
                large.percentile(99) / small.percentile(99)
            ),
        );
    }
    report.line(
        "One tracker page, again and again",
        "≥ ⅓ of a bare handler",
        format!("{} requests/s", grouped(one.rate())),
        format!(
            "bare axum, one query, same bytes: {} /s; ratio {:.2}",
            grouped(bare.rate()),
            one.rate() / bare.rate()
        ),
    );
    let [now, highest] = memory;
    report.line(
        "Resident memory under this load, large case",
        "< 200 MB",
        format!("{now:.0} MiB"),
        format!("highest {highest:.0} MiB"),
    );
}

/// The data folder of a scale, written once and used again.
fn simulated(folder: &Path, scale: &str, report: &mut Report) -> PathBuf {
    let data = folder.join(scale);
    let done = data.join("simulated");
    if !done.exists() {
        // What an interrupted run left is no use.
        let _ = std::fs::remove_dir_all(&data);
        let mut command = Command::new(PROGRAM);
        command.args(["simulate", "--scale", scale, "--lang", "en", "--data-dir"]).arg(&data);
        let output = command.output().expect("the simulation runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        std::fs::write(done, &output.stdout).expect("a note");
    }
    let said = std::fs::read_to_string(data.join("simulated")).unwrap_or_default();
    report.line(&format!("`ronghe simulate --scale {scale}`"), "", said.trim(), "");
    data
}

/// What the eight clients saw of each page.
async fn every_page(address: &str, shape: Shape) -> Vec<Seen> {
    let mut seen = Vec::new();
    for page in &PAGES {
        let cookie = sign_in(address, page.reader).await;
        seen.push(ask(address, &cookie, shape, page.path).await);
    }
    seen
}

async fn sign_in(address: &str, name: &str) -> String {
    let mut client = Client::connect(address).await.expect("a connection");
    let answer = client.post("/sign-in", &format!("sign_in={name}&password={PASSWORD}")).await;
    let cookies = answer.headers.iter().filter(|(name, _)| name == "set-cookie");
    let pairs: Vec<&str> = cookies.filter_map(|(_, text)| text.split(';').next()).collect();
    assert!(!pairs.is_empty(), "signed in: {}", answer.status);
    pairs.join("; ")
}

/// The month before the present one, as `simulate` takes it.
fn last() -> Month {
    let now = Now::at(ronghe::clock::now(), "Asia/Shanghai").expect("a known zone");
    now.today.month().plus(-1)
}

/// Units that have figures, and months, in an order without pattern. The ids of a simulated tree are
/// its numbers counted from 1.
async fn ask(address: &str, cookie: &str, shape: Shape, path: fn(i64, Month) -> String) -> Seen {
    let units = shape.workshops().end as u64;
    let last = last();
    let next = move |client: usize, number: usize| {
        let chance = mixed((client as u64) << 32 | number as u64);
        path((chance % units) as i64 + 1, last.plus(-(((chance >> 40) % 24) as i32)))
    };
    drive(address, cookie, WARMING, next).await;
    drive(address, cookie, LASTING, next).await
}

/// A plant in the middle of the tree.
fn plant(shape: Shape) -> i64 {
    (1 + shape.companies + shape.plants / 2) as i64
}

async fn one_page(address: &str, cookie: &str, shape: Shape) -> Seen {
    let path = format!("/tracker?unit={}&month={}", plant(shape), last());
    drive(address, cookie, WARMING, {
        let path = path.clone();
        move |_, _| path.clone()
    })
    .await;
    drive(address, cookie, LASTING, move |_, _| path.clone()).await
}

/// The bare handler in a process of its own: the rows of the same unit and the bytes of the same page.
async fn bare_page(folder: &Path, data: &Path, address: &str, cookie: &str, shape: Shape) -> Seen {
    let (unit, month) = (plant(shape), last());
    let mut client = Client::connect(address).await.expect("a connection");
    client.cookie = cookie.to_owned();
    let page = client.get(&format!("/tracker?unit={unit}&month={month}")).await.body;
    let bytes = folder.join("page.html");
    std::fs::write(&bytes, page).expect("the page");
    let address = free_address();
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.arg("--bare-page").arg(data.join("ronghe.db")).args([bytes.as_os_str()]).arg(&address);
    let first = Month { year: month.year, month: 1 };
    let path = format!("/?unit={unit}&from={}&to={}", first.code(), month.code());
    let server = Served::run(command, address, &path).await;
    let next = move |_, _| path.clone();
    drive(&server.address, "", WARMING, next.clone()).await;
    drive(&server.address, "", LASTING, next).await
}
