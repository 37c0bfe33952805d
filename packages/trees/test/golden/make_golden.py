"""Expected scores of scikit-learn on small made data: writes golden.json beside this file."""

import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.datasets import make_classification, make_friedman1
from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.metrics import log_loss, r2_score, roc_auc_score

TRAIN = 600


def rounded(array):
    """Five significant decimals keep the file small; both sides learn from the rounded numbers."""
    return np.round(array, 5)


def two_classes():
    x, y = make_classification(1000, 8, n_informative=5, n_redundant=1, flip_y=0.05, class_sep=0.8, random_state=7)
    x = rounded(x)
    x[np.random.default_rng(1).random(x.shape) < 0.05] = np.nan
    boosting = HistGradientBoostingClassifier(max_iter=50, early_stopping=False).fit(x[:TRAIN], y[:TRAIN])
    forests = [
        RandomForestClassifier(200, random_state=seed).fit(x[:TRAIN], y[:TRAIN]).predict_proba(x[TRAIN:])
        for seed in range(5)
    ]
    test = y[TRAIN:]
    probability = boosting.predict_proba(x[TRAIN:])
    return {
        "columns": [[None if np.isnan(v) else v for v in column] for column in x.T.tolist()],
        "target": y.tolist(),
        "boosting": {"auc": roc_auc_score(test, probability[:, 1]), "logLoss": log_loss(test, probability)},
        "forest": {
            "auc": float(np.mean([roc_auc_score(test, p[:, 1]) for p in forests])),
            "logLoss": float(np.mean([log_loss(test, p) for p in forests])),
        },
    }


def three_classes():
    x, y = make_classification(
        1000, 6, n_informative=4, n_redundant=1, n_classes=3, flip_y=0.05, class_sep=0.9, random_state=3
    )
    x = rounded(x)
    test = y[TRAIN:]
    boosting = HistGradientBoostingClassifier(max_iter=30, early_stopping=False).fit(x[:TRAIN], y[:TRAIN])
    forests = [
        RandomForestClassifier(200, random_state=seed).fit(x[:TRAIN], y[:TRAIN]).predict_proba(x[TRAIN:])
        for seed in range(5)
    ]
    return {
        "columns": x.T.tolist(),
        "target": y.tolist(),
        "boosting": {"logLoss": log_loss(test, boosting.predict_proba(x[TRAIN:]))},
        "forest": {"logLoss": float(np.mean([log_loss(test, p) for p in forests]))},
    }


def numbers():
    x, y = make_friedman1(1000, 6, noise=0.5, random_state=5)
    x, y = rounded(x), rounded(y)
    boosting = HistGradientBoostingRegressor(max_iter=60, early_stopping=False).fit(x[:TRAIN], y[:TRAIN])
    forests = [RandomForestRegressor(100, random_state=seed).fit(x[:TRAIN], y[:TRAIN]) for seed in range(3)]
    return {
        "columns": x.T.tolist(),
        "target": y.tolist(),
        "boosting": {"prediction": boosting.predict(x[TRAIN:]).tolist(), "r2": r2_score(y[TRAIN:], boosting.predict(x[TRAIN:]))},
        "forest": {"r2": float(np.mean([r2_score(y[TRAIN:], forest.predict(x[TRAIN:])) for forest in forests]))},
    }


golden = {
    "made": {"by": "make_golden.py", "scikit-learn": sklearn.__version__},
    "train": TRAIN,
    "twoClasses": two_classes(),
    "threeClasses": three_classes(),
    "numbers": numbers(),
}
Path(__file__).with_name("golden.json").write_text(json.dumps(golden))
