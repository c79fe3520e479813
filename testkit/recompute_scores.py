#!/usr/bin/env python3
"""Recomputes every total of an exported document of scores from its rules and inputs alone.

Usage: recompute_scores.py FILE.json

The document has the form ronghe-scores-1 (`ronghe score --json`). Nothing of Ronghe is used: the rules are
applied again here, in fractions, and each section, line, bound, total and grade is compared with what the
document says; the arithmetic of each single step is checked too. Prints what differs and how many values
were compared; the exit status is 1 if anything differs.
"""

import json
import sys
from fractions import Fraction as F

HUNDRED = F(100)
OPEN, OUT, KNOWN = "open", "out", "known"
ORDER = ["not-reported", "pending", "disputed", "suppressed", "not-applicable"]
EFFECTS = {
    "not-applicable": "redistribute",
    "not-reported": "zero",
    "pending": "wait",
    "suppressed": "redistribute",
    "disputed": "wait",
}


class Missing(Exception):
    """A rule has no value, for this reason."""


def number(text):
    return F(str(text))


def optional(text):
    return None if text is None else number(text)


def rounded(value, decimals, mode):
    scale = 10**decimals
    scaled = abs(value) * scale
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    twice = 2 * rest - scaled.denominator
    if twice > 0 or (twice == 0 and (mode != "half-even" or whole % 2)):
        whole += 1
    return F(whole if value >= 0 else -whole, scale)


def clamp(value, least, most):
    if most is not None and value > most:
        value = most
    if least is not None and value < least:
        value = least
    return value


def total(values):
    values = list(values)
    return None if any(value is None for value in values) else sum(values, F(0))


class Worth:
    def __init__(self, state, score=None, low=None, high=None, coverage=F(1)):
        self.state, self.score, self.low, self.high = state, score, low, high
        self.coverage = coverage


def known(score):
    return Worth(KNOWN, score, score, score)


class Sheet:
    """One unit under one scheme."""

    def __init__(self, book, scheme, inputs):
        self.book, self.scheme, self.inputs = book, scheme, inputs
        self.kind = next(kind for kind in scheme["kind"] if kind["id"] == inputs["kind"])
        self.effects = {**EFFECTS, **scheme.get("status", {})}
        self.worths, self.statuses = {}, {}
        self.homes = {}

    # Rules.

    def entry(self, name):
        entry = self.inputs.get("entry", {}).get(name)
        if entry is None:
            raise Missing("not-reported")
        if "status" in entry:
            raise Missing(entry["status"])
        return entry

    def figure(self, name):
        return number(self.entry(name)["figure"])

    def operand(self, operand, target=None):
        text = str(operand)
        if text.startswith("@"):
            return self.figure(text[1:])
        if text.endswith("%"):
            return number(text[:-1]) * target / 100
        return number(text)

    def names(self, rule, line):
        """The inputs that a rule takes."""
        names = []
        if rule["kind"] in ("figure", "attainment", "band", "change", "steps", "deduct", "events", "raters"):
            names.append(rule.get("input", line))
        for key in ("threshold", "target", "stretch", "outer_low", "low", "high", "outer_high", "against", "baseline", "by"):
            if str(rule.get(key, "")).startswith("@"):
                names.append(rule[key][1:])
        for part in parts(rule):
            names += self.names(part, line)
        return names

    def rule(self, rule, line, full):
        kind, name = rule["kind"], rule.get("input", line)
        if kind == "fixed":
            return number(rule["points"])
        if kind == "figure":
            value = self.figure(name)
            assert number(rule.get("least", 0)) <= value <= number(rule["most"])
            return value
        if kind == "attainment":
            target = self.operand(rule["target"])
            limits = [self.operand(rule["threshold"], target), target]
            points = [number(one) for one in rule.get("points", [60, 100, 120])]
            if "stretch" in rule:
                limits.append(self.operand(rule["stretch"], target))
            sign = -1 if rule.get("better") == "lower" else 1
            return line_through([sign * limit for limit in limits], points, sign * self.figure(name))
        if kind == "band":
            a, b, c, d = (self.operand(rule[key]) for key in ("outer_low", "low", "high", "outer_high"))
            worse, better = (number(one) for one in rule.get("points", [60, 100]))
            value = self.figure(name)
            if value < a or value > d:
                return F(0)
            if b <= value <= c:
                return better
            way = (value - a) / (b - a) if value < b else (d - value) / (d - c)
            return worse + way * (better - worse)
        if kind == "change":
            change = self.change(rule, name, rule["against"])
            return abs(change) if rule.get("distance") else change
        if kind == "steps":
            score = self.rule(rule["start"], line, full)
            change = self.change(rule, name, rule["target"])
            target = self.operand(rule["target"])
            pace = rule.get("up" if change >= 0 else "down")
            if pace:
                steps = abs(change) / number(pace["per"])
                steps = steps if pace.get("partial") else F(steps.numerator // steps.denominator)
                moved, cap = steps * number(pace["points"]), optional(pace.get("most"))
                if change >= 0:
                    if "baseline" in rule and "up_most_below_baseline" in rule:
                        baseline = self.operand(rule["baseline"])
                        lower = rule.get("better") == "lower"
                        if target > baseline if lower else target < baseline:
                            cap = number(rule["up_most_below_baseline"])
                    if target < 0 and not rule.get("up_on_negative_target"):
                        cap = F(0)
                moved = clamp(moved, None, cap)
                score = score + moved if change >= 0 else score - moved
            return clamp(score, number(rule.get("least", 0)), optional(rule.get("most")))
        if kind == "tiers":
            value = self.rule(rule["of"], line, full)
            for tier in rule["tier"]:
                inside = value >= number(tier["from"]) if "from" in tier else value <= number(tier["up_to"])
                if inside:
                    return number(tier["points"])
            return F(0)
        if kind == "deduct":
            start = number(rule["start"]) if "start" in rule else full
            left = start - sum(self.events(rule, name, line).values(), F(0))
            return left if rule.get("no_floor") else max(left, number(rule.get("floor", 0)))
        if kind == "events":
            points = self.events(rule, name, line)
            each = rule.get("count") == "each"
            value = sum(points.values(), F(0)) if each else max(points.values(), default=F(0))
            return clamp(value, None, optional(rule.get("most")))
        if kind == "rescale":
            return self.rule(rule["of"], line, full) * number(rule["to"]) / number(rule["from"])
        if kind == "multiply":
            by = self.operand(rule["by"])
            assert number(rule["least"]) <= by <= number(rule["most"])
            return self.rule(rule["of"], line, full) * by
        if kind == "raters":
            return self.raters(rule, name)
        if kind == "result":
            return self.result(rule)
        if kind == "mix":
            return sum((number(part["weight"]) * self.rule(part["of"], line, full) for part in rule["part"]), F(0))
        if kind == "sum":
            return sum((self.rule(part, line, full) for part in rule["of"]), F(0))
        if kind == "clamp":
            value = self.rule(rule["of"], line, full)
            return clamp(value, optional(rule.get("least")), optional(rule.get("most")))
        raise ValueError(f"no rule {kind}")

    def change(self, rule, name, against):
        value, against = self.figure(name), self.operand(against)
        change = (value - against) / abs(against) * 100
        return -change if rule.get("better") == "lower" else change

    def prices(self, rule, name):
        prices = {price["sort"]: price for price in rule["event"]}
        for event in self.entry(name)["event"]:
            yield event["id"], number(event.get("points", prices[event["sort"]]["points"]))

    def events(self, rule, name, line):
        """Each event once, at its largest value, in the line where it counts."""
        found = {}
        for event, points in self.prices(rule, name):
            if self.homes.get(event, line) == line:
                found[event] = max(points, found.get(event, points))
        return found

    def raters(self, rule, name):
        ratings = {rating["group"]: rating for rating in self.entry(name)["rating"]}
        missing, sums, weights = [], F(0), F(0)
        for group in rule["group"]:
            rating = ratings.get(group["id"])
            if rating is None or rating["raters"] == 0:
                missing.append("not-reported")
            elif rating["raters"] < group["fewest"]:
                missing.append("suppressed")
            else:
                weight = number(group["weight"])
                sums += weight * number(rating["sum"]) / rating["raters"]
                weights += weight
        if missing and (weights == 0 or not rule.get("others_share")):
            raise Missing(max(missing, key=ORDER.index))
        return sums / weights

    def result(self, rule):
        unit = self.inputs["unit"]
        if "whose" in rule:
            unit = self.inputs["link"][rule["whose"]]
        other = self.book.get((rule["scheme"], unit))
        if other is None:
            raise Missing("not-reported")
        other = Sheet(self.book, *other)
        section, full = other.find(other.kind["section"], rule["section"])
        worth = other.section(section)
        if worth.state == OUT:
            raise Missing("not-applicable")
        if worth.state == OPEN:
            raise Missing("pending")
        return clamp(worth.score * 100 / full, F(0), number(rule.get("most", 100)))

    def find(self, sections, name):
        for section in sections:
            if section["id"] == name:
                return section, number(section.get("out_of", section["weight"]))
            found = self.find(section.get("section", []), name)
            if found:
                return found
        return None

    # Lines and sections.

    def line(self, line):
        full = number(line.get("out_of", line.get("weight", 0)))
        missing = []
        for name in self.names(line["rule"], line["id"]):
            try:
                self.entry(name)
            except Missing as reason:
                missing.append(str(reason))
        status = max(missing, key=ORDER.index) if missing else None
        if status is None:
            try:
                worth = known(self.rule(line["rule"], line["id"], full))
            except Missing as reason:
                status = str(reason)
        if status is not None:
            effect = self.effects[status]
            low, high = ends(line["rule"], full)
            worth = {
                "redistribute": Worth(OUT),
                "zero": known(F(0)),
                "wait": Worth(OPEN, None, low, high, F(0)),
            }[effect]
        self.worths[line["id"]], self.statuses[line["id"]] = worth, status
        return worth

    def section(self, section):
        parts = [(number(one["weight"]), number(one.get("out_of", one["weight"])), one["id"], self.line(one)) for one in section.get("line", [])]
        parts += [(number(one["weight"]), number(one.get("out_of", one["weight"])), one["id"], self.section(one)) for one in section.get("section", [])]
        full = number(section.get("out_of", section["weight"]))
        heir = section.get("not_applicable", "siblings")
        worth = weigh(parts, full, heir, optional(section.get("least")), optional(section.get("most")))
        self.worths[section["id"]] = worth
        return worth

    def beside(self, lines, cap, takes):
        """Bonus or deduction: value, bounds, and whether something waits."""
        if len(lines) > 1:
            self.settle(lines)
        value, low, high, waits = F(0), F(0), F(0), False
        for line in lines:
            worth = self.line(line)
            if takes and self.statuses[line["id"]] == "not-reported":
                worth = Worth(OPEN, None, F(0), ends(line["rule"], F(0))[1], F(0))
            if worth.state == OPEN:
                low, high, waits = total([low, worth.low]), total([high, worth.high]), True
            elif worth.state == KNOWN:
                value += worth.score
                low, high = total([low, worth.score]), total([high, worth.score])
        self.homes = {}
        value = clamp(value, None, cap)
        low = None if low is None else clamp(low, None, cap)
        high = cap if high is None else clamp(high, None, cap)
        return value, low, high, waits

    def settle(self, lines):
        best = {}
        for line in lines:
            rule = line["rule"]
            if rule["kind"] != "events":
                continue
            try:
                for event, points in self.prices(rule, rule.get("input", line["id"])):
                    if event not in best or points > best[event][0]:
                        best[event] = (points, line["id"])
            except Missing:
                pass
        self.homes = {event: home for event, (_, home) in best.items()}

    def whole(self):
        scheme, inputs = self.scheme, self.inputs
        out_of = number(scheme.get("out_of", 100))
        least, most = number(scheme.get("least", 0)), number(scheme.get("most", 120))
        parts = []
        for section in self.kind["section"]:
            full = number(section.get("out_of", section["weight"]))
            parts.append([number(section["weight"]), full, section["id"], self.section(section)])
        gates = []
        for gate in scheme.get("gate", []):
            watch = next(part for part in parts if part[2] == gate["watch"])
            limit, worth = number(gate["below"]) * watch[1] / 100, watch[3]
            below = [worth.score is not None and worth.score < limit]
            below.append(worth.state != OUT if worth.low is None else worth.low < limit)
            below.append(worth.high is not None and worth.high < limit)
            gates.append((gate, below, worth.state == OPEN and worth.score is None))
        for part in parts:
            fails = [any(below[at] for gate, below, _ in gates if gate["effect"] == "base-only" and gate["watch"] != part[2]) for at in range(3)]
            if any(fails) and part[3].state != OUT:
                part[3] = cut(part[3], part[1], fails)
                self.worths[part[2]] = part[3]
        base = weigh(parts, out_of, "siblings", None, None)
        self.worths[""] = base
        bonus, bonus_low, bonus_high, _ = self.beside(self.kind.get("bonus", []), optional(self.kind.get("bonus_most")), False)
        no_bonus = [any(below[at] for gate, below, _ in gates if gate["effect"] == "no-bonus") for at in range(3)]
        bonus = F(0) if no_bonus[0] else bonus
        bonus_low = F(0) if no_bonus[1] else bonus_low
        bonus_high = F(0) if no_bonus[2] else bonus_high
        taken, taken_low, taken_high, waits = self.beside(self.kind.get("deduction", []), optional(self.kind.get("deduction_most")), True)

        def end(score, more, less):
            return None if None in (score, more, less) else clamp(score + more - less, least, most)

        exact = end(base.score, bonus, taken)
        low, high = end(base.low, bonus_low, taken_high), end(base.high, bonus_high, taken_low)
        low, high = least if low is None else low, most if high is None else high
        form = scheme.get("publication", {"decimals": 2, "rounding": "half-away"})
        floors, effects = [], []
        for floor in scheme.get("floor", []):
            entry = inputs.get("entry", {}).get(floor["id"], {})
            if entry.get("status") == "not-applicable":
                kept = "met"
            elif "figure" not in entry:
                kept = "unknown"
            else:
                kept = "met" if number(entry["figure"]) >= number(floor["required"]) else "not-met"
            floors.append(kept)
            effects += floor.get("effect", []) if kept == "not-met" else []
        for booked in inputs.get("veto", []):
            stands = booked["from"] <= inputs["as_of"] and ("lifted" not in booked or inputs["as_of"] < booked["lifted"])
            if stands:
                effects += next(veto["effect"] for veto in scheme["veto"] if veto["id"] == booked["veto"])
        caps = [number(effect.get("at", 0)) for effect in effects if effect["kind"] in ("zero", "cap")]

        def publish(value):
            return clamp(rounded(value, form["decimals"], form["rounding"]), None, min(caps, default=None))

        unknown = any(kept == "unknown" and floor.get("effect") for kept, floor in zip(floors, scheme.get("floor", [])))
        is_open = waits or any(undecided for _, _, undecided in gates) or unknown
        standing = "ok"
        if base.state == OUT:
            standing = "not-applicable"
        elif is_open or exact is None or base.coverage < number(scheme.get("coverage", "0.8")):
            standing = "provisional"
        found = {
            "standing": standing,
            "bonus": bonus,
            "deduction": taken,
            "exact": exact,
            "before_veto": None if exact is None else rounded(exact, form["decimals"], form["rounding"]),
            "published": None if exact is None else publish(exact),
            "low": publish(low),
            "high": publish(high),
            "coverage": base.coverage if base.state == OPEN else F(1),
            "grade": None,
            "eligible": not any(effect["kind"] == "ineligible" for effect in effects),
        }
        if standing == "ok":
            names = [cut["name"] for cut in scheme["grade"]]
            place = next((at for at, cut in enumerate(scheme["grade"]) if found["published"] >= number(cut["from"])), len(names) - 1)
            place = max([place] + [names.index(effect["at"]) for effect in effects if effect["kind"] == "grade"])
            found["grade"] = names[place]
        return found


def parts(rule):
    """The rules that a rule is made of."""
    if rule["kind"] == "mix":
        return [part["of"] for part in rule["part"]]
    if rule["kind"] == "sum":
        return rule["of"]
    return [rule[key] for key in ("of", "start") if isinstance(rule.get(key), dict)]


def line_through(limits, points, value):
    if value < limits[0]:
        return F(0)
    for at in range(1, len(limits)):
        if value < limits[at]:
            way = (value - limits[at - 1]) / (limits[at] - limits[at - 1])
            return points[at - 1] + way * (points[at] - points[at - 1])
    return points[len(limits) - 1]


def ends(rule, full):
    """The least and the most that a rule can give; None where there is no end."""
    kind = rule["kind"]

    def within(low, high, least, most):
        return (
            least if low is None else clamp(low, least, most),
            most if high is None else clamp(high, least, most),
        )

    if kind == "fixed":
        return number(rule["points"]), number(rule["points"])
    if kind == "figure":
        return number(rule.get("least", 0)), number(rule["most"])
    if kind in ("attainment", "band"):
        points = [number(one) for one in rule.get("points", [60, 100, 120])]
        best = points[2] if "stretch" in rule else points[1]
        return min(points[0], F(0)), max(best, F(0))
    if kind == "change":
        return (F(0) if rule.get("distance") else None), None
    if kind == "steps":
        low, high = ends(rule["start"], full)
        if "down" in rule:
            most = optional(rule["down"].get("most"))
            low = None if low is None or most is None else low - most
        if "up" in rule:
            most = optional(rule["up"].get("most"))
            high = None if high is None or most is None else high + most
        return within(low, high, number(rule.get("least", 0)), optional(rule.get("most")))
    if kind == "tiers":
        points = [number(tier["points"]) for tier in rule["tier"]] + [F(0)]
        return min(points), max(points)
    if kind == "deduct":
        low = None if rule.get("no_floor") else number(rule.get("floor", 0))
        return low, number(rule["start"]) if "start" in rule else full
    if kind == "events":
        most = optional(rule.get("most"))
        if most is None and rule.get("count") != "each":
            most = max(number(one.get("up_to", one["points"])) for one in rule["event"])
        return F(0), most
    if kind == "rescale":
        factor = number(rule["to"]) / number(rule["from"])
        return tuple(None if end is None else end * factor for end in ends(rule["of"], full))
    if kind == "multiply":
        low, high = ends(rule["of"], full)
        by = [number(rule["least"]), number(rule["most"])]
        return (
            None if low is None else min(low * one for one in by),
            None if high is None else max(high * one for one in by),
        )
    if kind == "raters":
        return F(0), number(rule["most"])
    if kind == "result":
        return F(0), number(rule.get("most", 100))
    if kind == "mix":
        pairs = [(number(part["weight"]), ends(part["of"], full)) for part in rule["part"]]
        return tuple(total(None if one[at] is None else weight * one[at] for weight, one in pairs) for at in (0, 1))
    if kind == "sum":
        pairs = [ends(part, full) for part in rule["of"]]
        return tuple(total(one[at] for one in pairs) for at in (0, 1))
    if kind == "clamp":
        return within(*ends(rule["of"], full), optional(rule.get("least")), optional(rule.get("most")))
    raise ValueError(f"no rule {kind}")


def weigh(parts, full, heir, least, most):
    """Parts (weight, full marks, name, worth) together, in points of `full`."""
    inside = [part for part in parts if part[3].state != OUT]
    passed = sum((part[0] for part in parts if part[3].state == OUT), F(0))
    named = any(part[2] == heir for part in inside)
    inside = [(weight + passed if named and name == heir else weight, of, worth) for weight, of, name, worth in inside]
    weights = sum((weight for weight, _, _ in inside), F(0))
    if weights == 0:
        return Worth(OUT)

    def mean(pick):
        valued = [(weight, of, pick(worth)) for weight, of, worth in inside if pick(worth) is not None]
        over = sum((weight for weight, _, _ in valued), F(0))
        if over == 0:
            return None
        score = sum((weight * value / of for weight, of, value in valued), F(0)) * full / over
        return clamp(score, least, most)

    score = mean(lambda worth: worth.score)
    if all(worth.state == KNOWN for _, _, worth in inside):
        return known(score)
    low = mean(lambda worth: worth.low) if all(worth.low is not None for _, _, worth in inside) else least
    high = mean(lambda worth: worth.high) if all(worth.high is not None for _, _, worth in inside) else most
    coverage = sum((weight * (F(1) if worth.state == KNOWN else worth.coverage) for weight, _, worth in inside), F(0)) / weights
    # What waits may be worth less at its best, or more at its worst, than the mean of the others.
    score = None if score is None else clamp(score, low, high)
    return Worth(OPEN, score, low, high, coverage)


def cut(worth, full, fails):
    ends = [worth.score, worth.low, worth.high]
    for at in range(3):
        if fails[at] and ends[at] is not None:
            ends[at] = min(ends[at], full)
        elif fails[at] and at == 2:
            ends[at] = full
    if worth.state == KNOWN and all(fails):
        return known(ends[0])
    return Worth(OPEN, *ends, F(1) if worth.state == KNOWN else worth.coverage)


def step(op, args, result):
    """Whether the arithmetic of one step holds."""
    named, values = dict(args), [value for _, value in args]
    if op in ("given", "event", "result"):
        return values[0] == result
    if op in ("missed", "no-tier", "again", "not-highest", "nothing-up", "too-few"):
        return result == 0
    if op == "between":
        way = (named["value"] - named["from"]) / (named["to"] - named["from"])
        return named["worse"] + way * (named["better"] - named["worse"]) == result
    if op in ("change", "fall"):
        change = (named["value"] - named["against"]) / abs(named["against"]) * 100
        return (change if op == "change" else -change) == result
    if op == "distance":
        return abs(values[0]) == result
    if op == "parts":
        return named["value"] / named["per"] == result
    if op == "steps":
        return named["value"] // named["per"] == result
    if op == "times":
        return values[0] * values[1] == result
    if op == "plus":
        return sum(values, F(0)) == result
    if op == "minus":
        return values[0] - values[1] == result
    if op == "at-most":
        return min(values) == result
    if op == "at-least":
        return max(values) == result
    if op == "mean":
        return named["sum"] / named["raters"] == result
    if op == "rescaled":
        return named["value"] * named["to"] / named["from"] == result
    if op == "weighed":
        pairs = list(zip(values[::2], values[1::2]))
        return sum(weight * value for weight, value in pairs) / sum(weight for weight, _ in pairs) == result
    # These are compared as wholes: the line's or the section's own value.
    return op in ("section", "reached", "tier")


def spread(scheme, published):
    """How many may have the best grades, and the place of each total's grade among the scheme's."""
    cuts = [number(cut["from"]) for cut in scheme["grade"]]
    grades = [next((at for at, cut in enumerate(cuts) if total >= cut), len(cuts) - 1) for total in published]
    rule = scheme["distribution"]
    if len(published) < rule.get("fewest", 5):
        return None, grades
    most = [int(number(share) * len(published)) for share in rule["ceiling"]]
    given, is_first_open = 0, True
    for total in sorted(set(published), reverse=True):
        block = [at for at, other in enumerate(published) if other == total]
        is_first_open = is_first_open and given + len(block) <= most[0]
        later = next((at for at in range(1, len(most)) if given < most[at]), len(most))
        for at in block:
            grades[at] = max(grades[at], 0 if is_first_open else later)
        given += len(block)
    return most, grades


def main(path):
    with open(path, encoding="utf-8") as file:
        document = json.load(file)
    if document["form"] != "ronghe-scores-1":
        print(f"{path}: not of the form ronghe-scores-1")
        return 2
    schemes = {rules["digest"]: rules["scheme"] for rules in document["schemes"]}
    book = {}
    for sheet in document["sheets"]:
        book[sheet["scheme"], sheet["inputs"]["unit"]] = (schemes[sheet["digest"]], sheet["inputs"])
    compared, wrong = 0, []

    def compare(where, told, found):
        nonlocal compared
        compared += 1
        if told != found:
            wrong.append(f"{where}: the document says {told}, the rules give {found}")

    for out in document["sheets"]:
        sheet = Sheet(book, schemes[out["digest"]], out["inputs"])
        found = sheet.whole()
        name = f"{out['scheme']} {out['inputs']['unit']}"
        for key, value in found.items():
            told = out["result"].get(key)
            is_text = key in ("standing", "grade", "eligible")
            compare(f"{name} {key}", told if is_text else optional(told), value)
        for node in out["nodes"]:
            worth = sheet.worths[node["id"]]
            compare(f"{name} {node['path']} state", node["worth"]["state"], worth.state)
            compare(f"{name} {node['path']} score", optional(node["worth"].get("score")), worth.score)
            if worth.state == OPEN:
                for key in ("low", "high", "coverage"):
                    compare(f"{name} {node['path']} {key}", optional(node["worth"].get(key)), getattr(worth, key))
            for one in node["steps"]:
                args = [(key, number(value)) for key, value in one["args"]]
                compare(f"{name} {node['path']} {one['op']}", True, step(one["op"], args, number(one["result"])))
    for one in document.get("pro_rata", []):
        if one.get("exact") is not None:
            days = sum(days for days, _ in one["parts"])
            exact = sum(days * number(value) for days, value in one["parts"]) / days
            compare(f"{one['unit']} pro rata", number(one["exact"]), exact)
            published = clamp(rounded(exact, one["decimals"], one["rounding"]), None, optional(one.get("cap")))
            compare(f"{one['unit']} pro rata, published", number(one["published"]), published)
    for one in document.get("distribution", []):
        scheme = next(rules for rules in schemes.values() if rules["id"] == one["scheme"])
        most, grades = spread(scheme, [number(published) for _, published, *_ in one["units"]])
        compare(f"{one['scheme']} distribution", one["most"], most)
        names = [cut["name"] for cut in scheme["grade"]]
        for (unit, _, own, told), grade in zip(one["units"], grades):
            compare(f"{unit} in the distribution", told, names[max(grade, names.index(own))])
    for line in wrong:
        print(line)
    print(f"{len(document['sheets'])} sheets, {compared} values compared, {len(wrong)} differ")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        print(__doc__)
        sys.exit(2)
    sys.exit(main(sys.argv[1]))
