//! 不公开的单位: what leaves the house never has it, whoever takes it out; who has no business with it meets
//! it on no page. Every address of the program is asked, so that a new one cannot forget it.

use super::plant;
use super::route_access::{Visitor, signed_in, unit};
use accounts::use_cases::demo::{self, DemoUser};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use kernel::{Actor, Period, Role, UnitId};
use planning::use_cases::export;
use ronghe::program::{routes, site};
use std::io::Read;
use std::sync::atomic::{AtomicUsize, Ordering};
use testkit::TestDb;
use tower::ServiceExt;
use web_kit::{App, Needs};

/// Stands in the name of everything that belongs to the withheld unit, and nowhere else.
const MARK: &str = "安第斯";
const PASSWORD: &str = "quite a long phrase";

struct House {
    site: Router,
    /// The withheld unit, the team below it, its organisation, its body, who works there, its matter, its claim: the
    /// places that addresses name, and 1 for everything else.
    ids: Vec<i64>,
    unit: UnitId,
}

async fn visitor(db: &TestDb, site: &Router, role: Role, on: UnitId) -> Visitor {
    static VISITORS: AtomicUsize = AtomicUsize::new(0);
    let name = format!("{}-{}", role.name(), VISITORS.fetch_add(1, Ordering::Relaxed));
    let sign_in = format!("{name}.test");
    let user = DemoUser { sign_in, name, password: PASSWORD.to_owned(), role, unit: on };
    demo::create(&db.ctx(Actor::system("测试")), std::slice::from_ref(&user)).await.unwrap();
    signed_in(site, &user).await
}

/// What came back: its status, where it leads, and every text in it, a workbook's too.
async fn ask(
    site: &Router,
    visitor: &Visitor,
    request: Request<Body>,
) -> (StatusCode, String, String) {
    let (mut parts, body) = request.into_parts();
    parts.headers.insert(header::COOKIE, visitor.cookie.parse().unwrap());
    parts.headers.insert("x-csrf-token", visitor.csrf.parse().unwrap());
    let answer = site.clone().oneshot(Request::from_parts(parts, body)).await.unwrap();
    let (status, headers) = (answer.status(), answer.headers().clone());
    let place = headers.get(header::LOCATION).map(|to| to.to_str().unwrap().to_owned());
    let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    let mut text = String::from_utf8_lossy(&bytes).into_owned();
    if let Ok(mut book) = zip::ZipArchive::new(std::io::Cursor::new(&bytes)) {
        for at in 0..book.len() {
            book.by_index(at).unwrap().read_to_string(&mut text).unwrap();
        }
    }
    (status, place.unwrap_or_default(), text)
}

async fn get(site: &Router, visitor: &Visitor, path: &str) -> (StatusCode, String) {
    let request = Request::get(path).body(Body::empty()).unwrap();
    let (status, _, text) = ask(site, visitor, request).await;
    (status, text)
}

/// Posts a form and returns the id of what it made.
async fn make(site: &Router, by: &Visitor, path: &str, fields: &[(&str, &str)]) -> i64 {
    let mut form = form_urlencoded::Serializer::new(String::new());
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(form.extend_pairs(fields).finish()))
        .unwrap();
    let (status, place, text) = ask(site, by, request).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{path} {text}");
    let mut ids = place.rsplit(['/', '?', '#']).filter_map(|part| part.parse().ok());
    ids.next().unwrap_or_default()
}

/// The plant with a branch abroad that is withheld, and everything that may hang on a unit hanging on it.
async fn house(db: &TestDb) -> House {
    let app = App::new(db.db.clone(), db.files(), || testkit::now().at);
    let site = site(&app);
    let top = unit(db, "JY").await;
    let affairs = visitor(db, &site, Role::PartyAffairs, top).await;
    let hr = visitor(db, &site, Role::Hr, top).await;
    let [branch, team, party, board] =
        ["分公司", "一班", "党支部", "董事会"].map(|part| format!("{MARK}{part}"));
    let way = format!("晋源矿业集团 / {branch}");
    let founding = [
        ("parent", "晋源矿业集团"),
        ("name", branch.as_str()),
        ("kind", "overseas"),
        ("from", "2026-01-01"),
        ("withheld", "yes"),
    ];
    let unit = make(&site, &affairs, "/units/new", &founding).await;
    let below =
        [("parent", way.as_str()), ("name", &team), ("kind", "team"), ("from", "2026-01-01")];
    let below = make(&site, &affairs, "/units/new", &below).await;
    let org = [
        ("superior", "晋源矿业集团党委"),
        ("name", party.as_str()),
        ("kind", "branch"),
        ("seat", way.as_str()),
        ("from", "2026-01-01"),
        ("covers", "yes"),
        ("below", "yes"),
    ];
    let org = make(&site, &affairs, "/party/new", &org).await;
    let body = [("unit", way.as_str()), ("kind", "1"), ("name", &board), ("from", "2026-01-01")];
    let body = make(&site, &affairs, "/bodies/new", &body).await;
    let person = format!("{MARK}人");
    let person =
        make(&site, &hr, "/people/new", &[("name", &person), ("staff_number", "ADS1")]).await;
    let employed = [("unit", way.as_str()), ("from", "2026-01-01"), ("revision", "1")];
    make(&site, &hr, &format!("/people/{person}/employment"), &employed).await;
    let title = format!("{MARK}并购");
    let matter =
        [("unit", way.as_str()), ("kind", "3"), ("title", &title), ("raised", "2026-03-01")];
    let matter = make(&site, &affairs, "/major-matters/new", &matter).await;
    let dispatch = visitor(db, &site, Role::Dispatch, UnitId(unit)).await;
    let (cell, month) = (format!("{below}-1-actual"), plant::last().to_string());
    let seen = format!("seen-{cell}");
    let place = below.to_string();
    let reading =
        [("unit", place.as_str()), ("month", &month), (cell.as_str(), "7"), (seen.as_str(), "0")];
    make(&site, &dispatch, "/grid", &reading).await;
    let measure = format!("{MARK}党员包机");
    let claim = [
        ("unit", way.as_str()),
        ("measure", &measure),
        ("mechanism", "可能与停机有关"),
        ("indicator", "1"),
        ("first", "2026-01"),
        ("last", "2026-06"),
    ];
    let claim = make(&site, &affairs, "/claims/new", &claim).await;
    let ids = vec![unit, below, org, body, person, matter, claim, 1];
    House { site, ids, unit: UnitId(unit) }
}

/// Every address that reads, with each of the ids in its places.
fn addresses(house: &House) -> Vec<String> {
    let mut all = Vec::new();
    for route in routes().list() {
        if route.method != "GET" || matches!(route.needs, Needs::Public) {
            continue;
        }
        for id in &house.ids {
            let part = |part: &str| match part {
                "{period}" => plant::last().to_string(),
                "{indicator}" => "1".to_owned(),
                _ if part.starts_with('{') => id.to_string(),
                _ => part.to_owned(),
            };
            let path = route.path.split('/').map(part).collect::<Vec<_>>().join("/");
            all.push(format!("{path}?unit={id}&org={id}&body={id}"));
        }
        all.push(route.path.replace(['{', '}'], ""));
    }
    all.sort();
    all.dedup();
    all
}

#[tokio::test]
async fn nothing_that_leaves_the_house_has_a_withheld_unit() {
    plant::on_both(async |db| {
        let house = house(db).await;
        let top = unit(db, "JY").await;
        let (mut seen_on_pages, mut books) = (0, 0);
        for (role, on) in [
            (Role::PartyAffairs, top),
            (Role::Hr, top),
            (Role::Committee, top),
            // Even who works there takes nothing out.
            (Role::Secretary, house.unit),
        ] {
            let who = visitor(db, &house.site, role, on).await;
            for path in addresses(&house) {
                let is_api = path.starts_with("/api/");
                let sign = if path.contains('?') { '&' } else { '?' };
                let out = if is_api { path.clone() } else { format!("{path}{sign}format=xlsx") };
                let (_, text) = get(&house.site, &who, &out).await;
                // What makes no workbook answers with its page.
                let is_out = is_api || !text.trim_start().starts_with('<');
                books += usize::from(is_out && !is_api);
                assert!(!(is_out && text.contains(MARK)), "{} takes it out at {out}", who.heading);
                if !is_api && get(&house.site, &who, &path).await.1.contains(MARK) {
                    seen_on_pages += 1;
                }
            }
        }
        assert!(seen_on_pages > 50, "they see it on their pages: {seen_on_pages}");
        assert!(books > 50, "there are workbooks: {books}");
    })
    .await;
}

#[tokio::test]
async fn who_has_no_business_with_a_withheld_unit_meets_it_nowhere() {
    let db = plant::embedded().await;
    let house = house(&db).await;
    let top = unit(&db, "JY").await;
    for role in [Role::Secretary, Role::Discipline, Role::Dispatch, Role::Worker] {
        let who = visitor(&db, &house.site, role, top).await;
        for path in addresses(&house) {
            let (_, text) = get(&house.site, &who, &path).await;
            assert!(!text.contains(MARK), "{} meets it at {path}", who.heading);
        }
    }
}

#[tokio::test]
async fn the_export_at_the_command_line_leaves_it_out_and_totals_count_it() {
    plant::on_both(async |db| {
        let house = house(db).await;
        let mut ctx = db.ctx(Actor::system("测试"));
        let month = plant::last();
        let wanted = export::Wanted {
            unit: None,
            indicators: Vec::new(),
            periods: export::periods(Some(Period::Month(month)), Some(Period::Month(month))),
            kinds: Vec::new(),
            rollup: true,
        };
        let mut lines = Vec::new();
        for is_going_out in [false, true] {
            if is_going_out {
                ctx.withheld =
                    directory::withheld::going_out(&ctx.db, ctx.now.today).await.unwrap();
            }
            let mut all = Vec::new();
            let take = |line| -> Result<(), store::Refusal> {
                all.push(line);
                Ok(())
            };
            export::lines(&ctx, &wanted, take).await.unwrap();
            lines.push(all);
        }
        let [inside, out] = &lines[..] else { panic!() };
        let named =
            |all: &[export::Line]| all.iter().filter(|line| line.unit_path.contains(MARK)).count();
        assert_eq!((named(inside), named(out)), (2, 0), "the team and its branch");
        let others: Vec<_> = inside.iter().filter(|line| !line.unit_path.contains(MARK)).collect();
        assert_eq!(others, out.iter().collect::<Vec<_>>(), "all above count it as before");
        assert!(ctx.withheld.has(house.unit));
    })
    .await;
}
