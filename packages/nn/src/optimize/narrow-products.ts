import type { SymbolicTensor } from '../tensor.ts'
import { inOrder, rewriteGraph } from '../graph.ts'
import { matmulOperation } from '../ops/matmul.ts'
import { slice, sliceOperation } from '../ops/slice.ts'
import { attributesOf, withInputs } from '../tensor.ts'

/** Computes only those columns of a product that are used: where only slices of it are, each is a product of its own. */
export function narrowProducts(roots: readonly SymbolicTensor[]): SymbolicTensor[] {
  const slices = slicesOfProducts(roots)
  return rewriteGraph(roots, (tensor, inputs) => {
    const rewritten = withInputs(tensor, inputs)
    const [product] = inputs
    if (!slices.has(tensor.inputs[0]!) || product!.operation !== matmulOperation) return rewritten
    const { start, end } = attributesOf(tensor, sliceOperation)
    const { transposeB } = attributesOf(product!, matmulOperation)
    const [a, b] = product!.inputs
    return withInputs(product!, [a!, slice(b!, transposeB ? 0 : 1, start, end)])
  })
}

/** Products of two matrices that are used by nothing but slices of columns, no column twice. */
function slicesOfProducts(roots: readonly SymbolicTensor[]): ReadonlySet<SymbolicTensor> {
  const uses = new Map<SymbolicTensor, SymbolicTensor[]>()
  for (const tensor of inOrder(roots)) {
    for (const input of tensor.inputs) {
      if (input.operation === matmulOperation) uses.set(input, [...(uses.get(input) ?? []), tensor])
    }
  }
  const isNarrow = ([product, users]: readonly [SymbolicTensor, readonly SymbolicTensor[]]) => {
    if (product.shape.length !== 2 || product.inputs.length !== 2 || roots.includes(product)) return false
    if (!users.every(({ operation }) => operation === sliceOperation)) return false
    const parts = users.map((user) => attributesOf(user, sliceOperation)).sort((a, b) => a.start - b.start)
    return parts.every(({ axis, start }, i) => axis === 1 && (i === 0 || start >= parts[i - 1]!.end))
  }
  return new Set([...uses].filter(isNarrow).map(([product]) => product))
}
