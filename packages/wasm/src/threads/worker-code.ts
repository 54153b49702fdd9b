/** Names of the kernels that run on several threads; a task says which by its position. */
export const TASKS = [
  'gemm',
  'unary',
  'binary',
  'sumColumns',
  'adam',
  'convForward',
  'convFilter',
  'convInput',
  'convInputWindows',
  'dense',
  'denseBack',
  'denseRows',
  'slope',
  'gru',
  'gruBack',
  'lstm',
  'lstmBack',
  'crossEntropy',
  'crossEntropyBack',
  'rowLoss',
  'rowLossBack',
  'softmax',
  'gemmBatch',
  'sumRows',
  'sumBlocks',
  'foldBlocks',
  'maxPool',
  'maxPoolGradient',
  'averagePool',
  'averagePoolGradient',
  'resize',
  'resizeGradient',
  'clip',
  'normalize',
  'nearestCode',
  'instanceNorm',
  'instanceNormGradient',
  'depthwise',
  'depthwiseInput',
  'depthwiseFilter',
  'fourier',
  'chirp',
  'random',
  'squaredDistances',
  'nearestRows',
  'affinities',
  'tsneForces',
  'tsnePull',
  'tsnePush',
] as const

/** A kernel that runs on several threads. */
export type Task = (typeof TASKS)[number]

/** Bytes of a worker's slot: two 32-bit words (state, task), the number of arguments, then arguments as float64. */
export const SLOT_BYTES = 512
/** First byte of the arguments within a slot. */
export const ARGUMENTS = 16

/** States of a slot's first word. */
export const STATES = { starting: 0, idle: 1, work: 2 } as const

/** What a worker is told when it starts. */
export interface WorkerStart {
  /** The kernels. */
  readonly module: WebAssembly.Module
  /** The memory that all threads share. */
  readonly memory: WebAssembly.Memory
  /** Where its slot is. */
  readonly slot: number
}

/**
 * What a worker runs, as text: no file has to be found by a bundler or be served beside the page.
 *
 * Before it sleeps it looks for work for about as long as the JavaScript between two kernels takes: to be woken takes longer.
 */
export const WORKER_CODE: string = `
const TASKS = ${JSON.stringify(TASKS)}
const SPINS = 20000
function serve({ module, memory, slot }) {
  const { exports } = new WebAssembly.Instance(module, { env: { memory, abort() {} } })
  const words = new Int32Array(memory.buffer, slot, 4)
  const values = new Float64Array(memory.buffer, slot + ${ARGUMENTS}, ${(SLOT_BYTES - ARGUMENTS) / 8})
  Atomics.store(words, 0, ${STATES.idle})
  Atomics.notify(words, 0)
  for (;;) {
    for (let spins = 0; Atomics.load(words, 0) !== ${STATES.work}; spins++) {
      if (spins > SPINS) Atomics.wait(words, 0, ${STATES.idle})
    }
    exports[TASKS[words[1]]](...values.subarray(0, words[2]))
    Atomics.store(words, 0, ${STATES.idle})
    Atomics.notify(words, 0)
  }
}
if (typeof process === 'object' && typeof process.getBuiltinModule === 'function') {
  serve(process.getBuiltinModule('node:worker_threads').workerData)
} else {
  self.onmessage = ({ data }) => serve(data)
}
`
