import { checkChoiceOption, checkNumberOption, checkOptionNames, repeatRule } from '@asdf/core'

/** Options of a random forest of numbers. Names and meanings follow scikit-learn's RandomForestRegressor. */
export interface ForestOptions {
  readonly trees: number
  /**
   * Features that each split looks at: 'sqrt' or 'log2' of their number, 'all', a whole number of them, or a share
   * between 0 and 1 of them.
   */
  readonly maximumFeatures: 'sqrt' | 'log2' | 'all' | number
  /** Splits between root and leaf, at most; `null` for no limit. */
  readonly maximumDepth: number | null
  /** Rows in a leaf, at least. */
  readonly minimumRowsPerLeaf: number
  /** Whether each tree sees as many rows as there are, drawn with replacement, instead of every row once. */
  readonly bootstrap: boolean
  /** Bins per feature for values that are present, 2 to 255. */
  readonly maximumBins: number
  /** Threads to use; `null` for one per core, or one when the job is small. The result is the same for any number. */
  readonly threads: number | null
}

/** Options of a random forest of classes. */
export interface ForestClassifierOptions extends ForestOptions {
  /** 'balanced' weighs the rows of a class by the inverse of its share. */
  readonly classWeight: 'balanced' | null
}

export const forestRegressorDefaults: Readonly<ForestOptions> = Object.freeze({
  trees: 100,
  maximumFeatures: 'all',
  maximumDepth: null,
  minimumRowsPerLeaf: 1,
  bootstrap: true,
  maximumBins: 255,
  threads: null,
})

export const forestDefaults: Readonly<ForestClassifierOptions> = Object.freeze({
  ...forestRegressorDefaults,
  maximumFeatures: 'sqrt',
  classWeight: null,
})

/** Options of a classifier in full, checked. */
export function checkForestOptions(where: string, given: Partial<ForestClassifierOptions>): ForestClassifierOptions {
  checkOptionNames(where, given, forestDefaults)
  const options = { ...forestDefaults, ...given }
  if (options.classWeight !== null) checkChoiceOption(where, 'classWeight', options.classWeight, ['balanced'])
  checkCommon(where, options)
  return options
}

/** Options of a regressor in full, checked. */
export function checkForestRegressorOptions(where: string, given: Partial<ForestOptions>): ForestOptions {
  checkOptionNames(where, given, forestRegressorDefaults)
  const options = { ...forestRegressorDefaults, ...given }
  checkCommon(where, options)
  return options
}

/** How many of `count` features a split looks at. */
export function featuresPerSplit({ maximumFeatures }: ForestOptions, count: number): number {
  const wanted = {
    sqrt: Math.sqrt(count),
    log2: Math.log2(count),
    all: count,
  }
  if (typeof maximumFeatures === 'string') return Math.max(1, Math.floor(wanted[maximumFeatures]))
  return Math.max(1, Math.min(count, maximumFeatures < 1 ? Math.floor(maximumFeatures * count) : maximumFeatures))
}

function checkCommon(where: string, options: ForestOptions): void {
  checkNumberOption(where, 'trees', options.trees, repeatRule)
  const { maximumFeatures } = options
  if (typeof maximumFeatures !== 'number')
    checkChoiceOption(where, 'maximumFeatures', maximumFeatures, ['sqrt', 'log2', 'all'])
  else if (maximumFeatures >= 1) checkNumberOption(where, 'maximumFeatures', maximumFeatures, { integer: true })
  else checkNumberOption(where, 'maximumFeatures', maximumFeatures, { minimum: 0, exclusiveMinimum: true })
  if (options.maximumDepth !== null)
    checkNumberOption(where, 'maximumDepth', options.maximumDepth, { integer: true, minimum: 1 })
  checkNumberOption(where, 'minimumRowsPerLeaf', options.minimumRowsPerLeaf, { integer: true, minimum: 1 })
  checkChoiceOption(where, 'bootstrap', String(options.bootstrap), ['true', 'false'])
  checkNumberOption(where, 'maximumBins', options.maximumBins, { integer: true, minimum: 2, maximum: 255 })
  if (options.threads !== null)
    checkNumberOption(where, 'threads', options.threads, { integer: true, minimum: 1, maximum: 1024 })
}
