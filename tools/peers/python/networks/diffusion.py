"""The network of TabDDPM (Kotelnikov et al. 2023) with Gaussian noise in every column: one update."""

import math

import torch
from torch import nn
from torch.nn import functional

TIME, HIDDEN, LEVELS = 128, 512, 1000


class Denoiser(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.time = nn.Sequential(nn.Linear(TIME, TIME), nn.SiLU(), nn.Linear(TIME, TIME))
        self.input = nn.Linear(width, TIME)
        self.layers = nn.Sequential(
            nn.Linear(TIME, HIDDEN),
            nn.ReLU(),
            nn.Linear(HIDDEN, HIDDEN),
            nn.ReLU(),
            nn.Linear(HIDDEN, HIDDEN),
            nn.ReLU(),
            nn.Linear(HIDDEN, width),
        )
        self.register_buffer("frequencies", torch.exp(-math.log(10_000) * torch.arange(TIME // 2) / (TIME // 2)))

    def forward(self, noisy, level):
        angles = level[:, None] * self.frequencies
        time = torch.cat([torch.cos(angles), torch.sin(angles)], 1)
        return self.layers(self.input(noisy) + self.time(time))


def create_step(rows, batch):
    model = Denoiser(rows.shape[1])
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=1e-4, fused=True)
    kept = torch.cumprod(1 - torch.linspace(1e-4, 0.02, LEVELS, dtype=torch.float64), 0)
    signal, spread = kept.sqrt().float(), (1 - kept).sqrt().float()

    def step():
        real = rows[torch.randint(0, len(rows), (batch,))]
        noise = torch.randn_like(real)
        level = torch.randint(0, LEVELS, (batch,))
        noisy = real * signal[level, None] + noise * spread[level, None]
        loss = functional.mse_loss(model(noisy, level), noise)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.item()

    return step
