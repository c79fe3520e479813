//! The interface for programs as a whole: the document that describes it, joined from every storey, and
//! the page about it for people.
//!
//! Summaries are in the reader's language; what the fields mean is said once, in English.

use askama::Template;
use kernel::{Lang, texts};
use utoipa::OpenApi;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, ResponseBuilder};
use web_kit::answer::{self, Answer};
use web_kit::{Needs, Page, Routes, Web, api};

/// The document and the page.
pub fn routes() -> Routes {
    Routes::new().get("/api", Needs::Public, show).get(
        "/api/v1/openapi.json",
        Needs::Public,
        describe_api,
    )
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Ronghe 融合",
        description = "What people do on the pages, for programs. Every answer is of a day (`as_of`), \
                       and of the part of the enterprise that the token's account may see. Days are \
                       ISO 8601 dates, quantities decimal numbers as text."
    ),
    paths(describe_api),
    components(schemas(api::Refused)),
    tags(
        (name = "organisation"), (name = "planning"), (name = "assessment"), (name = "synergy"),
        (name = "system")
    )
)]
struct Document;

/// The whole document, its summaries in this language.
pub fn document(lang: Lang) -> utoipa::openapi::OpenApi {
    let mut document = Document::openapi();
    document.merge(matters::api());
    document.merge(mood::api());
    document.merge(organisation::api());
    document.merge(planning::api());
    document.merge(assessment::claims::api());
    document.merge(assessment::schemes::api());
    document.merge(assessment::sheets::api());
    document.merge(synergy::api());
    for operation in document.paths.paths.values_mut().flat_map(operations_mut) {
        let summary = summary(lang, operation);
        answer_with(operation, &summary);
        operation.summary = Some(summary);
        refuse(operation);
    }
    let refused = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    let refused = ResponseBuilder::new()
        .description("Nothing was saved; `problems` says what is wrong.")
        .content(api::PROBLEM_JSON, refused);
    let token = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("rh_…")
        .description(Some("An access token that one makes under My account."));
    let components = document.components.get_or_insert_default();
    components.responses.insert(REFUSED.to_owned(), refused.build().into());
    components.add_security_scheme(BEARER, SecurityScheme::Http(token.build()));
    document.security = Some(vec![SecurityRequirement::new(BEARER, [""; 0])]);
    document
}

const REFUSED: &str = "Refused";
const BEARER: &str = "bearer";

fn operations_mut(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.post].into_iter().flatten()
}

fn summary(lang: Lang, operation: &Operation) -> String {
    let id = operation.operation_id.as_deref().unwrap_or_default().replace('_', "-");
    texts::get().text(lang, &format!("api-op-{id}"))
}

/// Describes the answers that nobody has described: each gives what its operation is about.
fn answer_with(operation: &mut Operation, summary: &str) {
    for response in operation.responses.responses.values_mut() {
        if let RefOr::T(response) = response
            && response.description.is_empty()
        {
            summary.clone_into(&mut response.description);
        }
    }
}

/// Adds the refusals that any operation may answer with; one that is public is never refused a visitor.
fn refuse(operation: &mut Operation) {
    let statuses: &[&str] =
        if operation.security.is_some() { &[] } else { &["401", "403", "404", "422"] };
    for status in statuses {
        let refused = Ref::from_response_name(REFUSED);
        let responses = &mut operation.responses.responses;
        responses.entry((*status).to_owned()).or_insert_with(|| refused.into());
    }
}

/// This document (OpenAPI 3.1).
#[utoipa::path(get, path = "/api/v1/openapi.json", tag = "system", security(()),
    responses((status = 200, description = "The document.", content_type = "application/json")))]
async fn describe_api(web: Web) -> Answer {
    api::json(&document(web.lang))
}

/// The operations of one part of the program.
struct Part {
    title: String,
    lines: Vec<Line>,
}

struct Line {
    method: &'static str,
    path: String,
    summary: String,
}

#[derive(Template)]
#[template(path = "api.html")]
struct ApiPage {
    page: Page,
    parts: Vec<Part>,
    example: &'static str,
}

/// The first thing that one tries.
const EXAMPLE: &str = r#"curl -H "Authorization: Bearer $TOKEN" "$RONGHE/api/v1/units""#;

async fn show(web: Web) -> Answer {
    let page = web.page("api-title");
    let document = document(web.lang);
    let parts = ["organisation", "planning", "assessment", "synergy", "system"]
        .map(|tag| Part { title: page.t(format!("nav-{tag}")), lines: lines(&document, tag) });
    let page = page.clone().subtitled(page.t("api-subtitle"));
    answer::page(&ApiPage { page, parts: parts.into(), example: EXAMPLE })
}

fn lines(document: &utoipa::openapi::OpenApi, tag: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    for (path, item) in &document.paths.paths {
        for (method, operation) in [("GET", &item.get), ("POST", &item.post)] {
            let Some(operation) = operation else { continue };
            if operation.tags.iter().flatten().any(|known| known == tag) {
                let summary = operation.summary.clone().unwrap_or_default();
                lines.push(Line { method, path: path.clone(), summary });
            }
        }
    }
    lines
}
