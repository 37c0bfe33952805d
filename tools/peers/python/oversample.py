"""Oversampling until the classes are equal, with imbalanced-learn. Quality: how many rows were made, and how far their
column means lie from the minority's, in the minority's standard deviations (mean over the numeric columns)."""

import numpy as np
from imblearn.over_sampling import ADASYN, SMOTE, SMOTENC, BorderlineSMOTE

from common import Part, measure, parse_arguments, report

arguments = parse_arguments(method="smote", seed=0)
train = Part(arguments.input, "train")
samplers = {
    "smote": lambda: SMOTE(random_state=arguments.seed),
    "borderline": lambda: BorderlineSMOTE(random_state=arguments.seed),
    "adasyn": lambda: ADASYN(random_state=arguments.seed),
    "smote-nc": lambda: SMOTENC(categorical_features=train.categorical, random_state=arguments.seed),
}
(features, target), times = measure(
    lambda: samplers[arguments.method]().fit_resample(train.features, train.target), arguments.warm
)

count = len(train.features)
numeric = [i for i in range(train.features.shape[1]) if i not in train.categorical]
minority = np.argmin(np.bincount(train.target))
real = train.features[train.target == minority][:, numeric]
made = features[count:][:, numeric]
shift = np.abs(made.mean(axis=0) - real.mean(axis=0)) / np.maximum(real.std(axis=0), 1e-12)
report(times, rows=len(features) - count, shift=shift.mean())
