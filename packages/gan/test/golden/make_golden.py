#!/usr/bin/env python3
"""Writes losses.json: the losses of both networks and their gradients, for each game of @asdf/gan, in PyTorch.

    python packages/gan/test/golden/make_golden.py       (torch 2.13, on the processor, in double precision)

The games are written as the papers do, with D = sigmoid(score). All that is random is drawn here and fed to both sides.
"""
import json
import pathlib

import torch
from torch.nn import functional as f

torch.manual_seed(20261128)
torch.set_default_dtype(torch.float64)

BATCH, NOISE, UNITS = 8, 3, 4
# One-hot blocks of a row, of which the first two are conditions, then one scalar.
BLOCKS, DISCRETE, ONE_HOT, WIDTH, CONDITION = [(0, 3), (3, 5), (5, 9)], 2, 9, 10, 5
TEMPERATURE = 0.2


def draw(*shape, scale=1.0):
    # Single precision, so that both sides start from the same numbers.
    return (scale * torch.randn(shape)).float().double()


def gumbel(*shape):
    return (-torch.log(-torch.log(torch.rand(shape)))).float().double()


def mask(*shape):
    return 2.0 * torch.randint(0, 2, shape).double()


def conditions():
    """Each row names one category of one of the columns."""
    return f.one_hot(torch.randint(0, CONDITION, (BATCH,)), CONDITION).double()


def real_rows():
    parts = [f.one_hot(torch.randint(0, end - start, (BATCH,)), end - start).double() for start, end in BLOCKS]
    return torch.cat([*parts, torch.tanh(draw(BATCH, WIDTH - ONE_HOT)).float().double()], 1)


def networks(condition_size, pack):
    """Parameters by name; dense weights are [features, units]."""
    sizes = {}

    def dense(name, features, units):
        sizes[f"{name}/weight"], sizes[f"{name}/bias"] = (features, units), (units,)

    features = NOISE + condition_size
    for i in (1, 2):
        dense(f"generator/hidden{i}", features, UNITS)
        sizes[f"generator/hidden{i}/norm/scale"] = sizes[f"generator/hidden{i}/norm/shift"] = (UNITS,)
        features += UNITS
    dense("generator/last", features, WIDTH)
    features = pack * (WIDTH + condition_size)
    for i in (1, 2):
        dense(f"critic/hidden{i}", features, UNITS)
        features = UNITS
    dense("critic/last", features, 1)
    return {name: draw(*shape, scale=0.5).requires_grad_() for name, shape in sizes.items()}


def game(objective, penalty, conditional, pack, dropout):
    packs = BATCH // pack
    parameters = networks(CONDITION if conditional else 0, pack)

    def dense(name, rows):
        return rows @ parameters[f"{name}/weight"] + parameters[f"{name}/bias"]

    def generate(feeds):
        hidden = torch.cat([feeds["noise"], *([feeds["condition"]] if conditional else [])], 1)
        for i in (1, 2):
            name = f"generator/hidden{i}"
            scale, shift = parameters[f"{name}/norm/scale"], parameters[f"{name}/norm/shift"]
            normal = f.batch_norm(dense(name, hidden), None, None, scale, shift, training=True, eps=1e-5)
            hidden = torch.cat([torch.relu(normal), hidden], 1)
        return dense("generator/last", hidden)

    def activate(logits, feeds):
        noisy = (logits[:, :ONE_HOT] + feeds["gumbel"]) / TEMPERATURE
        categories = [torch.softmax(noisy[:, start:end], 1) for start, end in BLOCKS]
        return torch.cat([*categories, torch.tanh(logits[:, ONE_HOT:])], 1)

    def packed(rows, condition):
        return torch.cat([rows, *([condition] if conditional else [])], 1).reshape(packs, -1)

    def criticize(hidden, feeds, part=0):
        for i in (1, 2):
            hidden = f.leaky_relu(dense(f"critic/hidden{i}", hidden), 0.2)
            if dropout:
                hidden = hidden * feeds[f"mask{i}"][part * packs : (part + 1) * packs]
        return dense("critic/last", hidden)

    def noise(parts):
        feeds = {"noise": draw(BATCH, NOISE), "gumbel": gumbel(BATCH, ONE_HOT)}
        if conditional:
            feeds["condition"] = conditions()
        if dropout:
            feeds |= {f"mask{i}": mask(parts * packs, UNITS) for i in (1, 2)}
        return feeds

    def critic_loss(feeds):
        real = packed(feeds["real"], feeds.get("realCondition"))
        fake = packed(activate(generate(feeds), feeds), feeds.get("condition"))
        of_real, of_fake = criticize(real, feeds, 0), criticize(fake, feeds, 1)
        if objective != "wasserstein":
            # Goodfellow et al. 2014, equation 1, which the discriminator raises.
            return -(torch.log(torch.sigmoid(of_real)).mean() + torch.log(1 - torch.sigmoid(of_fake)).mean())
        # Gulrajani et al. 2017, equation 3.
        mixed = feeds["mix"] * real + (1 - feeds["mix"]) * fake
        (slope,) = torch.autograd.grad(criticize(mixed, feeds, 2).sum(), mixed, create_graph=True)
        return of_fake.mean() - of_real.mean() + penalty * ((slope.norm(2, dim=1) - 1) ** 2).mean()

    def generator_loss(feeds):
        logits = generate(feeds)
        scores = criticize(packed(activate(logits, feeds), feeds.get("condition")), feeds)
        if objective == "minimax":
            return torch.log(1 - torch.sigmoid(scores)).mean()
        if objective == "non-saturating":
            return -torch.log(torch.sigmoid(scores)).mean()
        # Xu et al. 2019, section 4.3: cross-entropy of the category that the condition names.
        entropy = 0
        for start, end in BLOCKS[:DISCRETE]:
            asked = feeds["condition"][:, start:end]
            of_rows = f.cross_entropy(logits[:, start:end], asked.argmax(1), reduction="none")
            entropy = entropy + (of_rows * asked.sum(1)).sum()
        return -scores.mean() + entropy / BATCH

    critic_feeds = {"real": real_rows(), **noise(3 if penalty else 2)}
    if penalty:
        critic_feeds["mix"] = torch.rand(packs, 1).float().double()
    if conditional:
        critic_feeds["realCondition"] = conditions()
    return {
        "objective": objective,
        "penalty": penalty,
        "pack": pack,
        "dropout": dropout,
        "conditional": conditional,
        "parameters": values(parameters),
        "critic": step(parameters, "critic", critic_loss, critic_feeds),
        "generator": step(parameters, "generator", generator_loss, noise(1)),
    }


def step(parameters, network, loss_of, feeds):
    loss = loss_of(feeds)
    own = {name: value for name, value in parameters.items() if name.startswith(network)}
    gradients = torch.autograd.grad(loss, list(own.values()))
    return {
        "feeds": values(feeds),
        "loss": float(loss.detach()),
        "gradients": values(dict(zip(own, gradients))),
    }


def values(tensors):
    return {
        name: [float(f"{value:.9g}") for value in tensor.detach().flatten().tolist()]
        for name, tensor in tensors.items()
    }


games = [
    game("minimax", penalty=0, conditional=False, pack=1, dropout=0),
    game("non-saturating", penalty=0, conditional=False, pack=2, dropout=0.5),
    game("wasserstein", penalty=10, conditional=True, pack=2, dropout=0.5),
]
folder = pathlib.Path(__file__).parent
(folder / "losses.json").write_text(json.dumps(games, separators=(",", ":")) + "\n")
