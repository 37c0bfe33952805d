import type {
  Artifact,
  FitOptions,
  SteerableSynthesizer,
  SynthesizerFactory,
  SynthesizerSession,
  Table,
} from '@asdf/contract'
import type { Engine } from '@asdf/nn'
import type { GanLoadOptions } from './configured.ts'
import type { GanRunOptions } from './fitting/run-options.ts'
import type { GanSettings } from './fitting/settings.ts'
import type { FittedGan } from './model/fitted-gan.ts'
import type { NetworkOptions } from './options/option-checks.ts'
import { checkNumberOption, checkOptionNames } from '@asdf/core'
import { mostCandidates } from '@asdf/nn/table'
import { configured, loader } from './configured.ts'
import { startSession } from './fitting/session.ts'
import { checkEngine, checkNetworkOptions, checkSwitch } from './options/option-checks.ts'
import { toSettings } from './options/to-settings.ts'
import { ganTraits } from './traits.ts'

const id = '@asdf/gan/adaptive'
const name = 'adaptive'

/** How `adaptive` learns. */
export interface AdaptiveOptions extends NetworkOptions {
  /** λ of the gradient penalty. */
  readonly penalty: number
  /** Length of the learned vector of each category, and of each class's error. */
  readonly embeddingSize: number
  /** Share of the training rows in which one more category is named besides the class: 0 to 0.9. */
  readonly revealShare: number
  /** Steps that the average of the generator, which makes the rows, reaches back, fewer in the beginning. */
  readonly averageSteps: number
  /** Whether categories are made to come as often as in training, class by class, when training has ended. */
  readonly calibrate: boolean
  /** Candidates that each row of a sample is picked from by how real they look; 1 for no choice. */
  readonly candidates: number
  /** What runs the networks, an engine of `@asdf/nn`; ONNX Runtime when `null`. */
  readonly engine: Engine | null
}

const defaults: AdaptiveOptions = Object.freeze({
  epochs: 500,
  batchSize: 500,
  noiseSize: 128,
  generatorSizes: Object.freeze([256, 256]),
  criticSizes: Object.freeze([256, 256]),
  pack: 5,
  dropout: 0,
  temperature: 0.2,
  generatorLearningRate: 2e-4,
  criticLearningRate: 2e-4,
  criticSteps: 2,
  earlyStopping: Object.freeze({ every: 2, patience: 10, share: 0.1 }),
  penalty: 10,
  embeddingSize: 16,
  revealShare: 0.3,
  averageSteps: 1000,
  calibrate: true,
  candidates: 5,
  engine: null,
})

/** `adaptive` with its options chosen. */
export interface Adaptive extends SteerableSynthesizer {
  fit(train: Table, run: GanRunOptions): Promise<FittedGan>
  start(train: Table, run: FitOptions): Promise<AdaptiveSession>
}

/** A generator that goes on training while the errors of a model that learns from it change. */
export interface AdaptiveSession extends SynthesizerSession {
  finish(): FittedGan
}

/** `adaptive`: call it to configure, `load` to restore. */
export interface AdaptiveFactory extends SynthesizerFactory<AdaptiveOptions> {
  (options?: Partial<AdaptiveOptions>): Adaptive
  load(artifact: Artifact, options?: GanLoadOptions): FittedGan
}

/**
 * The engine of the adaptive loop: a conditional Wasserstein GAN with gradient penalty (Gulrajani et al. 2017) whose
 * generator and critic are conditioned on the class of each row, on other categories that are asked for, and on the error
 * of each class of a model that learns from its rows. A row has exactly the categories that it was conditioned on. Training
 * stops when the validation score no longer improves; then categories are calibrated class by class, and a boosted
 * classifier learns which rows look real, to pick each row of a sample from several candidates (Azadi et al. 2019).
 */
export const adaptive: AdaptiveFactory = Object.assign(configure, {
  id,
  traits: ganTraits,
  defaults,
  load: loader(id, name),
})

function configure(given: Partial<AdaptiveOptions> = {}): Adaptive {
  checkOptionNames(name, given, defaults)
  const options = { ...defaults, ...given }
  const settings = settingsOf(options)
  return { ...configured(options, settings), start: (train, run) => startSession(train, settings, run) }
}

function settingsOf(options: AdaptiveOptions): GanSettings {
  const { candidates, calibrate, embeddingSize, revealShare, averageSteps, penalty } = options
  checkNetworkOptions(name, options)
  checkNumberOption(name, 'penalty', penalty, { minimum: 0 })
  checkNumberOption(name, 'embeddingSize', embeddingSize, { integer: true, minimum: 1, maximum: 1000 })
  checkNumberOption(name, 'revealShare', revealShare, { minimum: 0, maximum: 0.9 })
  checkNumberOption(name, 'averageSteps', averageSteps, { integer: true, minimum: 1 })
  checkNumberOption(name, 'candidates', candidates, { integer: true, minimum: 1, maximum: mostCandidates })
  checkSwitch(name, 'calibrate', calibrate)
  checkEngine(name, options.engine)
  return toSettings(options, {
    id,
    name,
    objective: 'wasserstein',
    penalty,
    conditions: 'embedded',
    hard: true,
    beta1: 0.5,
    beta2: 0.999,
    weightDecay: 0,
    embeddingSize,
    revealShare,
    averageSteps,
    calibrates: calibrate,
    findsDependents: true,
    resampling: candidates > 1 ? { candidates } : null,
  })
}
