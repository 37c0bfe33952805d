"""Golden values of Anonymeter's confidence intervals and guesses. Writes anonymeter.json beside this file.

    python -m venv .venv && .venv/bin/pip install anonymeter==1.1.0 && .venv/bin/python packages/privacy/test/golden/make-anonymeter.py
"""

import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
from anonymeter.evaluators.inference_evaluator import evaluate_inference_guesses
from anonymeter.stats.confidence import residual_success, success_rate

COUNTS = [(120, 500, 90, 500), (10, 500, 12, 500), (500, 500, 0, 500), (3, 20, 1, 25), (0, 7, 7, 9), (1, 1, 0, 1)]
GUESSES = [[-5, 7], [7, -5], [0, 0], [0, 1], [100, 96], [100, 94.9], [-100, -104], [None, None], [None, 3], [1e-13, 0]]


def main():
    risks = []
    for right, count, control_right, control_count in COUNTS:
        for level in (0.95, 0.99):
            attack, control = (success_rate(n, s, level) for n, s in ((count, right), (control_count, control_right)))
            rate = residual_success(attack, control)
            low, high = (min(max(end, 0.0), 1.0) for end in (rate.value - rate.error, rate.value + rate.error))
            risks.append(
                {
                    "attack": {"right": right, "count": count},
                    "control": {"right": control_right, "count": control_count},
                    "level": level,
                    "value": min(max(rate.value, 0.0), 1.0),
                    "interval": [low, high],
                }
            )
    guesses, secrets = (pd.Series([pair[i] for pair in GUESSES], dtype=float) for i in (0, 1))
    with np.errstate(all="ignore"):
        right = evaluate_inference_guesses(guesses=guesses, secrets=secrets, regression=True, tolerance=0.05)
    golden = {
        "versions": {"anonymeter": version("anonymeter")},
        "risks": risks,
        "guesses": [{"guess": g, "secret": s, "right": bool(r)} for (g, s), r in zip(GUESSES, right)],
    }
    Path(__file__).with_name("anonymeter.json").write_text(json.dumps(golden, indent=2) + "\n")


main()
