// For its effect alone: `import '@ae/wasm/register'`, then `await tf.setBackend('ae-wasm')`.
import { registerBackend } from './register-backend'

registerBackend()
