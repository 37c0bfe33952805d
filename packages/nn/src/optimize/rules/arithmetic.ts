import type { SymbolicTensor } from '../../tensor.ts'
import type { Rule } from '../rule.ts'
import {
  add,
  multiply,
  multiplyOperation,
  negate,
  negateOperation,
  subtract,
  subtractOperation,
} from '../../ops/arithmetic.ts'
import { expand } from '../../ops/sum.ts'
import { sameShape, sizeOf } from '../../shapes.ts'
import { fillValue, isScalar } from './match.ts'

// x · 0 stays as it is: it is NaN where x is, and a loss that is NaN should be seen.

export const simplifyAdd: Rule = ({ inputs: [a, b], shape, dtype }) => {
  if (fillValue(a!) === 0) return expand(b!, shape)
  if (fillValue(b!) === 0) return expand(a!, shape)
  if (dtype !== 'f32') return undefined
  if (a === b) return multiply(a!, 2)
  if (b!.operation === negateOperation) return subtract(a!, b!.inputs[0]!)
  if (a!.operation === negateOperation) return subtract(b!, a!.inputs[0]!)
  // x · k + y · k = (x + y) · k
  const [left, right] = [multipleOf(a!), multipleOf(b!)]
  if (left === undefined || left.factor !== right?.factor || !sameShape(left.x.shape, right.x.shape)) return undefined
  return multiply(add(left.x, right.x), left.factor)
}

export const simplifySubtract: Rule = ({ inputs: [a, b], shape, dtype }) => {
  if (fillValue(b!) === 0) return expand(a!, shape)
  if (fillValue(a!) === 0) return expand(negate(b!), shape)
  return dtype === 'f32' && b!.operation === negateOperation ? add(a!, b!.inputs[0]!) : undefined
}

export const simplifyMultiply: Rule = ({ inputs: [a, b], shape, dtype }) => {
  if (fillValue(a!) === 1) return expand(b!, shape)
  if (fillValue(b!) === 1) return expand(a!, shape)
  if (dtype !== 'f32') return undefined
  return scaled(a!, b) ?? scaled(b!, a)
}

export const simplifyDivide: Rule = ({ inputs: [a, b], shape }) => {
  const by = fillValue(b!)
  if (by === 1) return expand(a!, shape)
  return by !== undefined && isScalar(b!) && by !== 0 ? multiply(a!, 1 / by) : undefined
}

export const simplifyNegate: Rule = ({ inputs: [x], dtype }) => {
  if (x!.operation === negateOperation) return x!.inputs[0]
  if (dtype !== 'f32') return undefined
  if (x!.operation === subtractOperation) return subtract(x!.inputs[1]!, x!.inputs[0]!)
  return scaled(x!, undefined)
}

/** The tensor and the known scalar that it is multiplied by. */
function multipleOf({
  operation,
  inputs,
}: SymbolicTensor): { readonly x: SymbolicTensor; readonly factor: number } | undefined {
  if (operation !== multiplyOperation) return undefined
  const [a, b] = inputs
  if (isScalar(a!)) return { x: b!, factor: fillValue(a!)! }
  return isScalar(b!) ? { x: a!, factor: fillValue(b!)! } : undefined
}

/** x times a known scalar (-1 when absent), where x is itself a multiple: one factor for both. */
function scaled(x: SymbolicTensor, factor: SymbolicTensor | undefined): SymbolicTensor | undefined {
  if (factor !== undefined && !isScalar(factor)) return undefined
  const by = factor === undefined ? -1 : fillValue(factor)!
  if (x.operation === negateOperation) return multiply(x.inputs[0]!, -by)
  if (x.operation !== multiplyOperation) return undefined
  const [a, b] = x.inputs
  if (isScalar(a!)) return multiply(b!, fillValue(a!)! * by)
  if (isScalar(b!)) return multiply(a!, fillValue(b!)! * by)
  // The factor goes to the smaller operand, when one of them is stretched.
  const [sizeA, sizeB] = [sizeOf(a!.shape), sizeOf(b!.shape)]
  if (sizeA === sizeB) return undefined
  return sizeA < sizeB ? multiply(multiply(a!, by), b!) : multiply(a!, multiply(b!, by))
}
