//! What may stand as a staff number.

use kernel::Problem;

/// Refuses what is no staff number but something that must not be kept here at all.
///
/// # Errors
/// `person-number-is-identity`, at the form field `staff_number`.
pub fn check(text: &str) -> Result<(), Problem> {
    if is_identity_number(&directory::name::normal(text)) {
        return Err(Problem::new("person-number-is-identity").at("staff_number"));
    }
    Ok(())
}

/// What may be kept and shown of an identity number, so that its row is found again: both ends.
pub fn masked(text: &str) -> String {
    let text = directory::name::normal(text);
    let hidden = |(at, c): (usize, char)| if (2..16).contains(&at) { '*' } else { c };
    text.chars().enumerate().map(hidden).collect()
}

/// Whether it has the form of a citizen's identity number: 17 digits with a day of birth among them,
/// and a digit or X.
fn is_identity_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    let part = |from: usize, until: usize| text.get(from..until)?.parse::<u32>().ok();
    bytes.len() == 18
        && bytes[..17].iter().all(u8::is_ascii_digit)
        && (bytes[17].is_ascii_digit() || bytes[17] == b'x')
        && part(6, 10).is_some_and(|year| (1900..2100).contains(&year))
        && part(10, 12).is_some_and(|month| (1..=12).contains(&month))
        && part(12, 14).is_some_and(|day| (1..=31).contains(&day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_number_is_never_taken_for_a_staff_number() {
        for text in ["110101199003070000", " 11010119900307000X ", "１10101199003070000"] {
            assert_eq!(check(text).unwrap_err().code, "person-number-is-identity", "{text}");
            assert!(masked(text).contains("**************"), "{text}");
        }
        for text in ["", "A-007", "110101199013070000", "1101011990030700001", "110101", "工号一"]
        {
            assert_eq!(check(text), Ok(()), "{text}");
        }
    }
}
