"""As many rows as there are to train, of a CTGAN of SDV that was fitted for one epoch, untimed."""

import numpy as np
import torch
from ctgan import CTGAN

from common import measure, parse_arguments, report
from prepared_frame import read_frame

arguments = parse_arguments(seed=1)
torch.set_num_threads(arguments.threads)
frame, discrete = read_frame(arguments.input, "train")
np.random.seed(arguments.seed)
torch.manual_seed(arguments.seed)
model = CTGAN(epochs=1, enable_gpu=False)
model.fit(frame, discrete)
rows, times = measure(lambda: model.sample(len(frame)), arguments.warm)
report(times, rows=len(rows))
