/** A technique's name in every form that its files need. */
export interface Names {
  /** `info-vae`: the folder, the tag in checkpoints, the page. */
  readonly kebab: string
  /** `InfoVAE`: the class. */
  readonly pascal: string
  /** `Info VAE`: headings. */
  readonly title: string
}

/** Words of the literature that are not written as a name would be. */
const words: Readonly<Record<string, string>> = {
  vae: 'VAE',
  ae: 'AE',
  vqvae: 'VQVAE',
  vq: 'VQ',
  rbm: 'RBM',
  gan: 'GAN',
  wae: 'WAE',
  pca: 'PCA',
}

/** Reads `info-vae`; undefined unless it is a kebab-case name. */
export function namesOf(kebab: string): Names | undefined {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(kebab)) return undefined
  const parts = kebab
    .split('-')
    .map((part) => words[part] ?? `${part[0]?.toUpperCase() ?? ''}${part.slice(1)}`)
  return { kebab, pascal: parts.join(''), title: parts.join(' ') }
}
