import { expect, it } from 'vitest'
import { allExamples, compileExamples } from './compile-examples'
import { docExamples } from './doc-example'

it('finds the examples of a doc comment, with and without fences, and where they stand', () => {
  const source = [
    'export class Own {}',
    '/**',
    ' * Says.',
    ' *',
    ' * @example',
    ' * const a = 1',
    ' * use(a)',
    ' * @example',
    ' * ```ts',
    ' * const b = 2',
    ' * ```',
    ' * @see that',
    ' */',
    '/** @example leaves … out',
    ' */',
  ].join('\n')
  expect(docExamples('x.ts', source)).toEqual([
    { place: 'x.ts:5', code: 'const a = 1\nuse(a)', ownNames: ['Own'] },
    { place: 'x.ts:8', code: 'const b = 2', ownNames: ['Own'] },
  ])
})

it('names an example that speaks of something that is not there', () => {
  const place = 'x.ts:1'
  const failures = compileExamples([
    { place, ownNames: [], code: 'const vae = new VAE({ inputShape: [4], latentSize: 2 })' },
  ])
  expect(failures.get(place)).toContain('latentSize')
})

it('compiles the example of every doc comment', () => {
  const examples = allExamples()
  expect(examples.length).toBeGreaterThan(20)
  expect(Object.fromEntries(compileExamples(examples))).toEqual({})
}, 120_000)
