import type { Operation, SymbolicTensor } from '../tensor.ts'
import { AsdfError } from '@asdf/contract'
import { checkForms } from '@asdf/core'
import { aShape, aTensor } from '../argument-forms.ts'
import { normalizeAxis, showShape, sizeOf, stridesOf } from '../shapes.ts'
import { apply } from '../tensor.ts'

/** Axes in another order: axis i of the result is axis order[i] of the input. */
export const transposeOperation: Operation<{ readonly order: readonly number[] }> = {
  name: 'transpose',
  infer: ([x], { order }) => ({ shape: order.map((axis) => x!.shape[axis]!), dtype: x!.dtype }),
  gradient(output, upstream) {
    const { order } = output.attributes as { readonly order: readonly number[] }
    return [transpose(upstream, invert(order))]
  },
  compute([x], out, { order }) {
    const strides = stridesOf(x!.shape)
    const outStrides = stridesOf(out.shape)
    const size = sizeOf(out.shape)
    for (let i = 0; i < size; i++) {
      let from = 0
      for (let axis = 0; axis < order.length; axis++) {
        from += (Math.floor(i / outStrides[axis]!) % out.shape[axis]!) * strides[order[axis]!]!
      }
      out.data[i] = x!.data[from]!
    }
  },
  onnx: (emit, [x], _, { order }) => emit.node('Transpose', [x!], { perm: order }),
  tfjs: ({ tf }, [x], _, { order }) => tf.transpose(x!, order),
}

/** Axes in another order, reversed when none is given: axis i of the result is axis order[i] of the input. */
export function transpose(x: SymbolicTensor, order?: readonly number[]): SymbolicTensor {
  checkForms('transpose', { x: [x, aTensor], order: [order ?? [], aShape] })
  const rank = x.shape.length
  const full =
    order === undefined
      ? x.shape.map((_, i) => rank - 1 - i)
      : order.map((axis) => normalizeAxis('transpose', axis, rank))
  if (full.length !== rank || new Set(full).size !== rank) {
    throw new AsdfError(
      'ASDF_OPTION_INVALID',
      `transpose: order must name each axis of shape ${showShape(x.shape)} once, got ${showShape(order ?? [])}`,
      { option: 'order', received: order },
    )
  }
  return full.every((axis, i) => axis === i) ? x : apply(transposeOperation, [x], { order: full })
}

function invert(order: readonly number[]): number[] {
  const inverse = new Array<number>(order.length)
  order.forEach((axis, i) => (inverse[axis] = i))
  return inverse
}
