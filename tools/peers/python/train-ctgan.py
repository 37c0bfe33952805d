"""Epochs of SDV's CTGAN. The first, cold call also prepares: it fits the transformer, encodes the rows and makes the networks."""

import time

import numpy as np
import torch
from ctgan import CTGAN
from ctgan.synthesizers import ctgan as module

from common import parse_arguments, peak_megabytes, report
from prepared_frame import read_frame

arguments = parse_arguments(seed=1)
torch.set_num_threads(arguments.threads)
frame, discrete = read_frame(arguments.input, "train")
np.random.seed(arguments.seed)
torch.manual_seed(arguments.seed)
moments = []


class Clock:
    """Stands in for the progress bar that the epochs are counted by."""

    def __init__(self, epochs, **_):
        self.epochs = epochs

    def __iter__(self):
        for epoch in self.epochs:
            moments.append(time.perf_counter())
            yield epoch
        moments.append(time.perf_counter())


module.tqdm = Clock
model = CTGAN(epochs=1 + arguments.warm, enable_gpu=False)
started = time.perf_counter()
model.fit(frame, discrete)
lengths = np.diff(moments)
times = {"cold": moments[1] - started, "warm": [float(s) for s in lengths[1:]], "peakMegabytes": peak_megabytes()}
report(times, preparation=moments[0] - started, loss=model.loss_values.iloc[-1]["Discriminator Loss"])
