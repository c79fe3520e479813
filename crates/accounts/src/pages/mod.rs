//! p
pub fn routes() -> web_kit::Routes {
    web_kit::Routes::new()
}
pub fn recognised() {}
