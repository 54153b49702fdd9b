import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig, type ViteUserConfig } from 'vitest/config'

/** The tests of every package and app in one run, so that both cores stay busy to the end. */
const config: ViteUserConfig = defineConfig({
  root: join(dirname(fileURLToPath(import.meta.url)), '..', '..'),
  // By default one core is left alone, which of two is half.
  test: { projects: ['packages/*', 'apps/*'], passWithNoTests: true, maxWorkers: '100%' },
})

export default config
