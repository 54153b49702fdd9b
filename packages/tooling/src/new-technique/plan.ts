import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Names } from './names'
import { changeset, page, techniqueFiles } from './templates'

/** A file to write, by its path in the workspace. */
export interface PlannedFile {
  /** `packages/core/src/models/info-vae/config.ts` */
  readonly path: string
  /** Its whole new text. */
  readonly text: string
}

/** Everything a new technique adds or changes in the workspace at `root`; writes nothing. */
export function plan(root: string, names: Names): readonly PlannedFile[] {
  const folder = `packages/core/src/models/${names.kebab}`
  if (existsSync(join(root, folder))) throw new Error(`${folder} is there already.`)
  const door = 'packages/core/src/index.ts'
  return [
    ...Object.entries(techniqueFiles(names)).map(([name, text]) => ({ path: `${folder}/${name}`, text })),
    { path: door, text: withExport(readFileSync(join(root, door), 'utf8'), names) },
    { path: `apps/docs/models/${names.kebab}.md`, text: page(names) },
    { path: `.changeset/${names.kebab}.md`, text: changeset(names) },
  ]
}

/** The public door with the technique's line, where the order of paths puts it. */
function withExport(door: string, { kebab, pascal }: Names): string {
  const path = `./models/${kebab}`
  const statement = `export { type Resolved${pascal}Config, ${pascal}, type ${pascal}Config } from '${path}'\n`
  for (const { index, 1: other = '' } of door.matchAll(/^export [^;]*?from '([^']+)'\n/gms)) {
    if (other > path) return door.slice(0, index) + statement + door.slice(index)
  }
  return door + statement
}
