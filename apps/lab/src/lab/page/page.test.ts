import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { keptRuns, readJsonLines } from '../../pages/json-lines'
import { experiments } from '../experiments'
import type { ConditionsLine, LabLine, MetricLine } from '../lab-line'
import { renderPage } from './render-page'
import { PAGE, RUNS } from './runs'
import { splitRun } from './split-run'

const conditions: ConditionsLine = {
  data: 'MNIST (60000 + 10000)',
  seed: 1,
  backend: 'ae-wasm',
  machine: 'a processor',
  cores: 2,
  gigabytes: 8,
  load: 0,
  node: 'v20.20.2',
  date: '2026-11-24T00:00:00.000Z',
}

function line(experiment: string, metric: string, value: number | null, bar: string | null): MetricLine {
  return {
    experiment,
    metric,
    value,
    bar,
    pass: value !== null && value < 1,
    seed: 1,
    backend: 'ae-wasm',
    seconds: 61,
  }
}

test('a run is split by its experiments, each with the conditions', () => {
  const [a, b, c] = [
    line('vae', 'a', 0.12345, '≤ 1'),
    line('transfer', 'b', 2, '≤ 1'),
    line('vae', 'c', null, null),
  ]
  expect([...(splitRun([conditions, a, b, c]) ?? [])]).toEqual([
    ['vae', [conditions, a, c]],
    ['transfer', [conditions, b]],
  ])
})

test('a run on embedded digits, or of unknown conditions, is refused', () => {
  const run = line('vae', 'a', 0.1, null)
  expect(splitRun([run])).toBeUndefined()
  expect(splitRun([{ ...conditions, data: 'synthetic digits (2000 + 500)' }, run])).toBeUndefined()
})

test('the page says what was measured, on what, and whether bars are met', () => {
  const page = renderPage([
    [
      conditions,
      line('vae', 'met-one', 0.12345, '≤ 1'),
      line('vae', 'missed-one', 2, '≤ 1'),
      line('vae', 'lost', null, null),
    ],
  ])
  expect(page).toContain('| met-one | 0.1235 | ≤ 1 | met |')
  expect(page).toContain('| missed-one | 2 | ≤ 1 | **missed** |')
  expect(page).toContain('| lost | no number |  |  |')
  expect(page).toContain(
    'MNIST (60000 + 10000), seed 1, ae-wasm in Node 20.20.2, 2 cores of a processor, 61 s; 2026-11-24.',
  )
})

test('an experiment that measures something else than digits says what', () => {
  expect(renderPage([[conditions, line('factors', 'a', 0.1, null)]])).toContain(
    '\nsynthetic shapes (5000), seed 1',
  )
})

test('the page is the one of the runs that are kept, all of experiments that exist', () => {
  const names = keptRuns(RUNS)
  const known = experiments.map(({ name }) => `${name}.jsonl`)
  expect(names.filter((name) => !known.includes(name))).toEqual([])
  const runs = names.map((name) => readJsonLines<LabLine>(join(RUNS, name)))
  expect(existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '').toBe(renderPage(runs))
})
