//! A page as a browser asks for it and a test reads it: a form posted, the answer parsed.

use axum::body::{Body, to_bytes};
use axum::http::{Request, Response, StatusCode, header};
use scraper::{Html, Selector};

/// A form as a browser posts it, its token among the fields.
pub fn posted(path: &str, token: &str, fields: &[(&str, &str)]) -> Request<Body> {
    let fields = fields.iter().copied().chain([("csrf", token)]);
    let pairs: Vec<String> =
        fields.map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(pairs.join("&")))
        .unwrap()
}

/// Percent-encodes everything that is not a plain letter or digit.
pub fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub location: String,
    pub kind: String,
    pub bytes: Vec<u8>,
}

impl Answer {
    /// Reads a response to its end.
    pub async fn of(response: Response<Body>) -> Self {
        let status = response.status();
        let header = |name| {
            let value = response.headers().get(name);
            value.and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
        };
        let (location, kind) = (header(header::LOCATION), header(header::CONTENT_TYPE));
        let bytes = to_bytes(response.into_body(), 50_000_000).await.unwrap().to_vec();
        Self { status, location, kind, bytes }
    }

    fn html(&self) -> Html {
        Html::parse_document(std::str::from_utf8(&self.bytes).unwrap())
    }

    /// The texts of the elements that a selector names, blanks tidied.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        let html = self.html();
        let selector = Selector::parse(selector).unwrap();
        let words = |element: scraper::ElementRef<'_>| {
            element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
        };
        html.select(&selector).map(words).collect()
    }

    pub fn text(&self, selector: &str) -> String {
        self.texts(selector).join("|")
    }

    /// An attribute of the first element that a selector names.
    pub fn attribute(&self, selector: &str, name: &str) -> String {
        let html = self.html();
        let selector = Selector::parse(selector).unwrap();
        let first = html.select(&selector).next();
        first.and_then(|element| element.attr(name)).unwrap_or_default().to_owned()
    }

    /// What the page's form would post as it stands: its fields, and of each list the chosen entry.
    pub fn fields(&self) -> Vec<(String, String)> {
        let html = self.html();
        let (field, chosen) = ["main form input[name]", "main form select option[selected]"]
            .map(|s| Selector::parse(s).unwrap())
            .into();
        let value =
            |element: scraper::ElementRef<'_>| element.attr("value").unwrap_or_default().to_owned();
        let inputs = html.select(&field);
        let inputs =
            inputs.map(|input| (input.attr("name").unwrap_or_default().to_owned(), value(input)));
        let lists = html.select(&chosen).map(|option| {
            let list = option.parent().and_then(scraper::ElementRef::wrap).unwrap();
            (list.attr("name").unwrap_or_default().to_owned(), value(option))
        });
        inputs.chain(lists).filter(|(name, _)| name != "csrf").collect()
    }
}
