#!/usr/bin/env python3
"""The methods of `crates/statistics` beside other programs, on the same data in the same run.

Usage: beside_others.py [--times N] [--case NAME] [--program FILE]

Cases: `panel`, two-way effects and clustered errors of 5,000 units over 36 months with 5 regressors, one row in
fifty missing; `dummies`, the same of 300 units; `mines`, the same of the 332,914 mine quarters of MSHA with 2
regressors (left out without the public data); `entropy` and `topsis` of 100,000 × 50; `wild`, 9,999 draws of the
wild cluster bootstrap of 200 units over 36 months, and `wild-large`, of 5,000. Beside ours run linearmodels,
statsmodels, pymcdm and plain numpy with the same arithmetic. statsmodels has its own dummies of 300 units; those of more do not fit, and numpy
takes the effects out first.

Ours is `cargo bench -p statistics --bench beside`, or an executable built from it before (`--program`). It needs
cargo and a Python with numpy, pandas, statsmodels, linearmodels and pymcdm; install these outside the
repository. Every program has one thread. A time is the shortest of N by the clock, for a machine that does nothing
else; memory is the most that the process took beyond the same with 16 units or rows. Results must agree.
"""

import argparse
import gzip
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("RONGHE_SHARED", ROOT.parent / "shared"))
MINES = SHARED / "data/us_msha_mine_quarter/all_mine_quarter_2000_2010.csv.gz"
CASES = ["panel", "dummies", "mines", "entropy", "topsis", "wild", "wild-large"]
# Units, months and regressors.
PANELS = {"panel": (5_000, 36, 5), "dummies": (300, 36, 5), "wild": (200, 36, 2), "wild-large": (5_000, 36, 2)}
# Units of a panel, or rows of a table, so few that a program takes as much memory without them.
FEW = 16
OTHERS = {
    "panel": ["numpy", "linearmodels", "statsmodels"],
    "dummies": ["numpy", "linearmodels", "statsmodels"],
    "mines": ["numpy", "linearmodels", "statsmodels"],
    "entropy": ["numpy", "pymcdm"],
    "topsis": ["numpy", "pymcdm"],
    "wild": ["numpy"],
    "wild-large": ["numpy"],
}


# The data.


def write(folder, name, values):
    np.asarray(values, dtype="<f8").tofile(folder / name)


def panel_data(folder, units, months, regressors, missing):
    random = np.random.default_rng(1)
    unit, period = np.repeat(np.arange(units), months), np.tile(np.arange(months), units)
    kept = random.random(len(unit)) >= missing
    unit, period = unit[kept], period[kept]
    columns = random.standard_normal((regressors, len(unit)))
    of_unit, of_period = random.standard_normal(units)[unit], random.standard_normal(months)[period]
    outcome = 0.1 * columns.sum(0) + of_unit + of_period + random.standard_normal(len(unit))
    write(folder, "unit", unit)
    write(folder, "period", period)
    for at, column in enumerate([outcome, *columns]):
        write(folder, f"column-{at}", column)


def make(case, folder, few=False):
    if case in PANELS:
        units, months, regressors = PANELS[case]
        panel_data(folder, FEW if few else units, months, regressors, 0.02)
    elif case == "mines" and few:
        panel_data(folder, FEW, 44, 2, 0.02)
    elif case == "mines":
        rows = []
        with gzip.open(MINES, "rt") as file:
            for row in csv.DictReader(file):
                quarter = int(row["year"]) * 4 + int(row["quarter"])
                figures = [float(row[name] or 0) for name in ("days_lost", "violations", "days_restricted")]
                rows.append((int(row["mine_id"]), quarter, *figures))
        rows.sort()
        columns = np.array(rows).T
        write(folder, "unit", columns[0])
        write(folder, "period", columns[1])
        for at, column in enumerate(columns[2:]):
            write(folder, f"column-{at}", column)
    else:
        rows = FEW if few else 100_000
        write(folder, "rows", np.random.default_rng(2).uniform(1, 100, (rows, 50)).ravel())


def load(folder, name):
    return np.fromfile(folder / name, dtype="<f8")


def load_panel(folder):
    columns = len(list(folder.glob("column-*")))
    unit, period = load(folder, "unit").astype(np.int64), load(folder, "period").astype(np.int64)
    return unit, period, [load(folder, f"column-{at}") for at in range(columns)]


# Plain numpy with our arithmetic.


class Within:
    """Two-way effects: units by their means, periods by their normal equations. Rows are sorted by unit."""

    def __init__(self, unit, period):
        starts = np.flatnonzero(np.r_[True, unit[1:] != unit[:-1]])
        count = np.diff(np.r_[starts, len(unit)])
        often = np.bincount(period)
        kept = ~((count == 1)[np.repeat(np.arange(len(count)), count)] | (often[period] == 1))
        while not kept.all():
            raise SystemExit("data with singletons")
        self.starts, self.count = starts, count
        self.of_unit = np.repeat(np.arange(len(count)), count)
        self.period = np.unique(period, return_inverse=True)[1]
        periods = self.period.max() + 1
        there = np.zeros((len(count), periods))
        there[self.of_unit, self.period] = 1
        normal = np.diag(there.sum(0)) - there.T @ (there / count[:, None])
        self.factor = np.linalg.inv(np.linalg.cholesky(normal[1:, 1:]))

    def centre(self, column):
        return column - (np.add.reduceat(column, self.starts) / self.count)[self.of_unit]

    def effects(self, sums):
        return np.vstack([np.zeros((1, sums.shape[1])), self.factor.T @ (self.factor @ sums[1:])])

    def take_out(self, column):
        for _ in range(2):
            column = self.centre(column)
            sums = np.bincount(self.period, weights=column)
            column = self.centre(column - self.effects(sums[:, None])[self.period, 0])
        return column


def singletons_gone(unit, period, columns):
    while True:
        count, often = np.unique(unit, return_counts=True), np.unique(period, return_counts=True)
        alone = np.isin(unit, count[0][count[1] == 1]) | np.isin(period, often[0][often[1] == 1])
        if not alone.any():
            return unit, period, columns
        unit, period, columns = unit[~alone], period[~alone], [column[~alone] for column in columns]


def demeaned(unit, period, columns):
    unit, period, columns = singletons_gone(unit, period, columns)
    within = Within(unit, period)
    return within, [within.take_out(column) for column in columns]


def numpy_panel(folder):
    data = load_panel(folder)

    def work():
        within, (outcome, *columns) = demeaned(*data)
        q, r = np.linalg.qr(np.column_stack(columns))
        turned = q.T @ outcome
        coefficients, residuals = np.linalg.solve(r, turned), outcome - q @ turned
        scores = np.add.reduceat(q * residuals[:, None], within.starts)
        back = np.linalg.inv(r)
        return coefficients, np.sqrt(np.diag(back @ (scores.T @ scores) @ back.T))

    return work, lambda found: np.column_stack(found).tolist()


def numpy_entropy(folder):
    rows = load(folder, "rows").reshape(-1, 50)

    def work():
        share = rows / rows.sum(0)
        entropy = -(share * np.log(share)).sum(0) / np.log(len(rows))
        return (1 - entropy) / (1 - entropy).sum()

    return work, lambda found: found.tolist()


SIGNS = np.where(np.arange(50) % 3 == 0, -1, 1)
WEIGHTS = np.arange(1, 51) / np.arange(1, 51).sum()


def numpy_topsis(folder):
    rows = load(folder, "rows").reshape(-1, 50)

    def work():
        scaled = rows / np.sqrt((rows**2).sum(0)) * WEIGHTS
        high, low = scaled.max(0), scaled.min(0)
        best, worst = np.where(SIGNS > 0, high, low), np.where(SIGNS > 0, low, high)
        to_best = np.sqrt(((scaled - best) ** 2).sum(1))
        to_worst = np.sqrt(((scaled - worst) ** 2).sum(1))
        nearness = to_worst / (to_best + to_worst)
        ranks = np.empty(len(rows), dtype=int)
        ranks[np.argsort(-nearness)] = np.arange(1, len(rows) + 1)
        return nearness

    return work, lambda found: found[:1000].tolist()


def signs(seed, draws, clusters, first):
    """The sign vectors that our generator draws from a seed (SplitMix64), so many from the first on."""
    count = np.arange(first * clusters + 1, (first + draws) * clusters + 1, dtype=np.uint64)
    mixed = np.uint64(seed) + count * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return np.where(mixed >> np.uint64(63) == 0, 1.0, -1.0).reshape(draws, clusters).T


def numpy_wild(folder):
    data = load_panel(folder)

    def work():
        within, (outcome, cause, control) = demeaned(*data)
        control = control / np.sqrt(control @ control)
        cause, residuals = cause - control * (control @ cause), outcome - control * (control @ outcome)
        by_unit = lambda one, other: np.add.reduceat(one * other, within.starts)
        table = lambda column: np.bincount(
            within.of_unit * 36 + within.period, weights=column, minlength=len(within.starts) * 36
        ).reshape(-1, 36)
        size, own = by_unit(cause, cause), by_unit(cause, residuals)
        of_cause, of_residuals = table(cause), table(residuals)
        along, back = by_unit(cause, control), by_unit(control, residuals)

        def squares_of_t(vectors):
            effects = within.effects(of_residuals.T @ vectors)
            scores = own[:, None] * vectors - of_cause @ effects - np.outer(along, back @ vectors)
            slope = scores.sum(0) / size.sum()
            return slope**2 / ((scores - size[:, None] * slope) ** 2).sum(0)

        observed = squares_of_t(np.ones((len(size), 1)))[0] * (1 - 1e-9) ** 2
        # So many vectors at once as hold few million signs.
        drawn, clusters = 0, len(size)
        for first in range(0, 9_999, 1_000):
            vectors = signs(7, min(1_000, 9_999 - first), clusters, first)
            drawn += int((squares_of_t(vectors) >= observed).sum())
        return own.sum() / size.sum(), 1 + drawn

    return work, list


# Other programs.


def linearmodels_panel(folder):
    import pandas
    from linearmodels.panel import PanelOLS

    unit, period, columns = load_panel(folder)
    index = pandas.MultiIndex.from_arrays([unit, period], names=["unit", "period"])
    frame = pandas.DataFrame({f"c{at}": column for at, column in enumerate(columns)}, index=index)

    def work():
        model = PanelOLS(frame["c0"], frame.drop(columns="c0"), entity_effects=True, time_effects=True, singletons=False)
        options = {"debiased": False, "group_debias": False, "count_effects": False, "auto_df": False}
        return model.fit(cov_type="clustered", cluster_entity=True, **options)

    return work, lambda found: np.column_stack([found.params, found.std_errors]).tolist()


def statsmodels_panel(folder):
    import statsmodels.api as sm

    data = load_panel(folder)

    def work():
        within, (outcome, *columns) = demeaned(*data)
        model = sm.OLS(outcome, np.column_stack(columns))
        options = {"groups": within.of_unit, "use_correction": False, "df_correction": False}
        return model.fit(cov_type="cluster", cov_kwds=options)

    return work, lambda found: np.column_stack([found.params, found.bse]).tolist()


def statsmodels_dummies(folder):
    import statsmodels.api as sm

    unit, period, (outcome, *columns) = load_panel(folder)

    def work():
        of_unit, of_period = (codes[:, None] == np.unique(codes) for codes in (unit, period))
        design = np.column_stack([*columns, of_unit, of_period[:, 1:]])
        options = {"groups": unit, "use_correction": False, "df_correction": False}
        found = sm.OLS(outcome, design).fit(cov_type="cluster", cov_kwds=options)
        return found.params[: len(columns)], found.bse[: len(columns)]

    return work, lambda found: np.column_stack(found).tolist()


def pymcdm_entropy(folder):
    from pymcdm.weights import entropy_weights

    rows = load(folder, "rows").reshape(-1, 50)
    return lambda: entropy_weights(rows), lambda found: found.tolist()


def pymcdm_topsis(folder):
    from pymcdm.methods import TOPSIS
    from pymcdm.normalizations import vector_normalization

    rows = load(folder, "rows").reshape(-1, 50)
    method = TOPSIS(normalization_function=vector_normalization)

    def work():
        nearness = method(rows, WEIGHTS, SIGNS)
        method.rank(nearness)
        return nearness

    return work, lambda found: found[:1000].tolist()


def held():
    """The most bytes that this process took so far."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def one(case, program, folder, times):
    """Runs one case of one other program in this process."""
    kind = case.split("-")[0]
    kind = kind if f"{program}_{kind}" in globals() else "panel"
    if program == "linearmodels":
        import linearmodels.panel
    elif program == "statsmodels":
        import statsmodels.api
    elif program == "pymcdm":
        import pymcdm.methods
    idle = held()
    work, tell = globals()[f"{program}_{kind}"](folder)
    shortest = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        found = work()
        shortest = min(shortest, time.perf_counter() - start)
    print(json.dumps({"seconds": shortest, "bytes": held() - idle, "found": tell(found)}))


def ours():
    build = ["cargo", "bench", "-p", "statistics", "--bench", "beside", "--no-run", "--message-format", "json"]
    built = subprocess.run(build, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    files = [json.loads(line).get("executable") for line in built.splitlines() if '"beside"' in line]
    return next(file for file in files if file)


def run(name, case, program, folder, times):
    """What one program tells of one folder of data."""
    ours, other = [program, case], [sys.executable, __file__, "--one", case, name]
    command = [*(ours if name == "ours" else other), folder, str(times)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def flat(found):
    return np.array(found, dtype=float).ravel()


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--times", type=int, default=5)
    arguments.add_argument("--case", choices=CASES)
    arguments.add_argument("--program")
    asked = arguments.parse_args()
    program, wrong = asked.program or ours(), 0
    print("| Case | Program | Seconds | Times ours | Memory, MB | Data, MB |")
    print("|---|---|---|---|---|---|")
    for case in [asked.case] if asked.case else CASES:
        if case == "mines" and not MINES.exists():
            print(f"| {case} | left out: {MINES} is missing | | | | |")
            continue
        with tempfile.TemporaryDirectory() as whole, tempfile.TemporaryDirectory() as few:
            make(case, Path(whole))
            make(case, Path(few), few=True)
            data = sum(file.stat().st_size for file in Path(whole).iterdir()) / 1e6
            first = None
            for name in ["ours", *OTHERS[case]]:
                told, without = (run(name, case, program, folder, asked.times) for folder in (whole, few))
                first = first or told
                agrees = np.allclose(flat(told["found"]), flat(first["found"]), rtol=1e-7, atol=1e-12)
                wrong += not agrees
                ratio, memory = told["seconds"] / first["seconds"], (told["bytes"] - without["bytes"]) / 1e6
                differs = "" if agrees else " (differs)"
                print(f"| {case} | {name}{differs} | {told['seconds']:.4f} | {ratio:.1f} | {memory:.1f} | {data:.1f} |", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        case, program, folder, times = sys.argv[2:6]
        one(case, program, Path(folder), int(times))
    else:
        sys.exit(main())
