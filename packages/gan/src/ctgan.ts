import type { Engine } from '@asdf/nn'
import type { ConfiguredGan, ConfiguredGanFactory } from './configured.ts'
import type { NetworkOptions } from './options/option-checks.ts'
import { checkNumberOption, checkOptionNames } from '@asdf/core'
import { configured, loader } from './configured.ts'
import { checkEngine, checkNetworkOptions, checkSwitch } from './options/option-checks.ts'
import { toSettings } from './options/to-settings.ts'
import { ganTraits } from './traits.ts'

const id = '@asdf/gan/ctgan'
const name = 'ctgan'

/**
 * How `ctgan` learns. The defaults are those of the paper and its authors' program; `calibrate`, which they do not have, moves
 * what a trained generator makes.
 */
export interface CtganOptions extends NetworkOptions {
  /** λ of the gradient penalty. */
  readonly penalty: number
  /** Added to gradients, times the parameter. */
  readonly weightDecay: number
  /** Whether conditions of training come by the logarithm of frequencies, so that rare categories are learned too. */
  readonly logFrequency: boolean
  /** Whether categories and modes are made to come as often as in training, all rows taken together, when training has ended. */
  readonly calibrate: boolean
  /** What runs the networks, an engine of `@asdf/nn`; ONNX Runtime when `null`. */
  readonly engine: Engine | null
}

const defaults: CtganOptions = Object.freeze({
  epochs: 300,
  batchSize: 500,
  noiseSize: 128,
  generatorSizes: Object.freeze([256, 256]),
  criticSizes: Object.freeze([256, 256]),
  pack: 10,
  dropout: 0.5,
  temperature: 0.2,
  generatorLearningRate: 2e-4,
  criticLearningRate: 2e-4,
  criticSteps: 1,
  earlyStopping: null,
  penalty: 10,
  weightDecay: 1e-6,
  logFrequency: true,
  calibrate: true,
  engine: null,
})

/** `ctgan` with its options chosen. */
export type Ctgan = ConfiguredGan

/** `ctgan`: call it to configure, `load` to restore. */
export type CtganFactory = ConfiguredGanFactory<CtganOptions>

/**
 * CTGAN (Xu, Skoularidou, Cuesta-Infante and Veeramachaneni, "Modeling Tabular Data using Conditional GAN", NeurIPS 2019):
 * a Wasserstein GAN with gradient penalty on rows with mode-specific normalization, told one category of one column for
 * each row, which it is trained on as often as the logarithm of its frequency says. Samples are told categories as often
 * as training rows have them, and all categories are then moved to come as often.
 */
export const ctgan: CtganFactory = Object.assign(configure, {
  id,
  traits: ganTraits,
  defaults,
  load: loader(id, name),
})

function configure(given: Partial<CtganOptions> = {}): Ctgan {
  checkOptionNames(name, given, defaults)
  const options = { ...defaults, ...given }
  checkNetworkOptions(name, options)
  checkNumberOption(name, 'penalty', options.penalty, { minimum: 0 })
  checkNumberOption(name, 'weightDecay', options.weightDecay, { minimum: 0 })
  checkSwitch(name, 'logFrequency', options.logFrequency)
  checkSwitch(name, 'calibrate', options.calibrate)
  checkEngine(name, options.engine)
  const settings = toSettings(options, {
    id,
    name,
    objective: 'wasserstein',
    penalty: options.penalty,
    conditions: 'vector',
    hard: false,
    beta1: 0.5,
    beta2: 0.9,
    weightDecay: options.weightDecay,
    logFrequency: options.logFrequency,
    calibrates: options.calibrate,
  })
  return configured(options, settings)
}
