import { sizeOf } from './accelerate'

/** How two shapes combine: `blocks` times rows × width, where each operand has a step for a row and stays or walks along it. */
export interface BroadcastPlan {
  readonly rows: number
  readonly width: number
  readonly stepA: number
  readonly fixedA: number
  readonly stepB: number
  readonly fixedB: number
  /** First element of each operand for each block, where there is more than one. */
  readonly blocks: readonly { readonly a: number; readonly b: number }[]
}

/** Neighbouring axes along which each operand either walks (its step is not 0) or stays. */
interface Group {
  size: number
  stepA: number
  stepB: number
}

/** Blocks above which calls from JavaScript cost more than they save. */
const MOST_BLOCKS = 1 << 16

/** How two shapes combine as blocks of rows; undefined where blocks would be too many, or nothing is there. */
export function broadcastPlan(
  a: readonly number[],
  b: readonly number[],
  out: readonly number[],
): BroadcastPlan | undefined {
  const groups = groupsOf(a, b, out)
  // Rows: the innermost group and, if need be, the one around it.
  const inner = groups.at(-1) ?? { size: 1, stepA: 0, stepB: 0 }
  const middle = groups.at(-2) ?? { size: 1, stepA: 0, stepB: 0 }
  const outer = groups.slice(0, -2)
  const count = outer.reduce((product, { size }) => product * size, 1)
  if (count > MOST_BLOCKS || (count > 1 && sizeOf(out) / count < LEAST_BLOCK)) return undefined
  let blocks = [{ a: 0, b: 0 }]
  for (const { size, stepA, stepB } of outer) {
    blocks = blocks.flatMap((at) =>
      Array.from({ length: size }, (_, i) => ({ a: at.a + i * stepA, b: at.b + i * stepB })),
    )
  }
  return {
    rows: middle.size,
    width: inner.size,
    stepA: middle.stepA,
    fixedA: Number(inner.stepA === 0),
    stepB: middle.stepB,
    fixedB: Number(inner.stepB === 0),
    blocks,
  }
}

/** Elements of a block below which a plain loop is as fast. */
const LEAST_BLOCK = 16

function groupsOf(a: readonly number[], b: readonly number[], out: readonly number[]): readonly Group[] {
  const groups: Group[] = []
  let [sizeA, sizeB] = [1, 1]
  for (let axis = out.length - 1; axis >= 0; axis--) {
    const size = out[axis] ?? 1
    const [sideA, sideB] = [a[axis - out.length + a.length] ?? 1, b[axis - out.length + b.length] ?? 1]
    const [stepA, stepB] = [sideA === 1 ? 0 : sizeA, sideB === 1 ? 0 : sizeB]
    sizeA *= sideA
    sizeB *= sideB
    if (size === 1) continue
    const last = groups[0]
    // An axis joins the one inside it if both operands go on as they did.
    if (last !== undefined && stepA === last.stepA * last.size && stepB === last.stepB * last.size) {
      last.size *= size
    } else groups.unshift({ size, stepA, stepB })
  }
  return groups
}
