"""The plain sequential-tree synthesizer that ours is compared with: scikit-learn trees, drawn from the rows of a leaf.

    .venv/bin/python tools/peers/python/sequential_cart.py --train train.csv --target income --output out.csv --leaf 20 --seed 1

Columns in order of their number of values, the target first; each is drawn from the training rows of the leaf that a
decision tree on the columns before it leads to (Reiter 2005; the R package synthpop does the same). Prints one JSON object
with the seconds that fitting and drawing took; reading and writing are not counted.
"""

import argparse
import json
import time

import numpy as np
import pandas as pd
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", required=True)
    parser.add_argument("--target", required=True)
    parser.add_argument("--output", required=True)
    parser.add_argument("--leaf", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    frame = pd.read_csv(args.train, keep_default_na=False)
    # Cells as they are spelled: what was parsed would be written as True for TRUE, and 1.5 for 1.50.
    cells = pd.read_csv(args.train, dtype=str, keep_default_na=False)
    started = time.perf_counter()
    synthetic = synthesize(frame, args, cells)
    seconds = time.perf_counter() - started
    synthetic.to_csv(args.output, index=False)
    print(json.dumps({"seconds": seconds}))


def synthesize(frame: pd.DataFrame, args: argparse.Namespace, cells: pd.DataFrame | None = None) -> pd.DataFrame:
    """Rows of `cells`, or of the frame itself."""
    cells = frame if cells is None else cells
    rng = np.random.default_rng(args.seed)
    numeric = {c: pd.api.types.is_numeric_dtype(frame[c]) and c != args.target for c in frame.columns}
    codes = {c: frame[c].to_numpy(float) if numeric[c] else pd.factorize(frame[c])[0].astype(float) for c in frame.columns}
    others = sorted((c for c in frame.columns if c != args.target), key=lambda c: frame[c].nunique())
    order = [args.target, *others]
    rows = {order[0]: rng.permutation(len(frame))}
    drawn = codes[order[0]][rows[order[0]]][:, None]
    known = codes[order[0]][:, None]
    for column in order[1:]:
        kind = DecisionTreeRegressor if numeric[column] else DecisionTreeClassifier
        tree = kind(min_samples_leaf=args.leaf, random_state=args.seed).fit(known, codes[column])
        rows[column] = donors(tree.apply(known), tree.apply(drawn), rng)
        known = np.column_stack([known, codes[column]])
        drawn = np.column_stack([drawn, codes[column][rows[column]]])
    return pd.DataFrame({c: cells[c].to_numpy()[rows[c]] for c in cells.columns})


def donors(train_leaves: np.ndarray, leaves: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A training row of the same leaf for each row."""
    order = np.argsort(train_leaves, kind="stable")
    sorted_leaves = train_leaves[order]
    first = np.searchsorted(sorted_leaves, leaves, "left")
    last = np.searchsorted(sorted_leaves, leaves, "right")
    return order[first + (rng.random(len(leaves)) * (last - first)).astype(int)]


if __name__ == "__main__":
    main()
