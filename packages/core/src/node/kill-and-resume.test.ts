import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { readTrainingState } from '../checkpoint/read-training-state'
import { createRng } from '../rng/rng'

const script = fileURLToPath(new URL('./fixtures/train.ts', import.meta.url))

/** Trains in a process of its own; with `killWhen`, ends it by SIGKILL as soon as that holds. */
function train(checkpoint: string, result: string, killWhen?: () => boolean): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--import', 'tsx', script, checkpoint, result])
    const watch = setInterval(() => {
      if (killWhen?.() === true) child.kill('SIGKILL')
    }, 1)
    child.on('close', (code, signal) => {
      clearInterval(watch)
      resolve(signal ?? String(code))
    })
  })
}

function stepIn(checkpoint: string): number {
  if (!existsSync(checkpoint)) return 0
  return (readTrainingState(readFileSync(checkpoint)).json as { step: number }).step
}

test('a run killed at random steps and resumed ends with the weights of an unbroken one, byte for byte', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ae-resume-'))
  try {
    const [whole, broken] = [join(folder, 'whole'), join(folder, 'broken')]
    expect(await train(`${whole}.checkpoint`, whole)).toBe('0')
    const rng = createRng(Number(process.env.AE_KILL_SEED ?? 1))
    for (const part of [0, 1, 2]) {
      // 390 steps in all.
      const step = 20 + part * 120 + rng.integer(100)
      expect(await train(`${broken}.checkpoint`, broken, () => stepIn(`${broken}.checkpoint`) >= step)).toBe(
        'SIGKILL',
      )
      expect(existsSync(broken)).toBe(false)
    }
    expect(await train(`${broken}.checkpoint`, broken)).toBe('0')
    expect(readFileSync(broken).equals(readFileSync(whole))).toBe(true)
    const leftOver = readdirSync(folder).filter((name) => name.endsWith('.tmp'))
    // A kill in the middle of writing leaves its unfinished file, never a half-written checkpoint.
    expect(leftOver.length).toBeLessThanOrEqual(3)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}, 120_000)
