import type { MetricInput, Rng, Table } from '@asdf/contract'
import { chooseRows, compareWithHoldout } from '@asdf/core'

export interface EqualParts {
  readonly train: Table
  readonly synthetic: Table
  /** As many rows as `train` has. */
  readonly holdout: Table
}

/** The tables of an attack with its control: training and hold-out rows are cut to one number by `rng`. */
export function equalParts(where: string, input: MetricInput, rng: Rng): EqualParts {
  const { train, synthetic, holdout } = compareWithHoldout(where, input)
  const count = Math.min(train.rowCount, holdout.rowCount)
  return {
    train: chooseRows(train, count, rng.fork('train')),
    synthetic,
    holdout: chooseRows(holdout, count, rng.fork('holdout')),
  }
}
