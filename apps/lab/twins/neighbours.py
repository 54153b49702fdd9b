"""Whether a tree helps to find neighbours in 50 components of MNIST: distances that scikit-learn's ball tree computes for
the 91 nearest rows of each of 1,000 rows, and the seconds that all rows would take.

python neighbours.py MNIST_FOLDER
"""

import gzip
import sys
import time

import numpy as np
from sklearn.decomposition import PCA
from sklearn.neighbors import BallTree

with gzip.open(f'{sys.argv[1]}/train-images-idx3-ubyte.gz') as file:
    images = np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, 784).astype(np.float32) / 255

for count in [10_000, 20_000, 40_000]:
    rows = PCA(50, svd_solver='randomized', random_state=1).fit_transform(images[:count])
    tree = BallTree(rows)
    started = time.perf_counter()
    tree.query(rows[:1000], 91)
    seconds = (time.perf_counter() - started) * count / 1000
    print(f'{count} rows: {tree.get_n_calls() / 1000:.0f} distances a row, {seconds:.1f} s for all', flush=True)
