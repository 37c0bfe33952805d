"""TVAE's networks and loss (Xu et al. 2019): one update of the encoder and the decoder."""

import torch
from torch import nn
from torch.nn import functional

from .layout import CHOICES, SCALARS

HIDDEN, LATENT, LOSS_FACTOR = 128, 128, 2


def hidden(features):
    return nn.Sequential(nn.Linear(features, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, HIDDEN), nn.ReLU())


class Tvae(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.encoder, self.mean, self.log_variance = hidden(width), nn.Linear(HIDDEN, LATENT), nn.Linear(HIDDEN, LATENT)
        self.decoder = nn.Sequential(hidden(LATENT), nn.Linear(HIDDEN, width))
        self.deviation = nn.Parameter(torch.full((SCALARS,), 0.1))


def create_step(rows, batch):
    model = Tvae(rows.shape[1])
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=1e-5, fused=True)
    # What was chosen, as indices: found once, not at every step.
    chosen = torch.stack([rows[:, start:end].argmax(1) for start, end in CHOICES], 1)

    def step():
        picks = torch.randint(0, len(rows), (batch,))
        real, targets = rows[picks], chosen[picks]
        encoded = model.encoder(real)
        mean, log_variance = model.mean(encoded), model.log_variance(encoded)
        latent = torch.exp(0.5 * log_variance) * torch.randn(batch, LATENT) + mean
        decoded = model.decoder(latent)
        scaled = (real[:, :SCALARS] - torch.tanh(decoded[:, :SCALARS])) / model.deviation
        error = (scaled**2).sum() / 2 + batch * torch.log(model.deviation).sum()
        for i, (start, end) in enumerate(CHOICES):
            error = error + functional.cross_entropy(decoded[:, start:end], targets[:, i], reduction="sum")
        divergence = -0.5 * (1 + log_variance - mean**2 - log_variance.exp()).sum() / batch
        loss = LOSS_FACTOR * error / batch + divergence
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        model.deviation.data.clamp_(0.01, 1.0)
        return loss.item()

    return step
