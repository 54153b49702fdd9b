/** Keys under which tfjs layers keep what their weights start as. */
const INITIALIZERS = [
  'kernel_initializer',
  'bias_initializer',
  'recurrent_initializer',
  'embeddings_initializer',
  'depthwise_initializer',
  'pointwise_initializer',
  'alpha_initializer',
  'beta_initializer',
  'gamma_initializer',
  'moving_mean_initializer',
  'moving_variance_initializer',
] as const

/** What tfjs calls a layer, a model or an initializer at rest. */
interface Described {
  readonly class_name: string
  readonly config: Readonly<Record<string, unknown>>
}

/** A layers model's JSON without what its weights start as: a checkpoint brings the weights. */
export function withoutInitializers(json: unknown): unknown {
  return mapObjects(json, (object) =>
    Object.fromEntries(Object.entries(object).filter(([key]) => !key.endsWith('_initializer'))),
  )
}

/** A layers model's JSON in which every weight starts as the initializer named `className` says. */
export function withInitializer(json: unknown, className: string): unknown {
  const initializer: Described = { class_name: className, config: {} }
  const all = Object.fromEntries(INITIALIZERS.map((key) => [key, initializer]))
  return mapObjects(withoutInitializers(json), (object) =>
    isDescribed(object) ? { ...object, config: { ...object.config, ...all } } : object,
  )
}

function isDescribed(object: object): object is Described {
  return (
    'class_name' in object &&
    typeof object.class_name === 'string' &&
    'config' in object &&
    typeof object.config === 'object' &&
    object.config !== null &&
    !Array.isArray(object.config)
  )
}

/** Applies `f` to every object, innermost first. What comes from a file was checked for its depth before. */
function mapObjects(json: unknown, f: (object: object) => object): unknown {
  if (Array.isArray(json)) return json.map((item) => mapObjects(item, f))
  if (typeof json !== 'object' || json === null) return json
  return f(Object.fromEntries(Object.entries(json).map(([key, value]) => [key, mapObjects(value, f)])))
}
