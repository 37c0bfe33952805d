import type { SymbolicTensor } from '../tensor.ts'
import { checkForms } from '@asdf/core'
import { aFunction, aTensor } from '../argument-forms.ts'
import { add, multiply } from '../ops/arithmetic.ts'

/** x + layer(x) (He et al. 2016). */
export function residual(x: SymbolicTensor, layer: (x: SymbolicTensor) => SymbolicTensor): SymbolicTensor {
  checkForms('residual', { x: [x, aTensor], layer: [layer, aFunction] })
  return add(x, layer(x))
}

/**
 * Dropout with a mask that is fed: 0 where an element is dropped, 1 / (1 - rate) elsewhere, as `fillDropoutMask` writes
 * it. A graph holds no randomness, so a run can be repeated.
 */
export function dropout(x: SymbolicTensor, mask: SymbolicTensor): SymbolicTensor {
  return multiply(x, mask)
}
