import type { SymbolicTensor } from '../tensor.ts'
import type { ParameterScope } from './scope.ts'
import { checkForms, checkNumberOption } from '@asdf/core'
import { aNumber, aScope, aTensor, floats, someOptions } from '../argument-forms.ts'
import { add, divide, multiply, subtract } from '../ops/arithmetic.ts'
import { normalizeBatch } from '../ops/batch-norm.ts'
import { sqrt } from '../ops/exponential.ts'
import { normalizeGroups } from '../ops/group-norm.ts'
import { moments } from '../ops/mean.ts'
import { reshape } from '../ops/reshape.ts'
import { shapeError, showShape, sizeOf } from '../shapes.ts'
import { constantInitializer } from './initializers.ts'

export interface NormalizationOptions {
  /** Added to the variance; 1e-5 when absent. */
  readonly epsilon?: number
}

export interface Statistics {
  /** Shape [features]. */
  readonly mean: SymbolicTensor
  readonly variance: SymbolicTensor
}

/** Batch norm over the last axis with the statistics of this batch, as in training, and those statistics. */
export function batchNorm(
  scope: ParameterScope,
  x: SymbolicTensor,
  options: NormalizationOptions = {},
): Statistics & { readonly output: SymbolicTensor } {
  checkForms('batchNorm', { scope: [scope, aScope], x: [x, aTensor], options: [options, someOptions] })
  const { epsilon = 1e-5 } = options
  const { scale, shift } = scaleAndShift(scope, x)
  const features = x.shape.at(-1)!
  const { mean, variance } = moments(reshape(x, [sizeOf(x.shape) / features, features]), 0)
  return {
    output: normalizeBatch(x, scale, shift, epsilon),
    mean: reshape(mean, [features]),
    variance: reshape(variance, [features]),
  }
}

/** Batch norm with given statistics, as when a trained network is used. */
export function batchNormWith(
  scope: ParameterScope,
  x: SymbolicTensor,
  statistics: Statistics,
  options: NormalizationOptions = {},
): SymbolicTensor {
  checkForms('batchNormWith', { scope: [scope, aScope], x: [x, aTensor], options: [options, someOptions] })
  checkForms('batchNormWith', { mean: [statistics?.mean, aTensor], variance: [statistics?.variance, aTensor] })
  const { mean, variance } = statistics
  const { epsilon = 1e-5 } = options
  const { scale, shift } = scaleAndShift(scope, x)
  const factor = divide(scale, sqrt(add(variance, epsilon)))
  return add(multiply(x, factor), subtract(shift, multiply(mean, factor)))
}

/**
 * Moves running statistics toward those of a batch of `count` rows, in place, as PyTorch does: the variance that is kept
 * is the unbiased one.
 */
export function updateStatistics(
  running: { readonly mean: Float32Array; readonly variance: Float32Array },
  batch: { readonly mean: Float32Array; readonly variance: Float32Array },
  count: number,
  momentum = 0.1,
): void {
  checkForms('updateStatistics', {
    'running.mean': [running?.mean, floats],
    'running.variance': [running?.variance, floats],
    'batch.mean': [batch?.mean, floats],
    'batch.variance': [batch?.variance, floats],
    momentum: [momentum, aNumber],
  })
  checkNumberOption('updateStatistics', 'count', count, { integer: true, minimum: 2 })
  for (let i = 0; i < running.mean.length; i++) {
    running.mean[i] = (1 - momentum) * running.mean[i]! + momentum * batch.mean[i]!
    running.variance[i] = (1 - momentum) * running.variance[i]! + (momentum * batch.variance[i]! * count) / (count - 1)
  }
}

/** Layer norm: each row of the last axis with mean zero and variance one, scaled and shifted (Ba et al. 2016). */
export function layerNorm(
  scope: ParameterScope,
  x: SymbolicTensor,
  options: NormalizationOptions = {},
): SymbolicTensor {
  checkForms('layerNorm', { scope: [scope, aScope], x: [x, aTensor], options: [options, someOptions] })
  const { epsilon = 1e-5 } = options
  const { scale, shift } = scaleAndShift(scope, x)
  return add(multiply(standardize(x, [-1], epsilon), scale), shift)
}

/** Group norm: images [batch, height, width, channels] normalized in groups of channels (Wu and He 2018). */
export function groupNorm(
  scope: ParameterScope,
  x: SymbolicTensor,
  groups: number,
  options: NormalizationOptions = {},
): SymbolicTensor {
  checkForms('groupNorm', { scope: [scope, aScope], x: [x, aTensor], options: [options, someOptions] })
  const { epsilon = 1e-5 } = options
  const channels = x.shape.at(-1)!
  checkNumberOption('groupNorm', 'groups', groups, { integer: true, minimum: 1 })
  if (x.shape.length < 2 || channels % groups !== 0) {
    throw shapeError('groupNorm', `${showShape(x.shape)} has no ${groups} equal groups of channels`, [groups], x.shape)
  }
  const { scale, shift } = scaleAndShift(scope, x)
  const places = reshape(x, [x.shape[0]!, -1, channels])
  return reshape(normalizeGroups(places, scale, shift, { groups, epsilon }), x.shape)
}

function standardize(x: SymbolicTensor, axes: readonly number[], epsilon: number): SymbolicTensor {
  const { centered, variance } = moments(x, axes)
  return divide(centered, sqrt(add(variance, epsilon)))
}

function scaleAndShift(scope: ParameterScope, x: SymbolicTensor) {
  const shape = [x.shape.at(-1) ?? 0]
  return {
    scale: scope.parameter('scale', shape, constantInitializer(1)),
    shift: scope.parameter('shift', shape, constantInitializer(0)),
  }
}
