//! The pages of imports as a browser meets them.

use crate::support::*;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use kernel::{Actor, ActorKind, Day, DayRange, Grant, Role, UserId};
use planning::imports;
use scraper::{Html, Selector};
use testkit::{TestDb, on_both};
use tower::ServiceExt;
use web_kit::app::App;
use web_kit::web::Identity;

async fn root(db: &TestDb) -> kernel::UnitId {
    let ctx = operator(db);
    let mut tx = ctx.db.begin().await.unwrap();
    let (kind, valid) = (directory::Kind::Group, DayRange::ALWAYS);
    let unit = directory::founding::NewUnit::new("清河集团", kind, directory::Parent::Root, valid);
    let id = directory::founding::create(&mut tx, unit).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// Sends a request as a person with these roles at the top.
async fn send(
    db: &TestDb,
    unit: kernel::UnitId,
    roles: &[Role],
    request: Request<Body>,
) -> (StatusCode, String, String) {
    let valid = DayRange { from: Day::EARLIEST, until: Day::FOREVER };
    let grants = roles.iter().map(|&role| Grant { role, unit, valid }).collect();
    let (kind, user, person) = (ActorKind::User, Some(UserId(7)), None);
    let actor = Actor { kind, user, person, name: "调度员".into(), grants };
    let app = App::new(db.db.clone(), db.files(), || testkit::now().at);
    let router = imports::routes().into_router(&app).with_state(app);
    let mut request = request;
    request.extensions_mut().insert(Identity { actor, csrf: "token".into() });
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

fn get(path: &str) -> Request<Body> {
    Request::get(path).body(Body::empty()).unwrap()
}

fn post(path: &str, body: &str) -> Request<Body> {
    Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body.to_owned()))
        .unwrap()
}

fn upload(profile: &str, file: &interchange::Input) -> Request<Body> {
    let mut body = String::new();
    for (name, value) in
        [("csrf", "token"), ("profile", profile), ("under", ""), ("unit", ""), ("period", "")]
    {
        body +=
            &format!("--cut\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    }
    body += &format!(
        "--cut\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{}\"\r\n\r\n{}\r\n--cut--\r\n",
        file.name,
        String::from_utf8_lossy(&file.bytes)
    );
    Request::post("/imports")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=cut")
        .body(Body::from(body))
        .unwrap()
}

fn text(html: &str, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).unwrap();
    let page = Html::parse_document(html);
    page.select(&selector)
        .map(|element| {
            element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
        })
        .collect()
}

fn attribute(html: &str, selector: &str, name: &str) -> String {
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
        assert_eq!(text(&html, "#refusals td.fit"), ["F3"]);
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
