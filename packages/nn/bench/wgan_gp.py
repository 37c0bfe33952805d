"""Milliseconds of the training step of wgan-gp.ts in PyTorch: python wgan_gp.py [threads] [steps]."""

import sys
import time

import torch
from torch import nn

threads, steps = (int(value) for value in (sys.argv[1:] + ["2", "100"][len(sys.argv) - 1 :]))
torch.set_num_threads(threads)
BATCH, NOISE, CONDITION, DATA, PACK = 500, 128, 100, 156, 10
WIDTH = PACK * (DATA + CONDITION)


class Residual(nn.Module):
    def __init__(self, features, units):
        super().__init__()
        self.linear, self.norm = nn.Linear(features, units), nn.BatchNorm1d(units)

    def forward(self, rows):
        return torch.cat([torch.relu(self.norm(self.linear(rows))), rows], 1)


def hidden(features):
    return [nn.Linear(features, 256), nn.LeakyReLU(0.2), nn.Dropout(0.5)]


generator = nn.Sequential(
    Residual(NOISE + CONDITION, 256), Residual(NOISE + CONDITION + 256, 256), nn.Linear(NOISE + CONDITION + 512, DATA)
)
critic = nn.Sequential(*hidden(WIDTH), *hidden(256), nn.Linear(256, 1))
options = {"lr": 2e-4, "betas": (0.5, 0.9), "weight_decay": 1e-6}
generator_optimizer = torch.optim.Adam(generator.parameters(), **options)
critic_optimizer = torch.optim.Adam(critic.parameters(), **options)
table = torch.randn(10_000, DATA + CONDITION)


def step():
    rows = table[torch.randint(0, len(table), (BATCH,))]
    condition = rows[:, DATA:]
    fake = torch.tanh(generator(torch.cat([torch.randn(BATCH, NOISE), condition], 1)))
    fake_packed = torch.cat([fake, condition], 1).detach().reshape(-1, WIDTH)
    real_packed = rows.reshape(-1, WIDTH)
    distance = critic(fake_packed).mean() - critic(real_packed).mean()
    mix = torch.rand(BATCH // PACK, 1)
    mixed = (fake_packed + mix * (real_packed - fake_packed)).requires_grad_()
    scores = critic(mixed)
    slope = torch.autograd.grad(scores, mixed, torch.ones_like(scores), create_graph=True)[0]
    penalty = ((slope.norm(2, dim=1) - 1) ** 2).mean() * 10
    critic_loss = distance + penalty
    critic_optimizer.zero_grad()
    critic_loss.backward()
    critic_optimizer.step()
    fake = torch.tanh(generator(torch.cat([torch.randn(BATCH, NOISE), condition], 1)))
    generator_loss = -critic(torch.cat([fake, condition], 1).reshape(-1, WIDTH)).mean()
    generator_optimizer.zero_grad()
    generator_loss.backward()
    generator_optimizer.step()
    return critic_loss.item(), generator_loss.item()


for _ in range(20):
    step()
each = []
for _ in range(steps):
    start = time.perf_counter()
    step()
    each.append(1000 * (time.perf_counter() - start))
each.sort()
print(f"torch median {each[steps // 2]:.2f} min {each[0]:.2f}")
