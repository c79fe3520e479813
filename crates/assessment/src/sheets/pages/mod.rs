//! placeholder
pub fn routes() -> web_kit::Routes {
    web_kit::Routes::new()
}
pub(crate) mod api {
    #[derive(utoipa::OpenApi)]
    #[openapi()]
    pub(crate) struct Document;
}
