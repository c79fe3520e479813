//! Pages at the large size and at a tenth of it, beside a bare page with the same rows and bytes.

use super::client::{CLIENTS, Client, Seen, drive};
use super::lists;
use super::planning;
use super::report::{Report, grouped};
use super::served::{PROGRAM, Served, free_address};
use kernel::{Month, Now};
use ronghe::chance::mixed;
use ronghe::cli::Scale;
use ronghe::simulate::{AFFAIRS, AUDITOR, INDICATORS, PASSWORD, SIGN_IN, Shape};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

const WARMING: Duration = Duration::from_secs(1);
const TURN: Duration = Duration::from_millis(1_500);
const TURNS: usize = 4;

/// A page of the site, who asks for it, and how its address is made from a unit and a month.
struct Kind {
    name: &'static str,
    reader: &'static str,
    path: fn(i64, Month) -> String,
    wanted: &'static str,
}

/// What is wanted of a page, of a search for people, and of a page that checks the whole group.
const PAGE: &str = "p99 < 50 ms; ≤ 1.3 × a tenth";
const SEARCH: &str = "p99 < 100 ms; ≤ 1.3 × a tenth";
const CHECK: &str = "p99 < 300 ms";

const fn page(name: &'static str, path: fn(i64, Month) -> String) -> Kind {
    Kind { name, reader: SIGN_IN, path, wanted: PAGE }
}

const fn of_affairs(
    name: &'static str,
    wanted: &'static str,
    path: fn(i64, Month) -> String,
) -> Kind {
    Kind { name, reader: AFFAIRS, path, wanted }
}

const PAGES: [Kind; 30] = [
    page("tracker", |unit, month| format!("/tracker?unit={unit}&month={month}")),
    page("course", |unit, month| format!("/tracker/{unit}/{}?month={month}", indicator(unit))),
    page("history", |unit, month| format!("/readings/{unit}/{}/{month}", indicator(unit))),
    page("grid", |unit, month| format!("/grid?unit={unit}&month={month}")),
    page("year of a unit", |unit, month| format!("/plans/year/{unit}/{}", month.year)),
    page("calendar", |unit, month| format!("/periods?unit={unit}&year={}", month.year)),
    page("month of the calendar", |unit, month| format!("/periods/{unit}/{month}")),
    page("plans", |_, _| "/plans".to_owned()),
    page("plan", |unit, _| format!("/plans/{unit}")),
    page("key posts", |unit, month| format!("/registers?unit={unit}&as_of={}", month.last_day())),
    page("responsibility zones", |unit, _| format!("/registers/zones?unit={unit}")),
    page("burden", |unit, month| format!("/burden?unit={unit}&month={month}")),
    page("unit", |unit, _| format!("/units/{unit}")),
    page("tree", |_, _| "/units".to_owned()),
    page("branch of the tree", |unit, _| format!("/units/{unit}/children")),
    // Every level has a unit of this number, such as 第00012厂.
    page("unit search", |unit, _| format!("/units?q=%E7%AC%AC{unit:05}")),
    page("indicators", |_, _| "/indicators".to_owned()),
    page("imports", |_, _| "/imports".to_owned()),
    Kind { reader: AUDITOR, ..page("audit", |_, _| "/system/audit".to_owned()) },
    page("workbench", |_, _| "/".to_owned()),
    of_affairs("workbench of Party affairs", PAGE, |_, _| "/".to_owned()),
    of_affairs("Party tree", PAGE, |_, _| "/party".to_owned()),
    of_affairs("Party organisation", PAGE, |unit, _| format!("/party/{unit}")),
    of_affairs("coverage", CHECK, |_, _| "/coverage".to_owned()),
    of_affairs("coverage map", CHECK, |unit, _| format!("/coverage/map?unit={unit}")),
    of_affairs("reach", CHECK, |_, _| "/reach".to_owned()),
    of_affairs("governance", CHECK, |_, _| "/governance".to_owned()),
    of_affairs("matters", CHECK, |_, _| "/matters".to_owned()),
    of_affairs("members", PAGE, |unit, _| format!("/party/{unit}/members")),
    // Names of people are numbered too.
    of_affairs("people search", SEARCH, |unit, _| format!("/people?q={unit:05}")),
];

/// An indicator for each unit; their ids too are counted from 1.
fn indicator(unit: i64) -> i64 {
    unit % INDICATORS as i64 + 1
}

pub async fn measure(folder: &Path, report: &mut Report) {
    let (large, small) = (simulated(folder, "group", report), simulated(folder, "tenth", report));
    let (group, tenth) = (Shape::of(Scale::Group), Shape::of(Scale::Tenth));
    let server = Served::start(&large).await;
    let start = server.started_in.as_secs_f64();
    report.line("Start to first answer, large case", "< 0.3 s", format!("{start:.3} s"), "");
    let (slow, quick) = {
        let beside = Served::start(&small).await;
        every_page([(&server.address, group), (&beside.address, tenth)]).await
    };
    let cookie = sign_in(&server.address, SIGN_IN).await;
    let [one, bare] = one_page(folder, &large, &server.address, &cookie, group).await;
    let memory = [server.memory("VmRSS"), server.memory("VmHWM")];
    planning::measure(&server.address, group, report).await;
    drop(server);
    for (page, (large, small)) in PAGES.iter().zip(slow.iter().zip(&quick)) {
        report.line(
            &format!("Page `{}`, {CLIENTS} clients, units and months at random", page.name),
            page.wanted,
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
    lists::measure(&small, report).await;
    // They are not the plain cases any more.
    for data in [&large, &small] {
        std::fs::remove_file(data.join(SIMULATED)).expect("the note");
    }
    let [now, highest] = memory;
    report.line(
        "Resident memory under this load, large case",
        "< 200 MB",
        format!("{now:.0} MiB"),
        format!("highest {highest:.0} MiB"),
    );
}

/// The note in a folder that it holds a whole case.
const SIMULATED: &str = "simulated";

/// The data folder of a scale, written once and used again.
fn simulated(folder: &Path, scale: &str, report: &mut Report) -> PathBuf {
    let data = folder.join(scale);
    let done = data.join(SIMULATED);
    if !done.exists() {
        // What an interrupted run left is no use.
        let _ = std::fs::remove_dir_all(&data);
        let mut command = Command::new(PROGRAM);
        command.args(["simulate", "--scale", scale, "--lang", "en", "--data-dir"]).arg(&data);
        let output = command.output().expect("the simulation runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        std::fs::write(done, &output.stdout).expect("a note");
    }
    let said = std::fs::read_to_string(data.join(SIMULATED)).unwrap_or_default();
    report.line(&format!("`ronghe simulate --scale {scale}`"), "", said.trim(), "");
    data
}

/// What the eight clients saw of each page, in the large case and in a tenth of it: by turns, so that
/// what else the machine does touches both alike.
async fn every_page(servers: [(&str, Shape); 2]) -> (Vec<Seen>, Vec<Seen>) {
    let mut seen = [Vec::new(), Vec::new()];
    for page in &PAGES {
        let mut cookies = Vec::new();
        for (address, shape) in servers {
            let cookie = sign_in(address, page.reader).await;
            ask(address, &cookie, shape, page.path, WARMING).await;
            cookies.push(cookie);
        }
        let mut whole = [Seen::default(), Seen::default()];
        for _ in 0..TURNS {
            for (at, (address, shape)) in servers.into_iter().enumerate() {
                whole[at].add(ask(address, &cookies[at], shape, page.path, TURN).await);
            }
        }
        for (seen, whole) in seen.iter_mut().zip(whole) {
            seen.push(whole);
        }
    }
    let [large, small] = seen;
    (large, small)
}

/// The cookies of a session.
pub async fn sign_in(address: &str, name: &str) -> String {
    let mut client = Client::connect(address).await.expect("a connection");
    let answer = client.post("/sign-in", &format!("sign_in={name}&password={PASSWORD}")).await;
    let cookies = answer.headers.iter().filter(|(name, _)| name == "set-cookie");
    let pairs: Vec<&str> = cookies.filter_map(|(_, text)| text.split(';').next()).collect();
    assert!(!pairs.is_empty(), "signed in: {}", answer.status);
    pairs.join("; ")
}

/// The month before the present one, as `simulate` takes it.
pub fn last() -> Month {
    let now = Now::at(ronghe::clock::now(), "Asia/Shanghai").expect("a known zone");
    now.today.month().plus(-1)
}

/// Units that have figures, and months, in an order without pattern. The ids of a simulated tree are
/// its numbers counted from 1.
async fn ask(
    address: &str,
    cookie: &str,
    shape: Shape,
    path: fn(i64, Month) -> String,
    lasting: Duration,
) -> Seen {
    let units = shape.workshops().end as u64;
    let last = last();
    let next = move |client: usize, number: usize| {
        let chance = mixed((client as u64) << 32 | number as u64);
        path((chance % units) as i64 + 1, last.plus(-(((chance >> 40) % 24) as i32)))
    };
    drive(address, cookie, lasting, next).await
}

/// A plant in the middle of the tree.
fn plant(shape: Shape) -> i64 {
    (1 + shape.companies + shape.plants / 2) as i64
}

/// One tracker page, and beside it a bare handler in a process of its own: the rows of the same unit and the bytes
/// of the same page; by turns as well.
async fn one_page(
    folder: &Path,
    data: &Path,
    address: &str,
    cookie: &str,
    shape: Shape,
) -> [Seen; 2] {
    let (unit, month) = (plant(shape), last());
    let page = format!("/tracker?unit={unit}&month={month}");
    let mut client = Client::connect(address).await.expect("a connection");
    client.cookie = cookie.to_owned();
    let bytes = folder.join("page.html");
    std::fs::write(&bytes, client.get(&page).await.body).expect("the page");
    let free = free_address();
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.arg("--bare-page").arg(data.join("ronghe.db")).args([bytes.as_os_str()]).arg(&free);
    let first = Month { year: month.year, month: 1 };
    let bare = format!("/?unit={unit}&from={}&to={}", first.code(), month.code());
    let server = Served::run(command, free, &bare).await;
    let both = [(address, cookie, page), (server.address.as_str(), "", bare)];
    let mut seen = [Seen::default(), Seen::default()];
    for turn in 0..=TURNS {
        for ((address, cookie, path), seen) in both.iter().zip(&mut seen) {
            let path = path.clone();
            let turned = drive(address, cookie, TURN, move |_, _| path.clone()).await;
            // The first turn warms up.
            if turn > 0 {
                seen.add(turned);
            }
        }
    }
    seen
}
