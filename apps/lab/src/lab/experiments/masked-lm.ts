import {
  adamW,
  cosine,
  createRng,
  crossEntropyRows,
  fit,
  fromTensor,
  progress,
  type Trainable,
  trainProbe,
} from '@ae/core'
import { MaskedLM, SPECIAL_TOKENS, tokenRows, Vocabulary } from '@ae/text'
import * as tf from '@tensorflow/tfjs'
import type { Experiment, Lab } from '../experiment'
import { type TaggedSentence, taggedSentences } from '../sentences'

/** Tokens of a row; longer sentences are cut. */
const LENGTH = 32
const SIZES = {
  full: { width: 128, layers: 2, epochs: 30, batchSize: 64, rate: 1e-3 },
  quick: { width: 64, layers: 2, epochs: 12, batchSize: 32, rate: 3e-3 },
} as const
/** Words whose part of speech a probe learns from, chooses by, and is judged by. */
const PROBED = { full: [12_000, 4000, 8000], quick: [2000, 500, 800] } as const
/** Steps of the control, which has only to copy. */
const CONTROL_STEPS = { full: 300, quick: 150 } as const
/** Rows that are scored at once. */
const SCORED = 64

/** Hidden words told from their sentence; what is known of a word there, against what is known of it alone. */
export const maskedLm: Experiment = {
  name: 'masked-lm',
  claim:
    'told to say which words are hidden, a network learns what words are in a sentence; told words that it can see, it copies',
  data: 'UD English EWT (12544 + 2001 sentences)',
  async run(lab) {
    const { train, test } = await taggedSentences(lab)
    const vocabulary = Vocabulary.of(
      train.map(({ words }) => words),
      { leastCount: 2 },
    )
    const numbers = (sentences: readonly TaggedSentence[]): number[][] =>
      sentences.map(({ words }) => vocabulary.encode(words.slice(0, LENGTH)))
    const [rows, others] = [
      tokenRows(numbers(train), { length: LENGTH }),
      tokenRows(numbers(test), { length: LENGTH }),
    ]
    lab.report('vocabulary', vocabulary.size)
    const size = lab.quick ? 'quick' : 'full'
    const { width, layers, epochs, batchSize, rate } = SIZES[size]
    const shape = { vocabularySize: vocabulary.size, length: LENGTH, width, layers, seed: lab.seed }
    const training = (name: string) => ({
      batchSize,
      seed: lab.seed,
      optimizer: adamW({ learningRate: cosine({ from: rate }), weightDecay: 0.01, clipNorm: 1 }),
      callbacks: [progress({ write: (line: string) => lab.progress(`${name}  ${line}`), every: 200 })],
    })

    const known = knownWords(numbers(train), numbers(test), vocabulary.size)
    lab.report('majority-accuracy', known.majority)
    lab.report('unigram-perplexity', known.perplexity)

    const model = new MaskedLM(shape)
    const started = performance.now()
    await fit(model, fromTensor(rows), { epochs, ...training('masked') })
    lab.report('training-seconds', (performance.now() - started) / 1000)
    const { accuracy, perplexity } = await scored(model, others)
    lab.report('accuracy', accuracy)
    // In the small grammar every fifth word is the same, and which noun it is nothing tells.
    lab.report('accuracy-over-majority', accuracy / known.majority, { full: { min: 2 } })
    lab.report('perplexity', perplexity)
    const bar = { max: 0.5 }
    lab.report('perplexity-over-unigram', perplexity / known.perplexity, { full: bar, quick: bar })
    await probes(lab, { model, rows, others, train, test })
    model.dispose()

    const control = new MaskedLM(shape)
    await fit(copying(control), fromTensor(rows), { steps: CONTROL_STEPS[size], ...training('control') })
    const copied = await copies(control, others)
    control.dispose()
    lab.report('control-visible-accuracy', copied, { full: { min: 0.95 }, quick: { min: 0.95 } })
    tf.dispose([rows, others])
  },
}

interface KnownWords {
  /** Of saying the most frequent word always. */
  readonly majority: number
  /** Of frequencies alone. */
  readonly perplexity: number
}

/** What counts of words can tell of other sentences; words that are in no vocabulary are never asked for. */
function knownWords(
  train: readonly (readonly number[])[],
  test: readonly (readonly number[])[],
  size: number,
): KnownWords {
  const counts = new Float64Array(size)
  const isWord = (token: number): boolean => token > SPECIAL_TOKENS.mask
  for (const token of train.flat().filter(isWord)) counts[token] = (counts[token] ?? 0) + 1
  const total = counts.reduce((sum, count) => sum + count, 0)
  const most = counts.indexOf(Math.max(...counts))
  const asked = test.flat().filter(isWord)
  const nats = asked.reduce((sum, token) => sum - Math.log((counts[token] ?? 0) / total), 0)
  return {
    majority: asked.filter((token) => token === most).length / asked.length,
    perplexity: Math.exp(nats / asked.length),
  }
}

async function scored(
  model: MaskedLM,
  rows: tf.Tensor2D,
): Promise<{ readonly accuracy: number; readonly perplexity: number }> {
  let [nats, right, asked] = [0, 0, 0]
  const rng = createRng(1)
  for (let from = 0; from < rows.shape[0]; from += SCORED) {
    const batch = rows.slice([from, 0], [Math.min(SCORED, rows.shape[0] - from), LENGTH])
    const { nll, accuracy, count } = model.score(batch, { rng: rng.fork(`rows ${from}`) })
    const [ownNats = 0, ownRight = 0, ownCount = 0] = await Promise.all(
      [nll, accuracy, count].map(async (scalar) => (await scalar.data())[0] ?? Number.NaN),
    )
    nats += ownNats * ownCount
    right += ownRight * ownCount
    asked += ownCount
    tf.dispose([batch, nll, accuracy, count])
  }
  return { accuracy: right / asked, perplexity: Math.exp(nats / asked) }
}

interface Probed {
  readonly model: MaskedLM
  readonly rows: tf.Tensor2D
  readonly others: tf.Tensor2D
  readonly train: readonly TaggedSentence[]
  readonly test: readonly TaggedSentence[]
}

/** Parts of speech read from what is known of words in their sentences, and from their own vectors. */
async function probes(lab: Lab, { model, rows, others, train, test }: Probed): Promise<void> {
  const tags = [...new Set(train.flatMap((sentence) => sentence.tags))].sort()
  const [learnt, chosen, judged] = PROBED[lab.quick ? 'quick' : 'full']
  const accuracyOf = async (vectors: (tokens: tf.Tensor2D) => tf.Tensor3D): Promise<number> => {
    const own = await codesOf(vectors, { rows, sentences: train, tags, count: learnt + chosen })
    const far = await codesOf(vectors, { rows: others, sentences: test, tags, count: judged })
    const part = (from: number, count: number) => ({
      codes: own.codes.slice([from, 0], [count, -1]),
      labels: own.labels.slice(from, from + count),
    })
    const [first, second] = [part(0, learnt), part(learnt, chosen)]
    const { accuracy } = await trainProbe({
      classes: tags.length,
      train: first,
      validation: second,
      test: far,
      epochs: 40,
      seed: lab.seed,
    })
    tf.dispose([own.codes, far.codes, first.codes, second.codes])
    return accuracy.estimate
  }
  const inSentence = await accuracyOf((tokens) => model.encode(tokens))
  const alone = await accuracyOf((tokens) => model.embed(tokens))
  lab.report('part-of-speech-in-sentence', inSentence)
  lab.report('part-of-speech-alone', alone)
  lab.report('part-of-speech-lead', inSentence - alone, { full: { min: 0.05 } })
}

interface Coded {
  readonly rows: tf.Tensor2D
  readonly sentences: readonly TaggedSentence[]
  readonly tags: readonly string[]
  readonly count: number
}

/** The first words of the sentences: a vector of each, and the number of its part of speech. */
async function codesOf(
  vectors: (tokens: tf.Tensor2D) => tf.Tensor3D,
  { rows, sentences, tags, count }: Coded,
): Promise<{ readonly codes: tf.Tensor2D; readonly labels: number[] }> {
  const labels: number[] = []
  const places: number[] = []
  let used = 0
  for (const [row, sentence] of sentences.entries()) {
    if (labels.length >= count) break
    used = row + 1
    for (const [place, tag] of sentence.tags.slice(0, LENGTH).entries()) {
      labels.push(tags.indexOf(tag))
      places.push(row * LENGTH + place)
    }
  }
  const kept = labels.flatMap((label, i) => (label < 0 || i >= count ? [] : [i]))
  const codes = tf.tidy(() => {
    const parts: tf.Tensor3D[] = []
    for (let from = 0; from < used; from += SCORED)
      parts.push(vectors(rows.slice([from, 0], [Math.min(SCORED, used - from), LENGTH])))
    const all = tf.concat(parts)
    const wanted = kept.map((i) => places[i] ?? 0)
    return all.reshape<tf.Tensor2D>([-1, all.shape[2]]).gather(tf.tensor1d(wanted, 'int32'))
  })
  return { codes, labels: kept.map((i) => labels[i] ?? 0) }
}

/** Control: the same network is told to say words that nothing hides. */
function copying(model: MaskedLM): Trainable<tf.Tensor> {
  return {
    phases: [
      {
        name: 'copying',
        variables: Object.values(model.weights()),
        objective(tokens) {
          const { labels, logits, words } = visible(model, tokens)
          const nll = crossEntropyRows(labels, logits).mul(words).sum().div<tf.Scalar>(words.sum().maximum(1))
          return { total: nll, terms: { nll } }
        },
      },
    ],
  }
}

function visible(model: MaskedLM, tokens: tf.Tensor) {
  const logits = model.logits(tokens).reshape<tf.Tensor2D>([-1, model.config.vocabularySize])
  const labels = tokens.flatten()
  const words = labels.greater(tf.scalar(SPECIAL_TOKENS.mask, 'int32')).toFloat()
  return { labels, logits, words }
}

/** Share of visible words that are said again. */
async function copies(model: MaskedLM, rows: tf.Tensor2D): Promise<number> {
  const share = tf.tidy(() => {
    const { labels, logits, words } = visible(model, rows.slice([0, 0], [SCORED, LENGTH]))
    const right = logits.argMax(-1).toInt().equal(labels).toFloat().mul(words)
    return right.sum().div(words.sum())
  })
  const [value = Number.NaN] = await share.data()
  share.dispose()
  return value
}
