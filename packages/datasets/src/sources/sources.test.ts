/// <reference types="node" />
import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, test } from 'vitest'
import { memoryStore } from '../cache/memory-store'
import { type ContractSource, datasetSourceContract } from '../testing'
import { adbench } from './adbench'
import { advising } from './advising'
import { breastCancerDiagnostic, breastCancerOriginal } from './breast-cancer'
import { cifar10 } from './cifar10'
import { creditCardFraud } from './credit-card-fraud'
import { defineSource } from './define-source'
import { django } from './django'
import { fashionMnist } from './fashion-mnist'
import { contentOf, messageOf, only } from './fixtures/loading'
import { gzip, npy, tar, text, wav, zip } from './fixtures/pack'
import { gumTrees } from './gum-trees'
import { kddCup99 } from './kdd-cup-99'
import { kmnist } from './kmnist'
import { kodak } from './kodak'
import { mnist } from './mnist'
import { nab } from './nab'
import { nslKdd } from './nsl-kdd'
import { officialFile } from './official-file'
import { omniglot } from './omniglot'
import { sciTldr } from './sci-tldr'
import { spokenDigits } from './spoken-digits'
import { udEnglishEwt } from './ud-english-ewt'

beforeAll(async () => {
  await tf.setBackend('cpu')
})

describe('every source', () => {
  const all = [
    adbench,
    advising,
    breastCancerDiagnostic,
    breastCancerOriginal,
    cifar10,
    creditCardFraud,
    django,
    fashionMnist,
    gumTrees,
    kddCup99,
    kmnist,
    kodak,
    mnist,
    nab,
    nslKdd,
    omniglot,
    sciTldr,
    spokenDigits,
    udEnglishEwt,
  ] // prettier-ignore

  const withDefaults = all.map((source): ContractSource => {
    if (source === adbench)
      return { info: source.info, load: (options) => adbench({ ...options, set: 'WDBC' }) }
    return { info: source.info, load: source as ContractSource['load'] }
  })
  test.each(withDefaults.flatMap(datasetSourceContract))('$name', ({ run }) => run())

  test('has a name of its own', () => {
    expect(new Set(all.map(({ info }) => info.name)).size).toBe(all.length)
  })

  test('says whether all its checksums are known', () => {
    const verified = all.filter(({ info }) => info.verified).map(({ info }) => info.name)
    expect(verified.sort()).toMatchInlineSnapshot(`
      [
        "cifar10",
        "credit-card-fraud",
        "fashion-mnist",
        "gum-trees",
        "kddcup99",
        "kmnist",
        "mnist",
        "omniglot",
        "ud-ewt",
        "wdbc",
      ]
    `)
  })

  test('refuses options it does not know, and names that are not in its list', async () => {
    // @ts-expect-error a misspelt option
    expect(await messageOf(mnist({ datadir: '/data' }))).toMatchInlineSnapshot(`
      "mnist: \`datadir\` is not an option. Received: 'datadir'.
        Hint: the options are \`dataDir\`, \`storage\`, \`offline\`, \`onProgress\`, \`signal\`, \`fetch\`, \`limits\`."
    `)
    // @ts-expect-error no such part
    expect(await messageOf(omniglot({ part: 'small3' }))).toContain("'small3'")
    // @ts-expect-error no such set
    expect(await messageOf(adbench({ set: 'cardiogram' }))).toContain("'cardiogram'")
  })

  test('says offline which file it lacks', async () => {
    expect(await messageOf(kddCup99(only({})))).toMatchInlineSnapshot(`
      "kddcup99: expected the file 'kddcup.data_10_percent.gz' in memory/kddcup99. Received: no such file (offline).
        Hint: get 'kddcup.data_10_percent.gz' from https://ndownloader.figshare.com/files/5976042 (or have 'kddcup.data_10_percent') and put it into memory/kddcup99, or name your own folder with \`dataDir\` or AE_DATA_DIR."
    `)
    expect(await messageOf(gumTrees({ storage: memoryStore() }))).toContain('it has no direct download')
  })
})

test('a source of one’s own downloads with the fetch it is given', async () => {
  const file = officialFile('words.txt', { urls: ['https://example.com/words.txt'] })
  const words = defineSource({
    info: {
      name: 'words',
      title: 'Words',
      licence: 'CC0',
      citation: '',
      homepage: '',
      splits: { all: 2 },
      shape: 'word',
      files: [file],
    },
    load: async (files) => new TextDecoder().decode((await files.read(file)).bytes).split(' '),
  })
  const asked: string[] = []
  const storage = memoryStore()
  const fake: typeof fetch = async (url) => {
    asked.push(String(url))
    return new Response('two words')
  }
  expect(await words({ storage, fetch: fake })).toEqual(['two', 'words'])
  expect(await words({ storage, fetch: fake })).toEqual(['two', 'words'])
  expect(asked).toEqual(['https://example.com/words.txt'])
  expect(await storage.list()).toEqual(['words/words.txt', 'words/words.txt.sha256'])
})

describe('tables', () => {
  const connection = (words: string, label: string): string =>
    `5,${words},${Array.from({ length: 37 }, (_, i) => i).join(',')},${label}`

  test('of KDD Cup 99 put a 1 into the column of each word', async () => {
    const lines = [connection('udp,http,SF', 'smurf.'), connection('tcp,http,S0', 'normal.')]
    const { all } = await kddCup99(only({ 'kddcup99/kddcup.data_10_percent': text(lines.join('\n')) }))
    expect(all.columns.slice(0, 6)).toEqual([
      'duration',
      'protocol_type=tcp',
      'protocol_type=udp',
      'service=http',
      'flag=S0',
      'flag=SF',
    ]) // prettier-ignore
    expect([all.classes, [...all.labels]]).toEqual([
      ['normal', 'smurf'],
      [1, 0],
    ])
    const [batch] = await contentOf(all.rows)
    expect((batch as number[][]).map((row) => row.slice(0, 8))).toEqual([
      [5, 0, 1, 1, 0, 1, 0, 1],
      [5, 1, 0, 1, 1, 0, 0, 1],
    ])
    for await (const { row, label } of all.labelled.batch(2)) {
      expect([row.shape, ...label.dataSync()]).toEqual([[2, 43], 1, 0])
      tf.dispose([row, label])
    }
  })

  test('of NSL-KDD share the columns of both parts', async () => {
    const files = {
      'nsl-kdd/KDDTrain+.txt': text(`${connection('udp,http,SF', 'smurf')},21\n`),
      'nsl-kdd/KDDTest+.txt': text(`${connection('tcp,ftp,SF', 'mailbomb')},3\r\n`),
    }
    const { train, test } = await nslKdd(only(files))
    expect(train.classes).toEqual(['normal', 'mailbomb', 'smurf'])
    expect([[...train.labels], [...test.labels]]).toEqual([[2], [1]])
    expect([train.columns, train.columns.length]).toEqual([test.columns, 43])
    const [batch] = await contentOf(test.rows)
    expect((batch as number[][]).map((row) => row.slice(0, 6))).toEqual([[5, 1, 0, 1, 0, 1]])
  })

  test('of card payments have quoted names and classes', async () => {
    const header = ['Time', ...Array.from({ length: 28 }, (_, i) => `V${i + 1}`), 'Amount', 'Class']
    const row = (label: string): string =>
      `${Array.from({ length: 30 }, (_, i) => i / 2).join(',')},"${label}"`
    const csv = [header.map((name) => `"${name}"`).join(','), row('0'), row('1')].join('\n')
    const { all } = await creditCardFraud(only({ 'credit-card-fraud/creditcard.csv.gz': gzip(text(csv)) }))
    expect([all.columns.length, all.columns[29], [...all.labels]]).toEqual([30, 'Amount', [0, 1]])
  })

  test('of breast cancer leave out rows with a missing grade', async () => {
    const lines = [
      '1000025,5,1,1,1,2,1,3,1,1,2',
      '1057013,8,4,5,1,2,?,7,3,1,4',
      '1017122,8,10,10,8,7,10,9,7,1,4',
    ]
    const { all } = await breastCancerOriginal(
      only({ 'wbc/breast-cancer-wisconsin.data': text(lines.join('\n')) }),
    )
    expect([[...all.labels], all.columns.length]).toEqual([[0, 1], 9])
    expect(await contentOf(all.rows)).toEqual([
      [
        [5, 1, 1, 1, 2, 1, 3, 1, 1],
        [8, 10, 10, 8, 7, 10, 9, 7, 1],
      ],
    ])
  })

  test('say in which line and column they are wrong', async () => {
    const measures = Array.from({ length: 30 }, (_, i) => `${i}.5`)
    const good = `1,M,${measures.join(',')}`
    const read = (lines: readonly string[]): Promise<string> =>
      messageOf(breastCancerDiagnostic(only({ 'wdbc.data.gz': gzip(text(lines.join('\n'))) })))
    expect(await read([good])).toBe('no error')
    expect(await read([good, good.replace('2.5', 'x')])).toMatchInlineSnapshot(
      `"wdbc: expected a number in column 'perimeter_mean' of line 2. Received: 'x'."`,
    )
    expect(await read([good, `${good},7`])).toMatchInlineSnapshot(
      `"wdbc: expected 32 columns in line 2. Received: 33."`,
    )
  })

  test('of ADBench come from NumPy arrays', async () => {
    const rows = new Uint8Array(Float64Array.of(1, 2, 3, 4, 5, 6).buffer)
    const labels = new Uint8Array(BigInt64Array.of(0n, 1n, 0n).buffer)
    const file = zip({ 'X.npy': npy('<f8', [3, 2], rows), 'y.npy': npy('<i8', [3], labels) })
    const { all } = await adbench({ ...only({ 'adbench/1_ALOI.npz': file }), set: 'ALOI' })
    expect(await contentOf(all.rows, 2)).toEqual([
      [
        [1, 2],
        [3, 4],
      ],
      [[5, 6]],
    ])
    expect([[...all.labels], all.classes]).toEqual([
      [0, 1, 0],
      ['normal', 'anomaly'],
    ])
    const short = zip({ 'X.npy': npy('<f8', [3, 2], rows), 'y.npy': npy('<i8', [1], labels.slice(0, 8)) })
    expect(await messageOf(adbench({ ...only({ 'adbench/1_ALOI.npz': short }), set: 'ALOI' }))).toContain(
      'y [N]',
    )
  })
})

test('spoken digits are divided by take', async () => {
  const folder = 'free-spoken-digit-dataset-1/recordings'
  const archive = tar({
    [`${folder}/7_jackson_5.wav`]: wav(8000, 1, [0, 16384]),
    [`${folder}/7_jackson_4.wav`]: wav(8000, 1, [-16384]),
    [`${folder}/README.md`]: text('no sound'),
  })
  const { train, test } = await spokenDigits(only({ 'fsdd/free-spoken-digit-dataset.tar.gz': gzip(archive) }))
  expect(train).toEqual([
    {
      name: '7_jackson_5',
      samples: Float32Array.of(0, 0.5),
      sampleRate: 8000,
      digit: 7,
      speaker: 'jackson',
      take: 5,
    },
  ])
  expect(test.map(({ name }) => name)).toEqual(['7_jackson_4'])
})

test('time series come file by file, and names that lead elsewhere are refused', async () => {
  const files = {
    'nab/labels/combined_windows.json': text(
      '{"g/s.csv": [["2014-01-01 00:05:00.000000", "2014-01-01 00:10:00.000000"]], "../../x.csv": []}',
    ),
    'nab/labels/combined_labels.json': text('{"g/s.csv": ["2014-01-01 00:05:00"]}'),
    'nab/data/g/s.csv': text(
      'timestamp,value\n2014-01-01 00:00:00,1.5\n2014-01-01 00:05:00,2\n2014-01-01 00:15:00,-3\n',
    ),
  }
  const start = Date.UTC(2014, 0, 1)
  const minute = 60_000
  expect((await nab({ ...only(files), series: ['g/s'] })).all).toEqual([
    {
      name: 's',
      group: 'g',
      times: Float64Array.of(start, start + 5 * minute, start + 15 * minute),
      values: Float32Array.of(1.5, 2, -3),
      labels: Uint8Array.of(0, 1, 0),
      anomalies: [start + 5 * minute],
      windows: [{ start: start + 5 * minute, end: start + 10 * minute }],
    },
  ])
  expect(await messageOf(nab(only(files)))).toContain('the name of a series')
  expect(await messageOf(nab({ ...only(files), series: ['g/t'] }))).toMatchInlineSnapshot(`
    "nab: expected the name of a series. Received: 'g/t.csv'.
      Hint: names look like \`realKnownCause/nyc_taxi\`; \`labels/combined_windows.json\` lists them."
  `)
})

describe('texts', () => {
  test('of Django are pairs, line by line, and as many of each', async () => {
    const files = { 'django/all.anno': text('  one.\n two.\n'), 'django/all.code': text(' x = 1\n y = 2\n') }
    const { train } = await django(only(files))
    expect(train).toEqual([
      { description: 'one.', code: 'x = 1' },
      { description: 'two.', code: 'y = 2' },
    ])
    const short = { ...files, 'django/all.code': text('x\n') }
    expect(await messageOf(django(only(short)))).toContain('Received: 2 and 1.')
  })

  test('of SciTLDR are sentences and summaries', async () => {
    const item = { source: ['A.', 'B.'], target: ['S.'], title: 'T', paper_id: 'p', rouge_scores: [1] }
    const lines = text(`${JSON.stringify(item)}\n`)
    const { dev } = await sciTldr(only({ 'scitldr/train.jsonl': lines, 'scitldr/dev.jsonl': lines }))
    expect(dev).toEqual([{ sentences: ['A.', 'B.'], summaries: ['S.'], title: 'T', id: 'p' }])
    const wrong = text(JSON.stringify({ ...item, target: 'S.' }))
    expect(await messageOf(sciTldr(only({ 'scitldr/train.jsonl': wrong })))).toMatchInlineSnapshot(
      `"scitldr, item 0: expected a list 'target'. Received: 'S.'."`,
    )
  })

  test('of Advising are questions with the query they share', async () => {
    const sentence = (split: string, question: string) => ({
      'question-split': split,
      text: question,
      variables: { number0: '595' },
    })
    const query = {
      'query-split': 'test',
      sql: ['SELECT 1', 'SELECT 2'],
      sentences: [sentence('train', 'a?'), sentence('exclude', 'b?')],
    }
    const options = only({ 'text2sql-advising/advising.json': text(JSON.stringify([query])) })
    const pair = {
      question: 'a?',
      sql: 'SELECT 1',
      alternatives: ['SELECT 2'],
      variables: { number0: '595' },
    }
    expect(await advising(options)).toMatchObject({ train: [pair], dev: [], test: [] })
    expect((await advising({ ...options, division: 'query' })).test.map((item) => item.question)).toEqual([
      'a?',
      'b?',
    ])
  })

  test('of GUM are read gzipped or not', async () => {
    const files = {
      'gum-trees/gum-openlic-train.trees': text('(ROOT (NP (NN Introduction)))\n'),
      'gum-trees/gum-openlic-dev.trees': text('(ROOT (NP (NN End)))\n(ROOT (NP (NN Notes)))\n'),
    }
    const { train, dev } = await gumTrees(only(files))
    expect([train.length, dev.length]).toEqual([1, 2])
  })
})
