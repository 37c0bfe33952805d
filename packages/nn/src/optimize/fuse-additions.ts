import type { SymbolicTensor } from '../tensor.ts'
import { inOrder, rewriteGraph } from '../graph.ts'
import { addOperation } from '../ops/arithmetic.ts'
import { matmulOperation } from '../ops/matmul.ts'
import { reshape, reshapeOperation } from '../ops/reshape.ts'
import { broadcastShapes, sameShape } from '../shapes.ts'
import { apply, attributesOf, withInputs } from '../tensor.ts'

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
  return tryFuse(b!, a!, isUsedOnce) ?? tryFuse(a!, b!, isUsedOnce)
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
  if (product.operation !== matmulOperation || product.inputs.length !== 2 || product.shape.length !== 2)
    return undefined
  if (!sameShape(broadcastShapes('add', addend.shape, product.shape), product.shape)) return undefined
  return apply(matmulOperation, [...product.inputs, addend], attributesOf(product, matmulOperation))
}
