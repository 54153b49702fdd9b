import { defineConfig, type ViteUserConfig } from 'vitest/config'

const conditions = ['@ae/source', 'module', 'import', 'default']

/** Tests run against the sources of every workspace package, so nothing has to be built first. */
const config: ViteUserConfig = defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: { include: ['src/**/*.test.ts'], testTimeout: 60_000 },
})

export default config
