import type { ElementType, Operation, SymbolicTensor } from '../tensor.ts'
import { checkForms } from '@asdf/core'
import { aTensor, elementType } from '../argument-forms.ts'
import { apply } from '../tensor.ts'
import { tfjsTypes } from '../tfjs/types.ts'

const onnxTypes = { f32: 1, i32: 6, bool: 9 } as const

/** Another element type. A float becomes an integer by truncation, a boolean where it is not zero. No gradient. */
export const castOperation: Operation<{ readonly to: ElementType }> = {
  name: 'cast',
  infer: ([x], { to }) => ({ shape: x!.shape, dtype: to }),
  compute([x], out, { to }) {
    const convert = to === 'i32' ? Math.trunc : to === 'bool' ? (value: number) => Number(value !== 0) : Number
    for (let i = 0; i < out.data.length; i++) out.data[i] = convert(x!.data[i]!)
  },
  onnx: (emit, [x], _, { to }) => emit.node('Cast', [x!], { to: onnxTypes[to] }),
  tfjs: ({ tf }, [x], _, { to }) => tf.cast(x!, tfjsTypes[to]),
}

/** A tensor with another element type. Floats become integers by truncation. Stops the gradient. */
export function cast(x: SymbolicTensor, to: ElementType): SymbolicTensor {
  checkForms('cast', { x: [x, aTensor], to: [to, elementType] })
  return x.dtype === to ? x : apply(castOperation, [x], { to })
}
