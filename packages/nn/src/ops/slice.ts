import type { Operation, SymbolicTensor } from '../tensor.ts'
import { AsdfError } from '@asdf/contract'
import { checkForms } from '@asdf/core'
import { someTensors } from '../argument-forms.ts'
import { checkSameElementType, normalizeAxis, rankOf, sameShape, shapeError, showShape } from '../shapes.ts'
import { apply, attributesOf } from '../tensor.ts'

export interface SliceAttributes {
  readonly axis: number
  /** First index. */
  readonly start: number
  /** Index after the last. */
  readonly end: number
}

export interface PadAttributes {
  readonly axis: number
  readonly before: number
  readonly after: number
}

/** Part of a tensor along an axis. */
export const sliceOperation: Operation<SliceAttributes> = {
  name: 'slice',
  infer: ([x], { axis, start, end }) => ({ shape: withSize(x!.shape, axis, end - start), dtype: x!.dtype }),
  gradient(output, upstream) {
    const { axis, start, end } = attributesOf(output, sliceOperation)
    return [pad(upstream, axis, start, output.inputs[0]!.shape[axis]! - end)]
  },
  compute([x], out, { axis, start }) {
    const { outer, inner } = around(x!.shape, axis)
    const [all, length] = [x!.shape[axis]! * inner, out.shape[axis]! * inner]
    for (let i = 0; i < outer; i++) {
      const from = i * all + start * inner
      out.data.set(x!.data.subarray(from, from + length), i * length)
    }
  },
  onnx: (emit, [x], _, { axis, start, end }) =>
    emit.node('Slice', [x!, emit.integers([start]), emit.integers([end]), emit.integers([axis])]),
  tfjs: ({ tf }, [x], { shape }, { axis, start }) =>
    tf.slice(
      x!,
      shape.map((_, i) => (i === axis ? start : 0)),
      shape,
    ),
}

/** Zeros before and after a tensor along an axis. */
export const padOperation: Operation<PadAttributes> = {
  name: 'pad',
  infer: ([x], { axis, before, after }) => ({
    shape: withSize(x!.shape, axis, before + x!.shape[axis]! + after),
    dtype: x!.dtype,
  }),
  gradient(output, upstream) {
    const { axis, before } = attributesOf(output, padOperation)
    return [slice(upstream, axis, before, before + output.inputs[0]!.shape[axis]!)]
  },
  compute([x], out, { axis, before }) {
    const { outer, inner } = around(x!.shape, axis)
    const [all, length] = [out.shape[axis]! * inner, x!.shape[axis]! * inner]
    out.data.fill(0)
    for (let i = 0; i < outer; i++)
      out.data.set(x!.data.subarray(i * length, (i + 1) * length), i * all + before * inner)
  },
  onnx(emit, [x], { shape }, { axis, before, after }) {
    const rank = shape.length
    const pads = Array.from({ length: 2 * rank }, (_, i) => (i === axis ? before : i === rank + axis ? after : 0))
    return emit.node('Pad', [x!, emit.integers(pads)])
  },
  tfjs: ({ tf }, [x], { shape }, { axis, before, after }) =>
    tf.pad(
      x!,
      shape.map((_, i) => (i === axis ? [before, after] : [0, 0])),
    ),
}

/** Tensors one after another along an axis. */
export const concatOperation: Operation<{ readonly axis: number }> = {
  name: 'concat',
  infer(inputs, { axis }) {
    const [first] = inputs
    for (const next of inputs) {
      checkSameElementType('concat', first!, next)
      if (sameShape(withSize(first!.shape, axis, 0), withSize(next.shape, axis, 0))) continue
      const shapes = `${showShape(first!.shape)} and ${showShape(next.shape)}`
      throw shapeError('concat', `shapes ${shapes} differ off axis ${axis}`, first!.shape, next.shape)
    }
    const size = inputs.reduce((total, { shape }) => total + shape[axis]!, 0)
    return { shape: withSize(first!.shape, axis, size), dtype: first!.dtype }
  },
  gradient(output, upstream) {
    const { axis } = attributesOf(output, concatOperation)
    let start = 0
    return output.inputs.map(({ shape }) => slice(upstream, axis, start, (start += shape[axis]!)))
  },
  compute(inputs, out, { axis }) {
    const { outer, inner } = around(out.shape, axis)
    let to = 0
    for (let i = 0; i < outer; i++) {
      for (const { shape, data } of inputs) {
        const length = shape[axis]! * inner
        out.data.set(data.subarray(i * length, (i + 1) * length), to)
        to += length
      }
    }
  },
  onnx: (emit, inputs, _, { axis }) => emit.node('Concat', inputs, { axis }),
  tfjs: ({ tf }, inputs, _, { axis }) => tf.concat(inputs, axis),
}

/** The elements from `start` up to, not including, `end` along an axis. */
export function slice(x: SymbolicTensor, axis: number, start: number, end: number): SymbolicTensor {
  const counted = normalizeAxis('slice', axis, rankOf('slice', x))
  const size = x.shape[counted]!
  if (!(Number.isInteger(start) && Number.isInteger(end) && start >= 0 && end > start && end <= size)) {
    throw new AsdfError(
      'ASDF_OPTION_INVALID',
      `slice: needs 0 ≤ start < end ≤ ${size} on axis ${axis} of ${showShape(x.shape)}, got ${start} to ${end}`,
      { option: 'start', received: start },
    )
  }
  return start === 0 && end === size ? x : apply(sliceOperation, [x], { axis: counted, start, end })
}

/** A tensor with this many zeros before and after it along an axis. */
export function pad(x: SymbolicTensor, axis: number, before: number, after: number): SymbolicTensor {
  const counted = normalizeAxis('pad', axis, rankOf('pad', x))
  for (const [option, received] of Object.entries({ before, after })) {
    if (Number.isInteger(received) && received >= 0) continue
    const message = `pad: ${option} must be a whole number of at least 0, got ${received}`
    throw new AsdfError('ASDF_OPTION_INVALID', message, { option, received })
  }
  return before + after === 0 ? x : apply(padOperation, [x], { axis: counted, before, after })
}

/** Tensors one after another along an axis. */
export function concat(tensors: readonly SymbolicTensor[], axis: number): SymbolicTensor {
  checkForms('concat', { tensors: [tensors, someTensors] })
  const [first] = tensors
  if (first === undefined) {
    throw new AsdfError('ASDF_OPTION_INVALID', 'concat: needs at least one tensor, got none', {
      option: 'tensors',
      received: tensors,
    })
  }
  const counted = normalizeAxis('concat', axis, rankOf('concat', first))
  return tensors.length === 1 ? first : apply(concatOperation, tensors, { axis: counted })
}

function withSize(shape: readonly number[], axis: number, size: number): number[] {
  return shape.map((dimension, i) => (i === axis ? size : dimension))
}

/** Elements before an axis and after it, as if there were three axes. */
function around(shape: readonly number[], axis: number): { readonly outer: number; readonly inner: number } {
  const product = (sizes: readonly number[]) => sizes.reduce((a, b) => a * b, 1)
  return { outer: product(shape.slice(0, axis)), inner: product(shape.slice(axis + 1)) }
}
