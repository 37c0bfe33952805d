import type { RunOptions, Table } from '@asdf/contract'
import type { Imputer } from '@asdf/core'
import type { FittedPreparation, Preparation } from './preparation.ts'
import { checkPart } from './check-parts.ts'

/** Imputing as a step of the pipeline, with an imputer such as `mice()` of `@asdf/core`. */
export function imputation(imputer: Imputer): Preparation {
  checkPart('imputation', 'imputer', imputer, 'fit', 'must be an imputer, such as mice()')
  return {
    id: imputer.id,
    async fit(train: Table, run: RunOptions): Promise<FittedPreparation> {
      const fitted = await imputer.fit(train, run)
      return { apply: (table, runApply) => fitted.impute(table, runApply) }
    },
  }
}
