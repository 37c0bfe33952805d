import type { Artifact, Regressor, RegressorFactory, RunOptions, Table } from '@asdf/contract'
import type { ForestOptions } from './forest-options.ts'
import type { FittedTreeRegressor } from './model.ts'
import { checkTable } from '@asdf/core'
import { fitForest } from './forest-fit.ts'
import { checkForestRegressorOptions, forestRegressorDefaults } from './forest-options.ts'
import { toRegressor } from './model.ts'
import { loadModel, saveModel } from './state.ts'
import { numberTargets } from './targets.ts'

const id = '@asdf/trees/random-forest-regressor'

/** A configured `randomForestRegressor`. */
export interface RandomForestRegressor extends Regressor {
  fit(train: Table, run: RunOptions): Promise<FittedTreeRegressor>
}

export interface RandomForestRegressorFactory extends RegressorFactory<ForestOptions> {
  (options?: Partial<ForestOptions>): RandomForestRegressor
  load(artifact: Artifact): FittedTreeRegressor
}

/** A random forest for a numeric target, by squared error; otherwise as `randomForest`. */
export const randomForestRegressor: RandomForestRegressorFactory = Object.assign(configure, {
  id,
  defaults: forestRegressorDefaults,
  load: (artifact: Artifact) => toRegressor(loadModel(artifact, id, ['mean']), saveModel),
})

function configure(options: Partial<ForestOptions> = {}): RandomForestRegressor {
  const checked = checkForestRegressorOptions(id, options)
  return {
    specVersion: 1,
    id,
    options: { ...checked },
    async fit(train, run) {
      checkTable(`${id}: fit`, train)
      const problem = { writer: id, classes: null, targets: numberTargets(`${id}: fit`, train), classWeight: null }
      return toRegressor(await fitForest(problem, checked, train, run), saveModel)
    },
  }
}
