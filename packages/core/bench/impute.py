#!/usr/bin/env python3
"""Compares `mice` with scikit-learn's IterativeImputer on the same masked cells.

    .venv/bin/python packages/core/bench/impute.py [--share 0.2] [--seeds 3] [--drop COLUMN] FILE.csv[.gz] ...

Masks a share of the cells of every column at random (MCAR), lets both fill them, and prints, over the masked numeric
cells in units of each column's standard deviation: RMSE, and the standard deviation of filled values over that of the
true ones; and over the masked categorical cells: accuracy, with the most frequent value's beside it. The peer gets
one-hot codes but for each column's first (all of them determine one another, and its categories then stay at their
starting values), and is run twice: `mean` is its default (posterior means of BayesianRidge), `draws` averages
sample_posterior=True over as many imputations as ours.
"""
import argparse, json, pathlib, subprocess, tempfile, time, warnings
import numpy as np, pandas as pd
from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.impute import IterativeImputer

warnings.filterwarnings('ignore')
root = pathlib.Path(__file__).resolve().parents[3]


def ours(frame, options):
    columns = []
    for name in frame:
        c = frame[name]
        if c.dtype == object:
            categories = sorted(c.dropna().unique())
            codes = c.map({v: i for i, v in enumerate(categories)})
            columns.append(dict(name=name, categories=categories, values=[None if pd.isna(v) else int(v) for v in codes]))
        else:
            columns.append(dict(name=name, values=[None if pd.isna(v) else float(v) for v in c]))
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, 'task.json')
        path.write_text(json.dumps(dict(columns=columns, options=options)))
        program = root / 'packages/core/bench/impute.ts'
        subprocess.run(['node', '--conditions=@asdf/source', '--import', 'tsx', program, path], check=True, cwd=root)
        out = json.loads(pathlib.Path(str(path) + '.out').read_text())
    tables = []
    for imputation in out['imputations']:
        filled = {c['name']: (np.array(c['categories'], object)[v] if 'categories' in c else v) for c, v in zip(columns, imputation)}
        tables.append(pd.DataFrame(filled))
    return tables, out['seconds']


def theirs(frame, numeric, count):
    """One table for each of `count` seeds; 0 is for posterior means."""
    parts = [frame[numeric]]
    for name in frame.columns.difference(numeric, sort=False):
        hot = pd.get_dummies(frame[name], prefix=name, dtype=float).iloc[:, 1:]
        hot[frame[name].isna()] = np.nan
        parts.append(hot)
    wide = pd.concat(parts, axis=1)
    start = time.perf_counter()
    tables = []
    for seed in range(max(1, count)):
        filled = IterativeImputer(random_state=seed, sample_posterior=count > 0, max_iter=10).fit_transform(wide)
        table = pd.DataFrame(filled, columns=wide.columns)
        for name in frame.columns.difference(numeric, sort=False):
            categories = sorted(frame[name].dropna().unique())
            codes = table[[f'{name}_{c}' for c in categories[1:]]].to_numpy()
            table[name] = np.array(categories, object)[np.column_stack([1 - codes.sum(1), codes]).argmax(1)]
        tables.append(table[list(frame)])
    return tables, time.perf_counter() - start


def score(truth, mask, tables, numeric):
    squares, spread, hits, count = [], [], 0, 0
    for name in truth:
        m, t = mask[name].to_numpy(), truth[name].to_numpy()[mask[name]]
        if name in numeric:
            draws = np.array([table[name].to_numpy(float)[m] for table in tables])
            unit = truth[name].std()
            squares.append((((draws.mean(0) - t) / unit) ** 2))
            spread.append(np.mean([d.std() for d in draws]) / t.std())
        else:
            votes = pd.DataFrame([table[name].to_numpy()[m] for table in tables]).mode().iloc[0].to_numpy()
            hits += (votes == t).sum()
            count += len(t)
    return (np.sqrt(np.concatenate(squares).mean()) if squares else np.nan, np.mean(spread) if spread else np.nan,
            hits / count if count else np.nan)


def main():
    p = argparse.ArgumentParser()
    p.add_argument('files', nargs='+')
    p.add_argument('--share', type=float, default=0.2)
    p.add_argument('--seeds', type=int, default=3)
    p.add_argument('--imputations', type=int, default=5)
    p.add_argument('--rows', type=int, default=20000)
    p.add_argument('--drop', action='append', default=[])
    p.add_argument('--no-peer', action='store_true')
    a = p.parse_args()
    print('| data | imputer | RMSE / sd | spread | category accuracy | seconds |\n| --- | --- | --- | --- | --- | --- |')
    for file in a.files:
        frame = pd.read_csv(file, skipinitialspace=True).drop(columns=a.drop, errors='ignore').head(a.rows)
        frame = frame.astype({c: object for c in frame.select_dtypes(exclude='number')})
        numeric = list(frame.select_dtypes('number'))
        scores = {}
        for seed in range(a.seeds):
            rng = np.random.default_rng(seed)
            mask = pd.DataFrame(rng.random(frame.shape) < a.share, columns=frame.columns)
            holed = frame.mask(mask)
            typical = frame.copy()
            for c in frame:
                typical[c] = holed[c].median() if c in numeric else holed[c].mode()[0]
            runs = {'median, most frequent': ([typical], 0)}
            for m in (a.imputations, 4 * a.imputations):
                runs[f'ours, m = {m}'] = ours(holed, dict(imputations=m))
            runs['ours, one draw'] = (runs[f'ours, m = {a.imputations}'][0][:1], np.nan)
            if not a.no_peer:
                runs['scikit-learn, mean'] = theirs(holed, numeric, 0)
                runs[f'scikit-learn, draws, m = {a.imputations}'] = theirs(holed, numeric, a.imputations)
                runs['scikit-learn, one draw'] = (runs[f'scikit-learn, draws, m = {a.imputations}'][0][:1], np.nan)
            for name, (tables, seconds) in runs.items():
                scores.setdefault(name, []).append((*score(frame, mask, tables, numeric), seconds))
        label = pathlib.Path(file).name.split('.')[0]
        for name, rows in scores.items():
            rmse, spread, accuracy, seconds = np.mean(rows, 0)
            print(f'| {label} | {name} | {rmse:.4f} | {spread:.3f} | {accuracy:.4f} | {seconds:.2f} |', flush=True)


main()
