//! Target and actual as a chart that is a table first.
//!
//! The macro `chart` writes a figure whose table holds every point. Readers without scripts and
//! screen readers get the table; the script reads the same table and draws it with ECharts, so the
//! picture cannot disagree with the numbers.

use crate::status::Figure;

/// How a chart is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    #[default]
    Line,
    Bar,
}

impl Shape {
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Bar => "bar",
        }
    }
}

/// What a series means; the script gives each its stroke.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Actual,
    Target,
    Threshold,
    /// Ends of a band or an interval.
    Low,
    High,
    /// Another unit or another year, for comparison.
    Other,
}

impl Part {
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Actual => "actual",
            Self::Target => "target",
            Self::Threshold => "threshold",
            Self::Low => "low",
            Self::High => "high",
            Self::Other => "other",
        }
    }
}

/// One row of points, as many as the chart has labels.
#[derive(Clone, Debug)]
pub struct Series {
    pub name: String,
    pub part: Part,
    pub points: Vec<Figure>,
}

/// A chart.
#[derive(Clone, Debug, Default)]
pub struct Chart {
    pub title: String,
    pub unit: String,
    pub shape: Shape,
    /// Whether the axis must begin at zero. Amounts do; rates near a target would show nothing.
    pub from_zero: bool,
    /// The periods along the axis.
    pub labels: Vec<String>,
    pub series: Vec<Series>,
}

impl Chart {
    pub fn new(title: impl Into<String>, unit: impl Into<String>, labels: Vec<String>) -> Self {
        Self { title: title.into(), unit: unit.into(), labels, ..Self::default() }
    }

    #[must_use]
    pub fn bars(mut self) -> Self {
        self.shape = Shape::Bar;
        self.from_zero = true;
        self
    }

    #[must_use]
    pub fn series(mut self, name: impl Into<String>, part: Part, points: Vec<Figure>) -> Self {
        self.series.push(Series { name: name.into(), part, points });
        self
    }

    /// The points of one label, one for each series.
    pub fn row(&self, index: &usize) -> Vec<Figure> {
        self.series
            .iter()
            .map(|series| series.points.get(*index).copied().unwrap_or(Figure::NotReported))
            .collect()
    }
}

impl Figure {
    /// The exact plain decimal for the script; empty when there is no value.
    pub fn plain(&self) -> String {
        match self {
            Self::Value { quantity, .. } => quantity.to_string(),
            _ => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_point_stays_missing() {
        let value = Figure::value(kernel::Quantity::parse("57.31").unwrap(), 2);
        let chart = Chart::new("精煤产率", "%", vec!["9月".to_owned(), "10月".to_owned()]).series(
            "实际",
            Part::Actual,
            vec![value],
        );
        assert_eq!(chart.row(&0)[0].plain(), "57.31");
        assert_eq!(chart.row(&1), [Figure::NotReported]);
        assert_eq!(chart.row(&1)[0].plain(), "");
    }
}
