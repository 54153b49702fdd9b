"""The Boltzmann machines of `pnpm lab deep-rbm` in PyTorch: same recipe, same budget, no other code in common.

python rbm.py DIR_OF_MNIST [seed]   prints, for each machine, what the experiment reports.
"""

import gzip
import sys
from pathlib import Path

import torch

UNITS = [1000, 500, 250, 30]
BATCH, EPOCHS, DECAY = 100, 10, 2e-4


def images(path):
    with gzip.open(path) as file:
        return torch.frombuffer(bytearray(file.read()[16:]), dtype=torch.uint8).float().div(255).view(-1, 784)


def free_energy(v, w, b, c, linear):
    x = v @ w + c
    hidden = x.square().sum(1) / 2 if linear else torch.nn.functional.softplus(x).sum(1)
    return (-(v @ b) - hidden).mean().item()


def train_machine(data, units, linear, rng):
    rate = 0.001 if linear else 0.1
    w = torch.randn(data.shape[1], units, generator=rng) * 0.1
    b, c = torch.zeros(data.shape[1]), torch.zeros(units)
    steps = [torch.zeros_like(p) for p in (w, b, c)]
    errors = []
    for epoch in range(EPOCHS):
        momentum = 0.5 if epoch < 5 else 0.9
        total = 0.0
        for rows in torch.randperm(len(data), generator=rng).split(BATCH):
            v = data[rows]
            up = v @ w + c
            p = up if linear else up.sigmoid()
            noise = torch.randn(p.shape, generator=rng) if linear else torch.rand(p.shape, generator=rng)
            h = p + noise if linear else (noise < p).float()
            v1 = (h @ w.T + b).sigmoid()
            up1 = v1 @ w + c
            p1 = up1 if linear else up1.sigmoid()
            gradients = [(v.T @ p - v1.T @ p1) / len(v) - DECAY * w, (v - v1).mean(0), (p - p1).mean(0)]
            for parameter, step, gradient in zip((w, b, c), steps, gradients):
                step.mul_(momentum).add_(gradient, alpha=rate)
                parameter.add_(step)
            total += (v - v1).square().sum().item()
        errors.append(total / len(data))
    return w, b, c, errors


def main():
    folder, seed = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    rng = torch.Generator().manual_seed(seed)
    train = images(next(folder.glob("train-images*.gz")))
    test = images(next(folder.glob("t10k-images*.gz")))
    layers, x, y = [], train, test
    for index, units in enumerate(UNITS):
        linear = index == len(UNITS) - 1
        w, b, c, errors = train_machine(x, units, linear, rng)
        energies = [free_energy(v, w, b, c, linear) for v in (x[:10_000], y)]
        gap = abs(energies[1] - energies[0]) / abs(energies[0])
        print(f"layer {index + 1}: first ÷ last epoch {errors[0] / errors[-1]:.2f} ({errors[0]:.2f}, {errors[-1]:.2f}), gap {gap:.4f}", flush=True)
        layers.append((w, b, c, linear))
        x, y = [v @ w + c if linear else (v @ w + c).sigmoid() for v in (x, y)]
    for w, b, _, _ in reversed(layers):
        y = (y @ w.T + b).sigmoid()
    print(f"unrolled: {(test - y).square().sum(1).mean():.2f}")


main()
