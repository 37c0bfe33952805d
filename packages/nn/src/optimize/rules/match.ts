import type { SymbolicTensor } from '../../tensor.ts'
import { fillOperation } from '../../ops/source.ts'
import { attributesOf } from '../../tensor.ts'

/** The number that a tensor has in every place, if it is known. */
export function fillValue(tensor: SymbolicTensor): number | undefined {
  return tensor.operation === fillOperation ? attributesOf(tensor, fillOperation).value : undefined
}

/** Whether a tensor is a scalar known when the graph is written. */
export function isScalar(tensor: SymbolicTensor): boolean {
  return tensor.shape.length === 0 && fillValue(tensor) !== undefined
}
