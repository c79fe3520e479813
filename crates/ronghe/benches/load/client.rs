//! Eight clients that ask one page after another over connections that stay open.

use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

/// How many people ask at once.
pub const CLIENTS: usize = 8;

/// How forms are sent that carry no file.
const FORM: &str = "application/x-www-form-urlencoded";

/// One connection.
pub struct Client {
    reader: BufReader<OwnedReadHalf>,
    writer: OwnedWriteHalf,
    address: String,
    pub cookie: String,
}

/// An answer.
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }
}

impl Client {
    pub async fn connect(address: &str) -> std::io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (reader, writer) = stream.into_split();
        let (address, cookie) = (address.to_owned(), String::new());
        Ok(Self { reader: BufReader::new(reader), writer, address, cookie })
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.ask("GET", path, FORM, "").await
    }

    pub async fn post(&mut self, path: &str, form: &str) -> Answer {
        self.ask("POST", path, FORM, form).await
    }

    /// Asks with a body of a kind (its `Content-Type`).
    pub async fn ask(&mut self, method: &str, path: &str, kind: &str, body: &str) -> Answer {
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\n\
             Content-Type: {kind}\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            self.cookie,
            body.len()
        );
        self.writer.write_all(request.as_bytes()).await.expect("sent");
        let first = self.line().await;
        let status = first.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
        let mut headers = Vec::new();
        loop {
            let line = self.line().await;
            let Some((name, value)) = line.split_once(':') else { break };
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let mut answer = Answer { status, headers, body: Vec::new() };
        let length = answer.header("content-length").and_then(|text| text.parse().ok());
        answer.body = vec![0; length.unwrap_or(0)];
        self.reader.read_exact(&mut answer.body).await.expect("a body");
        answer
    }

    async fn line(&mut self) -> String {
        let mut line = String::new();
        self.reader.read_line(&mut line).await.expect("a line");
        line.trim_end().to_owned()
    }
}

/// What eight clients saw.
#[derive(Default)]
pub struct Seen {
    /// How long each request took, sorted.
    times: Vec<Duration>,
    pub seconds: f64,
}

impl Seen {
    /// Puts what was seen later beside it.
    pub fn add(&mut self, mut later: Self) {
        self.times.append(&mut later.times);
        self.times.sort_unstable();
        self.seconds += later.seconds;
    }

    pub fn percentile(&self, percent: usize) -> f64 {
        let index = (self.times.len() * percent / 100).min(self.times.len() - 1);
        self.times[index].as_secs_f64() * 1_000.0
    }

    pub fn rate(&self) -> f64 {
        self.times.len() as f64 / self.seconds
    }
}

/// Asks for pages for a while: `path(client, number)` names the next.
pub async fn drive(
    address: &str,
    cookie: &str,
    lasting: Duration,
    path: impl Fn(usize, usize) -> String + Clone + Send + Sync + 'static,
) -> Seen {
    let start = Instant::now();
    let tasks: Vec<_> = (0..CLIENTS)
        .map(|number| {
            let (address, cookie, path) = (address.to_owned(), cookie.to_owned(), path.clone());
            tokio::spawn(async move {
                let mut client = Client::connect(&address).await.expect("a connection");
                client.cookie = cookie;
                let mut times = Vec::new();
                while start.elapsed() < lasting {
                    let path = path(number, times.len());
                    let asked = Instant::now();
                    let answer = client.get(&path).await;
                    assert_eq!(answer.status, 200, "{path}");
                    times.push(asked.elapsed());
                }
                times
            })
        })
        .collect();
    let mut times = Vec::new();
    for task in tasks {
        times.append(&mut task.await.expect("a client"));
    }
    let seconds = start.elapsed().as_secs_f64();
    times.sort_unstable();
    Seen { times, seconds }
}
