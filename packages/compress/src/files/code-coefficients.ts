import { AeError, show } from '@ae/core'
import type { CodeTable } from '../coder/code-table'
import { decodeSymbols } from '../coder/decode-symbols'
import { encodeSymbols } from '../coder/encode-symbols'

/**
 * Coefficients as bytes, each by its own table.
 *
 * *Throws*: AeError `shape` unless there are as many for each table; `data` and `config` as `encodeSymbols`.
 *
 * @param coefficients of a model's code, `[…, tables]` in row-major order: `await model.encode(x).data()`
 * @param tables       one for each coefficient: `coefficientTables(model, images)`
 */
export function codeCoefficients(coefficients: ArrayLike<number>, tables: readonly CodeTable[]): Uint8Array {
  return encodeSymbols(coefficients, tables, inTurn('codeCoefficients', coefficients.length, tables.length))
}

/**
 * The coefficients that {@link codeCoefficients} made into bytes.
 *
 * *Throws*: AeError `data` if the bytes are damaged; `shape` and `config` as {@link codeCoefficients}.
 *
 * @param count of all: height × width × tables for an image
 */
export function readCoefficients(bytes: Uint8Array, tables: readonly CodeTable[], count: number): Int32Array {
  return decodeSymbols(bytes, tables, { count, tableOf: inTurn('readCoefficients', count, tables.length) })
}

function inTurn(subject: string, count: number, tables: number): Uint16Array {
  if (tables === 0 || count % tables !== 0)
    throw new AeError(
      'shape',
      `${subject}: expected as many coefficients for each of ${tables} tables. Received: ${show(count)}.`,
    )
  return Uint16Array.from({ length: count }, (_, i) => i % tables)
}
