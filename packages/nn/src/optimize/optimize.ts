import type { SymbolicTensor } from '../tensor.ts'
import { rewriteGraph } from '../graph.ts'
import { withInputs } from '../tensor.ts'
import { expandComposites } from './expand-composites.ts'
import { foldConstants } from './fold-constants.ts'
import { fuseAdditions } from './fuse-additions.ts'
import { narrow } from './narrow.ts'
import { createSharing } from './share.ts'
import { simplify } from './simplify.ts'

const passes = 3

/**
 * The same results from fewer and cheaper operations: composites written out, constants computed, algebra simplified,
 * transposes and additions taken into matrix products, and what is computed twice computed once. What no result needs
 * is gone by itself: a graph is what its results reach.
 */
export function optimize(roots: readonly SymbolicTensor[]): SymbolicTensor[] {
  let current = expandComposites(roots)
  for (let pass = 0; pass < passes; pass++) current = narrow(simplifyAll(current))
  return fuseAdditions(simplifyAll(current))
}

function simplifyAll(roots: readonly SymbolicTensor[]): SymbolicTensor[] {
  const share = createSharing()
  return rewriteGraph(roots, (tensor, inputs) => share(foldConstants(simplify(withInputs(tensor, inputs)))))
}
