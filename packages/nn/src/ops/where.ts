import type { Operand, Operation, SymbolicTensor } from '../tensor.ts'
import {
  broadcastShapes,
  broadcastStrides,
  checkElementType,
  checkOperands,
  checkSameElementType,
  stridesOf,
} from '../shapes.ts'
import { apply } from '../tensor.ts'
import { fill, toTensor } from './source.ts'
import { sumToShape } from './sum.ts'

/** a where a condition holds, b elsewhere. */
export const whereOperation: Operation = {
  name: 'where',
  infer([condition, a, b]) {
    checkElementType('where', condition!, 'bool')
    checkElementType('where', a!, 'f32', 'i32')
    checkSameElementType('where', a!, b!)
    const shape = broadcastShapes('where', broadcastShapes('where', a!.shape, b!.shape), condition!.shape)
    return { shape, dtype: a!.dtype }
  },
  gradient(output, upstream) {
    const [condition, a, b] = output.inputs
    const none = fill(0)
    return [
      undefined,
      sumToShape(where(condition!, upstream, none), a!.shape),
      sumToShape(where(condition!, none, upstream), b!.shape),
    ]
  },
  compute(inputs, out) {
    const steps = inputs.map(({ shape }) => broadcastStrides(shape, out.shape))
    const strides = stridesOf(out.shape)
    for (let i = 0; i < out.data.length; i++) {
      const at = steps.map((step) =>
        step.reduce((sum, by, axis) => sum + by * (Math.floor(i / strides[axis]!) % out.shape[axis]!), 0),
      )
      out.data[i] = inputs[0]!.data[at[0]!]! !== 0 ? inputs[1]!.data[at[1]!]! : inputs[2]!.data[at[2]!]!
    }
  },
  onnx: (emit, inputs) => emit.node('Where', inputs),
  tfjs: ({ tf }, [condition, a, b]) => tf.where(condition!, a!, b!),
}

/** `a` where `condition` (booleans) holds, `b` elsewhere, with broadcasting. */
export function where(condition: SymbolicTensor, a: Operand, b: Operand): SymbolicTensor {
  checkOperands('where', a, b)
  const dtype = typeof a === 'number' ? (typeof b === 'number' ? 'f32' : b.dtype) : a.dtype
  return apply(whereOperation, [condition, toTensor(a, dtype), toTensor(b, dtype)], {})
}
