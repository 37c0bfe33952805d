"""Chained equations. Quality: root mean squared error of the masked cells, in units of each column's standard deviation."""

import os

import numpy as np
from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.impute import IterativeImputer

from common import measure, parse_arguments, report

arguments = parse_arguments(rounds=10, seed=0)
truth = np.ascontiguousarray(np.load(os.path.join(arguments.input, "truth.npy")))
mask = np.load(os.path.join(arguments.input, "mask.npy")).astype(bool)
masked = truth.copy()
masked[mask] = np.nan


def impute():
    # Drawn from the posterior, as multiple imputation needs and as ours does.
    imputer = IterativeImputer(max_iter=arguments.rounds, sample_posterior=True, random_state=arguments.seed)
    return imputer.fit_transform(masked)


completed, times = measure(impute, arguments.warm)
error = ((completed - truth) / truth.std(axis=0))[mask]
report(times, rmse=np.sqrt((error**2).mean()), cells=mask.sum())
