import { checkNumberOption, checkOptionNames } from '@asdf/core'

/** How `adversarialForest` learns. */
export interface AdversarialForestOptions {
  /**
   * The strength of privacy: no leaf has fewer training rows, and no value is given out that fewer than a quarter of them
   * share. Small leaves tell columns apart that depend on each other, large ones keep synthetic rows from being nearer to
   * the training rows than to others. A whole number from 4.
   */
  readonly minimumRows: number
  /** Trees of a forest. More of them average the density over more leaves. */
  readonly trees: number
  /** Forests that are grown at most: real rows against shuffled ones, then against rows drawn from the last forest. */
  readonly maximumRounds: number
  /** Rounds end when the share of rows that a forest tells right out of bag is at most 0.5 + tolerance; 0 to 0.5. */
  readonly tolerance: number
  /** Columns that each split looks at; `null` for the square root of their number. */
  readonly columnsPerSplit: number | null
  /** Intervals that the values of a numeric column are cut into, about, besides values that many rows share; 2 to 200. */
  readonly bins: number
  /** Rows that the shares of the whole table count as in every leaf: at 0 a leaf gives out only what its rows hold. */
  readonly pseudoCount: number
  /** How far the numbers of a leaf are spread, as a share of the table's rows that lies between them; 0 to 0.5. */
  readonly bandwidth: number
  /** Threads to use: by default one per core, or one for small tables. Results do not depend on it. */
  readonly threads: number | null
}

export const adversarialForestDefaults: AdversarialForestOptions = Object.freeze({
  minimumRows: 20,
  trees: 30,
  maximumRounds: 10,
  tolerance: 0,
  columnsPerSplit: null,
  bins: 64,
  pseudoCount: 0.1,
  bandwidth: 0.02,
  threads: null,
})

const where = 'adversarialForest'

/** The options in full, checked. */
export function checkOptions(given: Partial<AdversarialForestOptions>): AdversarialForestOptions {
  checkOptionNames(where, given, adversarialForestDefaults)
  const options = { ...adversarialForestDefaults, ...given }
  checkNumberOption(where, 'minimumRows', options.minimumRows, { integer: true, minimum: 4 })
  checkNumberOption(where, 'trees', options.trees, { integer: true, minimum: 1, maximum: 10_000 })
  checkNumberOption(where, 'maximumRounds', options.maximumRounds, { integer: true, minimum: 1, maximum: 1000 })
  checkNumberOption(where, 'tolerance', options.tolerance, { minimum: 0, maximum: 0.5 })
  const { columnsPerSplit } = options
  if (columnsPerSplit !== null) {
    checkNumberOption(where, 'columnsPerSplit', columnsPerSplit, { integer: true, minimum: 1 })
  }
  checkNumberOption(where, 'bins', options.bins, { integer: true, minimum: 2, maximum: 200 })
  checkNumberOption(where, 'pseudoCount', options.pseudoCount, { minimum: 0, maximum: 1e6 })
  checkNumberOption(where, 'bandwidth', options.bandwidth, { minimum: 0, maximum: 0.5 })
  const { threads } = options
  if (threads !== null) checkNumberOption(where, 'threads', threads, { integer: true, minimum: 1, maximum: 1024 })
  return options
}

/** How many rows must share a value that is given out. */
export function sharedRows({ minimumRows }: AdversarialForestOptions): number {
  return Math.ceil(minimumRows / 4)
}
