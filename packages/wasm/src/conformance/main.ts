import './entry'
import '@tensorflow/tfjs-core/dist/tests'

export { startReport } from '../register-backend'
