"""CTGAN's networks and sizes (Xu et al. 2019): one update of the critic with gradient penalty, one of the generator."""

import torch
from torch import nn

NOISE, CONDITION, PACK, HIDDEN = 128, 100, 10, 256


class Residual(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.linear, self.norm = nn.Linear(features, HIDDEN), nn.BatchNorm1d(HIDDEN)

    def forward(self, rows):
        return torch.cat([torch.relu(self.norm(self.linear(rows))), rows], 1)


def dense(features):
    return [nn.Linear(features, HIDDEN), nn.LeakyReLU(0.2), nn.Dropout(0.5)]


def create_step(rows, batch):
    data = rows.shape[1]
    width = PACK * (data + CONDITION)
    features = NOISE + CONDITION
    generator = nn.Sequential(
        Residual(features), Residual(features + HIDDEN), nn.Linear(features + 2 * HIDDEN, data), nn.Tanh()
    )
    critic = nn.Sequential(*dense(width), *dense(HIDDEN), nn.Linear(HIDDEN, 1))
    options = {"lr": 2e-4, "betas": (0.5, 0.9), "weight_decay": 1e-6}
    generator_optimizer = torch.optim.Adam(generator.parameters(), **options, fused=True)
    critic_optimizer = torch.optim.Adam(critic.parameters(), **options, fused=True)

    def generate(condition):
        fake = generator(torch.cat([torch.randn(batch, NOISE), condition], 1))
        return torch.cat([fake, condition], 1).reshape(-1, width)

    def step():
        picked = rows[torch.randint(0, len(rows), (batch,))]
        condition = picked[:, data - CONDITION :]
        real = torch.cat([picked, condition], 1).reshape(-1, width)
        with torch.no_grad():
            fake = generate(condition)
        mix = torch.rand(batch // PACK, 1)
        mixed = (fake + mix * (real - fake)).requires_grad_()
        scores = critic(mixed)
        (slope,) = torch.autograd.grad(scores, mixed, torch.ones_like(scores), create_graph=True)
        penalty = ((slope.norm(2, dim=1) - 1) ** 2).mean() * 10
        # Fake and real rows go through the critic as one batch, so that its weights are read once.
        fake_scores, real_scores = critic(torch.cat([fake, real])).chunk(2)
        critic_loss = fake_scores.mean() - real_scores.mean() + penalty
        critic_optimizer.zero_grad()
        critic_loss.backward()
        critic_optimizer.step()

        critic.requires_grad_(False)
        generator_loss = -critic(generate(condition)).mean()
        generator_optimizer.zero_grad()
        generator_loss.backward()
        generator_optimizer.step()
        critic.requires_grad_(True)
        return generator_loss.item()

    return step
