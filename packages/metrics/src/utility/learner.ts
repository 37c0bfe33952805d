import type { Classifier, Column, Predictions, Regressor, RunOptions, Table } from '@asdf/contract'
import type { PredictionMetric } from '@asdf/contract'
import type { NumberMetric } from '../r-squared.ts'
import { AsdfError } from '@asdf/contract'
import { classCodes, classNames, optionError, predictTable, targetIndex } from '@asdf/core'
import { undefinedMetric } from '../checks.ts'

/** What learns a table: a classifier where the target has classes, a regressor where it is a number. */
export type Learner = Classifier | Regressor

/** What predictions are scored by: one for classes such as `rocAucMetric`, or one for numbers such as `rSquaredMetric`. */
export type UtilityScore = PredictionMetric | NumberMetric

/** What a model said about rows whose target is known. */
export type Outcome =
  | { readonly kind: 'classes'; readonly predictions: Predictions }
  | { readonly kind: 'numbers'; readonly truth: Float64Array; readonly predicted: Float64Array }

/** A model of some rows. */
export interface Learned {
  predict(table: Table): Promise<Outcome>
}

/** Refuses what is not a configured learner. */
export function checkLearner(where: string, learner: unknown): asserts learner is Learner {
  if (typeof (learner as Partial<Learner> | null | undefined)?.fit === 'function') return
  throw optionError(
    where,
    'learner',
    learner,
    'must be a configured classifier or regressor, such as gradientBoosting()',
  )
}

/** Refuses what cannot score predictions. */
export function checkScore(where: string, score: unknown): asserts score is UtilityScore {
  const { compute, range, goal } = (score ?? {}) as Partial<UtilityScore>
  if (typeof compute === 'function' && Array.isArray(range) && goal !== undefined) return
  throw optionError(where, 'score', score, 'must be a score of predictions, such as rocAucMetric or rSquaredMetric')
}

/**
 * Learns the target of a table. A model of rows that all have one class gives every row that class, for a classifier would refuse
 * them, though what they are worth is known.
 */
export async function learn(learner: Learner, table: Table, run: RunOptions): Promise<Learned> {
  const target = targetIndex(table.schema, 'utility')
  const only = onlyClass(table, target)
  if (only !== undefined) return { predict: async (rows) => constantOutcome(rows, target, only) }
  const fitted = await learner.fit(table, run)
  if ('predictProbability' in fitted) {
    return { predict: async (rows) => ({ kind: 'classes', predictions: await predictTable(fitted, rows) }) }
  }
  return {
    predict: async (rows) => {
      const { data } = await fitted.predict(rows)
      return { kind: 'numbers', truth: numbersOf(rows.columns[target]!), predicted: data }
    },
  }
}

/** The outcome of some of the rows. */
export function outcomeOfRows(outcome: Outcome, rows: Uint32Array): Outcome {
  if (outcome.kind === 'numbers') {
    const { truth, predicted } = outcome
    return {
      kind: 'numbers',
      truth: Float64Array.from(rows, (row) => truth[row]!),
      predicted: Float64Array.from(rows, (row) => predicted[row]!),
    }
  }
  const { classes, truth, probability } = outcome.predictions
  const width = classes.length
  const data = new Float64Array(rows.length * width)
  rows.forEach((row, place) => data.set(probability.data.subarray(row * width, (row + 1) * width), place * width))
  return {
    kind: 'classes',
    predictions: {
      classes,
      truth: Int32Array.from(rows, (row) => truth[row]!),
      probability: { dtype: 'f64', shape: [rows.length, width], data },
    },
  }
}

/**
 * The score of an outcome. Classes that no tested row has are left out, and the others' probabilities share what is left: the score
 * is about the rows that there are.
 */
export function scoreOutcome(where: string, score: UtilityScore, outcome: Outcome): number {
  if ('of' in score) {
    if (outcome.kind === 'numbers') return score.compute(outcome)
    throw wrongScore(where, score, 'classes, which rocAucMetric, macroF1Metric and others score')
  }
  if (outcome.kind === 'classes') return score.compute(amongPresent(where, outcome.predictions))
  throw wrongScore(where, score, 'numbers, which rSquaredMetric scores')
}

function wrongScore(where: string, { id }: UtilityScore, fault: string): AsdfError {
  return optionError(where, 'score', id, `does not fit what the learner predicts: ${fault}`)
}

/** Predictions of the classes that some row has. */
export function amongPresent(where: string, { classes, truth, probability }: Predictions): Predictions {
  const present = [...new Set(truth)].sort((a, b) => a - b)
  if (present.length < 2) {
    const only = present.length === 0 ? 'there are no rows' : `all rows have the class '${classes[present[0]!]}'`
    throw undefinedMetric(where, `${only}, so nothing can be told apart`)
  }
  if (present.length === classes.length) return { classes, truth, probability }
  const width = present.length
  const data = new Float64Array(truth.length * width)
  for (let row = 0; row < truth.length; row++) {
    let sum = 0
    for (const code of present) sum += probability.data[row * classes.length + code]!
    present.forEach((code, place) => {
      const value = probability.data[row * classes.length + code]!
      data[row * width + place] = sum > 0 ? Math.min(1, value / sum) : 1 / width
    })
  }
  const places = new Map(present.map((code, place) => [code, place]))
  return {
    classes: present.map((code) => classes[code]!),
    truth: truth.map((code) => places.get(code)!),
    probability: { dtype: 'f64', shape: [truth.length, width], data },
  }
}

/** The code of the class that all rows have, if they do. */
function onlyClass({ schema, columns }: Table, target: number): number | undefined {
  const column = columns[target]!
  if (column.kind !== 'categorical' && column.kind !== 'boolean') return undefined
  const present = new Set(classCodes(column))
  classNames(schema.fields[target]!)
  return present.size === 1 ? [...present][0] : undefined
}

function constantOutcome({ schema, columns, rowCount }: Table, target: number, only: number): Outcome {
  const classes = classNames(schema.fields[target]!)
  const data = new Float64Array(rowCount * classes.length)
  for (let row = 0; row < rowCount; row++) data[row * classes.length + only] = 1
  const probability = { dtype: 'f64', shape: [rowCount, classes.length], data } as const
  return { kind: 'classes', predictions: { classes, truth: classCodes(columns[target]!), probability } }
}

function numbersOf(column: Column): Float64Array {
  if (column.kind === 'numeric') return column.values
  throw new AsdfError('ASDF_SCHEMA_MISMATCH', `utility: a regressor needs a numeric target, got ${column.kind}`, {
    column: 'target',
    expected: 'numeric',
    received: column.kind,
  })
}
