/** Units of clips, one after another. */
export interface UnitClips {
  /** [clips · length], 0 … K − 1 */
  readonly units: ArrayLike<number>
  /** Units of a clip. */
  readonly length: number
  /** [clips], what is said */
  readonly words: ArrayLike<number>
}

/** Parts that a clip is cut into, to ask where in the word a unit stands. */
const THIRDS = 3

/** Share of units whose word and third of the clip is the one where their code was seen most in training. */
export interface PlaceAccuracy {
  /** Told the code. */
  readonly accuracy: number
  /** Told nothing: always the commonest word and third. */
  readonly prior: number
}

/** How much a single code says about where it stands in which word. */
export function placeAccuracy(train: UnitClips, test: UnitClips, codes: number): PlaceAccuracy {
  const classes = (1 + Math.max(...Array.from(train.words))) * THIRDS
  const seen = Array.from({ length: codes }, () => new Float64Array(classes))
  const all = new Float64Array(classes)
  eachUnit(train, (code, place) => {
    const row = seen[code]
    if (row !== undefined) row[place] = (row[place] ?? 0) + 1
    all[place] = (all[place] ?? 0) + 1
  })
  const [modes, mode] = [seen.map(largest), largest(all)]
  let [right, byPrior, count] = [0, 0, 0]
  eachUnit(test, (code, place) => {
    count++
    if (modes[code] === place) right++
    if (mode === place) byPrior++
  })
  return { accuracy: right / count, prior: byPrior / count }
}

/** How many units in a row are the same, on average. */
export function meanRun({ units, length, words }: UnitClips): number {
  let runs = 0
  for (let i = 0; i < units.length; i++) if (i % length === 0 || units[i] !== units[i - 1]) runs++
  return (words.length * length) / runs
}

/** Pairs of codes that are looked at, each with its column among counts. */
export type PairColumns = ReadonlyMap<number, number>

/** Pairs of successive codes that at least `least` clips hold: rarer ones say more of the clip than of what it says. */
export function commonPairs(clips: UnitClips, codes: number, least: number): PairColumns {
  const holders = new Map<number, number>()
  for (let clip = 0; clip < clips.words.length; clip++) {
    for (const pair of new Set(pairsOf(clips, clip, codes))) holders.set(pair, (holders.get(pair) ?? 0) + 1)
  }
  const common = [...holders].filter(([, count]) => count >= least).map(([pair]) => pair)
  return new Map(common.sort((a, b) => a - b).map((pair, column) => [pair, column]))
}

/** How often each clip holds each code and each common pair, row by row: [clips, codes + pairs]. */
export function unitCounts(clips: UnitClips, codes: number, pairs: PairColumns): Float32Array {
  const width = codes + pairs.size
  const counts = new Float32Array(clips.words.length * width)
  const count = (clip: number, column: number): void => {
    counts[clip * width + column] = (counts[clip * width + column] ?? 0) + 1
  }
  for (let clip = 0; clip < clips.words.length; clip++) {
    for (let t = 0; t < clips.length; t++) count(clip, clips.units[clip * clips.length + t] ?? 0)
    for (const pair of pairsOf(clips, clip, codes)) {
      const column = pairs.get(pair)
      if (column !== undefined) count(clip, codes + column)
    }
  }
  return counts
}

function pairsOf({ units, length }: UnitClips, clip: number, codes: number): readonly number[] {
  return Array.from(
    { length: length - 1 },
    (_, t) => (units[clip * length + t] ?? 0) * codes + (units[clip * length + t + 1] ?? 0),
  )
}

function eachUnit({ units, length, words }: UnitClips, visit: (code: number, place: number) => void): void {
  for (let i = 0; i < units.length; i++) {
    const third = Math.floor(((i % length) * THIRDS) / length)
    visit(units[i] ?? 0, (words[Math.floor(i / length)] ?? 0) * THIRDS + third)
  }
}

function largest(counts: Float64Array): number {
  return counts.reduce((best, count, i) => (count > (counts[best] ?? 0) ? i : best), 0)
}
