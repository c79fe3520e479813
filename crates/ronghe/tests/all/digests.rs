//! The daily digest as it reaches a mailbox: once a day, nothing lost while the mail server is down, and that
//! said once. The mail server is a real one that keeps its mailbox in a folder.

use super::plant;
use super::route_access::{Visitor, signed_in, text};
use accounts::use_cases::demo::DemoUser;
use accounts::use_cases::digest as kept;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use kernel::{Actor, Role, UnitId};
use ronghe::demo::people::PASSWORD;
use ronghe::notices::channels::{Asked, Channels};
use ronghe::notices::round;
use ronghe::program::site;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use testkit::TestDb;
use tower::ServiceExt;
use web_kit::App;

/// Milliseconds after the tests' moment.
static LATER: AtomicI64 = AtomicI64::new(0);

fn clock() -> i64 {
    testkit::now().at + LATER.load(Ordering::SeqCst)
}

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// A mail server on a port, with the folder of its mailbox.
struct Server(Child);

impl Server {
    fn start(port: u16, mailbox: &Path) -> Self {
        let place = format!("127.0.0.1:{port}");
        let mut program = Command::new("/usr/bin/python3");
        program.args(["-m", "aiosmtpd", "--nosetuid", "--listen", &place, "--class"]);
        program.arg("aiosmtpd.handlers.Mailbox").arg(mailbox);
        program.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let server = Self(program.spawn().expect("aiosmtpd is installed"));
        for _ in 0..200 {
            if TcpStream::connect(&place).is_ok() {
                return server;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("the mail server does not answer at {place}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.0.kill().expect("the mail server ends");
        self.0.wait().expect("it has ended");
    }
}

fn letters(mailbox: &Path) -> Vec<String> {
    let Ok(folder) = std::fs::read_dir(mailbox.join("new")) else { return Vec::new() };
    let letters = folder.map(|file| std::fs::read(file.unwrap().path()).unwrap());
    letters.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).collect()
}

async fn post(site: &Router, who: &Visitor, address: &str) -> (StatusCode, String) {
    post_to(site, who, "/account/digest", &[("address", address)]).await
}

async fn post_to(
    site: &Router,
    who: &Visitor,
    path: &str,
    fields: &[(&str, &str)],
) -> (StatusCode, String) {
    let body = form_urlencoded::Serializer::new(String::new())
        .append_pair("csrf", &who.csrf)
        .extend_pairs(fields)
        .finish();
    let request = Request::post(path)
        .header(header::COOKIE, &who.cookie)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body));
    let answer = site.clone().oneshot(request.unwrap()).await.unwrap();
    (answer.status(), text(answer).await)
}

/// An account of the sample plant.
fn account(sign_in: &str, role: Role) -> DemoUser {
    let (sign_in, name, password) = (sign_in.to_owned(), sign_in.to_owned(), PASSWORD.to_owned());
    DemoUser { sign_in, name, password, role, unit: UnitId(1) }
}

async fn failing(db: &TestDb) -> usize {
    kept::failing(&db.ctx(Actor::system("测试"))).await.unwrap().len()
}

#[tokio::test]
async fn a_digest_reaches_its_reader_once_a_day_and_a_server_that_is_down_loses_none() {
    plant::on_both(async |db| {
        LATER.store(0, Ordering::SeqCst);
        let folder = tempfile::tempdir().unwrap();
        let mailbox = folder.path().join("mailbox");
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let asked = Asked {
            smtp: Some(format!("smtp://127.0.0.1:{port}")),
            mail_from: Some("Ronghe <ronghe@plant.example>".to_owned()),
            site: Some("https://ronghe.plant.example".to_owned()),
            digest_at: Some("00:00".to_owned()),
            ..Asked::default()
        };
        let channels = Channels::new(&asked).unwrap().expect("a way out");
        let app = App::new(db.db.clone(), db.files(), clock);
        let site = site(&app);
        let dispatch = signed_in(&site, &account("diaodu", Role::Dispatch)).await;

        let (status, page) = post(&site, &dispatch, "nobody").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("value=\"nobody\""), "what was typed stays");
        let (status, _) = post(&site, &dispatch, "diaodu@plant.example").await;
        assert_eq!(status, StatusCode::SEE_OTHER);

        // The server is down: noted, and not tried again at once.
        round::run(&app, &channels).await.unwrap();
        assert_eq!(failing(db).await, 1);
        let server = Server::start(port, &mailbox);
        LATER.store(MINUTE, Ordering::SeqCst);
        round::run(&app, &channels).await.unwrap();
        assert_eq!(letters(&mailbox).len(), 0);

        // Ten minutes later it goes, once.
        for minutes in [11, 12, 40] {
            LATER.store(minutes * MINUTE, Ordering::SeqCst);
            round::run(&app, &channels).await.unwrap();
            assert_eq!(letters(&mailbox).len(), 1);
        }
        assert_eq!(failing(db).await, 0);
        let letter = letters(&mailbox).remove(0);
        assert!(letter.contains("To: diaodu@plant.example"), "{letter}");
        let body = letter.split_once("\n\n").expect("a body").1;
        assert!(body.is_ascii(), "older servers take it: {letter}");

        // The next day's goes the next day.
        LATER.store(DAY, Ordering::SeqCst);
        round::run(&app, &channels).await.unwrap();
        assert_eq!(letters(&mailbox).len(), 2);

        // Whoever wants none gets none; a session does not last until the next day.
        let dispatch = signed_in(&site, &account("diaodu", Role::Dispatch)).await;
        let (status, _) = post(&site, &dispatch, "").await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        LATER.store(2 * DAY, Ordering::SeqCst);
        round::run(&app, &channels).await.unwrap();
        assert_eq!(letters(&mailbox).len(), 2);
        drop(server);
    })
    .await;
}

/// A group's robot: keeps what it is told in a file, a line each, and answers what the file beside says.
struct Robot(Child);

/// Reads the answer anew for each message.
const ROBOT: &str = r#"
import http.server, json, sys
kept, answer = sys.argv[2], sys.argv[3]
class Robot(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with open(kept, "ab") as file:
            file.write(json.dumps(json.loads(body)).encode() + b"\n")
        said = open(answer, "rb").read()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)
    def log_message(self, *words):
        pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Robot).serve_forever()
"#;

impl Robot {
    fn start(port: u16, kept: &Path, answer: &Path) -> Self {
        let mut program = Command::new("/usr/bin/python3");
        program.args(["-c", ROBOT, &port.to_string()]).arg(kept).arg(answer);
        program.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let robot = Self(program.spawn().expect("python3 is installed"));
        let place = format!("127.0.0.1:{port}");
        for _ in 0..200 {
            if TcpStream::connect(&place).is_ok() {
                return robot;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("the robot does not answer at {place}");
    }
}

impl Drop for Robot {
    fn drop(&mut self) {
        self.0.kill().expect("the robot ends");
        self.0.wait().expect("it has ended");
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Milliseconds after the tests' moment, for the robot's test.
static ROBOT_LATER: AtomicI64 = AtomicI64::new(0);

fn robot_clock() -> i64 {
    testkit::now().at + ROBOT_LATER.load(Ordering::SeqCst)
}

#[tokio::test]
async fn a_group_is_told_two_counts_once_a_day_and_a_robot_that_refuses_is_asked_again() {
    plant::on_both(async |db| {
        ROBOT_LATER.store(0, Ordering::SeqCst);
        let folder = tempfile::tempdir().unwrap();
        let (kept, answer) = (folder.path().join("kept"), folder.path().join("answer"));
        std::fs::write(&answer, r#"{"errcode":45009,"errmsg":"too many"}"#).unwrap();
        let port = free_port();
        let asked = Asked {
            webhook: Some(format!("http://127.0.0.1:{port}/send?key=secret")),
            site: Some("https://ronghe.plant.example".to_owned()),
            digest_at: Some("00:00".to_owned()),
            ..Asked::default()
        };
        let channels = Channels::new(&asked).unwrap().expect("a way out");
        let app = App::new(db.db.clone(), db.files(), robot_clock);
        let robot = Robot::start(port, &kept, &answer);
        let said = || std::fs::read_to_string(&kept).unwrap_or_default();
        round::run(&app, &channels).await.unwrap();
        assert_eq!(
            (said().lines().count(), failing(db).await),
            (1, 1),
            "it was asked, and refused"
        );
        // Ten minutes later it takes it, once.
        std::fs::write(&answer, r#"{"errcode":0,"errmsg":"ok"}"#).unwrap();
        for minutes in [1, 11, 12, 40] {
            ROBOT_LATER.store(minutes * MINUTE, Ordering::SeqCst);
            round::run(&app, &channels).await.unwrap();
        }
        assert_eq!((said().lines().count(), failing(db).await), (2, 0));
        let last = said().lines().last().unwrap().to_owned();
        let message: serde_json::Value = serde_json::from_str(&last).unwrap();
        assert_eq!(message["msgtype"], "text");
        let text = message["text"]["content"].as_str().unwrap();
        assert!(text.contains("https://ronghe.plant.example/"), "{text}");
        assert!(text.chars().any(|c| c.is_ascii_digit()) && !text.contains("清河"), "{text}");
        drop(robot);
    })
    .await;
}

/// For the tests below: the moment of the tests, and more than two minutes or a day later.
static SERVERS_LATER: AtomicI64 = AtomicI64::new(0);

fn servers_clock() -> i64 {
    testkit::now().at + SERVERS_LATER.load(Ordering::SeqCst)
}

/// Both in one test: they share a clock.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_servers_at_once_send_one_letter_and_one_that_dies_sends_none_twice() {
    plant::on_both(async |db| {
        SERVERS_LATER.store(0, Ordering::SeqCst);
        let folder = tempfile::tempdir().unwrap();
        let mailbox = folder.path().join("mailbox");
        let port = free_port();
        let asked = Asked {
            smtp: Some(format!("smtp://127.0.0.1:{port}")),
            mail_from: Some("Ronghe <ronghe@plant.example>".to_owned()),
            site: Some("https://ronghe.plant.example".to_owned()),
            digest_at: Some("00:00".to_owned()),
            ..Asked::default()
        };
        let channels = Channels::new(&asked).unwrap().expect("a way out");
        let apps = [(); 2].map(|()| App::new(db.db.clone(), db.files(), servers_clock));
        let site = site(&apps[0]);
        // Both have something waiting in the sample plant.
        let people = [account("diaodu", Role::Dispatch), account("jituan", Role::Dispatch)];
        for one in &people {
            let visitor = signed_in(&site, one).await;
            let (status, _) =
                post(&site, &visitor, &format!("{}@plant.example", one.sign_in)).await;
            assert_eq!(status, StatusCode::SEE_OTHER);
        }
        let _server = Server::start(port, &mailbox);
        let receivers = || {
            let mut to: Vec<String> = letters(&mailbox)
                .iter()
                .filter_map(|letter| letter.lines().find(|line| line.starts_with("To: ")))
                .map(str::to_owned)
                .collect();
            to.sort();
            to
        };
        let all = ["diaodu", "jituan"].map(|who| format!("To: {who}@plant.example"));
        // Both at once, and again after their turns have run out.
        for minutes in [0, 1, 5] {
            SERVERS_LATER.store(minutes * MINUTE, Ordering::SeqCst);
            let (one, other) =
                tokio::join!(round::run(&apps[0], &channels), round::run(&apps[1], &channels));
            one.unwrap();
            other.unwrap();
        }
        assert_eq!(receivers(), all, "one letter each");
        // The next day a server marks that it sends the first one's letter, and dies.
        SERVERS_LATER.store(DAY, Ordering::SeqCst);
        let tomorrow = testkit::now().today.plus_days(1);
        let due = kept::take(&db.db, tomorrow, servers_clock()).await.unwrap().expect("somebody");
        assert!(kept::attempt(&db.db, due.user, tomorrow).await.unwrap());
        assert!(!kept::attempt(&db.db, due.user, tomorrow).await.unwrap(), "nobody else sends it");
        // Whether it went nobody knows: the others get theirs, and that one waits for the day after.
        SERVERS_LATER.store(DAY + 5 * MINUTE, Ordering::SeqCst);
        round::run(&apps[1], &channels).await.unwrap();
        assert_eq!(receivers().len(), 3);
        SERVERS_LATER.store(2 * DAY, Ordering::SeqCst);
        round::run(&apps[1], &channels).await.unwrap();
        assert_eq!(receivers().len(), 5);
        // One that died before it sent anything lets its turn run out, and another sends.
        SERVERS_LATER.store(3 * DAY, Ordering::SeqCst);
        let later = testkit::now().today.plus_days(3);
        kept::take(&db.db, later, servers_clock()).await.unwrap().expect("somebody");
        SERVERS_LATER.store(3 * DAY + 5 * MINUTE, Ordering::SeqCst);
        round::run(&apps[1], &channels).await.unwrap();
        assert_eq!(receivers().len(), 7);
    })
    .await;
}

#[tokio::test]
async fn whoever_is_away_finds_on_the_first_page_whom_another_named_for_them() {
    plant::on_both(async |db| {
        LATER.store(0, Ordering::SeqCst);
        let app = App::new(db.db.clone(), db.files(), clock);
        let site = site(&app);
        let hr = signed_in(&site, &account("renshi", Role::Hr)).await;
        let away = signed_in(&site, &account("dangwei", Role::Committee)).await;
        let fields = [
            ("absent", "dangwei"),
            ("step", "plan-approve"),
            ("unit", "QH"),
            ("delegate", "gonghui"),
            ("from", "2026-10-15"),
            ("last", "2026-10-30"),
            ("reason", "突发急病住院"),
        ];
        let (status, page) = post_to(&site, &hr, "/account/stand-ins/others", &fields).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let first = async |who: &Visitor| {
            let request = Request::get("/").header(header::COOKIE, &who.cookie);
            let request = request.body(Body::empty()).unwrap();
            text(site.clone().oneshot(request).await.unwrap()).await
        };
        let page = first(&away).await;
        assert!(page.contains("id=\"stand-ins\"") && page.contains("突发急病住院"), "{page}");
        assert!(!first(&hr).await.contains("id=\"stand-ins\""));
        let (status, _) = post_to(&site, &away, "/account/stand-ins/1/know", &[]).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert!(!first(&away).await.contains("id=\"stand-ins\""), "told until they know");
    })
    .await;
}
