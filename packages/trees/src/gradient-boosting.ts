import type { Artifact, ClassifierFactory, Table } from '@asdf/contract'
import type { BoostingProblem } from './boosting-fit.ts'
import type { BoostingOptions } from './boosting-options.ts'
import type { GradientBoosting } from './boosting-types.ts'
import type { FittedTreeClassifier } from './model.ts'
import { checkTable, classNames, targetIndex } from '@asdf/core'
import { fitBoosting } from './boosting-fit.ts'
import { boostingDefaults, checkBoostingOptions } from './boosting-options.ts'
import { startSession } from './boosting-session.ts'
import { toClassifier } from './model.ts'
import { loadModel, saveModel } from './state.ts'
import { classTargets } from './targets.ts'

const id = '@asdf/trees/gradient-boosting'

export interface GradientBoostingFactory extends ClassifierFactory<BoostingOptions, GradientBoosting> {
  load(artifact: Artifact): FittedTreeClassifier
}

/**
 * Histogram gradient boosting of trees for two or more classes: Friedman, "Greedy function approximation" (Annals of
 * Statistics 2001), with the histograms and leaf-wise trees of Ke et al., "LightGBM" (NeurIPS 2017) and the gain of
 * Chen and Guestrin, "XGBoost" (KDD 2016). Log loss; one tree per round for two classes, one per class for more.
 *
 * Learns from the roles `feature` and `sensitive`, weighs rows by the role `weight`, takes categories as sets and
 * missing values as they are. Text is ignored with a warning.
 */
export const gradientBoosting: GradientBoostingFactory = Object.assign(configure, {
  id,
  defaults: boostingDefaults,
  load: (artifact: Artifact) => toClassifier(loadModel(artifact, id, ['logistic', 'softmax']), saveModel),
})

function configure(options: Partial<BoostingOptions> = {}): GradientBoosting {
  const checked = checkBoostingOptions(id, options)
  return {
    specVersion: 1,
    takesWeights: true,
    id,
    options: { ...checked },
    async fit(train, run) {
      return toClassifier(await fitBoosting(problemOf(train), checked, train, run), saveModel)
    },
    start: async (train, run) => startSession(problemOf(train), checked, train, run),
  }
}

function problemOf(table: Table): BoostingProblem {
  const where = `${id}: fit`
  checkTable(where, table)
  const classes = classNames(table.schema.fields[targetIndex(table.schema, where)]!)
  classTargets(where, table)
  return { writer: id, classes, readTargets: (rows) => classTargets(where, rows, classes) }
}
