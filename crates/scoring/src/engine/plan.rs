//! A scheme made ready for one kind of unit: its sections and lines in one list, children before parents,
//! with the ends that each can reach.

use crate::Exact;
use crate::piecewise::{Limits, Points, Scale};
use crate::scheme::check::{self, check};
use crate::scheme::{Better, Counting, Kind, Line, Operand, Passing, Rule, Scheme, Section};
use kernel::Problem;

/// What can be computed with.
#[derive(Clone, Debug)]
pub struct Plan {
    pub scheme: Scheme,
    /// The digest of the scheme's text.
    pub digest: String,
    pub(crate) kind: usize,
    /// Children before parents; the root is the last of the sections.
    pub(crate) nodes: Vec<Node>,
    pub(crate) root: usize,
    pub(crate) bonus: Vec<usize>,
    pub(crate) deduction: Vec<usize>,
}

/// A section, a line, or the whole.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub id: String,
    /// Ids from the section down.
    pub path: String,
    pub weight: Exact,
    /// The points that are full marks.
    pub out_of: Exact,
    /// Weight by full marks: what one point of it is worth where it stands.
    pub factor: Exact,
    pub part: Part,
    pub least: Option<Exact>,
    pub most: Option<Exact>,
    /// The names of the inputs of a line.
    pub inputs: Vec<String>,
    /// The least and the most that a line can be; `None` where there is no end.
    pub range: Range,
}

#[derive(Clone, Debug)]
pub(crate) enum Part {
    Section { children: Vec<usize>, passing: Passing },
    Line { line: Box<Line>, scale: Option<Scale> },
}

/// The ends of what can be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Range {
    pub low: Option<Exact>,
    pub high: Option<Exact>,
}

impl Range {
    fn both(low: Exact, high: Exact) -> Self {
        Self { low: Some(low), high: Some(high) }
    }

    fn map(self, of: impl Fn(Exact) -> Exact) -> Self {
        Self { low: self.low.map(&of), high: self.high.map(of) }
    }
}

impl Plan {
    /// Makes a scheme ready.
    ///
    /// # Errors
    /// All errors of [`check`]; `scheme-kind-unknown`.
    pub fn new(scheme: &Scheme, kind: &str) -> Result<Self, Vec<Problem>> {
        let found = check(scheme, &check::Limits::default());
        if !found.errors.is_empty() {
            return Err(found.errors);
        }
        let Some(at) = scheme.kind.iter().position(|one| one.id == kind) else {
            let known: Vec<&str> = scheme.kind.iter().map(|kind| kind.id.as_str()).collect();
            return Err(vec![
                Problem::new("scheme-kind-unknown")
                    .arg("kind", kind)
                    .arg("scheme", &scheme.id)
                    .arg("known", known.join(", ")),
            ]);
        };
        let digest = scheme.digest().map_err(|problem| vec![problem])?;
        let mut nodes = Vec::new();
        let this = &scheme.kind[at];
        let tops: Vec<usize> =
            this.section.iter().map(|section| add_section(section, "", &mut nodes)).collect();
        let root = nodes.len();
        nodes.push(Node {
            id: String::new(),
            path: String::new(),
            weight: scheme.out_of.clone(),
            out_of: scheme.out_of.clone(),
            factor: Exact::ONE,
            inputs: Vec::new(),
            range: Range { low: None, high: None },
            least: None,
            most: None,
            part: Part::Section { children: tops, passing: Passing::Siblings },
        });
        let bonus = this.bonus.iter().map(|line| add_line(line, "bonus/", &mut nodes)).collect();
        let deduction =
            this.deduction.iter().map(|line| add_line(line, "deduction/", &mut nodes)).collect();
        Ok(Self { scheme: scheme.clone(), digest, kind: at, nodes, root, bonus, deduction })
    }

    /// The kind of unit that it is for.
    pub fn kind(&self) -> &Kind {
        &self.scheme.kind[self.kind]
    }

    /// The section with this id.
    pub(crate) fn section(&self, id: &str) -> Option<usize> {
        let is_it = |node: &Node| node.id == id && matches!(node.part, Part::Section { .. });
        self.nodes.iter().position(is_it)
    }

    /// The node with this id.
    pub(crate) fn node(&self, id: &str) -> Option<usize> {
        self.nodes.iter().position(|node| node.id == id)
    }

    /// The names of all inputs that the kind takes, those of floors included.
    pub fn inputs(&self) -> Vec<&str> {
        let lines = self.nodes.iter().filter_map(|node| match &node.part {
            Part::Line { line, .. } => Some(line),
            Part::Section { .. } => None,
        });
        let mut names: Vec<&str> = lines.flat_map(|line| line.rule.inputs(&line.id)).collect();
        names.extend(self.scheme.floor.iter().map(|floor| floor.id.as_str()));
        names
    }
}

fn add_section(section: &Section, above: &str, nodes: &mut Vec<Node>) -> usize {
    let path = format!("{above}{}/", section.id);
    let lines = section.line.iter();
    let mut children: Vec<usize> = lines.map(|line| add_line(line, &path, nodes)).collect();
    children.extend(section.section.iter().map(|part| add_section(part, &path, nodes)));
    let out_of = section.points().clone();
    nodes.push(Node {
        id: section.id.clone(),
        path: path.trim_end_matches('/').to_owned(),
        factor: section.weight.checked_div(&out_of).unwrap_or(Exact::ZERO),
        weight: section.weight.clone(),
        out_of,
        part: Part::Section { children, passing: section.not_applicable.clone() },
        least: section.least.clone(),
        most: section.most.clone(),
        inputs: Vec::new(),
        range: Range { low: None, high: None },
    });
    nodes.len() - 1
}

fn add_line(line: &Line, above: &str, nodes: &mut Vec<Node>) -> usize {
    let weight = line.weight.clone().unwrap_or(Exact::ZERO);
    let out_of = line.out_of.clone().unwrap_or_else(|| weight.clone());
    // A bonus or deduction is worth its points as they are.
    let factor = match line.weight {
        Some(_) => weight.checked_div(&out_of).unwrap_or(Exact::ZERO),
        None => Exact::ONE,
    };
    nodes.push(Node {
        id: line.id.clone(),
        path: format!("{above}{}", line.id),
        inputs: line.rule.inputs(&line.id).into_iter().map(str::to_owned).collect(),
        range: range(&line.rule, &out_of),
        part: Part::Line { line: Box::new(line.clone()), scale: ready(&line.rule) },
        weight,
        out_of,
        factor,
        least: None,
        most: None,
    });
    nodes.len() - 1
}

/// The scale of a rule whose limits are all numbers.
fn ready(rule: &Rule) -> Option<Scale> {
    let fixed = |operand: &Operand| match operand {
        Operand::Fixed(number) => Some(number.clone()),
        _ => None,
    };
    let (limits, points) = match rule {
        Rule::Attainment { better, threshold, target, stretch, points, .. } => {
            let goal = fixed(target)?;
            let of = |operand: &Operand| of_target(operand, &goal);
            let stretch = match stretch {
                Some(stretch) => Some(of(stretch)?),
                None => None,
            };
            (along(*better, of(threshold)?, goal.clone(), stretch), three(points.as_ref()))
        }
        Rule::Band { outer_low, low, high, outer_high, points, .. } => {
            let (outer_low, low) = (fixed(outer_low)?, fixed(low)?);
            let (high, outer_high) = (fixed(high)?, fixed(outer_high)?);
            (Limits::Band { outer_low, low, high, outer_high }, two(points.as_ref()))
        }
        _ => return None,
    };
    Scale::new(limits, points).ok()
}

fn of_target(operand: &Operand, target: &Exact) -> Option<Exact> {
    match operand {
        Operand::Fixed(number) => Some(number.clone()),
        Operand::OfTarget(share) => (share * target).checked_div(&Exact::from_integer(100)),
        Operand::Input(_) => None,
    }
}

pub(crate) fn along(
    better: Better,
    threshold: Exact,
    target: Exact,
    stretch: Option<Exact>,
) -> Limits {
    match better {
        Better::Higher => Limits::Higher { threshold, target, stretch },
        Better::Lower => Limits::Lower { threshold, target, stretch },
    }
}

pub(crate) fn three(points: Option<&[Exact; 3]>) -> Points {
    points.map_or_else(Points::default, |[threshold, target, stretch]| Points {
        threshold: threshold.clone(),
        target: target.clone(),
        stretch: stretch.clone(),
    })
}

pub(crate) fn two(points: Option<&[Exact; 2]>) -> Points {
    let usual = Points::default();
    points.map_or(usual, |[outer, inner]| Points {
        threshold: outer.clone(),
        target: inner.clone(),
        stretch: inner.clone(),
    })
}

fn clamped(range: Range, least: Option<&Exact>, most: Option<&Exact>) -> Range {
    let clamp = |end: Exact| clamp(end, least, most);
    Range {
        low: range.low.map(clamp).or_else(|| least.cloned()),
        high: range.high.map(clamp).or_else(|| most.cloned()),
    }
}

pub(crate) fn clamp(number: Exact, least: Option<&Exact>, most: Option<&Exact>) -> Exact {
    let number = match most {
        Some(most) if number > *most => most.clone(),
        _ => number,
    };
    match least {
        Some(least) if number < *least => least.clone(),
        _ => number,
    }
}

/// The least and the most that a rule can give.
pub(crate) fn range(rule: &Rule, full: &Exact) -> Range {
    let of_points = |points: Points, has_stretch: bool| {
        let most = if has_stretch { points.stretch } else { points.target };
        Range::both(points.threshold.min(Exact::ZERO), most.max(Exact::ZERO))
    };
    match rule {
        Rule::Fixed { points } => Range::both(points.clone(), points.clone()),
        Rule::Figure { least, most, .. } => Range::both(least.clone(), most.clone()),
        Rule::Attainment { stretch, points, .. } => {
            of_points(three(points.as_ref()), stretch.is_some())
        }
        Rule::Band { points, .. } => of_points(two(points.as_ref()), false),
        Rule::Change { distance, .. } => Range { low: distance.then_some(Exact::ZERO), high: None },
        Rule::Steps { start, up, down, least, most, .. } => {
            let start = range(start, full);
            let low = match down {
                None => start.low,
                Some(pace) => match (start.low, &pace.most) {
                    (Some(low), Some(most)) => Some(&low - most),
                    _ => None,
                },
            };
            let high = match up {
                None => start.high,
                Some(pace) => match (start.high, &pace.most) {
                    (Some(high), Some(most)) => Some(&high + most),
                    _ => None,
                },
            };
            clamped(Range { low, high }, Some(least), most.as_ref())
        }
        Rule::Tiers { tier, .. } => {
            let points = || tier.iter().map(|tier| tier.points.clone()).chain([Exact::ZERO]);
            Range { low: points().min(), high: points().max() }
        }
        Rule::Deduct { start, floor, no_floor, .. } => {
            let start = start.as_ref().unwrap_or(full).clone();
            Range { low: (!no_floor).then(|| floor.clone()), high: Some(start) }
        }
        Rule::Events { count, most, event, .. } => {
            let dearest =
                || event.iter().map(|one| one.up_to.as_ref().unwrap_or(&one.points)).max();
            let high = most.as_ref().or_else(|| match count {
                Counting::Highest => dearest(),
                Counting::Each => None,
            });
            Range { low: Some(Exact::ZERO), high: high.cloned() }
        }
        Rule::Rescale { of, from, to } => {
            let factor = to.checked_div(from).unwrap_or(Exact::ONE);
            range(of, full).map(|end| &end * &factor)
        }
        Rule::Multiply { of, least, most, .. } => {
            let of = range(of, full);
            let end = |end: Option<Exact>, largest: bool| {
                end.map(|end| {
                    let (one, other) = (&end * least, &end * most);
                    if largest { one.max(other) } else { one.min(other) }
                })
            };
            Range { low: end(of.low, false), high: end(of.high, true) }
        }
        Rule::Raters { most, .. } | Rule::Result { most, .. } => {
            Range::both(Exact::ZERO, most.clone())
        }
        Rule::Mix { part } => {
            let ranges: Vec<(Range, &Exact)> =
                part.iter().map(|part| (range(&part.of, full), &part.weight)).collect();
            let sum = |of: fn(&Range) -> &Option<Exact>| {
                ranges.iter().map(|(one, by)| of(one).as_ref().map(|end| end * by)).sum()
            };
            Range { low: sum(|range| &range.low), high: sum(|range| &range.high) }
        }
        Rule::Sum { of } => {
            let ranges: Vec<Range> = of.iter().map(|rule| range(rule, full)).collect();
            Range {
                low: ranges.iter().map(|range| range.low.clone()).sum(),
                high: ranges.iter().map(|range| range.high.clone()).sum(),
            }
        }
        Rule::Clamp { of, least, most } => clamped(range(of, full), least.as_ref(), most.as_ref()),
    }
}
