import type { Operation, SymbolicTensor } from '../tensor.ts'
import { checkForms } from '@asdf/core'
import { aTensor } from '../argument-forms.ts'
import { apply } from '../tensor.ts'

/** The same value, through which no gradient passes. */
export const stopGradientOperation: Operation = {
  name: 'stopGradient',
  infer: ([x]) => ({ shape: x!.shape, dtype: x!.dtype }),
  compute: ([x], out) => out.data.set(x!.data),
  onnx: (_, [x]) => x!,
  tfjs: (_, [x]) => x!.clone(),
}

/** The same value, taken as a constant by `grad`: what PyTorch calls detach. */
export function stopGradient(x: SymbolicTensor): SymbolicTensor {
  checkForms('stopGradient', { x: [x, aTensor] })
  return apply(stopGradientOperation, [x], {})
}
