import { defineConfig } from 'tsup'
import { library } from '../tooling/tsup'

export default defineConfig(library({ index: 'src/index.ts', node: 'src/node/index.ts' }))
