"""Histogram gradient boosting: fit on the training part, AUC on the test part. Uses all cores through OpenMP."""

from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score

from common import Part, measure, parse_arguments, report

arguments = parse_arguments(rounds=100, seed=0)
train, test = Part(arguments.input, "train"), Part(arguments.input, "test")


def fit():
    boosting = HistGradientBoostingClassifier(
        max_iter=arguments.rounds,
        early_stopping=False,
        categorical_features=train.categorical or None,
        random_state=arguments.seed,
    )
    return boosting.fit(train.features, train.target)


boosting, times = measure(fit, arguments.warm)
report(times, auc=roc_auc_score(test.target, boosting.predict_proba(test.features)[:, 1]))
