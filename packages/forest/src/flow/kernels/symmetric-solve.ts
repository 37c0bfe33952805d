/** Writes the lower Cholesky factor of a symmetric, positive definite matrix of `size` rows over it. */
export function factorize(matrix: Float64Array, size: number): void {
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row * size + column]!
      for (let k = 0; k < column; k++) sum -= matrix[row * size + k]! * matrix[column * size + k]!
      matrix[row * size + column] = row === column ? Math.sqrt(sum) : sum / matrix[column * size + column]!
    }
  }
}

/** Solves L L' x = b for the factor L that `factorize` wrote; `out` holds b and receives x. */
export function solveFactorized(factor: Float64Array, size: number, out: Float64Array): void {
  for (let row = 0; row < size; row++) {
    let sum = out[row]!
    for (let k = 0; k < row; k++) sum -= factor[row * size + k]! * out[k]!
    out[row] = sum / factor[row * size + row]!
  }
  for (let row = size - 1; row >= 0; row--) {
    let sum = out[row]!
    for (let k = row + 1; k < size; k++) sum -= factor[k * size + row]! * out[k]!
    out[row] = sum / factor[row * size + row]!
  }
}
