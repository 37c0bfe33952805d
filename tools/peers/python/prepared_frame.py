"""The prepared table of a work as SDV's libraries want it: a data frame with categories as text."""

import pandas as pd

from common import Part


def read_frame(folder, part):
    """The frame, with the class as its last column, and the names of its columns of categories."""
    table = Part(folder, part)
    names = [f"column{i}" for i in range(len(table.categories))]
    frame = pd.DataFrame(table.features, columns=names)
    discrete = [names[i] for i in table.categorical] + ["target"]
    frame["target"] = table.target
    for column in discrete:
        frame[column] = frame[column].astype(int).astype(str)
    return frame, discrete
