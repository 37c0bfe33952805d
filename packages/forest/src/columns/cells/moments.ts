/** Mean and covariance, row by row, of some rows of a few columns. */
export interface Moments {
  readonly means: Float64Array
  readonly covariance: Float64Array
}

export function momentsOf(columns: readonly Float64Array[], rows: Uint32Array): Moments {
  const width = columns.length
  const means = Float64Array.from(columns, (column) => rows.reduce((sum, row) => sum + column[row]!, 0) / rows.length)
  const covariance = new Float64Array(width * width)
  for (let i = 0; i < width; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0
      for (const row of rows) sum += (columns[i]![row]! - means[i]!) * (columns[j]![row]! - means[j]!)
      covariance[i * width + j] = covariance[j * width + i] = sum / rows.length
    }
  }
  return { means, covariance }
}

const turns = 40

/** The direction in which a covariance is largest, by the power method; of length 1. */
export function mainAxis(covariance: Float64Array): Float64Array {
  const width = Math.sqrt(covariance.length)
  let axis = Float64Array.from({ length: width }, (_, i) => 1 + i / 8)
  for (let turn = 0; turn < turns; turn++) {
    const next = new Float64Array(width)
    for (let i = 0; i < width; i++) for (let j = 0; j < width; j++) next[i]! += covariance[i * width + j]! * axis[j]!
    const length = Math.sqrt(next.reduce((sum, value) => sum + value * value, 0))
    if (!(length > 0)) break
    axis = next.map((value) => value / length)
  }
  const length = Math.sqrt(axis.reduce((sum, value) => sum + value * value, 0))
  return axis.map((value) => value / length)
}

/** The lower triangle whose product with its transpose is the covariance (Cholesky); zeros where columns follow from others. */
export function factorOf(covariance: Float64Array): Float64Array {
  const width = Math.sqrt(covariance.length)
  const factor = new Float64Array(width * width)
  for (let i = 0; i < width; i++) {
    for (let j = 0; j <= i; j++) {
      let left = covariance[i * width + j]!
      for (let k = 0; k < j; k++) left -= factor[i * width + k]! * factor[j * width + k]!
      if (i === j) factor[i * width + i] = left > 1e-12 * covariance[i * width + i]! ? Math.sqrt(left) : 0
      else factor[i * width + j] = factor[j * width + j]! > 0 ? left / factor[j * width + j]! : 0
    }
  }
  return factor
}
