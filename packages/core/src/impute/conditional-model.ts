import type { Rng } from '@asdf/contract'
import type { ConditionalModel, ConditionalTask } from './conditional-task.ts'
import { sampleWithoutReplacement, uniformInteger } from '../distributions.ts'
import { drawCategories } from './category-draw.ts'
import { categoryScores } from './category-scores.ts'
import { matchPredictiveMeans } from './predictive-mean-matching.ts'

export interface ConditionalOptions {
  readonly donors: number
  readonly maximumClasses: number
  readonly maximumRows: number
}

/**
 * Fits the model that suits the column: predictive mean matching for numbers and times, logistic regression for classes;
 * a category column with more values than `maximumClasses` is matched on one score a category.
 */
export function fitConditionalModel(given: ConditionalTask, options: ConditionalOptions): ConditionalModel {
  const { field, values } = given
  if (values.every((value) => value === values[0])) return constantModel(values[0]!)
  const isNumber = field.kind === 'numeric' || field.kind === 'datetime'
  const distinct = isNumber ? Infinity : new Set(values).size
  if (distinct <= options.maximumClasses) return drawCategories(given, options.maximumRows)
  const task = thin(given, options.maximumRows)
  if (isNumber) return matchPredictiveMeans(task, ownNumbers(task), options.donors)
  const scores = categoryScores(task)
  const targets = Float64Array.from(task.values, (code) => scores[code]!)
  return { ...matchPredictiveMeans(task, targets, options.donors), coefficients: scores }
}

/** A value drawn at random from those the column has: what the chain starts from. */
export function drawMarginal(values: Float64Array, count: number, rng: Rng): Float64Array {
  return Float64Array.from({ length: count }, () => values[uniformInteger(rng, values.length)]!)
}

function constantModel(value: number): ConditionalModel {
  return { draw: (_, rows) => new Float64Array(rows.length).fill(value) }
}

function thin(task: ConditionalTask, maximumRows: number): ConditionalTask {
  if (task.rows.length <= maximumRows) return task
  const chosen = sampleWithoutReplacement(task.rows.length, maximumRows, task.bootstrap).sort()
  return {
    ...task,
    rows: Uint32Array.from(chosen, (i) => task.rows[i]!),
    values: Float64Array.from(chosen, (i) => task.values[i]!),
  }
}

/** The column's standardized values, as they stand in the design. */
function ownNumbers({ design, index, rows }: ConditionalTask): Float64Array {
  return Float64Array.from(rows, (row) => design.values[row * design.slots + index + 1]!)
}
