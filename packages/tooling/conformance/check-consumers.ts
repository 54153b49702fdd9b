import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Report } from '../src/report'
import { commonJsCode, doorsOf, moduleCode, typedCode } from './consumer-code'
import { succeed, type Tarball } from './pack'
import { PAGE, runInChromium, SAY_DONE } from './run-in-chromium'

const compilers = { 'TypeScript 6': 'typescript', 'TypeScript 7': 'typescript7' } as const

/** Uses the packages as each kind of project does. `folder` is where they are installed. */
export async function checkConsumers(
  folder: string,
  tarballs: readonly Tarball[],
  report: Report,
): Promise<void> {
  const doors = doorsOf(tarballs, 'node')
  await report.check('an ES module in Node opens every door, trains, saves and loads', async () => {
    const place = await project(folder, 'esm', { type: 'module' }, { 'main.js': moduleCode(doors, '') })
    await succeed(['node', 'main.js'], place)
  })
  await report.check('a CommonJS module in Node does, too', async () => {
    const place = await project(folder, 'cjs', { type: 'commonjs' }, { 'main.js': commonJsCode(doors, '') })
    await succeed(['node', 'main.js'], place)
  })
  for (const [name, compiler] of Object.entries(compilers)) {
    for (const resolution of ['nodenext', 'bundler'] as const) {
      await report.check(
        `${name} with moduleResolution ${resolution} finds the types of every door`,
        async () => {
          const place = await project(
            folder,
            `${compiler}-${resolution}`,
            { type: 'module' },
            {
              'main.ts': typedCode(doors),
              'tsconfig.json': JSON.stringify({
                compilerOptions: compilerOptions(resolution),
                files: ['main.ts'],
              }),
            },
          )
          await succeed(['node', join(folder, 'node_modules', compiler, 'bin', 'tsc'), '-p', '.'], place)
        },
      )
    }
  }
  await report.check('a Vite project builds, and works in Chromium where there is one', () =>
    checkVite(folder, tarballs),
  )
}

/** As strict as a project can be; `skipLibCheck` because tfjs' own declarations do not pass. */
function compilerOptions(resolution: 'nodenext' | 'bundler'): object {
  const module = resolution === 'nodenext' ? 'nodenext' : 'esnext'
  return {
    module,
    moduleResolution: resolution,
    target: 'es2022',
    lib: ['es2022', 'dom', 'dom.iterable'],
    types: ['node'],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    noEmit: true,
  }
}

async function checkVite(folder: string, tarballs: readonly Tarball[]): Promise<void> {
  const place = await project(
    folder,
    'vite',
    { type: 'module' },
    {
      'index.html': PAGE,
      'main.js': moduleCode(doorsOf(tarballs, 'browser'), SAY_DONE),
      'vite.config.js': `export default { build: { target: 'es2022', chunkSizeWarningLimit: 9000 } }`,
    },
  )
  await succeed(['node', join(folder, 'node_modules', 'vite', 'bin', 'vite.js'), 'build'], place)
  await runInChromium(join(place, 'dist'))
}

/** A folder with a package.json and files; where it is. */
export async function project(
  folder: string,
  name: string,
  manifest: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  const place = join(folder, name)
  await mkdir(place, { recursive: true })
  await writeFile(join(place, 'package.json'), JSON.stringify({ name, private: true, ...manifest }))
  for (const [file, text] of Object.entries(files)) await writeFile(join(place, file), text)
  return place
}
