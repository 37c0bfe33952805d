import type { Optimizer, Schedule, UpdateOptions } from './optimizer.ts'
import { checkNumberOption, checkOptionNames } from '@asdf/core'
import {
  checkDecay,
  checkUpdateOptions,
  clipScale,
  firstStateRow,
  gradientRow,
  parameterRow,
  rateAt,
} from './optimizer.ts'

export interface AdamOptions extends UpdateOptions {
  /** Decay of the mean of gradients. */
  readonly beta1: number
  /** Decay of the mean of squared gradients. */
  readonly beta2: number
  readonly epsilon: number
  /** Adam: added to the gradient, times the parameter. AdamW: shrinks the parameter by itself, times the rate. */
  readonly weightDecay: number
}

const defaults = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 }

/**
 * Adam (Kingma and Ba 2015, algorithm 1), as PyTorch's: weight decay is part of the gradient.
 */
export function adam(options: Partial<AdamOptions> = {}): Optimizer {
  return createAdam('adam', { ...defaults, ...options }, false)
}

/** Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2), as PyTorch's. */
export function adamW(options: Partial<AdamOptions> = {}): Optimizer {
  return createAdam('adamW', { ...defaults, weightDecay: 0.01, ...options }, true)
}

function createAdam(id: string, options: AdamOptions, isDecoupled: boolean): Optimizer {
  checkOptionNames(id, options, { ...defaults, clipNorm: 0 })
  checkUpdateOptions(id, options)
  const { beta1, beta2, epsilon, weightDecay, learningRate, clipNorm } = options
  checkDecay(id, 'beta1', beta1)
  checkDecay(id, 'beta2', beta2)
  checkNumberOption(id, 'epsilon', epsilon, { minimum: 0 })
  checkNumberOption(id, 'weightDecay', weightDecay, { minimum: 0 })
  return {
    id,
    stateRows: 2,
    update(block, step) {
      const { kernels, places, paddedSize } = block
      const rate = rateAt(learningRate satisfies number | Schedule, step)
      kernels.adam(
        places[parameterRow]!,
        places[gradientRow]!,
        places[firstStateRow]!,
        places[firstStateRow + 1]!,
        paddedSize,
        clipScale(block, clipNorm),
        isDecoupled ? 0 : weightDecay,
        isDecoupled ? 1 - rate * weightDecay : 1,
        beta1,
        beta2,
        rate / (1 - beta1 ** step),
        1 / Math.sqrt(1 - beta2 ** step),
        epsilon,
      )
    },
  }
}
