//! Numbers, days and names as a scheme's text has them: whole numbers as they are, decimals and quotients in
//! quotes, never TOML's own decimals, which are binary.

use crate::line::Class;
use crate::{Exact, Rounding};
use kernel::Day;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// Nobody writes longer numbers, and what is read is printed again.
const LONGEST: usize = 60;

struct Number;

impl Visitor<'_> for Number {
    type Value = Exact;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number, or a decimal or quotient in quotes such as \"0.5\" or \"1/3\"")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Exact, E> {
        Ok(number.into())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Exact, E> {
        i64::try_from(number).map(Exact::from).map_err(E::custom)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Exact, E> {
        let number: Exact = text.parse().map_err(E::custom)?;
        match text.len().max(number.plain().len()) {
            0..=LONGEST => Ok(number),
            _ => Err(E::custom(format!("a number has at most {LONGEST} characters"))),
        }
    }
}

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Number)
    }
}

/// A whole number as one, everything else as text.
impl Serialize for Exact {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.to_integer() {
            Some(number) => to.serialize_i64(number),
            None => to.serialize_str(&self.plain()),
        }
    }
}

/// A number in a rule: itself, an input's (`"@plan"`), or a share of the target (`"95%"`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operand {
    Fixed(Exact),
    /// The figure of the input with this name.
    Input(String),
    /// So many per cent of the target; for threshold and stretch only.
    OfTarget(Exact),
}

impl Operand {
    /// The name of the input that it asks for.
    pub fn input(&self) -> Option<&str> {
        match self {
            Self::Input(name) => Some(name),
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for Operand {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Read;
        impl Visitor<'_> for Read {
            type Value = Operand;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number, \"@input\" or \"95%\"; a decimal stands in quotes")
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Operand, E> {
                Number.visit_i64(number).map(Operand::Fixed)
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Operand, E> {
                Number.visit_u64(number).map(Operand::Fixed)
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Operand, E> {
                match (text.strip_prefix('@'), text.strip_suffix('%')) {
                    (Some(""), _) => Err(E::custom("\"@\" names no input")),
                    (Some(name), _) => Ok(Operand::Input(name.to_owned())),
                    (None, Some(share)) => Number.visit_str(share).map(Operand::OfTarget),
                    (None, None) => Number.visit_str(text).map(Operand::Fixed),
                }
            }
        }
        from.deserialize_any(Read)
    }
}

impl Serialize for Operand {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Fixed(number) => number.serialize(to),
            Self::Input(name) => to.serialize_str(&format!("@{name}")),
            Self::OfTarget(share) => to.serialize_str(&format!("{}%", share.plain())),
        }
    }
}

/// A day as `"2026-01-31"`.
pub mod day {
    use super::*;

    pub fn serialize<S: Serializer>(day: &Day, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(day)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Day, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(|_| D::Error::custom(format!("“{text}” is no day such as 2026-01-31")))
    }
}

/// A day that may be missing.
pub mod optional_day {
    use super::*;

    pub fn serialize<S: Serializer>(day: &Option<Day>, to: S) -> Result<S::Ok, S::Error> {
        match day {
            Some(day) => to.collect_str(day),
            None => to.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Day>, D::Error> {
        day::deserialize(from).map(Some)
    }
}

/// `half-away` or `half-even`.
pub(crate) mod rounding {
    use super::*;

    pub fn serialize<S: Serializer>(rounding: &Rounding, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(match rounding {
            Rounding::HalfAway => "half-away",
            Rounding::HalfEven => "half-even",
        })
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Rounding, D::Error> {
        match String::deserialize(from)?.as_str() {
            "half-away" => Ok(Rounding::HalfAway),
            "half-even" => Ok(Rounding::HalfEven),
            other => Err(D::Error::unknown_variant(other, &["half-away", "half-even"])),
        }
    }
}

/// `outcome`, `process` or `volume`.
pub(crate) mod class {
    use super::*;

    pub fn serialize<S: Serializer>(class: &Class, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(class.name())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Class, D::Error> {
        let name = String::deserialize(from)?;
        Class::from_name(&name)
            .ok_or_else(|| D::Error::unknown_variant(&name, &["outcome", "process", "volume"]))
    }
}
