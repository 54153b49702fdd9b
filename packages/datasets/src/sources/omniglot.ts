import { AeError, requireChoice } from '@ae/core'
import { parsePng } from '../formats/parse-png'
import { unzip } from '../formats/unzip'
import type { DatasetSource } from './dataset-source'
import { defineSource } from './define-source'
import { type ImageSet, lazyImageSet } from './image-set'
import { officialFile } from './official-file'
import type { SourceFile } from './source-file'
import type { Undivided } from './splits'

const SIDE = 105

/** The official parts: alphabets to learn from, alphabets to test with, and two small sets to learn from. */
export type OmniglotPart = 'background' | 'evaluation' | 'small1' | 'small2'

/** Options of {@link omniglot}. */
export interface OmniglotOptions {
  /** Which alphabets. Default `background`. */
  readonly part?: OmniglotPart
}

/** Drawings of characters. `classes` are characters: `Greek/character01`. Ink is 1, paper 0. */
export interface OmniglotDrawings extends ImageSet {
  /** The alphabet of each drawing: index into `alphabetNames`. */
  readonly alphabets: Int32Array
  /** Names of the alphabets. */
  readonly alphabetNames: readonly string[]
  /** Who drew each drawing: 1 to 20. */
  readonly drawers: Int32Array
}

// Lengths and checksums as TensorFlow Datasets records them; that of small1 was checked.
const FILES: Readonly<Record<OmniglotPart, SourceFile>> = {
  background: zip(
    'images_background',
    9_464_212,
    'ad41ab679c8b5d90b271ef46be6987cc81211774a695c29dcc5367b2b26ee640',
  ),
  evaluation: zip(
    'images_evaluation',
    6_462_886,
    '1f61a8f3366785b057fc117d9228e78a16e3d976c8953b2a10fcc74cf0609cee',
  ),
  small1: zip(
    'images_background_small1',
    1_319_022,
    'f38eb80f801274ac2b4dff5b24289016bfaba4a7d5bb50deebf27104ad6cb8a4',
  ),
  small2: zip(
    'images_background_small2',
    1_580_917,
    '3ccaa407515a8778e5d0861875af38b17e418f301ad5bb3b5a6b65d901a41c7f',
  ),
}

/**
 * Omniglot: 1623 handwritten characters of 50 alphabets, each drawn by 20 people, 105×105.
 *
 * Drawings stay compressed in memory and are decoded a batch at a time.
 *
 * @example
 * const { all } = await omniglot({ part: 'small1' })
 */
export const omniglot: DatasetSource<Undivided<OmniglotDrawings>, OmniglotOptions> = defineSource({
  info: {
    name: 'omniglot',
    title: 'Omniglot handwritten characters',
    licence: 'MIT',
    citation: 'Lake, Salakhutdinov, Tenenbaum, Human-level concept learning, Science 350, 2015',
    homepage: 'https://github.com/brendenlake/omniglot',
    splits: { background: 19_280, evaluation: 13_180, small1: 2_720, small2: 3_120 },
    shape: '[105, 105, 1] float32 in [0, 1], character, alphabet, drawer',
    files: Object.values(FILES),
  },
  options: ['part'],
  async load(files, { part = 'background' }) {
    const parts = ['background', 'evaluation', 'small1', 'small2'] as const
    const file = FILES[requireChoice('omniglot', 'part', part, parts)]
    return { all: omniglotDrawings(unzip((await files.read(file)).bytes)) }
  },
})

function zip(name: string, bytes: number, sha256: string): SourceFile {
  const urls = [`https://raw.githubusercontent.com/brendenlake/omniglot/master/python/${name}.zip`]
  return officialFile(`${name}.zip`, { urls, bytes, sha256 })
}

/** The drawings in an archive of the set. */
export function omniglotDrawings(held: ReadonlyMap<string, Uint8Array>): OmniglotDrawings {
  const found = [...held].flatMap(([path, bytes]) => {
    const parts = /([^/]+)\/([^/]+)\/\d+_(\d+)\.png$/.exec(path)
    if (parts === null) return []
    const [, alphabet = '', character = '', drawer] = parts
    return [{ path, bytes, alphabet, character: `${alphabet}/${character}`, drawer: Number(drawer) }]
  })
  found.sort((a, b) => (a.path < b.path ? -1 : 1))
  const classes = [...new Set(found.map(({ character }) => character))]
  const alphabetNames = [...new Set(found.map(({ alphabet }) => alphabet))]
  return {
    ...lazyImageSet({
      shape: [SIDE, SIDE, 1],
      labels: Int32Array.from(found, ({ character }) => classes.indexOf(character)),
      classes,
      read: (row) => inkOf(found[row]?.bytes ?? new Uint8Array(0)),
    }),
    alphabets: Int32Array.from(found, ({ alphabet }) => alphabetNames.indexOf(alphabet)),
    alphabetNames,
    drawers: Int32Array.from(found, ({ drawer }) => drawer),
  }
}

function inkOf(bytes: Uint8Array): Float32Array {
  const { width, height, channels, data } = parsePng(bytes)
  if (width === SIDE && height === SIDE) {
    return Float32Array.from({ length: SIDE * SIDE }, (_, i) => 1 - (data[i * channels] ?? 0) / 255)
  }
  throw new AeError('data', `omniglot: expected drawings of ${SIDE}×${SIDE}. Received: ${height}×${width}.`)
}
