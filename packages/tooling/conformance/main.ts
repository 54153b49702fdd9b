import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { Report } from '../src/report'
import { checkConsumers } from './check-consumers'
import { checkReadme } from './check-readme'
import { checkRelease } from './check-release'
import { checkTarballs } from './check-tarballs'
import { checkWasm } from './check-wasm'
import { install } from './install'
import { packAll } from './pack'

// `pnpm conformance`: the packages as npm delivers them, in fresh projects outside of this workspace.

const report = new Report()
const folder = await mkdtemp(join(tmpdir(), 'ae-conformance-'))
try {
  const tarballs = await packAll(folder)
  await checkTarballs(tarballs, report)
  const place = join(folder, 'project')
  await report.check('npm installs the packed packages', () => install(place, tarballs))
  await checkConsumers(place, tarballs, report)
  await checkWasm(place, report)
  await checkReadme(place, report)
  await checkRelease(folder, report)
} finally {
  await rm(folder, { recursive: true, force: true })
}
console.log(report.line)
process.exitCode = report.failed ? 1 : 0
