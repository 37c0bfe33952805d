import type { Operand, SymbolicTensor } from '../tensor.ts'
import { multiply, subtract } from './arithmetic.ts'
import { equal, greater } from './compare.ts'
import { applyBinary, defineBinary } from './elementwise.ts'
import { where } from './where.ts'

export const maximumOperation = defineBinary({
  name: 'maximum',
  isCommutative: true,
  value: Math.max,
  gradient: (upstream, a, b) => shareGradient(upstream, a, b),
  onnx: 'Max',
  tfjs: 'maximum',
})

export const minimumOperation = defineBinary({
  name: 'minimum',
  isCommutative: true,
  value: Math.min,
  gradient: (upstream, a, b) => shareGradient(upstream, b, a),
  onnx: 'Min',
  tfjs: 'minimum',
})

/** The larger of a and b, with broadcasting. At a tie each gets half of the gradient, as in PyTorch. */
export function maximum(a: Operand, b: Operand): SymbolicTensor {
  return applyBinary(maximumOperation, a, b)
}

/** The smaller of a and b, with broadcasting. At a tie each gets half of the gradient, as in PyTorch. */
export function minimum(a: Operand, b: Operand): SymbolicTensor {
  return applyBinary(minimumOperation, a, b)
}

/** x held between two bounds. */
export function clip(x: SymbolicTensor, low: Operand, high: Operand): SymbolicTensor {
  return minimum(maximum(x, low), high)
}

/** Gradients with respect to the operand that is taken where `above` is above `below`, and to the other. */
function shareGradient(
  upstream: SymbolicTensor,
  above: SymbolicTensor,
  below: SymbolicTensor,
): readonly [SymbolicTensor, SymbolicTensor] {
  const untied = where(greater(above, below), upstream, 0)
  const toTaken = where(equal(above, below), multiply(upstream, 0.5), untied)
  return [toTaken, subtract(upstream, toTaken)]
}
