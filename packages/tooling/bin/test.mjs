import process from 'node:process'
import { install, run } from './install.mjs'

// `npm test`: everything that must pass before a change lands. Names of gates as arguments run only those.
install()
process.exit(
  run('npx', ['--no-install', 'tsx', 'packages/tooling/src/gates/main.ts', ...process.argv.slice(2)]),
)
