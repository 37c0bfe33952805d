import type {
  Artifact,
  Classifier,
  ClassifierFactory,
  FittedClassifier,
  RunOptions,
  Table,
  Tensor,
} from '@asdf/contract'
import type { LogisticModel } from './logistic-model.ts'
import { AsdfError } from '@asdf/contract'
import {
  checkNumberOption,
  checkOptionNames,
  checkRun,
  fitLogistic,
  logisticOutputs,
  predictLogistic,
  repeatRule,
} from '@asdf/core'
import { readLogisticState, writeLogisticState } from './logistic-state.ts'
import { featureNames, readFeatures, readTrainingData } from './training-data.ts'

export interface LogisticRegressionOptions {
  /** λ of the penalty ½ λ ‖W‖² beside the summed loss, which spares the intercepts: 1 / C in scikit-learn's terms. */
  readonly penalty: number
  /** Largest entry of the mean loss's gradient to end at. */
  readonly tolerance: number
  readonly maximumSteps: number
}

export interface FittedLogisticRegression extends FittedClassifier {
  /** Names of the coefficients' rows: the intercept, then a name for each number and each category of the features. */
  readonly features: readonly string[]
  /**
   * Shape `[features, outputs]`, for standardized numbers and one-hot categories; one output for two classes in training
   * (the score of the second), else one a class.
   */
  readonly coefficients: Tensor<'f64'>
}

export interface LogisticRegression extends Classifier {
  fit(train: Table, run: RunOptions): Promise<FittedLogisticRegression>
}

export interface LogisticRegressionFactory extends ClassifierFactory<LogisticRegressionOptions, LogisticRegression> {
  load(artifact: Artifact): FittedLogisticRegression
}

const id = '@asdf/baselines/logistic-regression'

const defaults: LogisticRegressionOptions = { penalty: 1, tolerance: 1e-7, maximumSteps: 1000 }

/**
 * Logistic regression with an L2 penalty, multinomial for three classes or more, on standardized numbers and one-hot
 * categories; the coefficients of scikit-learn's `LogisticRegression(C=1 / penalty)`, by L-BFGS. Rows are weighed by the
 * column with the role `weight`. Text and identifiers are left out; nulls are an `ASDF_DATA_INVALID`: impute first.
 */
export const logisticRegression: LogisticRegressionFactory = Object.assign(configure, {
  id,
  defaults,
  load: (artifact: Artifact) => fitted(readLogisticState(id, artifact)),
})

function configure(options: Partial<LogisticRegressionOptions> = {}): LogisticRegression {
  checkOptionNames('logisticRegression', options, defaults)
  const chosen = { ...defaults, ...options }
  checkNumberOption('logisticRegression', 'penalty', chosen.penalty, { minimum: 0, exclusiveMinimum: true })
  checkNumberOption('logisticRegression', 'tolerance', chosen.tolerance, { minimum: 0, exclusiveMinimum: true })
  checkNumberOption('logisticRegression', 'maximumSteps', chosen.maximumSteps, repeatRule)
  return {
    specVersion: 1,
    takesWeights: true,
    id,
    options: { ...chosen },
    fit: (train, run) => fit(chosen, train, run),
  }
}

async function fit(options: LogisticRegressionOptions, train: Table, run: RunOptions) {
  checkRun('logisticRegression.fit', run)
  const { plan, design, classes, truth, present, weights, warnings } = readTrainingData('logisticRegression.fit', train)
  const coefficients = fitLogistic({
    ...options,
    design,
    rows: allRows(train.rowCount),
    skip: -1,
    classCount: present.length,
    classes: truth.map((code) => present.indexOf(code)),
    ...(weights === undefined ? {} : { weights }),
  })
  if (!coefficients.every(Number.isFinite)) {
    throw new AsdfError('ASDF_FIT_DIVERGED', 'logisticRegression.fit: the coefficients grew without bound', {
      step: options.maximumSteps,
      loss: 'log loss',
    })
  }
  run.onProgress?.({ phase: 'fit', step: 1, totalSteps: 1 })
  return fitted({ plan, classes, present, coefficients, warnings })
}

function fitted(model: LogisticModel): FittedLogisticRegression {
  const { plan, classes, present, coefficients, warnings } = model
  const features = featureNames(plan.fields)
  return {
    specVersion: 1,
    id,
    classes,
    warnings,
    features,
    coefficients: { dtype: 'f64', shape: [features.length, logisticOutputs(present.length)], data: coefficients },
    async predictProbability(table) {
      const design = readFeatures('logisticRegression.predictProbability', plan, table)
      const shares = new Float64Array(table.rowCount * present.length)
      const view = { design, rows: allRows(table.rowCount), skip: -1 }
      predictLogistic(view, coefficients, present.length, shares)
      return spread(shares, present, classes.length)
    },
    save: () => writeLogisticState(id, model),
  }
}

function allRows(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, row) => row)
}

/** Probabilities of the present classes, put in the places of all classes. */
function spread(shares: Float64Array, present: readonly number[], classCount: number): Tensor<'f64'> {
  const rowCount = shares.length / present.length
  const data = new Float64Array(rowCount * classCount)
  for (let row = 0; row < rowCount; row++) {
    present.forEach((code, k) => (data[row * classCount + code] = shares[row * present.length + k]!))
  }
  return { dtype: 'f64', shape: [rowCount, classCount], data }
}
