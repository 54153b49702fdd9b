"""What scikit-learn's k-means makes of 4 x 4 patches of MNIST at as many bits as the code maps of `vq-vae`: clusters of the
patches of 4,000 training images, squared error of the test images relative to the variance of their numbers.

python patches.py MNIST_FOLDER
"""

import gzip
import sys

import numpy as np
from sklearn.cluster import KMeans


def images(name):
    with gzip.open(f'{sys.argv[1]}/{name}-images-idx3-ubyte.gz') as file:
        return np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, 28, 28).astype(np.float32) / 255


def patches(rows):
    return rows.reshape(-1, 7, 4, 7, 4).transpose(0, 1, 3, 2, 4).reshape(-1, 16)


learnt, tested = patches(images('train')[:4000]), patches(images('t10k'))
for count in [64, 128]:
    means = KMeans(count, n_init=1, random_state=0, max_iter=100).fit(learnt)
    errors = (means.cluster_centers_[means.predict(tested)] - tested) ** 2
    print(f'{count}: {errors.mean() / tested.var():.4f} after {means.n_iter_} rounds', flush=True)
