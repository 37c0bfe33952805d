import type { Operand, SymbolicTensor } from '../tensor.ts'
import type { TfjsBinary } from '../tfjs/runtime.ts'
import { applyBinary, applyUnary, defineBinary, defineUnary } from './elementwise.ts'

// Comparisons give booleans and stop the gradient: they are constant wherever they have a derivative.

const comparison = (name: string, onnx: string, tfjs: TfjsBinary, value: (a: number, b: number) => boolean) =>
  defineBinary({ name, onnx, tfjs, value: (a, b) => Number(value(a, b)), takes: ['f32', 'i32'], gives: 'bool' })

export const greaterOperation = comparison('greater', 'Greater', 'greater', (a, b) => a > b)
export const greaterOrEqualOperation = comparison('greaterOrEqual', 'GreaterOrEqual', 'greaterEqual', (a, b) => a >= b)
export const lessOperation = comparison('less', 'Less', 'less', (a, b) => a < b)
export const lessOrEqualOperation = comparison('lessOrEqual', 'LessOrEqual', 'lessEqual', (a, b) => a <= b)
export const equalOperation = comparison('equal', 'Equal', 'equal', (a, b) => a === b)

export const andOperation = defineBinary({
  name: 'and',
  isCommutative: true,
  takes: ['bool'],
  value: (a, b) => a & b,
  onnx: 'And',
  tfjs: 'logicalAnd',
})

export const orOperation = defineBinary({
  name: 'or',
  isCommutative: true,
  takes: ['bool'],
  value: (a, b) => a | b,
  onnx: 'Or',
  tfjs: 'logicalOr',
})

export const notOperation = defineUnary({
  name: 'not',
  takes: ['bool'],
  value: (x) => 1 - x,
  onnx: 'Not',
  tfjs: 'logicalNot',
})

/** Where a > b, as booleans. No gradient. */
export function greater(a: Operand, b: Operand): SymbolicTensor {
  return applyBinary(greaterOperation, a, b)
}

/** Where a ≥ b, as booleans. No gradient. */
export function greaterOrEqual(a: Operand, b: Operand): SymbolicTensor {
  return applyBinary(greaterOrEqualOperation, a, b)
}

/** Where a < b, as booleans. No gradient. */
export function less(a: Operand, b: Operand): SymbolicTensor {
  return applyBinary(lessOperation, a, b)
}

/** Where a ≤ b, as booleans. No gradient. */
export function lessOrEqual(a: Operand, b: Operand): SymbolicTensor {
  return applyBinary(lessOrEqualOperation, a, b)
}

/** Where a = b, as booleans. No gradient. */
export function equal(a: Operand, b: Operand): SymbolicTensor {
  return applyBinary(equalOperation, a, b)
}

/** Where both booleans are true. */
export function and(a: SymbolicTensor, b: SymbolicTensor): SymbolicTensor {
  return applyBinary(andOperation, a, b)
}

/** Where either boolean is true. */
export function or(a: SymbolicTensor, b: SymbolicTensor): SymbolicTensor {
  return applyBinary(orOperation, a, b)
}

/** Where a boolean is false. */
export function not(x: SymbolicTensor): SymbolicTensor {
  return applyUnary(notOperation, x)
}
