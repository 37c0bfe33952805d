import type { Operand, SymbolicTensor } from '../tensor.ts'
import { applyBinary, applyUnary, defineBinary, defineUnary } from './elementwise.ts'

export const addOperation = defineBinary({
  name: 'add',
  isCommutative: true,
  takes: ['f32', 'i32'],
  value: (a, b) => a + b,
  gradient: (upstream) => [upstream, upstream],
  onnx: 'Add',
  tfjs: 'add',
})

export const subtractOperation = defineBinary({
  name: 'subtract',
  takes: ['f32', 'i32'],
  value: (a, b) => a - b,
  gradient: (upstream) => [upstream, negate(upstream)],
  onnx: 'Sub',
  tfjs: 'sub',
})

export const multiplyOperation = defineBinary({
  name: 'multiply',
  isCommutative: true,
  takes: ['f32', 'i32'],
  value: (a, b) => a * b,
  gradient: (upstream, a, b) => [multiply(upstream, b), multiply(upstream, a)],
  onnx: 'Mul',
  tfjs: 'mul',
})

export const divideOperation = defineBinary({
  name: 'divide',
  value: (a, b) => a / b,
  gradient: (upstream, _, b, output) => {
    const scaled = divide(upstream, b)
    return [scaled, negate(multiply(scaled, output))]
  },
  onnx: 'Div',
  tfjs: 'div',
})

export const negateOperation = defineUnary({
  name: 'negate',
  takes: ['f32', 'i32'],
  value: (x) => -x,
  gradient: (upstream) => negate(upstream),
  onnx: 'Neg',
  tfjs: 'neg',
})

/** a + b, with broadcasting. */
export function add(a: Operand, b: Operand): SymbolicTensor {
  return applyBinary(addOperation, a, b)
}

/** a - b, with broadcasting. */
export function subtract(a: Operand, b: Operand): SymbolicTensor {
  return applyBinary(subtractOperation, a, b)
}

/** a · b element by element, with broadcasting. */
export function multiply(a: Operand, b: Operand): SymbolicTensor {
  return applyBinary(multiplyOperation, a, b)
}

/** a / b element by element, with broadcasting. */
export function divide(a: Operand, b: Operand): SymbolicTensor {
  return applyBinary(divideOperation, a, b)
}

/** -x. */
export function negate(x: SymbolicTensor): SymbolicTensor {
  return applyUnary(negateOperation, x)
}

/** x². */
export function square(x: SymbolicTensor): SymbolicTensor {
  return multiply(x, x)
}
