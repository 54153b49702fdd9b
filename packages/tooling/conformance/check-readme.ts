import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Report } from '../src/report'
import { root } from '../src/workspace'
import { project } from './check-consumers'
import { succeed } from './pack'

/** Runs the README's examples with the packed packages: every block that begins with ```ts example. */
export async function checkReadme(folder: string, report: Report): Promise<void> {
  await report.check('README.md has an example', async () => {
    if (readmeExamples().length === 0) throw new Error('No block of README.md begins with ```ts example.')
  })
  for (const [i, code] of readmeExamples().entries()) {
    await report.check(`example ${i + 1} of README.md compiles and runs`, async () => {
      const place = await project(
        folder,
        `readme-${i + 1}`,
        { type: 'module' },
        {
          'main.ts': `${code}\nexport {}\n`,
          'tsconfig.json': JSON.stringify({
            compilerOptions: {
              module: 'nodenext',
              target: 'es2022',
              lib: ['es2022', 'dom'],
              types: ['node'],
              strict: true,
              skipLibCheck: true,
            },
            files: ['main.ts'],
          }),
        },
      )
      await succeed(['node', join(folder, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', '.'], place)
      await succeed(['node', 'main.js'], place)
    })
  }
}

function readmeExamples(): readonly string[] {
  const path = join(root, 'README.md')
  if (!existsSync(path)) return []
  return [...readFileSync(path, 'utf8').matchAll(/^```ts example\n(.*?)^```$/gms)].map(
    ([, code = '']) => code,
  )
}
