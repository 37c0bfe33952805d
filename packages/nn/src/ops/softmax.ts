import type { Block, Operation, SymbolicTensor } from '../tensor.ts'
import type { TensorFlow, TfjsTensor } from '../tfjs/runtime.ts'
import type { ReduceOptions } from './sum.ts'
import { checkForms } from '@asdf/core'
import { aTensor, someOptions } from '../argument-forms.ts'
import { checkElementType, normalizeAxes, normalizeAxis, rankOf, stridesOf } from '../shapes.ts'
import { apply, attributesOf } from '../tensor.ts'
import { add, multiply, subtract } from './arithmetic.ts'
import { exp, log } from './exponential.ts'
import { max } from './max.ts'
import { stopGradient } from './stop-gradient.ts'
import { dropAxes, sum } from './sum.ts'

interface AxisAttributes {
  readonly axis: number
}

export const softmaxOperation: Operation<AxisAttributes> = {
  name: 'softmax',
  infer([x]) {
    checkElementType('softmax', x!, 'f32')
    return { shape: x!.shape, dtype: 'f32' }
  },
  gradient(output, upstream) {
    const axes = attributesOf(output, softmaxOperation).axis
    const weighted = sum(multiply(upstream, output), { axes, keepDimensions: true })
    return [multiply(output, subtract(upstream, weighted))]
  },
  compute([x], out, { axis }) {
    eachLine(x!, axis, (start, step, count) => {
      const logTotal = logTotalOf(x!, start, step, count)
      for (let k = 0, at = start; k < count; k++, at += step) out.data[at] = Math.exp(x!.data[at]! - logTotal)
    })
  },
  onnx: (emit, [x], _, { axis }) => emit.node('Softmax', [x!], { axis }),
  tfjs: ({ tf }, [x], _, { axis }) => alongLast(tf, x!, axis, (rows) => tf.softmax(rows)),
}

export const logSoftmaxOperation: Operation<AxisAttributes> = {
  name: 'logSoftmax',
  infer([x]) {
    checkElementType('logSoftmax', x!, 'f32')
    return { shape: x!.shape, dtype: 'f32' }
  },
  gradient(output, upstream) {
    const axes = attributesOf(output, logSoftmaxOperation).axis
    const total = sum(upstream, { axes, keepDimensions: true })
    return [subtract(upstream, multiply(exp(output), total))]
  },
  compute([x], out, { axis }) {
    eachLine(x!, axis, (start, step, count) => {
      const logTotal = logTotalOf(x!, start, step, count)
      for (let k = 0, at = start; k < count; k++, at += step) out.data[at] = x!.data[at]! - logTotal
    })
  },
  onnx: (emit, [x], _, { axis }) => emit.node('LogSoftmax', [x!], { axis }),
  tfjs: ({ tf }, [x], _, { axis }) => alongLast(tf, x!, axis, (rows) => tf.logSoftmax(rows)),
}

/** eˣ divided by its sum along an axis: positive numbers that sum to one. */
export function softmax(x: SymbolicTensor, axis = -1): SymbolicTensor {
  return apply(softmaxOperation, [x], { axis: normalizeAxis('softmax', axis, rankOf('softmax', x)) })
}

/** The logarithm of softmax, without overflow. */
export function logSoftmax(x: SymbolicTensor, axis = -1): SymbolicTensor {
  return apply(logSoftmaxOperation, [x], { axis: normalizeAxis('logSoftmax', axis, rankOf('logSoftmax', x)) })
}

/** log Σ eˣ over axes, over all of them when none is given, without overflow. */
export function logSumExp(x: SymbolicTensor, options: ReduceOptions = {}): SymbolicTensor {
  checkForms('logSumExp', { x: [x, aTensor], options: [options, someOptions] })
  const axes = normalizeAxes('logSumExp', options.axes, rankOf('logSumExp', x))
  const largest = stopGradient(max(x, { axes, keepDimensions: true }))
  const total = sum(exp(subtract(x, largest)), { axes, keepDimensions: true })
  return dropAxes(add(log(total), largest), axes, options)
}

/** TensorFlow.js computes these along the last axis only: the two are swapped, and swapped back. */
function alongLast(tf: TensorFlow, x: TfjsTensor, axis: number, compute: (rows: TfjsTensor) => TfjsTensor): TfjsTensor {
  const last = x.shape.length - 1
  if (axis === last) return compute(x)
  const order = x.shape.map((_, i) => (i === axis ? last : i === last ? axis : i))
  return tf.transpose(compute(tf.transpose(x, order)), order)
}

/** Calls `visit` for each line of a block along an axis, with its first place and the step to the next. */
function eachLine(x: Block, axis: number, visit: (start: number, step: number, count: number) => void): void {
  const count = x.shape[axis]!
  const step = stridesOf(x.shape)[axis]!
  for (let i = 0; i < x.data.length; i++) if (Math.floor(i / step) % count === 0) visit(i, step, count)
}

function logTotalOf(x: Block, start: number, step: number, count: number): number {
  let largest = -Infinity
  for (let k = 0; k < count; k++) largest = Math.max(largest, x.data[start + k * step]!)
  let total = 0
  for (let k = 0; k < count; k++) total += Math.exp(x.data[start + k * step]! - largest)
  return largest + Math.log(total)
}
