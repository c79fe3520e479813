//! An address as a square that a phone reads.

use qrcodegen::{QrCode, QrCodeEcc};

/// The square's width in modules, its quiet margin included, and its dark modules as a path.
pub(super) struct Square {
    pub side: i32,
    pub path: String,
}

/// Light modules around the square that readers need.
const MARGIN: i32 = 4;

/// The square of an address; `None` of one that is too long for any.
pub(super) fn square(address: &str) -> Option<Square> {
    let code = QrCode::encode_text(address, QrCodeEcc::Medium).ok()?;
    let places = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
    let dark = places.filter(|(x, y)| code.get_module(*x, *y));
    let path = dark.map(|(x, y)| format!("M{} {}h1v1h-1z", x + MARGIN, y + MARGIN)).collect();
    Some(Square { side: code.size() + 2 * MARGIN, path })
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_address_becomes_a_square() {
        let square = super::square("http://127.0.0.1:8080/mood/answer/x").unwrap();
        assert!(square.side > 21 + 8 && square.path.starts_with("M4 4h1"), "its corner is dark");
        assert!(super::square(&"x".repeat(5_000)).is_none());
    }
}
