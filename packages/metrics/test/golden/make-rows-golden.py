#!/usr/bin/env python3
"""Writes rows.json: pairs of tables and what SciPy, POT, prdc, SDMetrics and synthcity say of them.

Run: .venv/bin/pip install sdmetrics==0.32.0 scipy==1.17.1 POT==0.9.7.post1 prdc==0.2
     .venv/bin/pip download --no-deps --dest wheels synthcity==0.2.12
     .venv/bin/python packages/metrics/test/golden/make-rows-golden.py wheels/synthcity-0.2.12-py3-none-any.whl

synthcity needs a torch that few Pythons have; the two functions that are the reference are cut out of its wheel and run as they are.
"""
import ast, contextlib, importlib.metadata, io, json, pathlib, sys, warnings, zipfile
import numpy as np, ot, pandas as pd, sklearn.metrics
from prdc import compute_prdc
from scipy.linalg import sqrtm
from scipy.spatial.distance import cdist, jensenshannon
from scipy.stats import entropy, pearsonr, spearmanr
from scipy.stats.contingency import association
from sdmetrics.single_column import CategoryCoverage, RangeCoverage
from sklearn.neighbors import NearestNeighbors

warnings.filterwarnings('ignore')
PINNED = {'sdmetrics': '0.32.0', 'scipy': '1.17.1', 'POT': '0.9.7.post1', 'prdc': '0.2'}
for name, version in PINNED.items():
    assert importlib.metadata.version(name) == version, f'other versions of {name} may define metrics in another way'
wheel = pathlib.Path(sys.argv[1])
assert wheel.name.startswith('synthcity-0.2.12-')
rng = np.random.default_rng(20261202)
NUMBERS, CLASSES = ['a', 'b', 'c'], ['color', 'member']
CATEGORIES = {'color': ['red', 'green', 'blue'], 'member': ['no', 'yes']}


def synthcity_function(owner, name):
    """A method of synthcity's eval_statistical.py, without the decorators and the modules around it."""
    source = zipfile.ZipFile(wheel).read('synthcity/metrics/eval_statistical.py').decode()
    classes = [node for node in ast.parse(source).body if isinstance(node, ast.ClassDef) and node.name == owner]
    method = next(node for node in classes[0].body if isinstance(node, ast.FunctionDef) and node.name == name)
    method.decorator_list, method.returns = [], None
    for argument in method.args.args:
        argument.annotation = None
    space = {'np': np, 'metrics': sklearn.metrics, 'NearestNeighbors': NearestNeighbors}
    exec(compile(ast.Module([method], []), wheel.name, 'exec'), space)
    return space[name]


class Loader:
    def __init__(self, x):
        self.x = x

    def numpy(self):
        return self.x

    def __len__(self):
        return len(self.x)


def table(rows, shift, eighths=False, real=False):
    a = rng.normal(shift, 1, rows)
    b = 0.6 * a + rng.normal(0, 1 + shift, rows)
    frame = pd.DataFrame({'a': a, 'b': b, 'c': rng.exponential(1 + shift, rows)})
    if real:  # The training rows' range is 1, so that scaling by it changes nothing.
        frame = (frame - frame.min()) / (frame.max() - frame.min())
    else:
        frame = frame / 5 + 0.4
    if eighths:  # Exact in binary, so that ties are ties however distances are computed.
        frame = (frame * 8).round() / 8
    frame['color'] = np.where(b > 0.7, 'red', rng.choice(CATEGORIES['color'], rows))
    frame['member'] = np.where(a > 0.3, 'yes', rng.choice(CATEGORIES['member'], rows))
    return frame


def shares(real, made, c):
    if c in CLASSES:
        return tuple(np.array([(f[c] == k).mean() for k in CATEGORIES[c]]) for f in (real, made))
    edges = np.histogram_bin_edges(real[c], 10)
    edges[0], edges[-1] = -np.inf, np.inf
    return tuple(np.histogram(f[c], edges)[0] / len(f) for f in (real, made))


def divergence(real, made, c):
    p, q = shares(real, made, c)
    return entropy(p, (len(made) * q + p) / (len(made) + 1))


def linked(frame, a, b, method):
    if a in NUMBERS and b in NUMBERS:
        return (pearsonr if method == 'pearson' else spearmanr)(frame[a], frame[b])[0]
    if a in CLASSES and b in CLASSES:
        return association(pd.crosstab(frame[a], frame[b]).to_numpy(), method='cramer')
    number, group = (a, b) if a in NUMBERS else (b, a)
    x = frame[number].rank() if method == 'spearman' else frame[number]
    means = x.groupby(frame[group]).transform('mean')
    return float(np.sqrt(((means - x.mean()) ** 2).sum() / ((x - x.mean()) ** 2).sum()))


def encoded(frame, names):
    parts = [frame[[c]].to_numpy(float) for c in names if c in NUMBERS]
    parts += [(frame[c].to_numpy()[:, None] == np.array(CATEGORIES[c])).astype(float) for c in names if c in CLASSES]
    return np.hstack(parts)


def discrepancy(x, y):
    apart = cdist(x, x, 'sqeuclidean')
    squares = np.sort(apart[np.triu_indices(len(x), 1)])
    gamma = 1 / (2 * squares[len(squares) // 2])
    kernel = lambda u, v: sklearn.metrics.pairwise.rbf_kernel(u, v, gamma)
    own = lambda u: (kernel(u, u).sum() - len(u)) / len(u) / (len(u) - 1)
    return own(x) + own(y) - 2 * kernel(x, y).mean()


def inside(points, centers, k):
    """Kynkäänniemi's precision of `points`: within a ball, its surface included. cdist, so that equal rows are at distance 0."""
    radii = np.sort(cdist(centers, centers), axis=1)[:, k]
    return cdist(centers, points) <= radii[:, None]


def frechet(x, y):
    s, t = np.cov(x, rowvar=False), np.cov(y, rowvar=False)
    return float(((x.mean(0) - y.mean(0)) ** 2).sum() + np.trace(s + t - 2 * sqrtm(s @ t).real))


def neighborhoods(x, y):
    with contextlib.redirect_stdout(io.StringIO()):
        three, five = compute_prdc(x, y, 3), compute_prdc(x, y, 5)
    forward = inside(y, x, 5)
    return {
        'improvedPrecision compat': three['precision'], 'improvedRecall compat': three['recall'],
        'density compat': five['density'], 'coverage compat': five['coverage'],
        'improvedPrecision fixed': inside(y, x, 3).any(0).mean(), 'improvedRecall fixed': inside(x, y, 3).any(0).mean(),
        'density fixed': forward.sum(0).mean() / 5, 'coverage fixed': forward.any(1).mean(),
    }


def case(name, real, made, names):
    x, y = encoded(real, names), encoded(made, names)
    pairs = [(a, b) for i, a in enumerate(names) for b in names[:i]]
    columns = {
        'klDivergence': {c: divergence(real, made, c) for c in names},
        'jensenShannon': {c: jensenshannon(*shares(real, made, c), base=2) for c in names},
        'categoryCoverage': {c: CategoryCoverage.compute(real[c], made[c]) for c in names if c in CLASSES},
        'rangeCoverage': {c: RangeCoverage.compute(real[c], made[c]) for c in names if c in NUMBERS},
    }
    for method in ('pearson', 'spearman'):
        for side, frame in (('real', real), ('synthetic', made)):
            columns[f'correlations {method} {side}'] = {f'{a}|{b}': linked(frame, a, b, method) for a, b in pairs}
    directions = rng.normal(size=(4, x.shape[1]))
    directions /= np.linalg.norm(directions, axis=1)[:, None]
    values = {
        **neighborhoods(x, y),
        'maximumMeanDiscrepancy fixed': discrepancy(x, y),
        'frechetDistance': frechet(x, y),
        'slicedDistance': ot.sliced_wasserstein_distance(x, y, projections=directions.T, p=1),
    }
    if names == NUMBERS:
        values['maximumMeanDiscrepancy compat'] = synthcity_function('MaximumMeanDiscrepancy', '_evaluate')(
            type('', (), {'kernel': 'rbf'})(), Loader(x), Loader(y))['joint']
    if names == NUMBERS and len(x) == len(y):
        precision, recall, authenticity = synthcity_function('AlphaPrecision', 'metrics')(None, x, y)[3:]
        values |= {'alphaPrecision compat': precision, 'betaRecall compat': recall, 'authenticity compat': authenticity}
    cells = lambda frame: {c: frame[c].tolist() for c in names}
    plain = {key: {part: float(value) for part, value in parts.items()} for key, parts in columns.items() if parts}
    return {'name': name, 'train': cells(real), 'synthetic': cells(made), 'columns': plain,
            'values': {key: float(value) for key, value in values.items()}, 'directions': directions.tolist()}


everything = NUMBERS + CLASSES
cases = [
    case('numbers of the same distribution', table(60, 0, real=True), table(60, 0), NUMBERS),
    case('numbers of another distribution', table(60, 0, real=True), table(60, 0.8), NUMBERS),
    case('numbers with duplicates', table(60, 0, True, real=True), table(60, 0.3, True), NUMBERS),
    case('all columns, other sizes', table(60, 0, real=True), table(45, 0.3), everything),
]
versions = PINNED | {'synthcity': '0.2.12', 'scikit-learn': sklearn.__version__, 'numpy': np.__version__}
out = pathlib.Path(__file__).with_name('rows.json')
out.write_text(json.dumps({'versions': versions, 'cases': cases}, separators=(',', ':')) + '\n')
