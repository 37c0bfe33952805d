import type { OnnxEmitter } from '../onnx/emitter.ts'
import type { Block, Operation, SymbolicTensor } from '../tensor.ts'
import { checkForms } from '@asdf/core'
import { aShape, aTensor, someOptions } from '../argument-forms.ts'
import {
  broadcastShapes,
  broadcastStrides,
  checkElementType,
  normalizeAxes,
  rankOf,
  sameShape,
  shapeError,
  showShape,
  sizeOf,
  stridesOf,
} from '../shapes.ts'
import { apply } from '../tensor.ts'
import { reshape } from './reshape.ts'

/** Which axes a reduction runs over, and whether they stay as axes of size 1. */
export interface ReduceOptions {
  readonly axes?: number | readonly number[]
  readonly keepDimensions?: boolean
}

export interface ReduceAttributes {
  readonly axes: readonly number[]
}

/** Sums over axes, which stay with size 1. */
export const sumOperation: Operation<ReduceAttributes> = {
  name: 'sum',
  infer([x], { axes }) {
    checkElementType('sum', x!, 'f32')
    return { shape: reducedShape(x!.shape, axes), dtype: 'f32' }
  },
  gradient: (output, upstream) => [expand(upstream, output.inputs[0]!.shape)],
  compute([x], out) {
    out.data.fill(0)
    eachReduced(x!, out, (from, to) => (out.data[to] = out.data[to]! + x!.data[from]!))
  },
  onnx(emit, [x], output, { axes }) {
    const { shape } = output.inputs[0]!
    const isOverRows = axes.length < shape.length && axes.every((axis, i) => axis === i)
    return isOverRows ? sumOverRows(emit, x!, shape, output.shape, axes.length) : reduce(emit, 'ReduceSum', x!, axes)
  },
  tfjs: ({ tf }, [x], _, { axes }) => tf.sum(x!, axes, true),
}

/** Repeats a tensor along axes of size 1, and along new axes at the left. */
export const expandOperation: Operation<{ readonly shape: readonly number[] }> = {
  name: 'expand',
  infer([x], { shape }) {
    if (!sameShape(broadcastShapes('expand', x!.shape, shape), shape)) {
      const fault = `cannot stretch ${showShape(x!.shape)} to ${showShape(shape)}`
      throw shapeError('expand', fault, shape, x!.shape)
    }
    return { shape, dtype: x!.dtype }
  },
  gradient: (output, upstream) => [sumToShape(upstream, output.inputs[0]!.shape)],
  compute([x], out) {
    const strides = broadcastStrides(x!.shape, out.shape)
    const outStrides = stridesOf(out.shape)
    for (let i = 0; i < out.data.length; i++) out.data[i] = x!.data[offsetOf(i, out.shape, outStrides, strides)]!
  },
  onnx: (emit, [x], _, { shape }) => emit.node('Expand', [x!, emit.integers(shape)]),
  tfjs: ({ tf }, [x], _, { shape }) => tf.broadcastTo(x!, shape),
}

/** The sum over axes, over all of them when none is given. */
export function sum(x: SymbolicTensor, options: ReduceOptions = {}): SymbolicTensor {
  checkForms('sum', { x: [x, aTensor], options: [options, someOptions] })
  const axes = normalizeAxes('sum', options.axes, rankOf('sum', x))
  return dropAxes(axes.length === 0 ? x : apply(sumOperation, [x], { axes }), axes, options)
}

/** A tensor repeated along axes of size 1, and along new axes at the left, until it has `shape`. */
export function expand(x: SymbolicTensor, shape: readonly number[]): SymbolicTensor {
  checkForms('expand', { x: [x, aTensor], shape: [shape, aShape] })
  return sameShape(x.shape, shape) ? x : apply(expandOperation, [x], { shape: [...shape] })
}

/** Undoes broadcasting in a gradient: sums over the axes along which a tensor of `shape` was stretched. */
export function sumToShape(x: SymbolicTensor, shape: readonly number[]): SymbolicTensor {
  if (sameShape(x.shape, shape)) return x
  const missing = x.shape.length - shape.length
  const axes = x.shape.flatMap((size, i) => (i < missing || (shape[i - missing] === 1 && size !== 1) ? [i] : []))
  return reshape(sum(x, { axes, keepDimensions: true }), shape)
}

/** The shape that is left by a reduction whose axes stay with size 1. */
export function reducedShape(shape: readonly number[], axes: readonly number[]): number[] {
  return shape.map((size, i) => (axes.includes(i) ? 1 : size))
}

/** Takes reduced axes away, unless they were to be kept. */
export function dropAxes(
  reduced: SymbolicTensor,
  axes: readonly number[],
  { keepDimensions = false }: ReduceOptions,
): SymbolicTensor {
  if (keepDimensions) return reduced
  return reshape(
    reduced,
    reduced.shape.filter((_, i) => !axes.includes(i)),
  )
}

/** Calls `visit` with the place of each element of `x` and the place in `out` that it reduces to. */
export function eachReduced(x: Block, out: Block, visit: (from: number, to: number) => void): void {
  const strides = broadcastStrides(out.shape, x.shape)
  const xStrides = stridesOf(x.shape)
  for (let i = 0; i < x.data.length; i++) visit(i, offsetOf(i, x.shape, xStrides, strides))
}

/** An ONNX reduction that keeps its axes. */
export function reduce(emit: OnnxEmitter, type: string, x: string, axes: readonly number[]): string {
  return emit.node(type, [x, emit.integers(axes)], { keepdims: 1 })
}

/** A sum over the leading axes is a product with a row of ones, which runs several times as fast as `ReduceSum`. */
function sumOverRows(
  emit: OnnxEmitter,
  x: string,
  shape: readonly number[],
  reduced: readonly number[],
  axisCount: number,
): string {
  const rows = sizeOf(shape.slice(0, axisCount))
  const columns = sizeOf(shape.slice(axisCount))
  const matrix = shape.length === 2 ? x : emit.node('Reshape', [x, emit.integers([rows, columns])])
  const summed = emit.node('Gemm', [emit.floats(new Float32Array(rows).fill(1), [1, rows]), matrix])
  return reduced.length === 2 ? summed : emit.node('Reshape', [summed, emit.integers(reduced)])
}

/** Where the element at flat place `index` of a block is in another that is walked with `strides`. */
function offsetOf(index: number, shape: readonly number[], own: readonly number[], strides: readonly number[]): number {
  let offset = 0
  for (let axis = 0; axis < shape.length; axis++) {
    offset += (Math.floor(index / own[axis]!) % shape[axis]!) * strides[axis]!
  }
  return offset
}
