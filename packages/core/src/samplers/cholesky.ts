/**
 * The lower triangle L of a symmetric positive definite matrix, `L Lᵀ`, row-major; above the diagonal 0.
 *
 * @param matrix row-major n × n; only its lower triangle is read
 */
export function cholesky(matrix: Float64Array, size: number): Float64Array {
  const lower = new Float64Array(size * size)
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j] ?? 0
      for (let k = 0; k < j; k++) sum -= (lower[i * size + k] ?? 0) * (lower[j * size + k] ?? 0)
      lower[i * size + j] = i === j ? Math.sqrt(sum) : sum / (lower[j * size + j] ?? 0)
    }
  }
  return lower
}

/** `‖L⁻¹ v‖²`, which is `vᵀ (L Lᵀ)⁻¹ v`. Overwrites `v` with L⁻¹ v. */
export function squaredMahalanobis(lower: Float64Array, v: Float64Array): number {
  const size = v.length
  let total = 0
  for (let i = 0; i < size; i++) {
    let sum = v[i] ?? 0
    for (let k = 0; k < i; k++) sum -= (lower[i * size + k] ?? 0) * (v[k] ?? 0)
    const solved = sum / (lower[i * size + i] ?? 0)
    v[i] = solved
    total += solved * solved
  }
  return total
}
