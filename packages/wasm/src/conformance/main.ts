import './entry'
import '@tensorflow/tfjs-core/dist/tests'
