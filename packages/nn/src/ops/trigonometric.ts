import type { SymbolicTensor } from '../tensor.ts'
import { multiply, negate } from './arithmetic.ts'
import { applyUnary, defineUnary } from './elementwise.ts'

export const sinOperation = defineUnary({
  name: 'sin',
  value: Math.sin,
  gradient: (upstream, x) => multiply(upstream, cos(x)),
  onnx: 'Sin',
  tfjs: 'sin',
})

export const cosOperation = defineUnary({
  name: 'cos',
  value: Math.cos,
  gradient: (upstream, x) => negate(multiply(upstream, sin(x))),
  onnx: 'Cos',
  tfjs: 'cos',
})

/** The sine of an angle in radians. */
export function sin(x: SymbolicTensor): SymbolicTensor {
  return applyUnary(sinOperation, x)
}

/** The cosine of an angle in radians. */
export function cos(x: SymbolicTensor): SymbolicTensor {
  return applyUnary(cosOperation, x)
}
