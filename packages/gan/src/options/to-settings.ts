import type { JsonObject } from '@asdf/contract'
import type { Engine } from '@asdf/nn'
import type { GanSettings } from '../fitting/settings.ts'
import type { Objective } from '../networks/training-graphs.ts'
import type { NetworkOptions } from './option-checks.ts'
import { adam } from '@asdf/nn'

/** What an algorithm adds to its options to be a training. */
export interface Recipe {
  readonly objective: Objective['kind']
  readonly penalty: number
  readonly id: string
  readonly name: string
  readonly conditions: GanSettings['conditions']
  readonly hard: boolean
  readonly beta1: number
  readonly beta2: number
  readonly weightDecay: number
  readonly averageSteps?: number
  readonly embeddingSize?: number
  readonly revealShare?: number
  readonly logFrequency?: boolean
  readonly calibrates?: boolean
  readonly findsDependents?: boolean
  readonly resampling?: GanSettings['resampling']
}

/** The training that options and recipe describe. */
export function toSettings(options: NetworkOptions & { readonly engine: Engine | null }, recipe: Recipe): GanSettings {
  const { noiseSize, generatorSizes, criticSizes, pack, dropout, temperature } = options
  const { id, name, hard, objective, penalty, beta1, beta2, weightDecay } = recipe
  const optimizerOf = (learningRate: number) => adam({ learningRate, beta1, beta2, weightDecay })
  // Neither changes a step of training.
  const { epochs: _, calibrate: __, ...identity } = optionsToJson(options)
  return {
    id,
    name,
    fingerprint: JSON.stringify(identity),
    sizes: { noiseSize, generatorSizes, criticSizes, pack, dropout, temperature, hard },
    conditions: recipe.conditions,
    embeddingSize: recipe.embeddingSize ?? 0,
    revealShare: recipe.revealShare ?? 0,
    logFrequency: recipe.logFrequency ?? false,
    trainer: {
      objective: { kind: objective, penalty, batchSize: options.batchSize },
      criticSteps: options.criticSteps,
      generatorOptimizer: optimizerOf(options.generatorLearningRate),
      criticOptimizer: optimizerOf(options.criticLearningRate),
      averageSteps: recipe.averageSteps ?? null,
    },
    epochs: options.epochs,
    transform: {},
    earlyStopping: options.earlyStopping,
    calibrates: recipe.calibrates ?? false,
    findsDependents: recipe.findsDependents ?? false,
    resampling: recipe.resampling ?? null,
    engine: options.engine,
  }
}

/** Options as JSON: an engine by its id. */
export function optionsToJson(options: object): JsonObject {
  const entries = Object.entries(options as Readonly<Record<string, unknown>>).map(([name, value]) => {
    return name === 'engine' && value !== null ? [name, (value as Engine).id] : [name, structuredClone(value)]
  })
  return Object.fromEntries(entries) as JsonObject
}
