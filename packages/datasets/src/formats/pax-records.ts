import { ByteReader } from './byte-reader'
import { decodeUtf8 } from './decode-utf8'

const SPACE = 0x20
const NEWLINE = 0x0a
/** Digits of the longest record length that is taken: a record of 10 GB. */
const MAX_DIGITS = 10

/** Reads extended tar attributes: records `length key=value\n`, the length counting the whole record (POSIX pax). */
export function paxRecords(
  subject: string,
  bytes: Uint8Array,
  start: number,
  size: number,
): Map<string, string> {
  const records = new Map<string, string>()
  const reader = new ByteReader(subject, bytes.subarray(0, start + size), start)
  while (reader.left > 0) {
    const begin = reader.at
    let digits = ''
    for (let byte = reader.uint8('a record'); byte !== SPACE; byte = reader.uint8('a record')) {
      digits += String.fromCharCode(byte)
      if (digits.length > MAX_DIGITS) break
    }
    if (!/^[1-9][0-9]*$/.test(digits) || digits.length > MAX_DIGITS) {
      reader.fail('the length of a record', `'${digits}'`, begin)
    }
    const length = Number(digits) - (reader.at - begin)
    if (length < 1) reader.fail('a record longer than its length field', digits, begin)
    const record = reader.take(length, 'a record')
    if (record.at(-1) !== NEWLINE)
      reader.fail('a record that ends with a new line', 'another byte', reader.at - 1)
    const text = decodeUtf8(subject, record.subarray(0, -1))
    const equals = text.indexOf('=')
    if (equals < 1) reader.fail("a record 'key=value'", `'${text.slice(0, 40)}'`, begin)
    records.set(text.slice(0, equals), text.slice(equals + 1))
  }
  return records
}
