"""Golden values of exact intervals and beta functions. Writes statistics.json beside this file.

    .venv/bin/python packages/privacy/test/golden/make-statistics.py
"""

import json
from pathlib import Path

import numpy as np
import scipy
from scipy.special import betainc
from scipy.stats import binomtest

SHARES = [(0, 10), (1, 10), (10, 10), (30, 3000), (1500, 3000), (2999, 3000), (5, 7)]
BETAS = [(0.5, 1, 1), (0.1, 2, 30), (0.9, 100, 3), (0.3333, 1500, 3000), (0.999, 0.5, 0.5), (1e-9, 1, 5), (0.7, 300.5, 120.25)]

rng = np.random.default_rng(1)
points, queries = rng.normal(size=(40, 3)), rng.normal(size=(8, 3)) * 2
points = (points - points.mean(0)) / points.std(0)
width = 0.4
squares = ((queries[:, None] - points[None]) ** 2).sum(2)
densities = np.exp(-squares / (2 * width**2)).mean(1)

golden = {
    "versions": {"scipy": scipy.__version__, "numpy": np.__version__},
    "intervals": [
        {"right": k, "count": n, "alpha": a, "interval": list(binomtest(k, n).proportion_ci(1 - a, method="exact"))}
        for k, n in SHARES
        for a in (0.05, 0.0064)
    ],
    "betas": [{"x": x, "a": a, "b": b, "value": float(betainc(a, b, x))} for x, a, b in BETAS],
    "densities": {
        "bandwidth": width,
        "points": points.ravel().tolist(),
        "queries": queries.ravel().tolist(),
        "logarithms": np.log(densities).tolist(),
    },
}
Path(__file__).with_name("statistics.json").write_text(json.dumps(golden) + "\n")
