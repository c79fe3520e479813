//! The interface for programs: the document and the routes agree, a token sees its account's part, a
//! refusal is JSON, and what the documentation shows works.

use super::plant;
use super::route_access::{Visitor, signed_in, text, unit};
use accounts::use_cases::demo::{self, DemoUser};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use kernel::{Actor, Lang, Role, UnitId};
use ronghe::api::document;
use ronghe::program::{install, routes, site};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use testkit::TestDb;
use tower::ServiceExt;
use web_kit::App;

/// A server and somebody with a token.
struct Program {
    site: Router,
    token: String,
    visitor: Visitor,
}

impl Program {
    /// A program that acts as a user with this role on this unit.
    async fn of(db: &TestDb, role: Role, unit: UnitId) -> Self {
        let user = DemoUser {
            sign_in: format!("{}.program", role.name()),
            name: role.name().to_owned(),
            password: "quite a long phrase".to_owned(),
            role,
            unit,
        };
        demo::create(&db.ctx(Actor::system("测试")), std::slice::from_ref(&user)).await.unwrap();
        let site = site(&App::new(db.db.clone(), db.files(), || testkit::now().at));
        let visitor = signed_in(&site, &user).await;
        let form = format!("csrf={}&name=x&expires_on=2026-12-31", visitor.csrf);
        let request = Request::post("/account/tokens")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::COOKIE, &visitor.cookie)
            .body(Body::from(form));
        let page = text(site.clone().oneshot(request.unwrap()).await.unwrap()).await;
        let token = page.split("<code").nth(1).and_then(|rest| rest.split(['>', '<']).nth(1));
        Self { site, token: token.unwrap_or_else(|| panic!("{page}")).to_owned(), visitor }
    }

    async fn send(&self, request: axum::http::request::Builder, body: String) -> (u16, Value) {
        let request = request.header(header::ACCEPT_LANGUAGE, "en").body(Body::from(body)).unwrap();
        let answer = self.site.clone().oneshot(request).await.unwrap();
        let status = answer.status();
        let kind = answer.headers().get(header::CONTENT_TYPE).cloned();
        let text = text(answer).await;
        let expected =
            if status.is_success() { "application/json" } else { "application/problem+json" };
        assert_eq!(kind.unwrap(), expected, "{status} {text}");
        (status.as_u16(), serde_json::from_str(&text).unwrap())
    }

    fn bearer(&self, method: &str, path: &str) -> axum::http::request::Builder {
        Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .header(header::CONTENT_TYPE, "application/json")
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        self.send(self.bearer("GET", path), String::new()).await
    }

    async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        self.send(self.bearer("POST", path), body.to_string()).await
    }
}

/// Method and path of every operation of the document.
fn described(document: &Value) -> BTreeSet<(String, String)> {
    let paths = document["paths"].as_object().unwrap().iter();
    paths
        .flat_map(|(path, item)| {
            let methods = item.as_object().unwrap().keys();
            methods.map(|method| (method.to_uppercase(), path.clone()))
        })
        .collect()
}

#[test]
fn the_document_describes_every_route_and_no_other() {
    install();
    let document = serde_json::to_value(document(Lang::En)).unwrap();
    let mounted: BTreeSet<_> = routes()
        .list()
        .iter()
        .filter(|route| route.path.starts_with("/api/v1/"))
        .map(|route| (route.method.to_owned(), route.path.to_owned()))
        .collect();
    assert!(mounted.len() > 10);
    assert_eq!(described(&document), mounted);
}

/// Every `$ref` in a value.
fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            found.extend(members.get("$ref").and_then(Value::as_str).map(str::to_owned));
            members.values().for_each(|member| references(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

#[test]
fn the_document_is_whole() {
    install();
    for lang in Lang::ALL {
        let document = serde_json::to_value(document(lang)).unwrap();
        assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
        assert_eq!(document["security"], json!([{ "bearer": [] }]));
        assert_eq!(document["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
        let mut found = Vec::new();
        references(&document, &mut found);
        assert!(found.len() > 20);
        for reference in found {
            let place = reference.strip_prefix('#').unwrap();
            assert!(document.pointer(place).is_some(), "{reference} leads nowhere");
        }
        let mut ids = BTreeSet::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for operation in item.as_object().unwrap().values() {
                operation_is_whole(path, operation);
                assert!(ids.insert(operation["operationId"].to_string()), "{path}");
            }
        }
    }
}

fn operation_is_whole(path: &str, operation: &Value) {
    let summary = operation["summary"].as_str().unwrap();
    assert!(!summary.is_empty() && !summary.contains('⟨'), "{path} {summary}");
    let places: BTreeSet<_> =
        path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
    let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
    let in_path = parameters.iter().filter(|parameter| parameter["in"] == "path");
    let named: BTreeSet<_> = in_path.map(|parameter| parameter["name"].as_str().unwrap()).collect();
    assert_eq!(places, named, "{path}");
    let responses = operation["responses"].as_object().unwrap();
    for (status, response) in responses {
        assert!(
            response["description"].is_string() || response["$ref"].is_string(),
            "{path} {status}"
        );
    }
    assert!(responses.keys().any(|status| status.starts_with('2')), "{path}");
    assert_eq!(responses.contains_key("401"), operation.get("security").is_none(), "{path}");
}

#[tokio::test]
async fn a_secretarys_token_sees_her_own_part_only() {
    plant::on_both(async |db| {
        let workshop = unit(db, plant::WORKSHOP).await;
        let program = Program::of(db, Role::Secretary, workshop).await;
        let (status, units) = program.get("/api/v1/units").await;
        assert_eq!((status, &units["total"]), (200, &json!(1)));
        assert_eq!(units["items"][0]["id"], workshop.0);
        let path = units["items"][0]["path"].as_array().unwrap();
        assert_eq!(path.last().unwrap()["id"], workshop.0);
        let top = &path[0]["id"];

        for hidden in [
            format!("/api/v1/units/{top}"),
            format!("/api/v1/units?parent={top}"),
            format!("/api/v1/coverage/{top}"),
            format!("/api/v1/readings?unit={top}"),
            "/api/v1/people".to_owned(),
        ] {
            assert_eq!(program.get(&hidden).await.0, 404, "{hidden}");
        }
        let (_, coverage) = program.get("/api/v1/coverage?limit=500").await;
        let (_, below) = program.get(&format!("/api/v1/units?parent={workshop}")).await;
        assert_eq!(coverage["total"].as_i64().unwrap(), 1 + below["total"].as_i64().unwrap());
        let (status, readings) = program.get(&format!("/api/v1/readings?unit={workshop}")).await;
        assert_eq!(status, 200);
        assert!(readings["total"].as_i64().unwrap() > 0);
        let new =
            json!({ "name": "新班", "kind": "team", "parent": workshop.0, "from": "2026-11-01" });
        assert_eq!(program.post("/api/v1/units", new).await.0, 403);
    })
    .await;
}

#[tokio::test]
async fn a_unit_is_founded_changed_and_found_again() {
    plant::on_both(async |db| {
        let top = unit(db, "JY").await;
        let workshop = unit(db, plant::WORKSHOP).await;
        let program = Program::of(db, Role::PartyAffairs, top).await;
        let new = json!({ "name": "新班", "kind": "team", "parent": workshop.0, "from": "2026-10-01", "code": "XB" });
        let (status, made) = program.post("/api/v1/units", new.clone()).await;
        assert_eq!(status, 201, "{made}");
        assert_eq!(made["parent"], workshop.0);
        let id = made["id"].as_i64().unwrap();
        let revision = made["revision"].as_i64().unwrap();
        let (status, again) = program.post("/api/v1/units", new).await;
        assert_eq!((status, again["status"].as_i64()), (422, Some(422)));

        let changes = format!("/api/v1/units/{id}/changes");
        let change = |name: &str| json!({ "revision": revision, "from": "2026-10-15", "name": name });
        let (status, changed) = program.post(&changes, change("甲班")).await;
        assert_eq!(status, 200, "{changed}");
        assert_eq!(changed["history"].as_array().unwrap().len(), 2);
        let (status, conflict) = program.post(&changes, change("乙班")).await;
        assert_eq!(status, 409);
        assert_eq!((&conflict["stored"]["name"], &conflict["sent"]["name"]), (&json!("甲班"), &json!("乙班")));

        let (_, before) = program.get(&format!("/api/v1/units/{id}?as_of=2026-10-14")).await;
        assert_eq!((&before["name"], &before["code"]), (&json!("新班"), &json!("XB")));
        let (_, found) = program.get("/api/v1/units?q=XB").await;
        assert_eq!((&found["total"], &found["items"][0]["id"]), (&json!(1), &json!(id)));
    })
    .await;
}

#[tokio::test]
async fn posts_are_told_and_taken_up_and_members_only_to_whom_they_concern() {
    plant::on_both(async |db| {
        let top = unit(db, "JY").await;
        let program = Program::of(db, Role::PartyAffairs, top).await;
        let (status, governed) = program.get("/api/v1/governance").await;
        assert_eq!((status, &governed["total"]), (200, &json!(1)), "{governed}");
        let plant = &governed["items"][0];
        let (_, bodies) = program.get(&format!("/api/v1/bodies?unit={}", plant["unit"])).await;
        let body = &bodies["items"][0]["id"];
        let (_, named) = program.get(&format!("/api/v1/bodies/{body}")).await;
        assert_eq!(named, bodies["items"][0]);
        let held = format!("/api/v1/tenures?body={body}");
        let (status, tenures) = program.get(&held).await;
        assert_eq!(status, 200, "{tenures}");
        let first = &tenures["items"][0];
        let board = plant["board"]["body"].as_array().unwrap();
        assert!(board.contains(&first["person"]), "{first} of {plant}");
        assert_eq!(tenures["total"].as_u64().unwrap() as usize, board.len(), "a seat each");
        let (_, before) = program.get(&format!("{held}&as_of=2010-01-01")).await;
        let (_, ever) = program.get(&format!("{held}&as_of=2010-01-01&all=true")).await;
        assert_eq!((&before["total"], &ever["total"]), (&json!(0), &tenures["total"]));

        // The same person in the same seat a second time is refused; after the first has ended, not.
        let mut again = json!({ "person": first["person"], "body": body, "post": first["post"],
            "from": "2026-10-01", "document": "12" });
        let (status, told) = program.post("/api/v1/tenures", again.clone()).await;
        assert_eq!((status, &told["problems"][0]["code"]), (422, &json!("tenure-twice")), "{told}");
        again["org"] = json!(1);
        let (status, told) = program.post("/api/v1/tenures", again.clone()).await;
        assert_eq!((status, &told["problems"][0]["code"]), (422, &json!("api-org-or-body")));
        let (_, people) = program.get("/api/v1/people?limit=500").await;
        let people = people["items"].as_array().unwrap().iter();
        let mut others = people.map(|person| &person["id"]).filter(|id| !board.contains(id));
        let other = others.next().unwrap();
        let (_, offered) = program.get(&format!("{held}&all=true")).await;
        let posts = offered["items"].as_array().unwrap().iter().map(|one| &one["post"]);
        let post = posts.max_by_key(|post| post.as_i64()).unwrap();
        let new = json!({ "person": other, "body": body, "post": post, "from": "2026-10-01" });
        let (status, made) = program.post("/api/v1/tenures", new).await;
        assert_eq!(status, 201, "{made}");
        let (_, found) = program.get(&format!("/api/v1/tenures/{}", made["id"])).await;
        assert_eq!((&found, &found["direction"]), (&made, &json!("none")));
        let (_, more) = program.get(&format!("{held}&as_of=2026-10-01")).await;
        assert_eq!(more["total"].as_u64().unwrap() as usize, board.len() + 1);

        let (_, matters) = program.get("/api/v1/major-matters").await;
        let stages = matters["items"].as_array().unwrap().iter().map(|one| &one["stage"]);
        let some = stages.clone().next().unwrap().as_str().unwrap();
        let alike = stages.filter(|stage| *stage == some).count();
        let (_, narrowed) = program.get(&format!("/api/v1/major-matters?stage={some}")).await;
        assert_eq!(narrowed["total"], alike);
        assert_eq!(program.get("/api/v1/major-matters?stage=soon").await.0, 422);

        let (_, orgs) = program.get("/api/v1/party-orgs").await;
        let members = format!("/api/v1/party-orgs/{}/members?limit=500", orgs["items"][0]["id"]);
        let (status, counted) = program.get(&members).await;
        assert_eq!(status, 200);
        assert_eq!(
            counted["total"].as_u64().unwrap(),
            counted["items"].as_array().unwrap().len() as u64
        );
        assert!(counted["items"][0]["status"].is_string(), "{counted}");
        let hr = Program::of(db, Role::Hr, top).await;
        assert_eq!(hr.get(&members).await.0, 404, "HR learns of no member");
        assert_eq!(hr.get(&held).await.0, 200);
    })
    .await;
}

#[tokio::test]
async fn readings_are_those_of_the_export() {
    plant::on_both(async |db| {
        let workshop = unit(db, plant::WORKSHOP).await;
        let program = Program::of(db, Role::Dispatch, workshop).await;
        let month = plant::last();
        let asked = format!("/api/v1/readings?unit={workshop}&from={month}&to={month}&kind=actual");
        let (status, own) = program.get(&asked).await;
        assert_eq!(status, 200, "{own}");
        let wanted = planning::use_cases::export::Wanted {
            unit: Some(workshop),
            indicators: Vec::new(),
            periods: month.code()..=month.code(),
            kinds: vec![planning::Kind::Actual],
            rollup: false,
        };
        let mut lines = Vec::new();
        let ctx = db.ctx(Actor::system("测试"));
        planning::use_cases::export::lines(&ctx, &wanted, |line| {
            lines.push(json!([
                line.unit,
                line.indicator,
                line.value.map(|value| value.to_string())
            ]));
            Ok::<(), anyhow::Error>(())
        })
        .await
        .unwrap();
        let items = own["items"].as_array().unwrap().iter();
        let told: Vec<_> =
            items.map(|row| json!([row["unit"], row["indicator"], row["value"]])).collect();
        assert!(!lines.is_empty());
        assert_eq!(told, lines);
        assert_eq!(own["total"], lines.len());
        let (_, second) = program.get(&format!("{asked}&offset=1&limit=1")).await;
        assert_eq!(second["items"], json!([own["items"][1]]));
        let (_, with) = program.get(&format!("{asked}&rollup=true")).await;
        assert!(with["total"].as_i64() >= own["total"].as_i64());
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_in_json_with_code_and_field() {
    let db = plant::embedded().await;
    let program = Program::of(&db, Role::PartyAffairs, unit(&db, "JY").await).await;
    for (path, status, code, field) in [
        ("/api/v1/units?limit=501", 422, "api-parameter", json!("limit")),
        ("/api/v1/units?offset=x", 422, "api-parameter", json!("offset")),
        ("/api/v1/units?parent=x", 422, "api-parameter", json!("parent")),
        ("/api/v1/coverage?how=maybe", 422, "api-parameter", json!("how")),
        ("/api/v1/readings", 422, "field-required", json!("unit")),
        ("/api/v1/bodies", 422, "field-required", json!("unit")),
        ("/api/v1/tenures", 422, "api-org-or-body", json!("org")),
    ] {
        let (answered, told) = program.get(path).await;
        assert_eq!((answered, &told["problems"][0]["code"]), (status, &json!(code)), "{path}");
        assert_eq!(told["problems"][0]["field"], field, "{path}");
    }
    assert_eq!(program.get("/api/v1/units?as_of=gestern").await.0, 422);
    assert_eq!(program.get("/api/v1/units/x").await.0, 404);
    assert_eq!(program.get("/api/v2/units").await.0, 404);
    assert_eq!(program.send(program.bearer("DELETE", "/api/v1/units"), String::new()).await.0, 405);
    let (status, told) = program.post("/api/v1/units", json!({ "name": "x", "colour": 1 })).await;
    assert_eq!((status, &told["problems"][0]["code"]), (422, &json!("api-body")));
    let (status, told) = program
        .post("/api/v1/units", json!({ "name": "", "kind": "x", "parent": 1, "from": "morgen" }))
        .await;
    let fields = told["problems"].as_array().unwrap().iter().map(|one| &one["field"]);
    assert_eq!(
        (status, fields.collect::<Vec<_>>()),
        (422, vec![&json!("name"), &json!("kind"), &json!("from")])
    );
}

#[tokio::test]
async fn a_browsers_session_reads_and_writes_only_with_its_form_token() {
    let db = plant::embedded().await;
    let program = Program::of(&db, Role::PartyAffairs, unit(&db, "JY").await).await;
    let Visitor { cookie, csrf, .. } = &program.visitor;
    let ask = |method: &str| {
        Request::builder()
            .method(method)
            .uri("/api/v1/units")
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "application/json")
    };
    assert_eq!(program.send(ask("GET"), String::new()).await.0, 200);
    let (status, told) = program.send(ask("POST"), "{}".to_owned()).await;
    assert_eq!((status, &told["problems"][0]["code"]), (403, &json!("api-form-token")));
    let (status, told) =
        program.send(ask("POST").header("x-csrf-token", csrf), "{}".to_owned()).await;
    assert_eq!((status, &told["problems"][0]["code"]), (422, &json!("api-body")));
    let nobody = Request::get("/api/v1/units");
    assert_eq!(program.send(nobody, String::new()).await.0, StatusCode::UNAUTHORIZED.as_u16());
}

/// One `curl` of the documentation: method, path, body.
fn curls(page: &str) -> Vec<(&'static str, String, String)> {
    let lines = page.lines().filter(|line| line.starts_with("curl "));
    lines
        .map(|line| {
            let path = line.split("$RONGHE").nth(1).unwrap().trim_end_matches('"').to_owned();
            let body = line.split("-d '").nth(1).and_then(|rest| rest.split('\'').next());
            let method = if body.is_some() { "POST" } else { "GET" };
            (method, path, body.unwrap_or_default().to_owned())
        })
        .collect()
}

#[tokio::test]
async fn every_curl_of_the_documentation_works() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/");
    for name in ["api.md", "api.zh-CN.md"] {
        let page = std::fs::read_to_string(format!("{root}{name}")).unwrap();
        let db = plant::embedded().await;
        let program = Program::of(&db, Role::PartyAffairs, unit(&db, "JY").await).await;
        let curls = curls(&page);
        assert!(curls.len() > 8, "{name}");
        for (method, path, body) in curls {
            let (status, told) = program.send(program.bearer(method, &path), body).await;
            assert!((200..300).contains(&status), "{name}: {method} {path}: {status} {told}");
        }
    }
}
