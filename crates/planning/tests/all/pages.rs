//! What people see and type, over HTTP, by selector.

use crate::house::{House, MIGRATIONS};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use kernel::policy::ActorKind;
use kernel::texts::{self, Catalogue};
use kernel::{Actor, DayRange, Grain, Grant, Lang, Role, UnitId, UserId};
use planning::Kind;
use scraper::{Html, Selector};
use serde_json::Value;
use std::path::Path;
use std::process::Command;
use store::Query;
use testkit::{TestDb, on_both};
use tower::ServiceExt;
use web_kit::{App, Identity};

pub const CSRF: &str = "token";

pub struct Browser {
    router: Router,
}

pub struct Seen {
    pub status: StatusCode,
    pub bytes: Vec<u8>,
    pub location: String,
}

impl Seen {
    fn html(&self) -> Html {
        Html::parse_document(&String::from_utf8_lossy(&self.bytes))
    }

    /// The texts of everything that a selector finds, blanks joined.
    pub fn all(&self, selector: &str) -> Vec<String> {
        let selector = Selector::parse(selector).expect("a selector");
        let html = self.html();
        let text = |found: scraper::ElementRef| found.text().collect::<Vec<_>>().join(" ");
        let plain = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        html.select(&selector).map(|found| plain(text(found))).collect()
    }

    pub fn attribute(&self, selector: &str, name: &str) -> String {
        let selector = Selector::parse(selector).expect("a selector");
        let html = self.html();
        let found = html.select(&selector).next().and_then(|found| found.attr(name));
        found.unwrap_or_default().to_owned()
    }

    pub fn value(&self, name: &str) -> Option<String> {
        let selector = Selector::parse(&format!("[name='{name}']")).expect("a selector");
        let html = self.html();
        let found = html.select(&selector).next()?;
        found.attr("value").map(str::to_owned)
    }
}

/// The cells of a workbook's first sheet.
fn sheet(seen: &Seen) -> Vec<Vec<String>> {
    let file = interchange::Input { name: "a.xlsx".into(), bytes: seen.bytes.clone() };
    let book = interchange::readers::Book::open(&file, &Default::default(), Default::default());
    let mut rows = Vec::new();
    let take = |_, cells: &[interchange::readers::Cell]| {
        rows.push(cells.iter().map(interchange::readers::Cell::text).collect());
        std::ops::ControlFlow::Continue(())
    };
    book.expect("a workbook").rows(0, take).expect("rows");
    rows
}

pub fn words() {
    let catalogue = Catalogue::new(&[
        kernel::TEXTS,
        store::TEXTS,
        interchange::TEXTS,
        web_kit::TEXTS,
        directory::TEXTS,
        accounts::TEXTS,
        planning::TEXTS,
        planning::imports::IMPORT_TEXTS,
        planning::annual::ANNUAL_TEXTS,
        planning::meetings::MEETING_TEXTS,
        matters::TEXTS,
        planning::registers::REGISTER_TEXTS,
        planning::duties::DUTY_TEXTS,
        organisation::TEXTS,
        organisation::rolls::ROLL_TEXTS,
        planning::periods::PERIOD_TEXTS,
    ]);
    texts::install(catalogue.expect("texts that fit together"));
}

impl Browser {
    pub fn of(database: &TestDb, role: Role, unit: UnitId) -> Self {
        Self::who(database, 1, role, unit)
    }

    /// Somebody with this account.
    pub fn who(database: &TestDb, user: i64, role: Role, unit: UnitId) -> Self {
        words();
        let app = App::new(database.db.clone(), database.files(), || testkit::now().at);
        Self::with(app, user, role, unit)
    }

    /// As if it were this moment.
    fn at(database: &TestDb, clock: fn() -> i64, unit: UnitId) -> Self {
        words();
        let app = App::new(database.db.clone(), database.files(), clock);
        Self::with(app, 1, Role::Dispatch, unit)
    }

    fn with(app: App, user: i64, role: Role, unit: UnitId) -> Self {
        let actor = Actor {
            kind: ActorKind::User,
            user: Some(UserId(user)),
            person: None,
            name: "调度员".to_owned(),
            grants: vec![Grant { role, unit, valid: DayRange::ALWAYS }],
            stands_in: Vec::new(),
        };
        let draw = axum::middleware::from_fn_with_state(app.clone(), web_kit::error::draw);
        let router = planning::routes()
            .merge(planning::annual::routes())
            .merge(planning::meetings::routes())
            .merge(planning::registers::routes())
            .merge(planning::duties::routes())
            .merge(planning::periods::routes())
            .into_router(&app)
            .layer(draw)
            .layer(axum::Extension(Identity {
                actor,
                csrf: CSRF.to_owned(),
                withheld: Default::default(),
            }))
            .with_state(app);
        Self { router }
    }

    pub async fn send(&self, request: Request<Body>) -> Seen {
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let location = response.headers().get(header::LOCATION);
        let location = location.and_then(|to| to.to_str().ok()).unwrap_or_default().to_owned();
        let status = response.status();
        let body = axum::body::to_bytes(response.into_body(), 1 << 24).await.expect("a body");
        Seen { status, bytes: body.to_vec(), location }
    }

    pub async fn get(&self, path: &str) -> Seen {
        self.send(Request::get(path).body(Body::empty()).expect("a request")).await
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Seen {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.append_pair("csrf", CSRF).extend_pairs(fields);
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.finish()));
        self.send(request.expect("a request")).await
    }

    /// Posts a body as programs do; returns the status and what was answered.
    pub async fn json(&self, path: &str, body: Value) -> (StatusCode, Value) {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/json")
            .header(web_kit::web::TOKEN_HEADER, CSRF)
            .body(Body::from(body.to_string()));
        let seen = self.send(request.expect("a request")).await;
        (seen.status, serde_json::from_slice(&seen.bytes).expect("JSON"))
    }

    /// What programs are answered.
    pub async fn asked(&self, path: &str) -> (StatusCode, Value) {
        let seen = self.get(path).await;
        (seen.status, serde_json::from_slice(&seen.bytes).expect("JSON"))
    }

    /// Posts fields, then a file unless it is empty.
    pub async fn upload(&self, path: &str, fields: &[(&str, &str)], file: &[u8]) -> Seen {
        let mut body = Vec::new();
        let mut part = |head: String, bytes: &[u8]| {
            body.extend_from_slice(b"--part\r\nContent-Disposition: form-data; ");
            body.extend_from_slice(format!("{head}\r\n\r\n").as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        };
        part("name=\"csrf\"".to_owned(), CSRF.as_bytes());
        for (name, value) in fields {
            part(format!("name=\"{name}\""), value.as_bytes());
        }
        if !file.is_empty() {
            part("name=\"file\"; filename=\"计划.xlsx\"".to_owned(), file);
        }
        body.extend_from_slice(b"--part--\r\n");
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=part")
            .body(Body::from(body));
        self.send(request.expect("a request")).await
    }
}

/// Two teams of September and August, one with a target; a ratio with rates.
async fn filled(database: &TestDb) -> House {
    let house = House::build(database).await;
    let rows = vec![
        house.reading(6, "2026-08", 0, Kind::Actual, "90", None),
        house.reading(6, "2026-08", 0, Kind::Target, "100", None),
        house.reading(6, "2026-09", 0, Kind::Actual, "120", None),
        house.reading(6, "2026-09", 0, Kind::Target, "100", None),
        house.reading(6, "2026-09", 2, Kind::Actual, "57", Some("100")),
        house.reading(6, "2026-09", 2, Kind::Target, "58", None),
        house.reading(6, "2026-09", 3, Kind::Target, "10.5", None),
    ];
    house.write(&house.stamp(), rows).await.expect("written");
    house
}

#[tokio::test]
async fn the_tracker_shows_month_and_year_to_date() {
    on_both(MIGRATIONS, async |database| {
        let house = filled(database).await;
        let browser = Browser::of(database, Role::Dispatch, house.units[0]);
        let plant = house.units[1];
        let seen = browser.get(&format!("/tracker?unit={plant}&month=2026-09")).await;
        assert_eq!(seen.status, StatusCode::OK);
        let sum = seen.all("[data-indicator=sum] td");
        assert_eq!(sum[1], "120.00");
        assert_eq!(sum[2], "100.00");
        assert!(sum[3].starts_with("105.0 %"), "{}", sum[3]);
        assert!(sum[3].contains("已报 2 / 9 期"), "{}", sum[3]);
        assert!(sum[4].starts_with("达标"), "{}", sum[4]);
        let ratio = seen.all("[data-indicator=ratio] td");
        assert_eq!((ratio[1].as_str(), ratio[2].as_str()), ("57.00", "58.00"));
        assert!(ratio[4].starts_with("偏低"), "{}", ratio[4]);
        let mean = seen.all("[data-indicator=mean] td");
        assert!(mean[1].ends_with("未报"), "{}", mean[1]);
        assert_eq!(seen.all(".tile strong"), ["1", "1", "0", "1"]);
        assert_eq!(seen.all(".crumbs li"), ["集团"]);
        let below = seen.all("#below tbody tr");
        assert_eq!(below[0], "主洗车间 2 / 3 1 1 0");
        let links = Selector::parse("[data-indicator=sum] td.n a").expect("a selector");
        let html = seen.html();
        let first = html.select(&links).next().expect("a link").attr("href");
        let expected = format!("/readings/{plant}/{}/2026-09", house.indicators[0]);
        assert_eq!(first, Some(expected.as_str()));
    })
    .await;
}

#[tokio::test]
async fn units_below_come_in_the_order_of_a_count_when_asked() {
    on_both(MIGRATIONS, async |database| {
        let house = filled(database).await;
        let rows = vec![
            house.reading(8, "2026-09", 0, Kind::Actual, "50", None),
            house.reading(8, "2026-09", 0, Kind::Target, "100", None),
        ];
        house.write(&house.stamp(), rows).await.expect("written");
        let browser = Browser::of(database, Role::Dispatch, house.units[0]);
        let names = async |sort: &str| {
            let path = format!("/tracker?unit={}&month=2026-09{sort}", house.units[0]);
            browser.get(&path).await.all("#below tbody td:first-child")
        };
        assert_eq!(names("").await, ["东厂", "西厂"]);
        assert_eq!(names("&sort=off").await, ["东厂", "西厂"]);
        assert_eq!(names("&sort=-off").await, ["西厂", "东厂"]);
        assert_eq!(names("&sort=met").await, ["西厂", "东厂"]);
        assert_eq!(names("&sort=-reported&size=1").await, ["东厂"]);
        assert_eq!(names("&sort=-reported&size=1&page=2").await, ["西厂"]);
    })
    .await;
}

#[tokio::test]
async fn without_a_month_the_latest_reported_one_is_shown() {
    on_both(MIGRATIONS, async |database| {
        let house = filled(database).await;
        let browser = Browser::of(database, Role::Dispatch, house.units[0]);
        let seen = browser.get("/tracker").await;
        assert!(seen.all("h1")[0].contains("2026年9月"), "{:?}", seen.all("h1"));
    })
    .await;
}

#[tokio::test]
async fn who_may_not_see_a_unit_is_told_nothing() {
    on_both(MIGRATIONS, async |database| {
        let house = filled(database).await;
        let browser = Browser::of(database, Role::Secretary, house.units[2]);
        let (own, other) = (house.units[5], house.units[3]);
        assert_eq!(browser.get(&format!("/tracker?unit={own}")).await.status, StatusCode::OK);
        for path in [
            format!("/tracker?unit={other}&month=2026-09"),
            format!("/tracker/{other}/{}", house.indicators[0]),
            format!("/readings/{other}/{}/2026-09", house.indicators[0]),
            format!("/grid?unit={other}&month=2026-09"),
            "/tracker?unit=999".to_owned(),
            "/readings/x/y/z".to_owned(),
        ] {
            assert_eq!(browser.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        let unit = own.to_string();
        let fields = [("unit", unit.as_str()), ("month", "2026-09")];
        assert_eq!(browser.post("/grid", &fields).await.status, StatusCode::FORBIDDEN);
        assert_eq!(browser.get("/system").await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_number_leads_to_its_versions_and_to_its_parts() {
    on_both(MIGRATIONS, async |database| {
        let house = filled(database).await;
        let again = house.reading(6, "2026-09", 0, Kind::Actual, "110", None);
        house.write(&house.stamp().because("磅单复核"), vec![again]).await.expect("restated");
        let browser = Browser::of(database, Role::Dispatch, house.units[0]);
        let sum = house.indicators[0];
        let seen = browser.get(&format!("/readings/{}/{sum}/2026-09", house.units[6])).await;
        let rows = seen.all("#versions tbody tr");
        assert_eq!(rows.len(), 2);
        assert!(rows[0].starts_with("2 110") && rows[0].contains("磅单复核"), "{}", rows[0]);
        assert!(rows[1].starts_with("1 120"), "{}", rows[1]);
        let above = browser.get(&format!("/readings/{}/{sum}/2026-09", house.units[0])).await;
        assert_eq!(above.all("#parts tbody tr"), ["东厂 110.00 — — 1"]);
        let book = format!("/readings/{}/{sum}/2026-09?format=xlsx", house.units[0]);
        assert!(browser.get(&book).await.bytes.starts_with(b"PK"));
        let chart = browser.get(&format!("/tracker/{}/{sum}?month=2026-09", house.units[0])).await;
        assert_eq!(chart.all("#periods tbody tr").len(), 2);
        assert_eq!(chart.all("figure.chart tbody tr").len(), 24);
    })
    .await;
}

#[tokio::test]
async fn the_grid_takes_numbers_and_asks_for_reasons() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let browser = Browser::of(database, Role::Dispatch, house.units[0]);
        let (unit, sum) = (house.units[6].to_string(), house.indicators[0]);
        let page = browser.get(&format!("/grid?unit={unit}&month=2026-09")).await;
        let field = format!("{unit}-{sum}-actual");
        let seen_field = format!("seen-{field}");
        assert_eq!(page.value(&field).as_deref(), Some(""));
        assert_eq!(page.value(&seen_field).as_deref(), Some("0"));
        let post = async |value: &str, seen: &str, reason: &str| {
            let fields = [
                ("unit", unit.as_str()),
                ("month", "2026-09"),
                (field.as_str(), value),
                (seen_field.as_str(), seen),
                ("reason", reason),
            ];
            browser.post("/grid", &fields).await
        };
        for (typed, word) in [
            ("1,234.5", "千分位"),
            ("1.234,5", "小数点"),
            ("１２", "全角"),
            ("0.1234567", "六位"),
            ("-5", "不能为负"),
        ] {
            let refused = post(typed, "0", "").await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
            assert_eq!(refused.value(&field).as_deref(), Some(typed), "what was typed stays");
            let told = refused.all(".problems").join(" ");
            assert!(told.contains(word), "{typed}: {told}");
            let cell = refused.attribute(&format!("#f-{field}"), "title");
            assert!(cell.contains(word), "told at its cell: {cell}");
            assert_eq!(refused.attribute(&format!("#f-{field}"), "aria-invalid"), "true");
            assert_eq!(refused.attribute(".problems a", "href"), format!("#f-{field}"));
        }
        let saved = post(" 100.5 ", "0", "").await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER);
        assert!(saved.location.starts_with("/grid?unit="), "{}", saved.location);
        assert_eq!(post("90", "1", "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(post("90", "1", "磅单复核").await.status, StatusCode::SEE_OTHER);
        assert_eq!(post("", "2", "报错单位").await.status, StatusCode::SEE_OTHER);
        house.sound().await;
        let tracker = browser.get(&format!("/tracker?unit={unit}&month=2026-09")).await;
        assert_eq!(tracker.all("[data-indicator=sum]").len(), 0, "not reported again");
    })
    .await;
}

#[tokio::test]
async fn two_editors_lose_nothing() {
    on_both(MIGRATIONS, async |database| {
        let house = filled(database).await;
        let browser = Browser::of(database, Role::Dispatch, house.units[0]);
        let (unit, sum) = (house.units[6].to_string(), house.indicators[0]);
        let other = house.reading(6, "2026-09", 0, Kind::Actual, "130", None);
        house.write(&house.stamp().because("第一位"), vec![other]).await.expect("the other's");
        let field = format!("{unit}-{sum}-actual");
        let seen_field = format!("seen-{field}");
        let post = async |value: &str, seen: &str| {
            let fields = [
                ("unit", unit.as_str()),
                ("month", "2026-09"),
                (field.as_str(), value),
                (seen_field.as_str(), seen),
                ("reason", "第二位"),
            ];
            browser.post("/grid", &fields).await
        };
        let conflict = post("125", "1").await;
        assert_eq!(conflict.status, StatusCode::CONFLICT);
        assert_eq!(conflict.value(&field).as_deref(), Some("125"));
        assert!(conflict.all("small.wrong").join("").contains("130"));
        assert_eq!(conflict.value(&seen_field).as_deref(), Some("2"));
        let untouched = post("120", "1").await;
        assert_eq!(untouched.status, StatusCode::SEE_OTHER, "a cell left alone takes theirs");
        let over = post("125", "2").await;
        assert_eq!(over.status, StatusCode::SEE_OTHER);
        let tracker = browser.get(&format!("/tracker?unit={unit}&month=2026-09")).await;
        assert_eq!(tracker.all("[data-indicator=sum] td")[1], "125.00");
        house.sound().await;
    })
    .await;
}

/// Two who type different numbers into the same cells, in every month of a year at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_who_save_at_once_one_is_shown_the_others() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let browser = Browser::of(database, Role::Dispatch, house.units[0]);
        let unit = house.units[6].to_string();
        let field = format!("{unit}-{}-actual", house.indicators[0]);
        let seen = format!("seen-{field}");
        for month in 1..=12 {
            let month = format!("2026-{month:02}");
            let first = house.reading(6, &month, 0, Kind::Actual, "1", None);
            house.write(&house.stamp(), vec![first]).await.expect("what both see");
            let post = async |value: &str| {
                let fields = [
                    ("unit", unit.as_str()),
                    ("month", &month),
                    (&field, value),
                    (&seen, "1"),
                    ("reason", "更正"),
                ];
                browser.post("/grid", &fields).await
            };
            let (cleared, typed) = tokio::join!(post(""), post("30"));
            let kept = browser.get(&format!("/grid?unit={unit}&month={month}")).await.value(&field);
            let (told, own, theirs) = if typed.status == StatusCode::SEE_OTHER {
                assert_eq!(kept.as_deref(), Some("30"));
                (cleared, "", "30")
            } else {
                assert_eq!((cleared.status, kept.as_deref()), (StatusCode::SEE_OTHER, Some("")));
                (typed, "30", "未报")
            };
            assert_eq!(told.status, StatusCode::CONFLICT, "{month}: nobody overwrites unknowing");
            assert_eq!(told.value(&field).as_deref(), Some(own));
            assert!(told.all("small.wrong").join("").contains(theirs), "{month}");
        }
        house.sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_denominator_that_somebody_else_changed_is_shown_too() {
    on_both(MIGRATIONS, async |database| {
        let house = filled(database).await;
        let browser = Browser::of(database, Role::Dispatch, house.units[0]);
        let theirs = house.reading(6, "2026-09", 2, Kind::Actual, "57", Some("95"));
        house.write(&house.stamp().because("第一位"), vec![theirs]).await.expect("the other's");
        let unit = house.units[6].to_string();
        let field = format!("{unit}-{}-actual", house.indicators[2]);
        let (weight, seen) = (format!("{field}-weight"), format!("seen-{field}"));
        let fields = [
            ("unit", unit.as_str()),
            ("month", "2026-09"),
            (&field, "58"),
            (&weight, "100"),
            (&seen, "1"),
            ("reason", "第二位"),
        ];
        let conflict = browser.post("/grid", &fields).await;
        assert_eq!(conflict.status, StatusCode::CONFLICT);
        let told = conflict.all("small.wrong");
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].ends_with(" 57") && told[1].ends_with(" 95"), "{told:?}");
        assert_eq!(conflict.value(&weight).as_deref(), Some("100"));
    })
    .await;
}

#[tokio::test]
async fn the_dictionary_keeps_meanings_and_tells_the_second_editor() {
    on_both(MIGRATIONS, async |database| {
        let house = filled(database).await;
        let browser = Browser::of(database, Role::Dispatch, house.units[0]);
        let listed = browser.get("/indicators?f-code=ra").await;
        assert_eq!(listed.all("#dictionary tbody tr").len(), 1);
        let entry = format!("/indicators/{}", house.indicators[0]);
        let change = async |revision: &str, aggregation: &str, decimals: &str| {
            let fields = [
                ("revision", revision),
                ("code", "sum"),
                ("name_zh", "入洗原煤"),
                ("unit", "t"),
                ("decimals", decimals),
                ("direction", "up"),
                ("aggregation", aggregation),
                ("factor", "1"),
                ("grain", "month"),
                ("is_active", "yes"),
            ];
            browser.post(&entry, &fields).await
        };
        assert_eq!(change("1", "mean", "2").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(change("1", "sum", "9").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(change("1", "sum", "0").await.status, StatusCode::SEE_OTHER);
        let second = change("1", "sum", "3").await;
        assert_eq!(second.status, StatusCode::CONFLICT);
        assert_eq!(second.value("decimals").as_deref(), Some("3"));
        assert_eq!(second.all("#theirs dt"), ["显示小数位"]);
        assert_eq!(second.all("#theirs dd"), ["0"]);
        let current = second.value("revision").expect("the revision that is shown");
        assert_eq!(change(&current, "sum", "3").await.status, StatusCode::SEE_OTHER);
        let taken = [
            ("code", "sum"),
            ("name_zh", "又一个"),
            ("unit", "%"),
            ("decimals", "2"),
            ("direction", "up"),
            ("aggregation", "sum"),
            ("factor", "1"),
            ("grain", "month"),
        ];
        let refused = browser.post("/indicators/new", &taken).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.all(".problems").join("").contains("已被使用"));
    })
    .await;
}

#[tokio::test]
async fn settings_are_checked_and_change_what_counts() {
    on_both(MIGRATIONS, async |database| {
        let house = filled(database).await;
        let admin = Browser::of(database, Role::SystemAdmin, house.units[0]);
        let save = async |revision: &str, zone: &str, start: &str| {
            let fields = [
                ("revision", revision),
                ("enterprise-name", "清河矿业"),
                ("time-zone", zone),
                ("financial-year-start", start),
                ("production-day-cut", "8"),
                ("tolerance-percent", "5"),
                ("self-building-percent", "20"),
                ("plan-step-days", "7"),
            ];
            admin.post("/system", &fields).await
        };
        let refused = save("0", "Moon/Base", "13").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.all(".wrong").len(), 2);
        assert_eq!(save("0", "Asia/Shanghai", "9").await.status, StatusCode::SEE_OTHER);
        let conflict = save("0", "Asia/Shanghai", "4").await;
        assert_eq!(conflict.status, StatusCode::CONFLICT);
        assert_eq!(conflict.all("#theirs dt"), ["财务年度开始"], "only what differs");
        assert_eq!(conflict.all("#theirs dd"), ["9 月"]);
        let current = conflict.value("revision").expect("the revision that is shown");
        assert_eq!(save(&current, "Asia/Shanghai", "4").await.status, StatusCode::SEE_OTHER);
        assert_eq!(save("9", "Asia/Shanghai", "9").await.status, StatusCode::CONFLICT);
        let shown = admin.get("/system").await.value("revision").expect("a revision");
        assert_eq!(save(&shown, "Asia/Shanghai", "9").await.status, StatusCode::SEE_OTHER);
        let browser = Browser::of(database, Role::Dispatch, house.units[0]);
        let seen = browser.get(&format!("/tracker?unit={}&month=2026-09", house.units[6])).await;
        let sum = seen.all("[data-indicator=sum] td");
        assert!(sum[3].starts_with("120.0 %"), "the year begins in September: {}", sum[3]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_who_save_settings_at_once_one_is_told() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let admin = Browser::of(database, Role::SystemAdmin, house.units[0]);
        for _ in 0..6 {
            let revision = admin.get("/system").await.value("revision").expect("a revision");
            let save = async |name: &str, cut: &str| {
                let fields = [
                    ("revision", revision.as_str()),
                    ("enterprise-name", name),
                    ("time-zone", "Asia/Shanghai"),
                    ("financial-year-start", "1"),
                    ("production-day-cut", cut),
                    ("tolerance-percent", "5"),
                    ("self-building-percent", "20"),
                    ("plan-step-days", "7"),
                ];
                admin.post("/system", &fields).await.status
            };
            // Names that nobody saved before: what changes nothing is no conflict.
            let names = [format!("清河矿业{revision}"), format!("晋源矿业{revision}")];
            let (one, other) = tokio::join!(save(&names[0], "0"), save(&names[1], "6"));
            let statuses = [one, other];
            assert!(statuses.contains(&StatusCode::SEE_OTHER), "{statuses:?}");
            assert!(statuses.contains(&StatusCode::CONFLICT), "{statuses:?}");
        }
    })
    .await;
}

/// Eight o'clock on the first of November in Shanghai.
fn eight() -> i64 {
    let day = kernel::Day::new(2026, 11, 1).expect("a day");
    kernel::calendar::day_start(day, "Asia/Shanghai").expect("a zone") + 8 * 3_600_000
}

#[tokio::test]
async fn before_the_cut_one_types_for_the_day_and_month_before() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let mut tx = house.tx().await;
        store::settings::put(&mut tx, "production-day-cut", "8").await.expect("kept");
        tx.commit().await.expect("committed");
        let before = Browser::at(database, || eight() - 60_000, house.units[0]);
        let after = Browser::at(database, eight, house.units[0]);
        let course = format!("/tracker/{}/{}", house.units[0], house.indicators[0]);
        for path in ["/grid", "/tracker"] {
            assert_eq!(before.get(path).await.value("month").as_deref(), Some("2026-10"), "{path}");
            assert_eq!(after.get(path).await.value("month").as_deref(), Some("2026-11"), "{path}");
        }
        let last = async |browser: &Browser| {
            let months = browser.get(&course).await.all("figure.chart tbody th");
            months.last().cloned().expect("months")
        };
        assert_ne!(last(&before).await, last(&after).await);
    })
    .await;
}

#[tokio::test]
async fn a_target_of_zero_is_kept_and_makes_no_rate() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let browser = Browser::of(database, Role::Dispatch, house.units[0]);
        let (unit, sum) = (house.units[6].to_string(), house.indicators[0]);
        let field = |kind: &str| format!("{unit}-{sum}-{kind}");
        let names = [field("actual"), field("target")];
        let seen = names.each_ref().map(|name| format!("seen-{name}"));
        let fields = [
            ("unit", unit.as_str()),
            ("month", "2026-09"),
            (&names[0], "5"),
            (&seen[0], "0"),
            (&names[1], "0"),
            (&seen[1], "0"),
        ];
        assert_eq!(browser.post("/grid", &fields).await.status, StatusCode::SEE_OTHER);
        let tracker = browser.get(&format!("/tracker?unit={unit}&month=2026-09")).await;
        let cells = tracker.all("[data-indicator=sum] td");
        assert_eq!((cells[1].as_str(), cells[2].as_str()), ("5.00", "0.00"));
        assert!(!cells.join(" ").contains('%'), "no rate of nothing: {cells:?}");
        let grid = browser.get(&format!("/grid?unit={unit}&month=2026-09")).await;
        assert_eq!(grid.value(&names[1]).as_deref(), Some("0"));
    })
    .await;
}

#[tokio::test]
async fn the_workbook_of_a_month_opens() {
    on_both(MIGRATIONS, async |database| {
        let house = filled(database).await;
        let browser = Browser::of(database, Role::Dispatch, house.units[0]);
        let unit = house.units[1];
        let path = format!("/tracker?unit={unit}&month=2026-09&format=xlsx");
        let seen = browser.get(&path).await;
        assert_eq!(seen.status, StatusCode::OK);
        assert!(seen.bytes.starts_with(b"PK"));
        let parts = String::from_utf8_lossy(&seen.bytes);
        assert!(parts.contains("xl/charts/chart1.xml"), "native charts");
        let grid = browser.get(&format!("/grid?unit={unit}&month=2026-09&format=xlsx")).await;
        assert!(grid.bytes.starts_with(b"PK"));
    })
    .await;
}

#[tokio::test]
async fn every_page_speaks_both_languages() {
    on_both(MIGRATIONS, async |database| {
        let house = filled(database).await;
        let browser = Browser::of(database, Role::Dispatch, house.units[0]);
        let admin = Browser::of(database, Role::SystemAdmin, house.units[0]);
        let (unit, sum) = (house.units[1], house.indicators[2]);
        let pages = [
            format!("/tracker?unit={unit}&month=2026-09"),
            format!("/tracker?unit={unit}&month=2020-01"),
            format!("/tracker/{unit}/{sum}?month=2026-09"),
            format!("/readings/{unit}/{sum}/2026-09"),
            format!("/readings/{}/{sum}/2026-09?kind=target", house.units[6]),
            format!("/readings/{unit}/{sum}/2020-01"),
            format!("/grid?unit={unit}&month=2026-09"),
            format!("/grid?unit={unit}&month=2026-09&indicator={sum}"),
            "/indicators".to_owned(),
            "/indicators/new".to_owned(),
            format!("/indicators/{sum}"),
        ];
        for lang in Lang::ALL {
            let of = |path: &str| {
                let cookie = format!("ronghe_lang={}", lang.tag());
                Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).expect("one")
            };
            for path in &pages {
                complete(path, &browser.send(of(path)).await);
            }
            complete("/system", &admin.send(of("/system")).await);
        }
    })
    .await;
}

#[track_caller]
fn complete(path: &str, seen: &Seen) {
    let html = String::from_utf8_lossy(&seen.bytes);
    assert_eq!(seen.status, StatusCode::OK, "{path}");
    assert!(!html.contains('⟨'), "{path} lacks a text: {:?}", html.split('⟨').nth(1));
    assert!(!html.contains("style="), "{path} has an inline style");
}

#[tokio::test]
async fn a_grid_of_units_writes_to_each() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let browser = Browser::of(database, Role::Dispatch, house.units[0]);
        let (above, mean) = (house.units[3].to_string(), house.indicators[3]);
        let fields: Vec<(String, String)> = [(6, "10.2", "100"), (7, "10.6", "300")]
            .into_iter()
            .flat_map(|(unit, value, weight)| {
                let name = format!("{}-{mean}-actual", house.units[unit]);
                [
                    (format!("seen-{name}"), "0".to_owned()),
                    (format!("{name}-weight"), weight.to_owned()),
                    (name, value.to_owned()),
                ]
            })
            .chain([
                ("unit".to_owned(), above.clone()),
                ("month".to_owned(), "2026-09".to_owned()),
                ("indicator".to_owned(), mean.to_string()),
            ])
            .collect();
        let pairs: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(browser.post("/grid", &pairs).await.status, StatusCode::SEE_OTHER);
        let seen = browser.get(&format!("/tracker?unit={above}&month=2026-09")).await;
        assert_eq!(seen.all("[data-indicator=mean] td")[1], "10.50");
        let (entries,): (i64,) = house
            .ctx
            .read()
            .one("SELECT COUNT(*) FROM audit WHERE action = 'reading.record'", Vec::new())
            .await
            .expect("a count");
        assert_eq!(entries, 1);
    })
    .await;
}

#[tokio::test]
async fn quarters_and_years_show_the_one_that_holds_the_month() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let mut tx = house.tx().await;
        let mut rows = Vec::new();
        for (grain, period, value) in [
            (Grain::Quarter, "2026Q2", "7"),
            (Grain::Quarter, "2026Q1", "5"),
            (Grain::Year, "2026", "40"),
        ] {
            let code = format!("by-{}", grain.name());
            let known = planning::store::indicators::by_code(&mut tx, &[&code]).await.expect("one");
            let id = match known.get(&code) {
                Some(known) => known.id,
                None => {
                    let mut terms = crate::house::terms(&code, planning::Aggregation::Sum);
                    terms.grain = grain;
                    planning::store::indicators::create(&mut tx, &terms).await.expect("created")
                }
            };
            let period = crate::house::period(period);
            let plain = house.reading(6, "2026-01", 0, Kind::Actual, value, None);
            rows.push(planning::NewReading { period, indicator: id, ..plain });
        }
        tx.commit().await.expect("committed");
        house.write(&house.stamp(), rows).await.expect("written");
        let browser = Browser::of(database, Role::Dispatch, house.units[0]);
        let seen = browser.get(&format!("/tracker?unit={}&month=2026-05", house.units[1])).await;
        let quarter = seen.all("[data-indicator=by-quarter] td");
        assert!(quarter[0].contains("2026年第2季度"), "{}", quarter[0]);
        assert_eq!((quarter[1].as_str(), &quarter[3][..5]), ("7.00", "12.00"));
        assert!(quarter[4].starts_with("未设目标"), "{}", quarter[4]);
        let year = seen.all("[data-indicator=by-year] td");
        assert!(year[0].contains("2026年"), "{}", year[0]);
        assert_eq!(year[1], "40.00");
    })
    .await;
}

#[tokio::test]
async fn a_yearly_number_is_that_of_the_financial_year() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let mut tx = house.tx().await;
        let mut terms = crate::house::terms("by-year", planning::Aggregation::Sum);
        terms.grain = Grain::Year;
        let indicator = planning::store::indicators::create(&mut tx, &terms).await.expect("one");
        store::settings::put(&mut tx, "financial-year-start", "4").await.expect("a setting");
        tx.commit().await.expect("committed");
        let plain = house.reading(6, "2026-01", 0, Kind::Actual, "40", None);
        let period = crate::house::period("2026");
        let row = planning::NewReading { period, indicator, ..plain };
        house.write(&house.stamp(), vec![row]).await.expect("written");
        let browser = Browser::of(database, Role::Dispatch, house.units[0]);
        let unit = house.units[6];
        for month in ["2026-04", "2027-03"] {
            let seen = browser.get(&format!("/tracker?unit={unit}&month={month}")).await;
            let year = seen.all("[data-indicator=by-year] td");
            assert!(year[0].contains("2026年"), "{}", year[0]);
            assert_eq!(year[1], "40.00", "{month}");
            let grid = browser.get(&format!("/grid?unit={unit}&month={month}")).await;
            let field = format!("{unit}-{indicator}-actual");
            assert_eq!(grid.value(&field).as_deref(), Some("40"), "{month}");
        }
        let later = browser.get(&format!("/tracker?unit={unit}&month=2027-04")).await;
        assert!(later.all("[data-indicator=by-year] td").is_empty(), "a new year begins");
    })
    .await;
}

#[tokio::test]
async fn what_was_not_reported_is_said_of_month_and_year_to_date() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let mut rows = Vec::new();
        for (unit, month, is_reported) in [
            (6, "2026-08", true),
            (7, "2026-08", false),
            (6, "2026-09", true),
            (7, "2026-09", true),
        ] {
            rows.push(house.reading(unit, month, 0, Kind::Target, "100", None));
            let actual = house.reading(unit, month, 0, Kind::Actual, "100", None);
            rows.extend(is_reported.then_some(actual));
        }
        // Stocks: in August both counted theirs, in September only one.
        for (unit, month) in [(6, "2026-08"), (7, "2026-08"), (6, "2026-09")] {
            rows.push(house.reading(unit, month, 1, Kind::Actual, "10", None));
        }
        rows.sort_by_key(|row| row.unit);
        house.write(&house.stamp(), rows).await.expect("written");
        let browser = Browser::of(database, Role::Dispatch, house.units[0]);
        let path = format!("/tracker?unit={}&month=2026-09", house.units[3]);
        let seen = browser.get(&path).await;
        let sum = seen.all("[data-indicator=sum] td");
        assert_eq!(sum[1], "200.00");
        assert!(sum[3].contains("应报 4 个数，已报 3 个"), "{}", sum[3]);
        let last = seen.all("[data-indicator=last] td");
        for cell in [&last[1], &last[3]] {
            assert!(cell.contains("1 个单位已报，其他期最多 2 个"), "{cell}");
        }
        let book = sheet(&browser.get(&format!("{path}&format=xlsx")).await);
        let column = |name: &str| book[0].iter().position(|cell| cell == name).expect(name);
        assert!(book[1][column("累计说明")].contains("应报 4 个数，已报 3 个"), "{:?}", book[1]);
        assert!(book[2][column("说明")].contains("其他期最多 2 个"), "{:?}", book[2]);
    })
    .await;
}

#[tokio::test]
async fn days_without_a_target_are_in_the_month() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let mut tx = house.tx().await;
        let mut terms = crate::house::terms("by-day", planning::Aggregation::Sum);
        terms.grain = Grain::Day;
        let indicator = planning::store::indicators::create(&mut tx, &terms).await.expect("one");
        tx.commit().await.expect("committed");
        let mut rows = Vec::new();
        for day in 1..=31 {
            let period = crate::house::period(&format!("2026-08-{day:02}"));
            let row = |kind| {
                let plain = house.reading(6, "2026-08", 0, kind, "1", None);
                planning::NewReading { period, indicator, ..plain }
            };
            rows.push(row(Kind::Actual));
            rows.extend((day <= 20).then(|| row(Kind::Target)));
        }
        house.write(&house.stamp(), rows).await.expect("written");
        let browser = Browser::of(database, Role::Dispatch, house.units[0]);
        let seen = browser.get(&format!("/tracker?unit={}&month=2026-08", house.units[6])).await;
        let days = seen.all("[data-indicator=by-day] td");
        assert_eq!((&days[1][..5], days[2].as_str()), ("31.00", "20.00"));
        assert!(days[1].contains("只有 20 期有目标，按同期比较"), "{}", days[1]);
        assert!(days[4].starts_with("达标"), "{}", days[4]);
    })
    .await;
}

#[tokio::test]
async fn a_sum_too_large_to_show_is_not_called_undefined() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let large = |unit| house.reading(unit, "2026-09", 0, Kind::Actual, "9000000000000", None);
        house.write(&house.stamp(), vec![large(6), large(7)]).await.expect("written");
        let browser = Browser::of(database, Role::Dispatch, house.units[0]);
        let path = format!("/tracker?unit={}&month=2026-09", house.units[3]);
        let sum = browser.get(&path).await.all("[data-indicator=sum] td");
        assert!(sum[1].contains("数值过大，无法显示"), "{}", sum[1]);
        assert!(sum[4].starts_with("数值过大"), "{}", sum[4]);
        let book = sheet(&browser.get(&format!("{path}&format=xlsx")).await);
        assert!(book[1].contains(&"数值过大，无法显示".to_owned()), "{:?}", book[1]);
    })
    .await;
}

#[tokio::test]
async fn marks_that_cross_are_explained_in_both_languages() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        words();
        let mark = |kind, value| house.reading(6, "2026-09", 0, kind, value, None);
        let rows = vec![mark(Kind::Target, "100"), mark(Kind::Threshold, "101")];
        let Err(store::Refusal::Invalid(problems)) = house.write(&house.stamp(), rows).await else {
            panic!("a threshold above its target was taken")
        };
        let zh = problems[0].text(Lang::Zh);
        assert!(zh.starts_with("甲班 2026-09 的 sum：门槛 101 高于目标 100，"), "{zh}");
        let en = problems[0].text(Lang::En);
        assert!(en.contains("of 甲班 in 2026-09: Threshold 101 is above Target 100,"), "{en}");
    })
    .await;
}

#[tokio::test]
async fn versions_are_paged_filtered_and_exported_apart_from_the_parts() {
    on_both(MIGRATIONS, async |database| {
        let house = filled(database).await;
        for (value, reason) in [("111", "磅单复核"), ("112", "皮带秤校准"), ("113", "磅单再核")]
        {
            let again = house.reading(6, "2026-09", 0, Kind::Actual, value, None);
            house.write(&house.stamp().because(reason), vec![again]).await.expect("restated");
        }
        let browser = Browser::of(database, Role::Dispatch, house.units[0]);
        let path = format!("/readings/{}/{}/2026-09", house.units[6], house.indicators[0]);
        let numbers = async |query: &str| {
            browser.get(&format!("{path}?{query}")).await.all("#versions tbody td:nth-child(2)")
        };
        assert_eq!(numbers("list=versions&size=2").await, ["113", "112"]);
        assert_eq!(numbers("list=versions&size=2&page=2").await, ["111", "120"]);
        assert_eq!(numbers("list=versions&f-why=%E7%A3%85%E5%8D%95").await, ["113", "111"]);
        assert_eq!(numbers("list=versions&sort=-value").await, ["120", "113", "112", "111"]);
        // What is asked of the parts leaves the versions alone.
        assert_eq!(numbers("size=2&q=x").await, ["113", "112", "111", "120"]);
        let book =
            browser.get(&format!("{path}?list=versions&format=xlsx&q=%E7%A3%85%E5%8D%95")).await;
        let rows = sheet(&book);
        assert_eq!(rows.len(), 3, "{rows:?}");
        assert_eq!(rows[1][1], "113");
        let next = browser.get(&format!("{path}?kind=actual&list=versions&size=2")).await;
        let next = next.attribute("#versions [rel=next]", "href");
        assert!(next.contains("kind=actual") && next.contains("list=versions"), "{next}");
    })
    .await;
}

#[tokio::test]
async fn what_belongs_to_the_whole_is_not_offered_to_a_part() {
    on_both(MIGRATIONS, async |database| {
        let house = House::build(database).await;
        let entry = format!("/indicators/{}", house.indicators[0]);
        let below = Browser::of(database, Role::Dispatch, house.units[1]);
        let seen = below.get(&entry).await;
        assert_eq!(seen.status, StatusCode::OK);
        assert!(seen.all("main form button").is_empty());
        assert!(below.get("/indicators").await.all("a[href='/indicators/new']").is_empty());
        assert_eq!(below.get("/indicators/new").await.status, StatusCode::FORBIDDEN);
        assert_eq!(below.post("/indicators/new", &[]).await.status, StatusCode::FORBIDDEN);
        assert_eq!(below.post(&entry, &[]).await.status, StatusCode::FORBIDDEN);
        let top = Browser::of(database, Role::Dispatch, house.units[0]);
        assert_eq!(top.get(&entry).await.all("main form button").len(), 1);
        assert_eq!(top.get("/indicators/new").await.status, StatusCode::OK);
    })
    .await;
}

#[test]
fn problems_name_a_kind_in_the_readers_language() {
    words();
    let codes = ["twice", "restate-reason", "counted-below", "counted-above"];
    let codes = codes.map(|code| format!("problem-reading-{code}"));
    for lang in [Lang::Zh, Lang::En] {
        for name in planning::reading::KIND_NAMES {
            let word = texts::get().with(lang, &format!("kind-{name}"), &[]);
            for code in &codes {
                let args = ["indicator", "unit", "period", "before", "value", "other"];
                let mut args = args.map(|arg| (arg, "1")).to_vec();
                args.push(("kind", name));
                let text = texts::get().with(lang, code, &args);
                let plain = text.replace(['\u{2068}', '\u{2069}'], "");
                assert!(
                    ["(", "（"].iter().any(|it| plain.contains(&format!("{it}{word}"))),
                    "{text}"
                );
                assert!(!plain.contains(&format!("（{name}")), "{text}");
            }
        }
    }
}

/// The codes of a refusal in its standard form, each with its field.
pub fn refused(status: StatusCode, answer: &(StatusCode, Value)) -> Vec<String> {
    assert_eq!(answer.0, status, "{}", answer.1);
    assert_eq!(
        (&answer.1["type"], &answer.1["status"]),
        (&"about:blank".into(), &status.as_u16().into())
    );
    let problems = answer.1["problems"].as_array().expect("problems");
    let said = |problem: &Value| match problem["field"].as_str() {
        Some(field) => format!("{} {field}", problem["code"].as_str().expect("a code")),
        None => problem["code"].as_str().expect("a code").to_owned(),
    };
    problems.iter().map(said).collect()
}

/// A workbook after openpyxl has opened it, run `change` on its first `sheet` and saved it; `None` where there is
/// no openpyxl, which CI must have.
pub fn saved_by_openpyxl(book: &[u8], change: &str) -> Option<Vec<u8>> {
    // Debian's own interpreter knows its packages.
    let is_there = Path::new("/usr/lib/python3/dist-packages/openpyxl").exists();
    assert!(is_there || std::env::var_os("CI").is_none(), "CI needs python3-openpyxl");
    if !is_there {
        return None;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("book.xlsx");
    std::fs::write(&file, book).expect("written");
    let script = format!(
        "import sys, openpyxl\nbook = openpyxl.load_workbook(sys.argv[1])\nsheet = book.worksheets[0]\n\
         {change}\nbook.save(sys.argv[1])"
    );
    let done = Command::new("/usr/bin/python3").args(["-c", &script]).arg(&file).output();
    let done = done.expect("python3");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    Some(std::fs::read(&file).expect("saved"))
}
