#!/usr/bin/env python3
"""Writes fidelity.json: pairs of tables and what SDMetrics 0.32.0 and SciPy 1.17.1 say of them.

Run: .venv/bin/pip install sdmetrics==0.32.0 scipy==1.17.1
     .venv/bin/python packages/metrics/test/golden/make-fidelity-golden.py
"""
import itertools, json, pathlib, warnings
import numpy as np, pandas as pd, scipy, sdmetrics
from scipy.stats import wasserstein_distance
from sdmetrics.column_pairs import ContingencySimilarity, CorrelationSimilarity
from sdmetrics.single_column import KSComplement, TVComplement

warnings.filterwarnings('ignore')
assert (sdmetrics.__version__, scipy.__version__) == ('0.32.0', '1.17.1'), 'other versions may define metrics in another way'
rng = np.random.default_rng(20261201)
NUMBERS = ['amount', 'age', 'score']
CLASSES = ['color', 'member']


def table(rows, shift, nulls=0.0):
    age = rng.integers(18, 80, rows)
    amount = np.round(rng.lognormal(2 + shift, 1, rows), 2)
    score = 0.5 * age / 20 + rng.normal(shift, 1, rows)
    color = np.where(score > 1.5, 'red', rng.choice(['red', 'green', 'blue'], rows))
    member = np.where(amount > 10, 'yes', rng.choice(['yes', 'no'], rows))
    frame = pd.DataFrame({'amount': amount, 'age': age.astype(float), 'score': score, 'color': color, 'member': member})
    for name in NUMBERS if nulls else []:
        frame.loc[rng.random(rows) < nulls, name] = np.nan
    return frame


def own_bins(column):
    """As the report of SDMetrics bins a column of a mixed pair: by edges of its own."""
    return pd.Series(np.digitize(column, np.histogram_bin_edges(column[~np.isnan(column)], 10))).astype(str)


def pair(real, made, a, b, compat):
    r, m = real[[a, b]].copy(), made[[a, b]].copy()
    if a in NUMBERS and b in NUMBERS:
        return CorrelationSimilarity.compute(r, m)
    continuous = [c for c in (a, b) if c in NUMBERS]
    if not compat:
        return ContingencySimilarity.compute(r, m, continuous_column_names=continuous or None)
    for c in continuous:
        r[c], m[c] = own_bins(r[c].to_numpy()), own_bins(m[c].to_numpy())
    return ContingencySimilarity.compute(r, m)


def case(name, real, made, pairs=True):
    names = NUMBERS + CLASSES
    range_of = lambda c: real[c].max() - real[c].min()
    quartiles = lambda c: np.subtract(*np.nanpercentile(real[c], [75, 25]))
    moved = {c: wasserstein_distance(real[c].dropna(), made[c].dropna()) for c in NUMBERS}
    apart = {c: 1 - TVComplement.compute(real[c], made[c]) for c in CLASSES}
    expected = {
        'columnShapes': {c: (KSComplement if c in NUMBERS else TVComplement).compute(real[c], made[c]) for c in names},
        'wasserstein': {c: moved[c] / range_of(c) if c in NUMBERS else apart[c] for c in names},
        'wassersteinByQuartiles': {c: moved[c] / quartiles(c) if c in NUMBERS else apart[c] for c in names},
    }
    for mode in ('fixed', 'compat') if pairs else ():
        expected['pairTrends ' + mode] = {
            f'{a}|{b}': pair(real, made, a, b, mode == 'compat') for a, b in itertools.combinations(names, 2)
        }
    cells = lambda frame: {c: [None if v != v else v for v in frame[c].tolist()] for c in names}
    plain = {key: {part: float(value) for part, value in parts.items()} for key, parts in expected.items()}
    return {'name': name, 'train': cells(real), 'synthetic': cells(made), 'expected': plain}


cases = [
    case('the same distribution', table(60, 0), table(50, 0)),
    case('another distribution', table(60, 0), table(60, 0.8)),
    # KSComplement and correlations leave nulls out, row by row; joint tables have them as a level, but binned.
    case('nulls among numbers', table(60, 0, 0.1), table(40, 0.3, 0.2), pairs=False),
]
versions = {'sdmetrics': sdmetrics.__version__, 'scipy': scipy.__version__, 'numpy': np.__version__}
out = pathlib.Path(__file__).with_name('fidelity.json')
out.write_text(json.dumps({'versions': versions, 'cases': cases}, separators=(',', ':')) + '\n')
