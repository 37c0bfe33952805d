#!/usr/bin/env python3
"""Writes flow.json: noise levels, mixtures, velocity targets, scores and solver steps of forest flow, in NumPy alone.

    python packages/forest/test/flow/golden/make_golden.py

The formulas are those of Jolicoeur-Martineau et al. (AISTATS 2024), sections 2 and 3, and of Song et al. (ICLR 2021) for
the variance-preserving diffusion with beta from 0.1 to 8. Nothing here is shared with the TypeScript.
"""
import json
import pathlib

import numpy as np

rng = np.random.default_rng(20261124)
count = 11
times = np.linspace(1e-3, 1, count)
x0 = rng.standard_normal((5, 3))
x1 = rng.uniform(-1, 1, (5, 3))


def vp(s):
    log_mean = -0.25 * s**2 * (8 - 0.1) - 0.5 * s * 0.1
    return np.exp(log_mean), np.sqrt(1 - np.exp(2 * log_mean))


flow = [dict(t=t, x=t * x1 + (1 - t) * x0, velocity=x1 - x0) for t in times[:-1]]
diffusion = []
for s in np.linspace(1, 1e-3, count):
    mean, std = vp(s)
    diffusion.append(dict(s=s, signal=mean, noise=std, x=mean * x1 + std * x0, score=-x0 / std, beta=0.1 + s * 7.9))

# One step of Euler's method along a velocity that is not the one of the pairs: rows expected at `row`.
row = np.tanh(x0 + x1)
t, after = times[3], times[4]
x = t * x1 + (1 - t) * x0
euler = dict(t=t, step=after - t, x=x, row=row, next=x + (after - t) * (row - x) / (1 - t))

# Gaussian posterior mean by conditioning, with the joint covariance written out.
c = np.cov(x1.T, bias=True)
a, b = t, 1 - t
joint = np.block([[c, a * c], [a * c, a * a * c + b * b * np.eye(3)]])
mean = x1.mean(0)
posterior = mean + (x - a * mean) @ np.linalg.solve(joint[3:, 3:], joint[3:, :3])


def plain(value):
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value


golden = dict(times=times, x0=x0, x1=x1, flow=flow, diffusion=diffusion, euler=euler, gaussian=dict(t=t, x=x, row=posterior))
path = pathlib.Path(__file__).with_name('flow.json')
path.write_text(json.dumps(plain(golden)) + '\n')
