import type { Classifier, Metric, MetricInput, MetricResult, Rng, RunOptions, Table } from '@asdf/contract'
import type { DeriveFeatures } from './derived-features.ts'
import { AsdfError } from '@asdf/contract'
import {
  checkNumberOption,
  checkOptionNames,
  checkRun,
  chooseRows,
  compareTables,
  createRng,
  labelSides,
  optionError,
  permutation,
  predictTable,
  takeRows,
} from '@asdf/core'
import { rocAuc } from '../roc-auc.ts'
import { derivedFeatures } from './derived-features.ts'

const where = 'detector'
const id = '@asdf/metrics/detector'

export interface DetectorOptions {
  /** Most rows of each side, chosen by the seed. The same rows score higher the more of them there are. */
  readonly rows: number
  /** Parts that the rows are cut into; each is told apart by a classifier that learned from the others. */
  readonly folds: number
  /** The classifier sees `derivedFeatures` of the training rows too: rests of rules, roundness of numbers, nulls. */
  readonly derived: boolean
}

const defaults: DetectorOptions = { rows: 10_000, folds: 3, derived: false }

/**
 * How well a classifier tells synthetic rows from training rows: its ROC AUC on rows that it did not learn from, the mean
 * of `folds` stratified parts. 0.5 when it cannot; below by chance. Both sides have the same number of rows, which the
 * result names as `n`: read it with the value. Detection as in Lopez-Paz and Oquab, "Revisiting classifier two-sample
 * tests", ICLR 2017.
 *
 * The classifier is handed in, such as `gradientBoosting()` of `@asdf/trees`. It sees the columns of numbers, dates, categories
 * and booleans; others are `unmeasured`. With `derived` it sees `derivedFeatures` of the training rows too, in which broken sums
 * and spoiled digits show that no column shows by itself. Errors: those of `columnShapes` and of the classifier, `ASDF_OPTION_INVALID` when
 * configured, `ASDF_METRIC_UNDEFINED` for fewer rows than folds on a side.
 */
export function detector(classifier: Classifier, options: Partial<DetectorOptions> = {}): Metric {
  if (typeof (classifier as Partial<Classifier> | null | undefined)?.fit !== 'function') {
    throw optionError(where, 'classifier', classifier, 'must be a configured classifier, such as gradientBoosting()')
  }
  checkOptionNames(where, options, defaults)
  const { rows, folds, derived } = { ...defaults, ...options }
  checkNumberOption(where, 'rows', rows, { integer: true, minimum: 2 })
  checkNumberOption(where, 'folds', folds, { integer: true, minimum: 2, maximum: 100 })
  if (typeof derived !== 'boolean') throw optionError(where, 'derived', derived, 'must be true or false')
  // One training table is measured against many times.
  const known = new WeakMap<Table, DeriveFeatures>()
  const deriveFor = async (given: Table, train: Table, run: RunOptions) => {
    const derive = known.get(given) ?? (await derivedFeatures(train, run))
    known.set(given, derive)
    return derive
  }
  return {
    specVersion: 1,
    id: derived ? `${id}-derived` : id,
    label: derived ? 'detector AUC on derived features' : 'detector AUC',
    group: 'fidelity',
    goal: 'minimize',
    range: [0, 1],
    needsHoldout: false,
    needsTarget: false,
    compute: (input, run) =>
      computeAuc(
        classifier,
        { rows, folds },
        derived ? (train) => deriveFor(input.train, train, run) : undefined,
        input,
        run,
      ),
  }
}

async function computeAuc(
  classifier: Classifier,
  { rows, folds }: Pick<DetectorOptions, 'rows' | 'folds'>,
  deriveFor: ((train: Table) => Promise<DeriveFeatures>) | undefined,
  input: MetricInput,
  run: RunOptions,
): Promise<MetricResult> {
  checkRun(where, run)
  run.signal?.throwIfAborted()
  const { train, synthetic } = compareTables(where, input)
  const n = Math.min(rows, train.rowCount, synthetic.rowCount)
  if (n < folds) {
    throw new AsdfError('ASDF_METRIC_UNDEFINED', `${where}: needs at least ${folds} rows on each side, got ${n}`, {
      metric: where,
    })
  }
  const rng = createRng(run.seed).fork(id)
  const derive = (await deriveFor?.(train)) ?? ((table: Table) => table)
  const real = derive(chooseRows(train, n, rng.fork('train')))
  const made = derive(chooseRows(synthetic, n, rng.fork('synthetic')))
  const { table: both, unmeasured } = labelSides(where, real, made)
  const fold = foldsOf(n, folds, rng.fork('folds'))
  const { onProgress, ...quiet } = run
  let sum = 0
  for (let part = 0; part < folds; part++) {
    const fitted = await classifier.fit(
      takeRows(
        both,
        rowsWhere(fold, (one) => one !== part),
      ),
      quiet,
    )
    const { truth, probability } = await predictTable(
      fitted,
      takeRows(
        both,
        rowsWhere(fold, (one) => one === part),
      ),
    )
    sum += rocAuc(
      truth,
      Float64Array.from(truth.keys(), (row) => probability.data[2 * row + 1]!),
    )
    onProgress?.({ phase: where, step: part + 1, totalSteps: folds })
  }
  return { value: sum / folds, n, ...(Object.keys(unmeasured).length > 0 && { unmeasured }) }
}

/** The fold of each row of two sides of `n`, about as many rows of each side in every fold. */
function foldsOf(n: number, folds: number, rng: Rng): Uint8Array {
  const fold = new Uint8Array(2 * n)
  for (const side of [0, 1]) {
    permutation(n, rng.fork(side)).forEach((row, place) => (fold[side * n + row] = place % folds))
  }
  return fold
}

function rowsWhere(fold: Uint8Array, isTaken: (fold: number) => boolean): Uint32Array {
  return Uint32Array.from(fold.keys()).filter((row) => isTaken(fold[row]!))
}
