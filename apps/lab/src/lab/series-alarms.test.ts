import { expect, test } from 'vitest'
import { alarmsAbove, recallAtFalseAlarms, type ScoredSeries } from './series-alarms'

/** 300 steps of a tenth of a day; two events, the first of which is over before scores count. */
function series(high: Readonly<Record<number, number>>): ScoredSeries {
  const scores = new Float64Array(300)
  for (const [step, score] of Object.entries(high)) scores[Number(step)] = score
  return {
    scores,
    from: 50,
    events: [
      [10, 20],
      [200, 220],
    ],
    daysPerStep: 0.1,
  }
}

test('an event is found by any alarm within, and what goes on after it is no other alarm', () => {
  const found = alarmsAbove([series({ 15: 9, 210: 5, 225: 5 })], 4)
  expect(found).toEqual({ falseAlarms: 0, falseAlarmsPerDay: 0, recall: 1 })
  expect(alarmsAbove([series({ 199: 5 })], 4)).toMatchObject({ falseAlarms: 1, recall: 0 })
})

test('alarms that follow each other closely are one, what never ends is many; before the first step that counts there is none', () => {
  const { falseAlarms, falseAlarmsPerDay } = alarmsAbove([series({ 30: 9, 60: 5, 70: 5, 150: 5 })], 4)
  expect(falseAlarms).toBe(2)
  // 250 steps, 20 of them in the event.
  expect(falseAlarmsPerDay).toBeCloseTo(2 / 23, 12)
  // From step 50 to before 300 every 32nd, of which those at 210 are in the event.
  expect(alarmsAbove([series({})], -1)).toMatchObject({ falseAlarms: 7, recall: 1 })
})

test('recall at a rate is that of the lowest threshold that keeps it, over all series', () => {
  const both = [series({ 60: 3, 210: 2 }), series({ 100: 1, 205: 9 })]
  expect(recallAtFalseAlarms(both, 0)).toBe(0.5)
  expect(recallAtFalseAlarms(both, 1 / 46)).toBe(1)
})
