import { expect, test } from 'vitest'
import { AeError } from '../errors/ae-error'
import { expectOnlyAeErrors } from '.'

const seed = Uint8Array.of(1, 2, 3, 4)
const refuse = (): never => {
  throw new AeError('data', 'test: refused.')
}

test('counts what was accepted and what was refused, the same with the same seed', async () => {
  const parse = (bytes: Uint8Array): void => {
    if (bytes[0] !== 1) refuse()
  }
  const tally = await expectOnlyAeErrors(parse, [seed, seed], { count: 500, seed: 3 })
  expect(tally.accepted + tally.refused).toBe(500)
  expect(Math.min(tally.accepted, tally.refused)).toBeGreaterThan(50)
  expect(await expectOnlyAeErrors(parse, [seed, seed], { count: 500, seed: 3 })).toEqual(tally)
  expect(await expectOnlyAeErrors(parse, [seed, seed], { count: 500, seed: 4 })).not.toEqual(tally)
})

test.each<[string, (bytes: Uint8Array) => unknown, RegExp]>([
  ['throws another error', (bytes) => new Uint8Array(4 - bytes.length), /RangeError/],
  [
    'rejects with another error',
    async (bytes) => bytes.length === 4 || Promise.reject(new TypeError('no')),
    /TypeError/,
  ],
  ['changes its input', (bytes) => bytes.fill(0), /expected an input that is left alone/],
  [
    'refuses what is valid',
    refuse,
    /expected seed 0 to parse\. Received: test: refused\., for 4 bytes 01020304/,
  ],
])('finds the parser that %s', async (_, parse, message) => {
  const failure = expectOnlyAeErrors(parse, [seed], { count: 200 })
  await expect(failure).rejects.toThrow(message)
  await expect(failure).rejects.toBeInstanceOf(AeError)
})

test('finds the parser that takes too long', async () => {
  const slow = (bytes: Uint8Array): void => {
    const end = performance.now() + (bytes.length === 4 ? 0 : 30)
    while (performance.now() < end);
  }
  await expect(expectOnlyAeErrors(slow, [seed], { count: 200, maxMilliseconds: 20 })).rejects.toThrow(
    /expected an answer within 20 ms\. Received: one after \d+ ms/,
  )
})

test('wants something to start from', async () => {
  await expect(expectOnlyAeErrors(() => 0, [], { count: 1 })).rejects.toThrow(
    '`seeds.length` must be a positive',
  )
  await expect(expectOnlyAeErrors(() => 0, [seed], { count: 0 })).rejects.toThrow(
    '`count` must be a positive',
  )
})
