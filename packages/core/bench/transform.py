"""Does with CTGAN's own transformer what transform.ts does, and prints one JSON line: seconds, and how many cells came back.

Columns of text are its discrete columns. Run with ctgan 0.12: python transform.py FILE
"""

import json
import sys
import time
import warnings

import numpy as np
import pandas as pd
from ctgan.data_transformer import DataTransformer

warnings.filterwarnings("ignore")
np.random.seed(1)
table = pd.read_csv(sys.argv[1])
discrete = [name for name in table if table[name].dtype == object]
transformer = DataTransformer()
start = time.perf_counter()
transformer.fit(table, discrete)
fitted = time.perf_counter()
rows = transformer.transform(table)
encoded = time.perf_counter()
decoded = transformer.inverse_transform(rows)
end = time.perf_counter()
same = {name: float((decoded[name].values == table[name].values).mean()) for name in table}
result = {
    "work": "transform",
    "rows": len(table),
    "width": rows.shape[1],
    "fit": fitted - start,
    "encode": encoded - fitted,
    "decode": end - encoded,
    "changed": {name: 1 - share for name, share in same.items() if share < 1},
}
print(json.dumps(result))
