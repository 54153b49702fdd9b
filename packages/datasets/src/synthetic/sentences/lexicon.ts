/** Nouns in the singular; all take -s. */
export const NOUNS: readonly string[] = [
  'cat',
  'dog',
  'teacher',
  'doctor',
  'farmer',
  'painter',
  'sailor',
  'neighbour',
  'girl',
  'boy',
  'king',
  'robot',
  'horse',
  'bird',
  'singer',
  'visitor',
  'driver',
  'writer',
  'judge',
  'baker',
]
/** Nouns for places. */
export const PLACES: readonly string[] = [
  'garden',
  'harbour',
  'village',
  'library',
  'kitchen',
  'forest',
  'museum',
  'station',
  'market',
  'castle',
]
/** Adjectives. */
export const ADJECTIVES: readonly string[] = [
  'old',
  'young',
  'small',
  'tall',
  'quiet',
  'clever',
  'tired',
  'happy',
  'famous',
  'brave',
  'hungry',
  'strange',
]
/** Adverbs of manner. */
export const ADVERBS: readonly string[] = ['slowly', 'quietly', 'suddenly', 'happily', 'often', 'again']
/** Prepositions of place. */
export const PREPOSITIONS: readonly string[] = ['in', 'near', 'behind', 'outside']
/** Verbs with an object: after a singular and after a plural subject. */
export const TRANSITIVE: readonly Verb[] = [
  ['sees', 'see'],
  ['likes', 'like'],
  ['helps', 'help'],
  ['follows', 'follow'],
  ['finds', 'find'],
  ['calls', 'call'],
  ['remembers', 'remember'],
  ['watches', 'watch'],
  ['thanks', 'thank'],
  ['avoids', 'avoid'],
]
/** Verbs without an object. */
export const INTRANSITIVE: readonly Verb[] = [
  ['sleeps', 'sleep'],
  ['sings', 'sing'],
  ['waits', 'wait'],
  ['laughs', 'laugh'],
  ['leaves', 'leave'],
  ['arrives', 'arrive'],
]
/** Verbs with a clause. */
export const CLAUSAL: readonly Verb[] = [
  ['says', 'say'],
  ['thinks', 'think'],
  ['knows', 'know'],
  ['hopes', 'hope'],
]

/** A verb after a singular and after a plural subject. */
export type Verb = readonly [singular: string, plural: string]
