import type { Options } from 'tsup'

/**
 * The build of every published package: ESM, CJS and types of each.
 *
 * `splitting` is on because two CJS entries would otherwise each carry a copy of a shared class, and
 * `instanceof AeError` would fail across `@ae/core` and `@ae/core/testing`.
 */
export function library(entry: Record<string, string>, external: readonly string[] = []): Options {
  return {
    entry,
    format: ['esm', 'cjs'],
    splitting: true,
    // TypeScript 6 refuses the `baseUrl` that tsup adds; the entry for Node needs Node's types.
    dts: { compilerOptions: { ignoreDeprecations: '6.0', types: ['node'] } },
    sourcemap: true,
    clean: true,
    target: 'es2022',
    external: [...external],
  }
}
