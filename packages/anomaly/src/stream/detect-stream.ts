import { AeError, requireKnownOptions, requirePositiveInteger } from '@ae/core'
import type { Detector } from '../detector/detector'
import type { EncodedRows, Row } from '../table/rows'

/** Options of {@link detectStream}. */
export interface DetectStreamOptions {
  /** Rows that are scored together; the last ones of a stream may be fewer. 1 decides at once. Default 256. */
  readonly batchSize?: number
}

/** A row with what a detector says of it. */
export interface DetectedRow {
  /** The object that came in. */
  readonly row: Row
  /** Higher = more anomalous. */
  readonly score: number
  /** Whether the score is above the threshold; undefined without one. */
  readonly anomalous: boolean | undefined
}

/**
 * Rows in, rows with scores out, in their order: a stream that waits for whoever reads it, so that memory does not grow with what
 * passes through. The detector is borrowed. A row that the schema does not fit ends the stream with its AeError, behind all rows
 * that came before it.
 *
 * @throws AeError `config` on a bad option
 * @example
 * const rows = new ReadableStream<number[]>({ start: (to) => { to.enqueue([1, 2]); to.close() } })
 * const detector = await KNNDetector.fit([[1, 2], [1.1, 2.2], [0.9, 1.8], [1, 2.1], [1.2, 2.3], [0.8, 1.7], [1, 1.9], [1.1, 2]])
 * for await (const { row, anomalous } of rows.pipeThrough(detectStream(detector))) console.log(row, anomalous)
 */
export function detectStream(
  detector: Detector,
  options: DetectStreamOptions = {},
): TransformStream<Row, DetectedRow> {
  requireKnownOptions('detectStream', options, ['batchSize'])
  const batchSize = requirePositiveInteger('detectStream', 'batchSize', options.batchSize ?? 256)
  const { frontEnd } = detector
  let waiting: Waiting[] = []
  let taken = 0
  const decide = async (to: TransformStreamDefaultController<DetectedRow>): Promise<void> => {
    const rows = waiting
    waiting = []
    if (rows.length === 0) return
    const scores = await detector.scoreEncoded(together(rows))
    const threshold = detector.threshold?.value
    rows.forEach(({ row }, i) => {
      const score = scores[i] ?? Number.NaN
      to.enqueue({ row, score, anomalous: threshold === undefined ? undefined : score > threshold })
    })
  }
  return new TransformStream<Row, DetectedRow>({
    async transform(row, to) {
      try {
        waiting.push({ row, encoded: frontEnd.encode('detectStream', [row]) })
      } catch (error) {
        // Those before it are right, and come out.
        await decide(to)
        throw ofRow(error, taken)
      }
      taken++
      if (waiting.length >= batchSize) await decide(to)
    },
    flush: decide,
  })
}

interface Waiting {
  readonly row: Row
  readonly encoded: EncodedRows
}

function together(rows: readonly Waiting[]): EncodedRows {
  const width = rows[0]?.encoded.width ?? 0
  const values = new Float32Array(rows.length * width)
  rows.forEach(({ encoded }, i) => {
    values.set(encoded.values, i * width)
  })
  return { values, count: rows.length, width }
}

/** An error of one row, which knows itself as row 0, with its number in the stream. */
function ofRow(error: unknown, number: number): unknown {
  if (!(error instanceof AeError)) return error
  const [said = ''] = error.message.split('\n')
  const { hint } = error
  return new AeError(error.code, `${said} It was row ${number} of the stream.`, {
    cause: error,
    ...(hint === undefined ? {} : { hint }),
  })
}
