//! Exact numbers: quotients of whole numbers of any size, always in lowest terms.
//!
//! Nearly all fit into 128 bits; what does not is kept in full, so that nothing overflows and nothing is
//! rounded before it is published. A square root, which no quotient can hold, is taken to twelve decimals
//! by integer root.

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{Pow, Signed, ToPrimitive, Zero};
use std::cmp::Ordering;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Mul, Neg, Sub};
use std::str::FromStr;

/// Decimals of a square root.
const ROOT_DECIMALS: u32 = 12;
/// The longest text that is read as a number; nobody enters a longer one.
const LONGEST: usize = 400;

/// An exact number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Exact(Form);

/// In lowest terms with a denominator above zero, and small whenever that fits: equal numbers are equal
/// forms.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Form {
    Small(i128, i128),
    Large(Box<BigRational>),
}

/// A text that is no number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no number")]
pub struct NotANumber(String);

/// What becomes of the half that lies between two values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rounding {
    /// Away from zero.
    #[default]
    HalfAway,
    /// To the even digit (GB/T 8170).
    HalfEven,
}

impl Exact {
    pub const ZERO: Self = Self(Form::Small(0, 1));
    pub const ONE: Self = Self(Form::Small(1, 1));

    pub const fn from_integer(number: i64) -> Self {
        Self(Form::Small(number as i128, 1))
    }

    /// A quotient; `None` when the denominator is zero.
    pub fn quotient(numerator: i64, denominator: i64) -> Option<Self> {
        (denominator != 0).then(|| small(numerator as i128, denominator as i128))
    }

    /// Divides; `None` by zero.
    pub fn checked_div(&self, by: &Self) -> Option<Self> {
        if by.is_zero() {
            return None;
        }
        let inverse = match &by.0 {
            Form::Small(numerator, denominator) => match numerator.signum() {
                -1 => numerator.checked_neg().map(|n| Self(Form::Small(-denominator, n))),
                _ => Some(Self(Form::Small(*denominator, *numerator))),
            },
            Form::Large(_) => None,
        };
        let inverse = inverse.unwrap_or_else(|| shrunk(by.large().recip()));
        Some(self * &inverse)
    }

    pub fn is_zero(&self) -> bool {
        matches!(self.0, Form::Small(0, _))
    }

    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Form::Small(numerator, _) => *numerator < 0,
            Form::Large(number) => number.is_negative(),
        }
    }

    /// The value at so many decimals.
    pub fn rounded(&self, decimals: u8, rounding: Rounding) -> Self {
        if let Some(rounded) = self.rounded_small(decimals, rounding) {
            return rounded;
        }
        let scale = BigInt::from(10).pow(u32::from(decimals));
        shrunk(BigRational::new(self.units(&scale, rounding), scale))
    }

    /// The same where all of it fits into 128 bits.
    fn rounded_small(&self, decimals: u8, rounding: Rounding) -> Option<Self> {
        let Form::Small(numerator, denominator) = self.0 else { return None };
        let scale = 10_i128.checked_pow(u32::from(decimals))?;
        let scaled = numerator.checked_mul(scale)?;
        let (whole, rest) = (scaled / denominator, scaled % denominator);
        let up = match rest.checked_abs()?.checked_mul(2)?.cmp(&denominator) {
            Ordering::Less => false,
            Ordering::Greater => true,
            Ordering::Equal => rounding == Rounding::HalfAway || whole % 2 != 0,
        };
        let step = if up { scaled.signum() } else { 0 };
        Some(small(whole.checked_add(step)?, scale))
    }

    /// The value at so many decimals as text, zero without sign.
    pub fn fixed(&self, decimals: u8, rounding: Rounding) -> String {
        let scale = BigInt::from(10).pow(u32::from(decimals));
        let units = self.units(&scale, rounding);
        let sign = if units.is_negative() { "-" } else { "" };
        let (whole, rest) = units.abs().div_rem(&scale);
        match decimals {
            0 => format!("{sign}{whole}"),
            _ => format!("{sign}{whole}.{:0>width$}", rest.to_string(), width = decimals as usize),
        }
    }

    /// How many parts of `1/scale` the value rounds to.
    fn units(&self, scale: &BigInt, rounding: Rounding) -> BigInt {
        let number = self.large();
        let (numerator, denominator) = (number.numer() * scale, number.denom());
        let (whole, rest) = numerator.abs().div_rem(denominator);
        let up = match (rest * 2_u32).cmp(denominator) {
            Ordering::Less => false,
            Ordering::Greater => true,
            Ordering::Equal => rounding == Rounding::HalfAway || whole.is_odd(),
        };
        let whole = if up { whole + 1_u32 } else { whole };
        if numerator.is_negative() { -whole } else { whole }
    }

    /// The square root to twelve decimals; `None` of a negative number.
    pub fn sqrt(&self) -> Option<Self> {
        if self.is_negative() {
            return None;
        }
        let number = self.large();
        let scale = BigInt::from(10).pow(ROOT_DECIMALS);
        // Twice the root, so that the last bit says which way the half goes.
        let square = number.numer() * &scale * &scale * 4_u32 / number.denom();
        let root: BigInt = (square.sqrt() + 1_u32) / 2_u32;
        Some(shrunk(BigRational::new(root, scale)))
    }

    /// Without what stands behind the point.
    #[must_use]
    pub fn whole(&self) -> Self {
        match &self.0 {
            Form::Small(numerator, denominator) => Self(Form::Small(numerator / denominator, 1)),
            Form::Large(number) => shrunk(number.trunc()),
        }
    }

    /// The whole number below.
    pub fn floor(&self) -> Option<i64> {
        self.large().floor().to_integer().to_i64()
    }

    /// Near enough for a comparison with somebody else's binary number, and for nothing else.
    pub fn approximate(&self) -> f64 {
        match &self.0 {
            Form::Small(numerator, denominator) => *numerator as f64 / *denominator as f64,
            Form::Large(number) => number.to_f64().unwrap_or(f64::NAN),
        }
    }

    /// As people write it: a decimal where one ends, the quotient where none does. [`FromStr`] reads
    /// both back.
    pub fn plain(&self) -> String {
        let Form::Small(numerator, denominator) = self.0 else { return self.to_string() };
        let (mut rest, mut twos, mut fives) = (denominator, 0_u8, 0_u8);
        while rest % 2 == 0 {
            (rest, twos) = (rest / 2, twos + 1);
        }
        while rest % 5 == 0 {
            (rest, fives) = (rest / 5, fives + 1);
        }
        match rest {
            1 => {
                Self(Form::Small(numerator, denominator)).fixed(twos.max(fives), Rounding::HalfAway)
            }
            _ => self.to_string(),
        }
    }

    /// The value as a whole number, if it is one that fits.
    pub fn to_integer(&self) -> Option<i64> {
        match self.0 {
            Form::Small(numerator, 1) => i64::try_from(numerator).ok(),
            _ => None,
        }
    }

    /// Its distance from zero.
    pub fn abs(&self) -> Self {
        if self.is_negative() { -self } else { self.clone() }
    }

    fn large(&self) -> BigRational {
        match &self.0 {
            Form::Small(numerator, denominator) => {
                BigRational::new_raw((*numerator).into(), (*denominator).into())
            }
            Form::Large(number) => (**number).clone(),
        }
    }
}

/// Lowest terms of a quotient whose denominator is not zero.
fn small(numerator: i128, denominator: i128) -> Exact {
    if denominator == 1 {
        return Exact(Form::Small(numerator, 1));
    }
    // Nearly all numbers of a scheme fit into 64 bits, where division is ten times as fast.
    if let (Ok(n), Ok(d)) = (i64::try_from(numerator), i64::try_from(denominator))
        && d > 0
        && let Ok(divisor) = i64::try_from(n.unsigned_abs().gcd(&d.unsigned_abs()))
    {
        return match divisor {
            1 => Exact(Form::Small(numerator, denominator)),
            divisor => Exact(Form::Small((n / divisor).into(), (d / divisor).into())),
        };
    }
    let divisor = numerator.unsigned_abs().gcd(&denominator.unsigned_abs());
    match i128::try_from(divisor) {
        Ok(divisor) if denominator > 0 => {
            Exact(Form::Small(numerator / divisor, denominator / divisor))
        }
        _ => shrunk(BigRational::new(numerator.into(), denominator.into())),
    }
}

fn shrunk(number: BigRational) -> Exact {
    match (number.numer().to_i128(), number.denom().to_i128()) {
        (Some(numerator), Some(denominator)) => Exact(Form::Small(numerator, denominator)),
        _ => Exact(Form::Large(Box::new(number))),
    }
}

/// The sum, where all of it fits.
fn small_sum((a, b): (i128, i128), (c, d): (i128, i128)) -> Option<Exact> {
    // With a whole number nothing can be cancelled that could not be before.
    if d == 1 {
        return Some(Exact(Form::Small(a.checked_add(c.checked_mul(b)?)?, b)));
    }
    if b == 1 {
        return Some(Exact(Form::Small(c.checked_add(a.checked_mul(d)?)?, d)));
    }
    if b == d {
        return Some(small(a.checked_add(c)?, b));
    }
    let numerator = a.checked_mul(d)?.checked_add(c.checked_mul(b)?)?;
    Some(small(numerator, b.checked_mul(d)?))
}

/// The product, where all of it fits.
fn small_product((a, b): (i128, i128), (c, d): (i128, i128)) -> Option<Exact> {
    Some(small(a.checked_mul(c)?, b.checked_mul(d)?))
}

impl Add for &Exact {
    type Output = Exact;

    fn add(self, other: &Exact) -> Exact {
        let sum = match (&self.0, &other.0) {
            (Form::Small(a, b), Form::Small(c, d)) => small_sum((*a, *b), (*c, *d)),
            _ => None,
        };
        sum.unwrap_or_else(|| shrunk(self.large() + other.large()))
    }
}

impl Mul for &Exact {
    type Output = Exact;

    fn mul(self, other: &Exact) -> Exact {
        let product = match (&self.0, &other.0) {
            (Form::Small(a, b), Form::Small(c, d)) => small_product((*a, *b), (*c, *d)),
            _ => None,
        };
        product.unwrap_or_else(|| shrunk(self.large() * other.large()))
    }
}

impl Neg for &Exact {
    type Output = Exact;

    fn neg(self) -> Exact {
        match &self.0 {
            Form::Small(numerator, denominator) if *numerator != i128::MIN => {
                Exact(Form::Small(-numerator, *denominator))
            }
            _ => shrunk(-self.large()),
        }
    }
}

impl Sub for &Exact {
    type Output = Exact;

    fn sub(self, other: &Exact) -> Exact {
        self + &-other
    }
}

impl Sum for Exact {
    fn sum<I: Iterator<Item = Self>>(numbers: I) -> Self {
        numbers.fold(Self::ZERO, |sum, number| &sum + &number)
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Self) -> Ordering {
        if let (Form::Small(a, b), Form::Small(c, d)) = (&self.0, &other.0)
            && b == d
        {
            return a.cmp(c);
        }
        if let (Form::Small(a, b), Form::Small(c, d)) = (&self.0, &other.0)
            && let (Some(left), Some(right)) = (a.checked_mul(*d), c.checked_mul(*b))
        {
            return left.cmp(&right);
        }
        self.large().cmp(&other.large())
    }
}

impl From<i64> for Exact {
    fn from(number: i64) -> Self {
        Self::from_integer(number)
    }
}

/// In lowest terms, `17999/200`; a whole number without its denominator.
impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Form::Small(numerator, 1) => write!(f, "{numerator}"),
            Form::Small(numerator, denominator) => write!(f, "{numerator}/{denominator}"),
            Form::Large(number) => write!(f, "{number}"),
        }
    }
}

/// Reads `89.995`, `-3`, `1.5e-7` and `260/3`.
impl FromStr for Exact {
    type Err = NotANumber;

    fn from_str(text: &str) -> Result<Self, NotANumber> {
        let read = || match text.split_once('/') {
            Some((numerator, denominator)) => {
                decimal(numerator)?.checked_div(&decimal(denominator)?)
            }
            None => decimal(text),
        };
        let is_short = text.len() <= LONGEST;
        is_short.then(read).flatten().ok_or_else(|| NotANumber(text.to_owned()))
    }
}

fn decimal(text: &str) -> Option<Exact> {
    let (number, exponent) = match text.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, exponent.parse::<i16>().ok()?),
        None => (text, 0),
    };
    let (negative, digits) = match number.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, number),
    };
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let is_plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let has_point_for_nothing = digits.contains('.') && decimals.is_empty();
    if whole.is_empty() || has_point_for_nothing || !is_plain(whole) || !is_plain(decimals) {
        return None;
    }
    let digits: BigInt = format!("{whole}{decimals}").parse().ok()?;
    let exponent = i64::from(exponent) - decimals.len() as i64;
    if exponent.unsigned_abs() > LONGEST as u64 {
        return None;
    }
    let power = BigInt::from(10).pow(exponent.unsigned_abs());
    let number = match exponent {
        0.. => BigRational::from_integer(digits * power),
        _ => BigRational::new(digits, power),
    };
    Some(shrunk(if negative && !number.is_zero() { -number } else { number }))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    pub(crate) fn exact(text: &str) -> Exact {
        text.parse().unwrap()
    }

    #[test]
    fn numbers_are_read_and_written_in_lowest_terms() {
        for (text, written) in [
            ("89.995", "17999/200"),
            ("-0.50", "-1/2"),
            ("-0", "0"),
            ("260/3", "260/3"),
            ("4/-6", "-2/3"),
            ("1.5e-7", "3/20000000"),
            ("12e2", "1200"),
            ("0.333333333333", "333333333333/1000000000000"),
        ] {
            assert_eq!(exact(text).to_string(), written, "{text}");
        }
        for text in ["", "-", "1.", ".5", "1/0", "1,5", "１", "0x1", "1e999", "--1", "1/2/3", "NaN"]
        {
            assert!(text.parse::<Exact>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_half_goes_where_it_is_told_to_and_nothing_is_rounded_twice() {
        let check = |text: &str, away: &str, even: &str| {
            assert_eq!(exact(text).fixed(2, Rounding::HalfAway), away, "{text}");
            assert_eq!(exact(text).fixed(2, Rounding::HalfEven), even, "{text}");
        };
        check("89.985", "89.99", "89.98");
        check("89.995", "90.00", "90.00");
        check("-89.985", "-89.99", "-89.98");
        check("89.9949", "89.99", "89.99");
        check("89.98500001", "89.99", "89.99");
        check("-0.001", "0.00", "0.00");
        check("260/3", "86.67", "86.67");
        assert_eq!(exact("2.5").fixed(0, Rounding::HalfEven), "2");
    }

    #[test]
    fn plain_text_is_a_decimal_where_one_ends() {
        for (text, plain) in [
            ("0.50", "0.5"),
            ("1/3", "1/3"),
            ("-7/8", "-0.875"),
            ("100", "100"),
            ("1e-12", "0.000000000001"),
        ] {
            assert_eq!(exact(text).plain(), plain);
            assert_eq!(exact(plain), exact(text));
        }
    }

    #[test]
    fn what_exceeds_128_bits_is_kept_in_full() {
        let third = exact("1/3");
        let mut product = Exact::ONE;
        for n in 0..40 {
            product = &product * &(&third + &Exact::from_integer(1_000_003 + n));
        }
        assert!(matches!(product.0, Form::Large(_)));
        for n in 0..40 {
            product = product.checked_div(&(&third + &Exact::from_integer(1_000_003 + n))).unwrap();
        }
        assert_eq!(product, Exact::ONE, "and small again when it fits");
    }

    #[test]
    fn roots_are_right_to_twelve_decimals() {
        assert_eq!(exact("2").sqrt().unwrap().fixed(12, Rounding::HalfAway), "1.414213562373");
        assert_eq!(exact("3").sqrt().unwrap().fixed(12, Rounding::HalfAway), "1.732050807569");
        assert_eq!(exact("2.25").sqrt(), Some(exact("1.5")));
        assert_eq!(exact("0").sqrt(), Some(Exact::ZERO));
        assert_eq!(exact("-1").sqrt(), None);
    }

    fn number() -> impl Strategy<Value = Exact> {
        (any::<i64>(), 1..=i64::MAX).prop_map(|(n, d)| Exact::quotient(n, d).unwrap())
    }

    proptest! {
        #[test]
        fn text_and_back(a in number()) {
            prop_assert_eq!(exact(&a.to_string()), a);
        }

        #[test]
        fn sums_and_products_are_those_of_whole_numbers(a in number(), b in number(), c in number()) {
            prop_assert_eq!(&(&a + &b) + &c, &a + &(&b + &c));
            prop_assert_eq!(&a * &(&b + &c), &(&a * &b) + &(&a * &c));
            prop_assert_eq!(&(&a - &b) + &b, a.clone());
            prop_assert_eq!((&a - &b).is_negative(), a < b);
            if !b.is_zero() {
                prop_assert_eq!(&a.checked_div(&b).unwrap() * &b, a);
            }
        }

        #[test]
        fn a_rounded_number_is_at_most_half_a_unit_away(a in number(), decimals in 0_u8..9) {
            for rounding in [Rounding::HalfAway, Rounding::HalfEven] {
                let rounded = a.rounded(decimals, rounding);
                let unit = exact(&format!("1e-{decimals}"));
                let off = &rounded - &a;
                let twice = &off + &off;
                prop_assert!(twice <= unit && -&twice <= unit);
                prop_assert_eq!(exact(&a.fixed(decimals, rounding)), rounded);
            }
        }
    }
}
