import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { AeError } from '@ae/core'
import { writeFileAtomic } from '@ae/core/node'
import { type ReportSection, toHtmlReport } from '@ae/plot'
import { useWasm } from '@ae/wasm'
import { parseCommandLine } from '../command-line'
import { type Digits, embeddedDigits, realDigits } from '../digits'
import { type Experiment, passes } from './experiment'
import { experiments } from './experiments'
import { jsonReporter, type Reporter, tableReporter } from './reporters'

const USAGE = `pnpm lab list
pnpm lab NAME… [--quick] [--json] [--seed N] [--data DIR] [--out DIR]
pnpm lab all … [--shard I/N] [--threads N]

Repeats experiments on real data in DIR (or AE_DATA_DIR), or in a minute or two each on embedded digits.
Figures, where an experiment has some, go to DIR/lab-NAME.html. Experiments run one after the other; a shard is every
N-th of those named, so that N processes of one thread each can share the work.`

/** Size of the embedded sets of a quick run. */
const QUICK = { train: 2000, test: 500 }

process.exitCode = await main()

async function main(): Promise<number> {
  const { values, positionals } = parseCommandLine(USAGE, {
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      seed: { type: 'string', default: '1' },
      data: { type: 'string' },
      shard: { type: 'string', default: '1/1' },
      threads: { type: 'string' },
      out: { type: 'string', default: fileURLToPath(new URL('../../../../report', import.meta.url)) },
    },
  })
  if (positionals.length === 0 || positionals[0] === 'list') {
    for (const { name, claim } of experiments) console.log(`${name.padEnd(20)} ${claim}`)
    return 0
  }
  const { quick, json } = values
  const seed = Number(values.seed)
  try {
    const chosen = shardOf(positionals.flatMap(named), values.shard)
    const { backend } = await useWasm(values.threads === undefined ? {} : { threads: Number(values.threads) })
    const dataDir = values.data ?? process.env.AE_DATA_DIR
    const digits = await chooseDigits(quick, dataDir)
    const data = quick || dataDir === undefined ? { digits } : { digits, dataDir }
    const reporter = json ? jsonReporter(seed, backend) : tableReporter(seed, backend)
    reporter.begin(digits.name)
    const failed: number[] = []
    for (const experiment of chosen)
      failed.push(await run(experiment, { ...data, quick, seed, out: values.out }, reporter))
    return reporter.end() && failed.every((count) => count === 0) ? 0 : 1
  } catch (error) {
    if (!(error instanceof AeError)) throw error
    console.error(error.message)
    return 2
  }
}

interface Conditions {
  readonly digits: Digits
  readonly dataDir?: string
  readonly quick: boolean
  readonly seed: number
  readonly out: string
}

async function run(experiment: Experiment, conditions: Conditions, reporter: Reporter): Promise<number> {
  const started = performance.now()
  let failed = 0
  const sections: ReportSection[] = []
  await experiment.run({
    ...conditions,
    report(metric, value, bars) {
      const bar = conditions.quick ? bars?.quick : bars?.full
      const measured = bar === undefined ? { metric, value } : { metric, value, bar }
      if (!passes(measured)) failed++
      reporter.metric(experiment.name, measured, (performance.now() - started) / 1000)
    },
    picture: (section) => sections.push(section),
    progress: (line) => reporter.progress(line),
  })
  if (sections.length > 0) await writePage(experiment, sections, conditions)
  return failed
}

/** Says where on standard error: standard output is for numbers. */
async function writePage(
  { name, claim, data }: Experiment,
  sections: readonly ReportSection[],
  { digits, quick, seed, out }: Conditions,
): Promise<void> {
  const path = join(resolve(out), `lab-${name}.html`)
  const used = quick ? digits.name : (data ?? digits.name)
  const about: ReportSection = { heading: name, text: `Shown: ${claim}. Data: ${used}; seed ${seed}.` }
  await mkdir(resolve(out), { recursive: true })
  const page = toHtmlReport({ title: `Lab: ${name}`, sections: [about, ...sections] })
  await writeFileAtomic(path, new TextEncoder().encode(page))
  process.stderr.write(`figures: ${path}\n`)
}

function named(name: string): readonly Experiment[] {
  if (name === 'all') return experiments
  const found = experiments.find((experiment) => experiment.name === name)
  if (found !== undefined) return [found]
  throw new AeError(
    'config',
    `lab: expected one of ${experiments.map((e) => e.name).join(', ')}. Received: '${name}'.`,
  )
}

/** Every N-th experiment, from the I-th on. */
function shardOf(chosen: readonly Experiment[], shard: string): readonly Experiment[] {
  const [index, count] = shard.split('/').map(Number)
  const whole = Number.isInteger(index) && Number.isInteger(count)
  if (whole && index !== undefined && count !== undefined && index >= 1 && index <= count)
    return chosen.filter((_, i) => i % count === index - 1)
  throw new AeError('config', `lab: expected a shard like 1/2. Received: '${shard}'.`)
}

async function chooseDigits(quick: boolean, dataDir: string | undefined): Promise<Digits> {
  if (quick) return embeddedDigits(QUICK)
  if (dataDir !== undefined) return realDigits(dataDir)
  throw new AeError('config', 'lab: expected a folder with real data. Received: none.', {
    hint: 'set AE_DATA_DIR or pass --data DIR with mnist/train-images-idx3-ubyte.gz and its kin; or run --quick.',
  })
}
