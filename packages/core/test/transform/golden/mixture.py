"""Writes mixture.json: what scikit-learn's BayesianGaussianMixture makes of a few columns.

`fits` holds, for each column, the mean log density of a row under the fitted weights, means and variances, for five seeds
and the settings of CTGAN. `steps` holds the parameters after some iterations from given clusters.

Run with scikit-learn 1.9: python mixture.py
"""

import json
import pathlib
import warnings

import numpy as np
from scipy.special import digamma
from sklearn.mixture import BayesianGaussianMixture

warnings.filterwarnings("ignore")
random = np.random.default_rng(5)
rows = 3000
columns = {
    "ages": np.round(np.clip(17 + random.gamma(2.2, 10, rows), 17, 90)),
    "peaks": np.round(np.concatenate([random.normal(m, s, rows // 3) for m, s in [(-500, 20), (0, 60), (900, 5)]])),
    "amounts": np.round(random.lognormal(6, 1.5, rows)),
    "mostly zero": np.where(random.random(rows) < 0.9, 0, np.round(random.lognormal(8, 1, rows))),
    "hours": np.where(random.random(rows) < 0.5, 40, np.round(random.normal(40, 12, rows))),
    "even": np.round(random.uniform(0, 10_000, rows)),
    "one peak": np.round(random.normal(0, 1000, rows)),
}


def mixture(**options):
    return BayesianGaussianMixture(n_components=10, weight_concentration_prior=0.001, **options)


def log_density(model, values, counts):
    means, variances = model.means_[:, 0], model.covariances_[:, 0, 0]
    distances = (values[:, None] - means) ** 2 / variances
    densities = model.weights_ / np.sqrt(2 * np.pi * variances) * np.exp(-0.5 * distances)
    return float(counts @ np.log(densities.sum(axis=1)) / counts.sum())


fits = []
for name, column in columns.items():
    values, counts = np.unique(column, return_counts=True)
    scores = [
        log_density(mixture(random_state=seed).fit(column[:, None]), values, counts) for seed in range(5)
    ]
    fits.append({"column": name, "values": values.tolist(), "counts": counts.tolist(), "logDensities": scores})

steps = []
for name, cuts in [("ages", [30, 41, 55]), ("peaks", [-520, -480, -50, 40, 500]), ("hours", [39.5, 40.5])]:
    column = columns[name]
    # Clusters from the largest down, on the values moved to [-1, 1].
    points = (column - (column.min() + column.max()) / 2) / ((column.max() - column.min()) / 2)
    labels = np.searchsorted(cuts, column)
    order = np.argsort(-np.bincount(labels), kind="stable")
    one_hot = (labels[:, None] == order).astype(float)
    model = BayesianGaussianMixture(
        n_components=len(order), weight_concentration_prior=0.001, reg_covar=0.0
    )
    model._check_parameters(points[:, None])
    model._initialize(points[:, None], one_hot)
    for _ in range(12):
        _, log_shares = model._estimate_log_prob_resp(points[:, None])
        model._m_step(points[:, None], log_shares)
    model._set_parameters(model._get_parameters())
    steps.append(
        {
            "column": name,
            "cuts": cuts,
            "iterations": 12,
            "weights": model.weights_.tolist(),
            "means": model.means_[:, 0].tolist(),
            "variances": model.covariances_[:, 0, 0].tolist(),
        }
    )

x = np.concatenate([10.0 ** np.linspace(-3, 6, 40), [0.5, 1, 1.5, 6]])
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps({"fits": fits, "steps": steps, "digamma": {"x": x.tolist(), "y": digamma(x).tolist()}}))
