import { onImports, packageGraph, placeOf, resolveWithin } from './places.mjs'

/** Imports between packages go along the arrows, through a package's public door. */
export const packageGraphRule = {
  create(context) {
    const place = placeOf(context.filename)
    if (place === undefined) return {}
    return onImports((source, node) => {
      const message = source.startsWith('.') ? relativeMistake(place, source) : packageMistake(place, source)
      if (message !== undefined) context.report({ node, message })
    })
  },
}

function relativeMistake({ name, path }, source) {
  // Tools read their configuration before the workspace is linked, so those files reach the presets by path.
  if (!path.includes('/') && path.includes('.config.')) return undefined
  const target = resolveWithin(path, source)
  if (!target.startsWith('..')) return undefined
  return `'${source}' leaves the package: import \`@ae/…\` by name instead. (This file is in '${name}'.)`
}

function packageMistake({ group, name }, source) {
  const [scope, imported = '', ...rest] = source.split('/')
  if (scope !== '@ae') return undefined
  if (group === 'packages' && imported === name) {
    return `'${source}' imports its own package by name: use a relative path.`
  }
  if (rest.length > 1 || rest[0] === 'src' || rest[0] === 'dist') {
    return `'${source}' reaches behind the public door of '@ae/${imported}': import what its index exports.`
  }
  const known = Object.keys(packageGraph)
  const allowed = group === 'packages' ? (packageGraph[name] ?? []) : known
  if (allowed.includes(imported)) return undefined
  const doors = allowed.length === 0 ? 'nothing' : allowed.map((door) => `'@ae/${door}'`).join(', ')
  return `'${name}' may not import '${source}': of this workspace it may import ${doors}.`
}
