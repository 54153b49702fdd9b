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

  test('of rows that are fewer than features finds what their covariance has, and a basis beyond', async () => {
    const rng = createRng(9)
    // 12 rows of rank 5, far from the origin, and the same rows three times over, which no longer are fewer than features.
    const [x, thrice] = tf.tidy(() => {
      const low = rng
        .normal([12, 5])
        .as2D(12, 5)
        .matMul(rng.normal([5, 30]).as2D(5, 30))
        .add(100)
      return [low, tf.concat([low, low, low])]
    }) as [tf.Tensor2D, tf.Tensor2D]
    const few = await PCA.fit(x, { components: 12, solver: 'exact' })
    const many = await PCA.fit(thrice, { components: 12, solver: 'exact' })
    few.explainedVariance.forEach((variance, k) => {
      expect(variance).toBeCloseTo(many.explainedVariance[k] ?? Number.NaN, 6)
    })
    expect(few.totalVariance).toBeCloseTo(many.totalVariance, 6)
    expect(principalAngles(few.components.slice(0, 5), many.components.slice(0, 5))[4]).toBeLessThan(1e-6)
    for (const [i, a] of few.components.entries()) {
      for (const [j, b] of few.components.entries()) {
        expect(a.reduce((sum, value, k) => sum + value * (b[k] ?? 0), 0)).toBeCloseTo(Number(i === j), 10)
      }
    }
    const error = tf.tidy(() => few.inverse(few.transform(x)).sub(x).abs().max())
    expect((await error.data())[0]).toBeLessThan(1e-3)
    await expect(PCA.fit(tf.fill([3, 5], Number.NaN), { components: 1 })).rejects.toThrow(
      'PCA: expected finite numbers. Received: NaN or infinity.',
    )
    tf.dispose([x, thrice, error])
  })

  describe('randomized', () => {
    /**
     * 60 rows of 40 features, as scikit-learn 1.7 sees them in float64:
     *
     *   i = np.arange(60)[:, None]; j = np.arange(40)[None, :]
     *   x = np.sin((i*i*7919 + j*104729) % 1000/1000*(1 + j % 7))/(1 + j) + i % 5*.1*(j % 3)
     *   p = PCA(4, svd_solver='randomized', random_state=0).fit(x.astype(np.float32).astype(float))
     *   p.explained_variance_*59/60; p.components_[:, :4]; PCA(40).fit(x).explained_variance_.sum()*59/60
     */
    const x = tf.tensor2d(
      Float32Array.from({ length: 60 * 40 }, (_, k) => {
        const [i, j] = [Math.floor(k / 40), k % 40]
        const wave = Math.sin((((i * i * 7919 + j * 104729) % 1000) / 1000) * (1 + (j % 7)))
        return wave / (1 + j) + (i % 5) * 0.1 * (j % 3)
      }),
      [60, 40],
    )

    test.each(['randomized', 'exact'] as const)('%s: agrees with scikit-learn', async (solver) => {
      const pca = await PCA.fit(x, { components: 4, solver })
      const expected = [1.31416962, 0.1080216, 0.05878321, 0.01544638]
      expect([...pca.explainedVariance]).toEqual(expected.map((value) => expect.closeTo(value, 6)))
      expect(pca.totalVariance).toBeCloseTo(1.5067681, 5)
      const loadings = [
        [-0.01753192, 0.10329513, 0.23565475, -0.01575235],
        [0.79104423, 0.08493429, -0.0910898, -0.34958133],
        [-0.1316254, 0.59816812, 0.29051764, 0.03353929],
        [0.56081177, -0.19863236, 0.29558834, 0.51316391],
      ]
      loadings.forEach((row, k) => {
        const found = pca.components[k]?.slice(0, 4) ?? []
        expect([...found]).toEqual(row.map((value) => expect.closeTo(value, 4)))
      })
    })

    test('repeats itself with its seed, and finds the same in batches, far from the origin', async () => {
      const far = x.add(1000)
      const options = { components: 3, solver: 'randomized', seed: 7 } as const
      const before = tf.memory().numTensors
      const first = await PCA.fit(x, options)
      expect((await PCA.fit(x, options)).components).toEqual(first.components)
      const moved = await PCA.fit(fromTensor(far).shuffle(createRng(1)), options)
      expect(tf.memory().numTensors).toBe(before)
      for (const angle of principalAngles(first.components, moved.components))
        expect(angle).toBeLessThan(1e-3)
      far.dispose()
    })

    test('spans the singular directions of wide rows, and orthonormal ones where there are no more', async () => {
      const rank = tf.tidy(() => {
        const rng = createRng(5)
        return rng.normal([30, 2]).matMul(rng.normal([2, 1500]))
      })
      const pca = await PCA.fit(rank, { components: 5, solver: 'randomized' })
      expect(pca.explainedVariance[2]).toBeLessThan(1e-4 * (pca.explainedVariance[1] ?? 0))
      pca.components.forEach((a, i) => {
        pca.components.forEach((b, j) => {
          const product = a.reduce((sum, value, k) => sum + value * (b[k] ?? 0), 0)
          expect(product).toBeCloseTo(i === j ? 1 : 0, 10)
        })
      })
      const error = tf.tidy(() => sse(rank, pca.inverse(pca.transform(rank))))
      expect((await error.data())[0]).toBeLessThan(1e-4 * pca.totalVariance)
      // Were there no directions of their own, the exact solver's answer could not be told from noise.
      expect(pca.totalVariance).toBeGreaterThan(100)
      tf.dispose([rank, error])
    })

    test('finds orthonormal directions where nothing varies', async () => {
      const same = tf.ones([20, 1100])
      const { components, totalVariance } = await PCA.fit(same, { components: 2, solver: 'randomized' })
      expect(totalVariance).toBe(0)
      expect(components.map((c) => c.reduce((sum, v) => sum + v * v, 0))).toEqual([
        expect.closeTo(1),
        expect.closeTo(1),
      ])
      same.dispose()
    })
  })

  test('mistakes are named', async () => {
    const x = tf.zeros([3, 2])
    await expect(
      PCA.fit(x, { components: 1, solver: 'fast' as never }),
    ).rejects.toThrowErrorMatchingInlineSnapshot(
      `[AeError: PCA: \`solver\` must be one of 'auto', 'exact', 'randomized'. Received: 'fast'.]`,
    )
    const large = tf.zeros([4097, 4097])
    await expect(PCA.fit(large, { components: 2000 })).rejects.toThrowErrorMatchingInlineSnapshot(`
      [AeError: PCA: expected at most 4096 features, or rows, to be decomposed exactly. Received: 4097 rows of 4097 features.
        Hint: ask for \`solver: 'randomized'\`, and for fewer components than a fifth of the rows.]
    `)
    large.dispose()
    await expect(
      PCA.fit(tf.fill([30, 5000], Number.NaN), { components: 1, solver: 'randomized' }),
    ).rejects.toThrowErrorMatchingInlineSnapshot(
      `[AeError: PCA: expected finite numbers. Received: NaN or infinity.]`,
    )
    await expect(PCA.fit(tf.zeros([3, 0]), { components: 1 })).rejects.toThrowErrorMatchingInlineSnapshot(
      `[AeError: PCA: expected rows of at least one feature. Received rows of none.]`,
    )
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
