import { isBuiltin } from 'node:module'
import { onImports, placeOf, resolveWithin } from './places.mjs'

/** Libraries run in browsers too: only `src/node` (and tests) may touch Node. */
export const neutralCodeRule = {
  create(context) {
    const place = placeOf(context.filename)
    if (place === undefined || !isNeutral(place)) return {}
    return onImports((source, node) => {
      if (isBuiltin(source)) {
        context.report({ node, message: `'${source}' exists only in Node: move this code to src/node.` })
      } else if (source.startsWith('.') && resolveWithin(place.path, source).startsWith('src/node/')) {
        context.report({ node, message: `'${source}' leads into src/node, which browsers cannot load.` })
      }
    })
  },
}

function isNeutral({ group, name, path }) {
  return (
    group === 'packages' &&
    name !== 'tooling' &&
    path.startsWith('src/') &&
    !path.startsWith('src/node/') &&
    !path.endsWith('.test.ts')
  )
}
