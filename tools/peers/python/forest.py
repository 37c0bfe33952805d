"""Random forest: fit on the training part, AUC on the test part."""

from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score

from common import Part, measure, parse_arguments, report

arguments = parse_arguments(trees=100, seed=0)
train, test = Part(arguments.input, "train"), Part(arguments.input, "test")


def fit():
    forest = RandomForestClassifier(
        n_estimators=arguments.trees, n_jobs=arguments.threads, random_state=arguments.seed
    )
    return forest.fit(train.features, train.target)


forest, times = measure(fit, arguments.warm)
report(times, auc=roc_auc_score(test.target, forest.predict_proba(test.features)[:, 1]))
