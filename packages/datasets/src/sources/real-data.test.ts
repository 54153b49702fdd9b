/// <reference types="node" />
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, test } from 'vitest'
import { adbench } from './adbench'
import { ADBENCH_FILES, ADBENCH_NAMES } from './adbench-files'
import { advising } from './advising'
import { breastCancerDiagnostic } from './breast-cancer'
import { cifar10 } from './cifar10'
import { django } from './django'
import { fashionMnist } from './fashion-mnist'
import { gumTrees } from './gum-trees'
import { kddCup99 } from './kdd-cup-99'
import { kodak } from './kodak'
import { mnist } from './mnist'
import { nab } from './nab'
import { nslKdd } from './nsl-kdd'
import { omniglot } from './omniglot'
import { sciTldr } from './sci-tldr'
import { spokenDigits } from './spoken-digits'
import { udEnglishEwt } from './ud-english-ewt'

/** Sets are read from here if they are there; nothing is downloaded. */
const ROOT = process.env['AE_DATA_DIR'] ?? ''
const offline = { offline: true }

const withData = (...names: readonly string[]): boolean =>
  ROOT !== '' && names.every((name) => existsSync(join(ROOT, name)))

beforeAll(async () => {
  await tf.setBackend('cpu')
})

const tally = (labels: ArrayLike<number>): number[] => {
  const counts: number[] = []
  for (const label of Array.from(labels)) counts[label] = (counts[label] ?? 0) + 1
  return counts
}

/** Shape, smallest and largest number of the first batch, and its sum. */
async function firstOf(batches: AsyncIterable<tf.Tensor>): Promise<unknown> {
  for await (const batch of batches) {
    const values = Float32Array.from(await batch.data())
    const sum = values.reduce((total, value) => total + value, 0)
    const found = {
      shape: batch.shape,
      min: values.reduce((least, value) => Math.min(least, value)),
      max: values.reduce((most, value) => Math.max(most, value)),
      sum: Math.round(sum),
    }
    batch.dispose()
    return found
  }
  return undefined
}

describe('images', () => {
  test.runIf(withData('mnist'))('of MNIST are the official ones', async () => {
    const { train, test } = await mnist(offline)
    expect([train.images.size, test.images.size]).toEqual([60_000, 10_000])
    expect(tally(train.labels)).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949])
    expect(Array.from(train.labels.slice(0, 8))).toEqual([5, 0, 4, 1, 9, 2, 1, 3])
    // 27525 is the sum of the bytes of the first training image.
    expect(await firstOf(train.images)).toEqual({
      shape: [1, 28, 28, 1],
      min: 0,
      max: 1,
      sum: Math.round(27525 / 255),
    })
    for await (const { image, label } of test.labelled.batch(3)) {
      expect([image.shape, [...(await label.data())]]).toEqual([
        [3, 28, 28, 1],
        [7, 2, 1],
      ])
      tf.dispose([image, label])
      break
    }
  })

  test.runIf(withData('fashion-mnist'))('of Fashion-MNIST are the official ones', async () => {
    const { train, test } = await fashionMnist(offline)
    expect(tally(train.labels)).toEqual(Array.from({ length: 10 }, () => 6000))
    expect(tally(test.labels)).toEqual(Array.from({ length: 10 }, () => 1000))
    expect(train.classes[train.labels[0] ?? 0]).toBe('ankle boot')
  })

  test.runIf(withData('cifar10-part'))('of CIFAR-10 are taken from single batches', async () => {
    const { train, test } = await cifar10(offline)
    expect([train.images.size, test.images.size]).toEqual([4000, 1000])
    const firstClasses = Array.from(train.labels.slice(0, 4), (label) => train.classes[label])
    expect(firstClasses).toEqual(['frog', 'truck', 'truck', 'deer'])
    for await (const image of train.images) {
      // The published value of the first pixel.
      const first = await image.slice([0, 0, 0, 0], [1, 1, 1, 3]).data()
      expect([...first].map((value) => Math.round(value * 255))).toEqual([59, 62, 63])
      image.dispose()
      break
    }
  })

  test.runIf(withData('omniglot'))('of Omniglot know character, alphabet and drawer', async () => {
    const { all } = await omniglot({ ...offline, part: 'small1' })
    expect([all.images.size, all.classes.length]).toEqual([2720, 136])
    expect(all.alphabetNames).toEqual(['Balinese', 'Early_Aramaic', 'Greek', 'Korean', 'Latin'])
    expect(tally(all.drawers).slice(1)).toEqual(Array.from({ length: 20 }, () => 136))
    const found = await firstOf(all.images.batch(20))
    expect(found).toMatchObject({ shape: [20, 105, 105, 1], min: 0, max: 1 })
    // Ink is the smaller part of the paper.
    expect(found).toSatisfy(({ sum }: { sum: number }) => sum < 0.2 * 20 * 105 * 105)
  })

  test.runIf(withData('kodak'))('of Kodak are 24 photographs, six of them upright', async () => {
    const { all } = await kodak(offline)
    expect(all).toHaveLength(24)
    const upright = all.filter(({ width, height }) => height > width).map(({ name }) => name)
    expect(upright).toEqual(['kodim04', 'kodim09', 'kodim10', 'kodim17', 'kodim18', 'kodim19'])
    const image = await all[3]?.tensor()
    expect(image?.shape).toEqual([768, 512, 3])
    image?.dispose()
  })
})

describe('tables', () => {
  test.runIf(withData('kddcup99'))('of KDD Cup 99 have 118 numbers a row', async () => {
    const { all } = await kddCup99(offline)
    expect([all.labels.length, all.columns.length, all.classes.length]).toEqual([494_021, 118, 23])
    expect([all.classes[0], tally(all.labels)[0]]).toEqual(['normal', 97_278])
    expect(all.columns.slice(0, 4)).toEqual([
      'duration',
      'protocol_type=icmp',
      'protocol_type=tcp',
      'protocol_type=udp',
    ])
    // The first row: src_bytes 181, dst_bytes 5450; the three words are a 1 each.
    expect(await firstOf(all.rows)).toMatchObject({ shape: [1, 118], max: 5450 })
  })

  test.runIf(withData('nsl-kdd'))('of NSL-KDD have the same columns in both parts', async () => {
    const { train, test } = await nslKdd(offline)
    expect([train.labels.length, test.labels.length]).toEqual([25_192, 22_544])
    expect(test.columns).toEqual(train.columns)
    expect(test.classes).toEqual(train.classes)
    // Numbers of normal connections, by the authors.
    expect([tally(train.labels)[0], tally(test.labels)[0]]).toEqual([13_449, 9_711])
  })

  test.runIf(withData('wdbc'))('of breast cancer have 357 benign and 212 malignant rows', async () => {
    const { all } = await breastCancerDiagnostic(offline)
    expect(all.classes).toEqual(['benign', 'malignant'])
    expect(tally(all.labels)).toEqual([357, 212])
    expect(all.columns).toHaveLength(30)
    expect(all.features[0]).toMatchObject({ name: 'radius_mean' })
  })

  const KNOWN = new Map(
    (
      'annthyroid 7200 6 534 breastw 683 9 239 cardio 1831 21 176 Cardiotocography 2114 21 466 cover 286048 10 2747 ' +
      'fault 1941 27 673 glass 214 7 9 Hepatitis 80 19 13 http 567498 3 2211 InternetAds 1966 1555 368 ' +
      'landsat 6435 36 1333 letter 1600 32 100 Lymphography 148 18 6 mnist 7603 100 700 musk 3062 166 97 ' +
      'PageBlocks 5393 10 510 pendigits 6870 16 156 Pima 768 8 268 satellite 6435 36 2036 satimage-2 5803 36 71 ' +
      'shuttle 49097 9 3511 skin 245057 3 50859 smtp 95156 3 30 SpamBase 4207 57 1679 thyroid 3772 6 93 ' +
      'vertebral 240 6 30 Waveform 3443 21 100 WBC 223 9 10 WDBC 367 30 10 Wilt 4819 5 257 wine 129 13 10 ' +
      'WPBC 198 33 47 yeast 1484 8 507'
    )
      .match(/\S+ \d+ \d+ \d+/g)
      ?.map((line) => {
        const [name = '', ...numbers] = line.split(' ')
        return [name, numbers.map(Number)] as const
      }),
  )

  for (const [place, set] of ADBENCH_NAMES.entries()) {
    const file = join('adbench', ADBENCH_FILES[place]?.name ?? '')
    test.runIf(withData(file))(`of ADBench have the benchmark's numbers: ${set}`, async () => {
      const { all } = await adbench({ ...offline, set })
      const anomalies = tally(all.labels)[1] ?? 0
      expect([all.labels.length, all.columns.length, anomalies]).toEqual(KNOWN.get(set))
    })
  }
})

test.runIf(withData('fsdd'))('spoken digits are parallel across six speakers', async () => {
  const { train, test } = await spokenDigits(offline)
  expect([train.length, test.length]).toEqual([2700, 300])
  const said = new Map<string, number>()
  let seconds = 0
  for (const { speaker, samples, sampleRate } of [...train, ...test]) {
    said.set(speaker, (said.get(speaker) ?? 0) + 1)
    seconds += samples.length / sampleRate
  }
  expect([...said.values()]).toEqual([500, 500, 500, 500, 500, 500])
  expect(seconds / 60).toBeCloseTo(21.9, 1)
  const [first] = test
  expect(first).toMatchObject({ name: '0_george_0', digit: 0, speaker: 'george', take: 0, sampleRate: 8000 })
  expect(Math.max(...(first?.samples ?? []).map(Math.abs))).toBeLessThanOrEqual(1)
})

test.runIf(withData('nab'))('time series have their anomalies within their windows', async () => {
  const { all } = await nab(offline)
  expect(all).toHaveLength(45)
  const taxi = all.find(({ name }) => name === 'nyc_taxi')
  expect([taxi?.values.length, taxi?.anomalies.length, taxi?.windows.length]).toEqual([10_320, 5, 5])
  expect(taxi?.times[0]).toBe(Date.UTC(2014, 6, 1))
  const outside: string[] = []
  for (const { name, anomalies, windows, labels } of all) {
    const within = (time: number): boolean => windows.some(({ start, end }) => time >= start && time <= end)
    if (!anomalies.every(within)) outside.push(name)
    expect(labels.includes(1)).toBe(windows.length > 0)
  }
  // A slip in the published labels: its first anomaly is an hour before its first window.
  expect(outside).toEqual(['iio_us-east-1_i-a2eb1cd9_NetworkIn'])
  const [one] = (await nab({ ...offline, series: ['realKnownCause/nyc_taxi'] })).all
  expect(one?.values).toEqual(taxi?.values)
})

describe('texts', () => {
  test.runIf(withData('gum-trees'))('of GUM are trees', async () => {
    const { train, dev } = await gumTrees(offline)
    expect([train.length, dev.length]).toEqual([3707, 438])
    const introduction = { label: 'NP', children: [{ label: 'NN', children: ['Introduction'] }] }
    expect(dev[0]).toEqual({ label: 'ROOT', children: [introduction] })
  })

  test.runIf(withData('ud-ewt'))('of UD English EWT are sentences', async () => {
    const { train, dev } = await udEnglishEwt(offline)
    expect([train.length, dev.length]).toEqual([12_544, 2001])
    expect(dev[0]?.tokens.map(({ form }) => form).join(' ')).toBe('From the AP comes this story :')
  })

  test.runIf(withData('django'))('of Django are described line by line', async () => {
    const { train, dev, test } = await django(offline)
    expect([train.length, dev.length, test.length]).toEqual([16_000, 1000, 1805])
    expect(train[1]).toEqual({ description: 'import module warnings.', code: 'import warnings' })
  })

  test.runIf(withData('scitldr'))('of SciTLDR are summarized', async () => {
    const { train, dev } = await sciTldr(offline)
    expect([train.length, dev.length]).toEqual([1992, 619])
    expect(train[0]).toMatchObject({ id: 'SysEexbRb', sentences: { length: 6 }, summaries: { length: 1 } })
  })

  test.runIf(withData('text2sql-advising'))('of Advising are divided by question or by query', async () => {
    const byQuestion = await advising(offline)
    const sizes = (splits: object): number[] => Object.values(splits).map((part: unknown[]) => part.length)
    expect(sizes(byQuestion)).toEqual([2629, 229, 573])
    const byQuery = await advising({ ...offline, division: 'query' })
    expect(sizes(byQuery)).toEqual([2040, 515, 1832])
    const templates = (part: readonly { readonly template: number }[]) =>
      new Set(part.map((item) => item.template))
    const shared = [...templates(byQuery.test)].filter((template) => templates(byQuery.train).has(template))
    expect(shared).toEqual([])
  })
})
