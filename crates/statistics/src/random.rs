//! Chance from a stated seed: the same seed gives the same numbers on every machine and in every version.
//!
//! SplitMix64 (Steele, Lea and Flood 2014): `s += 0x9E3779B97F4A7C15`, then three shifts and two products,
//! all modulo 2⁶⁴. It is ten lines in any language, so that whoever doubts a lottery can draw it again
//! without this program. It is no secret generator: the seed of a lottery must be fixed by others, before it
//! is known what it gives.

/// A sequence of numbers that looks like chance.
#[derive(Clone, Debug)]
pub struct Random {
    state: u64,
}

/// 2⁶⁴ divided by the golden ratio, odd.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

impl Random {
    pub const fn from_seed(seed: u64) -> Self {
        Self { state: seed }
    }

    /// The next whole number of 64 bits.
    pub const fn whole(&mut self) -> u64 {
        self.state = self.state.wrapping_add(STEP);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 (included) to 1 (excluded), of 53 bits.
    pub fn uniform(&mut self) -> f64 {
        (self.whole() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number of the standard normal distribution (Box and Muller 1958).
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.uniform()).cos()
    }

    /// A place below `count`, each equally likely; 0 below 1. What would favour the first places is thrown
    /// again.
    pub fn below(&mut self, count: usize) -> usize {
        let count = count.max(1) as u64;
        let fair = u64::MAX - u64::MAX % count;
        loop {
            let drawn = self.whole();
            if drawn < fair {
                return (drawn % count) as usize;
            }
        }
    }

    /// Puts things in an order of chance (Fisher and Yates, from the last to the first).
    pub fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            let with = self.below(last + 1);
            things.swap(last, with);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_is_the_published_one() {
        let mut random = Random::from_seed(1_234_567);
        let drawn: Vec<u64> = (0..5).map(|_| random.whole()).collect();
        assert_eq!(
            drawn,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423,
                4_593_380_528_125_082_431,
                16_408_922_859_458_223_821
            ]
        );
    }

    #[test]
    fn normal_numbers_have_the_moments_of_the_distribution() {
        let mut random = Random::from_seed(3);
        let drawn: Vec<f64> = (0..100_000).map(|_| random.normal()).collect();
        let mean = drawn.iter().sum::<f64>() / 1e5;
        let variance = drawn.iter().map(|value| value * value).sum::<f64>() / 1e5;
        let beyond = drawn.iter().filter(|value| value.abs() > 1.96).count() as f64 / 1e5;
        assert!(mean.abs() < 0.01 && (variance - 1.0).abs() < 0.02, "{mean} {variance}");
        assert!((beyond - 0.05).abs() < 0.003, "{beyond}");
    }

    #[test]
    fn every_order_is_equally_likely() {
        let mut random = Random::from_seed(8);
        let mut often = std::collections::BTreeMap::new();
        for _ in 0..60_000 {
            let mut things = [0, 1, 2];
            random.shuffle(&mut things);
            *often.entry(things).or_insert(0_u32) += 1;
        }
        assert_eq!(often.len(), 6);
        assert!(often.values().all(|count| count.abs_diff(10_000) < 400), "{often:?}");
    }
}
