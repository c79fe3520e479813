//! What may be seen of the counts of a series of surveys, for one statement at a time: of each unit that was
//! asked, and of all of them together. Every number comes from [`scoring::privacy`] (`domain.md` section H).
//!
//! - A group shows nothing of fewer than `k` answers, and nothing when all answered alike or all or none of
//!   them low ([`privacy::mood`]).
//! - A group's month that is too near its last published one waits and is shown together with the months
//!   after it ([`privacy::months`]). A month that was held back for any other reason waits in the same way.
//! - The units come first: who answers for one asks about that one. All together are shown only when what the
//!   units leave of them tells about nobody: it is nothing, or it mixes at least two units with at least `k`
//!   answers ([`privacy::parts`], [`privacy::mood`]), and it does not come close to what it was before.
//!   One unit that is left would be read off the difference, whatever its size; one whose answers are said
//!   to be uniform hides nothing of the others, so it is not counted among the two.
//! - The five counts are shown when no small one is among them ([`privacy::suppress`]); otherwise the low
//!   ones and the others, which the share of low answers tells anyway. Of all units together they are shown
//!   only when no five counts that are hidden can be subtracted from them either.
//!
//! Months are closed one after the other and what was shown once is never taken back: a further month
//! changes nothing of the earlier ones.

use crate::survey::ANSWERS;
use scoring::Exact;
use scoring::privacy::{self, MonthStatus, Mood, Part};

/// How many gave each answer, from 1 to 5.
pub type Counts = [u64; ANSWERS];

fn sum<'a>(counts: impl IntoIterator<Item = &'a Counts>) -> Counts {
    counts.into_iter().fold(Counts::default(), |mut sum, counts| {
        sum.iter_mut().zip(counts).for_each(|(sum, n)| *sum += n);
        sum
    })
}

fn people(counts: &Counts) -> u64 {
    counts.iter().sum()
}

/// What is shown of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The months whose answers these are: places in the series, the last one being the month itself.
    pub months: Vec<usize>,
    pub n: u64,
    pub mean: Exact,
    /// The share of answers 1 and 2.
    pub share_low: Exact,
    /// How many answered low, and how many otherwise.
    pub bands: [u64; 2],
    /// How many gave each answer; `None` when one of these is small.
    pub counts: Option<Counts>,
}

/// What is told of a group at the close of a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// Nobody answered.
    NoData,
    /// 样本不足: fewer than `k` answered, together with the months that wait.
    Small,
    /// All answered alike, or all or none of them low.
    Uniform,
    /// The whole less what is shown of the units would tell about somebody.
    Withheld,
    /// Too near the last published month; shown together with the following ones.
    Pooled,
    Shown(Box<Shown>),
}

impl Told {
    /// Its name in files and for programs, as `reference/privacy.json` calls it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::NoData => "no_data",
            Self::Small => "suppressed_small",
            Self::Uniform => "suppressed_uniform",
            Self::Withheld => "withheld",
            Self::Pooled => "pooled",
            Self::Shown(_) => "ok",
        }
    }

    pub fn shown(&self) -> Option<&Shown> {
        match self {
            Self::Shown(shown) => Some(shown),
            _ => None,
        }
    }
}

/// What is told of every group in every month of a series.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// Of all units together, month by month.
    pub whole: Vec<Told>,
    /// Of each unit, month by month.
    pub parts: Vec<Vec<Told>>,
}

/// Months of a group that were published together.
#[derive(Clone, Debug)]
struct Release {
    months: Vec<usize>,
    counts: Counts,
    /// Whether the five counts are shown, not only the low ones and the others.
    is_fine: bool,
}

/// Whether no small count is among the five.
fn is_fine(counts: &Counts, k: u64) -> bool {
    privacy::suppress(counts, k).primary.is_empty()
}

/// A group as its months close one after the other.
#[derive(Clone, Debug, Default)]
struct Line {
    /// Months that count as one.
    slots: Vec<(Vec<usize>, Counts)>,
    /// Whether the last of them was held back, so that the next month joins it.
    is_held: bool,
    releases: Vec<Release>,
    all: Vec<Counts>,
    told: Vec<Told>,
}

impl Line {
    /// Closes a month: what its own answers allow, or why there is nothing to publish.
    fn close(&mut self, counts: Counts, k: u64) -> Result<Release, Told> {
        let month = self.all.len();
        self.all.push(counts);
        if people(&counts) == 0 {
            return Err(Told::NoData);
        }
        match self.slots.last_mut().filter(|_| self.is_held) {
            Some((months, held)) => {
                months.push(month);
                *held = sum([&*held, &counts]);
            }
            None => self.slots.push((vec![month], counts)),
        }
        self.is_held = false;
        let answers: Vec<u64> = self.slots.iter().map(|(_, counts)| people(counts)).collect();
        let found = privacy::months(&answers, k);
        let together = |slots: &[usize]| {
            let counts = sum(slots.iter().map(|slot| &self.slots[*slot].1));
            let months = slots.iter().flat_map(|slot| self.slots[*slot].0.clone()).collect();
            Release { months, counts, is_fine: is_fine(&counts, k) }
        };
        if found.status.last() != Some(&MonthStatus::Shown) {
            let waits = people(&together(&found.waiting).counts);
            return Err(if waits < k { Told::Small } else { Told::Pooled });
        }
        let release = found.releases.last().map(|release| together(&release.months));
        match release.map(|release| (privacy::mood(&release.counts, k), release)) {
            Some((Mood::Shown { .. }, release)) => Ok(release),
            _ => {
                self.is_held = true;
                Err(Told::Uniform)
            }
        }
    }

    fn publish(&mut self, release: Release, k: u64) {
        self.told.push(told(&release, k));
        self.releases.push(release);
    }

    /// The answers from a month on that stand in no release which begins then or later.
    fn hidden(&self, since: usize) -> Counts {
        let mut hidden = sum(&self.all[since..]);
        for release in self.releases.iter().filter(|release| release.months[0] >= since) {
            hidden.iter_mut().zip(release.counts).for_each(|(hidden, n)| *hidden -= n);
        }
        hidden
    }

    /// Whether it was said of a month from this one on that its answers are uniform.
    fn is_uniform(&self, since: usize) -> bool {
        self.told[since..].contains(&Told::Uniform)
    }
}

fn told(release: &Release, k: u64) -> Told {
    let Mood::Shown { n, mean, share_low } = privacy::mood(&release.counts, k) else {
        return Told::Uniform;
    };
    let [first, second, ..] = release.counts;
    let low = first + second;
    Told::Shown(Box::new(Shown {
        months: release.months.clone(),
        n,
        mean,
        share_low,
        bands: [low, n - low],
        counts: release.is_fine.then_some(release.counts),
    }))
}

/// What could be worked out of the whole and the units: the units that stand in no release, and how many
/// answers theirs are together.
type Remainder = (Vec<usize>, u64);

/// What the units leave of the whole from a month on; `None` when it would tell about somebody.
fn remainder(parts: &[Line], since: usize, k: u64, before: &[Remainder]) -> Option<Remainder> {
    let hidden: Vec<(usize, Counts)> = parts
        .iter()
        .map(|part| part.hidden(since))
        .enumerate()
        .filter(|(_, counts)| people(counts) > 0)
        .collect();
    let all = sum(hidden.iter().map(|(_, counts)| counts));
    let (units, n): Remainder = (hidden.iter().map(|(at, _)| *at).collect(), people(&all));
    if hidden.is_empty() {
        return Some((units, n));
    }
    let rest = hidden.iter().filter(|(at, _)| !parts[*at].is_uniform(since));
    let mixed = sum(rest.clone().map(|(_, counts)| counts));
    let is_shown = |counts: &Counts| matches!(privacy::mood(counts, k), Mood::Shown { .. });
    let is_near =
        |(others, before): &&Remainder| *others == units && *before != n && before.abs_diff(n) < k;
    let tells = rest.count() < 2
        || !is_shown(&mixed)
        || !is_shown(&all)
        || before.iter().any(|before| is_near(&before));
    (!tells).then_some((units, n))
}

/// Whether the five counts of the whole from a month on tell none that are hidden: those of a unit that shows
/// but its low ones, or small ones that the units leave.
fn tells_no_small_count(parts: &[Line], since: usize, k: u64) -> bool {
    let within = |part: &Line| {
        let inside = part.releases.iter().filter(|release| release.months[0] >= since);
        inside.map(|release| release.is_fine).collect::<Vec<_>>()
    };
    let hidden: Vec<Counts> = parts.iter().map(|part| part.hidden(since)).collect();
    parts.iter().flat_map(within).all(|is_fine| is_fine) && is_fine(&sum(&hidden), k)
}

/// Whether the numbers alone forbid the whole beside what is shown of the units in this very month.
fn leaks(whole: u64, parts: &[Line], month: usize, k: u64) -> bool {
    let alone = |part: &Line| match part.told[month].shown() {
        Some(shown) if shown.months == [month] => shown.n,
        _ => 0,
    };
    let shown: Vec<u64> = parts.iter().map(alone).collect();
    privacy::parts(whole, &shown, k).is_none_or(|found| found.parts.contains(&Part::Withheld))
}

/// What is told of the groups of a series: `months[m][u]` are the answers of unit `u` in month `m`. A unit
/// that was not asked in a month has none.
pub fn publish(months: &[Vec<Counts>], k: u64) -> Published {
    let units = months.iter().map(Vec::len).max().unwrap_or_default();
    let mut parts = vec![Line::default(); units];
    let (mut whole, mut before) = (Line::default(), Vec::new());
    for (month, asked) in months.iter().enumerate() {
        for (at, part) in parts.iter_mut().enumerate() {
            match part.close(asked.get(at).copied().unwrap_or_default(), k) {
                Ok(release) => part.publish(release, k),
                Err(told) => part.told.push(told),
            }
        }
        let mut release = match whole.close(sum(asked), k) {
            Ok(release) => release,
            Err(told) => {
                whole.told.push(told);
                continue;
            }
        };
        // Everything from the first month of any of its releases on can be summed up.
        let starts = whole.releases.iter().chain([&release]).map(|release| release.months[0]);
        let left: Option<Vec<Remainder>> =
            starts.map(|since| remainder(&parts, since, k, &before)).collect();
        let is_alone = release.months == [month];
        match left.filter(|_| !(is_alone && leaks(people(&release.counts), &parts, month, k))) {
            Some(left) => {
                before.extend(left);
                let with_counts = whole.releases.iter().rev().take_while(|one| one.is_fine);
                let starts: Vec<usize> =
                    [&release].into_iter().chain(with_counts).map(|one| one.months[0]).collect();
                let tells_none =
                    starts.into_iter().all(|since| tells_no_small_count(&parts, since, k));
                release.is_fine &= tells_none;
                whole.publish(release, k);
            }
            None => {
                whole.is_held = true;
                whole.told.push(Told::Withheld);
            }
        }
    }
    Published { whole: whole.told, parts: parts.into_iter().map(|part| part.told).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// `n` answers, a third of them low.
    fn mixed(n: u64) -> Counts {
        let low = n.div_ceil(3);
        [0, low, 0, n - low, 0]
    }

    fn names(told: &[Told]) -> Vec<&'static str> {
        told.iter().map(Told::name).collect()
    }

    #[test]
    fn a_unit_of_twelve_is_shown_beside_one_of_six_and_the_leaver_stays_hidden() {
        let months = [vec![mixed(12), mixed(6)], vec![mixed(11), mixed(6)]];
        let found = publish(&months, 10);
        assert_eq!(names(&found.parts[0]), ["ok", "pooled"]);
        // Six and six are twelve: shown as one.
        assert_eq!(names(&found.parts[1]), ["suppressed_small", "ok"]);
        assert_eq!(found.parts[1][1].shown().unwrap().months, [0, 1]);
        // 18 − 12 would be the six; 35 − 12 − 12 the eleven.
        assert_eq!(names(&found.whole), ["withheld", "withheld"]);
    }

    #[test]
    fn two_small_units_hide_each_other_in_the_whole() {
        let found = publish(&[vec![mixed(12), mixed(6), mixed(7)]], 10);
        assert_eq!(names(&found.whole), ["ok"]);
        let few = publish(&[vec![mixed(12), mixed(4), mixed(5)]], 10);
        assert_eq!(names(&few.whole), ["withheld"], "nine are too few");
    }

    #[test]
    fn what_is_uniform_cannot_be_read_off_the_whole() {
        let none_low = [0, 0, 5, 5, 3];
        let found = publish(&[vec![mixed(20), none_low]], 10);
        assert_eq!(
            (names(&found.whole), found.parts[1][0].name()),
            (vec!["withheld"], "suppressed_uniform")
        );
        // It is known to have no low answers: all low ones of the rest would be the one of the third.
        let found = publish(&[vec![mixed(20), none_low, [1, 0, 0, 0, 0]]], 10);
        assert_eq!(names(&found.whole), ["withheld"]);
        // The next month's answers join those that were held back.
        let next = publish(&[vec![none_low], vec![[2, 3, 4, 4, 0]]], 10);
        assert_eq!(names(&next.parts[0]), ["suppressed_uniform", "ok"]);
        assert_eq!(next.parts[0][1].shown().unwrap().n, 26);
    }

    #[test]
    fn what_was_held_back_is_no_month_to_compare_with() {
        // 24 with no low answers are not shown; 13 are compared with the twelve before them.
        let months = [vec![mixed(12)], vec![[0, 0, 8, 8, 8]], vec![mixed(13)]];
        let found = publish(&months, 10);
        let last = found.parts[0][2].shown().unwrap();
        assert_eq!((last.months.as_slice(), last.n), (&[1, 2][..], 37));
    }

    #[test]
    fn hidden_counts_are_not_read_off_those_of_the_whole() {
        let (fine, coarse) = ([5, 5, 0, 5, 5], [0, 1, 0, 0, 4]);
        let found = publish(&[vec![fine, fine, coarse]], 5);
        assert_eq!(names(&found.whole), ["ok"]);
        assert_eq!(found.parts[2][0].shown().unwrap().counts, None);
        assert_eq!(found.whole[0].shown().unwrap().counts, None, "the others would tell the rest");
        assert_eq!(
            publish(&[vec![fine, fine]], 5).whole[0].shown().unwrap().counts,
            Some([10, 10, 0, 10, 10])
        );
    }

    #[test]
    fn five_counts_are_shown_when_none_of_them_is_small() {
        let shown = |counts: Counts| publish(&[vec![counts, counts]], 5).parts[0][0].clone();
        let told = shown([5, 0, 7, 9, 6]);
        assert_eq!(told.shown().unwrap().counts, Some([5, 0, 7, 9, 6]));
        let told = shown([5, 1, 7, 9, 6]);
        let told = told.shown().unwrap();
        assert_eq!((told.counts, told.bands), (None, [6, 22]));
    }

    /// A few months of a few units, most of them near `k`.
    fn series() -> impl Strategy<Value = Vec<Vec<Counts>>> {
        let counts = proptest::array::uniform5(0_u64..5);
        proptest::collection::vec(proptest::collection::vec(counts, 3), 1..6)
    }

    /// Every number that can be put together from releases: those of the whole from one month to another,
    /// less those of units that lie within.
    fn derivable(months: &[Vec<Counts>], found: &Published) -> Vec<Vec<(usize, usize)>> {
        let releases = |line: &[Told]| -> Vec<Vec<usize>> {
            line.iter().filter_map(Told::shown).map(|shown| shown.months.clone()).collect()
        };
        let whole = releases(&found.whole);
        let mut left = Vec::new();
        for from in 0..whole.len() {
            for until in from..whole.len() {
                let span = whole[from][0]..=*whole[until].last().unwrap();
                let mut atoms: Vec<(usize, usize)> = span
                    .clone()
                    .flat_map(|month| (0..found.parts.len()).map(move |unit| (month, unit)))
                    .filter(|(month, unit)| people(&months[*month][*unit]) > 0)
                    .collect();
                for (unit, line) in found.parts.iter().enumerate() {
                    let within =
                        releases(line).into_iter().filter(|r| r.iter().all(|m| span.contains(m)));
                    let gone: Vec<usize> = within.flatten().collect();
                    atoms.retain(|(month, of)| *of != unit || !gone.contains(month));
                }
                left.push(atoms);
            }
        }
        left
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        /// Nothing that is told, and nothing that can be subtracted from what is told, is about fewer than
        /// `k` answers, about one unit alone, or about answers that are all alike.
        #[test]
        fn no_difference_tells_about_somebody(months in series(), k in 5_u64..8) {
            let found = publish(&months, k);
            for line in found.parts.iter().chain([&found.whole]) {
                let shown: Vec<&Shown> = line.iter().filter_map(Told::shown).collect();
                for pair in shown.windows(2) {
                    let apart = pair[0].n.abs_diff(pair[1].n);
                    prop_assert!(apart == 0 || apart >= k, "{pair:?}");
                }
                prop_assert!(shown.iter().all(|shown| shown.n >= k && shown.bands.iter().all(|n| *n > 0)));
                let mut seen: Vec<usize> = shown.iter().flat_map(|shown| shown.months.clone()).collect();
                let all = seen.len();
                seen.sort_unstable();
                seen.dedup();
                prop_assert_eq!(seen.len(), all, "no month is in two releases");
            }
            for atoms in derivable(&months, &found) {
                let counts = sum(atoms.iter().map(|(month, unit)| &months[*month][*unit]));
                let mut units: Vec<usize> = atoms.iter().map(|(_, unit)| *unit).collect();
                units.sort_unstable();
                units.dedup();
                let is_shown = matches!(privacy::mood(&counts, k), Mood::Shown { .. });
                prop_assert!(atoms.is_empty() || (units.len() >= 2 && is_shown), "{atoms:?}");
            }
        }

        /// What was published is not taken back by a further month.
        #[test]
        fn a_further_month_changes_nothing_that_was_told(months in series(), k in 5_u64..8) {
            let all = publish(&months, k);
            let before = publish(&months[..months.len() - 1], k);
            for (line, before) in all.parts.iter().zip(&before.parts) {
                prop_assert_eq!(&line[..before.len()], before.as_slice());
            }
            prop_assert_eq!(&all.whole[..before.whole.len()], before.whole.as_slice());
        }

        /// In the table of one month, units by answers, no hidden count can be worked out.
        #[test]
        fn an_attacker_learns_no_hidden_count(month in proptest::collection::vec(proptest::array::uniform5(0_u64..12), 4), k in 5_u64..8) {
            let found = publish(std::slice::from_ref(&month), k);
            let shown = |line: &[Told]| line[0].shown().and_then(|shown| shown.counts);
            // With the whole hidden, its row and column sums are not known and bound nothing.
            if let Some(whole) = shown(&found.whole) {
                let cells: Vec<Vec<Option<u64>>> = found.parts.iter()
                    .map(|line| shown(line).map_or(vec![None; ANSWERS], |counts| counts.map(Some).to_vec()))
                    .collect();
                let rows: Vec<u64> = month.iter().map(people).collect();
                let bounds = privacy::attack(&rows, &whole, &cells).unwrap();
                // Even one who knows how many answered in each unit learns of a hidden unit only what is
                // certain for all of them together: that nobody gave an answer.
                for bound in bounds.iter().filter(|bound| bound.is_disclosed()) {
                    let hidden: u64 = (0..month.len()).filter(|at| cells[*at][0].is_none()).map(|at| month[at][bound.column]).sum();
                    prop_assert!(hidden == 0 || rows[bound.row] == 0, "{bound:?}");
                }
            }
        }
    }
}
