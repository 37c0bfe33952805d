import type { Operation, SymbolicTensor } from '../tensor.ts'
import { checkForms } from '@asdf/core'
import { aNumber, aTensor } from '../argument-forms.ts'
import { checkElementType, sameShape, shapeError, showShape, sizeOf } from '../shapes.ts'
import { apply, attributesOf } from '../tensor.ts'
import { add, divide, multiply, subtract } from './arithmetic.ts'
import { sqrt } from './exponential.ts'
import { moments } from './mean.ts'
import { reshape } from './reshape.ts'
import { sum } from './sum.ts'

interface BatchNormAttributes {
  readonly epsilon: number
}

/**
 * Rows [count, features] with mean zero and variance one in each column, times a scale, plus a shift (Ioffe and Szegedy
 * 2015, algorithm 1). The derivative is written by hand: with the sums that it shares it takes half of the passes over
 * the rows that the derivatives of its parts would take. Being made of operations, it has derivatives itself.
 */
export const batchNormOperation: Operation<BatchNormAttributes> = {
  name: 'batchNorm',
  infer([x, scale, shift]) {
    checkElementType('batchNorm', x!, 'f32')
    for (const vector of [scale!, shift!]) {
      if (x!.shape.length === 2 && sameShape(vector.shape, [x!.shape[1]!])) continue
      const fault = `rows ${showShape(x!.shape)} do not go with a scale or shift ${showShape(vector.shape)}`
      throw shapeError('batchNorm', fault, x!.shape, vector.shape)
    }
    return { shape: x!.shape, dtype: 'f32' }
  },
  expand([x, scale, shift], { epsilon }) {
    const { centered, variance } = moments(x!, 0)
    return add(multiply(centered, divide(scale!, sqrt(add(variance, epsilon)))), shift!)
  },
  gradient(output, upstream) {
    const [x, scale] = output.inputs
    const { epsilon } = attributesOf(output, batchNormOperation)
    const count = x!.shape[0]!
    const { centered, variance } = moments(x!, 0)
    const inverse = divide(1, sqrt(add(variance, epsilon)))
    const toShift = sum(upstream, { axes: 0, keepDimensions: true })
    const toScale = multiply(sum(multiply(upstream, centered), { axes: 0, keepDimensions: true }), inverse)
    const factor = multiply(scale!, inverse)
    // factor · (upstream - toShift / count - normalized · toScale / count), with as little as possible of full size
    const constantPart = multiply(multiply(factor, toShift), 1 / count)
    const slope = multiply(multiply(multiply(factor, inverse), toScale), 1 / count)
    const toRows = subtract(subtract(multiply(upstream, factor), multiply(centered, slope)), constantPart)
    return [toRows, reshape(toScale, scale!.shape), reshape(toShift, scale!.shape)]
  },
}

/** Normalizes each feature, the last axis, over all others with the statistics of this batch. */
export function normalizeBatch(
  x: SymbolicTensor,
  scale: SymbolicTensor,
  shift: SymbolicTensor,
  epsilon = 1e-5,
): SymbolicTensor {
  checkForms('normalizeBatch', {
    x: [x, aTensor],
    scale: [scale, aTensor],
    shift: [shift, aTensor],
    epsilon: [epsilon, aNumber],
  })
  const features = x.shape.at(-1) ?? 0
  const rows = reshape(x, [sizeOf(x.shape) / features, features])
  return reshape(apply(batchNormOperation, [rows, scale, shift], { epsilon }), x.shape)
}
