"""Sequential CART: fit on the training part and draw as many rows. Quality: how the rows differ from the training rows."""

from types import SimpleNamespace

import numpy as np
import pandas as pd

from common import Part, measure, parse_arguments, report
from sequential_cart import synthesize

LOOKED_AT = 20_000


def main():
    arguments = parse_arguments(seed=1, leaf=20)
    frame = as_frame(Part(arguments.input, "train"))
    options = SimpleNamespace(target="target", leaf=arguments.leaf, seed=arguments.seed)
    made, times = measure(lambda: synthesize(frame, options), arguments.warm)
    report(times, **likeness(frame, made))


def as_frame(part):
    """Categories and classes as texts, as they would come from a file."""
    columns = {str(i): part.features[:, i].copy() for i in range(part.features.shape[1])}
    for i in part.categorical:
        columns[str(i)] = np.array(part.categories[i])[part.features[:, i].astype(int)]
    return pd.DataFrame({**columns, "target": part.target.astype(str)})


def likeness(real, made):
    """What `src/likeness.ts` computes; texts count as codes in their order."""
    ours, theirs = (scores(table, real) for table in (real, made))
    shifts = np.abs(ours["mean"] - theirs["mean"]) / ours["deviation"]
    pairs = np.triu_indices(len(shifts), 1)
    differences = np.abs(ours["products"] - theirs["products"])[pairs]
    return {"rows": len(made), "shift": shifts.mean(), "dependence": differences.mean()}


def scores(table, real):
    def numbers(column):
        if pd.api.types.is_numeric_dtype(real[column]):
            return table[column].to_numpy(float)
        return pd.Categorical(table[column], sorted(real[column].unique())).codes.astype(float)

    values = np.column_stack([numbers(column)[:LOOKED_AT] for column in real.columns])
    mean, deviation = values.mean(0), values.std(0)
    deviation[deviation == 0] = 1
    standard = (values - mean) / deviation
    return {"mean": mean, "deviation": deviation, "products": standard.T @ standard / len(standard)}


if __name__ == "__main__":
    main()
