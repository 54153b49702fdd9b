import { AeError } from '@ae/core'
import { gzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { gunzip } from './gunzip'
import { numericColumns } from './numeric-columns'
import { parseConllu } from './parse-conllu'
import { parseCsv } from './parse-csv'
import { parseJsonLines } from './parse-json-lines'
import { parseTrees } from './parse-trees'

const MANY = 300_000
/** Ten times what the slowest takes on two busy cores; what grows with the square of its input takes minutes. */
const MAX_MILLISECONDS = 10_000

const emptyMember = gzipSync(new Uint8Array(0))
const members = new Uint8Array(emptyMember.length * 30_000).map(
  (_, i) => emptyMember[i % emptyMember.length] ?? 0,
)

test.each<[string, () => unknown]>([
  ['quotes', () => parseCsv('"'.repeat(MANY))],
  ['opened quotes', () => parseCsv(',"a'.repeat(MANY))],
  ['quoted fields', () => parseCsv('"a",'.repeat(MANY))],
  ['quotes within fields', () => parseCsv('a"\n'.repeat(MANY))],
  ['digits', () => numericColumns(parseCsv(`${'1'.repeat(MANY)}x`, { header: false }))],
  ['spaces in a number', () => numericColumns(parseCsv(`1${' '.repeat(MANY)}x`, { header: false }))],
  ['brackets', () => parseTrees('('.repeat(MANY), { maxDepth: MANY })],
  ['closed brackets', () => parseTrees('()'.repeat(MANY))],
  ['words', () => parseTrees(`(${' a'.repeat(MANY)}`)],
  ['comments', () => parseConllu('#\n'.repeat(MANY))],
  ['features', () => parseConllu(`1\t_\t_\t_\t_\t${'a=|'.repeat(MANY)}\t_\t_\t_\t_`)],
  ['nested values', () => parseJsonLines('[{"a":'.repeat(MANY))],
  ['empty members', () => gunzip(members)],
])('takes time that grows with its input, no more: %s', (_, parse) => {
  const start = performance.now()
  try {
    parse()
  } catch (error) {
    expect(error).toBeInstanceOf(AeError)
  }
  expect(performance.now() - start).toBeLessThan(MAX_MILLISECONDS)
})
