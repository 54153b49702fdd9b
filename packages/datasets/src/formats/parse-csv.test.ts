import { expect, test } from 'vitest'
import { numericColumns } from './numeric-columns'
import { parseCsv } from './parse-csv'

test('reads quoted delimiters, quotes and line ends', () => {
  expect(parseCsv('name,note\r\nada,"a, ""b""\r\nc"\r\n\r\ngrace,\r\n')).toEqual({
    header: ['name', 'note'],
    rows: [
      ['ada', 'a, "b"\r\nc'],
      ['grace', ''],
    ],
  })
})

test('reads bytes, past a byte order mark', () => {
  expect(parseCsv(new TextEncoder().encode('\uFEFFé;b\n1;2'), { delimiter: ';' })).toEqual({
    header: ['é', 'b'],
    rows: [['1', '2']],
  })
})

test('reads a file without header, named or not', () => {
  expect(parseCsv('1,2\n3,4', { header: false })).toEqual({
    header: [],
    rows: [
      ['1', '2'],
      ['3', '4'],
    ],
  })
  expect(parseCsv('1,2', { header: false, columns: ['x', 'y'] }).header).toEqual(['x', 'y'])
  expect(parseCsv('', { header: false })).toEqual({ header: [], rows: [] })
})

test('takes no field for a special one', () => {
  expect(parseCsv('__proto__,constructor\ntrue,=1+1').rows).toEqual([['true', '=1+1']])
})

test.each([
  ['rows of different width', 'a,b\n1,2\n3\n', {}, 'in row 3, expected 2 fields. Received: 1 fields.'],
  ['a row wider than the columns', '1,2', { header: false, columns: ['x'] }, 'in row 1, expected 1 fields'],
  ['a quote without end', 'a,b\n1,"2\n', {}, 'Quoted field unterminated'],
  ['a quote within a field', 'a,b\n1,"2"3\n', {}, 'quoted as a whole or not at all'],
  ['another header', 'a,b\n1,2', { columns: ['a', 'c'] }, "in row 1, expected the columns ['a', 'c']"],
  ['no header', '', {}, 'in row 1, expected a row with the names of the columns'],
  ['no UTF-8', Uint8Array.of(97, 44, 0xc3, 0x28), {}, 'at byte 3, expected UTF-8'],
  ['a delimiter of two characters', 'a', { delimiter: '::' }, '`delimiter` must be one character'],
])('refuses %s', (_, text, options, message) => {
  expect(() => parseCsv(text, options)).toThrow(message)
})

const csv = parseCsv('x,y,z\n1,-2.5e3,a\n.5,,b\n 7. ,NA,c\n')

test('makes numbers of columns, by name and by place', () => {
  expect(numericColumns(csv, ['y', 0])).toEqual([
    Float64Array.of(-2500, Number.NaN, Number.NaN),
    Float64Array.of(1, 0.5, 7),
  ])
  expect(numericColumns(parseCsv('1,2', { header: false }))).toEqual([Float64Array.of(1), Float64Array.of(2)])
})

test('refuses what is no number, and columns that are not there', () => {
  expect(() => numericColumns(csv)).toThrow("in row 1 of column 2, expected a number. Received: 'a'.")
  expect(() => numericColumns(parseCsv('x\n0x10\n'))).toThrow("Received: '0x10'.")
  expect(() => numericColumns(csv, ['w'])).toThrow("expected a column of ['x', 'y', 'z']. Received: 'w'.")
  expect(() => numericColumns(csv, [3])).toThrow('Received: 3.')
})
