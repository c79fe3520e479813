//! Random values: session tokens, form tokens, one-time passwords, salts.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Letters that nobody confuses when reading aloud or copying by hand: no 0, O, 1, I, L.
const LETTERS: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/// Random bytes from the operating system.
///
/// # Panics
/// When the operating system has none: a secret of anything else would be worse than a stop.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// 256 random bits as text for a cookie or a form.
pub fn token() -> String {
    URL_SAFE_NO_PAD.encode(bytes::<32>())
}

/// Random letters to be read and typed by people.
pub fn letters(count: usize) -> String {
    let mut drawn = String::new();
    while drawn.len() < count {
        // 248 is 8 × 31: beyond it some letters would come up more often.
        let fair = bytes::<64>().into_iter().filter(|byte| *byte < 248);
        let letters = fair.map(|byte| char::from(LETTERS[usize::from(byte % 31)]));
        drawn.extend(letters.take(count - drawn.len()));
    }
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_differ_and_carry_256_bits() {
        let (first, second) = (token(), token());
        assert_ne!(first, second);
        assert_eq!(URL_SAFE_NO_PAD.decode(first).unwrap().len(), 32);
    }

    #[test]
    fn letters_are_never_mistaken() {
        let drawn = letters(2_000);
        assert!(drawn.chars().all(|c| c.is_ascii_alphanumeric() && !"0O1IL".contains(c)));
    }
}
