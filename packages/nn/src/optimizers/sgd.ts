import type { Optimizer, UpdateOptions } from './optimizer.ts'
import { checkNumberOption, checkOptionNames, optionError } from '@asdf/core'
import {
  checkDecay,
  checkUpdateOptions,
  clipScale,
  firstStateRow,
  gradientRow,
  parameterRow,
  rateAt,
} from './optimizer.ts'

export interface SgdOptions extends UpdateOptions {
  /** Share of the last step's velocity that is kept. */
  readonly momentum: number
  /** Whether to look ahead by the velocity (Nesterov). */
  readonly nesterov: boolean
  /** Added to the gradient, times the parameter. */
  readonly weightDecay: number
}

const defaults = { learningRate: 1e-2, momentum: 0, nesterov: false, weightDecay: 0 }

/** Stochastic gradient descent with momentum (Sutskever et al. 2013, in PyTorch's form). */
export function sgd(options: Partial<SgdOptions> = {}): Optimizer {
  const all: SgdOptions = { ...defaults, ...options }
  checkOptionNames('sgd', all, { ...defaults, clipNorm: 0 })
  checkUpdateOptions('sgd', all)
  const { learningRate, momentum, nesterov, weightDecay, clipNorm } = all
  checkDecay('sgd', 'momentum', momentum)
  checkNumberOption('sgd', 'weightDecay', weightDecay, { minimum: 0 })
  if (nesterov && momentum === 0) throw optionError('sgd', 'nesterov', nesterov, 'needs a momentum above 0')
  return {
    id: 'sgd',
    stateRows: 1,
    update(block, step) {
      const { kernels, places, paddedSize } = block
      kernels.momentum(
        places[parameterRow]!,
        places[gradientRow]!,
        places[firstStateRow]!,
        paddedSize,
        clipScale(block, clipNorm),
        weightDecay,
        1,
        momentum,
        rateAt(learningRate, step),
        Number(nesterov),
      )
    },
  }
}
