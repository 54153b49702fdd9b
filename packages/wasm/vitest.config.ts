import { mergeConfig, type ViteUserConfig } from 'vitest/config'
import shared from '../tooling/vitest'

/** Backends are registered once in a process. */
const config: ViteUserConfig = mergeConfig(shared, { test: { isolate: true } })

export default config
