// tfjs-core's own specs on this backend; bundled by conformance.test.ts, run by run.cjs, which says how many threads.
import '@tensorflow/tfjs'
import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util'
import { registerBackend, setStartOptions } from '../register-backend'

declare global {
  /** Set by run.cjs. */
  var conformanceThreads: number
}

setStartOptions({ threads: globalThis.conformanceThreads, simd: 'strict' })
registerBackend()
setTestEnvs([{ name: 'ae-wasm', backendName: 'ae-wasm', isDataSync: true }])
