"""The rows of the paper's Table I, by scikit-learn and imbalanced-learn on the card-fraud subset.

    node tools/peers/dist/programs/fraud-splits.js /tmp/splits.json
    .venv/bin/python tools/peers/python/table_one.py /tmp/splits.json [--ctgan '/tmp/ctgan-{seed}.csv']

TRTR and SMOTE + RF, and with `--ctgan` CTGAN + GBM: boosting on the rows that `ctgan_rows.py` made of each split's training rows,
a file for each seed. Takes the very splits of `asdf compare fraud` (seeds 1 to 5). Prints one JSON object: mean and sample standard deviation
over the splits of every figure, raw and at the full set's prevalence (a legitimate test row weighs 284315 / 23463). The peers'
figures that `asdf compare fraud` prints beside its own come from here.
"""
import argparse
import json

import imblearn
import numpy as np
import pandas as pd
import sklearn
from imblearn.over_sampling import SMOTE
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score

ROWS_PER_LEGITIMATE_ROW = 284315 / 23463


def calibration_error(y, p, w, bins=15):
    b = np.minimum((p * bins).astype(int), bins - 1)
    parts = [(w[b == i].sum(), np.average(y[b == i], weights=w[b == i]), np.average(p[b == i], weights=w[b == i]))
             for i in range(bins) if (b == i).any()]
    return sum(n * abs(hits - mean) for n, hits, mean in parts) / w.sum()


def macro_f1(y, p, w, threshold):
    return f1_score(y, p >= threshold, average='macro', sample_weight=w)


def best_threshold(y, p, w):
    scores = np.unique(p)
    middles = np.r_[0, (scores[:-1] + scores[1:]) / 2, 1.1]
    if len(middles) > 2000:
        middles = np.quantile(middles, np.linspace(0, 1, 2000))
    return max(middles, key=lambda t: macro_f1(y, p, w, t))


def score(validation, test, weights):
    (vy, vp), (ty, tp) = validation, test
    vw, tw = weights(vy), weights(ty)
    return {
        'rocAuc': roc_auc_score(ty, tp, sample_weight=tw),
        'prAuc': average_precision_score(ty, tp, sample_weight=tw),
        'macroF1': macro_f1(ty, tp, tw, 0.5),
        'macroF1AtChosen': macro_f1(ty, tp, tw, best_threshold(vy, vp, vw)),
        'ece': calibration_error(ty, tp, tw),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('splits')
    parser.add_argument('--data', default='packages/datasets/data/fraud.csv.gz')
    parser.add_argument('--ctgan', help='where the rows of CTGAN are, with {seed} for the seed of the split')
    args = parser.parse_args()
    frame = pd.read_csv(args.data)
    x, y = frame.drop(columns='Class').to_numpy(), frame['Class'].to_numpy()
    def boosting(seed):
        return HistGradientBoostingClassifier(max_iter=100, early_stopping=False, random_state=seed)

    def forest(seed):
        return RandomForestClassifier(100, n_jobs=2, random_state=seed)

    def oversampled(seed, rows, labels):
        return SMOTE(random_state=seed).fit_resample(rows, labels)

    def of_ctgan(seed, *_):
        made = pd.read_csv(args.ctgan.format(seed=seed))[frame.columns]
        return made.drop(columns='Class').to_numpy(), made['Class'].to_numpy()

    methods = {
        'trtr': (boosting, lambda _, *real: real),
        'trtr-rf': (forest, lambda _, *real: real),
        'smote-rf': (forest, oversampled),
    }
    if args.ctgan:
        methods['ctgan-gbm'] = (boosting, of_ctgan)
    figures = {name: {'raw': [], 'full': []} for name in methods}
    with open(args.splits) as file:
        splits = json.load(file)
    for split in splits:
        seed = split['seed']
        (a, ya), (v, yv), (t, yt) = ((x[split[part]], y[split[part]]) for part in ('train', 'validation', 'test'))
        for name, (make, rows_of) in methods.items():
            model = make(seed).fit(*rows_of(seed, a, ya))
            pv, pt = model.predict_proba(v)[:, 1], model.predict_proba(t)[:, 1]
            figures[name]['raw'].append(score((yv, pv), (yt, pt), lambda c: np.ones(len(c))))
            full = lambda c: np.where(c == 1, 1.0, ROWS_PER_LEGITIMATE_ROW)
            figures[name]['full'].append(score((yv, pv), (yt, pt), full))
    summary = {
        name: {
            kind: {key: [round(float(np.mean([r[key] for r in rows])), 4), round(float(np.std([r[key] for r in rows], ddof=1)), 4)]
                   for key in rows[0]}
            for kind, rows in kinds.items()
        }
        for name, kinds in figures.items()
    }
    versions = {'scikit-learn': sklearn.__version__, 'imbalanced-learn': imblearn.__version__}
    print(json.dumps({'versions': versions, 'splits': len(splits), 'figures': summary}, indent=2))


if __name__ == '__main__':
    main()
