/**
 * Factors the symmetric, positive definite `matrix` (row-major, `size` × `size`) into L Lᵀ, in place: L replaces the
 * lower triangle. Returns whether it was positive definite. O(size³ / 6).
 */
export function factorCholesky(matrix: Float64Array, size: number): boolean {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j]!
      for (let k = 0; k < j; k++) sum -= matrix[i * size + k]! * matrix[j * size + k]!
      if (i !== j) {
        matrix[i * size + j] = sum / matrix[j * size + j]!
      } else {
        if (!(sum > 0)) return false
        matrix[i * size + i] = Math.sqrt(sum)
      }
    }
  }
  return true
}

/** Solves L x = b in place: `out` holds b and then x. */
export function solveLower(factor: Float64Array, size: number, out: Float64Array): void {
  for (let i = 0; i < size; i++) {
    let sum = out[i]!
    for (let k = 0; k < i; k++) sum -= factor[i * size + k]! * out[k]!
    out[i] = sum / factor[i * size + i]!
  }
}

/** Solves Lᵀ x = b in place: `out` holds b and then x. */
export function solveUpper(factor: Float64Array, size: number, out: Float64Array): void {
  for (let i = size - 1; i >= 0; i--) {
    let sum = out[i]!
    for (let k = i + 1; k < size; k++) sum -= factor[k * size + i]! * out[k]!
    out[i] = sum / factor[i * size + i]!
  }
}
