import type { Artifact, Classifier, ClassifierFactory, RunOptions, Table } from '@asdf/contract'
import type { ForestClassifierOptions } from './forest-options.ts'
import type { FittedTreeClassifier } from './model.ts'
import { checkTable } from '@asdf/core'
import { fitForest } from './forest-fit.ts'
import { checkForestOptions, forestDefaults } from './forest-options.ts'
import { toClassifier } from './model.ts'
import { loadModel, saveModel } from './state.ts'
import { classTargets } from './targets.ts'

const id = '@asdf/trees/random-forest'

/** A configured `randomForest`. */
export interface RandomForest extends Classifier {
  fit(train: Table, run: RunOptions): Promise<FittedTreeClassifier>
}

export interface RandomForestFactory extends ClassifierFactory<ForestClassifierOptions, RandomForest> {
  load(artifact: Artifact): FittedTreeClassifier
}

/**
 * A random forest for two or more classes: Breiman, "Random Forests" (Machine Learning 2001), by the Gini index, with
 * probabilities averaged over the leaves as in scikit-learn. Features are binned first, as for boosting.
 *
 * Learns from the roles `feature` and `sensitive`, weighs rows by the role `weight`, takes categories as sets and
 * missing values as they are. Text is ignored with a warning.
 */
export const randomForest: RandomForestFactory = Object.assign(configure, {
  id,
  defaults: forestDefaults,
  load: (artifact: Artifact) => toClassifier(loadModel(artifact, id, ['share', 'shares']), saveModel),
})

function configure(options: Partial<ForestClassifierOptions> = {}): RandomForest {
  const checked = checkForestOptions(id, options)
  return {
    specVersion: 1,
    takesWeights: true,
    id,
    options: { ...checked },
    async fit(train, run) {
      checkTable(`${id}: fit`, train)
      const targets = classTargets(`${id}: fit`, train)
      const problem = { writer: id, classes: targets.classes, targets, classWeight: checked.classWeight }
      return toClassifier(await fitForest(problem, checked, train, run), saveModel)
    },
  }
}
