//! Where a person's mail goes.

use kernel::Problem;

/// An address as it was typed, without space around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailAddress(String);

impl MailAddress {
    /// An address; whether anybody reads it, only a letter tells.
    ///
    /// # Errors
    /// `mail-address-wrong` at `address`.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        // RFC 5321, 4.5.3.1: at most 254 with both parts.
        const LONGEST: usize = 254;
        let text = text.trim();
        let is_part = |part: &str| {
            !part.is_empty()
                && part.chars().all(|c| c.is_ascii_graphic() && !"@<>()[],;:\\\"".contains(c))
        };
        let is_host = |host: &str| host.split('.').all(is_part);
        match text.split_once('@') {
            Some((name, host)) if text.len() <= LONGEST && is_part(name) && is_host(host) => {
                Ok(Self(text.to_owned()))
            }
            _ => Err(Problem::new("mail-address-wrong").at("address")),
        }
    }

    pub fn shown(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_name_and_a_host_and_no_second_line() {
        for good in ["li.hua@example.com", " a@b ", "x+y@mail.plant.example"] {
            assert_eq!(MailAddress::parse(good).expect(good).shown(), good.trim());
        }
        let long = format!("{}@example.com", "a".repeat(250));
        for bad in
            ["", "li", "@b", "a@", "a@b..c", "a b@c", "a@b\nBcc: x@y", "a@b,c@d", "<a@b>", &long]
        {
            assert!(MailAddress::parse(bad).is_err(), "{bad}");
        }
    }
}
