import { expect, test } from 'vitest'
import { parseJsonLines } from './parse-json-lines'

test('reads a value a line, past empty lines', () => {
  expect(parseJsonLines('{"x":[1,null]}\r\n\n"é"\n 3')).toEqual([{ x: [1, null] }, 'é', 3])
  expect(parseJsonLines(new TextEncoder().encode('\uFEFFtrue'))).toEqual([true])
})

test('says which line is wrong', () => {
  expect(() => parseJsonLines('1\n\n{"x":}\n')).toThrow(
    /^parseJsonLines: in line 3, expected one JSON value\. Received: /,
  )
  expect(() => parseJsonLines('1 2')).toThrow('in line 1')
})

test('survives deep nesting', () => {
  const deep = '['.repeat(100_000)
  expect(() => parseJsonLines(deep)).toThrow('in line 1')
})

test('changes no prototype', () => {
  expect(parseJsonLines('{"__proto__":{"polluted":1}}')).toHaveLength(1)
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
})
