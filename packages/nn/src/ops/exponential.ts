import type { SymbolicTensor } from '../tensor.ts'
import { divide, multiply } from './arithmetic.ts'
import { applyUnary, defineUnary } from './elementwise.ts'

export const expOperation = defineUnary({
  name: 'exp',
  value: Math.exp,
  gradient: (upstream, _, output) => multiply(upstream, output),
  onnx: 'Exp',
  tfjs: 'exp',
})

export const logOperation = defineUnary({
  name: 'log',
  value: Math.log,
  gradient: (upstream, x) => divide(upstream, x),
  onnx: 'Log',
  tfjs: 'log',
})

export const sqrtOperation = defineUnary({
  name: 'sqrt',
  value: Math.sqrt,
  gradient: (upstream, _, output) => divide(upstream, multiply(output, 2)),
  onnx: 'Sqrt',
  tfjs: 'sqrt',
})

/** e to the power of x. */
export function exp(x: SymbolicTensor): SymbolicTensor {
  return applyUnary(expOperation, x)
}

/** The natural logarithm: -Infinity at 0, NaN below. */
export function log(x: SymbolicTensor): SymbolicTensor {
  return applyUnary(logOperation, x)
}

/** The square root: NaN below 0. Its derivative at 0 is infinite. */
export function sqrt(x: SymbolicTensor): SymbolicTensor {
  return applyUnary(sqrtOperation, x)
}
