import type { Engine } from '@asdf/nn'
import type { ConfiguredGan, ConfiguredGanFactory } from './configured.ts'
import type { NetworkOptions } from './options/option-checks.ts'
import { checkChoiceOption, checkOptionNames } from '@asdf/core'
import { configured, loader } from './configured.ts'
import { checkEngine, checkNetworkOptions, checkSwitch } from './options/option-checks.ts'
import { toSettings } from './options/to-settings.ts'
import { ganTraits } from './traits.ts'

const id = '@asdf/gan/gan'
const name = 'gan'

/** How `gan` learns. The critic is the discriminator here: its score is the log-odds that a row is real. */
export interface GanOptions extends NetworkOptions {
  /**
   * What the generator is for: `minimax` lowers log(1 - D(G(z))), as the game says; `non-saturating` raises log D(G(z)),
   * whose gradient does not vanish while the discriminator wins.
   */
  readonly generatorLoss: 'minimax' | 'non-saturating'
  /**
   * After training, moves what the generator has learnt of categories, modes and nulls so that each has the share of its training
   * rows, which a few epochs miss by tenths. The paper has no such step; `false` leaves it out.
   */
  readonly calibrate: boolean
  /** What runs the networks, an engine of `@asdf/nn`; ONNX Runtime when `null`. */
  readonly engine: Engine | null
}

const defaults: GanOptions = Object.freeze({
  epochs: 300,
  batchSize: 500,
  noiseSize: 128,
  generatorSizes: Object.freeze([256, 256]),
  criticSizes: Object.freeze([256, 256]),
  pack: 1,
  dropout: 0,
  temperature: 0.2,
  generatorLearningRate: 2e-4,
  criticLearningRate: 2e-4,
  criticSteps: 1,
  earlyStopping: null,
  calibrate: true,
  generatorLoss: 'minimax',
  engine: null,
})

/** `gan` with its options chosen. */
export type Gan = ConfiguredGan

/** `gan`: call it to configure, `load` to restore. */
export type GanFactory = ConfiguredGanFactory<GanOptions>

/**
 * The game of Goodfellow et al., "Generative Adversarial Nets" (NeurIPS 2014, equation 1): a discriminator learns to tell
 * whole rows from made ones, a generator to make it fail. Without conditions: those of a sample are met by trying.
 */
export const gan: GanFactory = Object.assign(configure, {
  id,
  traits: ganTraits,
  defaults,
  load: loader(id, name),
})

function configure(given: Partial<GanOptions> = {}): Gan {
  checkOptionNames(name, given, defaults)
  const options = { ...defaults, ...given }
  checkNetworkOptions(name, options)
  checkChoiceOption(name, 'generatorLoss', options.generatorLoss, ['minimax', 'non-saturating'])
  checkSwitch(name, 'calibrate', options.calibrate)
  checkEngine(name, options.engine)
  const settings = toSettings(options, {
    id,
    name,
    objective: options.generatorLoss,
    penalty: 0,
    conditions: 'none',
    hard: false,
    beta1: 0.5,
    beta2: 0.999,
    weightDecay: 0,
    calibrates: options.calibrate,
  })
  return configured(options, settings)
}
