"""Writes imbalanced_learn.json: the intermediate results of imbalanced-learn's oversamplers on small tables.

Random numbers differ between libraries, so what is compared is what they do not touch: neighbors, rows in danger,
ADASYN's densities, support vectors, value differences. Made with imbalanced-learn 0.14.2 and scikit-learn 1.9.1:

    python packages/smote/test/golden/make_golden.py
"""

import json
import os

import numpy as np
from imblearn.metrics.pairwise import ValueDifferenceMetric
from imblearn.over_sampling import ADASYN, SMOTENC, BorderlineSMOTE, KMeansSMOTE
from sklearn.cluster import KMeans
from sklearn.datasets import load_wine, make_classification
from sklearn.neighbors import NearestNeighbors
from sklearn.svm import SVC

here = os.path.dirname(os.path.abspath(__file__))


def numeric_table(name, features, target):
    return {"name": name, "features": features.tolist(), "target": target.tolist()}


def neighbors_without_self(data, queries, k):
    return NearestNeighbors(n_neighbors=k + 1).fit(data).kneighbors(queries, return_distance=False)[:, 1:]


def numeric_case(name, features, target):
    case = {"table": numeric_table(name, features, target), "classes": {}}
    border = BorderlineSMOTE(random_state=0)
    border.fit_resample(features, target)
    adasyn_counts = adasyn_shares(features, target)
    counts = np.bincount(target)
    for code in range(len(counts)):
        if counts[code] == counts.max():
            continue
        rows = np.flatnonzero(target == code)
        binary = (target == code).astype(int)
        support = SVC(gamma="scale").fit(features, binary).support_
        support = np.sort(support[binary[support] == 1])
        around = neighbors_without_self(features, features[support], 10)
        foreign = (target[around] != code).sum(axis=1)
        case["classes"][code] = {
            "neighbors": rows[neighbors_without_self(features[rows], features[rows], 5)].tolist(),
            "danger": np.asarray(border.in_danger_indices.get(code, [])).tolist(),
            "adasyn": adasyn_counts[code],
            "support": support.tolist(),
            "supportForeign": foreign.tolist(),
        }
    return case


def adasyn_shares(features, target):
    """ADASYN's normalized densities, as `_fit_resample` computes them; imblearn keeps none of them."""
    shares = {}
    for code in np.unique(target):
        rows = np.flatnonzero(target == code)
        around = neighbors_without_self(features, features[rows], 5)
        ratio = (target[around] != code).sum(axis=1) / 5
        shares[int(code)] = (ratio / ratio.sum()).tolist() if ratio.sum() > 0 else None
    sampler = ADASYN(random_state=0)
    sampler.fit_resample(features, target)  # fails loudly where the above would be moot
    return shares


def cluster_case(features, target, exponent):
    """The share of new rows of each cluster that imbalanced-learn would use, for a given clustering."""
    clusters = KMeans(n_clusters=4, n_init=3, random_state=0).fit_predict(features)
    sampler = KMeansSMOTE(density_exponent=exponent)
    sparsities = {}
    for cluster in range(4):
        own = features[(clusters == cluster) & (target == 1)]
        if len(own) >= 2:
            sparsities[cluster] = sampler.__class__._find_cluster_sparsity(with_jobs(sampler), own)
    total = sum(sparsities.values())
    return {
        "clusters": clusters.tolist(),
        "exponent": exponent,
        "shares": {cluster: value / total for cluster, value in sparsities.items()},
    }


def with_jobs(sampler):
    sampler.n_jobs = None
    return sampler


def mixed_case():
    random = np.random.default_rng(5)
    count = 120
    target = np.array([0] * 80 + [1] * 40)
    numbers = np.round(random.normal(size=(count, 3)) * [1, 5, 0.3] + target[:, None], 4)
    codes = random.integers(0, [4, 3], size=(count, 2))
    features = np.hstack([numbers, codes])
    sampler = SMOTENC(categorical_features=[3, 4], random_state=0)
    sampler.fit_resample(features, target)
    rows = np.flatnonzero(target == 1)
    penalty = sampler.median_std_[1]
    onehot = np.hstack([np.eye(4)[codes[rows, 0]], np.eye(3)[codes[rows, 1]]]) * penalty / np.sqrt(2)
    encoded = np.hstack([numbers[rows], onehot])
    return {
        "numbers": numbers.tolist(),
        "codes": codes.tolist(),
        "target": target.tolist(),
        "median": penalty,
        "neighbors": rows[neighbors_without_self(encoded, encoded, 5)].tolist(),
    }


def nominal_case():
    random = np.random.default_rng(6)
    count = 90
    target = np.array([0] * 45 + [1] * 27 + [2] * 18)
    codes = (random.integers(0, [5, 4, 3, 6], size=(count, 4)) + target[:, None] * random.integers(0, 2, size=(count, 4))) % [
        5,
        4,
        3,
        6,
    ]
    metric = ValueDifferenceMetric(n_categories=[5, 4, 3, 6]).fit(codes, target)
    rows = np.flatnonzero(target == 2)
    return {"codes": codes.tolist(), "target": target.tolist(), "rows": rows.tolist(), "distances": metric.pairwise(codes[rows]).tolist()}


wine = load_wine()
features, target = make_classification(
    n_samples=240, n_features=4, n_informative=3, n_redundant=0, n_classes=3, n_clusters_per_class=2,
    weights=[0.6, 0.28, 0.12], class_sep=0.7, random_state=3,
)
features = np.round(features, 6)
binary, binary_target = make_classification(
    n_samples=200, n_features=3, n_informative=3, n_redundant=0, weights=[0.75], class_sep=0.9, random_state=4
)
binary = np.round(binary, 6)
golden = {
    "numeric": [
        numeric_case("overlapping classes", features, target),
        numeric_case("wine, unscaled", wine.data, wine.target),
        numeric_case("two classes", binary, binary_target),
    ],
    "clusters": {
        "table": numeric_table("two classes", binary, binary_target),
        "cases": [cluster_case(binary, binary_target, exponent) for exponent in (3, 0.5)],
    },
    "mixed": mixed_case(),
    "nominal": nominal_case(),
}
with open(os.path.join(here, "imbalanced_learn.json"), "w") as file:
    json.dump(golden, file)
    file.write("\n")
