import { fileURLToPath } from 'node:url'

/** A file or folder of the documentation. */
export function docsPath(name: string): string {
  return fileURLToPath(new URL(`../../../docs/${name}`, import.meta.url))
}
