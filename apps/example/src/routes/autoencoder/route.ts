import type { Route } from '../../route'
import { numberField } from '../../ui/number-field'
import { trainingView } from '../../ui/training-view'
import type { AutoencoderSettings } from './settings'

/** An auto-encoder of digits: the narrower the code, the more it has to forget. */
export const autoencoder: Route = {
  path: 'autoencoder',
  title: 'Auto-encoder',
  summary:
    'A network copies handwritten digits through a few numbers, the code. Watch the copies sharpen while the loss falls.',
  mount(parent) {
    const latentDim = numberField({
      label: 'Latent size',
      description: 'numbers in a code',
      values: [2, 4, 8, 16, 32, 64],
      value: 16,
    })
    const learningRate = numberField({
      label: 'Learning rate',
      description: 'how far a step of Adam goes',
      values: [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03],
      value: 0.001,
    })
    return trainingView<AutoencoderSettings>(parent, {
      fields: [latentDim, learningRate],
      settings: () => ({ latentDim: latentDim.value, learningRate: learningRate.value }),
      createWorker: () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }),
    })
  },
}
