import type { Operation, SymbolicTensor } from '../tensor.ts'
import { AsdfError } from '@asdf/contract'
import { checkForms, checkNumberOption } from '@asdf/core'
import { aTensor, someOptions } from '../argument-forms.ts'
import { checkElementType, normalizeAxis, rankOf, sameShape, shapeError, showShape, sizeOf } from '../shapes.ts'
import { apply, attributesOf } from '../tensor.ts'
import { cast } from './cast.ts'
import { equal } from './compare.ts'
import { reshape } from './reshape.ts'
import { constant } from './source.ts'

interface GatherAttributes {
  readonly axis: number
}

interface ScatterAttributes {
  readonly axis: number
  /** Size of the result along the axis. */
  readonly size: number
}

/** Picks along an axis by index: the axis is replaced by the axes of the indices. */
export const gatherOperation: Operation<GatherAttributes> = {
  name: 'gather',
  infer([x, indices], { axis }) {
    checkElementType('gather', indices!, 'i32')
    return { shape: spliced(x!.shape, axis, 1, indices!.shape), dtype: x!.dtype }
  },
  gradient(output, upstream) {
    const { axis } = attributesOf(output, gatherOperation)
    const [x, indices] = output.inputs
    return [scatterAdd(upstream, indices!, { axis, size: x!.shape[axis]! }), undefined]
  },
  compute([x, indices], out, { axis }) {
    const size = x!.shape[axis]!
    const inner = sizeOf(x!.shape.slice(axis + 1))
    const outer = sizeOf(x!.shape.slice(0, axis))
    let to = 0
    for (let i = 0; i < outer; i++) {
      for (const index of indices!.data) {
        const from = (i * size + checkIndex('gather', index, size)) * inner
        out.data.set(x!.data.subarray(from, from + inner), to)
        to += inner
      }
    }
  },
  onnx: (emit, inputs, _, { axis }) => emit.node('Gather', inputs, { axis }),
  tfjs: ({ tf }, [x, indices], _, { axis }) => tf.gather(x!, indices!, axis),
}

/** Adds updates up at indices along an axis; the axes of the indices are replaced by one. */
export const scatterAddOperation: Operation<ScatterAttributes> = {
  name: 'scatterAdd',
  infer([updates, indices], { axis, size }) {
    checkElementType('scatterAdd', updates!, 'f32')
    checkElementType('scatterAdd', indices!, 'i32')
    const rank = indices!.shape.length
    if (!sameShape(updates!.shape.slice(axis, axis + rank), indices!.shape)) {
      const fault = `updates ${showShape(updates!.shape)} do not have indices ${showShape(indices!.shape)} at axis ${axis}`
      throw shapeError('scatterAdd', fault, indices!.shape, updates!.shape)
    }
    return { shape: spliced(updates!.shape, axis, rank, [size]), dtype: 'f32' }
  },
  gradient(output, upstream) {
    return [gather(upstream, output.inputs[1]!, attributesOf(output, scatterAddOperation).axis), undefined]
  },
  compute([updates, indices], out, { axis, size }) {
    const inner = sizeOf(out.shape.slice(axis + 1))
    const outer = sizeOf(out.shape.slice(0, axis))
    out.data.fill(0)
    let from = 0
    for (let i = 0; i < outer; i++) {
      for (const index of indices!.data) {
        const to = (i * size + checkIndex('scatterAdd', index, size)) * inner
        for (let j = 0; j < inner; j++) out.data[to + j] = out.data[to + j]! + updates!.data[from++]!
      }
    }
  },
  // Not ScatterND: ONNX Runtime adds equal indices up in parallel there, and loses some (issues 18048 and 23396 of
  // microsoft/onnxruntime). ScatterElements goes through them in order, on one thread.
  onnx(emit, [updates, indices], output, { axis, size }) {
    const count = sizeOf(output.inputs[1]!.shape)
    const [outer, inner] = [sizeOf(output.shape.slice(0, axis)), sizeOf(output.shape.slice(axis + 1))]
    const places = emit.node('Reshape', [indices!, emit.integers([1, count, 1])])
    const all = emit.node('Expand', [places, emit.integers([outer, count, inner])])
    const values = emit.node('Reshape', [updates!, emit.integers([outer, count, inner])])
    const zeros = emit.node('Expand', [emit.floats([0], []), emit.integers([outer, size, inner])])
    const added = emit.node('ScatterElements', [zeros, all, values], { axis: 1, reduction: 'add' })
    return emit.node('Reshape', [added, emit.integers(output.shape)])
  },
  // ScatterND works on the first axis: the one of the indices is brought there.
  tfjs({ tf }, [updates, indices], output, { axis, size }) {
    const count = sizeOf(output.inputs[1]!.shape)
    const [outer, inner] = [sizeOf(output.shape.slice(0, axis)), sizeOf(output.shape.slice(axis + 1))]
    const values = tf.transpose(tf.reshape(updates!, [outer, count, inner]), [1, 0, 2])
    const rows = tf.reshape(values, [count, outer * inner])
    const added = tf.scatterND(tf.reshape(indices!, [count, 1]), rows, [size, outer * inner])
    return tf.reshape(tf.transpose(tf.reshape(added, [size, outer, inner]), [1, 0, 2]), output.shape)
  },
}

/**
 * The slices of `x` at integer `indices` along an axis: rows of a table, with axis 0. Indices are from 0 to size - 1; that
 * they are is the caller's to see to. The reference refuses others, and so does ONNX Runtime, but for negative ones down
 * to -size, which it counts from the end; TensorFlow.js gives zeros, an error or anything, depending on its backend.
 */
export function gather(x: SymbolicTensor, indices: SymbolicTensor, axis = 0): SymbolicTensor {
  return apply(gatherOperation, [x, indices], { axis: normalizeAxis('gather', axis, rankOf('gather', x)) })
}

/**
 * The opposite of `gather`: a tensor of this size along an axis in which each update is added at its index.
 * Indices are from 0 to size - 1, as for `gather`.
 */
export function scatterAdd(
  updates: SymbolicTensor,
  indices: SymbolicTensor,
  options: { readonly axis?: number; readonly size: number },
): SymbolicTensor {
  checkForms('scatterAdd', {
    updates: [updates, aTensor],
    indices: [indices, aTensor],
    options: [options, someOptions],
  })
  const { axis = 0, size } = options
  checkNumberOption('scatterAdd', 'size', size, { integer: true, minimum: 1 })
  const counted = normalizeAxis('scatterAdd', axis, rankOf('scatterAdd', updates))
  return apply(scatterAddOperation, [updates, indices], { axis: counted, size })
}

/** A new last axis of this depth that is 1 at the index and 0 elsewhere; all 0 for an index outside. */
export function oneHot(indices: SymbolicTensor, depth: number): SymbolicTensor {
  checkElementType('oneHot', indices, 'i32')
  checkNumberOption('oneHot', 'depth', depth, { integer: true, minimum: 1 })
  const places = constant(
    Array.from({ length: depth }, (_, i) => i),
    [depth],
    'i32',
  )
  return cast(equal(reshape(indices, [...indices.shape, 1]), places), 'f32')
}

function spliced(shape: readonly number[], axis: number, count: number, by: readonly number[]): number[] {
  return [...shape.slice(0, axis), ...by, ...shape.slice(axis + count)]
}

function checkIndex(where: string, index: number, size: number): number {
  if (index >= 0 && index < size) return index
  throw new AsdfError('ASDF_DATA_INVALID', `${where}: index must be from 0 to ${size - 1}, got ${index}`, {
    column: 'indices',
    row: 0,
  })
}
