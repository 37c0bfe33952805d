"""Scores how well numbers of synthetic rows fit together, how useful a numeric target is, and how near training rows are.

    judge_joint.py --train train.csv --holdout holdout.csv [--target COLUMN] [--place latitude,longitude] rows.csv [more.csv ...]

Prints a JSON array: the hold-out as if it were synthetic, then each file.

  misplaced   share of rows whose place lies farther from any training row's than 95 % of hold-out rows' do
  nearSums    columns that the others nearly determine (a linear model on training rows reaches R2 of 0.9): the middle half of
              its errors in synthetic rows over that in hold-out rows, mean over the columns; 1 is right
  detector    ROC AUC of boosted trees that tell rows from hold-out ones, by all columns and the errors of those models
  utility     boosted trees trained on the rows and tested on the hold-out: R2 of a numeric target, ROC AUC of one of two classes;
              in the first entry they are trained on the training rows
  nearer      share of rows nearer to a training row than to a hold-out one; ties count half
  valueHits   values that one training row and no hold-out row has, over those of one hold-out row and no training row, by how
              often synthetic rows have them; columns of more than 50 values
  pairHits    the same of pairs of values of columns of at most 50 values
  copies      share of rows that are training rows
"""

import argparse
import json
import warnings

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.metrics import r2_score, roc_auc_score
from sklearn.model_selection import StratifiedKFold
from sklearn.neighbors import BallTree

JUDGED_ROWS = 5000
NEAR_ROWS = 2500
FEW_VALUES = 50


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--train", required=True)
    parser.add_argument("--holdout", required=True)
    parser.add_argument("--target")
    parser.add_argument("--place")
    parser.add_argument("files", nargs="*")
    arguments = parser.parse_args()
    warnings.filterwarnings("ignore")
    judge = Judge(arguments)
    print(json.dumps([judge.score(None), *(judge.score(pd.read_csv(file)) for file in arguments.files)]))


class Judge:
    def __init__(self, arguments):
        self.target = arguments.target
        self.place = arguments.place.split(",") if arguments.place else None
        train, holdout = pd.read_csv(arguments.train), pd.read_csv(arguments.holdout)
        self.raw_train, self.raw_holdout = train, holdout
        self.columns = list(train.columns)
        self.codes = {}
        for column in self.columns:
            if pd.api.types.is_numeric_dtype(train[column]) and not pd.api.types.is_bool_dtype(train[column]):
                continue
            if train[column].nunique() > 0.9 * len(train) and pd.to_datetime(train[column], errors="coerce").notna().all():
                self.codes[column] = None
            else:
                values = sorted(pd.concat([train[column], holdout[column]]).dropna().astype(str).unique())
                self.codes[column] = {value: code for code, value in enumerate(values)}
        self.train, self.holdout = self.encode(train), self.encode(holdout)
        self.models = self.near_sums()

    def encode(self, frame):
        out = {}
        for column in self.columns:
            codes = self.codes.get(column, False)
            if codes is False:
                out[column] = pd.to_numeric(frame[column])
            elif codes is None:
                out[column] = pd.to_datetime(frame[column], utc=True).astype("int64") / 1e9
            else:
                out[column] = frame[column].astype(str).map(codes)
        return pd.DataFrame(out).astype(float).fillna(-1)

    def near_sums(self):
        numbers = [c for c in self.columns if not self.codes.get(c, None) and self.train[c].nunique() > FEW_VALUES]
        models = {}
        for column in numbers:
            others = [c for c in numbers if c != column and not np.allclose(self.train[c], self.train[column])]
            if not others:
                continue
            center, spread = self.train[others].mean(), self.train[others].std()
            design = lambda frame, o=others, m=center, s=spread: np.column_stack([(frame[o] - m) / s, np.ones(len(frame))])
            weights = np.linalg.lstsq(design(self.train), self.train[column], rcond=None)[0]
            errors = self.train[column] - design(self.train) @ weights
            if 1e-12 < errors.var() < 0.1 * self.train[column].var():
                models[column] = lambda frame, d=design, w=weights, c=column: (frame[c] - d(frame) @ w).to_numpy()
        return models

    def score(self, frame):
        is_ceiling = frame is None
        rows = self.holdout if is_ceiling else self.encode(frame[self.columns])
        return {
            "misplaced": self.misplaced(rows),
            "nearSums": self.error_width(rows),
            "detector": None if is_ceiling else self.detector(rows),
            "utility": self.utility(self.train if is_ceiling else rows),
            "nearer": None if is_ceiling else self.nearer(rows),
            "valueHits": None if is_ceiling else self.value_hits(rows),
            "pairHits": None if is_ceiling else self.pair_hits(rows),
            "copies": copies(self.train, rows),
        }

    def misplaced(self, rows):
        if self.place is None:
            return None
        tree = BallTree(self.train[self.place])
        limit = np.quantile(tree.query(self.holdout[self.place])[0], 0.95)
        return float((tree.query(rows[self.place])[0] > limit).mean())

    def error_width(self, rows):
        if not self.models:
            return None
        width = lambda errors: np.subtract(*np.quantile(errors, [0.75, 0.25]))
        return float(np.mean([width(model(rows)) / width(model(self.holdout)) for model in self.models.values()]))

    def detector(self, rows):
        rng = np.random.default_rng(0)
        count = min(len(rows), len(self.holdout), JUDGED_ROWS)
        tables = [t.iloc[rng.permutation(len(t))[:count]] for t in (self.holdout, rows)]
        x = np.vstack([np.column_stack([t, *(model(t) for model in self.models.values())]) for t in tables])
        y = np.repeat([0, 1], count)
        folds = StratifiedKFold(3, shuffle=True, random_state=0).split(x, y)
        fit = lambda a: HistGradientBoostingClassifier(max_iter=60, early_stopping=False, random_state=0).fit(x[a], y[a])
        return float(np.mean([roc_auc_score(y[b], fit(a).predict_proba(x[b])[:, 1]) for a, b in folds]))

    def utility(self, rows):
        if self.target is None:
            return None
        features = [c for c in self.columns if c != self.target]
        x, y = rows[features].to_numpy(), rows[self.target].to_numpy()
        real_x, real_y = self.holdout[features].to_numpy(), self.holdout[self.target].to_numpy()
        if self.train[self.target].nunique() > 2:
            return float(r2_score(real_y, HistGradientBoostingRegressor(random_state=0).fit(x, y).predict(real_x)))
        model = HistGradientBoostingClassifier(random_state=0).fit(x, y)
        return float(roc_auc_score(real_y, model.predict_proba(real_x)[:, 1]))

    def nearer(self, rows):
        rng = np.random.default_rng(0)
        count = min(len(self.train), len(self.holdout))
        unit = self.unit()
        trees = [BallTree(unit(t.iloc[rng.permutation(len(t))[:count]]), metric="manhattan") for t in (self.train, self.holdout)]
        own, other = (tree.query(unit(rows.iloc[:NEAR_ROWS]))[0] for tree in trees)
        return float(np.mean((own < other) + 0.5 * (own == other)))

    def unit(self):
        """Numbers over their range in training rows; categories as 0 and 1."""
        scale = (self.train.max() - self.train.min()).replace(0, 1)

        def apply(frame):
            parts = []
            for column in self.columns:
                codes = self.codes.get(column)
                values = frame[column].to_numpy()
                if codes is None:
                    parts.append((values / scale[column])[:, None])
                else:
                    parts.append((values[:, None] == np.arange(len(codes))).astype(float))
            return np.hstack(parts)

        return apply

    def value_hits(self, rows):
        return hits(
            (self.train[c], self.holdout[c], rows[c]) for c in self.columns if self.train[c].nunique() > FEW_VALUES
        )

    def pair_hits(self, rows):
        few = [c for c in self.columns if self.train[c].nunique() <= FEW_VALUES]
        join = lambda frame, a, b: frame[a] * 1e6 + frame[b]
        return hits(
            tuple(join(frame, a, b) for frame in (self.train, self.holdout, rows))
            for i, a in enumerate(few)
            for b in few[:i]
        )


def hits(tables):
    own, other = 0, 0
    for train, holdout, rows in tables:
        once = [set(s.value_counts().loc[lambda n: n == 1].index) for s in (train, holdout)]
        found = rows.value_counts()
        own_values, other_values = once[0] - set(holdout.unique()), once[1] - set(train.unique())
        own += found[found.index.isin(own_values)].sum() / max(1, len(own_values))
        other += found[found.index.isin(other_values)].sum() / max(1, len(other_values))
    return float(own / other) if other > 0 else None


def copies(train, rows):
    known = set(map(tuple, train.to_numpy()))
    return float(np.mean([tuple(row) in known for row in rows.to_numpy()]))


if __name__ == "__main__":
    main()
