import type { Design } from './design.ts'
import { factorCholesky, solveLower, solveUpper } from './cholesky.ts'

/** A ridge that only serves to make collinear predictors solvable: a share of each diagonal entry, as in R's `mice`. */
const ridgeShare = 1e-5

export interface NormalEquations {
  /** Lower Cholesky factor of XᵀX + ridge, row-major, `[width, width]`. */
  readonly factor: Float64Array
  /** 1 for the features that some row has; the coefficient of the others is 0. */
  readonly used: Uint8Array
}

/** Factors XᵀX over `rows` without the source column in slot `skip`. O(rows · slots² + width³). */
export function normalEquations(design: Design, rows: Uint32Array, skip: number): NormalEquations {
  const { width } = design
  const gram = new Float64Array(width * width)
  accumulateGram(design, rows, skip, gram)
  const used = new Uint8Array(width)
  for (let i = 0; i < width; i++) used[i] = gram[i * width + i]! > 0 ? 1 : 0
  for (let share = ridgeShare; share < 10; share *= 10) {
    const factor = gram.slice()
    for (let i = 0; i < width; i++) factor[i * width + i] = used[i] === 1 ? gram[i * width + i]! * (1 + share) : 1
    if (factorCholesky(factor, width)) return { factor, used }
  }
  // Only numbers beyond all measure come here: nothing can be learned from them.
  const factor = new Float64Array(width * width)
  for (let i = 0; i < width; i++) factor[i * width + i] = 1
  return { factor, used: used.fill(0) }
}

/** Coefficients of least squares of `target`, one number for each of `rows`. */
export function leastSquares(
  { factor, used }: NormalEquations,
  design: Design,
  rows: Uint32Array,
  skip: number,
  target: Float64Array,
): Float64Array {
  const { width } = design
  const coefficients = new Float64Array(width)
  accumulateProducts(design, rows, skip, target, coefficients)
  solveLower(factor, width, coefficients)
  solveUpper(factor, width, coefficients)
  for (let i = 0; i < width; i++) if (used[i] === 0) coefficients[i] = 0
  return coefficients
}

/** Writes Xβ for each of `rows` to `out`, without the source column in slot `skip`. */
export function predictLinear(
  design: Design,
  rows: Uint32Array,
  skip: number,
  coefficients: Float64Array,
  out: Float64Array,
): void {
  const { slots, features, values } = design
  for (let i = 0; i < rows.length; i++) {
    const start = rows[i]! * slots
    let sum = 0
    for (let s = 0; s < slots; s++) if (s !== skip) sum += values[start + s]! * coefficients[features[start + s]!]!
    out[i] = sum
  }
}

function accumulateGram(design: Design, rows: Uint32Array, skip: number, out: Float64Array): void {
  const { slots, features, values, width } = design
  for (let i = 0; i < rows.length; i++) {
    const start = rows[i]! * slots
    for (let s = 0; s < slots; s++) {
      const value = values[start + s]!
      if (s === skip || value === 0) continue
      const line = features[start + s]! * width
      // Features of later slots are higher, so only the lower triangle is filled.
      for (let t = 0; t <= s; t++) if (t !== skip) out[line + features[start + t]!]! += value * values[start + t]!
    }
  }
}

function accumulateProducts(
  design: Design,
  rows: Uint32Array,
  skip: number,
  target: Float64Array,
  out: Float64Array,
): void {
  const { slots, features, values } = design
  for (let i = 0; i < rows.length; i++) {
    const start = rows[i]! * slots
    for (let s = 0; s < slots; s++) if (s !== skip) out[features[start + s]!]! += values[start + s]! * target[i]!
  }
}
