import { AeError } from '@ae/core'
import type {
  ConlluEmptyNode,
  ConlluFields,
  ConlluRange,
  ConlluSentence,
  ConlluToken,
} from './conllu-sentence'
import { decodeUtf8 } from './decode-utf8'

const COLUMNS = 10
/** `7`, `7-8` (written as one) or `7.1` (left out). */
const ID = /^(0|[1-9][0-9]{0,8})(?:([-.])([1-9][0-9]{0,8}))?$/

/** A sentence whose end was not seen yet. */
interface OpenSentence extends ConlluSentence {
  readonly comments: string[]
  readonly tokens: ConlluToken[]
  readonly ranges: ConlluRange[]
  readonly emptyNodes: ConlluEmptyNode[]
}

/**
 * Reads the sentences of a CoNLL-U file (Universal Dependencies, version 2).
 *
 * Numbering is checked: words from 1 without gaps, ranges and left-out words where they belong, heads that exist.
 *
 * *Throws*: AeError `data` with the number of the line that breaks the format.
 *
 * @example
 * parseConllu(text)[0]?.tokens.map(({ form }) => form)
 */
export function parseConllu(input: string | Uint8Array): ConlluSentence[] {
  const sentences: ConlluSentence[] = []
  let open: OpenSentence | undefined
  const lines = decodeUtf8('parseConllu', input).split(/\r?\n/)
  for (const [index, line] of lines.entries()) {
    const number = index + 1
    if (line.trim() === '') {
      if (open !== undefined) sentences.push(closed(open, number))
      open = undefined
      continue
    }
    open ??= { comments: [], tokens: [], ranges: [], emptyNodes: [] }
    if (!line.startsWith('#')) addWord(open, line, number)
    else if (open.tokens.length + open.ranges.length + open.emptyNodes.length === 0) {
      open.comments.push(line.replace(/^# ?/, ''))
    } else throw mistake(number, 'comments in front of the words only', 'one among them')
  }
  if (open !== undefined) sentences.push(closed(open, lines.length))
  return sentences
}

function mistake(line: number, expected: string, received: string): AeError {
  return new AeError('data', `parseConllu: in line ${line}, expected ${expected}. Received: ${received}.`)
}

/** What can be checked only once all words are known. */
function closed(sentence: OpenSentence, line: number): ConlluSentence {
  const count = sentence.tokens.length
  if (count === 0) throw mistake(line, 'a sentence with words', 'none')
  const astray = sentence.tokens.find(({ head = 0, id }) => head > count || head === id)
  if (astray !== undefined) {
    throw mistake(line, `heads from 0 to ${count}, none its own`, `head ${astray.head} of word ${astray.id}`)
  }
  const last = sentence.ranges.at(-1)?.last ?? 0
  if (last > count) throw mistake(line, `ranges up to word ${count}`, `one up to word ${last}`)
  return sentence
}

function addWord(sentence: OpenSentence, line: string, number: number): void {
  const columns = line.split('\t')
  if (columns.length !== COLUMNS || columns.includes('')) {
    const empty = columns.includes('') ? ', an empty one among them' : ''
    throw mistake(number, `${COLUMNS} columns between tabs`, `${columns.length}${empty}`)
  }
  const [id = '', form = '', , , , , head = '', deprel = '', , misc = ''] = columns
  const [, first, kind, second] = ID.exec(id) ?? []
  if (first === undefined) throw mistake(number, 'an id such as 7, 7-8 or 7.1', `'${id.slice(0, 20)}'`)
  const start = Number(first)
  const done = sentence.tokens.length
  if (kind === '-') {
    const range = { first: start, last: Number(second), form, misc: given(misc) }
    const free = (sentence.ranges.at(-1)?.last ?? 0) < start
    if (start !== done + 1 || range.last <= start || !free) {
      throw mistake(number, `a range that begins with word ${done + 1} and overlaps no other`, `'${id}'`)
    }
    sentence.ranges.push(range)
  } else if (kind === '.') {
    const before = sentence.emptyNodes.at(-1)
    const index = before?.after === done ? before.index + 1 : 1
    if (start !== done || Number(second) !== index) throw mistake(number, `id ${done}.${index}`, `'${id}'`)
    sentence.emptyNodes.push({ after: start, index, ...fieldsOf(columns, number) })
  } else {
    if (start !== done + 1) throw mistake(number, `id ${done + 1}`, `'${id}'`)
    sentence.tokens.push({
      id: start,
      head: headOf(head, number),
      deprel: given(deprel),
      ...fieldsOf(columns, number),
    })
  }
}

function given(column: string): string | undefined {
  return column === '_' ? undefined : column
}

function headOf(column: string, line: number): number | undefined {
  if (column === '_') return undefined
  if (/^(0|[1-9][0-9]{0,8})$/.test(column)) return Number(column)
  throw mistake(line, 'the id of a head', `'${column.slice(0, 20)}'`)
}

function fieldsOf(columns: readonly string[], line: number): ConlluFields {
  const [, form = '', lemma = '', upos = '', xpos = '', feats = '', , , deps = '', misc = ''] = columns
  return {
    form,
    lemma,
    upos: given(upos),
    xpos: given(xpos),
    feats: featuresOf(feats, line),
    deps: given(deps),
    misc: given(misc),
  }
}

function featuresOf(column: string, line: number): ReadonlyMap<string, string> {
  const features = new Map<string, string>()
  if (column === '_') return features
  for (const feature of column.split('|')) {
    const equals = feature.indexOf('=')
    const name = feature.slice(0, Math.max(0, equals))
    if (name === '' || equals === feature.length - 1 || features.has(name)) {
      throw mistake(line, 'features Name=Value, each once', `'${feature.slice(0, 40)}'`)
    }
    features.set(name, feature.slice(equals + 1))
  }
  return features
}
