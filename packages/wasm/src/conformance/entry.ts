// tfjs-core's own specs on this backend; bundled and run by conformance.test.ts.
import '@tensorflow/tfjs'
import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util'
import { registerBackend } from '../register-backend'

registerBackend()
setTestEnvs([{ name: 'ae-wasm', backendName: 'ae-wasm', isDataSync: true }])
