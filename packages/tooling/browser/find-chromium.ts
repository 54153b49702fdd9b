import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import process from 'node:process'

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']

/** The browser of `CHROME_PATH`, else the system's; undefined if there is none. */
export function findChromium(): string | undefined {
  const chosen = process.env.CHROME_PATH
  if (chosen !== undefined && chosen !== '') return existsSync(chosen) ? chosen : undefined
  const find = process.platform === 'win32' ? 'where' : 'which'
  for (const name of names) {
    const { status, stdout } = spawnSync(find, [name], { encoding: 'utf8' })
    const [path] = stdout?.split('\n') ?? []
    if (status === 0 && path !== undefined && path !== '') return path.trim()
  }
  return undefined
}
