import type { Operation, SymbolicTensor } from './tensor.ts'
import { checkForms, checkNumberOption } from '@asdf/core'
import { aTensor, someOptions } from './argument-forms.ts'
import { add, divide, multiply, negate, square, subtract } from './ops/arithmetic.ts'
import { exp } from './ops/exponential.ts'
import { oneHot } from './ops/gather.ts'
import { argMax } from './ops/max.ts'
import { mean } from './ops/mean.ts'
import { softplus } from './ops/saturating.ts'
import { logSoftmax, softmax } from './ops/softmax.ts'
import { stopGradient } from './ops/stop-gradient.ts'
import { sum } from './ops/sum.ts'
import { checkElementType, sameShape, shapeError, showShape, sizeOf } from './shapes.ts'
import { apply } from './tensor.ts'

/**
 * The mean over rows of -Σ target · log softmax(logits), for targets [rows, classes]: one-hot, shares that sum to one, or
 * weighted rows, of zeros where a row is not to count. A scalar.
 */
export function crossEntropy(logits: SymbolicTensor, targets: SymbolicTensor): SymbolicTensor {
  checkForms('crossEntropy', { logits: [logits, aTensor], targets: [targets, aTensor] })
  checkSame('crossEntropy', logits, targets)
  return apply(crossEntropyOperation, [logits, targets], {})
}

/** Its derivative is written by hand: softmax(logits) · Σ target - target, over the rows. */
const crossEntropyOperation: Operation = {
  name: 'crossEntropy',
  infer([logits]) {
    checkElementType('crossEntropy', logits!, 'f32')
    return { shape: [], dtype: 'f32' }
  },
  expand: ([logits, targets]) => negate(mean(sum(multiply(targets!, logSoftmax(logits!)), { axes: -1 }))),
  gradient({ inputs: [logits, targets] }, upstream) {
    const share = multiply(upstream, logits!.shape.at(-1)! / sizeOf(logits!.shape))
    // The logarithms are there already: their exponentials take less time than another softmax.
    const logShares = logSoftmax(logits!)
    const total = sum(targets!, { axes: -1, keepDimensions: true })
    const difference = subtract(multiply(exp(logShares), total), targets!)
    return [multiply(difference, share), negate(multiply(logShares, share))]
  },
}

/** The mean of -log of the probability that sigmoid(logits) gives to targets from 0 to 1, without overflow. A scalar. */
export function binaryCrossEntropyWithLogits(logits: SymbolicTensor, targets: SymbolicTensor): SymbolicTensor {
  checkForms('binaryCrossEntropyWithLogits', { logits: [logits, aTensor], targets: [targets, aTensor] })
  checkSame('binaryCrossEntropyWithLogits', logits, targets)
  return mean(subtract(softplus(logits), multiply(logits, targets)))
}

/** The mean of (prediction - target)². A scalar. */
export function meanSquaredError(predictions: SymbolicTensor, targets: SymbolicTensor): SymbolicTensor {
  checkForms('meanSquaredError', { predictions: [predictions, aTensor], targets: [targets, aTensor] })
  checkSame('meanSquaredError', predictions, targets)
  return mean(square(subtract(predictions, targets)))
}

/**
 * The Kullback-Leibler divergence from the standard normal distribution of normal ones with these means and logarithms of
 * variances, [rows, size]: summed over the last axis, so [rows] (Kingma and Welling 2014, appendix B).
 */
export function gaussianKl(means: SymbolicTensor, logVariances: SymbolicTensor): SymbolicTensor {
  checkForms('gaussianKl', { means: [means, aTensor], logVariances: [logVariances, aTensor] })
  checkSame('gaussianKl', means, logVariances)
  const terms = subtract(add(logVariances, 1), add(square(means), exp(logVariances)))
  return multiply(sum(terms, { axes: -1 }), -0.5)
}

/** The Kullback-Leibler divergence Σ p · log(p / q) of two categorical distributions by logits, over the last axis. */
export function categoricalKl(logitsP: SymbolicTensor, logitsQ: SymbolicTensor): SymbolicTensor {
  checkForms('categoricalKl', { logitsP: [logitsP, aTensor], logitsQ: [logitsQ, aTensor] })
  checkSame('categoricalKl', logitsP, logitsQ)
  const difference = subtract(logSoftmax(logitsP), logSoftmax(logitsQ))
  return sum(multiply(softmax(logitsP), difference), { axes: -1 })
}

export interface GumbelSoftmaxOptions {
  /** Above 0. Near 0 the result is nearly one-hot, and its gradient large. */
  readonly temperature: number
  /** One-hot values with the gradient of the soft ones. */
  readonly isHard?: boolean
}

/**
 * A draw from categories by logits that can be differentiated (Jang et al. 2017; Maddison et al. 2017). `noise` is fed,
 * Gumbel noise of the shape of the logits, as `fillGumbel` writes it.
 */
export function gumbelSoftmax(
  logits: SymbolicTensor,
  noise: SymbolicTensor,
  options: GumbelSoftmaxOptions,
): SymbolicTensor {
  checkForms('gumbelSoftmax', { logits: [logits, aTensor], noise: [noise, aTensor], options: [options, someOptions] })
  const { temperature, isHard = false } = options
  checkSame('gumbelSoftmax', logits, noise)
  checkNumberOption('gumbelSoftmax', 'temperature', temperature, { minimum: 0, exclusiveMinimum: true })
  const soft = softmax(divide(add(logits, noise), temperature))
  if (!isHard) return soft
  const hard = oneHot(argMax(soft), soft.shape.at(-1)!)
  return add(soft, stopGradient(subtract(hard, soft)))
}

function checkSame(where: string, a: SymbolicTensor, b: SymbolicTensor): void {
  if (sameShape(a.shape, b.shape)) return
  throw shapeError(
    where,
    `shapes must be the same, got ${showShape(a.shape)} and ${showShape(b.shape)}`,
    a.shape,
    b.shape,
  )
}
