#!/usr/bin/env python3
"""Writes one JSON file for each training step below: losses, gradients and parameters after it, in PyTorch.

    python packages/nn/test/golden/make_golden.py        (torch 2.13, on the processor, in double precision)

All that is random is drawn here and fed to both sides. Parameters have the shapes of @asdf/nn: dense weights are
[features, units], those of convolutions [height, width, channels, filters], images [batch, height, width, channels].
"""
import json
import pathlib

import torch
from torch.nn import functional as f

torch.manual_seed(20261128)
torch.set_default_dtype(torch.float64)


def draw(*shape, scale=1.0):
    # Single precision, so that both sides start from the same numbers.
    return (scale * torch.randn(shape)).float().double()


def mask(*shape):
    return 2.0 * torch.randint(0, 2, shape).double()


class Network:
    """Parameters by name, made when first asked for, in the order of @asdf/nn's scopes."""

    def __init__(self, name):
        self.name, self.parameters = name, {}

    def get(self, name, *shape):
        name = f"{self.name}/{name}"
        if name not in self.parameters:
            self.parameters[name] = draw(*shape, scale=0.5).requires_grad_()
        return self.parameters[name]

    def dense(self, name, x, units):
        return x @ self.get(f"{name}/weight", x.shape[-1], units) + self.get(f"{name}/bias", units)

    def norm(self, name, size):
        return self.get(f"{name}/scale", size), self.get(f"{name}/shift", size)

    def convolution(self, name, images, filters, **options):
        weight = self.get(f"{name}/weight", 3, 3, images.shape[-1], filters)
        bias = self.get(f"{name}/bias", filters)
        upright = weight.permute(3, 2, 0, 1).contiguous()
        return f.conv2d(channels_first(images), upright, bias, **options).permute(0, 2, 3, 1)

    def group_norm(self, name, images, groups):
        scale, shift = self.norm(name, images.shape[-1])
        return f.group_norm(channels_first(images), groups, scale, shift).permute(0, 2, 3, 1)


def channels_first(images):
    # In order: PyTorch 2.13 crashes in the derivative of group_norm on a permuted view.
    return images.permute(0, 3, 1, 2).contiguous()


def values(tensors):
    return {name: numbers(tensor) for name, tensor in tensors.items()}


def numbers(tensor):
    return [float(f"{value:.9g}") for value in tensor.detach().flatten().tolist()]


def take_step(network, loss, make_optimizer, clip=None):
    """One step of an optimizer: what was before it, and what came of it."""
    leaves = list(network.parameters.values())
    before = values(network.parameters)
    gradients = torch.autograd.grad(loss, leaves)
    for leaf, gradient in zip(leaves, gradients):
        leaf.grad = gradient.clone()
    if clip is not None:
        torch.nn.utils.clip_grad_norm_(leaves, clip)
    make_optimizer(leaves).step()
    return {
        "loss": float(loss.detach()),
        "parameters": before,
        "gradients": values(dict(zip(network.parameters, gradients))),
        "updated": values(network.parameters),
    }


def wgan_gp():
    """Gulrajani et al. 2017, with CTGAN's packs, residual generator and dropout."""
    batch, noise_size, condition_size, data_size, pack, units = 8, 3, 2, 4, 2, 5
    packs, packed_size = batch // pack, pack * (data_size + condition_size)
    generator, critic = Network("generator"), Network("critic")
    feeds = {
        "real": draw(batch, data_size),
        "condition": draw(batch, condition_size),
        "noise": draw(batch, noise_size),
        "mix": torch.rand(packs, 1).float().double(),
        "mask1": mask(3 * packs, units),
        "mask2": mask(3 * packs, units),
    }
    generator_feeds = {"noise": draw(batch, noise_size), "mask1": mask(packs, units), "mask2": mask(packs, units)}

    def generate(noise):
        rows = torch.cat([noise, feeds["condition"]], 1)
        for name in ["first", "second"]:
            hidden = generator.dense(name, rows, units)
            scale, shift = generator.norm(f"{name}-norm", units)
            hidden = f.batch_norm(hidden, None, None, scale, shift, training=True)
            rows = torch.cat([torch.relu(hidden), rows], 1)
        return torch.tanh(generator.dense("last", rows, data_size))

    def packed(data):
        return torch.cat([data, feeds["condition"]], 1).reshape(packs, packed_size)

    def criticize(rows, masks):
        for i, dropped in enumerate(masks):
            rows = f.leaky_relu(critic.dense(f"hidden{i}", rows, units), 0.2) * dropped
        return critic.dense("out", rows, 1)

    def adam(leaves):
        return torch.optim.Adam(leaves, lr=0.01, betas=(0.5, 0.9), eps=1e-3, weight_decay=0.01)

    fake, real = packed(generate(feeds["noise"])).detach(), packed(feeds["real"])
    mixed = (fake + feeds["mix"] * (real - fake)).requires_grad_()
    of_fake, of_real, of_mixed = (
        criticize(rows, [feeds[name][i * packs : (i + 1) * packs] for name in ["mask1", "mask2"]])
        for i, rows in enumerate([fake, real, mixed])
    )
    (slope,) = torch.autograd.grad(of_mixed.sum(), mixed, create_graph=True)
    penalty = 10 * ((torch.sqrt((slope**2).sum(1) + 1e-12) - 1) ** 2).mean()
    critic_step = take_step(critic, of_fake.mean() - of_real.mean() + penalty, adam)
    scores = criticize(packed(generate(generator_feeds["noise"])), [generator_feeds["mask1"], generator_feeds["mask2"]])
    generator_step = take_step(generator, -scores.mean(), adam)
    return {
        "feeds": values(feeds),
        "generatorFeeds": values(generator_feeds),
        "critic": critic_step,
        "generator": generator_step,
    }


def tvae():
    """Xu et al. 2019: one scalar and two choices, of three and of two."""
    batch, units, latent_size, choices = 6, 5, 3, [(1, 4), (4, 6)]
    network = Network("tvae")
    real = torch.zeros(batch, 6)
    real[:, 0] = torch.tanh(draw(batch)).float().double()
    for start, end in choices:
        real[torch.arange(batch), start + torch.randint(0, end - start, (batch,))] = 1
    feeds = {"real": real, "noise": draw(batch, latent_size)}
    encoded = torch.relu(network.dense("encoder", real, units))
    mean, log_variance = network.dense("mean", encoded, latent_size), network.dense("log-variance", encoded, latent_size)
    latent = torch.exp(0.5 * log_variance) * feeds["noise"] + mean
    decoded = network.dense("output", torch.relu(network.dense("decoder", latent, units)), real.shape[1])
    deviation = torch.exp(network.get("log-deviation", 1))
    error = ((real[:, :1] - torch.tanh(decoded[:, :1])) ** 2 / (2 * deviation**2)).sum()
    error = error + batch * torch.log(deviation).sum()
    for start, end in choices:
        error = error + f.cross_entropy(decoded[:, start:end], real[:, start:end].argmax(1), reduction="sum")
    divergence = -0.5 * (1 + log_variance - mean**2 - log_variance.exp()).sum() / batch
    loss = 2 * error / batch + divergence
    step = take_step(network, loss, lambda leaves: torch.optim.Adam(leaves, lr=0.01, eps=1e-3, weight_decay=1e-2))
    return {"feeds": values(feeds), "step": step}


def convolution_block():
    """A residual block of a U-Net with a way down and up, and a step of AdamW with clipped gradients."""
    network = Network("block")
    feeds = {"images": draw(2, 6, 6, 4), "time": draw(2, 3), "target": draw(2, 3, 3, 4)}
    images = feeds["images"]

    def convolved(name, x):
        return network.convolution(name, f.silu(network.group_norm(f"{name}-norm", x, 2)), 4, padding=1)

    shift = network.dense("time", f.silu(feeds["time"]), 4)
    inner = convolved("first", images) + shift[:, None, None, :]
    x = images + convolved("second", inner)
    down = f.gelu(network.convolution("down", x, 4, stride=2, padding=1))
    up = f.interpolate(down.permute(0, 3, 1, 2), scale_factor=2, mode="nearest").permute(0, 2, 3, 1)
    pooled = f.avg_pool2d((x + up).permute(0, 3, 1, 2), 2).permute(0, 2, 3, 1)
    loss = f.mse_loss(pooled, feeds["target"])
    step = take_step(network, loss, lambda leaves: torch.optim.AdamW(leaves, lr=0.01, eps=1e-3, weight_decay=0.1), clip=0.5)
    return {"feeds": values(feeds), "step": step}


def sequence():
    """Tokens from an embedding through attention, layer norm and a gated unit, and a step of SGD with momentum."""
    batch, tokens, size, heads, units = 3, 4, 6, 2, 5
    network = Network("sequence")
    indices = torch.randint(0, 7, (batch, tokens))
    feeds = {"indices": indices, "state": draw(batch, units), "target": draw(batch, units)}
    embedded = network.get("embedding/weight", 7, size)[indices]
    names = ["query", "key", "value", "output"]
    parts = [(network.get(f"attention/{name}-weight", size, size), network.get(f"attention/{name}-bias", size)) for name in names]
    hide_later = torch.triu(torch.ones(tokens, tokens, dtype=torch.bool), 1)
    attended, _ = f.multi_head_attention_forward(
        *[embedded.transpose(0, 1)] * 3,
        size,
        heads,
        torch.cat([weight.T for weight, _ in parts[:3]]),
        torch.cat([bias for _, bias in parts[:3]]),
        None,
        None,
        False,
        0.0,
        parts[3][0].T,
        parts[3][1],
        attn_mask=hide_later,
        need_weights=False,
    )
    scale, shift = network.norm("norm", size)
    x = f.layer_norm(embedded + attended.transpose(0, 1), (size,), scale, shift)
    names = ["unit/input-weight", "unit/input-bias", "unit/state-weight", "unit/state-bias"]
    shapes = [(size, 3 * units), (3 * units,), (units, 3 * units), (3 * units,)]
    input_weight, input_bias, state_weight, state_bias = (network.get(name, *shape) for name, shape in zip(names, shapes))
    state = feeds["state"]
    for token in range(tokens):
        state = torch.gru_cell(x[:, token], state, input_weight.T, state_weight.T, input_bias, state_bias)
    loss = f.binary_cross_entropy_with_logits(state, torch.sigmoid(feeds["target"]))
    step = take_step(network, loss, lambda leaves: torch.optim.SGD(leaves, lr=0.1, momentum=0.9, nesterov=True))
    return {"feeds": values(feeds), "step": step}


folder = pathlib.Path(__file__).parent
for name, make in {
    "wgan-gp": wgan_gp,
    "tvae": tvae,
    "convolution-block": convolution_block,
    "sequence": sequence,
}.items():
    (folder / f"{name}.json").write_text(json.dumps(make(), separators=(",", ":")) + "\n")
