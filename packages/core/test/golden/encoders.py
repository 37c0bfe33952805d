"""Writes encoders.json: what scikit-learn's scalers and encoders make of a few columns.

Run with scikit-learn 1.9: python encoders.py
"""

import json
import pathlib
import warnings

import numpy as np
from scipy.stats import norm
from sklearn.preprocessing import (
    MinMaxScaler,
    OneHotEncoder,
    OrdinalEncoder,
    QuantileTransformer,
    StandardScaler,
)

warnings.filterwarnings("ignore")
random = np.random.default_rng(7)
columns = {
    "normal": random.normal(5, 3, 60),
    "skewed": random.lognormal(0, 2, 60),
    "tied": np.concatenate([np.zeros(25), random.integers(1, 6, 35)]).astype(float),
    "constant": np.full(12, 7.25),
    "two": np.array([3.0, -1.0]),
    "one": np.array([4.0]),
    "large": 1e9 + random.normal(0, 1, 40),
}
scalers = {
    "minMax": lambda n: MinMaxScaler(),
    "standard": lambda n: StandardScaler(),
    "quantile": lambda n: QuantileTransformer(n_quantiles=min(1000, n)),
    "quantileNormal": lambda n: QuantileTransformer(n_quantiles=min(1000, n), output_distribution="normal"),
    "quantile10": lambda n: QuantileTransformer(n_quantiles=min(10, n)),
}
cases = []
for name, values in columns.items():
    for scaler, make in scalers.items():
        fitted = make(len(values)).fit(values[:, None])
        probes = np.concatenate([values, values.min() - [1, 0.1], values.max() + [0.1, 1], [values.mean()]])
        if len(values) == 1:
            # With one quantile scikit-learn maps what lies above it to 0 or to 5.2, depending on the distribution.
            probes = values
        encoded = fitted.transform(probes[:, None])[:, 0]
        cases.append(
            {
                "column": name,
                "scaler": scaler,
                "values": values.tolist(),
                "probes": probes.tolist(),
                "encoded": encoded.tolist(),
                "decoded": fitted.inverse_transform(encoded[:, None])[:, 0].tolist(),
            }
        )

texts = ["red", "blue", "red", "green", "blue", "10"]
table = np.array(texts, dtype=object)[:, None]
categories = {
    "values": texts,
    "categories": OrdinalEncoder().fit(table).categories_[0].tolist(),
    "ordinal": OrdinalEncoder().fit_transform(table)[:, 0].tolist(),
    "oneHot": OneHotEncoder(sparse_output=False).fit_transform(table).ravel().tolist(),
}
x = np.concatenate([np.linspace(-37, 8, 181), [0.0, -1e-9, 0.46875 * 2**0.5]])
p = np.concatenate([10.0 ** np.linspace(-300, -0.5, 120), 1 - 10.0 ** np.linspace(-15, -1, 30), [0.5, 0.075, 0.925]])
normal = {"x": x.tolist(), "probability": norm.cdf(x).tolist(), "p": p.tolist(), "quantile": norm.ppf(p).tolist()}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps({"scalers": cases, "categories": categories, "normal": normal}))
