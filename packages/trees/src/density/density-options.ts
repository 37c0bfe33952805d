import { checkChoiceOption, checkNumberOption, checkOptionNames } from '@asdf/core'

/** How the conditional distributions are boosted. */
export interface DensityOptions {
  /**
   * What the leaves' log ratios of observed to expected counts are multiplied by, above 0 to 1. For ordered columns, whose
   * leaves are smoothed and err less, twice as much, at most 1.
   */
  readonly learningRate: number
  /** Leaves of a tree, at most, 2 to 255. */
  readonly leaves: number
  /** Rows in a leaf, at least. */
  readonly minimumLeafRows: number
  /** Trees per digit of a column, at most. */
  readonly maximumRounds: number
  /** Rounds without a better held-back likelihood after which boosting stops. */
  readonly patience: number
  /** How many nats per row the held-back likelihood must rise to count as better. */
  readonly tolerance: number
  /** Share of rows that are held back to decide when to stop, 0 to 0.5; with 0 all of `maximumRounds` are made. */
  readonly heldBackShare: number
  /** Added to the observed and to the expected count of every class in a leaf. */
  readonly pseudoCount: number
  /** Added to the row counts in the gain of a split. */
  readonly l2: number
  /** Width of the smoothing over neighboring codes of an ordered column in a leaf; 0 for none. */
  readonly smooth: number
  /** Share of the features that a tree may use, above 0 to 1. */
  readonly featureShare: number
  /**
   * Features that a target is modelled by, at most: those that depend on it most. In a table of more than 512 columns they
   * are 32 at most, and only those that depend on it more than chance makes one of so many seem to.
   */
  readonly maximumFeatures: number
  /** Bins that the codes of an ordered feature share when splits are looked for, at most, 2 to 255; 32 in a wide table. */
  readonly featureBins: number
  /** Share of the rows that a tree's structure is chosen on, above 0 to 1. */
  readonly rowShare: number
  /** Rows that a tree's structure is chosen on, at most. */
  readonly maximumStructureRows: number
  /** Whether leaf counts come from other rows than the tree's structure: halves, drawn anew every round. */
  readonly honest: boolean
  /** Coarse groups that an ordered column of many codes is cut into before its codes. */
  readonly groups: number
  /** Whether the first tree of every column asks the first column only, and learns its whole effect: for a target. */
  readonly startWithFirstColumn: boolean
  /**
   * Whether the first column is modelled once more, given all the others: see `CodeModel.firstGivenOthers`. That takes 100
   * rounds on all rows, with none held back.
   */
  readonly endWithFirstColumn: boolean
  /** So many first columns are given in every row that is drawn: no trees are grown for them. */
  readonly given: number
  /** 'best' splits, or 'random' ones that do not depend on the data. */
  readonly splits: 'best' | 'random'
}

export const densityDefaults: Readonly<DensityOptions> = Object.freeze({
  learningRate: 0.3,
  leaves: 31,
  minimumLeafRows: 20,
  maximumRounds: 400,
  patience: 4,
  tolerance: 1e-5,
  heldBackShare: 0.1,
  pseudoCount: 1,
  l2: 5,
  smooth: 1.5,
  featureShare: 1,
  maximumFeatures: 64,
  featureBins: 255,
  rowShare: 1,
  maximumStructureRows: 65_536,
  honest: false,
  groups: 16,
  startWithFirstColumn: false,
  endWithFirstColumn: false,
  given: 0,
  splits: 'best',
})

/** The options in full, checked. `where` names the caller's algorithm. */
export function checkDensityOptions(where: string, given: Partial<DensityOptions>): DensityOptions {
  checkOptionNames(where, given, densityDefaults)
  const options = { ...densityDefaults, ...given }
  const share = { minimum: 0, exclusiveMinimum: true, maximum: 1 }
  const count = { integer: true, minimum: 1 }
  checkNumberOption(where, 'learningRate', options.learningRate, share)
  checkNumberOption(where, 'leaves', options.leaves, { integer: true, minimum: 2, maximum: 255 })
  checkNumberOption(where, 'minimumLeafRows', options.minimumLeafRows, count)
  checkNumberOption(where, 'maximumRounds', options.maximumRounds, { integer: true, minimum: 0, maximum: 10_000 })
  checkNumberOption(where, 'patience', options.patience, count)
  checkNumberOption(where, 'tolerance', options.tolerance, { minimum: 0 })
  checkNumberOption(where, 'heldBackShare', options.heldBackShare, { minimum: 0, maximum: 0.5 })
  checkNumberOption(where, 'pseudoCount', options.pseudoCount, { minimum: 0, exclusiveMinimum: true })
  checkNumberOption(where, 'l2', options.l2, { minimum: 0 })
  checkNumberOption(where, 'smooth', options.smooth, { minimum: 0 })
  checkNumberOption(where, 'featureShare', options.featureShare, share)
  checkNumberOption(where, 'maximumFeatures', options.maximumFeatures, { integer: true, minimum: 1, maximum: 250 })
  checkNumberOption(where, 'featureBins', options.featureBins, { integer: true, minimum: 2, maximum: 255 })
  checkNumberOption(where, 'rowShare', options.rowShare, share)
  checkNumberOption(where, 'maximumStructureRows', options.maximumStructureRows, count)
  checkChoiceOption(where, 'honest', String(options.honest), ['true', 'false'])
  checkNumberOption(where, 'groups', options.groups, { integer: true, minimum: 2, maximum: 64 })
  checkChoiceOption(where, 'startWithFirstColumn', String(options.startWithFirstColumn), ['true', 'false'])
  checkChoiceOption(where, 'endWithFirstColumn', String(options.endWithFirstColumn), ['true', 'false'])
  checkNumberOption(where, 'given', options.given, { integer: true, minimum: 0 })
  checkChoiceOption(where, 'splits', options.splits, ['best', 'random'])
  return options
}
