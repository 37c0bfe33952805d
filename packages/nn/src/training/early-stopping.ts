import { checkNumberOption, optionError } from '@asdf/core'

/** When training stops by itself, returning to the epoch with the best validation score. */
export interface EarlyStopping {
  /** Epochs between two validation checks. */
  readonly every: number
  /** Validation checks without a better score before training stops. */
  readonly patience: number
  /** Share of the training rows that is held back for validation, of which at most 10,000 are used. */
  readonly share: number
}

/** Refuses settings of early stopping that cannot be used. `where` names the algorithm. */
export function checkEarlyStopping(where: string, stopping: EarlyStopping | null): void {
  if (stopping === null) return
  if (typeof stopping !== 'object') {
    throw optionError(where, 'earlyStopping', stopping, 'must be null or { every, patience, share }')
  }
  const whole = { integer: true, minimum: 1, maximum: 100_000 }
  checkNumberOption(where, 'earlyStopping.every', stopping.every, whole)
  checkNumberOption(where, 'earlyStopping.patience', stopping.patience, whole)
  checkNumberOption(where, 'earlyStopping.share', stopping.share, { minimum: 0, exclusiveMinimum: true, maximum: 0.5 })
}
