import { posix } from 'node:path'

/**
 * What each package may import from its siblings: arrows point down and never back.
 * Apps may import every package; nothing imports an app or the tooling.
 *
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const packageGraph = {
  core: [],
  wasm: ['core'],
  audio: ['core'],
  plot: ['core'],
  vq: ['core'],
  anomaly: ['core'],
  text: ['core'],
  compress: ['core', 'vq'],
  datasets: ['core', 'audio'],
  disentangle: ['core', 'audio', 'vq'],
  // Its browser pages exercise the packages; they come in by path, for the packages are built with its presets.
  tooling: ['core', 'wasm', 'compress'],
}

/**
 * Where a file lies in the workspace: `packages/core/src/node/save-file.ts` is
 * `{ group: 'packages', name: 'core', path: 'src/node/save-file.ts' }`.
 *
 * @param {string} filename absolute
 */
export function placeOf(filename) {
  const found = /^.*\/(packages|apps)\/([^/]+)\/(.+)$/.exec(filename.replaceAll('\\', '/'))
  if (found === null) return undefined
  const [, group = '', name = '', path = ''] = found
  return { group, name, path }
}

/**
 * Where a relative import leads, seen from its package's folder: `..` first if it leaves the package.
 *
 * @param {string} path      of the importing file within its package
 * @param {string} specifier `../losses/mse`
 */
export function resolveWithin(path, specifier) {
  return posix.join(posix.dirname(path), specifier)
}

/**
 * Calls `visit(source, node)` for everything that loads a module, types included.
 *
 * @param {(source: string, node: object) => void} visit
 */
export function onImports(visit) {
  const take = (node) => {
    const source = node.source ?? node.argument
    if (source !== null && typeof source?.value === 'string') visit(source.value, node)
  }
  return {
    ImportDeclaration: take,
    ExportNamedDeclaration: take,
    ExportAllDeclaration: take,
    ImportExpression: take,
    TSImportType: take,
  }
}
