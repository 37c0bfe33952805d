import type { Rule } from '../rule.ts'
import { multiply, multiplyOperation } from '../../ops/arithmetic.ts'
import { matmulOperation } from '../../ops/matmul.ts'
import { reshape, reshapeOperation } from '../../ops/reshape.ts'
import { fill } from '../../ops/source.ts'
import { expand, expandOperation, sum, sumOperation } from '../../ops/sum.ts'
import { transpose, transposeOperation } from '../../ops/transpose.ts'
import { sameShape, sizeOf } from '../../shapes.ts'
import { apply, attributesOf } from '../../tensor.ts'
import { fillValue, isScalar } from './match.ts'

export const simplifyReshape: Rule = ({ inputs: [x], shape, dtype }) => {
  if (sameShape(x!.shape, shape)) return x
  const value = fillValue(x!)
  if (value !== undefined) return fill(value, shape, dtype)
  return x!.operation === reshapeOperation ? reshape(x!.inputs[0]!, shape) : undefined
}

export const simplifyTranspose: Rule = (tensor) => {
  const [x] = tensor.inputs
  const { order } = attributesOf(tensor, transposeOperation)
  const value = fillValue(x!)
  if (value !== undefined) return fill(value, tensor.shape, tensor.dtype)
  if (order.every((axis, i) => axis === i)) return x
  if (x!.operation === transposeOperation) {
    const inner = attributesOf(x!, transposeOperation).order
    return transpose(
      x!.inputs[0]!,
      order.map((axis) => inner[axis]!),
    )
  }
  // (a·b)ᵀ = bᵀ·aᵀ
  if (x!.operation !== matmulOperation || x!.shape.length !== 2 || x!.inputs.length !== 2) return undefined
  const { transposeA, transposeB } = attributesOf(x!, matmulOperation)
  const [a, b] = x!.inputs
  return apply(matmulOperation, [b!, a!], { transposeA: !transposeB, transposeB: !transposeA })
}

export const simplifyExpand: Rule = ({ inputs: [x], shape, dtype }) => {
  if (sameShape(x!.shape, shape)) return x
  const value = fillValue(x!)
  if (value !== undefined) return fill(value, shape, dtype)
  return x!.operation === expandOperation ? expand(x!.inputs[0]!, shape) : undefined
}

export const simplifySum: Rule = (tensor) => {
  const [x] = tensor.inputs
  const { axes } = attributesOf(tensor, sumOperation)
  if (sameShape(x!.shape, tensor.shape)) return x
  if (x!.operation === sumOperation) {
    const inner = attributesOf(x!, sumOperation).axes
    return sum(x!.inputs[0]!, { axes: [...axes, ...inner], keepDimensions: true })
  }
  // A sum over everything does not depend on the shape.
  if (x!.operation === reshapeOperation && sizeOf(tensor.shape) === 1) {
    return reshape(sum(x!.inputs[0]!), tensor.shape)
  }
  if (x!.operation !== multiplyOperation) return undefined
  // A known factor is applied to the sum, which is smaller.
  const factor = x!.inputs.find(isScalar)
  const other = x!.inputs.find((input) => input !== factor)
  if (factor === undefined || other === undefined || !sameShape(other.shape, x!.shape)) return undefined
  return multiply(sum(other, { axes, keepDimensions: true }), factor)
}
