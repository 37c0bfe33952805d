import type { EarlyStopping } from '@asdf/nn/training'
import { checkNumberOption, optionError, show } from '@asdf/core'
import { checkEarlyStopping } from '@asdf/nn/training'

/** Options that all networks have. */
export interface NetworkOptions {
  /** Passes over the training rows. */
  readonly epochs: number
  /** Rows of a step, a multiple of `pack`. */
  readonly batchSize: number
  /** Random numbers that a row is made from. */
  readonly noiseSize: number
  /** Units of the generator's hidden layers. */
  readonly generatorSizes: readonly number[]
  /** Units of the critic's hidden layers. */
  readonly criticSizes: readonly number[]
  /** Rows that the critic judges together. */
  readonly pack: number
  /** Share of hidden units that the critic drops, 0 to below 1. */
  readonly dropout: number
  /** Of the softmax that draws categories, above 0; near 0 draws are nearly one-hot. */
  readonly temperature: number
  /** Step of the generator's Adam. */
  readonly generatorLearningRate: number
  /** Step of the critic's Adam. */
  readonly criticLearningRate: number
  /** Updates of the critic before each of the generator. */
  readonly criticSteps: number
  /** When training ends before all epochs are done; `null` for never. */
  readonly earlyStopping: EarlyStopping | null
}

/** Refuses values that no network can have. `where` names the algorithm. */
export function checkNetworkOptions(where: string, options: NetworkOptions): void {
  checkCount(where, 'epochs', options.epochs, 100_000)
  checkCount(where, 'batchSize', options.batchSize, 1_000_000, 2)
  checkCount(where, 'noiseSize', options.noiseSize, 100_000)
  checkSizes(where, 'generatorSizes', options.generatorSizes)
  checkSizes(where, 'criticSizes', options.criticSizes)
  checkCount(where, 'pack', options.pack, 1000)
  if (options.batchSize % options.pack !== 0) {
    throw optionError(where, 'batchSize', options.batchSize, `must be a multiple of pack, ${options.pack}`)
  }
  checkNumberOption(where, 'dropout', options.dropout, { minimum: 0, maximum: 0.99 })
  for (const option of ['temperature', 'generatorLearningRate', 'criticLearningRate'] as const)
    checkNumberOption(where, option, options[option], { minimum: 0, exclusiveMinimum: true })
  checkCount(where, 'criticSteps', options.criticSteps, 100)
  checkEarlyStopping(where, options.earlyStopping)
}

/** Refuses what is not true or false. */
export function checkSwitch(where: string, option: string, received: unknown): void {
  if (typeof received !== 'boolean') throw optionError(where, option, received, 'must be true or false')
}

/** Refuses what no engine is. */
export function checkEngine(where: string, received: unknown): void {
  const isEngine = typeof received === 'object' && received !== null && 'compile' in received && 'close' in received
  if (received === null || isEngine) return
  throw optionError(where, 'engine', show(received), "must be an Engine of '@asdf/nn', or null for ONNX Runtime")
}

function checkSizes(where: string, option: string, sizes: readonly number[]): void {
  if (!Array.isArray(sizes) || sizes.length === 0)
    throw optionError(where, option, sizes, 'must be a list of the units of one or more layers')
  for (const size of sizes as readonly number[]) checkCount(where, option, size, 100_000)
}

function checkCount(where: string, option: string, received: unknown, maximum: number, minimum = 1): void {
  checkNumberOption(where, option, received, { integer: true, minimum, maximum })
}
