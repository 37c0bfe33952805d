import type { Operation, SymbolicTensor } from '../tensor.ts'
import type { ReduceAttributes, ReduceOptions } from './sum.ts'
import { checkForms } from '@asdf/core'
import { aTensor, someOptions } from '../argument-forms.ts'
import { checkElementType, normalizeAxes, normalizeAxis, rankOf } from '../shapes.ts'
import { apply, attributesOf } from '../tensor.ts'
import { divide, multiply, negate } from './arithmetic.ts'
import { cast } from './cast.ts'
import { equal } from './compare.ts'
import { dropAxes, eachReduced, reduce, reducedShape, sum } from './sum.ts'

/** The largest element along axes, which stay with size 1. Elements that tie share the gradient, as in PyTorch. */
export const maxOperation: Operation<ReduceAttributes> = {
  name: 'max',
  infer([x], { axes }) {
    checkElementType('max', x!, 'f32')
    return { shape: reducedShape(x!.shape, axes), dtype: 'f32' }
  },
  gradient(output, upstream) {
    const { axes } = attributesOf(output, maxOperation)
    const isLargest = cast(equal(output.inputs[0]!, output), 'f32')
    return [multiply(divide(upstream, sum(isLargest, { axes, keepDimensions: true })), isLargest)]
  },
  compute([x], out) {
    out.data.fill(-Infinity)
    eachReduced(x!, out, (from, to) => (out.data[to] = Math.max(out.data[to]!, x!.data[from]!)))
  },
  onnx: (emit, [x], _, { axes }) => reduce(emit, 'ReduceMax', x!, axes),
  tfjs: ({ tf }, [x], _, { axes }) => tf.max(x!, axes, true),
}

/** Where the largest element along an axis is, which stays with size 1; the first of several. No gradient. */
export const argMaxOperation: Operation<{ readonly axis: number }> = {
  name: 'argMax',
  infer([x], { axis }) {
    checkElementType('argMax', x!, 'f32')
    return { shape: reducedShape(x!.shape, [axis]), dtype: 'i32' }
  },
  compute([x], out, { axis }) {
    const best = new Float64Array(out.data.length).fill(-Infinity)
    const step = x!.shape.slice(axis + 1).reduce((a, b) => a * b, 1)
    eachReduced(x!, out, (from, to) => {
      if (x!.data[from]! <= best[to]!) return
      best[to] = x!.data[from]!
      out.data[to] = Math.floor(from / step) % x!.shape[axis]!
    })
  },
  onnx: (emit, [x], _, { axis }) => emit.node('Cast', [emit.node('ArgMax', [x!], { axis, keepdims: 1 })], { to: 6 }),
  tfjs: ({ tf }, [x], { shape }, { axis }) => tf.reshape(tf.argMax(x!, axis), shape),
}

/** The largest element over axes, over all of them when none is given. */
export function max(x: SymbolicTensor, options: ReduceOptions = {}): SymbolicTensor {
  checkForms('max', { x: [x, aTensor], options: [options, someOptions] })
  const axes = normalizeAxes('max', options.axes, rankOf('max', x))
  return dropAxes(axes.length === 0 ? x : apply(maxOperation, [x], { axes }), axes, options)
}

/** The smallest element over axes, over all of them when none is given. */
export function min(x: SymbolicTensor, options: ReduceOptions = {}): SymbolicTensor {
  checkForms('min', { x: [x, aTensor], options: [options, someOptions] })
  return negate(max(negate(x), options))
}

/** Where along an axis the largest element is, as integers; the first of several. Stops the gradient. */
export function argMax(x: SymbolicTensor, axis = -1): SymbolicTensor {
  const counted = normalizeAxis('argMax', axis, rankOf('argMax', x))
  return dropAxes(apply(argMaxOperation, [x], { axis: counted }), [counted], {})
}
