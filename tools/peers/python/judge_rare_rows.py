"""Asks extra-trees that were trained on held-out rows which generated rows of a class belong to it, and how near they are.

    judge_rare_rows.py --train train.csv --holdout holdout.csv --target COLUMN --class VALUE rows.csv [more.csv ...]

The first entry is of the training rows of the class, the others of the files. `judged` is the share of rows that are classified
as the class. `closestRecordShare` is the share of rows nearer to a training row of the class than to a held-out one, from equally
many of each, with all numbers divided by their spread; ties count half.
"""

import argparse
import json

import numpy as np
import pandas as pd
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.neighbors import NearestNeighbors


def main():
    parser = argparse.ArgumentParser()
    for name in ("train", "holdout", "target", "class"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("files", nargs="+")
    arguments = parser.parse_args()
    label = getattr(arguments, "class")
    train, holdout = pd.read_csv(arguments.train), pd.read_csv(arguments.holdout)
    encode = encoder(pd.concat([train, holdout]), arguments.target)
    own_train = encode(train[train[arguments.target].astype(str) == label])
    in_class = holdout[arguments.target].astype(str) == label
    judge = ExtraTreesClassifier(300, random_state=0, n_jobs=2).fit(encode(holdout), in_class)
    nearness = near_training(own_train, encode(holdout[in_class]), encode(train).std(axis=0))
    result = [{"judged": float(judge.predict(own_train).mean()), "closestRecordShare": None}]
    for file in arguments.files:
        rows = encode(pd.read_csv(file))
        result.append({"judged": float(judge.predict(rows).mean()), "closestRecordShare": nearness(rows)})
    print(json.dumps(result))


def encoder(table, target):
    """Columns but the target as numbers: categories by rank, missing values as -1."""
    features = table.drop(columns=[target])
    ranks = {
        column: {value: rank for rank, value in enumerate(sorted(features[column].dropna().unique()))}
        for column in features
        if not pd.api.types.is_numeric_dtype(features[column])
    }

    def encode(rows):
        rows = rows[features.columns].copy()
        for column, rank in ranks.items():
            rows[column] = rows[column].map(rank)
        return rows.astype(float).fillna(-1).to_numpy()

    return encode


def near_training(train, holdout, spread):
    rng = np.random.default_rng(0)
    count = min(len(train), len(holdout))
    scale = np.where(spread > 0, spread, 1)
    trees = [
        NearestNeighbors(n_neighbors=1).fit(rows[rng.permutation(len(rows))[:count]] / scale) for rows in (train, holdout)
    ]

    def share(rows):
        to_train, to_holdout = (tree.kneighbors(rows / scale)[0][:, 0] for tree in trees)
        return float(np.mean(to_train < to_holdout) + 0.5 * np.mean(to_train == to_holdout))

    return share


main()
