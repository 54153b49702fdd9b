import type { ByteReader } from './byte-reader'

/** What the header of an npy file says. */
export interface NpyHeader {
  /** Type of an element: `<f4`, `|b1`, … */
  readonly descr: string
  /** Whether the first axis is fastest in the file. */
  readonly fortranOrder: boolean
  /** Outermost axis first. */
  readonly shape: readonly number[]
}

const MAGIC = '\x93NUMPY'
const KEYS = ['descr', 'fortran_order', 'shape']

/** Reads magic number, version and header of an npy file (NEP 1, versions 1, 2 and 3); leaves `reader` at the numbers. */
export function readNpyHeader(reader: ByteReader): NpyHeader {
  const magic = reader.latin1(MAGIC.length, 'the magic number')
  if (magic !== MAGIC) reader.fail("the magic number '\\x93NUMPY'", 'other bytes', 0)
  const version = reader.uint8('the version')
  if (version < 1 || version > 3) reader.fail('version 1, 2 or 3', `${version}`, MAGIC.length)
  reader.uint8('the version')
  const length =
    version === 1 ? reader.uint16('the header length', true) : reader.uint32('the header length', true)
  const start = reader.at
  // Names of fields are the only text beyond ASCII, and structured types are refused.
  return new NpyHeaderParser(reader, reader.latin1(length, 'the header'), start).parse()
}

/** Reads the one Python literal that a header is: `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }`. */
class NpyHeaderParser {
  readonly #reader: ByteReader
  readonly #text: string
  readonly #start: number
  #at = 0

  constructor(reader: ByteReader, text: string, start: number) {
    this.#reader = reader
    this.#text = text
    this.#start = start
  }

  parse(): NpyHeader {
    const found = new Map<string, unknown>()
    this.#expect('{')
    while (!this.#skip('}')) {
      const key = this.#match(/'([a-z_]*)'/y, 'a key')[1] ?? ''
      if (!KEYS.includes(key) || found.has(key)) this.#fail(`${KEYS.join(', ')}, once each`, `'${key}'`)
      this.#expect(':')
      if (key === 'descr') found.set(key, this.#descr())
      if (key === 'fortran_order') found.set(key, this.#match(/True|False/y, 'True or False')[0] === 'True')
      if (key === 'shape') found.set(key, this.#shape())
      if (this.#skip(',')) continue
      this.#expect('}')
      break
    }
    if (this.#text.slice(this.#at).trim() !== '') this.#fail('only spaces after the header', 'more')
    const [descr, fortranOrder, shape] = KEYS.map((key) => found.get(key))
    if (typeof descr !== 'string' || typeof fortranOrder !== 'boolean' || !Array.isArray(shape)) {
      return this.#fail(`the keys ${KEYS.join(', ')}`, [...found.keys()].join(', '))
    }
    return { descr, fortranOrder, shape }
  }

  #descr(): string {
    const [, descr = ''] = this.#match(/'([^'\\]{1,16})'/y, 'the name of a type of number')
    return descr
  }

  #shape(): number[] {
    const shape: number[] = []
    this.#expect('(')
    while (!this.#skip(')')) {
      // Python 2 wrote long integers with an L.
      const [, digits = ''] = this.#match(/([0-9]{1,16})L?/y, 'the length of an axis')
      const size = Number(digits)
      if (!Number.isSafeInteger(size)) this.#fail('the length of an axis', digits)
      shape.push(size)
      if (this.#skip(',')) continue
      this.#expect(')')
      break
    }
    return shape
  }

  #skip(letter: string): boolean {
    this.#spaces()
    if (this.#text[this.#at] !== letter) return false
    this.#at += 1
    return true
  }

  #expect(letter: string): void {
    if (!this.#skip(letter)) this.#fail(`'${letter}'`, `'${this.#text.slice(this.#at, this.#at + 20)}'`)
  }

  #match(pattern: RegExp, what: string): RegExpExecArray {
    this.#spaces()
    pattern.lastIndex = this.#at
    const match = pattern.exec(this.#text)
    if (match === null) return this.#fail(what, `'${this.#text.slice(this.#at, this.#at + 20)}'`)
    this.#at = pattern.lastIndex
    return match
  }

  #spaces(): void {
    while (this.#text[this.#at] === ' ' || this.#text[this.#at] === '\n') this.#at += 1
  }

  #fail(expected: string, received: string): never {
    return this.#reader.fail(expected, received, this.#start + this.#at)
  }
}
