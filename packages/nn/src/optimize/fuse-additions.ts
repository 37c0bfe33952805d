import type { SymbolicTensor } from '../tensor.ts'
import { inOrder, rewriteGraph } from '../graph.ts'
import { addOperation } from '../ops/arithmetic.ts'
import { matmulOperation } from '../ops/matmul.ts'
import { reshape, reshapeOperation } from '../ops/reshape.ts'
import { concat } from '../ops/slice.ts'
import { broadcastShapes, sameShape, sizeOf } from '../shapes.ts'
import { apply, attributesOf, withInputs } from '../tensor.ts'
import { simplify } from './simplify.ts'

/** a·b + c in one pass over the result, where a·b is used nowhere else. */
export function fuseAdditions(roots: readonly SymbolicTensor[]): SymbolicTensor[] {
  const uses = countUses(roots)
  const isUsedOnce = new Set<SymbolicTensor>()
  return rewriteGraph(roots, (tensor, inputs) => {
    const fused = tensor.operation === addOperation ? fuse(inputs, isUsedOnce) : undefined
    const result = fused ?? withInputs(tensor, inputs)
    if (uses.get(tensor) === 1) isUsedOnce.add(result)
    return result
  })
}

function countUses(roots: readonly SymbolicTensor[]): Map<SymbolicTensor, number> {
  const uses = new Map<SymbolicTensor, number>()
  const count = (tensor: SymbolicTensor) => uses.set(tensor, (uses.get(tensor) ?? 0) + 1)
  roots.forEach(count)
  for (const { inputs } of inOrder(roots)) inputs.forEach(count)
  return uses
}

function fuse([a, b]: readonly SymbolicTensor[], isUsedOnce: ReadonlySet<SymbolicTensor>): SymbolicTensor | undefined {
  // The later product takes the earlier one as its addend.
  return mergeProducts(a!, b!, isUsedOnce) ?? tryFuse(b!, a!, isUsedOnce) ?? tryFuse(a!, b!, isUsedOnce)
}

/** aᵀ·b + cᵀ·d is one product of rows put together: cheaper where the result is larger than all of them. */
function mergeProducts(
  left: SymbolicTensor,
  right: SymbolicTensor,
  isUsedOnce: ReadonlySet<SymbolicTensor>,
): SymbolicTensor | undefined {
  for (const product of [left, right]) {
    if (!isUsedOnce.has(product) || !isProduct(product)) return undefined
    const { transposeA, transposeB } = attributesOf(product, matmulOperation)
    if (!transposeA || transposeB) return undefined
  }
  const [a, b] = left.inputs as readonly [SymbolicTensor, SymbolicTensor]
  const [c, d] = right.inputs as readonly [SymbolicTensor, SymbolicTensor]
  const inputSize = [a, b, c, d].reduce((total, { shape }) => total + sizeOf(shape), 0)
  if (inputSize > sizeOf(left.shape) || !sameShape(left.shape, right.shape)) return undefined
  const rows = simplify(concat([a, c], 0))
  return apply(matmulOperation, [rows, concat([b, d], 0)], attributesOf(left, matmulOperation))
}

function tryFuse(
  product: SymbolicTensor,
  addend: SymbolicTensor,
  isUsedOnce: ReadonlySet<SymbolicTensor>,
): SymbolicTensor | undefined {
  if (!isUsedOnce.has(product)) return undefined
  if (product.operation === reshapeOperation) {
    // A vector added to the rows of a product that was reshaped since is added before.
    const [inner] = product.inputs
    const isRow = addend.shape.length === 1 && inner!.shape.at(-1) === product.shape.at(-1)
    const fused = isRow ? tryFuse(inner!, addend, isUsedOnce) : undefined
    return fused && reshape(fused, product.shape)
  }
  if (product.operation !== matmulOperation || product.shape.length !== 2) return undefined
  if (!sameShape(broadcastShapes('add', addend.shape, product.shape), product.shape)) return undefined
  const [a, b, known] = product.inputs
  // The first of a chain of products takes what is added to the last.
  const inner = known === undefined ? addend : tryFuse(known, addend, isUsedOnce)
  return inner && apply(matmulOperation, [a!, b!, inner], attributesOf(product, matmulOperation))
}

function isProduct({ operation, inputs, shape }: SymbolicTensor): boolean {
  return operation === matmulOperation && inputs.length === 2 && shape.length === 2
}
