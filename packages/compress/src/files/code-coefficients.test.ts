import { createRng, fromTensor } from '@ae/core'
import { expect, test } from 'vitest'
import { codeTable } from '../coder/code-table'
import { CompressiveAutoencoder } from '../model'
import { codeCoefficients, readCoefficients } from './code-coefficients'
import { coefficientTables } from './coefficient-tables'

test('coefficients take turns with the tables', () => {
  const tables = [codeTable([1, 1]), codeTable([1, 1, 1], { lowest: 5 })]
  const coefficients = [0, 5, 1, 7, 1, 6]
  const bytes = codeCoefficients(coefficients, tables)
  expect([...readCoefficients(bytes, tables, 6)]).toEqual(coefficients)
  // The first table's symbols are no others': one bit each, and 8 bytes.
  expect(bytes.length).toBeLessThanOrEqual(9)
})

test('coefficients that are not as many for each table are refused', () => {
  const tables = [codeTable([1, 1]), codeTable([1, 1])]
  expect(() => codeCoefficients([0, 1, 0], tables)).toThrowErrorMatchingInlineSnapshot(
    `[AeError: codeCoefficients: expected as many coefficients for each of 2 tables. Received: 3.]`,
  )
  expect(() => readCoefficients(new Uint8Array(8), [], 4)).toThrowErrorMatchingInlineSnapshot(
    `[AeError: readCoefficients: expected as many coefficients for each of 0 tables. Received: 4.]`,
  )
})

test('tables are counted for each coefficient, and have a share for any other value', async () => {
  const model = new CompressiveAutoencoder({ inputShape: [8, 8, 1], coefficients: 3, seed: 2 })
  const x = createRng(1).uniform([16, 8, 8, 1])
  const images = fromTensor(x)
  const tables = await coefficientTables(model, images.batch(5))
  const code = model.encode(x)
  const values = [...(await code.data())]
  for (const [c, { lowest, shares, escape }] of tables.entries()) {
    const own = values.filter((_, i) => i % 3 === c)
    expect(lowest).toBe(Math.min(...own))
    expect(lowest + shares.length - 1).toBe(Math.max(...own))
    expect(escape).toBeGreaterThan(0)
    // Laplace's rule of counts.
    const n = own.filter((value) => value === lowest).length
    const all = own.length + shares.length + 1
    expect(Math.abs((shares[0] ?? 0) / 65_536 - (n + 1) / all)).toBeLessThan(2e-4)
  }
  expect([...readCoefficients(codeCoefficients(values, tables), tables, values.length)]).toEqual(values)
  const strange = values.map((value, i) => (i === 7 ? 1_000_000 : value))
  expect([...readCoefficients(codeCoefficients(strange, tables), tables, values.length)]).toEqual(strange)
  const [none] = images.split(0)
  await expect(coefficientTables(model, none)).rejects.toThrow('expected images to count over')
  x.dispose()
  code.dispose()
  model.dispose()
})
