"""The vae experiment in PyTorch, at equal budget: how sure is a judge of samples of a VAE, and of a plain auto-encoder's?

python vae_samples.py MNIST_FOLDER [SEED]
"""

import gzip
import sys

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

folder, seed = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1
torch.manual_seed(seed)


def read(name, offset):
    with gzip.open(f'{folder}/{name}-ubyte.gz') as file:
        return np.frombuffer(file.read(), np.uint8)[offset:]


images = torch.tensor(read('train-images-idx3', 16).reshape(-1, 784).astype(np.float32) / 255)
labels = torch.tensor(read('train-labels-idx1', 8).astype(np.int64))
test_images = torch.tensor(read('t10k-images-idx3', 16).reshape(-1, 784).astype(np.float32) / 255)
test_labels = torch.tensor(read('t10k-labels-idx1', 8).astype(np.int64))


def fit(parameters, loss, epochs):
    optimizer = torch.optim.Adam(parameters, 1e-3)
    steps = epochs * (len(images) // 128 + 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 0.3 if step >= 0.7 * steps else 1.0)
    for _ in range(epochs):
        for rows in torch.randperm(len(images)).split(128):
            optimizer.zero_grad()
            loss(images[rows], labels[rows]).backward()
            optimizer.step()
            schedule.step()


def mlp(*widths):
    layers = []
    for a, b in zip(widths, widths[1:]):
        linear = nn.Linear(a, b)
        nn.init.kaiming_normal_(linear.weight, nonlinearity='relu' if b != widths[-1] else 'linear')
        nn.init.zeros_(linear.bias)
        layers += [linear, nn.ReLU()]
    return nn.Sequential(*layers[:-1])


encoder, decoder = mlp(784, 400, 40), mlp(20, 400, 784)


def elbo(x, _):
    mean, log_var = encoder(x).chunk(2, 1)
    z = mean + (log_var / 2).exp() * torch.randn_like(mean)
    nll = F.binary_cross_entropy_with_logits(decoder(z), x, reduction='sum') / len(x)
    return nll - 0.5 * (1 + log_var - mean**2 - log_var.exp()).sum() / len(x)


fit([*encoder.parameters(), *decoder.parameters()], elbo, 15)
plain_encoder, plain_decoder = mlp(784, 400, 20), mlp(20, 400, 784)
fit(
    [*plain_encoder.parameters(), *plain_decoder.parameters()],
    lambda x, _: ((plain_decoder(plain_encoder(x)).sigmoid() - x) ** 2).sum() / len(x),
    15,
)
judge = nn.Sequential(
    nn.Unflatten(1, (1, 28, 28)),
    nn.Conv2d(1, 32, 3, 2, 1), nn.ReLU(),
    nn.Conv2d(32, 64, 3, 2, 1), nn.ReLU(),
    nn.Flatten(), nn.Linear(64 * 49, 10),
)  # fmt: skip
fit(judge.parameters(), lambda x, y: F.cross_entropy(judge(x), y), 3)

with torch.no_grad():
    print('judge accuracy', (judge(test_images).argmax(1) == test_labels).float().mean().item())
    print('test nats', elbo(test_images, None).item())
    noise = torch.randn(1000, 20)
    for name, model in [('vae', decoder), ('plain', plain_decoder)]:
        p = judge(model(noise).sigmoid()).softmax(1)
        share = torch.bincount(p.argmax(1), minlength=10) / 1000
        entropy = -(share[share > 0] * share[share > 0].log2()).sum()
        print(name, 'confidence', p.max(1).values.mean().item(), 'class entropy', entropy.item())
