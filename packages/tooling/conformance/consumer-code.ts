import type { Tarball } from './pack'

/** Every door that can be opened in the place where the code runs. */
export function doorsOf(tarballs: readonly Tarball[], place: 'node' | 'browser'): readonly string[] {
  const doors = tarballs.flatMap((tarball) => tarball.doors)
  return place === 'node' ? doors : doors.filter((door) => !door.endsWith('/node'))
}

/** A door that registers something and has no name to give. */
function isSilent(door: string): boolean {
  return door.endsWith('/register')
}

/** What a consumer does with @ae/core: train, save, load, and tell errors apart. Plain JavaScript. */
const body = `
await tf.ready()
const images = createRng(1).uniform([16, 6])
const model = new Autoencoder({ inputShape: [6], latentDim: 2, encoder: mlp({ hiddenUnits: [4] }), decoder: mlp({ hiddenUnits: [4] }) })
const history = await fit(model, images, { epochs: 30, batchSize: 8, optimizer: adam({ learningRate: 0.02 }) })
const losses = history.epochs.map((epoch) => epoch.losses.total)
if (!(losses.at(-1) < losses[0])) throw new Error('The loss did not fall: ' + losses)
const loaded = await load(Autoencoder, await save(model))
const [a, b] = [reconstruct(model, images), reconstruct(loaded, images)]
if (String(await a.data()) !== String(await b.data())) throw new Error('A loaded model gives something else.')
const [contractCase] = latentModelContract({ Model: Autoencoder, create: () => model, batch: () => tf.zeros([2, 5]) })
const refused = await contractCase.run().then(() => undefined, (error) => error)
if (!(refused instanceof AeError)) throw new Error('There is more than one AeError: ' + refused)
`

const names = 'AeError, adam, Autoencoder, createRng, fit, load, mlp, reconstruct, save'

/** An ES module. `end` runs when all went well. */
export function moduleCode(doors: readonly string[], end: string): string {
  return [
    `import { ${names} } from '@ae/core'`,
    `import { latentModelContract } from '@ae/core/testing'`,
    `import * as tf from '@tensorflow/tfjs'`,
    ...doors.map((door, i) => `import * as door${i} from '${door}'`),
    body,
    ...doors.map((door, i) =>
      isSilent(door) ? '' : `if (Object.keys(door${i}).length === 0) throw new Error('${door} is empty.')`,
    ),
    end,
  ].join('\n')
}

/** A CommonJS module that does the same. */
export function commonJsCode(doors: readonly string[], end: string): string {
  return [
    `const { ${names} } = require('@ae/core')`,
    `const { latentModelContract } = require('@ae/core/testing')`,
    `const tf = require('@tensorflow/tfjs')`,
    ...doors.map((door) =>
      isSilent(door)
        ? `require('${door}')`
        : `if (Object.keys(require('${door}')).length === 0) throw new Error('${door} is empty.')`,
    ),
    `async function main() {${body}${end}\n}`,
    `main().catch((error) => { console.error(error); process.exit(1) })`,
  ].join('\n')
}

/** TypeScript that holds only if the types are found and say what they should. */
export function typedCode(doors: readonly string[]): string {
  return [
    `import { Autoencoder, AeError, type AutoencoderConfig, type Dataset, fit, fromArray, type History, VAE } from '@ae/core'`,
    `import type * as tf from '@tensorflow/tfjs'`,
    ...doors.map((door, i) => `import * as door${i} from '${door}'`),
    `export const doors: readonly object[] = [${doors.map((_, i) => `door${i}`).join(', ')}]`,
    `export const config: AutoencoderConfig = { inputShape: [4], latentDim: 2 }`,
    `export const rows: Dataset<tf.Tensor> = fromArray({ data: new Float32Array(8), shape: [4] })`,
    `export const code: tf.Tensor = new VAE({ inputShape: [4], latentDim: 2 }).encode(null as unknown as tf.Tensor)`,
    `export const history: Promise<History> = fit(new Autoencoder(config), rows, { epochs: 1 })`,
    `export const kind: 'config' | 'shape' | 'data' | 'state' = new AeError('config', 'A: b.').code`,
    `// @ts-expect-error a misspelt option must not pass`,
    `export const wrong = new Autoencoder({ inputShape: [4], latentDimension: 2 })`,
  ].join('\n')
}
