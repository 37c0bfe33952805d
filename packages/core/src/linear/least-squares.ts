import type { DesignView } from './design.ts'
import { factorCholesky, solveLower, solveUpper } from './kernels/cholesky.ts'
import { accumulateGram, accumulateProducts } from './kernels/products.ts'

/** A ridge that only serves to make collinear predictors solvable: a share of each diagonal entry, as in R's `mice`. */
const ridgeShare = 1e-5

export interface NormalEquations {
  /** Lower Cholesky factor of XᵀX + ridge, row-major, `[width, width]`. */
  readonly factor: Float64Array
  /** 1 for the features that some row has; the coefficient of the others is 0. */
  readonly used: Uint8Array
}

/** Factors XᵀX over the view. O(rows · slots² + width³). */
export function normalEquations(view: DesignView): NormalEquations {
  const { width } = view.design
  const gram = new Float64Array(width * width)
  accumulateGram(view, gram)
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

/** Coefficients of least squares of `target`, one number for each row of the view. */
export function leastSquares({ factor, used }: NormalEquations, view: DesignView, target: Float64Array): Float64Array {
  const { width } = view.design
  const coefficients = new Float64Array(width)
  accumulateProducts(view, target, coefficients)
  solveLower(factor, width, coefficients)
  solveUpper(factor, width, coefficients)
  for (let i = 0; i < width; i++) if (used[i] === 0) coefficients[i] = 0
  return coefficients
}
