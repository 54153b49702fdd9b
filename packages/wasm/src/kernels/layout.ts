import { accelerate } from './accelerate'

/** Matrices turned over. */
export function registerLayout(): void {
  accelerate('Transpose', ({ inputs: { x }, attrs, backend }) => {
    const perm = attrs.perm as unknown as number[]
    if (x === undefined || x.dtype !== 'float32' || x.shape.length !== 2 || perm[0] !== 1) return undefined
    const from = backend.pointer(x)
    if (from === undefined) return undefined
    const [rows = 0, columns = 0] = x.shape
    const { info, pointer } = backend.output([columns, rows])
    backend.exports.transpose2(from, pointer, rows, columns, 0, rows)
    return info
  })
}
