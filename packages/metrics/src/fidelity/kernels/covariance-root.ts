import type { Sliced } from '@asdf/core'

/** Pivots below this share of the largest variance are rounding of 0. */
const negligible = 1e-13

/** Moments of the rows of a matrix: their mean, and columns of a matrix L whose product with its transpose is their covariance. */
export interface Moments {
  readonly mean: Float64Array
  /** Rows of Lᵀ, each as long as the matrix is wide; fewer where columns depend on others. */
  readonly root: readonly Float64Array[]
}

/**
 * The mean and a root of the covariance (over rows - 1) of a row-major matrix. Where it has fewer rows than columns the root is
 * the centered rows, else that of a Cholesky factorization with pivots, which stops at the rank. O(rows × width² + width³);
 * pauses between rows.
 */
export function* momentsOf(data: ArrayLike<number>, rows: number, width: number): Sliced<Moments> {
  const mean = new Float64Array(width)
  for (let row = 0; row < rows; row++) for (let c = 0; c < width; c++) mean[c]! += data[row * width + c]! / rows
  const centered = new Float64Array(rows * width)
  const scale = rows > 1 ? 1 / Math.sqrt(rows - 1) : 0
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < width; c++) centered[row * width + c] = (data[row * width + c]! - mean[c]!) * scale
  }
  if (rows <= width) {
    return { mean, root: Array.from({ length: rows }, (_, row) => centered.slice(row * width, (row + 1) * width)) }
  }
  return { mean, root: yield* pivotedCholesky(yield* gramOf(centered, rows, width), width) }
}

function* gramOf(matrix: Float64Array, rows: number, width: number): Sliced<Float64Array> {
  const gram = new Float64Array(width * width)
  for (let row = 0; row < rows; row++) {
    yield
    const start = row * width
    for (let i = 0; i < width; i++) {
      const value = matrix[start + i]!
      if (value === 0) continue
      for (let j = 0; j <= i; j++) gram[i * width + j]! += value * matrix[start + j]!
    }
  }
  for (let i = 0; i < width; i++) for (let j = 0; j < i; j++) gram[j * width + i] = gram[i * width + j]!
  return gram
}

/** Columns of L with L Lᵀ = matrix, the largest pivot first, as many as its rank. Overwrites the matrix. */
function* pivotedCholesky(matrix: Float64Array, width: number): Sliced<Float64Array[]> {
  const columns: Float64Array[] = []
  let first = 0
  for (let step = 0; step < width; step++) {
    yield
    let pivot = 0
    for (let i = 1; i < width; i++) if (matrix[i * width + i]! > matrix[pivot * width + pivot]!) pivot = i
    const largest = matrix[pivot * width + pivot]!
    if (step === 0) first = largest
    if (!(largest > negligible * first)) break
    const column = new Float64Array(width)
    for (let i = 0; i < width; i++) column[i] = matrix[i * width + pivot]! / Math.sqrt(largest)
    for (let i = 0; i < width; i++) {
      if (column[i] === 0) continue
      for (let j = 0; j < width; j++) matrix[i * width + j]! -= column[i]! * column[j]!
    }
    // What rounding left of the row and column that are done.
    for (let i = 0; i < width; i++) matrix[i * width + pivot] = matrix[pivot * width + i] = 0
    columns.push(column)
  }
  return columns
}
