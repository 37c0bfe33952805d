#!/usr/bin/env python3
"""Writes logistic-regression.json: tables, scikit-learn 1.9.1's coefficients on them, and its probabilities.

Numbers are standardized and categories one-hot, all of them. The solver is newton-cholesky where it serves (lbfgs
else), run until it no longer moves, so that differences are ours and not its default tolerance's.
Run: .venv/bin/python packages/baselines/test/golden/make-golden.py
"""
import json, pathlib, warnings
import numpy as np, sklearn
from sklearn.linear_model import LogisticRegression

warnings.filterwarnings('ignore')
rng = np.random.default_rng(5)
cases = []


def add(name, n, classes, numbers, categories, c=1.0, weighted=False, separable=False):
    x = rng.normal(size=(n, numbers)) * 10.0 ** rng.integers(-3, 4, numbers) + rng.normal(size=numbers) * 50
    codes = np.column_stack([rng.integers(0, k, n) for k in categories]) if categories else np.zeros((n, 0), int)
    z = (x - x.mean(0)) / x.std(0)
    hot = [np.eye(k)[codes[:, i]] for i, k in enumerate(categories)]
    design = np.hstack([z, *hot])
    effect = rng.normal(size=(design.shape[1], classes)) * (30 if separable else 1)
    score = design @ effect + rng.gumbel(size=(n, classes))
    y = score.argmax(1)
    w = np.round(rng.exponential(size=n), 4) if weighted else None
    args = dict(C=c, max_iter=100000, tol=1e-13)
    model = LogisticRegression(solver='newton-cholesky', **args).fit(design, y, sample_weight=w)
    check = LogisticRegression(solver='lbfgs', **{**args, 'tol': 1e-10}).fit(design, y, sample_weight=w)
    coefficients = np.column_stack([model.intercept_, model.coef_])
    if classes > 2:
        coefficients[:, 0] -= coefficients[:, 0].mean()
        check.intercept_ -= check.intercept_.mean()
    gap = np.abs(coefficients - np.column_stack([check.intercept_, check.coef_])).max()
    assert len(set(y)) == classes and gap < 1e-4, gap
    cases.append(dict(name=name, penalty=1 / c, numbers=x.T.tolist(), categories=codes.T.tolist(), sizes=categories,
                      classes=classes, truth=y.tolist(), weights=None if w is None else w.tolist(),
                      coefficients=coefficients.T.tolist(), probability=model.predict_proba(design).tolist()))
    print(name, 'lbfgs differs by', gap)


add('two classes', 80, 2, 3, [])
add('two classes, categories, weights', 120, 2, 2, [3, 2], weighted=True)
add('three classes', 120, 3, 3, [4])
add('four classes, weights, weak penalty', 160, 4, 3, [3], c=100.0, weighted=True)
add('two classes, strong penalty', 60, 2, 4, [2], c=0.01)
add('two classes, separable', 60, 2, 2, [], separable=True)
out = {'scikit-learn': sklearn.__version__, 'cases': cases}
pathlib.Path(__file__).with_name('logistic-regression.json').write_text(json.dumps(out, separators=(',', ':')) + '\n')
