import { AeError } from '@ae/core'
import { FrontEnd } from '../table/front-end'
import type { TableSchema } from '../table/schema'

/** A step of a series as a row: a column of numbers a channel, none missing. */
export function stepSchema(channels: readonly string[]): TableSchema {
  return { columns: channels.map((name) => ({ kind: 'numeric', name })) }
}

/** A window's columns are named so: `value[-2]`, `value[-1]`, `value[0]`, the last step being 0. */
function nameAt(channel: string, step: number): string {
  return `${channel}[${step}]`
}

/** Where a column of a window is. */
export interface WindowPlace {
  /** Name of the channel. */
  readonly channel: string
  /** Steps after the window's last one: 0 or less. */
  readonly step: number
}

/** Where the column of that name is; of a name that is none of a window, step NaN. */
export function placeIn(column: string): WindowPlace {
  const [, channel = column, step = 'none'] = /^(.+)\[(0|-[1-9]\d*)\]$/.exec(column) ?? []
  return { channel, step: Number(step) }
}

/** A front end of steps as one of windows, in which every step is scaled alike. */
export function windowFrontEnd({ parts }: FrontEnd, window: number): FrontEnd {
  const times = <T>(list: readonly T[]): readonly T[] => Array.from({ length: window }, () => list).flat()
  return new FrontEnd({
    ...parts,
    schema: {
      columns: Array.from({ length: window }, (_, k) =>
        parts.schema.columns.map((column) => ({ ...column, name: nameAt(column.name, k - window + 1) })),
      ).flat(),
    },
    offsets: times(parts.offsets),
    scales: times(parts.scales),
    fills: times(parts.fills),
  })
}

/** What a {@link TableSchema} of windows is about. */
export interface WindowShape {
  /** Steps in a window. */
  readonly window: number
  /** Names of the channels. */
  readonly channels: readonly string[]
}

/**
 * What the columns of a window say about it.
 *
 * @throws AeError `config` if they are not those of a window
 */
export function readWindowSchema({ columns }: TableSchema): WindowShape {
  const channels = columns.flatMap(({ name }) => {
    const { channel, step } = placeIn(name)
    return step === 0 ? [channel] : []
  })
  const window = columns.length / Math.max(1, channels.length)
  const fits = columns.every(
    ({ name }, i) =>
      name === nameAt(channels[i % channels.length] ?? '', Math.floor(i / channels.length) - window + 1),
  )
  if (fits && columns.length > 0) return { window, channels }
  throw new AeError(
    'config',
    `SeriesDetector: expected a detector of windows. Received: columns ${columns
      .slice(0, 3)
      .map(({ name }) => `'${name}'`)
      .join(', ')}.`,
    { hint: 'SeriesDetector.fit makes one.' },
  )
}
