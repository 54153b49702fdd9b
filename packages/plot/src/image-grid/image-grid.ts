import { AeError, requireKnownOptions, requireNumber, requirePositiveInteger, show } from '@ae/core'
import type { Captions } from '../figure-options'
import { element, textElement } from '../svg/element'
import { figure, titleHeight } from '../svg/figure'
import { requireLength } from '../svg/require-figure'
import { fitText, textWidth } from '../svg/text-width'
import { pngDataUri } from './png-data-uri'

/** Images side by side. */
export interface ImageGridOptions extends Captions {
  /** All images one after the other: floats 0 … 1, or bytes 0 … 255. Shape: [count, height, width, channels]. */
  readonly images: Float32Array | Float64Array | Uint8Array | Uint8ClampedArray
  /** Number of images; 0 gives a figure that says so. Default: as many as there are. */
  readonly count?: number
  /** Shape of one image; 1 channel is grey, 3 are red, green, blue. */
  readonly shape: readonly [height: number, width: number, channels: number]
  /** Images in a row. Default 10, or fewer if there are fewer. */
  readonly columns?: number
  /** CSS pixels per pixel. Default: so that images are about 64 wide, and never less than 1. */
  readonly scale?: number
  /** A word below each image. */
  readonly labels?: readonly string[]
  /** A word before each row: `original`, `reconstruction`. */
  readonly rowLabels?: readonly string[]
}

const OPTIONS = [
  'images',
  'count',
  'shape',
  'columns',
  'scale',
  'labels',
  'rowLabels',
  'title',
  'description',
]
/** Room between images. */
const GAP = 4
const LABEL_HEIGHT = 15
const FONT = 11

/**
 * Images in rows and columns, each pixel a sharp square.
 *
 * Values beyond the range are cut; pixels that are not a number are magenta.
 *
 * @throws AeError `shape` if images or labels are not as many as was said, `config` on a misspelt option
 * @example
 * imageGrid({ images: Float32Array.of(0, 1, 1, 0), shape: [2, 2, 1], title: 'A checkerboard' })
 */
export function imageGrid(options: ImageGridOptions): string {
  const layout = requireLayout(options)
  const { images, shape, labels, rowLabels, title, description } = options
  const { count, columns, scale, size } = layout
  const [height, width] = [shape[0] * scale, shape[1] * scale]
  const rows = Math.ceil(count / columns)
  const margin = Math.max(0, ...(rowLabels ?? []).map((text) => textWidth(text, FONT) + 10)) + 8
  const top = titleHeight(options)
  const stepY = height + GAP + (labels === undefined ? 0 : LABEL_HEIGHT)
  const white = images instanceof Uint8Array || images instanceof Uint8ClampedArray ? 255 : 1
  const below = (x: number, y: number): { x: number; y: number; 'text-anchor': string } => ({
    x: x + width / 2,
    y: y + height + 12,
    'text-anchor': 'middle',
  })
  const drawn = Array.from({ length: count }, (_, i) => {
    const x = margin + (i % columns) * (width + GAP)
    const y = top + Math.floor(i / columns) * stepY
    const href = pngDataUri({ data: images.subarray(i * size, (i + 1) * size), white, shape })
    const label = labels?.[i] ?? ''
    const name = label === '' ? [] : [textElement(fitText(label, FONT, width + GAP), below(x, y))]
    return [element('image', { x, y, width, height, href }), ...name].join('')
  })
  const names = (rowLabels ?? []).map((text, row) =>
    textElement(text, { x: margin - 8, y: top + row * stepY + height / 2 + 4, 'text-anchor': 'end' }),
  )
  const nothing = count === 0 ? [textElement('no images', { class: 'quiet', x: 8, y: top + 14 })] : []
  const contentWidth = margin + Math.max(1, columns) * (width + GAP) + 4
  return figure({
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    width: Math.ceil(Math.max(contentWidth, title === undefined ? 80 : textWidth(title, 14) + 20)),
    height: Math.ceil(top + Math.max(1, rows) * stepY + 4),
    summary: `${count} images of ${shape[1]} × ${shape[0]} pixels in ${rows} rows`,
    body: [...drawn, ...names, ...nothing],
  })
}

interface Layout {
  readonly count: number
  readonly columns: number
  readonly scale: number
  /** Numbers of one image. */
  readonly size: number
}

function requireLayout(options: ImageGridOptions): Layout {
  const subject = 'imageGrid'
  requireKnownOptions(subject, options, OPTIONS)
  const { images, shape, labels, rowLabels } = options
  const [height, width, channels] = shape
  for (const side of [height, width]) requirePositiveInteger(subject, 'shape', side)
  if (channels !== 1 && channels !== 3) {
    throw new AeError('shape', `${subject}: expected 1 or 3 channels. Received: ${show(channels)}.`)
  }
  const size = height * width * channels
  const count = options.count ?? images.length / size
  if (!Number.isInteger(count) || images.length !== count * size) {
    throw new AeError(
      'shape',
      `${subject}: expected ${options.count ?? 'whole'} images of ${show(shape)} (${size} numbers each). Received: ${images.length} numbers.`,
    )
  }
  const columns = requirePositiveInteger(
    subject,
    'columns',
    options.columns ?? Math.max(1, Math.min(10, count)),
  )
  const scale = options.scale ?? Math.max(1, Math.round(64 / width))
  requireNumber(subject, 'scale', scale, { above: 0 })
  if (labels !== undefined)
    requireLength(subject, { option: 'labels', expected: count, received: labels.length })
  if (rowLabels !== undefined) {
    const rows = Math.ceil(count / columns)
    requireLength(subject, { option: 'rowLabels', expected: rows, received: rowLabels.length })
  }
  return { count, columns, scale, size }
}
