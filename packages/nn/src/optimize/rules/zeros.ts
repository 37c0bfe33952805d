import type { PadAttributes } from '../../ops/slice.ts'
import type { SymbolicTensor } from '../../tensor.ts'
import type { Rule } from '../rule.ts'
import { add, addOperation, multiply, negate } from '../../ops/arithmetic.ts'
import { matmulOperation } from '../../ops/matmul.ts'
import { pad, padOperation, slice } from '../../ops/slice.ts'
import { sum, sumOperation } from '../../ops/sum.ts'
import { sameShape } from '../../shapes.ts'
import { apply, attributesOf, withInputs } from '../../tensor.ts'

// Gradients of parts of a batch are rows among zeros. These rules compute the rows alone, and leave the zeros to the
// end, where mostly a slice or a sum takes them away. What is multiplied by such a zero is taken to be finite.

/** pad(x) · y = pad(x · y) */
export const keepZerosOfProduct: Rule = ({ inputs: [a, b], shape }) =>
  keepZeros(a!, b!, shape) ?? keepZeros(b!, a!, shape)

export const keepZerosOfNegation: Rule = ({ inputs: [x] }) => {
  const zeros = zerosOf(x!)
  return zeros && pad(negate(zeros.part), zeros.axis, zeros.before, zeros.after)
}

/** pad(x) + pad(y) = pad(x + y), among the same zeros. */
export const keepZerosOfSum: Rule = ({ operation, inputs: [a, b] }) => {
  const [left, right] = [zerosOf(a!), zerosOf(b!)]
  if (operation !== addOperation || left === undefined || right === undefined) return undefined
  const isSame =
    left.axis === right.axis && left.before === right.before && sameShape(left.part.shape, right.part.shape)
  return isSame && sameShape(a!.shape, b!.shape)
    ? pad(add(left.part, right.part), left.axis, left.before, left.after)
    : undefined
}

/** A sum over zeros leaves them out; a sum beside them is padded afterwards. */
export const keepZerosOfReduction: Rule = (tensor) => {
  const zeros = zerosOf(tensor.inputs[0]!)
  if (zeros === undefined) return undefined
  const { axes } = attributesOf(tensor, sumOperation)
  const reduced = sum(zeros.part, { axes, keepDimensions: true })
  return axes.includes(zeros.axis) ? reduced : pad(reduced, zeros.axis, zeros.before, zeros.after)
}

/** Rows of zeros give rows of zeros; zeros along the axis that is summed over are left out of both matrices. */
export const keepZerosOfMatmul: Rule = (tensor) => {
  const { transposeA, transposeB } = attributesOf(tensor, matmulOperation)
  const [a, b] = tensor.inputs
  if (tensor.inputs.length !== 2 || a!.shape.length !== 2 || b!.shape.length !== 2) return undefined
  const [summedA, summedB] = [transposeA ? 0 : 1, transposeB ? 1 : 0]
  const left = zerosOf(a!)
  if (left !== undefined) {
    if (left.axis !== summedA) return pad(withInputs(tensor, [left.part, b!]), 0, left.before, left.after)
    return withInputs(tensor, [left.part, slice(b!, summedB, left.before, b!.shape[summedB]! - left.after)])
  }
  const right = zerosOf(b!)
  if (right === undefined) return undefined
  if (right.axis !== summedB) return pad(withInputs(tensor, [a!, right.part]), 1, right.before, right.after)
  const rows = slice(a!, summedA, right.before, a!.shape[summedA]! - right.after)
  return apply(matmulOperation, [rows, right.part], { transposeA, transposeB })
}

function keepZeros(
  padded: SymbolicTensor,
  other: SymbolicTensor,
  shape: readonly number[],
): SymbolicTensor | undefined {
  const zeros = zerosOf(padded)
  if (zeros === undefined || !sameShape(padded.shape, shape)) return undefined
  const axis = zeros.axis - (shape.length - other.shape.length)
  const size = other.shape[axis] ?? 1
  const beside = size === 1 ? other : slice(other, axis, zeros.before, size - zeros.after)
  return pad(multiply(zeros.part, beside), zeros.axis, zeros.before, zeros.after)
}

function zerosOf(tensor: SymbolicTensor): (PadAttributes & { readonly part: SymbolicTensor }) | undefined {
  if (tensor.operation !== padOperation || tensor.dtype !== 'f32') return undefined
  return { ...attributesOf(tensor, padOperation), part: tensor.inputs[0]! }
}
