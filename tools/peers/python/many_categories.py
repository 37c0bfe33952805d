"""What scikit-learn makes of the columns of many categories that packages/trees/bench/categories.ts writes to a folder.

python tools/peers/python/many_categories.py FOLDER
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OrdinalEncoder, TargetEncoder
from sklearn.compose import make_column_transformer


def boosting(**options):
    return HistGradientBoostingClassifier(
        max_iter=100, early_stopping=False, random_state=1, **options
    )


def encoded(encoder):
    return make_pipeline(
        make_column_transformer((encoder, ["category"]), remainder="passthrough"), boosting()
    )


def frequent():
    """The 254 most frequent categories as such, all others as one."""
    encoder = OrdinalEncoder(
        max_categories=255, handle_unknown="use_encoded_value", unknown_value=np.nan
    )
    return make_pipeline(
        make_column_transformer((encoder, ["category"]), remainder="passthrough"),
        boosting(categorical_features=[0]),
    )


folder = Path(sys.argv[1])
for train_file in sorted(folder.glob("*-train.csv"), key=lambda path: (int(path.name.split("-")[0]), path.name)):
    train = pd.read_csv(train_file, dtype={"category": str})
    test = pd.read_csv(str(train_file).replace("-train", "-test"), dtype={"category": str})
    features = ["category", "x"]
    for name, model in {
        "TargetEncoder": encoded(TargetEncoder(random_state=1)),
        "frequent categories": frequent(),
    }.items():
        model.fit(train[features], train["y"])
        probabilities = model.predict_proba(test[features])
        classes = probabilities.shape[1]
        auc = np.mean([roc_auc_score(test["y"] == k, probabilities[:, k]) for k in range(classes)])
        loss = log_loss(train["y"], model.predict_proba(train[features]))
        print(f"{train_file.stem[:-6]}, {name}: AUC {auc:.4f}, training loss {loss:.4f}", flush=True)
