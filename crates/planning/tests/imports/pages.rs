//! The pages of imports as a browser meets them.

use crate::support::*;
use axum::body::{Body, Bytes};
use axum::http::{Request, StatusCode, header};
use futures::StreamExt;
use kernel::{Actor, ActorKind, Day, DayRange, Grant, Role, UserId};
use planning::imports;
use scraper::{Html, Selector};
use testkit::{TestDb, on_both};
use tower::ServiceExt;
use web_kit::app::App;
use web_kit::web::Identity;

pub(crate) async fn root(db: &TestDb) -> kernel::UnitId {
    let ctx = operator(db);
    let mut tx = ctx.db.begin().await.unwrap();
    let (kind, valid) = (directory::Kind::Group, DayRange::ALWAYS);
    let unit = directory::founding::NewUnit::new("清河集团", kind, directory::Parent::Root, valid);
    let id = directory::founding::create(&mut tx, unit).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// Sends a request as a person with these roles at the top.
pub(crate) async fn send(
    db: &TestDb,
    unit: kernel::UnitId,
    roles: &[Role],
    request: Request<Body>,
) -> (StatusCode, String, String) {
    let valid = DayRange { from: Day::EARLIEST, until: Day::FOREVER };
    let grants = roles.iter().map(|&role| Grant { role, unit, valid }).collect();
    let (kind, user, person) = (ActorKind::User, Some(UserId(7)), None);
    let actor =
        Actor { kind, user, person, name: "调度员".into(), grants, stands_in: Vec::new() };
    let app = App::new(db.db.clone(), db.files(), || testkit::now().at);
    let drawn = axum::middleware::from_fn_with_state(app.clone(), web_kit::error::draw);
    let routes = planning::routes().merge(imports::routes()).into_router(&app);
    let router = routes.layer(drawn).with_state(app);
    let mut request = request;
    request.extensions_mut().insert(Identity {
        actor,
        csrf: "token".into(),
        withheld: Default::default(),
    });
    let answer = router.oneshot(request).await.unwrap();
    let status = answer.status();
    let place = answer
        .headers()
        .get(header::LOCATION)
        .map_or("", |value| value.to_str().unwrap())
        .to_owned();
    let bytes = axum::body::to_bytes(answer.into_body(), 16 << 20).await.unwrap();
    (status, place, String::from_utf8_lossy(&bytes).into_owned())
}

pub(crate) fn get(path: &str) -> Request<Body> {
    Request::get(path).body(Body::empty()).unwrap()
}

pub(crate) fn post(path: &str, body: &str) -> Request<Body> {
    Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body.to_owned()))
        .unwrap()
}

pub(crate) fn upload(profile: &str, file: &interchange::Input) -> Request<Body> {
    let mut body = String::new();
    for (name, value) in
        [("csrf", "token"), ("profile", profile), ("under", ""), ("unit", ""), ("period", "")]
    {
        body +=
            &format!("--cut\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    }
    body += &format!(
        "--cut\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{}\"\r\n\r\n",
        file.name
    );
    let body = [body.as_bytes(), &file.bytes, b"\r\n--cut--\r\n"].concat();
    Request::post("/imports")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=cut")
        .body(Body::from(body))
        .unwrap()
}

pub(crate) fn text(html: &str, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).unwrap();
    let page = Html::parse_document(html);
    page.select(&selector)
        .map(|element| {
            element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
        })
        .collect()
}

pub(crate) fn attribute(html: &str, selector: &str, name: &str) -> String {
    let selector = Selector::parse(selector).unwrap();
    let page = Html::parse_document(html);
    page.select(&selector)
        .next()
        .and_then(|element| element.attr(name))
        .unwrap_or_default()
        .to_owned()
}

#[tokio::test]
async fn a_file_goes_from_upload_to_undo() {
    on_both(MIGRATIONS, async |db| {
        let top = root(db).await;
        let ctx = operator(db);
        let both = [Role::Dispatch, Role::Hr];
        let rows = [
            ("重介车间", "入洗原煤", "2026-01", "100", "90"),
            ("重介车间", "入洗原煤", "2026-02", "100", "九十"),
        ];
        let (status, place, html) =
            send(db, top, &both, upload("sample-plant", &table(&rows))).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{html}");
        let (status, _, html) = send(db, top, &both, get(&place)).await;
        assert_eq!(status, StatusCode::OK);
        let tiles = text(&html, ".tiles .tile p");
        assert_eq!(tiles[..4], ["2", "3", "1", "3"], "{tiles:?}");
        assert_eq!(text(&html, "#refusals td:nth-child(3)"), ["F3"]);
        assert_eq!(count(&ctx, "SELECT COUNT(*) FROM reading").await, 0);
        let confirm = attribute(&html, "form[action*='/confirm']", "action");
        let (status, ..) = send(db, top, &both, post(&confirm, "csrf=token")).await;
        assert_eq!(status, StatusCode::OK, "it asks first");
        let (status, ..) = send(db, top, &both, post(&confirm, "csrf=token&confirmed=yes")).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert_eq!(count(&ctx, "SELECT COUNT(*) FROM reading").await, 3);
        let (status, ..) = send(db, top, &both, get(&format!("{place}/errors"))).await;
        assert_eq!(status, StatusCode::OK);
        let (_, _, html) = send(db, top, &both, get("/imports")).await;
        assert_eq!(text(&html, "tbody tr").len(), 1);
        let undo = format!("{place}/undo");
        let (status, ..) = send(db, top, &both, post(&undo, "csrf=token&confirmed=yes")).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert_eq!(count(&ctx, "SELECT COUNT(*) FROM reading WHERE withdrawn IS NULL").await, 0);
    })
    .await;
}

#[tokio::test]
async fn only_who_may_import_meets_the_forms() {
    on_both(MIGRATIONS, async |db| {
        let top = root(db).await;
        let (status, ..) = send(db, top, &[Role::Member], get("/imports")).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        let (status, _, html) = send(db, top, &[Role::Committee], get("/imports")).await;
        assert_eq!((status, html.contains("/imports/new")), (StatusCode::OK, false));
        let (status, ..) = send(db, top, &[Role::Committee], get("/imports/new")).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        let (status, _, html) = send(db, top, &[Role::Dispatch], get("/imports/new")).await;
        assert_eq!(status, StatusCode::OK);
        assert!(text(&html, "select[name=profile] option").len() > 7);
    })
    .await;
}

#[tokio::test]
async fn profiles_are_listed_shown_and_saved() {
    on_both(MIGRATIONS, async |db| {
        let top = root(db).await;
        let dispatch = [Role::Dispatch];
        let (status, _, html) = send(db, top, &dispatch, get("/profiles")).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(text(&html, "tbody tr").len(), interchange::profile::shipped().len());
        let (status, _, html) = send(db, top, &dispatch, get("/profiles/sample-plant")).await;
        assert_eq!(status, StatusCode::OK);
        assert!(text(&html, "textarea")[0].contains("sample-plant"));
        let broken = "csrf=token&name=sample-plant&revision=0&text=name+%3D+3";
        let (status, _, html) = send(db, top, &dispatch, post("/profiles", broken)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(text(&html, "textarea"), ["name = 3"], "what was typed is kept");
    })
    .await;
}

/// A form's body.
fn form(fields: &[(&str, &str)]) -> String {
    let mut body = form_urlencoded::Serializer::new(String::new());
    body.append_pair("csrf", "token").extend_pairs(fields).finish()
}

#[tokio::test]
async fn restating_asks_for_the_reason_and_the_history_names_it() {
    on_both(MIGRATIONS, async |db| {
        let top = root(db).await;
        let ctx = operator(db);
        let both = [Role::Dispatch, Role::Hr];
        import(&ctx, "sample-plant", vec![table(&[("重介车间", "入洗原煤", "2026-01", "", "90")])])
            .await;
        let other = table(&[("重介车间", "入洗原煤", "2026-01", "", "91")]);
        let (_, place, _) = send(db, top, &both, upload("sample-plant", &other)).await;
        let (_, _, html) = send(db, top, &both, get(&place)).await;
        let confirm = attribute(&html, "#because form", "action");
        assert_eq!(text(&html, "#restated tbody td.n"), ["90", "91"]);
        // Without a reason nothing is asked and nothing is written.
        let short = form(&[("reason", "错"), ("confirmed", "yes")]);
        let (status, _, html) = send(db, top, &both, post(&confirm, &short)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(attribute(&html, "#because input[name=reason]", "value"), "错");
        assert_eq!(text(&html, "#because .wrong").len(), 1);
        assert_eq!(count(&ctx, "SELECT COUNT(*) FROM reading").await, 1);
        let reason = form(&[("reason", "按调度日报复核")]);
        let (status, _, html) = send(db, top, &both, post(&confirm, &reason)).await;
        assert_eq!(status, StatusCode::OK, "it asks first");
        assert_eq!(attribute(&html, "main input[name=reason]", "value"), "按调度日报复核");
        let reason = form(&[("reason", "按调度日报复核"), ("confirmed", "yes")]);
        let (status, ..) = send(db, top, &both, post(&confirm, &reason)).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let workshop = unit(&ctx, "重介车间").await;
        let indicator = planning::store::indicators::all(&mut ctx.read()).await.unwrap()[0].id;
        let history = format!("/readings/{workshop}/{indicator}/2026-01");
        let (_, _, html) = send(db, top, &both, get(&history)).await;
        let why = text(&html, "#versions tbody td:nth-child(5)");
        assert_eq!(why, ["按调度日报复核 导入 2", "导入 1"]);
        let (status, ..) =
            send(db, top, &both, post(&format!("{place}/undo"), &form(&[("confirmed", "yes")])))
                .await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let (_, _, html) = send(db, top, &both, get(&history)).await;
        let why = &text(&html, "#versions tbody td:nth-child(5)")[0];
        assert!(why.ends_with("撤销导入 2"), "{why}");
    })
    .await;
}

const PARTS: &str = r#"
name = "parts"
title = { zh = "分项", en = "Parts" }

[[period]]
from = "column"
column = "month"
grain = "month"

[unit]
by = "path"
name = "{unit}"
kind = "workshop"

[[column]]
id = "unit"
heading = ["单位"]

[[column]]
id = "month"
heading = ["月份"]

[[column]]
id = "a"
heading = ["甲"]
indicator = "part-a"

[[column]]
id = "b"
heading = ["乙"]
indicator = "part-b"

[[column]]
id = "total"
heading = ["合计"]

[[column]]
id = "percent"
heading = ["占比"]

[[sum]]
total = "total"
parts = ["a", "b"]

[[rate]]
printed = "percent"
numerator = "a"
denominator = "b"
factor = 100

[[indicator]]
code = "part-a"
name = { zh = "甲", en = "A" }

[[indicator]]
code = "part-b"
name = { zh = "乙", en = "B" }
"#;

#[tokio::test]
async fn a_refused_answer_keeps_the_others() {
    on_both(MIGRATIONS, async |db| {
        let top = root(db).await;
        let ctx = operator(db);
        let both = [Role::Dispatch, Role::Hr];
        imports::save_profile(&ctx, PARTS, 0).await.expect("saved");
        let file = input(
            "分项.csv",
            "单位,月份,甲,乙,合计,占比\n重介车间,2026-01,1,2,4,50\n浮选车间,2026-01,3,4,7,80\n",
        );
        let (_, place, html) = send(db, top, &both, upload("parts", &file)).await;
        assert!(!place.is_empty(), "{html}");
        let (_, _, html) = send(db, top, &both, get(&place)).await;
        let page = Html::parse_document(&html);
        let radios = Selector::parse("#questions input[value=accept]").unwrap();
        let names: Vec<String> =
            page.select(&radios).map(|radio| radio.attr("name").unwrap().to_owned()).collect();
        let [first, second] = names.as_slice() else { panic!("{names:?}") };
        let reason = first.replace("q:", "reason:");
        let revision = attribute(&html, "#questions input[name=revision]", "value");
        let fields = [
            ("revision", revision.as_str()),
            (first, "accept"),
            (&reason, "原表合计印错"),
            (second, "accept"),
        ];
        let decide = format!("{place}/decide");
        let (status, _, html) = send(db, top, &both, post(&decide, &form(&fields))).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(text(&html, "#questions .wrong").len(), 1);
        let page = Html::parse_document(&html);
        let checked = Selector::parse("#questions input[value=accept][checked]").unwrap();
        assert_eq!(page.select(&checked).count(), 2);
        let kept = Selector::parse("#questions input[value='原表合计印错']").unwrap();
        assert_eq!(page.select(&kept).count(), 1);
        let other = second.replace("q:", "reason:");
        let fields = [&fields[..], &[(other.as_str(), "四舍五入")]].concat();
        let (status, ..) = send(db, top, &both, post(&decide, &form(&fields))).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let (_, _, html) = send(db, top, &both, get(&place)).await;
        assert_eq!(text(&html, ".tiles .tile p")[3], "4");
    })
    .await;
}

#[tokio::test]
async fn long_lists_are_paged_searched_and_exported() {
    on_both(MIGRATIONS, async |db| {
        let top = root(db).await;
        let both = [Role::Dispatch, Role::Hr];
        let mut rows = "上级单位,单位,指标,月份,计划,实际\n".to_owned();
        for number in 0..120 {
            rows += &format!("清河洗煤厂,车间{number:03},入洗原煤,2026-01,{number},九十\n");
        }
        let (_, place, _) =
            send(db, top, &both, upload("sample-plant", &input("月报.csv", &rows))).await;
        let (_, _, html) = send(db, top, &both, get(&place)).await;
        assert_eq!(text(&html, "#units tbody tr").len(), 50);
        assert_eq!(text(&html, "#refusals tbody tr").len(), 50);
        let (_, _, html) = send(db, top, &both, get(&format!("{place}?list=units&page=3"))).await;
        assert_eq!(text(&html, "#units tbody tr").len(), 21);
        assert_eq!(text(&html, "#refusals tbody tr").len(), 50);
        let found = format!("{place}?list=refusals&q=F77");
        let (_, _, html) = send(db, top, &both, get(&found)).await;
        assert_eq!(text(&html, "#refusals tbody tr td:nth-child(3)"), ["F77"]);
        let asked = Request::get(format!("{place}?list=units&format=xlsx&f-name=05"));
        let (status, _, book) = send(db, top, &both, asked.body(Body::empty()).unwrap()).await;
        assert!(status == StatusCode::OK && book.starts_with("PK"));
        let (_, whole, _) =
            send(db, top, &both, get(&format!("{place}?list=refusals&format=xlsx"))).await;
        assert_eq!(whole, format!("{place}/errors"));
    })
    .await;
}

#[tokio::test]
async fn imports_are_found_by_file_person_profile_and_state() {
    on_both(MIGRATIONS, async |db| {
        let top = root(db).await;
        let both = [Role::Dispatch, Role::Hr];
        let row = |month: &str| {
            format!("上级单位,单位,指标,月份,实际\n清河洗煤厂,重介车间,入洗原煤,{month},9\n")
        };
        let first = input("一月_报表.csv", &row("2026-01"));
        let (_, place, _) = send(db, top, &both, upload("sample-plant", &first)).await;
        let discard = post(&format!("{place}/discard"), "csrf=token&confirmed=yes");
        assert_eq!(send(db, top, &both, discard).await.0, StatusCode::SEE_OTHER);
        let second = input("二月.csv", &row("2026-02"));
        send(db, top, &both, upload("sample-plant", &second)).await;
        let found = async |query: &str| {
            let asked: String = form_urlencoded::byte_serialize(query.as_bytes()).collect();
            let asked = asked.replace("%3D", "=").replace("%26", "&");
            let (status, _, html) = send(db, top, &both, get(&format!("/imports?{asked}"))).await;
            assert_eq!(status, StatusCode::OK);
            text(&html, "#imports tbody td:nth-child(3)")
        };
        assert_eq!(found("q=一月").await, ["一月_报表.csv"]);
        assert_eq!(found("q=月_报").await, ["一月_报表.csv"]);
        assert_eq!(found("q=放弃").await, ["一月_报表.csv"]);
        assert_eq!(found("q=待确认").await, ["二月.csv"]);
        assert_eq!(found("f-state=待确").await, ["二月.csv"]);
        assert_eq!(found("f-files=二").await, ["二月.csv"]);
        assert_eq!(found("q=调度员&sort=at").await.len(), 2);
        assert_eq!(found("q=SAMPLE").await.len(), 2);
        assert_eq!(found("f-by=别人").await.len(), 0);
        let (_, _, html) = send(db, top, &both, get("/imports?q=none")).await;
        assert_eq!(attribute(&html, "input[name=q]", "value"), "none", "the search can be changed");
    })
    .await;
}

#[tokio::test]
async fn nothing_is_asked_about_an_import_that_is_not_there_or_not_ones_own() {
    on_both(MIGRATIONS, async |db| {
        let top = root(db).await;
        let both = [Role::Dispatch, Role::Hr];
        let file = table(&[("重介车间", "入洗原煤", "2026-01", "100", "90")]);
        let (_, place, _) = send(db, top, &both, upload("sample-plant", &file)).await;
        for act in ["confirm", "discard", "undo"] {
            let none = post(&format!("/imports/99/{act}"), "csrf=token");
            assert_eq!(send(db, top, &both, none).await.0, StatusCode::NOT_FOUND, "{act}");
            let own = format!("{place}/{act}");
            let seen = send(db, top, &both, post(&own, "csrf=token")).await.0;
            assert_eq!(seen, StatusCode::OK, "{act}");
            // Somebody who may import, but in another part of the tree.
            let elsewhere = kernel::UnitId(9_999);
            let hidden = send(db, elsewhere, &both, post(&own, "csrf=token")).await.0;
            assert_eq!(hidden, StatusCode::NOT_FOUND, "{act}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_upload_is_cut_off_where_it_becomes_too_large() {
    on_both(MIGRATIONS, async |db| {
        let top = root(db).await;
        let head = "--cut\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\ntoken\r\n\
             --cut\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.csv\"\r\n\r\n";
        let taken = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let counted = taken.clone();
        let part = Bytes::from(vec![b'1'; 1 << 20]);
        let parts = (0..1_000).map(move |_| {
            counted.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            part.clone()
        });
        let body = std::iter::once(Bytes::from_static(head.as_bytes())).chain(parts);
        let body = futures::stream::iter(body.map(Ok::<_, std::convert::Infallible>));
        // As from a network: one part, and then a wait for the next.
        let body = body.then(async |part| {
            tokio::task::yield_now().await;
            part
        });
        let request = Request::post("/imports")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=cut")
            .body(Body::from_stream(body))
            .unwrap();
        let (status, _, html) = send(db, top, &[Role::Dispatch], request).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(html.contains("200 MB"), "{html}");
        let taken = taken.load(std::sync::atomic::Ordering::Relaxed);
        assert!(taken < 210, "{taken} MiB were taken");
        let left = std::fs::read_dir(db.files().root()).map(|left| left.count());
        assert_eq!(left.unwrap(), 0, "what was on the disk is gone");
        assert_eq!(count(&operator(db), "SELECT COUNT(*) FROM import").await, 0);
    })
    .await;
}
