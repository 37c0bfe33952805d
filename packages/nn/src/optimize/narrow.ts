import type { SliceAttributes } from '../ops/slice.ts'
import type { Operation, SymbolicTensor } from '../tensor.ts'
import { inOrder, rewriteGraph } from '../graph.ts'
import { addOperation, multiplyOperation, negateOperation, subtractOperation } from '../ops/arithmetic.ts'
import { matmulOperation } from '../ops/matmul.ts'
import { slice, sliceOperation } from '../ops/slice.ts'
import { attributesOf, withInputs } from '../tensor.ts'

const elementwise = new Set<Operation>([addOperation, subtractOperation, multiplyOperation, negateOperation])

/**
 * Computes only what is used of a result: where only slices of it are, each is computed by itself, from slices of the
 * inputs. So a gradient with respect to columns that were put beside inputs costs no products for the inputs.
 */
export function narrow(roots: readonly SymbolicTensor[]): SymbolicTensor[] {
  const sliced = findSliced(roots)
  return rewriteGraph(roots, (tensor, inputs) => {
    const rewritten = withInputs(tensor, inputs)
    const [whole] = inputs
    if (!sliced.has(tensor.inputs[0]!)) return rewritten
    const part = attributesOf(tensor, sliceOperation)
    if (elementwise.has(whole!.operation)) return sliceElements(whole!, part)
    if (whole!.operation !== matmulOperation) return rewritten
    const { transposeB } = attributesOf(whole!, matmulOperation)
    const [a, b] = whole!.inputs
    return withInputs(whole!, [a!, slice(b!, transposeB ? 0 : 1, part.start, part.end)])
  })
}

/** The part of an element-wise result, from the same part of each input; inputs that are stretched there stay whole. */
function sliceElements(whole: SymbolicTensor, { axis, start, end }: SliceAttributes): SymbolicTensor {
  const parts = whole.inputs.map((input) => {
    const own = axis - (whole.shape.length - input.shape.length)
    return (input.shape[own] ?? 1) === 1 ? input : slice(input, own, start, end)
  })
  return withInputs(whole, parts)
}

/** Products and element-wise results that are used by nothing but slices along one axis, no element twice, some never. */
function findSliced(roots: readonly SymbolicTensor[]): ReadonlySet<SymbolicTensor> {
  const uses = new Map<SymbolicTensor, SymbolicTensor[]>()
  for (const tensor of inOrder(roots)) {
    for (const input of tensor.inputs) {
      if (isNarrowed(input)) uses.set(input, [...(uses.get(input) ?? []), tensor])
    }
  }
  const isSliced = ([whole, users]: readonly [SymbolicTensor, readonly SymbolicTensor[]]) => {
    if (roots.includes(whole) || !users.every(({ operation }) => operation === sliceOperation)) return false
    const parts = users.map((user) => attributesOf(user, sliceOperation)).sort((a, b) => a.start - b.start)
    const { axis } = parts[0]!
    // Of a product, columns; rows are left to the rules for zeros.
    if (whole.operation === matmulOperation && axis !== 1) return false
    const used = parts.reduce((total, { start, end }) => total + end - start, 0)
    const isApart = parts.every((part, i) => part.axis === axis && (i === 0 || part.start >= parts[i - 1]!.end))
    return isApart && used < whole.shape[axis]!
  }
  return new Set([...uses].filter(isSliced).map(([whole]) => whole))
}

function isNarrowed({ operation, shape, inputs }: SymbolicTensor): boolean {
  if (operation === matmulOperation) return shape.length === 2 && inputs.length === 2
  return elementwise.has(operation)
}
