import { expect, test } from 'vitest'
import * as wasm from '.'

test('the public surface is what is promised', () => {
  expect(Object.keys(wasm)).toEqual(['compileScorer', 'useWasm'])
})
