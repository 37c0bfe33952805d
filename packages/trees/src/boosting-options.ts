import type { JsonObject } from '@asdf/contract'
import { checkNumberOption, checkOptionNames, optionError, repeatRule } from '@asdf/core'

/** When to stop before all rounds are done. */
export interface EarlyStopping extends JsonObject {
  /** Stop after this many rounds without a better validation loss. */
  readonly rounds: number
  /** Share of the training rows that is held back to measure it, in (0, 1). */
  readonly fraction: number
  /** By how much a loss must fall to count as better. */
  readonly tolerance: number
}

/** Options of gradient boosting. Names and meanings follow scikit-learn's HistGradientBoosting and LightGBM. */
export interface BoostingOptions {
  /** Trees per class, one after the other. */
  readonly rounds: number
  /** Factor on every leaf, in (0, 1]. */
  readonly learningRate: number
  /** Leaves per tree, at most. */
  readonly maximumLeaves: number
  /** Splits between root and leaf, at most; `null` for no limit. */
  readonly maximumDepth: number | null
  /** Rows in a leaf, at least. */
  readonly minimumRowsPerLeaf: number
  /** Sum of hessians in a leaf, at least. */
  readonly minimumHessianPerLeaf: number
  /** L2 penalty on leaf values. */
  readonly l2: number
  /** Bins per feature for values that are present, 2 to 255. */
  readonly maximumBins: number
  /** Share of the rows that each tree sees, drawn without replacement. */
  readonly subsample: number
  /** Share of the features that each tree may use. */
  readonly featureFraction: number
  /** Shrinks the ratio categories are sorted by; categories of a node with fewer rows than this are not set apart. */
  readonly categoricalSmoothing: number
  /** `null` trains all rounds. Sessions have no early stopping. */
  readonly earlyStopping: EarlyStopping | null
  /** Rounds that a session trains in one epoch. */
  readonly roundsPerEpoch: number
  /** Threads to use; `null` for one per core, or one when the job is small. The result is the same for any number. */
  readonly threads: number | null
}

export const boostingDefaults: Readonly<BoostingOptions> = Object.freeze({
  rounds: 100,
  learningRate: 0.1,
  maximumLeaves: 31,
  maximumDepth: null,
  minimumRowsPerLeaf: 20,
  minimumHessianPerLeaf: 1e-3,
  l2: 0,
  maximumBins: 255,
  subsample: 1,
  featureFraction: 1,
  categoricalSmoothing: 10,
  earlyStopping: null,
  roundsPerEpoch: 5,
  threads: null,
})

/** The options in full, checked. */
export function checkBoostingOptions(where: string, given: Partial<BoostingOptions>): BoostingOptions {
  checkOptionNames(where, given, boostingDefaults)
  const options = { ...boostingDefaults, ...given }
  const check = (name: keyof BoostingOptions, rule: Parameters<typeof checkNumberOption>[3]) =>
    checkNumberOption(where, name, options[name], rule)
  check('rounds', repeatRule)
  check('learningRate', { minimum: 0, exclusiveMinimum: true, maximum: 1 })
  check('maximumLeaves', { integer: true, minimum: 2 })
  if (options.maximumDepth !== null) check('maximumDepth', { integer: true, minimum: 1 })
  check('minimumRowsPerLeaf', { integer: true, minimum: 1 })
  check('minimumHessianPerLeaf', { minimum: 0 })
  check('l2', { minimum: 0 })
  check('maximumBins', { integer: true, minimum: 2, maximum: 255 })
  check('subsample', { minimum: 0, exclusiveMinimum: true, maximum: 1 })
  check('featureFraction', { minimum: 0, exclusiveMinimum: true, maximum: 1 })
  check('categoricalSmoothing', { minimum: 0 })
  check('roundsPerEpoch', { integer: true, minimum: 1 })
  if (options.threads !== null) check('threads', { integer: true, minimum: 1, maximum: 1024 })
  if (options.earlyStopping !== null) checkEarlyStopping(where, options.earlyStopping)
  return options
}

function checkEarlyStopping(where: string, received: unknown): void {
  const names = { rounds: 0, fraction: 0, tolerance: 0 }
  if (typeof received !== 'object' || received === null) {
    throw optionError(where, 'earlyStopping', received, 'must be null or { rounds, fraction, tolerance }')
  }
  const place = `${where}: earlyStopping`
  checkOptionNames(place, received, names)
  const { rounds, fraction, tolerance } = received as EarlyStopping
  checkNumberOption(place, 'rounds', rounds, { integer: true, minimum: 1 })
  checkNumberOption(place, 'fraction', fraction, { minimum: 0, exclusiveMinimum: true, maximum: 0.9 })
  checkNumberOption(place, 'tolerance', tolerance, { minimum: 0 })
}
