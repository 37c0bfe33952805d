import type { Artifact, Regressor, RegressorFactory, RunOptions, Table } from '@asdf/contract'
import type { BoostingOptions } from './boosting-options.ts'
import type { FittedTreeRegressor } from './model.ts'
import { checkTable } from '@asdf/core'
import { fitBoosting } from './boosting-fit.ts'
import { boostingDefaults, checkBoostingOptions } from './boosting-options.ts'
import { toRegressor } from './model.ts'
import { loadModel, saveModel } from './state.ts'
import { numberTargets } from './targets.ts'

const id = '@asdf/trees/gradient-boosting-regressor'

/** A configured `gradientBoostingRegressor`. */
export interface GradientBoostingRegressor extends Regressor {
  fit(train: Table, run: RunOptions): Promise<FittedTreeRegressor>
}

export interface GradientBoostingRegressorFactory extends RegressorFactory<BoostingOptions> {
  (options?: Partial<BoostingOptions>): GradientBoostingRegressor
  load(artifact: Artifact): FittedTreeRegressor
}

/** Histogram gradient boosting of trees for a numeric target, by squared error; otherwise as `gradientBoosting`. */
export const gradientBoostingRegressor: GradientBoostingRegressorFactory = Object.assign(configure, {
  id,
  defaults: boostingDefaults,
  load: (artifact: Artifact) => toRegressor(loadModel(artifact, id, ['identity']), saveModel),
})

function configure(options: Partial<BoostingOptions> = {}): GradientBoostingRegressor {
  const checked = checkBoostingOptions(id, options)
  return {
    specVersion: 1,
    id,
    options: { ...checked },
    async fit(train, run) {
      checkTable(`${id}: fit`, train)
      const problem = {
        writer: id,
        classes: null,
        readTargets: (table: Table) => numberTargets(`${id}: fit`, table),
      }
      return toRegressor(await fitBoosting(problem, checked, train, run), saveModel)
    },
  }
}
