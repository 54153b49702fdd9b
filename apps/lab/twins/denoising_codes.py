"""What de-noising does for codes and for few labels, in PyTorch: the twin of `pnpm lab denoising`.

python denoising_codes.py FOLDER_OF_MNIST [epochs]
"""

import gzip
import sys

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

FOLDER = sys.argv[1]
EPOCHS = int(sys.argv[2]) if len(sys.argv) > 2 else 15
torch.set_num_threads(1)
torch.manual_seed(1)


def images(name):
    with gzip.open(f"{FOLDER}/{name}-images-idx3-ubyte.gz") as file:
        return torch.tensor(np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, 784) / 255.0, dtype=torch.float32)


def labels(name):
    with gzip.open(f"{FOLDER}/{name}-labels-idx1-ubyte.gz") as file:
        return torch.tensor(np.frombuffer(file.read(), np.uint8, offset=8).astype(np.int64))


X, Y, T, U = images("train"), labels("train"), images("t10k"), labels("t10k")


def dense(a, b):
    layer = nn.Linear(a, b)
    nn.init.xavier_uniform_(layer.weight)
    nn.init.zeros_(layer.bias)
    return layer


def denoiser(x, width, noise):
    encoder, decoder = dense(x.shape[1], width), dense(width, x.shape[1])
    parameters = [*encoder.parameters(), *decoder.parameters()]
    optimizer = torch.optim.Adam(parameters, 1e-3)
    steps, step = EPOCHS * -(-len(x) // 128), 0
    for _ in range(EPOCHS):
        for batch in torch.randperm(len(x)).split(128):
            optimizer.param_groups[0]["lr"] = 1e-3 if step < 0.7 * steps else 3e-4
            clean = x[batch]
            noisy = clean * (torch.rand_like(clean) >= noise)
            raw = decoder(torch.sigmoid(encoder(noisy)))
            loss = F.binary_cross_entropy_with_logits(raw, clean, reduction="none").sum(1).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            step += 1
    return encoder


def code(encoder, x):
    with torch.no_grad():
        return torch.sigmoid(encoder(x))


def trained(network, x, y, choose, rate, epochs=100, decay=0.0, patience=10):
    optimizer = torch.optim.Adam(network.parameters(), rate)
    best, waited, weights = float("inf"), 0, None
    for _ in range(epochs):
        for batch in torch.randperm(len(x)).split(100):
            loss = F.cross_entropy(network(x[batch]), y[batch])
            loss = loss + decay * sum((w**2).sum() for w in network.parameters() if w.ndim > 1)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            held = F.cross_entropy(network(choose[0]), choose[1]).item()
        if held < best:
            best, waited, weights = held, 0, {k: v.clone() for k, v in network.state_dict().items()}
        else:
            waited += 1
            if waited >= patience:
                break
    network.load_state_dict(weights)
    return network


def error(network, x, y):
    with torch.no_grad():
        return (network(x).argmax(1) != y).float().mean().item()


def probe(encoder):
    a, b, c = code(encoder, X[:8000]), code(encoder, X[8000:10000]), code(encoder, T)
    mean, deviation = a.mean(0), a.std(0).clamp_min(1e-6)
    a, b, c = ((z - mean) / deviation for z in (a, b, c))
    best = (1.0, 1.0)
    for decay in (0, 1e-4, 1e-2):
        network = trained(nn.Sequential(dense(a.shape[1], 10)), a, Y[:8000], (b, Y[8000:10000]), 1e-2, decay=decay, patience=8)
        best = min(best, (error(network, b, Y[8000:10000]), error(network, c, U)))
    return 1 - best[1]


for noise in (0.0, 0.5):
    print(f"linear probe on 1,000 codes, {noise} masked: {probe(denoiser(X, 1000, noise)):.4f}", flush=True)

first = denoiser(X, 1000, 0.25)
second = denoiser(code(first, X), 1000, 0.25)


def start(kind):
    if kind == "pretrained":
        a, b = dense(784, 1000), dense(1000, 1000)
        a.load_state_dict(first.state_dict())
        b.load_state_dict(second.state_dict())
        return nn.Sequential(a, nn.Sigmoid(), b, nn.Sigmoid(), dense(1000, 10))
    act = nn.ReLU if kind == "relu" else nn.Sigmoid
    network = nn.Sequential(dense(784, 1000), act(), dense(1000, 1000), act(), dense(1000, 10))
    if kind == "relu":
        for layer in (network[0], network[2]):
            nn.init.kaiming_normal_(layer.weight)
    return network


for kind in ("pretrained", "sigmoid", "relu"):
    errors = []
    for draw in range(3):
        torch.manual_seed(10 + draw)
        rows = torch.randperm(60000)[:2000]
        few, choose = rows[:1000], rows[1000:]
        best = (1.0, 1.0)
        for rate in (1e-3, 3e-4):
            network = trained(start(kind), X[few], Y[few], (X[choose], Y[choose]), rate)
            best = min(best, (error(network, X[choose], Y[choose]), error(network, T, U)))
        errors.append(best[1])
    print(f"error with 1,000 labels, {kind}: {np.mean(errors):.4f} {np.round(errors, 4)}", flush=True)
