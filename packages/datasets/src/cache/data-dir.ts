import type { HostNode } from './host-node'

/** The folder under which data sets are kept in Node, unless `dataDir` says otherwise. */
export function dataDirOf(node: Pick<HostNode, 'env' | 'home' | 'path' | 'platform'>): string {
  const { env, home, path, platform } = node
  const chosen = given(env['AE_DATA_DIR'])
  if (chosen !== undefined) return path.resolve(chosen)
  return path.join(cacheDir(), 'ae', 'datasets')

  function cacheDir(): string {
    if (platform === 'win32') return given(env['LOCALAPPDATA']) ?? path.join(home, 'AppData', 'Local')
    if (platform === 'darwin') return path.join(home, 'Library', 'Caches')
    return given(env['XDG_CACHE_HOME']) ?? path.join(home, '.cache')
  }
}

function given(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value
}
