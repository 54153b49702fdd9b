"""PCA of MNIST's 60,000 training images in scikit-learn, exact and randomised: variance kept, squared error a test image,
seconds of processor time.

python pca.py MNIST_FOLDER [COMPONENTS]
"""

import gzip
import sys
import time

import numpy as np
from sklearn.decomposition import PCA

folder, components = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 50


def read(name):
    with gzip.open(f"{folder}/{name}-images-idx3-ubyte.gz") as file:
        return np.frombuffer(file.read(), np.uint8)[16:].reshape(-1, 784).astype(np.float32) / 255


train, test = read("train"), read("t10k")
for solver in ["covariance_eigh", "full", "randomized"]:
    began = time.process_time()
    pca = PCA(components, svd_solver=solver, random_state=1).fit(train)
    seconds = time.process_time() - began
    error = np.square(pca.inverse_transform(pca.transform(test)) - test).sum(1).mean()
    print(f"{solver}: kept {pca.explained_variance_ratio_.sum():.6f}, error {error:.4f}, {seconds:.2f} s", flush=True)
