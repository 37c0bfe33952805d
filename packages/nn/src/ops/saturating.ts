import type { SymbolicTensor } from '../tensor.ts'
import { multiply, negate, square, subtract } from './arithmetic.ts'
import { applyUnary, defineUnary } from './elementwise.ts'
import { exp } from './exponential.ts'

// Derivatives of tanh and sigmoid are written in the output, so that an engine may compute the product before them and
// the function in one pass.

export const tanhOperation = defineUnary({
  name: 'tanh',
  value: Math.tanh,
  gradient: (upstream, _, output) => multiply(upstream, subtract(1, square(output))),
  onnx: 'Tanh',
  tfjs: 'tanh',
})

export const sigmoidOperation = defineUnary({
  name: 'sigmoid',
  value: (x) => 1 / (1 + Math.exp(-x)),
  gradient: (upstream, _, output) => multiply(upstream, multiply(output, subtract(1, output))),
  onnx: 'Sigmoid',
  tfjs: 'sigmoid',
})

export const softplusOperation = defineUnary({
  name: 'softplus',
  value: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  gradient: (upstream, x) => multiply(upstream, sigmoid(x)),
  onnx: 'Softplus',
  tfjs: 'softplus',
})

export const erfOperation = defineUnary({
  name: 'erf',
  value: errorFunction,
  gradient: (upstream, x) => multiply(upstream, multiply(exp(negate(square(x))), 2 / Math.sqrt(Math.PI))),
  onnx: 'Erf',
  tfjs: 'erf',
})

/** The hyperbolic tangent, from -1 to 1. */
export function tanh(x: SymbolicTensor): SymbolicTensor {
  return applyUnary(tanhOperation, x)
}

/** 1 / (1 + e⁻ˣ), from 0 to 1. */
export function sigmoid(x: SymbolicTensor): SymbolicTensor {
  return applyUnary(sigmoidOperation, x)
}

/** log(1 + eˣ), without overflow. */
export function softplus(x: SymbolicTensor): SymbolicTensor {
  return applyUnary(softplusOperation, x)
}

/** The error function, from -1 to 1. */
export function erf(x: SymbolicTensor): SymbolicTensor {
  return applyUnary(erfOperation, x)
}

/** The error function to double precision: its Maclaurin series near 0, the continued fraction of erfc beyond. */
function errorFunction(x: number): number {
  const size = Math.abs(x)
  if (size > 6) return Math.sign(x)
  if (size < 2.5) {
    // erf(x) = 2/√π e^(-x²) Σ 2ⁿ x^(2n+1) / (1·3·…·(2n+1)): all terms of one sign.
    let term = x
    let total = x
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(total); n++) {
      term *= (2 * x * x) / (2 * n + 1)
      total += term
    }
    return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * total
  }
  // erfc(x) = e^(-x²)/√π · 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + …)))), from its end.
  let fraction = size
  for (let n = 80; n >= 1; n--) fraction = size + n / 2 / fraction
  return Math.sign(x) * (1 - Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction))
}
