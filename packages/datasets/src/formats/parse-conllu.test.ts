import { expect, test } from 'vitest'
import { parseConllu } from './parse-conllu'

const word = (
  id: string,
  form: string,
  rest: Partial<Record<'feats' | 'head' | 'deprel', string>> = {},
): string =>
  [id, form, form, 'X', '_', rest.feats ?? '_', rest.head ?? '_', rest.deprel ?? '_', '_', '_'].join('\t')

const TEXT = [
  '# sent_id = fr-1',
  '# text = du thé',
  '1-2\tdu\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No',
  '1\tde\tde\tADP\t_\t_\t3\tcase\t3:case\t_',
  '2\tle\tle\tDET\tD\tDefinite=Def|Number=Sing\t3\tdet\t_\t_',
  '3\tthé\tthé\tNOUN\t_\t_\t0\troot\t_\t_',
  '3.1\tbu\tboire\tVERB\t_\t_\t_\t_\t3:acl\tCopyOf=3',
  '',
  word('1', '_'),
  '',
  '',
].join('\n')

test('reads words, ranges, words left out and comments', () => {
  const [first, second, ...more] = parseConllu(TEXT)
  expect(more).toEqual([])
  expect(first?.comments).toEqual(['sent_id = fr-1', 'text = du thé'])
  expect(first?.ranges).toEqual([{ first: 1, last: 2, form: 'du', misc: 'SpaceAfter=No' }])
  expect(first?.tokens[1]).toEqual({
    id: 2,
    form: 'le',
    lemma: 'le',
    upos: 'DET',
    xpos: 'D',
    feats: new Map([
      ['Definite', 'Def'],
      ['Number', 'Sing'],
    ]),
    head: 3,
    deprel: 'det',
    deps: undefined,
    misc: undefined,
  })
  expect(first?.tokens.map(({ head }) => head)).toEqual([3, 3, 0])
  expect(first?.emptyNodes).toMatchObject([
    { after: 3, index: 1, form: 'bu', deps: '3:acl', misc: 'CopyOf=3' },
  ])
  // An underscore is a word like any other.
  expect(second?.tokens).toMatchObject([{ id: 1, form: '_', lemma: '_', head: undefined }])
})

test('reads Windows line ends, and a last sentence without an empty line', () => {
  expect(parseConllu(`${TEXT.trimEnd().replaceAll('\n', '\r\n')}`)).toEqual(parseConllu(TEXT))
  expect(parseConllu('')).toEqual([])
})

test.each([
  [
    'a gap in the numbering',
    `${word('1', 'a')}\n${word('3', 'b')}`,
    "in line 2, expected id 2. Received: '3'.",
  ],
  ['a missing column', '1\ta\ta', 'in line 1, expected 10 columns between tabs. Received: 3.'],
  ['an empty column', word('1', ''), 'an empty one among them'],
  ['an id that is none', word('1a', 'a'), "expected an id such as 7, 7-8 or 7.1. Received: '1a'."],
  ['a range of one word', word('1-1', 'a'), 'expected a range that begins with word 1'],
  ['a range that comes late', `${word('1', 'a')}\n${word('1-2', 'b')}`, 'begins with word 2'],
  [
    'ranges that overlap',
    [word('1-3', 'a'), word('1', 'b'), word('2-4', 'c')].join('\n'),
    'overlaps no other',
  ],
  ['a range beyond the end', [word('1-3', 'a'), word('1', 'b')].join('\n'), 'expected ranges up to word 1'],
  ['a word left out elsewhere', [word('1', 'b'), word('2.1', 'a')].join('\n'), 'expected id 1.1'],
  ['a head that is not there', word('1', 'a', { head: '2' }), 'expected heads from 0 to 1'],
  ['a word that is its own head', word('1', 'a', { head: '1' }), 'head 1 of word 1'],
  ['a head that is no number', word('1', 'a', { head: 'x' }), "expected the id of a head. Received: 'x'."],
  ['a feature without value', word('1', 'a', { feats: 'A=' }), "Received: 'A='."],
  ['a feature twice', word('1', 'a', { feats: 'A=1|A=2' }), "Received: 'A=2'."],
  [
    'a comment among the words',
    `${word('1', 'a')}\n# x`,
    'in line 2, expected comments in front of the words',
  ],
  ['a sentence without words', '# x\n\n', 'in line 2, expected a sentence with words'],
])('refuses %s', (_, text, message) => {
  expect(() => parseConllu(text)).toThrow(message)
})
