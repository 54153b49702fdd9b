"""PyTorch's side of the workload nearest-code: for each of 65,536 vectors of 64 numbers the nearest of 1,024 codes.

python nearest_code.py [--threads N] [--seconds S] nearest-code

Prints one JSON object as the peers' torch_bench.py does. Distances of 4,096 vectors are there at a time: all at once would be
256 MB and slower.
"""

import argparse
import json
import time

import torch

ROWS, CODES, DEPTH, CHUNK = 65_536, 1024, 64, 4096

parser = argparse.ArgumentParser()
parser.add_argument('--threads', type=int, default=1)
parser.add_argument('--seconds', type=float, default=3)
parser.add_argument('workload')
arguments = parser.parse_args()
torch.set_num_threads(arguments.threads)
torch.manual_seed(1)
x, codes = torch.randn(ROWS, DEPTH), torch.randn(CODES, DEPTH)


def step():
    half = codes.pow(2).sum(1) / 2
    return torch.cat([torch.addmm(half, part, codes.t(), alpha=-1).argmin(1) for part in x.split(CHUNK)])


times = []
with torch.inference_mode():
    for _ in range(3):
        step()
    began = time.perf_counter()
    while time.perf_counter() - began < arguments.seconds or len(times) < 3:
        start = time.perf_counter()
        step()
        times.append((time.perf_counter() - start) * 1000)
times.sort()
ms = times[len(times) // 2]
print(json.dumps({
    'workload': arguments.workload, 'threads': arguments.threads, 'ms': ms, 'p10': times[len(times) // 10],
    'p90': times[len(times) * 9 // 10], 'perSecond': ROWS / ms * 1000, 'unit': 'rows',
}))
