import type { Process } from './process.ts'
import { checkChoiceOption, checkNumberOption, checkOptionNames, optionError } from '@asdf/core'
import { processes } from './process.ts'

/** Options of forest flow. What departs from the publication says so. */
export interface ForestFlowOptions {
  /** `flow` (conditional flow matching) or `diffusion` (variance-preserving), which is slower and less exact. */
  readonly process: Process
  /** Noise levels, and so boosters per class and column; as many steps lead from noise to a row, less one. */
  readonly levels: number
  /** How the flow is followed: `euler` as published, or `heun`, twice the work. The diffusion has its own. */
  readonly solver: 'euler' | 'heun'
  /**
   * Noisy copies of each row, at most. They are fewer where a class has more than `copiedRows` / `duplicates` rows.
   */
  readonly duplicates: number
  /** Rows that the copies of a class may be in all, where that allows 4 copies of each row. Published: no limit. */
  readonly copiedRows: number
  /** Trees per booster. Published: 100 of depth 7; from a linear start 20 small ones do as well. */
  readonly rounds: number
  /** Factor on every leaf, in (0, 1]. */
  readonly learningRate: number
  /** Leaves per tree, 2 to 128. Published: 128. */
  readonly maximumLeaves: number
  /** Splits between root and leaf, at most. */
  readonly maximumDepth: number
  /** Dimensions that a tree may split on, drawn anew for each beside the tree's own. Published: all. */
  readonly maximumFeatures: number
  /** Bins per dimension, 2 to 255. */
  readonly maximumBins: number
  /** Whether boosting starts from the field of a normal distribution with the rows' means and covariances. Published: no. */
  readonly linearStart: boolean
  /** Nothing is given out that fewer training rows share, unless a smoothed density draws it. */
  readonly minimumRows: number
  /** Threads to use; `null` for one per core, or one when the job is small. The result is the same for any number. */
  readonly threads: number | null
}

export const flowDefaults: Readonly<ForestFlowOptions> = Object.freeze({
  process: 'flow',
  levels: 50,
  solver: 'euler',
  duplicates: 100,
  copiedRows: 20_000,
  rounds: 20,
  learningRate: 0.3,
  maximumLeaves: 16,
  maximumDepth: 7,
  maximumFeatures: 24,
  maximumBins: 64,
  linearStart: true,
  minimumRows: 5,
  threads: null,
})

/** The options in full, checked. */
export function checkFlowOptions(where: string, given: Partial<ForestFlowOptions>): ForestFlowOptions {
  checkOptionNames(where, given, flowDefaults)
  const options = { ...flowDefaults, ...given }
  const whole = (name: keyof ForestFlowOptions, minimum: number, maximum = Infinity) =>
    checkNumberOption(where, name, options[name], { integer: true, minimum, maximum })
  checkChoiceOption(where, 'process', options.process, processes)
  checkChoiceOption(where, 'solver', options.solver, ['euler', 'heun'])
  whole('levels', 2, 1000)
  whole('duplicates', 1, 10_000)
  whole('copiedRows', 1)
  whole('rounds', 1, 10_000)
  checkNumberOption(where, 'learningRate', options.learningRate, { minimum: 0, exclusiveMinimum: true, maximum: 1 })
  whole('maximumLeaves', 2, 128)
  whole('maximumDepth', 1, 64)
  whole('maximumFeatures', 1)
  whole('maximumBins', 2, 255)
  whole('minimumRows', 1)
  if (typeof options.linearStart !== 'boolean') {
    throw optionError(where, 'linearStart', options.linearStart, 'must be true or false')
  }
  if (options.threads !== null) whole('threads', 1, 1024)
  return options
}

/** Noisy copies of each of `rowCount` rows: `duplicates`, or fewer so that all copies are `copiedRows`, but at least 4. */
export function copiesOf({ duplicates, copiedRows }: ForestFlowOptions, rowCount: number): number {
  return Math.min(duplicates, Math.max(4, Math.round(copiedRows / rowCount)))
}
