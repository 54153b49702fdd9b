import { defineConfig, type ViteUserConfig } from 'vitest/config'

const conditions = ['@ae/source', 'module', 'import', 'default']

/**
 * Tests run against the sources of every workspace package, so nothing has to be built first. Files share a process, for loading
 * tfjs takes longer than most of them; where a test is about what is loaded once, its package says `isolate: true`.
 */
const config: ViteUserConfig = defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: { include: ['src/**/*.test.ts'], testTimeout: 60_000, isolate: false },
})

export default config
