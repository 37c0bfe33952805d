"""Rows of an exported model, as CSV: sample_onnx.py MODEL.onnx ROWS [SEED | FOLDER that has NAME.npy for every input]"""
import csv, json, sys
from datetime import datetime, timedelta
import numpy as np, onnxruntime

path, count, source = sys.argv[1], int(sys.argv[2]), (sys.argv + ["0"])[3]
about, rng = json.load(open(path + ".json")), np.random.default_rng(int(source) if source.isdigit() else 0)

def name_categories(shape):
    ones, columns = np.zeros(shape), about["condition"]["draw"]
    places = rng.integers(max(1, len(columns)), size=count)
    for i, column in enumerate(columns):
        rows = np.flatnonzero(places == i)
        ones[rows, column["start"] + rng.choice(len(column["shares"]), len(rows), p=column["shares"])] = 1
    return ones

def text(column, value):
    if value != value or ("categories" in column and value < 0): return ""
    if "categories" in column: return column["categories"][value]
    if column["kind"] == "datetime": return (datetime(1970, 1, 1) + timedelta(milliseconds=value)).isoformat()
    return f"{value:.{column['decimals']}f}" if "decimals" in column else repr(float(value))

draw = {"normal": rng.standard_normal, "gumbel": lambda shape: rng.gumbel(size=shape), "uniform": rng.random, "condition": name_categories}
make = lambda i: draw[i["draw"]]((count, i["shape"][1])) if source.isdigit() else np.load(f"{source}/{i['name']}.npy")
columns = [column for column in about["columns"] if column["output"]]
feeds = {i["name"]: make(i).astype(np.float32) for i in about["inputs"]}
results = onnxruntime.InferenceSession(path).run([column["output"] for column in columns], feeds)
lines = [[text(column, cell) for column, cell in zip(columns, row)] for row in zip(*results)]
csv.writer(sys.stdout, lineterminator="\n").writerows([[column["name"] for column in columns], *lines])
