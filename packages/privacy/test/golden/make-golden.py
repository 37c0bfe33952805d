"""Writes privacy.json: what the three metrics are on small tables, by comparing every pair of rows in plain Python.

Run with scikit-learn 1.9 and SciPy 1.17: python make-golden.py

The distance is written down from its definition and shares nothing with the package: for every pair of rows, over numbers and
times |difference| / range of the training rows (1 against a null, 0 between nulls), added up in the order of the columns,
plus 2 for every other column that differs. Training and hold-out tables are of one size, so nothing is drawn by chance.
"""

import json
import math
import pathlib

import numpy as np
import scipy
import sklearn
from scipy.optimize import brentq
from scipy.stats import binomtest, norm
from sklearn.metrics import roc_auc_score, roc_curve

random = np.random.default_rng(11)
NUMBERS = ("numeric", "datetime")
Z = norm.ppf(0.975)
cases = []


def distance(a, b, kinds, ranges):
    total = 0.0
    differing = 0
    for x, y, kind, width in zip(a, b, kinds, ranges):
        if kind not in NUMBERS:
            differing += x != y
        elif x is None or y is None:
            total += 0 if x is y else 1
        else:
            total += abs(x - y) / width
    return total + 2 * differing


def nearest(rows, others, kinds, ranges):
    return np.array([min(distance(row, other, kinds, ranges) for other in others) for row in rows])


def training_ranges(train, kinds):
    ranges = []
    for column, kind in zip(zip(*train), kinds):
        present = [value for value in column if value is not None]
        width = max(present) - min(present) if kind in NUMBERS and present else 0
        ranges.append(width if width > 0 else 1)
    return ranges


def wilson(share, count):
    """SciPy's interval where the share is a whole number of rows, and its formula where ties make it half of one."""
    hits = share * count
    if abs(hits - round(hits)) < 1e-9:
        return list(binomtest(round(hits), count).proportion_ci(0.95, "wilson"))
    scale = 1 + Z**2 / count
    center = share + Z**2 / (2 * count)
    half = Z * math.sqrt(share * (1 - share) / count + Z**2 / (4 * count**2))
    return [(center - half) / scale, (center + half) / scale]


def auc_interval(auc, count):
    """Where the distance from the AUC is 1.96 standard errors of Hanley and McNeil, taken at the end itself."""

    def beyond(end):
        first, second = end / (2 - end), 2 * end**2 / (1 + end)
        variance = (end * (1 - end) + (count - 1) * (first - end**2) + (count - 1) * (second - end**2)) / count**2
        return (auc - end) ** 2 - Z**2 * variance

    # At an AUC of 0 or 1 the error vanishes there, which is a root of its own.
    low = 0.0 if auc == 0 else brentq(beyond, 0, min(auc, 1 - 1e-9), xtol=1e-15)
    high = 1.0 if auc == 1 else brentq(beyond, max(auc, 1e-9), 1, xtol=1e-15)
    return [low, high]


def attack(members, others):
    truth = np.r_[np.ones(len(members)), np.zeros(len(others))]
    score = -np.r_[members, others]
    false_rates, true_rates, _ = roc_curve(truth, score, drop_intermediate=False)
    auc = roc_auc_score(truth, score)
    rates = [true_rates[false_rates <= limit].max() for limit in (0.001, 0.01, 0.1)]
    return {"value": auc, "interval": auc_interval(auc, len(members)), "rates": rates}


def add(name, kinds, train, holdout, synthetic):
    assert len(train) == len(holdout)
    ranges = training_ranges(train, kinds)
    near = nearest(synthetic, train, kinds, ranges)
    far = nearest(synthetic, holdout, kinds, ranges)
    nearer, tied = (near < far).mean(), (near == far).mean()
    known = set(train)
    copies = np.mean([row in known for row in synthetic])
    cases.append(
        {
            "name": name,
            "kinds": kinds,
            "train": train,
            "holdout": holdout,
            "synthetic": synthetic,
            "copies": {"value": copies, "interval": wilson(copies, len(synthetic)), "holdout": np.mean([r in known for r in holdout])},
            "share": {"value": nearer + tied / 2, "interval": wilson(nearer + tied / 2, len(synthetic)), "nearer": nearer, "tied": tied},
            "attack": attack(nearest(train, synthetic, kinds, ranges), nearest(holdout, synthetic, kinds, ranges)),
        }
    )


def column(kind, rows, digits=2):
    if kind == "numeric":
        return [float(value) for value in np.round(random.normal(0, 3, rows), digits)]
    if kind == "datetime":
        return [1.7e12 + 86_400_000 * int(day) for day in random.integers(0, 40, rows)]
    if kind == "boolean":
        return [bool(value) for value in random.random(rows) < 0.3]
    return [str(value) for value in random.choice(["red", "green", "blue", "gray"], rows, p=[0.5, 0.3, 0.15, 0.05])]


def table(kinds, rows, digits=2, nulls=0.0):
    columns = [column(kind, rows, digits) for kind in kinds]
    columns = [[None if random.random() < nulls else value for value in values] for values in columns]
    return list(zip(*columns))


def blend(train, rows, share):
    """New rows whose cells come from random training rows, a `share` of them from another one than the rest."""
    made = []
    for _ in range(rows):
        base, other = train[random.integers(len(train))], train[random.integers(len(train))]
        made.append(tuple(y if random.random() < share else x for x, y in zip(base, other)))
    return made


def add_random(name, kinds, rows, synthetic_rows, share, digits=2, nulls=0.0):
    train, holdout = table(kinds, rows, digits, nulls), table(kinds, rows, digits, nulls)
    add(name, kinds, train, holdout, blend(train, synthetic_rows, share))


mixed = ["numeric", "categorical", "numeric", "boolean", "datetime", "categorical", "text", "numeric"]
add_random("every kind", mixed, 60, 80, 0.3)
add_random("many ties", mixed[:4], 60, 90, 0.4, digits=0)
add_random("nulls", mixed, 60, 70, 0.3, nulls=0.2)
add_random("mostly nulls", mixed, 40, 50, 0.5, nulls=0.8)
add_random("numbers only", ["numeric"] * 12, 80, 60, 0.3, digits=4)
add_random("one number", ["numeric"], 70, 60, 0.0, digits=1)
add_random("categories only", ["categorical", "boolean", "text", "categorical"], 50, 60, 0.5)
add_random("half copies", mixed, 50, 60, 0.05)
add("independent rows", mixed[:5], table(mixed[:5], 60), table(mixed[:5], 60), table(mixed[:5], 100))
train, holdout = table(["numeric"] * 3, 40, 1), table(["numeric"] * 3, 40, 1)
constant = lambda rows: [(7.0, None, row[2]) for row in rows]
add(
    "a constant column and one without values",
    ["numeric"] * 3,
    constant(train),
    [(7.0 if i % 2 else 7.25, None, row[2]) for i, row in enumerate(holdout)],
    [(7.0 + 0.5 * (i % 3), None if i % 4 else 2.0, row[2]) for i, row in enumerate(blend(train, 45, 0.5))],
)
add("far outside the range", mixed[:3], table(mixed[:3], 30), table(mixed[:3], 30), [(1e9 * x, c, -1e6 * y) for x, c, y in table(mixed[:3], 30)])
train = table(mixed, 30)
add("all copies", mixed, train, table(mixed, 30), train[::-1])
add("one row each", mixed, table(mixed, 1), table(mixed, 1), table(mixed, 1))

out = pathlib.Path(__file__).with_name("privacy.json")
versions = {"scikit-learn": sklearn.__version__, "scipy": scipy.__version__}
out.write_text(json.dumps({**versions, "cases": cases}, separators=(",", ":")) + "\n")
print(len(cases), "cases,", out.stat().st_size, "bytes")
