/** One `@example` of a doc comment. */
export interface DocExample {
  /** Where it stands: `packages/core/src/losses/mse.ts:12`. */
  readonly place: string
  /** TypeScript. */
  readonly code: string
  /** What the file it stands in exports. */
  readonly ownNames: readonly string[]
}

/** Every `@example` in the doc comments of a source file. One that leaves something out (`…`) is only to be read. */
export function docExamples(path: string, source: string): readonly DocExample[] {
  const examples: DocExample[] = []
  const ownNames = [...source.matchAll(/^export (?:async )?(?:function|class|const) (\w+)/gm)].map(
    ([, name = '']) => name,
  )
  for (const comment of source.matchAll(/\/\*\*(?:(?!\*\/)[^])*\*\//g)) {
    const lines = comment[0].split('\n')
    const first = source.slice(0, comment.index).split('\n').length
    let begin = -1
    for (const [i, line] of lines.entries()) {
      const text = line.replace(/^\s*\*? ?/, '')
      if (!/^@\w/.test(text) && i < lines.length - 1) continue
      if (begin >= 0) {
        const code = lines
          .slice(begin + 1, i)
          .map((each) => each.replace(/^\s*\* ?/, ''))
          .filter((each) => !each.startsWith('```'))
          .join('\n')
        if (!code.includes('…')) examples.push({ place: `${path}:${first + begin}`, code, ownNames })
      }
      begin = text.startsWith('@example') ? i : -1
    }
  }
  return examples
}
