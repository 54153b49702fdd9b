import process from 'node:process'
import { install, run } from './install.mjs'

// `npm start -- ARGS`: on a fresh clone this is the only command a newcomer types. The lab runs from the sources, so nothing is built.
install()
process.exit(
  run('npx', [
    '--no-install',
    'pnpm',
    '--silent',
    '--dir',
    'apps/lab',
    'run',
    'tour',
    ...process.argv.slice(2),
  ]),
)
