import { gemm } from './gemm'

/**
 * Products b0 … b1 of a batch, C[b] = op(A[i])·op(B[j]); `table` holds i and j of each product, 32 bits wide.
 * `sizeA` and `sizeB` are the matrices' numbers of elements.
 */
export function gemmBatch(
  table: usize,
  a: usize, sizeA: i32, lda: i32, ta: i32,
  b: usize, sizeB: i32, ldb: i32, tb: i32,
  c: usize, m: i32, n: i32, depth: i32,
  b0: i32, b1: i32, scratch: usize,
): void {
  for (let i = b0; i < b1; i++) {
    const entry = table + ((<usize>i) << 3)
    const left = a + ((<usize>load<i32>(entry) * <usize>sizeA) << 2)
    const right = b + ((<usize>load<i32>(entry, 4) * <usize>sizeB) << 2)
    gemm(left, lda, ta, right, ldb, tb, c + ((<usize>i * <usize>(m * n)) << 2), n, 0, m, 0, n, depth, 0, scratch)
  }
}
