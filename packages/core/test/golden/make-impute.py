#!/usr/bin/env python3
"""Writes impute.json: scikit-learn's own small tables with cells masked, and how well its IterativeImputer fills them.

RMSE is over the masked cells, each column in units of its standard deviation. `mean` is the default (posterior means of
BayesianRidge), `draws` the average of five imputations with sample_posterior=True, `median` SimpleImputer's.
Run: .venv/bin/python packages/core/test/golden/make-impute.py
"""
import json, pathlib, warnings
import numpy as np, sklearn
from sklearn.datasets import load_diabetes, load_wine
from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.impute import IterativeImputer, SimpleImputer

warnings.filterwarnings('ignore')
tables = []
for name, data in (('wine', load_wine().data), ('diabetes', load_diabetes(scaled=False).data)):
    mask = np.random.default_rng(7).random(data.shape) < 0.2
    holed = np.where(mask, np.nan, data)
    unit = data.std(0)

    def rmse(filled):
        return float(np.sqrt((((filled - data) / unit)[mask] ** 2).mean()))

    draws = [IterativeImputer(sample_posterior=True, random_state=s, max_iter=10).fit_transform(holed) for s in range(5)]
    tables.append(dict(name=name, rows=data.round(6).tolist(), masked=np.argwhere(mask).tolist(), rmse=dict(
        mean=rmse(IterativeImputer(random_state=0, max_iter=10).fit_transform(holed)),
        draws=rmse(np.mean(draws, 0)), median=rmse(SimpleImputer(strategy='median').fit_transform(holed)))))
    print(name, tables[-1]['rmse'])
out = dict(tables=tables)
out['scikit-learn'] = sklearn.__version__
pathlib.Path(__file__).with_name('impute.json').write_text(json.dumps(out, separators=(',', ':')) + '\n')
