//! What a scheme asks of a kind of unit: each figure by its name, for which lines, of which sort, and whether
//! the house knows it anyway.

use scoring::scheme::{Group, Kind, Operand, Origin, Price, Rule, Scheme};

/// One figure that is asked for.
#[derive(Clone, Debug)]
pub struct Ask<'a> {
    pub entry: &'a str,
    /// The words of the first line, or of the floor, that takes it.
    pub name: &'a str,
    /// The ids of the lines that depend on it.
    pub lines: Vec<&'a str>,
    pub takes: Takes<'a>,
    /// Where it comes from without anybody typing it.
    pub feed: Option<&'a Origin>,
    /// Whether a rule measures in per cent of it, so that zero means nothing.
    pub is_base: bool,
}

/// What may be recorded for a name.
#[derive(Clone, Debug)]
pub enum Takes<'a> {
    Figure,
    /// Events of these sorts.
    Events(&'a [Price]),
    /// Ratings of these groups, none higher than this.
    Ratings(&'a [Group], &'a scoring::Exact),
}

/// Everything that a scheme asks of a kind of unit, in the order of its lines.
pub fn asks<'a>(scheme: &'a Scheme, kind: &'a Kind) -> Vec<Ask<'a>> {
    let mut found: Vec<Ask> = Vec::new();
    let mut add =
        |entry: &'a str, name: &'a str, line: &'a str, takes: Takes<'a>, is_base| match found
            .iter_mut()
            .find(|ask| ask.entry == entry)
        {
            Some(known) => {
                if !known.lines.contains(&line) {
                    known.lines.push(line);
                }
                known.is_base |= is_base;
            }
            None => {
                let feed = scheme.feed.iter().find(|feed| feed.entry == entry);
                let feed = feed.map(|feed| &feed.from);
                found.push(Ask { entry, name, lines: vec![line], takes, feed, is_base });
            }
        };
    for line in kind.lines() {
        of_rule(&line.rule, &line.id, &mut |entry, takes, is_base| {
            add(entry, &line.name, &line.id, takes, is_base);
        });
    }
    for floor in &scheme.floor {
        add(&floor.id, &floor.name, &floor.id, Takes::Figure, false);
    }
    found
}

fn of_rule<'a>(rule: &'a Rule, line: &'a str, add: &mut impl FnMut(&'a str, Takes<'a>, bool)) {
    let mut operand = |operand: Option<&'a Operand>, is_base: bool| {
        if let Some(Operand::Input(name)) = operand {
            add(name, Takes::Figure, is_base);
        }
    };
    match rule {
        Rule::Attainment { threshold, target, stretch, .. } => {
            let shares = [Some(threshold), stretch.as_ref()];
            let is_base =
                shares.into_iter().flatten().any(|one| matches!(one, Operand::OfTarget(_)));
            operand(Some(target), is_base);
            operand(Some(threshold), false);
            operand(stretch.as_ref(), false);
        }
        Rule::Band { outer_low, low, high, outer_high, .. } => {
            for limit in [outer_low, low, high, outer_high] {
                operand(Some(limit), false);
            }
        }
        Rule::Change { against, .. } => operand(Some(against), true),
        Rule::Steps { target, baseline, .. } => {
            operand(Some(target), true);
            operand(baseline.as_ref(), false);
        }
        Rule::Multiply { by, .. } => operand(Some(by), false),
        _ => {}
    }
    match rule {
        Rule::Figure { input, .. }
        | Rule::Attainment { input, .. }
        | Rule::Band { input, .. }
        | Rule::Change { input, .. }
        | Rule::Steps { input, .. } => add(named(input, line), Takes::Figure, false),
        Rule::Deduct { input, event, .. } | Rule::Events { input, event, .. } => {
            add(named(input, line), Takes::Events(event), false);
        }
        Rule::Raters { input, most, group, .. } => {
            add(named(input, line), Takes::Ratings(group, most), false);
        }
        _ => {}
    }
    for part in rule.parts() {
        of_rule(part, line, add);
    }
}

fn named<'a>(input: &'a Option<String>, line: &'a str) -> &'a str {
    input.as_deref().unwrap_or(line)
}
