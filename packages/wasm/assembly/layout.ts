/** y[columns, rows] = x[rows, columns]ᵀ, rows r0 … r1 of x; in blocks that stay in the cache. */
export function transpose2(x: usize, y: usize, rows: i32, columns: i32, r0: i32, r1: i32): void {
  for (let i = r0; i < r1; i += 16) {
    const iEnd = i + 16 < r1 ? i + 16 : r1
    for (let j: i32 = 0; j < columns; j += 16) {
      const jEnd = j + 16 < columns ? j + 16 : columns
      for (let c = j; c < jEnd; c++) {
        for (let r = i; r < iEnd; r++) {
          store<f32>(
            y + ((<usize>c * <usize>rows + <usize>r) << 2),
            load<f32>(x + ((<usize>r * <usize>columns + <usize>c) << 2)),
          )
        }
      }
    }
  }
}
