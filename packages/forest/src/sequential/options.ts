import type { DensityOptions } from '@asdf/trees/density'
import { checkNumberOption, checkOptionNames, optionError } from '@asdf/core'

/** How `sequentialTrees` learns. */
export interface SequentialTreesOptions {
  /**
   * The strength of privacy: how many training rows stand behind everything that is learned. No leaf has fewer rows, no
   * value is given out that fewer than a quarter of them share, and the shares of every leaf are drawn towards those of
   * the rows around it the more the larger the number. A whole number from 4.
   */
  readonly minimumRows: number
  /**
   * The order in which columns are modelled, each on those before it. A target of classes always comes first, so that these
   * are exact; a target that is a number comes last. Numbers that tell most of each other stand beside the first of them.
   * `information`: those first that tell most of the others, where the target counts as much as all the rest.
   * `cardinality`: columns of many values before those of few. `given`: as in the table. Or column names, which the other
   * columns follow by information.
   */
  readonly order: 'information' | 'cardinality' | 'given' | readonly string[]
  /** Intervals that the values of a numeric column are cut into, about, besides values that many rows share; 2 to 200. */
  readonly bins: number
  /** Share of what a tree finds that is used, above 0 to 1: smaller ones take longer and give smoother distributions. */
  readonly learningRate: number
  /** Leaves of a tree, at most, 2 to 255. */
  readonly leaves: number
  /** Trees for a column, at most; fewer when the likelihood of held-back rows rises no longer. */
  readonly maximumRounds: number
  /** Whether the shares in a leaf come from other rows than the choice of its splits (honest trees, Athey and Imbens 2016). */
  readonly honest: boolean
  /** Threads to use: by default one per core, or one for small tables. Results do not depend on it. */
  readonly threads: number | null
}

export const sequentialTreesDefaults: SequentialTreesOptions = Object.freeze({
  minimumRows: 20,
  order: 'information',
  bins: 64,
  learningRate: 0.25,
  leaves: 31,
  maximumRounds: 100,
  honest: false,
  threads: null,
})

const where = 'sequentialTrees'

/** The options in full, checked. */
export function checkOptions(given: Partial<SequentialTreesOptions>): SequentialTreesOptions {
  checkOptionNames(where, given, sequentialTreesDefaults)
  const options = { ...sequentialTreesDefaults, ...given }
  const { order, threads } = options
  checkNumberOption(where, 'minimumRows', options.minimumRows, { integer: true, minimum: 4 })
  const isList = Array.isArray(order) && order.every((name) => typeof name === 'string')
  if (order !== 'information' && order !== 'cardinality' && order !== 'given' && !isList) {
    throw optionError(where, 'order', order, "must be 'information', 'cardinality', 'given' or a list of column names")
  }
  checkNumberOption(where, 'bins', options.bins, { integer: true, minimum: 2, maximum: 200 })
  checkNumberOption(where, 'learningRate', options.learningRate, { minimum: 0, exclusiveMinimum: true, maximum: 1 })
  checkNumberOption(where, 'leaves', options.leaves, { integer: true, minimum: 2, maximum: 255 })
  checkNumberOption(where, 'maximumRounds', options.maximumRounds, { integer: true, minimum: 1, maximum: 10_000 })
  if (typeof options.honest !== 'boolean') throw optionError(where, 'honest', options.honest, 'must be true or false')
  if (threads !== null) checkNumberOption(where, 'threads', threads, { integer: true, minimum: 1, maximum: 1024 })
  return options
}

/** How many rows must share a value that is given out. */
export function sharedRows({ minimumRows }: SequentialTreesOptions): number {
  return Math.ceil(minimumRows / 4)
}

/**
 * A class of fewer rows, as a share, is too rare for the rest of a row to tell it better than the row was drawn by it. The log
 * loss of held-back rows does not decide this: a classifier that stops early by it is now better, now worse than Bayes' rule on
 * the columns, and draws worse classes than one that does not stop.
 */
export const leastClass = 0.1

/** A table of fewer rows than this many times `minimumRows` is small. */
const smallTable = 100

/**
 * A target that is a number depends on all other columns. In small tables, leaves and neighboring codes would hold most of what
 * tells its rows apart: twice as many rows stand behind a leaf, and codes are smoothed less.
 */
function amountOptions({ minimumRows }: SequentialTreesOptions, rowCount: number): Partial<DensityOptions> {
  if (rowCount >= smallTable * minimumRows) return {}
  return { minimumLeafRows: 2 * minimumRows, pseudoCount: minimumRows / 5, smooth: 0.5 }
}

/**
 * How a target that is a number is learned once more, given guesses of it (see `AmountModel`): by many small trees, each of
 * which corrects little. In small tables all codes are one digit: too few rows tell those of a coarse group apart.
 */
export function amountDensity(options: SequentialTreesOptions, rowCount: number): Partial<DensityOptions> {
  const { minimumRows, learningRate, leaves, maximumRounds, honest } = options
  return {
    minimumLeafRows: minimumRows,
    pseudoCount: minimumRows / 200,
    smooth: 1,
    learningRate: 0.4 * learningRate,
    leaves: Math.max(2, Math.round(0.4 * leaves)),
    maximumRounds,
    patience: 16,
    honest,
    featureShare: 0.5,
    ...(rowCount < smallTable * minimumRows && { groups: 64 }),
  }
}

/**
 * What the engine is told. With a target of classes, of which `targetShares` are the shares of the classes, every column starts from
 * its shares in each class; the classes are modelled once more, given all other columns, where none of them is rare.
 */
export function densityOptions(
  options: SequentialTreesOptions,
  targetShares: Float64Array | undefined,
  { hasAmount, rowCount }: { readonly hasAmount: boolean; readonly rowCount: number },
): Partial<DensityOptions> {
  const { minimumRows, learningRate, leaves, maximumRounds, honest } = options
  return {
    minimumLeafRows: minimumRows,
    pseudoCount: minimumRows / 10,
    learningRate,
    leaves,
    maximumRounds,
    honest,
    featureShare: 0.5,
    startWithFirstColumn: targetShares !== undefined,
    endWithFirstColumn: targetShares?.every((share) => share >= leastClass) ?? false,
    ...(hasAmount && amountOptions(options, rowCount)),
  }
}
