import type { Operand, SymbolicTensor } from '../tensor.ts'
import { divide, multiply, square, subtract } from './arithmetic.ts'
import { applyBinary, defineBinary } from './elementwise.ts'
import { log, sqrt } from './exponential.ts'
import { toTensor } from './source.ts'

export const powOperation = defineBinary({
  name: 'pow',
  value: (a, b) => a ** b,
  gradient: (upstream, a, b, output) => [
    multiply(upstream, multiply(b, pow(a, subtract(b, 1)))),
    multiply(upstream, multiply(output, log(a))),
  ],
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
