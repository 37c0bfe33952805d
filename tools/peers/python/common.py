"""What every program of this folder shares: its arguments, its input, the clock and the line it prints."""

import argparse
import json
import os
import resource
import sys
import time

import numpy as np


def parse_arguments(**extra):
    """--input FOLDER --output FOLDER --warm CALLS --threads COUNT, and one option for each keyword, of its value's type."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--input", required=True)
    parser.add_argument("--output", required=True)
    parser.add_argument("--warm", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    for name, default in extra.items():
        parser.add_argument(f"--{name}", type=type(default), default=default)
    return parser.parse_args()


class Part:
    """One part of a prepared table: float64 features in C order (categories as codes) and integer classes."""

    def __init__(self, folder, part):
        with open(os.path.join(folder, "table.json")) as file:
            about = json.load(file)
        self.categories = [column["categories"] for column in about["columns"]]
        self.categorical = [i for i, categories in enumerate(self.categories) if categories is not None]
        self.features = np.ascontiguousarray(np.load(os.path.join(folder, f"{part}-features.npy")))
        self.target = np.load(os.path.join(folder, f"{part}-target.npy"))


def measure(work, warm_calls):
    """Calls `work` once cold and then `warm_calls` times; returns its last result and the seconds of each call."""
    seconds = []
    result = None
    for _ in range(1 + warm_calls):
        result = None  # the last call's result is freed before the next begins
        start = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - start)
    return result, {"cold": seconds[0], "warm": seconds[1:], "peakMegabytes": peak_megabytes()}


def peak_megabytes():
    """Largest resident set of this process so far, in 10^6 bytes."""
    try:
        # Unlike getrusage's, this peak does not begin with that of the process that started us.
        with open("/proc/self/status") as file:
            line = next(line for line in file if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024 / 1e6
    except (OSError, StopIteration):
        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def report(times, **quality):
    """Prints the one line that the runner reads."""
    print(json.dumps({**times, "quality": {name: float(value) for name, value in quality.items()}}))
