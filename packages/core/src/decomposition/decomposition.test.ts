import * as tf from '@tensorflow/tfjs'
import { describe, expect, test } from 'vitest'
import { fromTensor } from '../data/from-tensor'
import { sse } from '../losses/sse'
import { createRng } from '../rng/rng'
import { PCA } from './pca'
import { principalAngles } from './principal-angles'
import { symmetricEigen } from './symmetric-eigen'

test('symmetricEigen rebuilds a matrix from its eigenvalues and eigenvectors', () => {
  const size = 40
  const rng = createRng(1)
  const half = rng.normalArray(size * size)
  const matrix = new Float64Array(size * size)
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++)
      matrix[i * size + j] = (half[i * size + j] ?? 0) + (half[j * size + i] ?? 0)
  }
  const { values, vectors } = symmetricEigen(matrix.slice(), size)
  expect([...values]).toEqual([...values].sort((a, b) => b - a))
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const rebuilt = vectors.reduce((sum, v, k) => sum + (values[k] ?? 0) * (v[i] ?? 0) * (v[j] ?? 0), 0)
      expect(rebuilt).toBeCloseTo(matrix[i * size + j] ?? 0, 10)
    }
  }
})

test('symmetricEigen gets through with matrices of low rank and of any scale', () => {
  const size = 300
  const rng = createRng(2)
  for (const scale of [1, 1e-300, 1e300]) {
    // 40 directions for 300 columns, most of them of almost no size, as in images with black borders.
    const rows = Array.from({ length: 40 }, () =>
      rng.normalArray(size).map((value, i) => (i % 3 === 0 ? value : i % 3 === 1 ? 0 : value * 1e-9)),
    )
    const matrix = new Float64Array(size * size)
    for (const row of rows) {
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++) {
          matrix[i * size + j] = (matrix[i * size + j] ?? 0) + (row[i] ?? 0) * (row[j] ?? 0) * scale
        }
      }
    }
    const trace = Array.from({ length: size }, (_, i) => matrix[i * size + i] ?? 0).reduce((a, b) => a + b)
    const { values } = symmetricEigen(matrix, size, 3)
    expect(values.reduce((a, b) => a + b) / trace).toBeCloseTo(1, 12)
    expect(Math.abs(values[40] ?? 1) / trace).toBeLessThan(1e-14)
  }
})

describe('PCA', () => {
  /** 200 rows whose singular values are 5, 3, 1 exactly, far from the origin. */
  function rows(): tf.Tensor2D {
    return tf.tidy(() => {
      const rng = createRng(3)
      const [u] = tf.linalg.qr(centred(rng.normal([200, 3]).as2D(200, 3)))
      const [v] = tf.linalg.qr(rng.normal([6, 6]).as2D(6, 6))
      return u
        .mul([5, 3, 1])
        .matMul(v.slice([0, 0], [3, 6]))
        .add(100)
        .as2D(200, 6)
    })
  }
  const centred = (x: tf.Tensor2D): tf.Tensor2D => x.sub(x.mean(0)).as2D(200, 3)

  test('leaves exactly the squares of the singular values it does not keep', async () => {
    const x = rows()
    for (const [components, left] of [
      [1, 10],
      [2, 1],
      [3, 0],
    ] as const) {
      const pca = await PCA.fit(x, { components })
      const error = tf.tidy(() => sse(x, pca.inverse(pca.transform(x))))
      expect(((await error.data())[0] ?? Number.NaN) * 200).toBeCloseTo(left, 2)
      expect(pca.totalVariance * 200).toBeCloseTo(35, 2)
      expect([...pca.explainedVariance].map((v) => v * 200)[0]).toBeCloseTo(25, 2)
      error.dispose()
    }
    x.dispose()
  })

  test('finds the same in a tensor and in batches, and leaves no tensor behind', async () => {
    const x = rows()
    const before = tf.memory().numTensors
    const a = await PCA.fit(x, { components: 2 })
    const b = await PCA.fit(fromTensor(x).shuffle(createRng(1)), { components: 2 })
    a.components.forEach((component, k) => {
      component.forEach((loading, i) => expect(b.components[k]?.[i]).toBeCloseTo(loading, 6))
    })
    expect(tf.memory().numTensors).toBe(before)
    x.dispose()
  })

  test('agrees with scikit-learn', async () => {
    // PCA(2).fit([[1,2,3],[4,5,7],[7,8,8],[2,1,0],[9,4,3]]).explained_variance_ * 4 / 5
    const x = tf.tensor2d([
      [1, 2, 3],
      [4, 5, 7],
      [7, 8, 8],
      [2, 1, 0],
      [9, 4, 3],
    ])
    const pca = await PCA.fit(x, { components: 2 })
    expect([...pca.explainedVariance]).toEqual([expect.closeTo(17.81279, 4), expect.closeTo(5.57451, 4)])
    for (const component of pca.components) {
      expect(Math.max(...component)).toBe(Math.max(...component.map(Math.abs)))
    }
    x.dispose()
  })

  test('mistakes are named', async () => {
    const x = tf.zeros([3, 2])
    await expect(PCA.fit(x, { components: 3 })).rejects.toThrowErrorMatchingInlineSnapshot(`
      [AeError: PCA: \`components\` must be at most 2. Received: 3.
        Hint: there are 3 rows of 2 features.]
    `)
    await expect(PCA.fit(tf.zeros([1, 2]), { components: 1 })).rejects.toThrowErrorMatchingInlineSnapshot(
      `[AeError: PCA: expected at least two rows. Received: 1.]`,
    )
    await expect(
      PCA.fit(tf.fill([3, 2], Number.NaN), { components: 1 }),
    ).rejects.toThrowErrorMatchingInlineSnapshot(
      `[AeError: symmetricEigen: expected finite numbers. Received: NaN or infinity.]`,
    )
    const pca = await PCA.fit(x, { components: 1 })
    expect(() => pca.transform(tf.zeros([3, 3]))).toThrowErrorMatchingInlineSnapshot(
      `[AeError: PCA.transform: expected rows of shape [2]. Received shape: [3, 3].]`,
    )
    expect(() => pca.inverse(tf.zeros([3, 3]))).toThrowErrorMatchingInlineSnapshot(
      `[AeError: PCA.inverse: expected shape [B, 1]. Received shape: [3, 3].]`,
    )
    x.dispose()
  })
})

describe('principal angles', () => {
  test('do not depend on the directions that span a subspace', () => {
    const angles = principalAngles(
      [
        [1, 0, 0],
        [0, 1, 0],
      ],
      [
        [1, 1, 0],
        [3, -1, 0],
      ],
    )
    expect([...angles]).toEqual([expect.closeTo(0, 6), expect.closeTo(0, 6)])
  })

  test('tell how far a plane was turned', () => {
    const turn = Math.PI / 5
    const angles = principalAngles(
      [
        [1, 0, 0],
        [0, 1, 0],
      ],
      [
        [1, 0, 0],
        [0, Math.cos(turn), Math.sin(turn)],
      ],
    )
    expect([...angles]).toEqual([expect.closeTo(0, 6), expect.closeTo(turn, 6)])
  })

  test('are refused for directions that do not span as many dimensions', () => {
    expect(() =>
      principalAngles(
        [
          [1, 0],
          [2, 0],
        ],
        [
          [1, 0],
          [0, 1],
        ],
      ),
    ).toThrowErrorMatchingInlineSnapshot(
      `[AeError: principalAngles: expected linearly independent directions. Received dependent ones.]`,
    )
  })
})
