import type { RunOptions, Table } from '@asdf/contract'

/** A step that learns from the training rows and then treats any rows the same way, such as imputing or scaling. */
export interface Preparation {
  readonly id: string
  fit(train: Table, run: RunOptions): Promise<FittedPreparation>
}

export interface FittedPreparation {
  /** The same rows in the same order, made ready. What it does to a row must not depend on the other rows. */
  apply(table: Table, run: RunOptions): Promise<Table>
}

/** Fits each step on what the steps before made of the training rows, and applies them to every part in turn. */
export async function prepareParts<Name extends string>(
  parts: Readonly<Record<Name | 'train', Table>>,
  steps: readonly Preparation[],
  run: RunOptions,
): Promise<Readonly<Record<Name | 'train', Table>>> {
  let prepared: Record<Name | 'train', Table> = { ...parts }
  for (const step of steps) {
    const fitted = await step.fit(prepared.train, run)
    const next: Record<Name | 'train', Table> = { ...prepared }
    for (const name of Object.keys(prepared) as (Name | 'train')[]) next[name] = await fitted.apply(prepared[name], run)
    prepared = next
  }
  return prepared
}
