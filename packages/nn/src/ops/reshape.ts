import type { Operation, SymbolicTensor } from '../tensor.ts'
import { checkForms } from '@asdf/core'
import { aShape, aTensor } from '../argument-forms.ts'
import { checkShape, sameShape, shapeError, showShape, sizeOf } from '../shapes.ts'
import { apply } from '../tensor.ts'

/** The same elements in the same order under another shape. */
export const reshapeOperation: Operation<{ readonly shape: readonly number[] }> = {
  name: 'reshape',
  infer([x], { shape }) {
    checkShape('reshape', shape)
    if (sizeOf(shape) !== sizeOf(x!.shape)) {
      const fault = `cannot turn ${showShape(x!.shape)} into ${showShape(shape)}: the sizes differ`
      throw shapeError('reshape', fault, shape, x!.shape)
    }
    return { shape, dtype: x!.dtype }
  },
  gradient: (output, upstream) => [reshape(upstream, output.inputs[0]!.shape)],
  compute: ([x], out) => out.data.set(x!.data),
  onnx: (emit, [x], _, { shape }) => emit.node('Reshape', [x!, emit.integers(shape)]),
  tfjs: ({ tf }, [x], _, { shape }) => tf.reshape(x!, shape),
}

/** The same elements in the same order under another shape; one size may be -1, and follows from the others. */
export function reshape(x: SymbolicTensor, shape: readonly number[]): SymbolicTensor {
  checkForms('reshape', { x: [x, aTensor], shape: [shape, aShape] })
  const known = shape.reduce((size, dimension) => (dimension === -1 ? size : size * dimension), 1)
  const isInferred = shape.filter((dimension) => dimension === -1).length === 1
  const full = isInferred ? shape.map((dimension) => (dimension === -1 ? sizeOf(x.shape) / known : dimension)) : shape
  if (sameShape(full, x.shape)) return x
  if (isInferred && !Number.isInteger(sizeOf(x.shape) / known)) {
    const fault = `cannot turn ${showShape(x.shape)} into ${showShape(shape)}: the sizes differ`
    throw shapeError('reshape', fault, shape, x.shape)
  }
  return apply(reshapeOperation, [x], { shape: [...full] })
}
