//! The ways out: a mail server, and the robot of a group (WeCom and what speaks as it does).

use super::digest::Letter;
use kernel::Problem;
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use std::time::Duration;

/// How long a server may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// What the operator says about digests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Such as `smtps://user:password@mail.example:465` or `smtp://127.0.0.1:25`.
    pub smtp: Option<String>,
    pub mail_from: Option<String>,
    /// The address of a group's robot.
    pub webhook: Option<String>,
    /// Where people reach the program, for the links.
    pub site: Option<String>,
    /// From when in the day digests go, as `07:30`.
    pub digest_at: Option<String>,
}

/// The ways out that are set up.
pub struct Channels {
    pub mail: Option<Mail>,
    pub webhook: Option<Webhook>,
    pub site: String,
    /// From which minute of the day digests go.
    pub from_minute: i64,
}

impl Channels {
    /// What was asked for, understood; `None` when there is no way out.
    ///
    /// # Errors
    /// `digest-smtp-wrong`, `digest-from-wrong`, `digest-site-missing`, `digest-time-wrong`,
    /// `digest-webhook-wrong`.
    pub fn new(asked: &Asked) -> Result<Option<Self>, Problem> {
        if asked.smtp.is_none() && asked.webhook.is_none() {
            return Ok(None);
        }
        let site = asked.site.as_deref().map(|site| site.trim_end_matches('/'));
        let is_site = |site: &&str| site.starts_with("http://") || site.starts_with("https://");
        let site = site.filter(is_site).ok_or_else(|| Problem::new("digest-site-missing"))?;
        let mail = match &asked.smtp {
            Some(url) => Some(Mail::new(url, asked.mail_from.as_deref().unwrap_or_default())?),
            None => None,
        };
        let webhook = asked.webhook.as_deref().map(Webhook::new).transpose()?;
        let from_minute = minute(asked.digest_at.as_deref().unwrap_or("07:30"))?;
        Ok(Some(Self { mail, webhook, site: site.to_owned(), from_minute }))
    }
}

/// The minute of the day that `07:30` names.
fn minute(text: &str) -> Result<i64, Problem> {
    let parts = text.split_once(':');
    let both = parts.and_then(|(hour, minute)| Some((hour.parse().ok()?, minute.parse().ok()?)));
    match both {
        Some((hour @ 0..=23, minute @ 0..=59)) => Ok(hour * 60 + minute),
        _ => Err(Problem::new("digest-time-wrong").arg("time", text)),
    }
}

/// A mail server and whom letters come from.
pub struct Mail {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Mail {
    fn new(url: &str, from: &str) -> Result<Self, Problem> {
        // The URL may hold a password: it is not repeated.
        let wrong = |error: lettre::transport::smtp::Error| {
            Problem::new("digest-smtp-wrong").arg("message", error)
        };
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(wrong)?;
        let from = from.parse();
        let from = from.map_err(|_| Problem::new("digest-from-wrong"))?;
        Ok(Self { transport: builder.timeout(Some(PATIENCE)).build(), from })
    }

    /// Sends a letter.
    ///
    /// # Errors
    /// What the server says, or why it was not reached.
    pub async fn send(&self, to: &str, letter: Letter) -> Result<(), Undelivered> {
        let to: Mailbox = to.parse().map_err(|_| Undelivered::Refused("address".to_owned()))?;
        let message = Message::builder().from(self.from.clone()).to(to).subject(letter.subject);
        let message = message.header(ContentType::TEXT_PLAIN).body(letter.body);
        let message = message.map_err(|error| Undelivered::Refused(error.to_string()))?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            Err(error) if error.is_permanent() => Err(Undelivered::Refused(error.to_string())),
            Err(error) => Err(Undelivered::Later(error.to_string())),
        }
    }
}

/// Why a letter did not go.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Undelivered {
    /// The server does not take this letter, and will not tomorrow.
    #[error("{0}")]
    Refused(String),
    /// The server was not reached, or asks to come again.
    #[error("{0}")]
    Later(String),
}

/// The robot of a group.
pub struct Webhook {
    agent: ureq::Agent,
    url: String,
}

impl Webhook {
    fn new(url: &str) -> Result<Self, Problem> {
        if !url.starts_with("https://") && !url.starts_with("http://") {
            return Err(Problem::new("digest-webhook-wrong"));
        }
        let config = ureq::Agent::config_builder().timeout_global(Some(PATIENCE)).build();
        Ok(Self { agent: config.into(), url: url.to_owned() })
    }

    /// Says something to the group. The robot answers 200 with an `errcode` of its own when it refuses.
    ///
    /// # Errors
    /// What the robot says, or why it was not reached; without the address, which is a secret.
    pub async fn say(&self, text: String) -> Result<(), Undelivered> {
        let message = serde_json::json!({ "msgtype": "text", "text": { "content": text } });
        let (agent, url) = (self.agent.clone(), self.url.clone());
        let sending = tokio::task::spawn_blocking(move || {
            let answer = agent.post(&url).send_json(message);
            answer.and_then(|mut answer| answer.body_mut().read_json::<serde_json::Value>())
        });
        let later = |error: String| Undelivered::Later(error.replace(&self.url, "…"));
        match sending.await.map_err(|error| later(error.to_string()))? {
            Ok(answer) => match answer.get("errcode").and_then(serde_json::Value::as_i64) {
                None | Some(0) => Ok(()),
                Some(_) => Err(later(answer.to_string())),
            },
            Err(error) => Err(later(error.to_string())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked() -> Asked {
        Asked {
            smtp: Some("smtp://127.0.0.1:2525".to_owned()),
            mail_from: Some("融合 <ronghe@plant.example>".to_owned()),
            site: Some("https://ronghe.plant.example/".to_owned()),
            ..Asked::default()
        }
    }

    #[track_caller]
    fn refused(asked: &Asked, expected: &str) {
        let problem = Channels::new(asked).err().expect("refused");
        assert_eq!(problem.code, expected);
    }

    #[tokio::test]
    async fn what_the_operator_says_is_understood_or_refused_by_name() {
        assert!(Channels::new(&Asked::default()).expect("nothing asked").is_none());
        let channels = Channels::new(&asked()).expect("understood").expect("a way out");
        assert_eq!(
            (channels.site.as_str(), channels.from_minute),
            ("https://ronghe.plant.example", 450)
        );
        let with = |change: fn(&mut Asked)| {
            let mut asked = asked();
            change(&mut asked);
            asked
        };
        refused(&with(|it| it.smtp = Some("mail.example".into())), "digest-smtp-wrong");
        refused(&with(|it| it.mail_from = None), "digest-from-wrong");
        refused(&with(|it| it.site = None), "digest-site-missing");
        refused(&with(|it| it.digest_at = Some("24:00".into())), "digest-time-wrong");
        refused(&with(|it| it.webhook = Some("ftp://x".into())), "digest-webhook-wrong");
    }

    #[tokio::test]
    async fn a_server_that_does_not_answer_is_tried_again_and_its_address_is_not_told() {
        let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = free.local_addr().expect("an address").port();
        drop(free);
        let asked = Asked {
            smtp: Some(format!("smtp://user:secret@127.0.0.1:{port}")),
            webhook: Some(format!("http://127.0.0.1:{port}/send?key=secret")),
            ..asked()
        };
        let channels = Channels::new(&asked).expect("understood").expect("a way out");
        let letter = Letter { subject: "s".to_owned(), body: "b".to_owned() };
        let mail = channels.mail.expect("mail").send("li@plant.example", letter).await;
        let robot = channels.webhook.expect("a robot").say("b".to_owned()).await;
        for answer in [mail, robot] {
            let Err(Undelivered::Later(error)) = answer else { panic!("{answer:?}") };
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
