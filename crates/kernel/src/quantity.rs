//! Exact numbers: fixed-point quantities, wide sums and rates.
//!
//! A [`Quantity`] is a whole number of millionths in an `i64`, which is also how it is stored
//! (BIGINT). Overflow and a seventh decimal are errors; nothing is rounded silently. Rounding, where
//! it is asked for, is half away from zero. Sums over many units live in [`Sum`] (128 bits).

use std::fmt;

/// Millionths in one.
pub const SCALE: i64 = 1_000_000;
/// Decimals that a quantity can hold.
pub const DECIMALS: u8 = 6;

/// An exact amount in millionths of its unit of measure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity(i64);

/// Why a text or number is not a quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuantityError {
    #[error("empty")]
    Empty,
    #[error("not a number")]
    NotANumber,
    #[error("more than six decimals")]
    TooManyDecimals,
    #[error("too large")]
    Overflow,
}

impl QuantityError {
    /// The problem code that explains this error to a person.
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "quantity-empty",
            Self::NotANumber => "quantity-not-a-number",
            Self::TooManyDecimals => "quantity-too-many-decimals",
            Self::Overflow => "quantity-overflow",
        }
    }
}

/// A number read from a workbook cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellValue {
    pub quantity: Quantity,
    /// True when decimals of the cell were dropped to reach the profile's (or six) decimals.
    pub rounded: bool,
}

impl Quantity {
    pub const ZERO: Self = Self(0);

    pub const fn from_millionths(millionths: i64) -> Self {
        Self(millionths)
    }

    pub const fn millionths(self) -> i64 {
        self.0
    }

    /// A whole number of units.
    pub fn from_integer(units: i64) -> Result<Self, QuantityError> {
        units.checked_mul(SCALE).map(Self).ok_or(QuantityError::Overflow)
    }

    /// Reads a plain decimal: optional minus, digits, optional point and at most six decimals.
    ///
    /// Grouping signs, exponents and other digits than 0–9 are refused: whoever reads a file with
    /// another number format says so in its profile, and nobody guesses.
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        let (negative, whole, fraction) = split(text)?;
        if fraction.len() > usize::from(DECIMALS) {
            return Err(QuantityError::TooManyDecimals);
        }
        let digits = || whole.bytes().chain(fraction.bytes());
        let padding = usize::from(DECIMALS) - fraction.len();
        let magnitude = digits()
            .chain(std::iter::repeat_n(b'0', padding))
            .try_fold(0_i64, |sum, digit| sum.checked_mul(10)?.checked_sub(i64::from(digit - b'0')))
            .ok_or(QuantityError::Overflow)?;
        if negative {
            Ok(Self(magnitude))
        } else {
            magnitude.checked_neg().map(Self).ok_or(QuantityError::Overflow)
        }
    }

    /// Reads a workbook's double as its 15-significant-digit decimal, then keeps `decimals` of it
    /// (at most six), half away from zero, and says whether anything was dropped.
    ///
    /// Without stated decimals a seventh decimal is an error, as in typed input.
    pub fn from_cell(value: f64, decimals: Option<u8>) -> Result<CellValue, QuantityError> {
        if !value.is_finite() {
            return Err(QuantityError::NotANumber);
        }
        let text = fifteen_digits(value);
        match decimals {
            None => Self::parse(&text).map(|quantity| CellValue { quantity, rounded: false }),
            Some(decimals) => Self::parse_rounded(&text, decimals),
        }
    }

    /// Reads a plain decimal of any length and keeps `decimals` of it, half away from zero.
    pub fn parse_rounded(text: &str, decimals: u8) -> Result<CellValue, QuantityError> {
        let keep = usize::from(decimals.min(DECIMALS));
        let (negative, whole, fraction) = split(text)?;
        if fraction.len() <= keep {
            return Self::parse(text).map(|quantity| CellValue { quantity, rounded: false });
        }
        let kept = Self::parse(&format!("{whole}.{}", &fraction[..keep]))?;
        let step = 10_i64.pow(u32::from(DECIMALS) - keep as u32);
        let up = fraction.as_bytes()[keep] >= b'5';
        let magnitude =
            if up { kept.0.checked_add(step).ok_or(QuantityError::Overflow)? } else { kept.0 };
        Ok(CellValue {
            quantity: Self(if negative { -magnitude } else { magnitude }),
            rounded: fraction[keep..].bytes().any(|digit| digit != b'0'),
        })
    }

    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    pub fn checked_add(self, other: Self) -> Result<Self, QuantityError> {
        self.0.checked_add(other.0).map(Self).ok_or(QuantityError::Overflow)
    }

    pub fn checked_sub(self, other: Self) -> Result<Self, QuantityError> {
        self.0.checked_sub(other.0).map(Self).ok_or(QuantityError::Overflow)
    }

    /// The nearest quantity with this many decimals, half away from zero.
    pub fn round(self, decimals: u8) -> Self {
        let step = 10_i128.pow(u32::from(DECIMALS.saturating_sub(decimals)));
        let rounded = divide_half_away(i128::from(self.0), step) * step;
        // Rounding up at the very edge of the range stays at the unrounded value.
        i64::try_from(rounded).map_or(self, Self)
    }

    /// Text with exactly this many decimals (at most six), half away from zero, without grouping.
    pub fn fixed(self, decimals: u8) -> String {
        let decimals = decimals.min(DECIMALS);
        let value = self.round(decimals).0;
        let sign = if value < 0 { "-" } else { "" };
        let magnitude = value.unsigned_abs();
        let (whole, rest) = (magnitude / SCALE as u64, magnitude % SCALE as u64);
        if decimals == 0 {
            return format!("{sign}{whole}");
        }
        let fraction = format!("{rest:06}");
        format!("{sign}{whole}.{}", &fraction[..usize::from(decimals)])
    }

    /// As [`Quantity::fixed`], with commas between groups of three whole digits: `268,400.00`.
    pub fn grouped(self, decimals: u8) -> String {
        let plain = self.fixed(decimals);
        let digits_from = usize::from(plain.starts_with('-'));
        let whole_to = plain.find('.').unwrap_or(plain.len());
        let mut text = String::with_capacity(plain.len() + plain.len() / 3);
        for (place, digit) in plain.char_indices() {
            if place > digits_from && place < whole_to && (whole_to - place).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        text
    }
}

/// The shortest plain decimal.
impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let full = self.fixed(DECIMALS);
        f.write_str(full.trim_end_matches('0').trim_end_matches('.'))
    }
}

/// Splits a plain decimal into sign, whole and fraction digits; both are ASCII digits only.
fn split(text: &str) -> Result<(bool, &str, &str), QuantityError> {
    if text.is_empty() {
        return Err(QuantityError::Empty);
    }
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) {
        return Err(QuantityError::NotANumber);
    }
    Ok((negative, whole, fraction))
}

/// The plain decimal with 15 significant digits, which is what a spreadsheet program shows of a
/// double at most: `192.6699981689453` stays, `0.1 + 0.2` reads `0.3`.
fn fifteen_digits(value: f64) -> String {
    let scientific = format!("{value:.14e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let negative = mantissa.starts_with('-');
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_end_matches('0');
    let point = exponent + 1;
    let plain = if digits.is_empty() {
        return "0".to_owned();
    } else if point <= 0 {
        format!("0.{}{digits}", "0".repeat(point.unsigned_abs() as usize))
    } else if digits.len() <= point as usize {
        format!("{digits}{}", "0".repeat(point as usize - digits.len()))
    } else {
        format!("{}.{}", &digits[..point as usize], &digits[point as usize..])
    };
    if negative { format!("-{plain}") } else { plain }
}

/// `numerator / denominator` as the nearest integer, halves away from zero; the denominator is positive.
pub fn divide_half_away(numerator: i128, denominator: i128) -> i128 {
    let (quotient, rest) = (numerator / denominator, numerator % denominator);
    if rest.unsigned_abs() >= denominator.unsigned_abs() - rest.unsigned_abs() {
        quotient + numerator.signum()
    } else {
        quotient
    }
}

/// An exact wide sum: of millionths, or of products of two quantities (millionths of millionths).
///
/// Stored as three limbs of base 2⁴⁰ that can be added column by column in SQL without carrying:
/// the lower two are never negative, so eight million additions fit before one could overflow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sum(pub i128);

const LIMB: u32 = 40;

impl Sum {
    pub const ZERO: Self = Self(0);

    /// The exact product of two quantities, in millionths of millionths.
    pub fn product(a: Quantity, b: Quantity) -> Self {
        Self(i128::from(a.0) * i128::from(b.0))
    }

    pub fn checked_add(self, other: Self) -> Result<Self, QuantityError> {
        self.0.checked_add(other.0).map(Self).ok_or(QuantityError::Overflow)
    }

    /// The sum as a quantity, when it is one of millionths and fits.
    pub fn quantity(self) -> Result<Quantity, QuantityError> {
        i64::try_from(self.0).map(Quantity).map_err(|_| QuantityError::Overflow)
    }

    /// High, middle and low limb.
    pub fn limbs(self) -> [i64; 3] {
        let base = 1_i128 << LIMB;
        let low = self.0.rem_euclid(base);
        let rest = self.0.div_euclid(base);
        [rest.div_euclid(base) as i64, rest.rem_euclid(base) as i64, low as i64]
    }

    /// The sum that limbs stand for, carried or not.
    pub fn from_limbs([high, middle, low]: [i64; 3]) -> Result<Self, QuantityError> {
        i128::from(high)
            .checked_mul(1_i128 << (2 * LIMB))
            .and_then(|sum| sum.checked_add(i128::from(middle) << LIMB))
            .and_then(|sum| sum.checked_add(i128::from(low)))
            .map(Self)
            .ok_or(QuantityError::Overflow)
    }
}

impl From<Quantity> for Sum {
    fn from(quantity: Quantity) -> Self {
        Self(i128::from(quantity.0))
    }
}

/// Two quantities whose quotient is the figure: numerators and denominators add, rates never do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio {
    pub numerator: Sum,
    pub denominator: Sum,
}

impl Ratio {
    /// `factor × numerator ÷ denominator` to `decimals`, half away from zero; `None` when the
    /// denominator is zero or the result does not fit. `factor` is 100 for per cent.
    pub fn rate(self, factor: i64, decimals: u8) -> Option<Quantity> {
        if self.denominator.0 == 0 {
            return None;
        }
        let decimals = decimals.min(DECIMALS);
        let scale = i128::from(factor) * 10_i128.pow(u32::from(decimals));
        let sign = self.denominator.0.signum();
        let numerator = self.numerator.0.checked_mul(scale)?.checked_mul(sign)?;
        let rounded = divide_half_away(numerator, self.denominator.0.checked_abs()?);
        let step = 10_i128.pow(u32::from(DECIMALS - decimals));
        i64::try_from(rounded.checked_mul(step)?).ok().map(Quantity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn parses(text: &str, expected: Result<i64, QuantityError>) {
        assert_eq!(Quantity::parse(text).map(Quantity::millionths), expected, "{text}");
    }

    #[test]
    fn plain_decimals_are_read_exactly() {
        parses("0", Ok(0));
        parses("-12.345", Ok(-12_345_000));
        parses("268400", Ok(268_400_000_000));
        parses("0.000001", Ok(1));
        parses("9223372036854.775807", Ok(i64::MAX));
        parses("-9223372036854.775808", Ok(i64::MIN));
    }

    #[test]
    fn what_is_not_a_plain_decimal_is_refused() {
        parses("", Err(QuantityError::Empty));
        parses("1,234.5", Err(QuantityError::NotANumber));
        parses("１２", Err(QuantityError::NotANumber));
        parses("1e3", Err(QuantityError::NotANumber));
        parses(".5", Err(QuantityError::NotANumber));
        parses(" 5", Err(QuantityError::NotANumber));
        parses("0.0000001", Err(QuantityError::TooManyDecimals));
        parses("9223372036854.775808", Err(QuantityError::Overflow));
    }

    #[track_caller]
    fn cell(value: f64, decimals: Option<u8>, expected: Result<(&str, bool), QuantityError>) {
        let read =
            Quantity::from_cell(value, decimals).map(|c| (c.quantity.to_string(), c.rounded));
        assert_eq!(read, expected.map(|(text, rounded)| (text.to_owned(), rounded)), "{value}");
    }

    #[test]
    fn a_cell_is_its_fifteen_digit_decimal() {
        cell(0.1 + 0.2, None, Ok(("0.3", false)));
        cell(192.669_998_168_945_3, Some(6), Ok(("192.669998", true)));
        cell(192.669_998_168_945_3, Some(2), Ok(("192.67", true)));
        cell(192.669_998_168_945_3, None, Err(QuantityError::TooManyDecimals));
        cell(-2.5, Some(0), Ok(("-3", true)));
        cell(1e-9, Some(6), Ok(("0", true)));
        cell(1e15, None, Err(QuantityError::Overflow));
        cell(f64::NAN, None, Err(QuantityError::NotANumber));
        cell(1_084_368_148.0, None, Ok(("1084368148", false)));
    }

    #[test]
    fn shown_numbers_are_rounded_half_away_and_grouped() {
        let q = |text| Quantity::parse(text).unwrap();
        assert_eq!(q("268400").grouped(0), "268,400");
        assert_eq!(q("-1234567.895").grouped(2), "-1,234,567.90");
        assert_eq!(q("0.125").fixed(2), "0.13");
        assert_eq!(q("-0.125").fixed(2), "-0.13");
        assert_eq!(q("-100").grouped(0), "-100");
    }

    #[test]
    fn a_rate_is_the_quotient_of_sums() {
        let ratio = |n, d| Ratio {
            numerator: Quantity::parse(n).unwrap().into(),
            denominator: Quantity::parse(d).unwrap().into(),
        };
        assert_eq!(ratio("65459.986", "45700.59").rate(100, 2).unwrap().to_string(), "143.24");
        assert_eq!(ratio("1", "0").rate(100, 2), None);
        assert_eq!(ratio("1", "-8").rate(1, 2).unwrap().to_string(), "-0.13");
    }

    proptest! {
        #[test]
        fn text_and_back(millionths: i64) {
            let q = Quantity::from_millionths(millionths);
            prop_assert_eq!(Quantity::parse(&q.to_string()), Ok(q));
            prop_assert_eq!(Quantity::parse(&q.fixed(6)), Ok(q));
        }

        #[test]
        fn limbs_and_back(a: i128, b in -1_000_000_i128..1_000_000) {
            let a = a >> 10;
            let (x, y) = (Sum(a).limbs(), Sum(b).limbs());
            prop_assert!(x[1] >= 0 && x[2] >= 0);
            let added = [x[0] + y[0], x[1] + y[1], x[2] + y[2]];
            prop_assert_eq!(Sum::from_limbs(added), Ok(Sum(a + b)));
        }
    }
}
