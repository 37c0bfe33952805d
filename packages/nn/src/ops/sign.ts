import type { SymbolicTensor } from '../tensor.ts'
import { multiply } from './arithmetic.ts'
import { applyUnary, defineUnary } from './elementwise.ts'

/** -1, 0 or 1. Constant wherever it has a derivative, so it stops the gradient. */
export const signOperation = defineUnary({ name: 'sign', value: Math.sign, onnx: 'Sign', tfjs: 'sign' })

export const absOperation = defineUnary({
  name: 'abs',
  value: Math.abs,
  gradient: (upstream, x) => multiply(upstream, sign(x)),
  onnx: 'Abs',
  tfjs: 'abs',
})

/** -1, 0 or 1. Stops the gradient. */
export function sign(x: SymbolicTensor): SymbolicTensor {
  return applyUnary(signOperation, x)
}

/** |x|. The derivative at 0 is taken as 0. */
export function abs(x: SymbolicTensor): SymbolicTensor {
  return applyUnary(absOperation, x)
}
