import { EmaQuantizer } from '@ae/vq'
import { codedPhotographs, codeMapModel, meanOverPlaces, measureCodeMap, trainCodeMap } from '../code-maps'
import type { Lab } from '../experiment'

const CODES = 512
const DEPTH = 64
/** Steps of the twin. */
const STEPS = 2216
/** Steps after those. */
const MORE_STEPS = 4000

/** Small colour photographs as 8 × 8 indices out of 512: at the twin's steps, and trained on. */
export async function vqPhotographs(lab: Lab): Promise<void> {
  const images = await codedPhotographs(lab)
  const quantizer = new EmaQuantizer({ codebookSize: CODES, codeDim: DEPTH, seed: lab.seed })
  const model = await codeMapModel(lab, images, quantizer)
  try {
    const { epochs } = await trainCodeMap(lab, 'photographs', { model, images, steps: STEPS })
    const { nmse } = await measureCodeMap(model, images)
    lab.report('photographs-nmse', nmse, { full: { max: 0.067 } })
    const share = meanOverPlaces(epochs.at(-1) ?? [], ({ perplexity, codes }) => perplexity / codes)
    lab.report('photographs-epoch-perplexity-share', share, { full: { min: 0.5 } })
    await trainCodeMap(lab, 'photographs, on', { model, images, steps: MORE_STEPS })
    const later = await measureCodeMap(model, images)
    lab.report('photographs-trained-on-nmse', later.nmse, { full: { max: 0.056 } })
  } finally {
    model.dispose()
  }
}
