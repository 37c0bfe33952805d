"""A residual block of a diffusion U-Net (Ho et al. 2020, appendix B): one update."""

import torch
from torch import nn
from torch.nn import functional

SIDE, CHANNELS, TIME, GROUPS = 32, 64, 128, 8


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.first_norm, self.second_norm = nn.GroupNorm(GROUPS, CHANNELS), nn.GroupNorm(GROUPS, CHANNELS)
        self.first = nn.Conv2d(CHANNELS, CHANNELS, 3, padding=1)
        self.second = nn.Conv2d(CHANNELS, CHANNELS, 3, padding=1)
        self.time = nn.Linear(TIME, CHANNELS)

    def forward(self, images, time):
        shift = self.time(functional.silu(time))[:, :, None, None]
        first = self.first(functional.silu(self.first_norm(images))) + shift
        return images + self.second(functional.silu(self.second_norm(first)))


def create_step(_rows, batch, memory_format=torch.contiguous_format):
    model = Block().to(memory_format=memory_format)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)
    shape = (batch, CHANNELS, SIDE, SIDE)

    # Within a U-Net images come from other layers: they are drawn once.
    images, target = (torch.randn(shape).to(memory_format=memory_format) for _ in range(2))
    time = torch.randn(batch, TIME)

    def step():
        loss = functional.mse_loss(model(images, time), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.item()

    return step
