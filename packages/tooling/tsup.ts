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
    dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
    sourcemap: true,
    clean: true,
    target: 'es2022',
    external: [...external],
  }
}
