import type { ParameterScope, SymbolicTensor } from '@asdf/nn'
import type { NetworkPlan } from './network-plan.ts'
import * as nn from '@asdf/nn'

/**
 * The critic of CTGAN: leaky layers with dropout over `plan.pack` rows at once. From packs [packs, pack × size] to a score
 * [packs, 1]; a mask for each hidden layer, none without dropout.
 */
export function criticize(
  scope: ParameterScope,
  plan: NetworkPlan,
  packs: SymbolicTensor,
  masks: readonly SymbolicTensor[],
): SymbolicTensor {
  let hidden = packs
  plan.criticSizes.forEach((units, layer) => {
    hidden = nn.leakyRelu(nn.dense(scope.at(`hidden${layer + 1}`), hidden, units), 0.2)
    if (masks[layer] !== undefined) hidden = nn.dropout(hidden, masks[layer])
  })
  return nn.dense(scope.at('last'), hidden, 1)
}

/** The mask inputs for so many packs: `mask1`, `mask2` … */
export function maskInputs({ criticSizes, dropout }: NetworkPlan, packs: number): readonly SymbolicTensor[] {
  return dropout === 0 ? [] : criticSizes.map((units, layer) => nn.input(`mask${layer + 1}`, [packs, units]))
}
