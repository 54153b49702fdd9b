import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import ts from 'typescript'
import { publicPackages, root } from '../workspace'
import { type DocExample, docExamples } from './doc-example'
import { nodeNames, preamble, testNames, vocabulary } from './vocabulary'

/** A module that can be imported. */
interface Door {
  /** `@ae/core/node` */
  readonly name: string
  /** `packages/core/src/node` */
  readonly folder: string
  /** The names it exports. */
  readonly exports: readonly string[]
}

/** Door → its source: `@ae/core/node` → `/…/packages/core/src/node/index.ts`. */
function doorSources(): ReadonlyMap<string, string> {
  return new Map(
    publicPackages().flatMap(({ folder, manifest }) =>
      Object.entries(manifest.exports ?? {}).flatMap(([door, conditions]) => {
        const source = (conditions as Readonly<Record<string, unknown>>)['@ae/source']
        return typeof source === 'string'
          ? [[manifest.name + door.slice(1), join(folder, source)] as const]
          : []
      }),
    ),
  )
}

/** Every example of every published package. */
export function allExamples(): readonly DocExample[] {
  return publicPackages().flatMap(({ folder }) =>
    readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map((file) => join(folder, 'src', file))
      .flatMap((path) => docExamples(relative(root, path), readFileSync(path, 'utf8'))),
  )
}

/** Type checks examples against the sources; one message for each that does not pass, by its place. */
export function compileExamples(examples: readonly DocExample[]): ReadonlyMap<string, string> {
  const doors = doorSources()
  const { options } = ts.convertCompilerOptionsFromJson(
    {
      ...ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile).config.compilerOptions,
      isolatedDeclarations: false,
      declaration: false,
      // Few readers have it on.
      noUncheckedIndexedAccess: false,
      noUnusedLocals: false,
      types: ['node'],
      typeRoots: [join(root, 'packages', 'tooling', 'node_modules', '@types')],
      paths: Object.fromEntries([...doors].map(([door, source]) => [door, [source]])),
    },
    root,
  )
  const packages = ts.createProgram([...doors.values()], options)
  const exported = exportsOf(packages, doors)
  const modules = new Map(
    examples.map((example, i) => [virtualPath(i), { example, text: moduleOf(example, exported) }]),
  )
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists, readFile } = host
  host.getSourceFile = (name, ...rest) => {
    const text = modules.get(name)?.text
    if (text !== undefined) return ts.createSourceFile(name, text, ts.ScriptTarget.ES2022)
    return packages.getSourceFile(name) ?? getSourceFile.call(host, name, ...rest)
  }
  host.fileExists = (name) => modules.has(name) || fileExists.call(host, name)
  host.readFile = (name) => modules.get(name)?.text ?? readFile.call(host, name)
  const program = ts.createProgram([...modules.keys()], options, host)
  const failures = new Map<string, string>()
  for (const [path, { example }] of modules) {
    const file = program.getSourceFile(path)
    const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]
    if (found.length === 0) continue
    failures.set(
      example.place,
      found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')).join('\n'),
    )
  }
  return failures
}

/** Beside this file, so that what an example imports is found from here. */
function virtualPath(i: number): string {
  return join(root, 'packages', 'tooling', 'src', 'examples', `example-${i}.ts`)
}

/** What each door exports. */
function exportsOf(program: ts.Program, doors: ReadonlyMap<string, string>): readonly Door[] {
  const checker = program.getTypeChecker()
  return [...doors].map(([name, source]) => {
    const file = program.getSourceFile(source)
    const symbol = file === undefined ? undefined : checker.getSymbolAtLocation(file)
    const symbols = symbol === undefined ? [] : checker.getExportsOfModule(symbol)
    return { name, folder: relative(root, dirname(source)), exports: symbols.map((each) => each.name) }
  })
}

/** Name → where to import it from: the door nearest to the example, or its own file if no door has it. */
function importsFor({ place, ownNames }: DocExample, doors: readonly Door[]): ReadonlyMap<string, string> {
  const nearness = ({ folder }: Door): number => (place.startsWith(`${folder}/`) ? folder.length : 0)
  const far = [...doors].sort((a, b) => nearness(a) - nearness(b))
  const path = `../../../../${place.replace(/\.ts:\d+$/, '')}`
  return new Map([
    ...ownNames.map((name) => [name, path] as const),
    ...far.flatMap(({ name, exports }) => exports.map((each) => [each, name] as const)),
    ...Object.entries(nodeNames),
    ...(place.includes('/testing/') ? Object.entries(testNames) : []),
  ])
}

/** The example in a function of its own, so that what it declares hides what is imported for it. */
function moduleOf(example: DocExample, doors: readonly Door[]): string {
  const lines = example.code.split('\n')
  const explicit = lines.filter((line) => line.startsWith('import '))
  const used = new Set(example.code.match(/(?<![.\w])[A-Za-z_]\w*/g))
  const taken = new Set(explicit.join('\n').match(/\w+/g))
  for (const { name } of preamble) taken.add(name)
  const modules = importsFor(example, doors)
  const names = [...used].filter((name) => !taken.has(name))
  const isOwn = (name: string): boolean => vocabulary[name] !== undefined && modules.get(name) !== 'vitest'
  return [
    ...preamble.filter(({ name }) => !explicit.join('\n').includes(name)).map(({ line }) => line),
    ...explicit,
    ...names.map((name) => {
      if (isOwn(name)) return `declare const ${name}: ${vocabulary[name]}`
      const door = modules.get(name)
      return door === undefined ? '' : `import { ${name} } from '${door}'`
    }),
    'export async function example(): Promise<void> {',
    ...lines.filter((line) => !line.startsWith('import ')),
    '}',
  ].join('\n')
}
