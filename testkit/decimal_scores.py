#!/usr/bin/env python3
"""The arithmetic of `crates/scoring/benches/sheets.rs` in plain Python Decimal, to be measured beside it.

Usage: decimal_scores.py [BRANCHES [MONTHS]]

5,000 branches × 20 lines × 12 months by default: ten attainments, two step rules, three deductions, two rater
mixes, tiers, a bonus and a deduction, weighed together and rounded once. No trace, no status, no check: only
the sums. Prints how long it was on the processor; inputs are made before the clock starts.
"""

import sys
import time
from decimal import ROUND_HALF_UP, Decimal

D = Decimal


def line(value, threshold, target, stretch):
    if value < threshold:
        return D(0)
    if value < target:
        return D(60) + (value - threshold) / (target - threshold) * 40
    if value < stretch:
        return D(100) + (value - target) / (stretch - target) * 20
    return D(120)


LIMITS = [(D(60 + n), D(90 + n), D(110 + n)) for n in range(1, 11)]


def steps(value):
    change = (value - 1000) / 1000 * 100
    if change >= 0:
        return D(8) + min((change // 2) * D("0.5"), D(2))
    return max(D(8) - (-change // 2) * D("0.5"), D(0))


def raters(one, other):
    return D("0.6") * (one[0] / one[1]) + D("0.4") * (other[0] / other[1])


def total(sheet):
    business = sum((line(value, *limits) * 8 / 100 for value, limits in zip(sheet["a"], LIMITS)), D(0))
    business = (business + sum((steps(value) for value in sheet["s"]), D(0))) * 60 / 100
    party = sum((max(D(6) - count * D("0.5"), D(0)) for count in sheet["d"]), D(0))
    party += sum((raters(*pair) * 8 / 100 for pair in sheet["r"]), D(0))
    tier = sheet["t"]
    party += D(6) if tier >= 80 else D(4) if tier >= 60 else D(0)
    bonus = min(D(2) if sheet["bonus"] else D(0), D(5))
    exact = business + party + bonus - min(sheet["deduction"] * D(3), D(10))
    return min(max(exact, D(0)), D(120)).quantize(D("0.01"), ROUND_HALF_UP)


def sheets(count):
    seed = 20261231
    made = []
    for _ in range(count):

        def below(end):
            nonlocal seed
            seed = (seed * 1103515245 + 12345) % 2**31
            return (seed >> 8) % end

        made.append(
            {
                "a": [D(5000 + below(7501)) / 100 for _ in range(10)],
                "s": [D(8000 + below(4001)) / 10 for _ in range(2)],
                "d": [below(4) for _ in range(3)],
                "r": [((D(60 + below(41)) * 7, 7), (D(60 + below(41)) * 23, 23)) for _ in range(2)],
                "t": D(below(101)),
                "bonus": below(3),
                "deduction": below(2),
            }
        )
    return made


def main(branches=5000, months=12):
    made = sheets(branches * months)
    start = time.process_time()
    check = sum((total(sheet) for sheet in made), D(0))
    seconds = time.process_time() - start
    print(f"{len(made)} sheets of 20 lines in {seconds:.2f} s on one core, totals {check}")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
