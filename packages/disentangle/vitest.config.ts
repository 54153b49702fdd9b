import { mergeConfig, type ViteUserConfig } from 'vitest/config'
import shared from '../tooling/vitest'

/** Repairs of tfjs are made once in a process, and a test shows what is wrong without. */
const config: ViteUserConfig = mergeConfig(shared, { test: { isolate: true } })

export default config
