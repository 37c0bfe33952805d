import type { RunOptions, Table } from '@asdf/contract'
import { checkRun, checkTable } from '@asdf/core'
import { checkParts } from './check-parts.ts'

/** A step that learns from the training rows and then treats any rows the same way, such as imputing or scaling. */
export interface Preparation {
  readonly id: string
  fit(train: Table, run: RunOptions): Promise<FittedPreparation>
}

export interface FittedPreparation {
  /** The same rows in the same order, made ready. What it does to a row must not depend on the other rows. */
  apply(table: Table, run: RunOptions): Promise<Table>
}

/** Steps fitted one on the result of the other. */
export interface FittedPreparations {
  readonly train: Table
  /** Makes any rows ready as the training rows were. */
  readonly apply: (table: Table, run: RunOptions) => Promise<Table>
}

/** Fits each step on what the steps before made of the training rows. */
export async function fitPreparations(
  train: Table,
  steps: readonly Preparation[],
  run: RunOptions,
): Promise<FittedPreparations> {
  checkRun('fitPreparations', run)
  checkTable('fitPreparations', train)
  checkParts('fitPreparations', 'steps', steps, 'fit', 'must be a list of preparations')
  const fitted: FittedPreparation[] = []
  let prepared = train
  for (const step of steps) {
    const one = await step.fit(prepared, run)
    fitted.push(one)
    prepared = await one.apply(prepared, run)
  }
  return {
    train: prepared,
    async apply(table, runApply) {
      checkRun('fitPreparations.apply', runApply)
      checkTable('fitPreparations.apply', table)
      let ready = table
      for (const one of fitted) ready = await one.apply(ready, runApply)
      return ready
    },
  }
}
