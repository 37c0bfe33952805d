"""Counts rows that break given rules, and asks boosted trees to tell made rows from real ones by what rules are about.

    score_rules.py --train train.csv --holdout holdout.csv --rules rules.json [--target COLUMN] [--drop a,b] rows.csv [more.csv ...]

`rules.json` is a list of expressions, evaluated with the functions of `Rows` below. Prints a JSON list, the held-out rows first:
`broken` is the share of rows that break a rule, `worst` the rules most often broken, `detector` the AUC of boosted trees that see
all columns, which rules hold and by how much they are missed (held-out rows against those of the file), `steps` the largest
difference, over columns, of the share of values on the column's round step, `r2` of boosted trees trained on the file and tested
on held-out rows, for a numeric target. The first entry's `r2` is of trees trained on the training rows.
"""

import argparse
import json

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.metrics import r2_score, roc_auc_score
from sklearn.model_selection import StratifiedKFold

NULLS = ["", "NA", "NaN", "nan", "null", "None", "?"]
DATE = r"^\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d+)?)?)?$"
DAY = 86_400


class Rows:
    """A file with what rules are made of. Each rule gives whether rows keep it, and by how much they miss it or `None`."""

    def __init__(self, frame, train=None):
        self.frame, self.train = frame, train or self
        self.values = {}

    def null(self, name):
        return self.frame[name].isin(NULLS).to_numpy()

    def text(self, name):
        return self.frame[name].str.lower().to_numpy()

    def number(self, name):
        """Numbers, dates in seconds; NaN where there is none."""
        if name not in self.values:
            column = self.frame[name].where(~self.null(name))
            if self.train.is_date(name):
                times = pd.to_datetime(column, errors="coerce", utc=True, format="mixed")
                numbers = times.dt.as_unit("s").astype("int64").astype(float).where(times.notna())
            else:
                numbers = pd.to_numeric(column.str.strip(), errors="coerce")
            self.values[name] = numbers.to_numpy(float)
        return self.values[name]

    def is_date(self, name):
        known = self.frame[name][~self.null(name)]
        return len(known) > 0 and bool(known.str.match(DATE).all())

    def le(self, low, high):
        gap = self.number(high) - self.number(low)
        return ~(gap < -5e-7), gap

    def same(self, one, other):
        gap = self.number(one) - self.number(other)
        return near(gap, 1e-9 * np.abs(self.number(one)) + 1e-9) & (self.null(one) == self.null(other)), gap

    def is_sum(self, value, name, slack=5e-7):
        gap = value - self.number(name)
        return near(gap, slack + 1e-9 * np.abs(value)), gap

    def sums(self, total, *parts):
        return self.is_sum(sum(self.number(part) for part in parts), total)

    def makes(self, constant, *parts):
        gap = sum(self.number(part) for part in parts) - constant
        return near(gap, 5e-7), gap

    def mean(self, name, decimals, *parts):
        return self.is_sum(sum(self.number(part) for part in parts) / len(parts), name, 0.51 * 10**-decimals)

    def linear(self, name, source, factor, constant, decimals):
        return self.is_sum(self.number(source) * factor + constant, name, 0.51 * 10**-decimals)

    def times(self, name, left, right, decimals, divides=False, factor=1):
        one, other = self.number(left), self.number(right)
        with np.errstate(divide="ignore", invalid="ignore"):
            return self.is_sum((one / other if divides else one * other) * factor, name, 0.51 * 10**-decimals)

    def body_mass(self, name, weight, height, decimals):
        value = self.number(weight) / (self.number(height) / 100) ** 2
        return self.is_sum(value, name, 0.51 * 10**-decimals)

    def rate(self, name, source, rates, decimals):
        gaps = np.array([self.number(source) * rate - self.number(name) for rate in rates])
        best = np.take_along_axis(gaps, np.abs(gaps).argmin(axis=0)[None], 0)[0]
        return near(best, 0.51 * 10**-decimals), best

    def seconds(self, name, start, end, unit=1):
        return self.is_sum((self.number(end) - self.number(start)) / unit, name)

    def minutes(self, name, start, end):
        return self.seconds(name, start, end, 60)

    def days(self, name, start, end):
        return self.seconds(name, start, end, DAY)

    def days_equal(self, one, other):
        return near(self.number(one) - self.number(other), 0.5)

    def decides(self, name, *keys):
        """Keys that no training row has break the rule."""
        key = self.frame[list(keys)].agg("\x1f".join, axis=1)
        train = self.train.frame
        known = train[name].groupby(train[list(keys)].agg("\x1f".join, axis=1)).agg(lambda cells: cells.mode()[0])
        return (key.map(known) == self.frame[name]).to_numpy(), None

    def one_of(self, *names):
        return sum(self.number(name) for name in names) == 1, None

    def goes(self, cause, effect):
        return ~np.asarray(cause, bool) | np.asarray(effect, bool), None

    def same_state(self, one, other):
        return np.asarray(one, bool) == np.asarray(other, bool), None

    def keep(self, rule):
        names = {name: getattr(self, name) for name in dir(self) if not name.startswith("_")}
        kept, gap = eval(rule, {"__builtins__": {}, "True": True, "False": False}, names)
        return np.asarray(kept, bool), gap


def near(gap, slack):
    """Whether a difference is nothing; a missing one is no difference."""
    return ~(np.abs(gap) > slack)


def round_steps(rows):
    """The coarsest round step of each column of numbers or dates that nine of ten values keep, where it is not its finest digit."""
    found = {}
    for name in rows.frame:
        if not rows.is_number(name):
            continue
        values = rows.number(name)
        values = values[~np.isnan(values) & (values != 0)]
        if len(np.unique(values)) < 12:
            continue
        steps = [DAY, 3600, 1800, 900, 300, 60] if rows.is_date(name) else ROUND_STEPS
        step = next((step for step in steps if on_step(values, step) >= 0.9), None)
        if step is not None:
            found[name] = step
    return found


ROUND_STEPS = [factor * 10.0**power for power in range(6, -7, -1) for factor in (5, 2.5, 2, 1)]


def on_step(values, step):
    values = values[~np.isnan(values) & (values != 0)]
    return float(near(np.round(values / step) * step - values, 1e-9 * np.abs(values) + 1e-9).mean()) if len(values) else 1.0


def features(rows, rules, ranks):
    columns = {}
    for rule in rules:
        kept, gap = rows.keep(rule)
        columns[rule] = kept.astype(float)
        if gap is not None:
            columns["gap " + rule] = gap
    for name in rows.frame:
        if name in ranks:
            columns[name] = rows.frame[name].map(ranks[name]).fillna(254).to_numpy(float)
        else:
            columns[name] = rows.number(name)
    return pd.DataFrame(columns)


def detect(real, made):
    rng = np.random.default_rng(0)
    count = min(len(real), len(made), 10_000)
    parts = [rows.to_numpy(float)[rng.permutation(len(rows))[:count]] for rows in (real, made[real.columns])]
    inputs, labels = np.vstack(parts), np.repeat([0, 1], count)
    scores = []
    for train, test in StratifiedKFold(3, shuffle=True, random_state=0).split(inputs, labels):
        model = HistGradientBoostingClassifier(early_stopping=False, random_state=0).fit(inputs[train], labels[train])
        scores.append(roc_auc_score(labels[test], model.predict_proba(inputs[test])[:, 1]))
    return float(np.mean(scores))


def main():
    parser = argparse.ArgumentParser()
    for name in ("train", "holdout", "rules"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--target")
    parser.add_argument("--drop", default="")
    parser.add_argument("files", nargs="+")
    arguments = parser.parse_args()
    dropped = arguments.drop.split(",")
    with open(arguments.rules) as file:
        rules = json.load(file)

    def read(path):
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, skipinitialspace=True)
        return frame[[name for name in frame if name not in dropped]]

    train = Rows(read(arguments.train))
    numbers = {name for name in train.frame if train.is_date(name) or pd.api.types.is_numeric_dtype(parsed(train, name))}
    Rows.is_number = lambda _, name: name in numbers
    ranks = {
        name: {value: rank for rank, value in enumerate(train.frame[name].value_counts().index[:254])}
        for name in train.frame
        if name not in numbers
    }
    steps = round_steps(train)
    holdout = Rows(read(arguments.holdout)[train.frame.columns], train)
    real = features(holdout, rules, ranks)

    def score(rows, teacher):
        shown = features(rows, rules, ranks)
        broken = np.array([~rows.keep(rule)[0] for rule in rules]).reshape(len(rules), len(rows.frame))
        shares = sorted(zip(broken.mean(axis=1), rules), reverse=True)
        off = {name: abs(on_step(rows.number(name), step) - on_step(train.number(name), step)) for name, step in steps.items()}
        return {
            "broken": float(broken.any(axis=0).mean()),
            "worst": [[float(share), rule] for share, rule in shares[:5] if share > 0],
            "steps": max(off.values(), default=0.0),
            "worstStep": max(off, key=off.get, default=None),
            "detector": None if rows is holdout else detect(real, shown),
            "r2": learn(teacher) if arguments.target in numbers else None,
        }

    def learn(rows):
        target, inputs = arguments.target, [name for name in train.frame if name != arguments.target]
        seen, labels = features(rows, [], ranks)[inputs], rows.number(target)
        known, told = ~np.isnan(labels), ~np.isnan(holdout.number(target))
        model = HistGradientBoostingRegressor(random_state=0).fit(seen.to_numpy(float)[known], labels[known])
        guesses = model.predict(features(holdout, [], ranks)[inputs].to_numpy(float)[told])
        return float(r2_score(holdout.number(target)[told], guesses))

    result = [score(holdout, train)]
    for path in arguments.files:
        rows = Rows(read(path)[train.frame.columns], train)
        result.append(score(rows, rows))
    print(json.dumps(result))


def parsed(rows, name):
    """The column as numbers where all of its values are."""
    try:
        return pd.to_numeric(rows.frame[name][~rows.null(name)].str.strip())
    except ValueError:
        return rows.frame[name]


main()
