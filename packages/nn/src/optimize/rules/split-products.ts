import type { SymbolicTensor } from '../../tensor.ts'
import type { Rule } from '../rule.ts'
import { add } from '../../ops/arithmetic.ts'
import { matmulOperation } from '../../ops/matmul.ts'
import { concat, concatOperation, slice } from '../../ops/slice.ts'
import { apply, attributesOf } from '../../tensor.ts'

// Narrower parts make products too small to be worth the copy that is saved.
const narrowest = 192

/** A product with columns that were put side by side is taken with each part: nothing is put side by side. */
export const splitProduct: Rule = (tensor) => {
  const [a, b, ...rest] = tensor.inputs
  const parts = columnsOf(a!)
  if (parts === undefined || rest.length > 0 || b!.shape.length !== 2) return undefined
  const { transposeA, transposeB } = attributesOf(tensor, matmulOperation)
  if (transposeA) {
    const products = parts.map((part) => apply(matmulOperation, [part, b!], { transposeA, transposeB }))
    return concat(products, 0)
  }
  let start = 0
  return parts
    .map((part) => {
      const rows = slice(b!, transposeB ? 1 : 0, start, (start += part.shape[1]!))
      return apply(matmulOperation, [part, rows], { transposeA, transposeB })
    })
    .reduce(add)
}

/** The parts that a matrix was put together from by columns. Narrow ones that are neighbors stay together. */
function columnsOf(tensor: SymbolicTensor): readonly SymbolicTensor[] | undefined {
  if (tensor.operation !== concatOperation || tensor.shape.length !== 2) return undefined
  if (attributesOf(tensor, concatOperation).axis !== 1) return undefined
  const groups: SymbolicTensor[][] = []
  let isNarrowBefore = false
  for (const part of tensor.inputs) {
    const isNarrow = part.shape[1]! < narrowest
    if (isNarrow && isNarrowBefore) groups.at(-1)!.push(part)
    else groups.push([part])
    isNarrowBefore = isNarrow
  }
  const parts = groups.map((group) => concat(group, 1))
  return parts.length > 1 && parts.every(({ shape }) => shape[1]! >= narrowest) ? parts : undefined
}
