import type { Engine } from '@asdf/nn'
import type { ConfiguredGan, ConfiguredGanFactory } from './configured.ts'
import type { NetworkOptions } from './options/option-checks.ts'
import { checkNumberOption, checkOptionNames } from '@asdf/core'
import { configured, loader } from './configured.ts'
import { checkEngine, checkNetworkOptions, checkSwitch } from './options/option-checks.ts'
import { toSettings } from './options/to-settings.ts'
import { ganTraits } from './traits.ts'

const id = '@asdf/gan/wgan-gp'
const name = 'wganGp'

/** How `wganGp` learns. λ, the steps of the critic and Adam's numbers are by default those of the paper. */
export interface WganGpOptions extends NetworkOptions {
  /** λ of the gradient penalty. */
  readonly penalty: number
  /**
   * After training, moves what the generator has learnt of categories, modes and nulls so that each has the share of its training
   * rows, which a few epochs miss by tenths. The paper has no such step; `false` leaves it out.
   */
  readonly calibrate: boolean
  /** What runs the networks, an engine of `@asdf/nn`; ONNX Runtime when `null`. */
  readonly engine: Engine | null
}

const defaults: WganGpOptions = Object.freeze({
  epochs: 300,
  batchSize: 500,
  noiseSize: 128,
  generatorSizes: Object.freeze([256, 256]),
  criticSizes: Object.freeze([256, 256]),
  pack: 1,
  dropout: 0,
  temperature: 0.2,
  generatorLearningRate: 1e-4,
  criticLearningRate: 1e-4,
  criticSteps: 5,
  earlyStopping: null,
  calibrate: true,
  penalty: 10,
  engine: null,
})

/** `wganGp` with its options chosen. */
export type WganGp = ConfiguredGan

/** `wganGp`: call it to configure, `load` to restore. */
export type WganGpFactory = ConfiguredGanFactory<WganGpOptions>

/**
 * A Wasserstein GAN with gradient penalty (Gulrajani, Ahmed, Arjovsky, Dumoulin and Courville, "Improved Training of
 * Wasserstein GANs", NeurIPS 2017, algorithm 1) on whole rows, without conditions: those of a sample are met by trying.
 */
export const wganGp: WganGpFactory = Object.assign(configure, {
  id,
  traits: ganTraits,
  defaults,
  load: loader(id, name),
})

function configure(given: Partial<WganGpOptions> = {}): WganGp {
  checkOptionNames(name, given, defaults)
  const options = { ...defaults, ...given }
  checkNetworkOptions(name, options)
  checkNumberOption(name, 'penalty', options.penalty, { minimum: 0 })
  checkSwitch(name, 'calibrate', options.calibrate)
  checkEngine(name, options.engine)
  const settings = toSettings(options, {
    id,
    name,
    objective: 'wasserstein',
    penalty: options.penalty,
    conditions: 'none',
    hard: false,
    beta1: 0,
    beta2: 0.9,
    weightDecay: 0,
    calibrates: options.calibrate,
  })
  return configured(options, settings)
}
