/** Centre frequencies of the first four formants, in Hz, of a grown man. */
export type Formants = readonly [f1: number, f2: number, f3: number, f4: number]

/**
 * Vowels as men say them.
 *
 * @see Peterson & Barney 1952, Control Methods Used in a Study of the Vowels, table II; F4 added
 */
export const VOWELS: Readonly<Record<string, Formants>> = {
  a: [730, 1090, 2440, 3400],
  e: [530, 1840, 2480, 3500],
  i: [270, 2290, 3010, 3600],
  o: [570, 840, 2410, 3300],
  u: [300, 870, 2240, 3300],
}

/** How a consonant before a vowel sounds. */
export interface Consonant {
  /** Where the formants are at the consonant; the second is its locus. */
  readonly formants: Formants
  /** Seconds before the vowel begins. */
  readonly duration: number
  /** Loudness of the voice through the closed mouth, against the vowel. */
  readonly voicing: number
  /** Loudness of the noise. */
  readonly noise: number
  /** Middle of the noise's band, in Hz. */
  readonly noiseFrequency: number
  /** Width of the noise's band, in Hz. */
  readonly noiseWidth: number
  /** Seconds of noise before the vowel begins. */
  readonly noiseDuration: number
}

/** Consonants by their letter. Loci after Delattre, Liberman & Cooper 1955. */
export const CONSONANTS: Readonly<Record<string, Consonant>> = {
  b: stop([220, 750, 2200, 3300], 800, 0.008),
  d: stop([220, 1800, 2700, 3500], 3800, 0.012),
  g: stop([220, 2300, 2500, 3300], 2100, 0.022),
  m: nasal([270, 950, 2200, 3300]),
  n: nasal([270, 1600, 2600, 3500]),
  s: hiss([270, 1750, 2600, 3500], 5600, 1500),
  x: hiss([270, 2000, 2500, 3300], 3100, 1000),
}

function stop(formants: Formants, noiseFrequency: number, noiseDuration: number): Consonant {
  return {
    formants,
    duration: 0.07,
    voicing: 0.13,
    noise: 0.35,
    noiseFrequency,
    noiseWidth: 900,
    noiseDuration,
  }
}

function nasal(formants: Formants): Consonant {
  const silent = { noise: 0, noiseFrequency: 1000, noiseWidth: 1000, noiseDuration: 0 }
  return { formants, duration: 0.09, voicing: 0.4, ...silent }
}

function hiss(formants: Formants, noiseFrequency: number, noiseWidth: number): Consonant {
  return {
    formants,
    duration: 0.12,
    voicing: 0,
    noise: 0.1,
    noiseFrequency,
    noiseWidth,
    noiseDuration: 0.12,
  }
}
