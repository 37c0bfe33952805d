import type { SymbolicTensor } from '../../tensor.ts'
import type { Rule } from '../rule.ts'
import { add, multiply } from '../../ops/arithmetic.ts'
import { matmulOperation } from '../../ops/matmul.ts'
import { reshape } from '../../ops/reshape.ts'
import { transposeOperation } from '../../ops/transpose.ts'
import { apply, attributesOf } from '../../tensor.ts'
import { fillValue } from './match.ts'

/** Transposes go into the product; a product over one column with a constant is a stretched row. */
export const simplifyMatmul: Rule = (tensor) => {
  const [a, b, ...rest] = tensor.inputs
  const { transposeA, transposeB } = attributesOf(tensor, matmulOperation)
  const left = untransposed(a!)
  if (left !== undefined) {
    return apply(matmulOperation, [left, b!, ...rest], { transposeA: !transposeA, transposeB })
  }
  const right = untransposed(b!)
  if (right !== undefined) {
    return apply(matmulOperation, [a!, right, ...rest], { transposeA, transposeB: !transposeB })
  }
  const isOuter = a!.shape.length === 2 && b!.shape.length === 2 && a!.shape[transposeA ? 0 : 1] === 1
  if (!isOuter || (fillValue(a!) === undefined && fillValue(b!) === undefined)) return undefined
  const [rows, columns] = tensor.shape as readonly [number, number]
  const product = multiply(reshape(a!, [rows, 1]), reshape(b!, [1, columns]))
  return rest.length === 0 ? product : add(product, rest[0]!)
}

/** The input of a transpose of the last two axes. */
function untransposed(tensor: SymbolicTensor): SymbolicTensor | undefined {
  if (tensor.operation !== transposeOperation) return undefined
  const { order } = attributesOf(tensor, transposeOperation)
  const rank = order.length
  const isLastTwo = order.every((axis, i) => axis === (i < rank - 2 ? i : 2 * rank - 3 - i))
  return isLastTwo ? tensor.inputs[0] : undefined
}
