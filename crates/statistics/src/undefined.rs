//! Why there is no number, by name.

/// Why there is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Undefined {
    /// Nothing that two raters have judged.
    NoPairs,
    /// All judgements are the same: chance would agree as well.
    NoVariation,
    /// Every unit must have the same number of raters, two at the least.
    UnequalRaters,
    /// A judgement that is no number, or no category of the scale.
    Malformed,
    /// A number that is none, or infinite.
    NotFinite,
    /// Rows or lists whose lengths do not fit.
    Shape,
    /// A number outside the range that the method is defined on.
    OutOfRange,
    /// Nothing to compute from.
    NoData,
    /// One unit has nobody to be compared with.
    OneUnit,
    /// Weights that are negative, or nothing in sum.
    Weights,
    /// Proportions need values that are not negative, and a sum.
    NegativeOrZeroSum,
    /// Not square, not positive or not reciprocal.
    Matrix,
    /// Larger than the method is tabulated for.
    TooLarge,
    /// All systems at nothing.
    AllZero,
    /// A series that begins at nothing cannot be divided by its beginning.
    ZeroStart,
    /// Two rows of the same unit in the same period.
    Duplicate,
    /// More periods than are solved exactly.
    TooManyPeriods,
    /// A series that never changes has nothing to explain.
    Constant,
    /// Regressors that follow from each other or from the fixed effects.
    Collinear,
    /// As many parameters as rows.
    NoFreedom,
    /// One cluster has no variation between clusters.
    OneCluster,
    /// Of two clusters no error can be told.
    TwoClusters,
    /// More clusters than whose signs can all be tried.
    NotEnumerable,
    /// A group without anybody in it.
    EmptyGroup,
    /// Nobody adopted.
    NoAdopters,
    /// Everybody adopted at once: nobody is left to compare with.
    AllAtOnce,
    /// Nobody is untreated when the others are treated.
    NoControls,
    /// Treated from the first period on: there is no before.
    FromTheStart,
    /// The period before adoption is not among the data.
    NoBasePeriod,
}

impl Undefined {
    /// The status as reports and worked examples name it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoPairs => "undefined",
            Self::NoVariation => "undefined_no_variation",
            Self::UnequalRaters => "invalid_unequal_raters",
            Self::Malformed => "invalid",
            Self::NotFinite => "invalid_number",
            Self::Shape => "invalid_shape",
            Self::OutOfRange => "invalid_input",
            Self::NoData => "no_data",
            Self::OneUnit => "undefined_one_unit",
            Self::Weights => "invalid_weights",
            Self::NegativeOrZeroSum => "invalid_negative_or_zero_sum",
            Self::Matrix => "invalid_matrix",
            Self::TooLarge => "too_large",
            Self::AllZero => "undefined_all_zero",
            Self::ZeroStart => "undefined_zero_start",
            Self::Duplicate => "invalid_duplicate_row",
            Self::TooManyPeriods => "too_many_periods",
            Self::Constant => "constant_series",
            Self::Collinear => "collinear_or_no_within_variation",
            Self::NoFreedom => "no_degrees_of_freedom",
            Self::OneCluster => "one_cluster",
            Self::TwoClusters => "two_clusters",
            Self::NotEnumerable => "not_enumerable",
            Self::EmptyGroup => "undefined_empty_group",
            Self::NoAdopters => "no_adopters",
            Self::AllAtOnce => "all_treated_at_once",
            Self::NoControls => "no_controls",
            Self::FromTheStart => "treated_from_the_start",
            Self::NoBasePeriod => "no_base_period",
        }
    }
}
