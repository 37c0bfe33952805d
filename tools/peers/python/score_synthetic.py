"""Scores synthetic tables against real ones with scikit-learn and SciPy: figures that share no code with ASDF.

    .venv/bin/python tools/peers/python/score_synthetic.py --train train.csv --holdout holdout.csv --target income \
        synthetic.csv more.csv.gz [--json]

One line for each file, after a first one for the hold-out scored as if it were synthetic: the ceiling of what rows from the
same source reach. `--json` prints one JSON object with the figures in full instead.

  shape   mean over the columns, in %: Kolmogorov-Smirnov distance (numbers) or total variation (others)
  trend   mean over the pairs of columns, in %: half the difference of Pearson's correlations (two numbers), or total variation
          of the joint table, numbers in 10 bins of equal width whose edges each side has for itself, as in SDMetrics' report
  shared  the same with the training rows' edges for both sides, open at the ends
  detect  ROC AUC of boosted trees that tell synthetic from training rows, as many of each, mean of 3 stratified folds;
          0.5 is best: they cannot be told apart
  TSTR    trained on the file, tested on the hold-out: ROC AUC of boosted trees (several classes: each against the rest, mean)
  mF1     macro F1 of their most probable class
  ECE     their expected calibration error in 15 bins: of the second class, or of the top class where there are several
  DCR     share of synthetic rows nearer to training than to as many hold-out rows, ties split; 0.5 is best
  attack  ROC AUC of telling training from as many hold-out rows by the distance to the nearest synthetic row; 0.5 is a guess
  copies  share of synthetic rows that are training rows

Columns are matched by name. One is numeric when it is not the target, all its training values parse as numbers and more than
`--max-codes` of them differ; empty cells are missing there and a category of their own elsewhere. The distance of DCR is the
sum of |difference| / training range over numbers, 1 where one is missing, and 2 for each category that differs; where both
are missing it is 1 too, which makes no row nearer than another (`@asdf/privacy` counts 0). Beyond the 254 most frequent
categories of a column the rest are one.
"""

import argparse
import itertools
import json
import math
import os
import warnings

import numpy as np
import pandas as pd
import scipy
import sklearn
from scipy.stats import ks_2samp
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import f1_score, roc_auc_score
from sklearn.model_selection import StratifiedKFold

TREND_BINS = 10
CALIBRATION_BINS = 15
FREQUENT_CATEGORIES = 254
MISMATCH = 2
FIGURES = {
    "shape": ("shape", 2),
    "trend": ("trend", 2),
    "trendSharedEdges": ("shared", 2),
    "detectorAuc": ("detect", 3),
    "tstrAuc": ("TSTR", 4),
    "tstrMacroF1": ("mF1", 4),
    "tstrCalibrationError": ("ECE", 4),
    "closestRecordShare": ("DCR", 3),
    "attackAuc": ("attack", 3),
    "copies": ("copies", 4),
}


def main():
    options = parse_arguments()
    warnings.filterwarnings("ignore", category=UserWarning)
    tables = RealTables(options)
    scores = [{"file": "hold-out", "ceiling": True, **tables.score_ceiling()}]
    if not options.json:
        print(f"{len(tables.train)} training rows, {len(tables.holdout)} hold-out rows, ", end="")
        print(f"{len(tables.numeric)} numeric of {len(tables.columns)} columns")
        print(" ".join([f"{'file':30s}", f"{'rows':>7s}", *(f"{title:>7s}" for title, _ in FIGURES.values())]))
        print(line(scores[0]), flush=True)
    for path in options.synthetic:
        scores.append({"file": path, "ceiling": False, **tables.score(tables.read(path))})
        if not options.json:
            print(line(scores[-1]), flush=True)
    if options.json:
        print(json.dumps(as_json(options, tables, scores), indent=2))


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", required=True, help="CSV file of the rows that the synthesizer saw")
    parser.add_argument("--holdout", required=True, help="CSV file of real rows that it never saw")
    parser.add_argument("--target", required=True, help="column to predict")
    parser.add_argument("--max-codes", type=int, default=10, help="most different numbers of a column of categories (10)")
    parser.add_argument("--dcr-rows", type=int, default=3000, help="rows whose neighbors are searched (3000)")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    parser.add_argument("synthetic", nargs="*", metavar="FILE", help="CSV files to score, gzipped or not")
    return parser.parse_args()


def line(score):
    name = "hold-out (ceiling)" if score["ceiling"] else os.path.basename(score["file"])
    figures = [f"{score[figure]:7.{digits}f}" for figure, (_, digits) in FIGURES.items()]
    return " ".join([f"{name:30s}", f"{score['rows']:7d}", *figures])


def as_json(options, tables, scores):
    """What was compared with what and how it came out; a figure without a value, NaN, is null."""
    plain = [{k: None if isinstance(v, float) and math.isnan(v) else v for k, v in score.items()} for score in scores]
    return {
        "versions": {module.__name__: module.__version__ for module in (np, pd, scipy, sklearn)},
        "train": {"file": options.train, "rows": len(tables.train)},
        "holdout": {"file": options.holdout, "rows": len(tables.holdout)},
        "target": options.target,
        "numeric": tables.numeric,
        "maxCodes": options.max_codes,
        "dcrRows": options.dcr_rows,
        "scores": plain,
    }


class RealTables:
    """The training and hold-out rows, what their columns are, and the figures of a table that claims to be like them."""

    def __init__(self, options):
        raw = read_texts(options.train)
        self.columns = list(raw.columns)
        self.target = options.target
        if self.target not in self.columns:
            raise SystemExit(f"{options.train} has no column '{self.target}'; it has {', '.join(self.columns)}")
        self.numeric = [c for c in self.columns if c != self.target and is_numeric(raw[c], options.max_codes)]
        self.train = self.typed(raw)
        self.holdout = self.read(options.holdout)
        self.dcr_rows = options.dcr_rows

    def read(self, path):
        raw = read_texts(path)
        missing = [column for column in self.columns if column not in raw]
        if missing:
            raise SystemExit(f"{path} has no column {', '.join(missing)}")
        if raw.empty:
            raise SystemExit(f"{path} has no rows")
        return self.typed(raw[self.columns])

    def typed(self, raw):
        """Numbers as floats, NaN where missing or not a number; everything else as text without blanks around it."""
        cells = {c: numbers(raw[c]) if c in self.numeric else raw[c].str.strip() for c in raw.columns}
        return pd.DataFrame(cells)

    def score(self, synthetic):
        tables = (self.train, self.holdout, synthetic)
        nearness = [find(*tables, self.numeric, self.dcr_rows) for find in (closest_record_share, attack_auc)]
        return self.figures(synthetic, synthetic, *nearness)

    def score_ceiling(self):
        """The hold-out against the training rows, and a model trained on these; nearness would compare it with itself."""
        return self.figures(self.holdout, self.train, float("nan"), float("nan"))

    def figures(self, synthetic, learned_from, share, attack):
        auc, macro_f1, error = utility(learned_from, self.holdout, self.numeric, self.target)
        own, shared = trends(self.train, synthetic, self.numeric)
        figures = {
            "shape": shape(self.train, synthetic, self.numeric),
            "trend": own,
            "trendSharedEdges": shared,
            "detectorAuc": detector(self.train, synthetic, self.numeric),
            "tstrAuc": auc,
            "tstrMacroF1": macro_f1,
            "tstrCalibrationError": error,
            "closestRecordShare": share,
            "attackAuc": attack,
            "copies": copies(self.train, synthetic),
        }
        return {"rows": len(synthetic), **{name: float(value) for name, value in figures.items()}}


def read_texts(path):
    return pd.read_csv(path, dtype=str, keep_default_na=False, skipinitialspace=True)


def numbers(texts):
    return pd.to_numeric(texts.replace("", np.nan), errors="coerce")


def is_numeric(texts, max_codes):
    values = numbers(texts)
    return values.notna().sum() == (texts != "").sum() and values.nunique() > max_codes


def shape(train, synthetic, numeric):
    def difference(column):
        if column not in numeric:
            codes, _ = pd.factorize(pd.concat([train[column], synthetic[column]]))
            return total_variation(codes[: len(train)], codes[len(train) :])
        ours, theirs = train[column].dropna(), synthetic[column].dropna()
        # Without any number to compare nothing is alike.
        return ks_2samp(ours, theirs).statistic if len(theirs) > 0 else 1.0

    return 100 * np.mean([difference(column) for column in train.columns])


def total_variation(ours, theirs):
    """Half the summed difference of two samples' shares of each code."""
    length = 1 + max(ours.max(), theirs.max())
    return 0.5 * np.abs(np.bincount(ours, minlength=length) / len(ours) - np.bincount(theirs, minlength=length) / len(theirs)).sum()


def trends(train, synthetic, numeric):
    """The differences of pairs, with each side's own edges and with the training rows', in %."""
    correlations = (train[numeric].corr() - synthetic[numeric].corr()).abs() / 2
    results = []
    for edges in (own_edges, training_edges):
        codes = {column: pair_codes(train[column], synthetic[column], column in numeric, edges) for column in train.columns}
        differences = []
        for a, b in itertools.combinations(train.columns, 2):
            if a in numeric and b in numeric:
                difference = correlations.loc[a, b]
                # A correlation that is undefined on either side, as of a constant column, counts in full.
                differences.append(difference if np.isfinite(difference) else 1.0)
            else:
                joint, _ = pd.factorize(codes[a] * (1 + codes[b].max()) + codes[b])
                differences.append(total_variation(joint[: len(train)], joint[len(train) :]))
        results.append(100 * np.mean(differences))
    return results


def pair_codes(train, synthetic, numeric, edges):
    """One code for each training row and then each synthetic row: the category, or the bin."""
    if not numeric:
        return pd.factorize(pd.concat([train, synthetic]))[0].astype(np.int64)
    ours, theirs = edges(train, synthetic)
    return np.concatenate([np.digitize(train, ours), np.digitize(synthetic, theirs)])


def own_edges(train, synthetic):
    return [np.histogram_bin_edges(values.dropna(), TREND_BINS) for values in (train, synthetic)]


def training_edges(train, _):
    edges = np.histogram_bin_edges(train.dropna(), TREND_BINS)
    edges[[0, -1]] = -np.inf, np.inf
    return edges, edges


def encode(tables, numeric, columns):
    """A matrix for each table: numbers as they are, categories as codes by their frequency in all tables together."""
    codes = {}
    for column in columns:
        if column not in numeric:
            frequent = pd.concat([table[column] for table in tables]).value_counts().index[:FREQUENT_CATEGORIES]
            codes[column] = {category: code for code, category in enumerate(frequent)}

    def cells(table, column):
        if column in numeric:
            return table[column].to_numpy(float)
        return table[column].map(codes[column]).fillna(FREQUENT_CATEGORIES).to_numpy(float)

    categorical = np.array([column not in numeric for column in columns])
    return [np.column_stack([cells(table, column) for column in columns]) for table in tables], categorical


def boosted_trees(categorical):
    features = categorical if categorical.any() else None
    return HistGradientBoostingClassifier(
        max_iter=100, early_stopping=False, categorical_features=features, random_state=0
    )


def detector(train, synthetic, numeric):
    (ours, theirs), categorical = encode([train, synthetic], numeric, list(train.columns))
    count = min(len(ours), len(theirs))
    rng = np.random.default_rng(0)
    rows = np.vstack([table[rng.permutation(len(table))[:count]] for table in (ours, theirs)])
    is_synthetic = np.repeat([0.0, 1.0], count)
    aucs = []
    for learn, test in StratifiedKFold(3, shuffle=True, random_state=0).split(rows, is_synthetic):
        model = boosted_trees(categorical).fit(rows[learn], is_synthetic[learn])
        aucs.append(roc_auc_score(is_synthetic[test], model.predict_proba(rows[test])[:, 1]))
    return np.mean(aucs)


def utility(learned_from, holdout, numeric, target):
    """ROC AUC, macro F1 and calibration error on the hold-out; NaN where there is but one class to learn."""
    if learned_from[target].nunique() < 2:
        return 3 * [float("nan")]
    features = [column for column in holdout.columns if column != target]
    (learn, test), categorical = encode([learned_from[features], holdout[features]], numeric, features)
    model = boosted_trees(categorical).fit(learn, learned_from[target].to_numpy())
    classes = np.array(sorted(holdout[target].unique()))
    # A class that the model has never seen has no chance; one that the hold-out lacks is left out.
    chances = pd.DataFrame(model.predict_proba(test), columns=model.classes_)
    chances = chances.reindex(columns=classes, fill_value=0).to_numpy()
    truth = holdout[target].to_numpy()
    predicted = classes[chances.argmax(1)]
    macro_f1 = f1_score(truth, predicted, average="macro")
    if len(classes) == 2:
        positive = (truth == classes[1]).astype(float)
        return roc_auc_score(positive, chances[:, 1]), macro_f1, calibration_error(positive, chances[:, 1])
    shares = chances / chances.sum(1, keepdims=True)
    auc = roc_auc_score(truth, shares, multi_class="ovr", average="macro", labels=list(classes))
    return auc, macro_f1, calibration_error((predicted == truth).astype(float), chances.max(1))


def calibration_error(hit, confidence):
    bins = np.minimum((confidence * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1)
    used = [bins == number for number in np.unique(bins)]
    return sum(rows.mean() * abs(hit[rows].mean() - confidence[rows].mean()) for rows in used)


def closest_record_share(train, holdout, synthetic, numeric, count):
    tables, categorical, ranges = encode_for_distances(train, holdout, synthetic, numeric)
    rng = np.random.default_rng(0)
    size = min(len(train), len(holdout))
    members, others, queries = (
        table[rng.permutation(len(table))[:most]] for table, most in zip(tables, (size, size, count))
    )
    near, far = (nearest_distances(queries, rows, categorical, ranges) for rows in (members, others))
    return (near < far).mean() + 0.5 * (near == far).mean()


def attack_auc(train, holdout, synthetic, numeric, count):
    """Chen et al., "GAN-Leaks", CCS 2020: rows that are nearer to a synthetic row are taken for training rows."""
    tables, categorical, ranges = encode_for_distances(train, holdout, synthetic, numeric)
    rng = np.random.default_rng(0)
    size = min(len(train), len(holdout), count)
    attacked = np.vstack([table[rng.permutation(len(table))[:size]] for table in tables[:2]])
    is_training = np.repeat([1, 0], size)
    return roc_auc_score(is_training, -nearest_distances(attacked, tables[2], categorical, ranges))


def encode_for_distances(train, holdout, synthetic, numeric):
    """The three tables as matrices, which columns are categories, and the ranges of the training rows."""
    tables, categorical = encode([train, holdout, synthetic], numeric, list(train.columns))
    ranges = np.nanmax(tables[0], 0) - np.nanmin(tables[0], 0)
    ranges[ranges == 0] = 1
    return tables, categorical, ranges


def nearest_distances(queries, references, categorical, ranges):
    columns = np.asfortranarray(references)
    categories = [(c, columns[:, c].astype(np.int16)) for c in np.flatnonzero(categorical)]
    scalars = [(c, columns[:, c]) for c in np.flatnonzero(~categorical)]
    nearest = np.empty(len(queries))
    for i, query in enumerate(queries):
        mismatches = np.zeros(len(references), np.int16)
        for c, codes in categories:
            mismatches += codes != np.int16(query[c])
        distances = np.zeros(len(references))
        for c, values in scalars:
            distances += np.nan_to_num(np.abs(values - query[c]) / ranges[c], nan=1.0)
        nearest[i] = (distances + MISMATCH * mismatches).min()
    return nearest


def copies(train, synthetic):
    known = set(train.astype(str).itertuples(index=False, name=None))
    return np.mean([row in known for row in synthetic.astype(str).itertuples(index=False, name=None)])


if __name__ == "__main__":
    main()
