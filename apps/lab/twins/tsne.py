"""The map of the ae-vs-pca experiment in scikit-learn: t-SNE of MNIST's first test images (then training images), as fast
as it can and exactly, and PCA in front of it, exactly and randomised. Seconds of wall clock and of processor time.

python tsne.py MNIST_FOLDER [COUNT] [exact]
"""

import gzip
import sys
import time

import numpy as np
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE, trustworthiness
from sklearn.neighbors import NearestNeighbors

folder, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5000
method = 'exact' if 'exact' in sys.argv else 'barnes_hut'


def read(name, offset):
    with gzip.open(f'{folder}/{name}-ubyte.gz') as file:
        return np.frombuffer(file.read(), np.uint8)[offset:]


images = np.concatenate([read('t10k-images-idx3', 16), read('train-images-idx3', 16)]).reshape(-1, 784)[:count]
labels = np.concatenate([read('t10k-labels-idx1', 8), read('train-labels-idx1', 8)])[:count]
images = images.astype(np.float32) / 255


def timed(name, f):
    wall, processor = time.perf_counter(), time.process_time()
    result = f()
    print(f'{name}: {time.perf_counter() - wall:.1f} s, processor {time.process_time() - processor:.1f} s', flush=True)
    return result


for solver in ['full', 'randomized']:
    pca = timed(f'PCA 50, {solver}', lambda: PCA(50, svd_solver=solver, random_state=1).fit(images))
    print('variance kept', pca.explained_variance_ratio_.sum())
rows = pca.transform(images)
tsne = TSNE(perplexity=30, init='pca', learning_rate=max(200, count / 48), method=method, random_state=1, n_jobs=2)
embedding = timed(f't-SNE {method} {count}', lambda: tsne.fit_transform(rows))
print('KL', tsne.kl_divergence_)
nearest = NearestNeighbors(n_neighbors=2).fit(embedding).kneighbors(embedding, return_distance=False)[:, 1]
print('1-NN', (labels[nearest] == labels).mean())
print('trustworthiness (12) of the first 5,000', trustworthiness(images[:5000], embedding[:5000], n_neighbors=12))
