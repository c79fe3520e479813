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
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("csrf", who.csrf.as_str()), ("address", address)])
        .finish();
    let request = Request::post("/account/digest")
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
