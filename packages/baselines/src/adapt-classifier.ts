import type { Artifact, Classifier, ClassifierFactory, FittedClassifier, JsonObject, JsonValue } from '@asdf/contract'
import type { RunOptions, Table, Tensor } from '@asdf/contract'
import type { Design } from '@asdf/core'
import type { AdaptedModel, Estimator } from './adapted-model.ts'
import { AsdfError } from '@asdf/contract'
import { checkForms, checkOptionNames, checkRun, createRng, optionError } from '@asdf/core'
import { readAdaptedState, writeAdaptedState } from './adapted-state.ts'
import { anAdapter } from './argument-forms.ts'
import { denseRows, readFeatures, readTrainingData } from './training-data.ts'

export interface AdaptOptions<Options extends object> {
  /** Package-qualified and permanent, such as `@me/models/ml-random-forest`. */
  readonly id: string
  readonly defaults: Readonly<Options>
  /** A new, untrained estimator. `seed` is a whole number below 2³¹ drawn from the run's. */
  create(options: Readonly<Options>, seed: number): Estimator
  /** Rebuilds a trained estimator from what its `toJSON` gave. Without it the classifier cannot be saved. */
  restore?(json: JsonValue): Estimator
}

/**
 * Wraps a class with `train` and `predict` as a classifier of the contract. It sees standardized numbers and one-hot
 * categories, and class numbers from 0 on; text and identifiers are left out, weights are refused, nulls too. Without
 * `predictProbability` the predicted class gets the probability 1. `save` and `load` need `toJSON` and `restore`, or
 * are an `ASDF_UNSUPPORTED`.
 */
export function adaptClassifier<Options extends object>(adapt: AdaptOptions<Options>): ClassifierFactory<Options> {
  checkForms('adaptClassifier', { adapt: [adapt, anAdapter] })
  const { id, defaults } = adapt
  return Object.assign(
    (options: Partial<Options> = {}): Classifier => {
      checkOptionNames(id, options, defaults)
      const chosen = { ...defaults, ...options }
      return {
        specVersion: 1,
        id,
        options: asJson(id, chosen),
        fit: (train, run) => fit(adapt, chosen, train, run),
      }
    },
    {
      id,
      defaults,
      load(artifact: Artifact) {
        const { restore } = adapt
        if (restore === undefined) throw unsupported(id, 'load', 'give adaptClassifier a restore function')
        return fitted(adapt, readAdaptedState(id, artifact, restore))
      },
    },
  )
}

/** The options as JSON, which the contract promises; what JSON cannot hold, such as a bigint, is refused. */
function asJson(id: string, options: object): JsonObject {
  try {
    return JSON.parse(JSON.stringify(options)) as JsonObject
  } catch {
    throw optionError(id, 'options', options, 'must be values that JSON can hold')
  }
}

async function fit<Options extends object>(
  adapt: AdaptOptions<Options>,
  options: Options,
  train: Table,
  run: RunOptions,
): Promise<FittedClassifier> {
  checkRun(`${adapt.id}: fit`, run)
  const { plan, design, classes, truth, present, weights, warnings } = readTrainingData(`${adapt.id}: fit`, train)
  if (weights !== undefined) throw unsupported(adapt.id, 'sample weights', 'take the role weight off the column')
  const estimator = adapt.create(options, createRng(run.seed).fork(adapt.id).nextUint32() >>> 1)
  estimator.train(
    denseRows(design),
    Array.from(truth, (code) => present.indexOf(code)),
  )
  run.onProgress?.({ phase: 'fit', step: 1, totalSteps: 1 })
  return fitted(adapt, { plan, classes, present, estimator, warnings })
}

function fitted<Options extends object>(adapt: AdaptOptions<Options>, model: AdaptedModel): FittedClassifier {
  const { id } = adapt
  return {
    specVersion: 1,
    id,
    classes: model.classes,
    warnings: model.warnings,
    async predictProbability(table) {
      return probabilities(id, model, readFeatures(`${id}: predictProbability`, model.plan, table))
    },
    save() {
      if (adapt.restore === undefined || (model.json === undefined && model.estimator.toJSON === undefined)) {
        throw unsupported(id, 'save', 'give it an estimator with toJSON, and adaptClassifier a restore function')
      }
      return writeAdaptedState(id, model)
    },
  }
}

function probabilities(id: string, { classes, present, estimator }: AdaptedModel, design: Design): Tensor<'f64'> {
  const { rowCount } = design
  const data = new Float64Array(rowCount * classes.length)
  if (rowCount > 0) {
    const rows = denseRows(design)
    const shares = present.map((_, label) => estimator.predictProbability?.(rows, label))
    const predicted = estimator.predict(rows)
    for (let row = 0; row < rowCount; row++) {
      const values = shares.map((share) => Math.max(0, share?.[row] ?? 0))
      const sum = values.reduce((total, value) => total + value, 0)
      if (!Number.isFinite(sum) || present[predicted[row]!] === undefined) throw badPrediction(id, row)
      // An estimator without probabilities, or without a vote for any class, still has its prediction.
      const certain = (k: number) => (k === predicted[row] ? 1 : 0)
      present.forEach((code, k) => (data[row * classes.length + code] = sum > 0 ? values[k]! / sum : certain(k)))
    }
  }
  return { dtype: 'f64', shape: [rowCount, classes.length], data }
}

function badPrediction(id: string, row: number): AsdfError {
  return new AsdfError(
    'ASDF_DATA_INVALID',
    `${id}: the estimator gave no known class or probability for row ${row + 1}`,
    {
      column: '',
      row: row + 1,
    },
  )
}

function unsupported(id: string, feature: string, remedy: string): AsdfError {
  return new AsdfError('ASDF_UNSUPPORTED', `${id}: ${feature} is not supported; ${remedy}`, { feature })
}
