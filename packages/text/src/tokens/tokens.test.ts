import { describe, expect, test } from 'vitest'
import { BytePairs, SPECIAL_TOKENS, splitWords, tokenRows, Vocabulary } from '..'

describe('splitWords', () => {
  test('keeps everything but white space', () => {
    expect(splitWords("It's 3.5 km, isn't it?")).toEqual(["It's", '3.5', 'km', ',', "isn't", 'it', '?'])
    expect(splitWords('Zoë’s état-major: 1,000 £ (naïve)…')).toEqual([
      'Zoë’s',
      'état-major',
      ':',
      '1,000',
      '£',
      '(',
      'naïve',
      ')',
      '…',
    ])
    expect(splitWords('')).toEqual([])
  })

  test('loses no character, whatever the text', () => {
    for (const text of ['a-b--c', "rock 'n' roll", '\u0301x é 日本語 🙂x', '..', '3.', 'x_y', '1st 2-3'])
      expect(splitWords(text).join('')).toBe(text.replaceAll(/\s/gu, ''))
  })
})

describe('Vocabulary', () => {
  const sentences = [
    ['the', 'cat', 'saw', 'the', 'dog'],
    ['the', 'dog', 'ran'],
  ]

  test('numbers the most frequent first, equals by their characters', () => {
    const vocabulary = Vocabulary.of(sentences)
    expect(vocabulary.tokens.slice(5)).toEqual(['the', 'dog', 'cat', 'ran', 'saw'])
    expect(Vocabulary.of([...sentences].reverse()).tokens).toEqual(vocabulary.tokens)
    expect(vocabulary.encode(['dog', 'bird'])).toEqual([6, SPECIAL_TOKENS.unknown])
    expect(vocabulary.decode([6, 1, 0, 2, 3, 4])).toEqual(['dog', '<unk>', '<pad>', '<s>', '</s>', '<mask>'])
    expect([vocabulary.has('dog'), vocabulary.has('bird')]).toEqual([true, false])
  })

  test('leaves out what is rare', () => {
    expect(Vocabulary.of(sentences, { leastCount: 2 }).tokens.slice(5)).toEqual(['the', 'dog'])
    expect(Vocabulary.of(sentences, { size: 6 }).tokens.slice(5)).toEqual(['the'])
  })

  test('comes back from JSON', () => {
    const vocabulary = Vocabulary.of(sentences)
    expect(new Vocabulary(JSON.parse(JSON.stringify(vocabulary))).tokens).toEqual(vocabulary.tokens)
  })

  test('a text cannot hide words or end rows by how it is written', () => {
    const vocabulary = Vocabulary.of([['a']])
    expect(vocabulary.encode(['<pad>', '<mask>', '</s>', 'a'])).toEqual([1, 1, 1, 5])
    expect(() => new Vocabulary([`<pad>', '<unk>`, '<s>', '</s>', '<mask>'])).toThrow('first. Received')
  })

  test('a token that is written like a special one gets no number of its own', () => {
    expect(Vocabulary.of([['<mask>', 'a']]).tokens.slice(5)).toEqual(['a'])
  })

  test('mistakes are named', () => {
    expect(() => Vocabulary.of(sentences, { size: 5 })).toThrowErrorMatchingInlineSnapshot(
      `[AeError: Vocabulary: \`size\` must be above 5, the number of special tokens. Received: 5.]`,
    )
    expect(() => new Vocabulary(['a'])).toThrowErrorMatchingInlineSnapshot(
      `[AeError: Vocabulary: expected ['<pad>', '<unk>', '<s>', '</s>', '<mask>'] first. Received: ['a'].]`,
    )
    const { tokens } = Vocabulary.of(sentences)
    expect(() => new Vocabulary([...tokens, 'dog'])).toThrowErrorMatchingInlineSnapshot(
      `[AeError: Vocabulary: expected no token twice. Received: 'dog' again.]`,
    )
    expect(() => Vocabulary.of(sentences).decode([10])).toThrowErrorMatchingInlineSnapshot(
      `[AeError: Vocabulary: expected numbers of tokens, 0 to 9. Received: 10.]`,
    )
  })
})

describe('tokenRows', () => {
  test('fills up, frames and cuts', async () => {
    const rows = tokenRows([[7, 8, 9], [], [6]], { start: true, end: true })
    expect([rows.dtype, rows.shape]).toEqual(['int32', [3, 5]])
    expect(await rows.array()).toEqual([
      [2, 7, 8, 9, 3],
      [2, 3, 0, 0, 0],
      [2, 6, 3, 0, 0],
    ])
    const cut = tokenRows([[7, 8, 9]], { end: true, length: 2 })
    expect(await cut.array()).toEqual([[7, 3]])
    const none = tokenRows([])
    expect(none.shape).toEqual([0, 1])
    for (const tensor of [rows, cut, none]) tensor.dispose()
  })

  test('mistakes are named', () => {
    expect(() => tokenRows([[1.5]])).toThrowErrorMatchingInlineSnapshot(
      `[AeError: tokenRows: expected numbers of tokens, 0 and above. Received: 1.5.]`,
    )
    expect(() => tokenRows([[1]], { length: 0 })).toThrowErrorMatchingInlineSnapshot(
      `[AeError: tokenRows: \`length\` must be a positive integer. Received: 0.]`,
    )
  })
})

describe('BytePairs', () => {
  // The words of the paper, low ×5, lower ×2, newest ×6, widest ×3; there the end of a word is a piece of its own.
  const words = [
    ...Array<string>(5).fill('low'),
    ...Array<string>(2).fill('lower'),
    ...Array<string>(6).fill('newest'),
    ...Array<string>(3).fill('widest'),
  ]

  test('joins the most frequent first, of equals the first by its characters', () => {
    const { merges } = BytePairs.learn(words, { merges: 4 })
    expect(merges.map(([left, right]) => left + right)).toEqual(['es', 'est</w>', 'lo', 'ew'])
  })

  test('splits words it has never seen, and joins them again', () => {
    const pieces = BytePairs.learn(words, { merges: 10 })
    expect(pieces.split('lowest')).toEqual(['lo', 'w', 'est</w>'])
    const text = ['lowest', 'newer', 'xyz', 'low', '日本']
    expect(pieces.join(text.flatMap((word) => pieces.split(word)))).toEqual(text)
    expect(pieces.split('')).toEqual([])
    expect(new BytePairs(JSON.parse(JSON.stringify(pieces.merges))).split('lowest')).toEqual([
      'lo',
      'w',
      'est</w>',
    ])
  })

  test('a run of one letter is joined two by two', () => {
    expect(new BytePairs([['a', 'a']]).split('aaaab')).toEqual(['aa', 'aa', 'b</w>'])
    expect(new BytePairs([['a', 'a']]).split('aaab')).toEqual(['aa', 'a', 'b</w>'])
  })

  test('words with the marks of pieces are refused: they could not be joined again', () => {
    expect(() => BytePairs.learn(['a\u0000b', 'a\u0000b'], { merges: 5 })).toThrow('without')
    expect(() => BytePairs.learn(['ab'], { merges: 1 }).split('a</w>b')).toThrow('without')
    expect(() => new BytePairs([['a\u0000', 'b']])).toThrow('pairs of pieces')
  })

  test('stops where no pair comes twice', () => {
    expect(BytePairs.learn(['ab', 'cd'], { merges: 10 }).merges).toEqual([])
  })

  test('mistakes are named', () => {
    expect(() => BytePairs.learn(words, { merges: 0 })).toThrowErrorMatchingInlineSnapshot(
      `[AeError: BytePairs: \`merges\` must be a positive integer. Received: 0.]`,
    )
    expect(
      () =>
        new BytePairs([
          ['a', 'b'],
          ['a', 'b'],
        ]),
    ).toThrowErrorMatchingInlineSnapshot(
      `[AeError: BytePairs: expected no pair twice. Received: ['a', 'b'] again.]`,
    )
    expect(() => new BytePairs([['a', '']])).toThrowErrorMatchingInlineSnapshot(
      `[AeError: BytePairs: expected pairs of pieces. Received: ['a', ''].]`,
    )
  })
})
