import type { FittedClassifier } from '@asdf/contract'
import { rankOfScore } from './score-bins.ts'

/** Which generated rows of a rare class are kept. */
export interface RareClass {
  /** Code of the class in the target's column. */
  readonly code: number
  /** Scores that separate the bins, ascending. */
  readonly edges: readonly number[]
  /** For each bin the probability that a generated row with such a score is kept; 1 for at least one bin. */
  readonly keep: readonly number[]
}

/**
 * Makes rows of rare classes as typical of their class as real ones. Leaves hold rows of all classes, so the columns of a
 * rare class are drawn towards those of the rows around it. A classifier scores how typical a row is of its class; generated
 * rows are kept with a probability proportional to how much more frequent their score is among real rows of the class (rejection
 * sampling, von Neumann 1951, with a density ratio in one dimension). Only that one number is matched, so no row is copied.
 */
export interface RareClasses {
  readonly classifier: FittedClassifier
  readonly classes: readonly RareClass[]
}

/** The probability that a row with this score is kept. */
export function keepProbability({ edges, keep }: RareClass, score: number): number {
  return keep[rankOfScore(edges, score)]!
}
