import type { SymbolicTensor } from '../tensor.ts'
import { add, multiply } from './arithmetic.ts'
import { erf, sigmoid } from './saturating.ts'

/** x · sigmoid(x), also called swish. */
export function silu(x: SymbolicTensor): SymbolicTensor {
  return multiply(x, sigmoid(x))
}

/** x · Φ(x), the exact form, with Φ the standard normal distribution function. */
export function gelu(x: SymbolicTensor): SymbolicTensor {
  return multiply(multiply(x, 0.5), add(1, erf(multiply(x, Math.SQRT1_2))))
}
