import { createRng } from '@ae/core'
import { expect, test } from 'vitest'
import { codeTable } from './code-table'
import { type Coder, LANES, LEAST, type Stream } from './coder'
import { plainCoder } from './plain-coder'
import { layFinder, layTables } from './tables'
import { wasmCoder } from './wasm-coder'

const SIZES = [0, 1, 2, 3, 16_383, 16_384, 16_385, 32_768, 50_001]
const tables = layTables('test', [codeTable([5, 0, 1, 900], { escaped: 1 }), codeTable([1, 1, 1])])
const [coin = 0] = tables.begins.slice(2)

function encoded(coder: Coder, events: Int32Array): Stream {
  const bytes = new Uint8Array(2 * events.length + 8)
  const stream = { bytes, at: bytes.length, states: new Int32Array(LANES).fill(LEAST), turn: 0 }
  coder.encode(stream, events, tables)
  return stream
}

test('WebAssembly makes the same bytes and symbols as TypeScript, over chunks and with values written out', () => {
  const wasm = wasmCoder()
  if (wasm === undefined) throw new Error('Node has WebAssembly.')
  for (const size of SIZES) {
    const draws = createRng(size).uniformArray(size)
    const tableOf = Uint16Array.from(draws, (u) => (u * 1000) % 2)
    // Every 50th or so of the first table is written out: as 7, whose coins are 0001111.
    const events = [...draws].flatMap((u, i) => {
      if (tableOf[i] === 1) return [5 + Math.floor(3 * u)]
      return u < 0.02 ? [4, ...[0, 0, 0, 1, 1, 1, 1].map((side) => coin + side)] : [u < 0.5 ? 3 : 0]
    })
    const [ours, plain] = [wasm, plainCoder].map((coder) => encoded(coder, Int32Array.from(events)))
    if (ours === undefined || plain === undefined) throw new Error('Two coders make two streams.')
    expect(ours).toEqual(plain)
    const symbols = [wasm, plainCoder].map((coder) => {
      const stream = { ...ours, states: ours.states.slice() }
      const target = { symbols: new Int32Array(size), tableOf, tables, finder: layFinder(tables) }
      expect(coder.decode(stream, target)).toBe(true)
      expect([stream.at, ...stream.states]).toEqual([stream.bytes.length, LEAST, LEAST])
      return target.symbols
    })
    expect(symbols[0]).toEqual(symbols[1])
    expect([...(symbols[0] ?? [])].filter((value) => value === 7).length).toBe(
      [...draws].filter((u, i) => tableOf[i] === 0 && u < 0.02).length,
    )
  }
})

test('a value of more than 32 bits is refused by both', () => {
  const zeros = Int32Array.from([4, ...Array.from({ length: 40 }, () => coin)])
  for (const coder of [wasmCoder() ?? plainCoder, plainCoder]) {
    const stream = encoded(coder, zeros)
    const target = {
      symbols: new Int32Array(1),
      tableOf: new Uint16Array(1),
      tables,
      finder: layFinder(tables),
    }
    expect(coder.decode(stream, target)).toBe(false)
  }
})
