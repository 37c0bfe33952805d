import type { Operand, SymbolicTensor } from '../tensor.ts'
import { divide, multiply, square, subtract } from './arithmetic.ts'
import { and, equal, greaterOrEqual } from './compare.ts'
import { applyBinary, defineBinary } from './elementwise.ts'
import { log, sqrt } from './exponential.ts'
import { toTensor } from './source.ts'
import { where } from './where.ts'

export const powOperation = defineBinary({
  name: 'pow',
  value: (a, b) => a ** b,
  // At a = 0 as PyTorch: b = 0 has no slope in a, and 0 to the power of b ≥ 0 none in b, where a product with an infinite
  // factor would be NaN. The factors are replaced before they are computed, so that derivatives of these are finite too.
  gradient: (upstream, a, b, output) => {
    const reduced = where(equal(b, 0), 1, subtract(b, 1))
    const base = where(and(equal(a, 0), greaterOrEqual(b, 0)), 1, a)
    return [multiply(upstream, multiply(b, pow(a, reduced))), multiply(upstream, multiply(output, log(base)))]
  },
  onnx: 'Pow',
  tfjs: 'pow',
})

/** a to the power of b, with broadcasting. A negative a takes whole powers only. */
export function pow(a: Operand, b: Operand): SymbolicTensor {
  const base = toTensor(a)
  if (b === 1) return base
  if (b === 2) return square(base)
  if (b === 0.5) return sqrt(base)
  if (b === -1) return divide(1, base)
  return applyBinary(powOperation, base, b)
}
