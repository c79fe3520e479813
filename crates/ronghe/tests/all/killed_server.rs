//! A server that dies while a background job writes an import: nothing is half imported, and the next one
//! finishes it, once.

use super::plant;
use super::route_access::unit;
use accounts::use_cases::demo::{self, DemoUser};
use kernel::{Actor, Role};
use planning::imports::{self, Options, State};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use store::{Ctx, Engine, Query, params};
use testkit::TestDb;

const PASSWORD: &str = "quite+a+long+phrase";
const INDICATORS: [&str; 8] = [
    "入洗原煤",
    "精煤产量",
    "中煤产量",
    "矸石产量",
    "非计划停机",
    "工伤人数",
    "营业收入",
    "利润总额",
];
const UNITS: usize = 270;
/// So many megabytes are sent, and more than 50,000 readings, so that jobs read and write them.
const MEGABYTES: usize = 40;
const READINGS: i64 = (UNITS * INDICATORS.len() * 12 * 2) as i64;

/// Plan and actual of these months for each unit of a second plant, with a remark that makes it large.
fn table(months: usize, remark: usize) -> interchange::Input {
    let heads = (1..=months).map(|month| format!(",2025年{month}月计划,2025年{month}月实际"));
    let mut sheet = format!("上级单位,单位,指标,说明{}\n", heads.collect::<String>());
    for unit in 0..UNITS {
        for indicator in INDICATORS {
            sheet += &format!("二号洗煤厂,车间{unit},{indicator},{}", "x".repeat(remark));
            sheet += &format!(",{unit},{}", unit + 1).repeat(months);
            sheet.push('\n');
        }
    }
    interchange::Input { name: "年报.csv".into(), bytes: sheet.into_bytes() }
}

/// `ronghe serve` on a port of its own.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(db: &TestDb) -> Self {
        let data = db.files().root().parent().expect("a folder").to_owned();
        let mut child = Command::new(env!("CARGO_BIN_EXE_ronghe"))
            .env_clear()
            .envs([("RONGHE_LANG", "en"), ("RONGHE_LOG", "error")])
            .args(["serve", "--listen", "127.0.0.1:0", "--database-url", &db.url])
            .env("RONGHE_DATA_DIR", data)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stderr.take().unwrap()).lines();
        let address = said.find_map(|line| {
            let line = line.unwrap();
            let (_, address) = line.split_once("http://")?;
            Some(address.trim_end_matches(['/', '.']).to_owned())
        });
        // What it says later must find a reader.
        std::thread::spawn(move || said.for_each(drop));
        Self { child, address: address.expect("it listens") }
    }

    /// Waits for something in the database as long as the server lives.
    async fn until(&mut self, done: impl AsyncFn() -> bool) {
        while !done().await {
            assert!(self.child.try_wait().unwrap().is_none(), "the server ended by itself");
            std::thread::yield_now();
        }
    }

    /// The most memory that it ever had, in megabytes.
    fn peak(&self) -> Option<usize> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        Some(line.split_whitespace().next()?.parse::<usize>().ok()? / 1024)
    }
}

/// As by a power cut, and also when the test fails.
impl Drop for Server {
    fn drop(&mut self) {
        // One that has ended by itself is none to kill.
        let _ = self.child.kill();
        self.child.wait().unwrap();
    }
}

/// A signed-in person.
struct Browser<'a> {
    address: &'a str,
    cookie: String,
    csrf: String,
}

impl<'a> Browser<'a> {
    fn sign_in(address: &'a str) -> Self {
        let mut browser = Self { address, cookie: String::new(), csrf: String::new() };
        let form = format!("sign_in=diaodu.test&password={PASSWORD}");
        let answer = browser.post("/sign-in", "application/x-www-form-urlencoded", form.as_bytes());
        let set = answer.lines().filter_map(|line| line.strip_prefix("set-cookie: "));
        let pairs = set.filter_map(|cookie| cookie.split(';').next());
        browser.cookie = pairs.collect::<Vec<_>>().join("; ");
        let page =
            browser.send(&format!("GET /account HTTP/1.1\r\nCookie: {}", browser.cookie), b"");
        let token =
            page.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        browser.csrf = token.unwrap_or_else(|| panic!("nobody is signed in: {page}")).to_owned();
        browser
    }

    fn post(&self, path: &str, kind: &str, body: &[u8]) -> String {
        let cookie = &self.cookie;
        self.send(
            &format!("POST {path} HTTP/1.1\r\nCookie: {cookie}\r\nContent-Type: {kind}"),
            body,
        )
    }

    fn send(&self, head: &str, body: &[u8]) -> String {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let (host, length) = (self.address, body.len());
        let rest = format!("Host: {host}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n");
        stream.write_all(format!("{head}\r\n{rest}").as_bytes()).unwrap();
        stream.write_all(body).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Brings a file; where it is to be seen.
    fn upload(&self, file: &interchange::Input) -> String {
        let field = |name: &str, value: &str| {
            format!("--cut\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let mut body = field("csrf", &self.csrf) + &field("profile", "sample-plant");
        let name = &file.name;
        body += &format!(
            "--cut\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\r\n"
        );
        let body = [body.as_bytes(), &file.bytes, b"\r\n--cut--\r\n"].concat();
        let answer = self.post("/imports", "multipart/form-data; boundary=cut", &body);
        let place = answer.lines().find_map(|line| line.strip_prefix("location: "));
        place.unwrap_or_else(|| panic!("it is not taken: {answer}")).to_owned()
    }
}

/// The plant of the demonstration, a second one with a first month, and who may import its readings.
async fn prepare(db: &TestDb) -> Ctx {
    let ctx = db.ctx(Actor::system("测试"));
    let options = Options { yes: true, ..Options::default() };
    let mut first = table(1, 0);
    first.bytes = String::from_utf8(first.bytes).unwrap().replace("2025年", "2024年").into_bytes();
    let report = imports::run_from_files(&ctx, "sample-plant", vec![first], &options).await;
    assert!(report.expect("the import is tried").import.is_some());
    let user = DemoUser {
        sign_in: "diaodu.test".to_owned(),
        name: "调度员".to_owned(),
        password: PASSWORD.replace('+', " "),
        role: Role::Dispatch,
        unit: unit(db, "JY").await,
    };
    demo::create(&ctx, &[user]).await.unwrap();
    ctx
}

async fn number(ctx: &Ctx, sql: &'static str) -> i64 {
    ctx.read().one::<(i64,)>(sql, params![]).await.unwrap().0
}

/// What grows while a job writes, seen from outside: on PostgreSQL the table, amid the open transaction; on
/// SQLite, which writes at the end, that the job is under way.
async fn progress(db: &TestDb, ctx: &Ctx) -> i64 {
    match db.db.engine() {
        Engine::Sqlite => {
            let taken =
                "SELECT COUNT(*) FROM job WHERE kind = 'import.confirm' AND taken_until > 0";
            number(ctx, taken).await
        }
        Engine::Postgres => {
            number(ctx, "SELECT CAST(pg_relation_size('reading') AS BIGINT)").await >> 20
        }
    }
}

const OF_2025: &str = "SELECT COUNT(*) FROM reading WHERE period BETWEEN 202501 AND 202512 \
     AND unit_id IN (SELECT c.descendant_id FROM unit_closure c JOIN unit_version v \
     ON v.unit_id = c.ancestor_id WHERE v.name = '二号洗煤厂')";

#[tokio::test]
async fn a_server_killed_amid_an_import_leaves_it_to_the_next_one() {
    plant::on_both(async |db| {
        let ctx = prepare(db).await;
        let mut server = Server::start(db);
        let file = table(12, (MEGABYTES << 20) / UNITS / INDICATORS.len());
        // Hashing the password takes some memory of its own.
        let browser = Browser::sign_in(&server.address);
        let before = server.peak();
        let place = browser.upload(&file);
        let sent = server.peak();
        if let (Some(before), Some(sent)) = (before, sent) {
            assert!(sent < before + MEGABYTES / 2, "{before} MiB before, {sent} MiB after");
        }
        let csrf = browser.csrf.clone();
        let cookie = browser.cookie.clone();
        let id = kernel::ImportId(place.rsplit('/').next().unwrap().parse().unwrap());
        server.until(async || imports::state_of(&ctx, id).await.unwrap() == State::Preview).await;
        let preview = imports::preview_of(&ctx, id).await.unwrap().unwrap();
        assert_eq!(preview.fresh as i64, READINGS, "{:?}", preview.hindrances);
        let address = server.address.clone();
        let browser = Browser { address: &address, cookie, csrf };
        let confirm = format!("{place}/confirm?seen={}", preview.fingerprint);
        let form = format!("csrf={}&confirmed=yes", browser.csrf);
        let at_first = progress(db, &ctx).await;
        let answer = browser.post(&confirm, "application/x-www-form-urlencoded", form.as_bytes());
        assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
        let has_begun = async || {
            assert_eq!(imports::state_of(&ctx, id).await.unwrap(), State::Confirming);
            progress(db, &ctx).await > at_first
        };
        server.until(has_begun).await;
        drop(server);
        assert_eq!(imports::state_of(&ctx, id).await.unwrap(), State::Confirming);
        assert_eq!(number(&ctx, OF_2025).await, 0, "nothing is half imported");
        // As if the half minute had passed for which a job belongs to whoever took it.
        let mut tx = ctx.db.begin().await.unwrap();
        tx.execute("UPDATE job SET taken_until = 0", params![]).await.unwrap();
        tx.commit().await.unwrap();
        let mut next = Server::start(db);
        let unfinished = "SELECT COUNT(*) FROM job WHERE state <> 'done'";
        next.until(async || number(&ctx, unfinished).await == 0).await;
        drop(next);
        assert_eq!(imports::state_of(&ctx, id).await.unwrap(), State::Confirmed);
        assert_eq!(number(&ctx, OF_2025).await, READINGS);
        let confirmed = "SELECT COUNT(*) FROM audit WHERE action = 'import.confirm'";
        assert_eq!(number(&ctx, confirmed).await, 2, "the first month's and this one");
        let attempts = "SELECT attempts FROM job WHERE kind = 'import.confirm'";
        assert_eq!(number(&ctx, attempts).await, 2);
    })
    .await;
}
