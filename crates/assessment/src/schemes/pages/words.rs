//! A rule, a consequence and the source of a figure in words.

use crate::schemes::flat::{of_name, whose_name};
use scoring::Exact;
use scoring::scheme::{
    Better, Consequence, Counting, Effect, Gate, GateEffect, Operand, Origin, Pace, Price, Rule,
};
use web_kit::Page;

fn operand(page: &Page, operand: &Operand) -> String {
    match operand {
        Operand::Fixed(number) => number.plain(),
        Operand::Input(name) => page.t1("scheme-operand-input", "name", name),
        Operand::OfTarget(share) => page.t1("scheme-operand-share", "share", share.plain()),
    }
}

fn better(page: &Page, better: Better) -> String {
    page.t(match better {
        Better::Higher => "scheme-better-higher",
        Better::Lower => "scheme-better-lower",
    })
}

fn price(page: &Page, price: &Price) -> String {
    let points = match &price.up_to {
        None => price.points.plain(),
        Some(most) => format!("{}–{}", price.points.plain(), most.plain()),
    };
    page.tn("scheme-price", &[("sort", &price.sort), ("points", &points)])
}

fn prices(page: &Page, events: &[Price]) -> String {
    let all: Vec<String> = events.iter().map(|one| price(page, one)).collect();
    all.join(&page.t("scheme-list-comma"))
}

fn most(page: &Page, most: Option<&Exact>) -> String {
    most.map(|most| page.t1("scheme-at-most", "most", most.plain())).unwrap_or_default()
}

fn pace(page: &Page, key: &str, pace: Option<&Pace>) -> String {
    pace.map(|pace| {
        let (per, points) = (pace.per.plain(), pace.points.plain());
        page.tn(
            key,
            &[("per", &per), ("points", &points), ("most", &most(page, pace.most.as_ref()))],
        )
    })
    .unwrap_or_default()
}

/// A rule in a sentence or two.
pub(super) fn rule(page: &Page, it: &Rule) -> String {
    let said = |key: &str, args: &[(&str, &str)]| page.tn(&format!("scheme-rule-{key}"), args);
    let op = |one: &Operand| operand(page, one);
    match it {
        Rule::Fixed { points } => said("fixed", &[("points", &points.plain())]),
        Rule::Figure { least, most, .. } => {
            said("figure", &[("least", &least.plain()), ("most", &most.plain())])
        }
        Rule::Attainment { better: way, threshold, target, stretch, points, .. } => {
            let usual = [60, 100, 120].map(Exact::from_integer);
            let [low, full, high] = points.as_ref().unwrap_or(&usual).each_ref().map(Exact::plain);
            let stretch = stretch.as_ref().map(|one| {
                page.tn("scheme-rule-stretch", &[("stretch", &op(one)), ("points", &high)])
            });
            let (threshold, target) = (op(threshold), op(target));
            said(
                "attainment",
                &[
                    ("threshold", &threshold),
                    ("low", &low),
                    ("target", &target),
                    ("full", &full),
                    ("stretch", &stretch.unwrap_or_default()),
                    ("better", &better(page, *way)),
                ],
            )
        }
        Rule::Band { outer_low, low, high, outer_high, .. } => {
            let [a, b, c, d] = [outer_low, low, high, outer_high].map(op);
            said("band", &[("outer-low", &a), ("low", &b), ("high", &c), ("outer-high", &d)])
        }
        Rule::Change { against, better: way, distance, .. } => {
            let way = if *distance { page.t("scheme-better-distance") } else { better(page, *way) };
            said("change", &[("against", &op(against)), ("better", &way)])
        }
        Rule::Steps { target, start, up, down, .. } => {
            let up = pace(page, "scheme-pace-up", up.as_ref());
            let down = pace(page, "scheme-pace-down", down.as_ref());
            let start = rule(page, start);
            said(
                "steps",
                &[("target", &op(target)), ("start", &start), ("up", &up), ("down", &down)],
            )
        }
        Rule::Deduct { start, floor, no_floor, event, .. } => {
            let start = start.as_ref().map_or_else(|| page.t("scheme-full-marks"), Exact::plain);
            let floor = match no_floor {
                true => page.t("scheme-no-floor"),
                false => page.t1("scheme-floor-at", "floor", floor.plain()),
            };
            said(
                "deduct",
                &[("start", &start), ("floor", &floor), ("prices", &prices(page, event))],
            )
        }
        Rule::Events { count, most: cap, event, .. } => {
            let count = page.t(match count {
                Counting::Highest => "scheme-count-highest",
                Counting::Each => "scheme-count-each",
            });
            let (cap, prices) = (most(page, cap.as_ref()), prices(page, event));
            said("events", &[("count", &count), ("most", &cap), ("prices", &prices)])
        }
        Rule::Raters { most, group, .. } => {
            let groups = group.iter().map(|one| {
                let (weight, fewest) = (one.weight.plain(), one.fewest.to_string());
                page.tn(
                    "scheme-group",
                    &[("id", &one.id), ("weight", &weight), ("fewest", &fewest)],
                )
            });
            let groups: Vec<String> = groups.collect();
            let groups = groups.join(&page.t("scheme-list-comma"));
            said("raters", &[("most", &most.plain()), ("groups", &groups)])
        }
        Rule::Result { scheme, section, .. } => {
            said("result", &[("scheme", scheme), ("section", section)])
        }
        nested => combined(page, nested),
    }
}

/// Rules that are made of rules.
fn combined(page: &Page, it: &Rule) -> String {
    let said = |key: &str, args: &[(&str, &str)]| page.tn(&format!("scheme-rule-{key}"), args);
    let comma = page.t("scheme-list-comma");
    match it {
        Rule::Tiers { of, tier } => {
            let tiers = tier.iter().map(|one| {
                let points = one.points.plain();
                match (&one.from, &one.up_to) {
                    (_, Some(end)) => page
                        .tn("scheme-tier-up-to", &[("limit", &end.plain()), ("points", &points)]),
                    (from, None) => {
                        let limit = from.as_ref().map(Exact::plain).unwrap_or_default();
                        page.tn("scheme-tier-from", &[("limit", &limit), ("points", &points)])
                    }
                }
            });
            let tiers: Vec<String> = tiers.collect();
            said("tiers", &[("of", &rule(page, of)), ("tiers", &tiers.join(&comma))])
        }
        Rule::Rescale { of, from, to } => {
            let of = rule(page, of);
            said("rescale", &[("of", &of), ("from", &from.plain()), ("to", &to.plain())])
        }
        Rule::Multiply { of, by, least, most } => {
            let (of, by) = (rule(page, of), operand(page, by));
            said(
                "multiply",
                &[("of", &of), ("by", &by), ("least", &least.plain()), ("most", &most.plain())],
            )
        }
        Rule::Mix { part } => {
            let parts = part
                .iter()
                .map(|one| format!("{} × ({})", one.weight.plain(), rule(page, &one.of)));
            let parts: Vec<String> = parts.collect();
            said("mix", &[("parts", &parts.join(" + "))])
        }
        Rule::Sum { of } => {
            let parts: Vec<String> =
                of.iter().map(|one| format!("({})", rule(page, one))).collect();
            said("mix", &[("parts", &parts.join(" + "))])
        }
        Rule::Clamp { of, least, most } => {
            let end =
                |end: &Option<Exact>| end.as_ref().map_or_else(|| "—".to_owned(), Exact::plain);
            let of = rule(page, of);
            said("clamp", &[("of", &of), ("least", &end(least)), ("most", &end(most))])
        }
        _ => String::new(),
    }
}

/// Where a figure comes from.
pub(super) fn origin(page: &Page, origin: &Origin) -> String {
    match origin {
        Origin::Indicator { code, of } => {
            let of = page.t(format!("scheme-of-{}", of_name(*of)));
            page.tn("scheme-from-indicator", &[("code", code), ("of", &of)])
        }
        Origin::Measure { name } => page.t1("scheme-from-measure", "name", name),
        Origin::Sheet { scheme, section, whose } => {
            let whose = page.t(format!("scheme-whose-{}", whose_name(*whose)));
            let section = section.as_deref().unwrap_or("*");
            let told = [("scheme", scheme.as_str()), ("section", section), ("whose", &whose)];
            page.tn("scheme-from-sheet", &told)
        }
    }
}

/// What a floor or a veto brings.
pub(super) fn effects(page: &Page, effects: &[Consequence]) -> String {
    let all: Vec<String> = effects
        .iter()
        .map(|effect| match effect {
            Consequence::Zero => page.t("scheme-effect-zero"),
            Consequence::Cap { at } => page.t1("scheme-effect-cap", "at", at.plain()),
            Consequence::Grade { at } => page.t1("scheme-effect-grade", "at", at),
            Consequence::Ineligible => page.t("scheme-effect-ineligible"),
        })
        .collect();
    if all.is_empty() {
        page.t("scheme-effect-none")
    } else {
        all.join(&page.t("scheme-list-comma"))
    }
}

/// What a gate does.
pub(super) fn gate(page: &Page, gate: &Gate) -> String {
    let effect = page.t(match gate.effect {
        GateEffect::NoBonus => "scheme-gate-no-bonus",
        GateEffect::BaseOnly => "scheme-gate-base-only",
    });
    page.tn(
        "scheme-gate",
        &[("watch", &gate.watch), ("below", &gate.below.plain()), ("effect", &effect)],
    )
}

/// What becomes of a missing figure.
pub(super) fn missing(page: &Page, effect: Effect) -> String {
    page.t(format!("scheme-missing-{}", effect.name()))
}
