import { defaultClientConditions, defineConfig } from 'vite'

export default defineConfig({
  // The packages come as sources, so that a change in one shows at once.
  resolve: { conditions: ['@ae/source', ...defaultClientConditions] },
  worker: { format: 'es' },
  // A relative base lets the built studio lie in any folder of any host. tfjs alone is larger than the size Vite warns of.
  base: './',
  build: { target: 'es2022', chunkSizeWarningLimit: 4000 },
})
