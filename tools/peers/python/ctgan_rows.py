"""Rows of SDV's CTGAN at its defaults, for a table to score or to train on.

    .venv-ctgan/bin/python tools/peers/python/ctgan_rows.py --train adult-train.csv --target income --output rows.csv --seed 1
    .venv-ctgan/bin/python tools/peers/python/ctgan_rows.py --train packages/datasets/data/fraud.csv.gz --target Class \
        --splits splits.json --output rows-1.csv --seed 1

Makes as many rows as it learns from. With `--splits`, as `dist/programs/fraud-splits.js` writes them, it learns from the training
rows of the split whose seed is `--seed`. Columns of categories are the target and those that are not all numbers, with the empty
cell as one more category. Prints one JSON object with the seconds that fitting and drawing took.
"""

import argparse
import json
import time

import numpy as np
import pandas as pd
import torch
from ctgan import CTGAN


def main():
    arguments = parse_arguments()
    torch.set_num_threads(arguments.threads)
    frame = pd.read_csv(arguments.train, keep_default_na=False, skipinitialspace=True)
    if arguments.splits:
        frame = frame.iloc[training_rows(arguments.splits, arguments.seed)]
    discrete = [c for c in frame.columns if c == arguments.target or not pd.api.types.is_numeric_dtype(frame[c])]
    frame = frame.astype({column: str for column in discrete})
    np.random.seed(arguments.seed)
    torch.manual_seed(arguments.seed)
    model = CTGAN(epochs=arguments.epochs, enable_gpu=False)
    model.set_random_state(arguments.seed)
    started = time.perf_counter()
    model.fit(frame, discrete)
    fitted = time.perf_counter()
    rows = model.sample(len(frame))
    sampled = time.perf_counter()
    rows.to_csv(arguments.output, index=False)
    print(json.dumps({"fitSeconds": fitted - started, "sampleSeconds": sampled - fitted}))


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", required=True, help="CSV file of the rows to learn from")
    parser.add_argument("--target", required=True)
    parser.add_argument("--output", required=True)
    parser.add_argument("--splits", help="JSON file of splits")
    parser.add_argument("--epochs", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def training_rows(path, seed):
    with open(path) as file:
        return next(split["train"] for split in json.load(file) if split["seed"] == seed)


if __name__ == "__main__":
    main()
