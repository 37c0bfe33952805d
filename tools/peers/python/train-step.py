"""One training step of a network a call, in PyTorch, everything included. The first, cold call also makes the network."""

import importlib
import os

import numpy as np
import torch

from common import measure, parse_arguments, report

arguments = parse_arguments(network="wgan-gp", batch=500, seed=0)
torch.set_num_threads(arguments.threads)
torch.manual_seed(arguments.seed)
network = importlib.import_module(f"networks.{arguments.network.replace('-', '_')}")
rows = torch.from_numpy(np.load(os.path.join(arguments.input, "rows.npy")).astype(np.float32))
steps = []


def step():
    if not steps:
        steps.append(network.create_step(rows, arguments.batch))
    return steps[0]()


loss, times = measure(step, arguments.warm)
report(times, loss=loss)
