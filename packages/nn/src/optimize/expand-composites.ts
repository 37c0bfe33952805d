import type { SymbolicTensor } from '../tensor.ts'
import { rewriteGraph } from '../graph.ts'
import { withInputs } from '../tensor.ts'

/** Replaces operations that are defined by others, such as batch norm, until none is left. */
export function expandComposites(roots: readonly SymbolicTensor[]): SymbolicTensor[] {
  return rewriteGraph(roots, (tensor, inputs) => {
    const expanded = tensor.operation.expand?.(inputs, tensor.attributes)
    return expanded === undefined ? withInputs(tensor, inputs) : expandComposites([expanded])[0]!
  })
}
