import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { useWasm } from '@ae/wasm'
import * as tf from '@tensorflow/tfjs'
import { describe, expect, test } from 'vitest'
import { keptRuns, readJsonLines } from '../pages/json-lines'
import type { Line, TimeLine } from './line'
import { renderPage } from './page/render-page'
import { PAGE, RUNS } from './page/runs'
import { ratiosOf } from './ratios'
import { SCALED, scaledTorch } from './scaled-torch'
import { stockWorkloads } from './stock/workloads'
import { stepTimer } from './time-steps'
import { mergeRounds, timesOf } from './times'
import { workloads } from './workloads'

function time(backend: string, workload: string, threads: number, ms: number): TimeLine {
  return {
    backend,
    workload,
    threads,
    ms,
    p10: ms,
    p90: ms,
    steps: 3,
    perSecond: 128_000 / ms,
    unit: 'samples',
  }
}

describe('ratios', () => {
  test('compare with PyTorch on as many threads, with one thread, with tfjs, and say whether the bar is met', () => {
    const lines: Line[] = [
      time('ae-wasm', 'deep', 2, 20),
      time('ae-wasm', 'deep', 1, 30),
      time('pytorch', 'deep', 2, 11),
      time('pytorch', 'deep', 1, 30),
      time('tfjs-wasm', 'deep', 1, 400),
      { backend: 'tfjs-cpu', workload: 'deep', threads: 1, fails: 'too slow' },
    ]
    const told = ratiosOf(lines).map(({ ratio, threads, value, pass }) => [ratio, threads, value, pass])
    expect(told).toEqual([
      ['ours ÷ PyTorch', 1, 1, true],
      ['ours ÷ PyTorch', 2, 0.55, false],
      ['2 threads ÷ 1', 2, 1.5, true],
      ['ours ÷ tfjs-wasm', 2, 20, true],
    ])
  })

  test('call times of another machine scaled, and scale them by what both machines do the same', () => {
    const ours = time('ae-wasm', 'deep', 2, 20)
    const theirs = scaledTorch(ours, 159)
    expect(theirs).toMatchObject({ backend: SCALED, threads: 2, ms: 48 })
    const [ratio] = ratiosOf([ours, ...(theirs === undefined ? [] : [theirs])])
    expect(ratio).toMatchObject({ value: 2.4, scaled: true, pass: true })
    expect(scaledTorch(time('ae-wasm', 'peak-search', 1, 1), 159)).toBeUndefined()
  })

  test('hold a product to the better of two peaks', () => {
    const lines = [
      time('ae-wasm', 'matmul-1024', 1, 10),
      time('ae-wasm', 'peak-search', 1, 9),
      time('ae-wasm', 'peak-product', 1, 8),
    ]
    expect(ratiosOf(lines)).toMatchObject([{ value: 0.8, pass: false }])
  })
})

describe('times', () => {
  test('of steps are their median and tenths; of rounds the middle round', () => {
    const times = timesOf([5, 1, 2, 3, 4])
    expect(times).toEqual({ ms: 3, p10: 1, p90: 5, steps: 5 })
    expect(mergeRounds([times, timesOf([100]), timesOf([4])])).toEqual({ ms: 4, p10: 4, p90: 5, steps: 7 })
  })

  test('are taken after a warm-up, at least one step a round', async () => {
    let steps = 0
    const timer = stepTimer({ step: async () => ++steps, dispose() {} })
    expect((await timer(0)).steps).toBe(1)
    expect(steps).toBe(6)
    expect((await timer(0)).steps).toBe(1)
    expect(steps).toBe(7)
  })
})

describe('workloads', () => {
  test('have a form in plain tfjs each, but for those that time our kernels alone', () => {
    const ours = workloads.map(({ name }) => name).filter((name) => !name.startsWith('peak-'))
    expect(Object.keys(stockWorkloads).sort()).toEqual(ours.sort())
  })

  test.each(['vqvae', 'speech'])(
    '%s learns, and loses no tensor',
    async (name) => {
      await useWasm()
      const run = await workloads.find((workload) => workload.name === name)?.start()
      const first = await run?.step()
      await run?.step()
      const { numTensors } = tf.memory()
      let last = Number.NaN
      for (let i = 0; i < 6; i++) last = (await run?.step()) ?? Number.NaN
      expect(tf.memory().numTensors).toBe(numTensors)
      expect(last).toBeLessThan(first ?? 0)
      run?.dispose()
    },
    120_000,
  )
})

test('the page says what the runs say', () => {
  const runs = keptRuns(RUNS).map((name) => readJsonLines<Line>(join(RUNS, name)))
  expect(runs.length).toBeGreaterThan(0)
  expect(readFileSync(PAGE, 'utf8')).toBe(renderPage(runs))
})
