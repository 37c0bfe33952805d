#!/usr/bin/env python3
"""Writes metrics.json: predictions (of two classes, the positive one only) and what scikit-learn 1.9.1 says of them.

Run: .venv/bin/python packages/metrics/test/golden/make-golden.py
"""
import json, pathlib, warnings
import numpy as np
import sklearn
from sklearn import metrics as m
from sklearn.preprocessing import label_binarize

warnings.filterwarnings('ignore')
rng = np.random.default_rng(20261123)
cases = []


def calibration_error(hit, confidence, weight, bins):
    """Expected calibration error as field definitions have it; scikit-learn has none."""
    b = np.minimum((confidence * bins).astype(int), bins - 1)
    return sum(abs((weight * (hit - confidence))[b == i].sum()) for i in range(bins) if (b == i).any()) / weight.sum()


def defined(value):
    return float(value) if np.isfinite(value) else None


def add(name, truth, probability, weight=None):
    truth, probability = np.asarray(truth), np.asarray(probability, float)
    if probability.ndim == 1:
        probability = np.column_stack([1 - probability, probability])
    k = probability.shape[1]
    w = None if weight is None else np.asarray(weight, float)
    ones = np.ones(len(truth)) if w is None else w
    keep = ones > 0
    predicted = probability.argmax(1)
    labels = list(range(k))
    both = len(set(truth[keep])) == k
    args = dict(sample_weight=w)
    top = (calibration_error((predicted == truth).astype(float), probability.max(1), ones, 15))
    e = {
        'confusion': m.confusion_matrix(truth, predicted, labels=labels, **args).ravel().tolist(),
        'f1': m.f1_score(truth, predicted, labels=labels, average=None, zero_division=0, **args).tolist(),
        'macroF1': m.f1_score(truth[keep], predicted[keep], average='macro', zero_division=0, sample_weight=ones[keep]),
        'brier': m.brier_score_loss(truth, probability, labels=labels, **args),
        'brierWhole': m.brier_score_loss(truth, probability, labels=labels, scale_by_half=False, **args),
        'logLoss': m.log_loss(truth, probability, labels=labels, **args),
        'eceTop': top,
    }
    if k == 2:
        p = probability[:, 1]
        e['rocAuc'] = defined(m.roc_auc_score(truth, p, **args)) if both else None
        e['averagePrecision'] = m.average_precision_score(truth, p, **args) if (truth[keep] == 1).any() else None
        e['ece'] = calibration_error(truth.astype(float), p, ones, 15)
        e['ece4'] = calibration_error(truth.astype(float), p, ones, 4)
    else:
        if both:
            hot = label_binarize(truth, classes=labels)
            for average in ('macro', 'weighted'):
                e['rocAuc-' + average] = m.roc_auc_score(truth, probability, labels=labels, multi_class='ovr', average=average, **args)
                e['averagePrecision-' + average] = m.average_precision_score(hot, probability, average=average, **args)
        e['ece'] = top
    cases.append({'name': name, 'classCount': k, 'truth': truth.tolist(), 'probability': (probability[:, 1] if k == 2 else probability.ravel()).tolist(),
                  'weight': None if w is None else w.tolist(), 'expected': e})


def binary(n, share=0.3, digits=6):
    truth = (rng.random(n) < share).astype(int)
    p = np.round(1 / (1 + np.exp(-(rng.normal(size=n) + 1.5 * truth - 1))), digits)
    return truth, p


def many(n, k, digits=4, shares=None):
    truth = rng.choice(k, n, p=shares)
    logits = rng.normal(size=(n, k)) + 1.2 * np.eye(k)[truth]
    p = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    p = np.round(p, digits)
    p[:, -1] = np.maximum(0, 1 - p[:, :-1].sum(1))
    return truth, p


t, p = binary(60); add('binary', t, p)
t, p = binary(200, digits=1); add('many ties', t, p)
t, p = binary(200, digits=1); add('many ties, weights', t, p, np.round(rng.exponential(size=200), 3))
t, p = binary(150); add('weights of 0', t, p, rng.integers(0, 3, 150))
t, p = binary(150, digits=2); add('weights over many magnitudes', t, p, 10.0 ** rng.integers(-6, 7, 150))
t, p = binary(80); t[:] = 0; t[17] = 1; add('one positive', t, p)
t, p = binary(80); t[:] = 1; t[3] = 0; add('one negative, weights', t, p, rng.random(80) + 0.1)
add('perfect', [0, 0, 1, 1, 1], [0.1, 0.2, 0.7, 0.8, 0.9])
add('perfectly wrong', [1, 1, 0, 0, 0], [0.1, 0.2, 0.7, 0.8, 0.9])
add('certain and right', [0, 0, 1, 1], [0.0, 0.0, 1.0, 1.0])
add('certain and wrong', [1, 1, 0, 0], [0.0, 0.0, 1.0, 1.0])
add('certain, half right', [0, 1, 0, 1, 1], [0.0, 0.0, 1.0, 1.0, 1.0], [1, 2, 3, 4, 5])
add('all scores equal', [0, 1, 0, 1, 1, 0, 0], [0.3] * 7)
add('all scores one half', [0, 1, 0, 1, 1, 0, 0], [0.5] * 7)
add('empty bins', [0, 1, 1, 0, 1, 0], [0.01, 0.99, 0.98, 0.02, 0.5, 0.51])
add('on the edges of bins', [0, 1, 0, 1, 0, 1, 1, 0], [0, 1 / 15, 2 / 15, 3 / 15, 6 / 15, 0.6, 14 / 15, 1.0])
add('two rows', [0, 1], [0.4, 0.6])
add('only negatives', [0, 0, 0], [0.2, 0.4, 0.6])
add('only positives', [1, 1, 1], [0.2, 0.4, 0.6])
add('the positive has weight 0', [0, 1, 0], [0.2, 0.4, 0.6], [1, 0, 1])
add('scores one ulp apart', [0, 1, 0, 1], [0.3, 0.30000000000000004, 0.1 + 0.2, 0.3])
t, p = binary(500, 0.02); add('rare positives at full prevalence', t, p, np.where(t == 1, 1.0, 12.1176))
t, p = binary(10000, 0.05, 4); add('10,000 rows', t, p)
t, p = binary(3000, 0.2, 3); add('3,000 rows, weights', t, p, np.round(rng.lognormal(size=3000), 4))
t, p = many(90, 3); add('three classes', t, p)
t, p = many(300, 3, 1); add('three classes, ties, weights', t, p, np.round(rng.exponential(size=300), 3))
t, p = many(400, 5, 4, [0.6, 0.2, 0.1, 0.06, 0.04]); add('five classes of unequal size', t, p, rng.integers(0, 4, 400))
t, p = many(60, 4); t[t == 2] = 0; add('a class without rows', t, p)
t, p = many(60, 4); t[t == 3] = 0; p[:, 2] += p[:, 3]; p[:, 3] = 0; add('a class without rows or predictions', t, p)
add('three classes, certain', [0, 1, 2, 2], np.eye(3)[[0, 1, 2, 0]])
add('three classes, uniform', [0, 1, 2, 0], np.full((4, 3), 1 / 3))
t, p = many(600, 10, 3); add('ten classes', t, p)

out = pathlib.Path(__file__).with_name('metrics.json')
out.write_text(json.dumps({'scikit-learn': sklearn.__version__, 'cases': cases}, separators=(',', ':')) + '\n')
print(len(cases), 'cases', out.stat().st_size, 'bytes')
