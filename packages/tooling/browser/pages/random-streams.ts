import { createRng } from '@ae/core'

/** Seeds with an edge each: 0, small, a whole word, more than a word, negative. */
const seeds = [0, 1, 42, 0xffffffff, 2 ** 40 + 17, -3]

/** Numbers of every kind of stream as their bits, by name. The same code runs in Node and in the browser. */
export function randomStreams(): Readonly<Record<string, readonly number[]>> {
  return Object.fromEntries(
    seeds.flatMap((seed) => {
      const rng = createRng(seed)
      return [
        [`uniformArray of seed ${seed}`, bits(rng.fork('uniform').uniformArray(5000))],
        [`normalArray of seed ${seed}`, bits(rng.fork('normal').normalArray(5000))],
        [`permutation of seed ${seed}`, [...rng.fork('permutation').permutation(1000)]],
        [`integer of seed ${seed}`, Array.from({ length: 200 }, (_, i) => rng.integer(i + 1))],
      ]
    }),
  )
}

function bits(values: Float32Array): readonly number[] {
  return [...new Uint32Array(values.buffer, values.byteOffset, values.length)]
}
