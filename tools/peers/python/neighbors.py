"""Exact nearest neighbours, brute force. Writes the indices for the runner to compare."""

import os

import numpy as np
from sklearn.neighbors import NearestNeighbors

from common import measure, parse_arguments, report

arguments = parse_arguments(k=5)
data = np.ascontiguousarray(np.load(os.path.join(arguments.input, "data.npy")))
queries = np.ascontiguousarray(np.load(os.path.join(arguments.input, "queries.npy")))


def search():
    index = NearestNeighbors(n_neighbors=arguments.k, algorithm="brute").fit(data)
    return index.kneighbors(queries)


(distances, indices), times = measure(search, arguments.warm)
np.save(os.path.join(arguments.output, "indices.npy"), indices.astype(np.int32))
report(times, rows=len(indices))
