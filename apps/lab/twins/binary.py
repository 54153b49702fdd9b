"""The binary codes of `pnpm lab binary` in PyTorch: same recipe, same budget, no other code in common.

python binary.py DIR_OF_MNIST [seed]   prints, for outputs through a sigmoid and for linear ones, what the model keeps of
test images, and what the same network keeps that was trained without rounding and is rounded afterwards.
"""

import gzip
import sys
from pathlib import Path

import torch
from torch import nn

BITS, UNITS, BATCH, EPOCHS = 64, 256, 128, 10


def images(path):
    with gzip.open(path) as file:
        return torch.frombuffer(bytearray(file.read()[16:]), dtype=torch.uint8).float().div(255).view(-1, 784)


def signs(logits):
    return (logits > 0).float() * 2 - 1


def mean_sse(test, decode):
    with torch.no_grad():
        return (decode(test) - test).square().sum(1).mean().item()


def train(x, test, rounded, output, seed):
    torch.manual_seed(seed)
    encoder = nn.Sequential(nn.Linear(784, UNITS), nn.ReLU(), nn.Linear(UNITS, BITS))
    decoder = nn.Sequential(nn.Linear(BITS, UNITS), nn.ReLU(), nn.Linear(UNITS, 784))
    if output == "sigmoid":
        decoder.append(nn.Sigmoid())
    adam = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], lr=1e-3)
    steps = EPOCHS * len(range(0, len(x), BATCH))
    variance = x.sub(x.mean(0)).square().mean()
    done = 0
    for _ in range(EPOCHS):
        for rows in torch.randperm(len(x)).split(BATCH):
            adam.param_groups[0]["lr"] = 1e-3 * (0.3 if done >= 0.7 * steps else 1)
            logits = encoder(x[rows])
            if rounded:
                slope = 1 + 4 * done / steps
                p = torch.sigmoid(slope * logits)
                hard = (logits > 0).float()
                code = 2 * (p + (hard - p).detach()) - 1
                balance = (p.mean(0) - 0.5).square().mean()
            else:
                code, balance = logits, 0
            loss = (decoder(code) - x[rows]).square().mean() / variance + balance
            adam.zero_grad()
            loss.backward()
            adam.step()
            done += 1
    return mean_sse(test, lambda y: decoder(signs(encoder(y))))


def main():
    folder, seed = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    x = images(next(folder.glob("train-images*.gz")))
    test = images(next(folder.glob("t10k-images*.gz")))
    for output in ("sigmoid", "linear"):
        kept = train(x, test, True, output, seed)
        cut = train(x, test, False, output, seed)
        print(f"{output}: {kept:.2f}, cut afterwards {cut:.1f}, {cut / kept:.2f} times", flush=True)


main()
