//! No page offers what its reader would be refused: each account of the sample plant opens the links that
//! its pages show, and sends the forms as they stand there.

use super::plant;
use super::route_access::{Visitor, bring_import, signed_in, text, unit};
use accounts::use_cases::demo::DemoUser;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use ronghe::demo::people::{ACCOUNTS, PASSWORD};
use ronghe::program::{routes, site};
use scraper::{ElementRef, Html, Selector};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use testkit::TestDb;
use tower::ServiceExt;
use web_kit::App;

/// Of one kind of page so many are opened: the first ones come from the highest units.
const OF_A_KIND: usize = 4;

/// The accounts that the sample plant comes with.
async fn accounts(db: &TestDb) -> Vec<DemoUser> {
    let mut users = Vec::new();
    for account in ACCOUNTS {
        users.push(DemoUser {
            sign_in: account.sign_in.to_owned(),
            name: account.sign_in.to_owned(),
            password: PASSWORD.to_owned(),
            role: account.role,
            unit: unit(db, account.unit).await,
        });
    }
    users
}

/// What a page offers: where it leads, and what it posts where.
#[derive(Default)]
struct Offers {
    links: Vec<String>,
    posts: Vec<(String, String)>,
}

fn offers(page: &str) -> Offers {
    let select = |selector: &str| Selector::parse(selector).unwrap();
    let html = Html::parse_document(page);
    let attribute = |found: ElementRef, name: &str| found.attr(name).unwrap_or_default().to_owned();
    let mut offers = Offers::default();
    offers.links.extend(html.select(&select("a[href^='/']")).map(|it| attribute(it, "href")));
    for form in html.select(&select("form[action^='/']")) {
        let action = attribute(form, "action");
        if form.attr("method") != Some("post") {
            offers.links.push(action);
        } else if form.select(&select("button")).next().is_some() {
            let hidden = select("input[type=hidden]");
            let pairs =
                form.select(&hidden).map(|it| (attribute(it, "name"), attribute(it, "value")));
            let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
            offers.posts.push((action, body));
        }
    }
    offers
}

/// The kind of page that an address is: its route, or what stands before the first place.
fn kind(patterns: &[&str], address: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let parts: Vec<&str> = path.split('/').collect();
    let fits = |pattern: &&&str| {
        let places: Vec<&str> = pattern.split('/').collect();
        let same = |(place, part): (&&str, &&str)| place.starts_with('{') || place == part;
        places.len() == parts.len() && places.iter().zip(&parts).all(same)
    };
    // A route without places goes before one with them: `/units/new` is no unit.
    let found = patterns.iter().filter(fits).min_by_key(|pattern| pattern.matches('{').count());
    let download = if query.contains("format=xlsx") { " as a workbook" } else { "" };
    format!("{}{download}", found.unwrap_or(&path))
}

async fn ask(
    site: &Router,
    who: &Visitor,
    address: &str,
    body: Option<&str>,
) -> (StatusCode, String) {
    let request = match body {
        None => Request::get(address),
        Some(_) => Request::post(address),
    };
    let request = request
        .header(header::COOKIE, &who.cookie)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("x-csrf-token", &who.csrf)
        .body(Body::from(body.unwrap_or_default().to_owned()))
        .unwrap();
    let answer = site.clone().oneshot(request).await.unwrap();
    let status = answer.status();
    let is_page = answer
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let page = if is_page { text(answer).await } else { String::new() };
    (status, page)
}

fn is_refusal(status: StatusCode) -> bool {
    matches!(status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND) || status.is_server_error()
}

#[tokio::test]
async fn no_page_offers_what_its_reader_is_refused() {
    let db = plant::embedded().await;
    let app = App::new(db.db.clone(), db.files(), || testkit::now().at);
    let site = site(&app);
    bring_import(&db, unit(&db, plant::WORKSHOP).await).await;
    let list = routes().list();
    let patterns: Vec<&str> =
        list.iter().map(|route| route.path).collect::<BTreeSet<_>>().into_iter().collect();
    let mut refused = Vec::new();
    let mut posts = Vec::new();
    for user in accounts(&db).await {
        let who = signed_in(&site, &user).await;
        let mut waiting = VecDeque::from([("/".to_owned(), "/".to_owned())]);
        let mut seen = BTreeSet::new();
        let mut opened: BTreeMap<String, usize> = BTreeMap::new();
        let mut forms = BTreeMap::new();
        while let Some((address, from)) = waiting.pop_front() {
            let of_this = opened.entry(kind(&patterns, &address)).or_default();
            if *of_this == OF_A_KIND || !seen.insert(address.clone()) {
                continue;
            }
            *of_this += 1;
            let (status, page) = ask(&site, &who, &address, None).await;
            if is_refusal(status) {
                refused.push(format!("{}: GET {address} on {from}: {status}", user.sign_in));
            }
            let offers = offers(&page);
            let page_of = |link: &String| link.split('#').next().unwrap_or_default().to_owned();
            waiting.extend(offers.links.iter().map(|link| (page_of(link), address.clone())));
            for (action, body) in offers.posts {
                forms.entry(action).or_insert((body, address.clone()));
            }
        }
        assert!(seen.len() > 10, "{} sees nearly nothing: {seen:?}", user.sign_in);
        forms.retain(|action, _| !["/sign-out", "/preferences"].contains(&action.as_str()));
        posts.push((user, who, forms));
    }
    // After everybody has looked, so that what a form changes takes nothing away that a page showed.
    for (user, who, forms) in &posts {
        let mut sent: BTreeMap<String, usize> = BTreeMap::new();
        for (action, (body, from)) in forms {
            let of_this = sent.entry(kind(&patterns, action)).or_default();
            *of_this += 1;
            if *of_this > OF_A_KIND {
                continue;
            }
            let (status, _) = ask(&site, who, action, Some(body)).await;
            if is_refusal(status) {
                refused.push(format!("{}: POST {action} on {from}: {status}", user.sign_in));
            }
        }
    }
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}
