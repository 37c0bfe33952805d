import type { SymbolicTensor } from '../tensor.ts'
import type { ReduceOptions } from './sum.ts'
import { checkForms } from '@asdf/core'
import { aTensor, someOptions } from '../argument-forms.ts'
import { normalizeAxes, rankOf } from '../shapes.ts'
import { multiply, square, subtract } from './arithmetic.ts'
import { sum } from './sum.ts'

/** The mean over axes, over all of them when none is given. */
export function mean(x: SymbolicTensor, options: ReduceOptions = {}): SymbolicTensor {
  checkForms('mean', { x: [x, aTensor], options: [options, someOptions] })
  const axes = normalizeAxes('mean', options.axes, rankOf('mean', x))
  const count = axes.reduce((size, axis) => size * x.shape[axis]!, 1)
  return multiply(sum(x, { ...options, axes }), 1 / count)
}

/** The mean and the variance (divided by n, not n - 1) over axes, which stay with size 1. */
export function moments(
  x: SymbolicTensor,
  axes: number | readonly number[],
): { readonly mean: SymbolicTensor; readonly variance: SymbolicTensor; readonly centered: SymbolicTensor } {
  checkForms('moments', { x: [x, aTensor] })
  const center = mean(x, { axes, keepDimensions: true })
  const centered = subtract(x, center)
  return { mean: center, centered, variance: mean(square(centered), { axes, keepDimensions: true }) }
}
