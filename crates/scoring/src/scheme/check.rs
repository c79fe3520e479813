//! What is wrong with a scheme, each with its place (kind, sections, line) and, through its text, the
//! remedy. An error keeps it from being computed; a warning is for the person who approves it.

use super::*;
use crate::engine::plan::range;
use kernel::Problem;
use std::collections::{BTreeMap, BTreeSet};

/// What people are warned about beyond what is wrong. Numbers of the house, not of any law.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most lines for one kind of unit.
    pub lines: usize,
    /// A smaller share of Party-building, in per cent of the whole, is negligible.
    pub party_share: Exact,
    /// Fewer ratings than this may tell who gave which.
    pub raters: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { lines: 20, party_share: Exact::from_integer(10), raters: 5 }
    }
}

/// Everything that was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    pub errors: Vec<Problem>,
    pub warnings: Vec<Problem>,
}

/// Checks one scheme.
pub fn check(scheme: &Scheme, limits: &Limits) -> Findings {
    let mut check = Check { scheme, limits, found: Findings::default() };
    check.frame();
    check.grades();
    for kind in &scheme.kind {
        check.kind(kind);
    }
    check.feeds();
    check.found
}

/// Checks what schemes take from each other: that it is there, and that no result depends on itself. Two
/// assessments may feed each other as long as each takes a section of the other that takes nothing back.
pub fn check_together(schemes: &[&Scheme]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut needs: BTreeMap<Spot, BTreeSet<Spot>> = BTreeMap::new();
    for scheme in schemes {
        let mut whole = BTreeSet::new();
        for kind in &scheme.kind {
            for section in &kind.section {
                gather(scheme, section, &mut needs);
                whole.insert((scheme.id.clone(), section.id.clone()));
            }
            kind.bonus
                .iter()
                .chain(&kind.deduction)
                .for_each(|line| wants(scheme, line, &mut whole));
        }
        needs.insert((scheme.id.clone(), WHOLE.to_owned()), whole);
    }
    for (spot, wanted) in &needs {
        for missing in wanted.iter().filter(|wanted| !needs.contains_key(*wanted)) {
            let at = format!("{}/{}", spot.0, spot.1);
            problems.push(
                Problem::new("scheme-result-unknown")
                    .arg("place", at)
                    .arg("scheme", &missing.0)
                    .arg("section", &missing.1),
            );
        }
    }
    let mut done = BTreeSet::new();
    for start in needs.keys() {
        let mut way = Vec::new();
        if let Some(cycle) = cycle(start, &needs, &mut way, &mut done) {
            let names: Vec<String> =
                cycle.iter().map(|(scheme, section)| format!("{scheme}/{section}")).collect();
            problems.push(Problem::new("scheme-cycle").arg("way", names.join(" → ")));
        }
    }
    problems
}

/// A section of a scheme, or all of it.
type Spot = (String, String);

/// What stands for the whole where a section is named.
const WHOLE: &str = "*";

/// What a line takes from other assessments, by its rule or by what feeds it.
fn wants(of: &Scheme, line: &Line, into: &mut BTreeSet<Spot>) {
    fn results(rule: &Rule, into: &mut BTreeSet<Spot>) {
        if let Rule::Result { scheme, section, .. } = rule {
            into.insert((scheme.clone(), section.clone()));
        }
        for part in rule.parts() {
            results(part, into);
        }
    }
    results(&line.rule, into);
    let inputs = line.rule.inputs(&line.id);
    for feed in of.feed.iter().filter(|feed| inputs.contains(&feed.entry.as_str())) {
        if let Origin::Sheet { scheme, section, .. } = &feed.from {
            into.insert((scheme.clone(), section.as_deref().unwrap_or(WHOLE).to_owned()));
        }
    }
}

/// What each section needs: its parts, and what its lines take from elsewhere.
fn gather(scheme: &Scheme, section: &Section, needs: &mut BTreeMap<Spot, BTreeSet<Spot>>) {
    let mut wanted = BTreeSet::new();
    section.line.iter().for_each(|line| wants(scheme, line, &mut wanted));
    for part in &section.section {
        wanted.insert((scheme.id.clone(), part.id.clone()));
        gather(scheme, part, needs);
    }
    needs.entry((scheme.id.clone(), section.id.clone())).or_default().extend(wanted);
}

/// A way that comes back to itself, looking from `at` onwards. Only as deep as there are sections.
fn cycle(
    at: &Spot,
    needs: &BTreeMap<Spot, BTreeSet<Spot>>,
    way: &mut Vec<Spot>,
    done: &mut BTreeSet<Spot>,
) -> Option<Vec<Spot>> {
    if let Some(start) = way.iter().position(|spot| spot == at) {
        let mut found = way[start..].to_vec();
        found.push(at.clone());
        return Some(found);
    }
    if !done.insert(at.clone()) {
        return None;
    }
    way.push(at.clone());
    let found = needs.get(at).into_iter().flatten().find_map(|next| cycle(next, needs, way, done));
    way.pop();
    found
}

struct Check<'a> {
    scheme: &'a Scheme,
    limits: &'a Limits,
    found: Findings,
}

impl Check<'_> {
    fn error(&mut self, code: &'static str, place: &str) {
        self.found.errors.push(Problem::new(code).arg("place", place));
    }

    fn require(&mut self, holds: bool, code: &'static str, place: &str) {
        if !holds {
            self.error(code, place);
        }
    }

    fn warn(&mut self, problem: Problem) {
        self.found.warnings.push(problem);
    }

    /// What stands outside the sections.
    fn frame(&mut self) {
        let scheme = self.scheme;
        self.require(!scheme.kind.is_empty(), "scheme-no-kind", &scheme.id);
        if scheme.effective < scheme.published {
            self.found.errors.push(
                Problem::new("scheme-effective-early")
                    .arg("place", "effective")
                    .arg("effective", scheme.effective)
                    .arg("published", scheme.published),
            );
        }
        let ends_after = scheme.until.is_none_or(|until| until > scheme.effective);
        self.require(ends_after, "scheme-until-early", "until");
        let is_share = !scheme.coverage.is_negative() && scheme.coverage <= Exact::ONE;
        self.require(is_share, "scheme-share-range", "coverage");
        self.require(scheme.least < scheme.most, "scheme-range", "least, most");
        self.require(is_positive(&scheme.out_of), "scheme-out-of", "out_of");
        self.require(scheme.publication.decimals <= 12, "scheme-decimals", "publication");
        for status in [Status::NotApplicable, Status::Suppressed] {
            let is_zero = scheme.status.of(status) == Effect::Zero;
            self.require(!is_zero, "scheme-status-zero", &format!("status/{}", status.name()));
        }
        let waits = scheme.status.not_reported != Effect::Redistribute;
        self.require(waits, "scheme-status-full", "status/not-reported");
        match &scheme.consultation {
            None => self.warn(Problem::new("scheme-no-consultation").arg("place", "consultation")),
            Some(heard) if heard.held > scheme.published => self.warn(
                Problem::new("scheme-consultation-late")
                    .arg("place", "consultation")
                    .arg("held", heard.held)
                    .arg("published", scheme.published),
            ),
            Some(_) => {}
        }
        self.once(scheme.kind.iter().map(|kind| kind.id.as_str()), "kind");
        let beside = scheme.veto.iter().map(|veto| veto.id.as_str());
        let beside = beside.chain(scheme.floor.iter().map(|floor| floor.id.as_str()));
        self.once(
            beside.chain(scheme.gate.iter().map(|gate| gate.id.as_str())),
            "veto, floor, gate",
        );
        for floor in &scheme.floor {
            let place = format!("floor/{}", floor.id);
            self.require(!floor.required.is_negative(), "scheme-negative", &place);
            self.consequences(&floor.effect, &place);
        }
        for veto in &scheme.veto {
            let place = format!("veto/{}", veto.id);
            self.require(!veto.effect.is_empty(), "scheme-veto-idle", &place);
            self.require(!veto.basis.trim().is_empty(), "scheme-veto-basis", &place);
            self.consequences(&veto.effect, &place);
        }
        match &scheme.party_share {
            None => self.error("scheme-party-unstated", "party_share"),
            Some(share) => {
                let least = &(&self.limits.party_share * &scheme.out_of) * &per_cent();
                if *share < least {
                    self.warn(
                        Problem::new("scheme-party-negligible")
                            .arg("place", "party_share")
                            .arg("share", share.plain())
                            .arg("least", least.plain()),
                    );
                }
            }
        }
    }

    fn consequences(&mut self, effects: &[Consequence], place: &str) {
        for effect in effects {
            match effect {
                Consequence::Grade { at } => {
                    let is_known = self.scheme.grade.iter().any(|cut| cut.name == *at);
                    self.require(is_known, "scheme-grade-unknown", place);
                }
                Consequence::Cap { at } => {
                    let is_inside = *at >= self.scheme.least && *at <= self.scheme.most;
                    self.require(is_inside, "scheme-cap-outside", place);
                }
                Consequence::Zero | Consequence::Ineligible => {}
            }
        }
    }

    fn grades(&mut self) {
        let scheme = self.scheme;
        let is_falling = scheme.grade.windows(2).all(|two| two[0].from > two[1].from);
        let is_whole = scheme.grade.last().is_some_and(|last| last.from <= scheme.least);
        self.require(is_falling && is_whole, "scheme-grade-order", "grade");
        self.once(scheme.grade.iter().map(|cut| cut.name.as_str()), "grade");
        for rule in &scheme.consecutive {
            let place = format!("consecutive/{}", rule.grade);
            let is_known = scheme.grade.iter().any(|cut| cut.name == rule.grade);
            self.require(is_known, "scheme-grade-unknown", &place);
            self.require(rule.years >= 2, "scheme-consecutive-years", &place);
        }
        if let Some(Distribution { ceiling, .. }) = &scheme.distribution {
            let is_rising = ceiling.windows(2).all(|two| two[0] <= two[1]);
            let is_inside = ceiling.iter().all(|one| !one.is_negative() && *one <= Exact::ONE);
            let is_fewer = !ceiling.is_empty() && ceiling.len() < scheme.grade.len();
            let holds = is_rising && is_inside && is_fewer;
            self.require(holds, "scheme-distribution", "distribution");
        }
    }

    fn once<'b>(&mut self, names: impl Iterator<Item = &'b str>, place: &str) {
        let mut seen = BTreeSet::new();
        for name in names {
            if name.trim().is_empty() {
                self.error("scheme-unnamed", place);
            }
            if !seen.insert(name) {
                self.found
                    .errors
                    .push(Problem::new("scheme-twice").arg("place", place).arg("name", name));
            }
        }
    }

    fn kind(&mut self, kind: &Kind) {
        let scheme = self.scheme;
        self.require(!kind.section.is_empty(), "scheme-empty", &kind.id);
        let mut names = Vec::new();
        for section in &kind.section {
            self.section(section, &kind.id, &mut names);
        }
        self.weights(kind.section.iter().map(|one| &one.weight), &scheme.out_of, &kind.id);
        for (line, place) in
            kind.bonus.iter().map(|line| (line, format!("{}/bonus/{}", kind.id, line.id))).chain(
                kind.deduction
                    .iter()
                    .map(|line| (line, format!("{}/deduction/{}", kind.id, line.id))),
            )
        {
            names.push(line.id.as_str());
            self.require(line.weight.is_none(), "scheme-weight-unwanted", &place);
            let is_capped = place.starts_with(&format!("{}/deduction/", kind.id))
                || kind.bonus_most.is_some()
                || range(&line.rule, &Exact::ZERO).high.is_some();
            self.require(is_capped, "scheme-bonus-uncapped", &place);
            self.rule(&line.rule, &place);
        }
        for cap in [&kind.bonus_most, &kind.deduction_most].into_iter().flatten() {
            self.require(!cap.is_negative(), "scheme-negative", &kind.id);
        }
        self.once(names.into_iter(), &kind.id);
        for gate in &scheme.gate {
            let is_known = kind.section.iter().any(|section| section.id == gate.watch);
            let place = format!("{}/gate/{}", kind.id, gate.id);
            self.require(is_known, "scheme-gate-unknown", &place);
        }
        self.party(kind);
        self.inputs(kind);
    }

    /// The stated share of Party-building beside what the sections come to.
    fn party(&mut self, kind: &Kind) {
        let Some(stated) = &self.scheme.party_share else { return };
        let found = shares(kind, &self.scheme.out_of);
        let party = found.iter().filter(|one| one.aspect == Some(Aspect::Party));
        let sum: Exact = party.map(|one| one.share.clone()).sum();
        if sum != *stated {
            self.found.errors.push(
                Problem::new("scheme-party-share")
                    .arg("place", &kind.id)
                    .arg("stated", stated.plain())
                    .arg("sum", sum.plain()),
            );
        }
    }

    fn inputs(&mut self, kind: &Kind) {
        let lines = kind.lines();
        if lines.len() > self.limits.lines {
            self.warn(
                Problem::new("scheme-indicator-budget")
                    .arg("place", &kind.id)
                    .arg("lines", lines.len())
                    .arg("most", self.limits.lines),
            );
        }
        let mut users: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for line in lines {
            for input in line.rule.inputs(&line.id) {
                users.entry(input).or_default().push(&line.id);
            }
        }
        for (input, users) in users.into_iter().filter(|(_, users)| users.len() > 1) {
            self.warn(
                Problem::new("scheme-input-shared")
                    .arg("place", &kind.id)
                    .arg("input", input)
                    .arg("lines", users.join(", ")),
            );
        }
    }

    /// A figure comes from one place, and only what a line or a floor takes is fed.
    fn feeds(&mut self) {
        let scheme = self.scheme;
        let lines = scheme.kind.iter().flat_map(Kind::lines);
        let mut taken: BTreeSet<&str> = lines.flat_map(|line| line.rule.inputs(&line.id)).collect();
        taken.extend(scheme.floor.iter().map(|floor| floor.id.as_str()));
        let mut fed = BTreeSet::new();
        for feed in &scheme.feed {
            let place = format!("feed/{}", feed.entry);
            self.require(taken.contains(feed.entry.as_str()), "scheme-feed-unknown", &place);
            self.require(fed.insert(feed.entry.as_str()), "scheme-feed-twice", &place);
        }
    }

    fn weights<'b>(
        &mut self,
        weights: impl Iterator<Item = &'b Exact>,
        whole: &Exact,
        place: &str,
    ) {
        let mut sum = Exact::ZERO;
        for weight in weights {
            self.require(!weight.is_negative(), "scheme-weight-negative", place);
            sum = &sum + weight;
        }
        if sum != *whole {
            self.found.errors.push(
                Problem::new("scheme-weights")
                    .arg("place", place)
                    .arg("sum", sum.plain())
                    .arg("whole", whole.plain())
                    .arg("off", (whole - &sum).plain()),
            );
        }
    }

    fn section<'b>(&mut self, section: &'b Section, above: &str, names: &mut Vec<&'b str>) {
        let place = format!("{above}/{}", section.id);
        names.push(&section.id);
        let is_empty = section.line.is_empty() && section.section.is_empty();
        self.require(!is_empty, "scheme-empty", &place);
        self.require(is_positive(section.points()), "scheme-out-of", &place);
        if let (Some(least), Some(most)) = (&section.least, &section.most) {
            self.require(least < most, "scheme-range", &place);
        }
        let mut weights = Vec::new();
        for line in &section.line {
            let place = format!("{place}/{}", line.id);
            names.push(&line.id);
            match &line.weight {
                None => self.error("scheme-weight-missing", &place),
                Some(weight) => {
                    weights.push(weight);
                    let points = line.out_of.as_ref().unwrap_or(weight);
                    self.require(is_positive(points), "scheme-out-of", &place);
                }
            }
            if line.class.as_ref().is_some_and(|class| class.reason.trim().is_empty()) {
                self.error("scheme-class-reason", &place);
            }
            self.rule(&line.rule, &place);
        }
        for part in &section.section {
            weights.push(&part.weight);
            self.section(part, &place, names);
        }
        self.weights(weights.into_iter(), section.points(), &place);
        if let Passing::To(name) = &section.not_applicable {
            let lines = section.line.iter().map(|line| &line.id);
            let is_part =
                lines.chain(section.section.iter().map(|part| &part.id)).any(|id| id == name);
            self.require(is_part, "scheme-passing-unknown", &place);
        }
    }

    fn rule(&mut self, rule: &Rule, place: &str) {
        for part in rule.parts() {
            self.rule(part, place);
        }
        match rule {
            Rule::Fixed { .. } | Rule::Sum { .. } => {}
            Rule::Figure { least, most, .. } => self.require(least < most, "scheme-range", place),
            Rule::Attainment { better, threshold, target, stretch, points, .. } => {
                self.attainment(*better, [Some(threshold), Some(target), stretch.as_ref()], place);
                if let Some([worst, full, best]) = points {
                    self.require(worst <= full && full <= best, "scheme-points-order", place);
                }
            }
            Rule::Band { outer_low, low, high, outer_high, points, .. } => {
                let ends = [outer_low, low, high, outer_high];
                for end in ends {
                    self.plain(end, place);
                }
                if let [
                    Operand::Fixed(a),
                    Operand::Fixed(b),
                    Operand::Fixed(c),
                    Operand::Fixed(d),
                ] = ends
                {
                    self.require(a < b && b <= c && c < d, "scheme-limits", place);
                }
                if let Some([outer, inner]) = points {
                    self.require(outer <= inner, "scheme-points-order", place);
                }
            }
            Rule::Change { against, .. } => {
                self.plain(against, place);
                self.nonzero(against, place);
            }
            Rule::Steps {
                target, baseline, up, down, up_most_below_baseline, least, most, ..
            } => {
                self.plain(target, place);
                self.nonzero(target, place);
                if let Some(baseline) = baseline {
                    self.plain(baseline, place);
                }
                for pace in [up, down].into_iter().flatten() {
                    let is_sound = is_positive(&pace.per)
                        && !pace.points.is_negative()
                        && pace.most.as_ref().is_none_or(|most| !most.is_negative());
                    self.require(is_sound, "scheme-pace", place);
                }
                let needs = up_most_below_baseline.is_some();
                self.require(
                    !needs || (baseline.is_some() && up.is_some()),
                    "scheme-baseline",
                    place,
                );
                let is_wide = most.as_ref().is_none_or(|most| least < most);
                self.require(is_wide, "scheme-range", place);
            }
            Rule::Tiers { tier, .. } => {
                let from = tier.windows(2).all(|two| match two {
                    [
                        Tier { from: Some(a), up_to: None, .. },
                        Tier { from: Some(b), up_to: None, .. },
                    ] => a > b,
                    [
                        Tier { from: None, up_to: Some(a), .. },
                        Tier { from: None, up_to: Some(b), .. },
                    ] => a < b,
                    _ => false,
                });
                let ends = tier.iter().all(|tier| tier.from.is_some() != tier.up_to.is_some());
                self.require(from && ends && !tier.is_empty(), "scheme-tiers", place);
            }
            Rule::Deduct { event, .. } => self.prices(event, place),
            Rule::Events { event, most, .. } => {
                let is_sound = most.as_ref().is_none_or(|most| !most.is_negative());
                self.require(is_sound, "scheme-negative", place);
                self.prices(event, place);
            }
            Rule::Rescale { from, to, .. } => {
                self.require(is_positive(from) && is_positive(to), "scheme-rescale", place);
            }
            Rule::Multiply { by, least, most, .. } => {
                self.plain(by, place);
                self.require(!least.is_negative() && least < most, "scheme-range", place);
            }
            Rule::Raters { group, most, .. } => {
                self.require(is_positive(most), "scheme-range", place);
                self.once(group.iter().map(|group| group.id.as_str()), place);
                self.weights(group.iter().map(|group| &group.weight), &Exact::ONE, place);
                for group in group.iter().filter(|group| group.fewest < self.limits.raters) {
                    self.found.warnings.push(
                        Problem::new("scheme-raters-few")
                            .arg("place", place)
                            .arg("group", &group.id)
                            .arg("fewest", group.fewest)
                            .arg("least", self.limits.raters),
                    );
                }
            }
            Rule::Result { most, .. } => self.require(is_positive(most), "scheme-range", place),
            Rule::Mix { part } => {
                self.weights(part.iter().map(|part| &part.weight), &Exact::ONE, place);
            }
            Rule::Clamp { least, most, .. } => {
                let is_wide = match (least, most) {
                    (Some(least), Some(most)) => least < most,
                    (None, None) => false,
                    _ => true,
                };
                self.require(is_wide, "scheme-range", place);
            }
        }
    }

    fn attainment(&mut self, better: Better, limits: [Option<&Operand>; 3], place: &str) {
        let target = limits[1];
        let is_relative = |limit: &&Operand| matches!(limit, Operand::OfTarget(_));
        if target.is_some_and(|target| is_relative(&target)) {
            self.error("scheme-share-misplaced", place);
        }
        let of_target = limits.iter().flatten().any(is_relative);
        if let (Some(target), true) = (target, of_target) {
            self.nonzero(target, place);
            if matches!(target, Operand::Fixed(number) if number.is_zero()) {
                return;
            }
        }
        let known = |limit: &Operand| match (limit, target) {
            (Operand::Fixed(number), _) => Some(number.clone()),
            (Operand::OfTarget(share), Some(Operand::Fixed(target))) => {
                Some(&(share * target) * &per_cent())
            }
            _ => None,
        };
        let limits: Vec<Option<Exact>> = limits.into_iter().flatten().map(known).collect();
        let is_ordered = limits.windows(2).all(|two| match (&two[0], &two[1]) {
            (Some(worse), Some(limit)) if better == Better::Higher => worse < limit,
            (Some(worse), Some(limit)) => worse > limit,
            _ => true,
        });
        self.require(is_ordered, "scheme-limits", place);
    }

    /// An operand that is no share of the target.
    fn plain(&mut self, operand: &Operand, place: &str) {
        let is_plain = !matches!(operand, Operand::OfTarget(_));
        self.require(is_plain, "scheme-share-misplaced", place);
    }

    fn nonzero(&mut self, operand: &Operand, place: &str) {
        let is_zero = matches!(operand, Operand::Fixed(number) if number.is_zero());
        self.require(!is_zero, "scheme-target-zero", place);
    }

    fn prices(&mut self, prices: &[Price], place: &str) {
        self.require(!prices.is_empty(), "scheme-prices-empty", place);
        self.once(prices.iter().map(|price| price.sort.as_str()), place);
        for price in prices {
            self.require(!price.points.is_negative(), "scheme-negative", place);
            let is_wide = price.up_to.as_ref().is_none_or(|up_to| *up_to > price.points);
            self.require(is_wide, "scheme-range", place);
        }
    }
}

fn per_cent() -> Exact {
    Exact::quotient(1, 100).unwrap_or(Exact::ONE)
}

fn is_positive(number: &Exact) -> bool {
    !number.is_negative() && !number.is_zero()
}

/// A line with its share of the whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share<'a> {
    pub line: &'a Line,
    /// The ids from the section down to the line.
    pub place: String,
    pub share: Exact,
    /// What the nearest section above says that it is about.
    pub aspect: Option<Aspect>,
}

/// The lines of the sections with their shares of the whole, in its points.
pub fn shares<'a>(kind: &'a Kind, whole: &Exact) -> Vec<Share<'a>> {
    struct Walk<'a>(Vec<Share<'a>>);
    impl<'a> Walk<'a> {
        fn go(&mut self, section: &'a Section, above: &str, share: &Exact, aspect: Option<Aspect>) {
            let place = format!("{above}{}/", section.id);
            let aspect = section.aspect.or(aspect);
            let of = |weight: &Exact| {
                (share * weight).checked_div(section.points()).unwrap_or(Exact::ZERO)
            };
            for line in &section.line {
                let share = line.weight.as_ref().map_or(Exact::ZERO, of);
                self.0.push(Share { line, place: format!("{place}{}", line.id), share, aspect });
            }
            for part in &section.section {
                self.go(part, &place, &of(&part.weight), aspect);
            }
        }
    }
    let mut walk = Walk(Vec::new());
    let sum: Exact = kind.section.iter().map(|section| section.weight.clone()).sum();
    for section in &kind.section {
        let share = (&section.weight * whole).checked_div(&sum).unwrap_or(Exact::ZERO);
        walk.go(section, "", &share, None);
    }
    walk.0
}
