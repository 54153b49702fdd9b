"""What a VAE's dense encoder is worth with few labels, in PyTorch: 784-600-600-50, 20 epochs on 50,000 images of MNIST without
labels, then 160 passes over 10 or 100 labels of each class, against the same encoder from scratch. Errors are of the
first 4,000 test images, after the last pass; nothing is stopped early or chosen.

python transfer.py MNIST_FOLDER [SEED]
"""

import copy
import gzip
import sys

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

folder, seed = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1
torch.manual_seed(seed)
LATENT, UNITS, EPOCHS, PASSES = 50, 600, 20, 160


def read(name, offset):
    with gzip.open(f'{folder}/{name}-ubyte.gz') as file:
        return np.frombuffer(file.read(), np.uint8)[offset:]


images = torch.tensor(read('train-images-idx3', 16).reshape(-1, 784).astype(np.float32) / 255)[:50_000]
labels = torch.tensor(read('train-labels-idx1', 8).astype(np.int64))[:50_000]
test_images = torch.tensor(read('t10k-images-idx3', 16).reshape(-1, 784).astype(np.float32) / 255)[:4000]
test_labels = torch.tensor(read('t10k-labels-idx1', 8).astype(np.int64))[:4000]


def mlp(*widths):
    layers = []
    for a, b in zip(widths, widths[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def pretrained():
    encoder, decoder = mlp(784, UNITS, UNITS, 2 * LATENT), mlp(LATENT, UNITS, UNITS, 784)
    optimizer = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], 1e-3)
    for epoch in range(EPOCHS):
        for group in optimizer.param_groups:
            group['lr'] = 3e-4 if epoch >= 0.7 * EPOCHS else 1e-3
        for rows in torch.randperm(len(images)).split(128):
            x = images[rows]
            mean, log_var = encoder(x).chunk(2, 1)
            logits = decoder(mean + (log_var / 2).exp() * torch.randn_like(mean))
            nll = F.binary_cross_entropy_with_logits(logits, x, reduction='sum')
            loss = (nll - 0.5 * (1 + log_var - mean**2 - log_var.exp()).sum()) / len(x)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return encoder


def drawn(per_class):
    own = [(labels == digit).nonzero()[:, 0] for digit in range(10)]
    return torch.cat([rows[torch.randperm(len(rows))[:per_class]] for rows in own])


def error(encoder, rows, rate, encoder_rate):
    encoder, head = copy.deepcopy(encoder), nn.Linear(LATENT, 10)
    groups = [{'params': encoder.parameters(), 'lr': encoder_rate}, {'params': head.parameters(), 'lr': rate}]
    optimizer = torch.optim.Adam(groups)
    for _ in range(PASSES):
        for part in rows[torch.randperm(len(rows))].split(32):
            optimizer.zero_grad()
            F.cross_entropy(head(encoder(images[part])[:, :LATENT]), labels[part]).backward()
            optimizer.step()
    with torch.no_grad():
        return (head(encoder(test_images)[:, :LATENT]).argmax(1) != test_labels).float().mean().item()


learnt = pretrained()
for per_class in [10, 100]:
    rows = drawn(per_class)
    for rate in [3e-3, 1e-2]:
        print(per_class, 'labels, fine-tuned, rate', rate, error(learnt, rows, rate, 0.1 * rate), flush=True)
    for rate in [3e-4, 1e-3, 3e-3]:
        fresh = mlp(784, UNITS, UNITS, 2 * LATENT)
        print(per_class, 'labels, scratch, rate', rate, error(fresh, rows, rate, rate), flush=True)
