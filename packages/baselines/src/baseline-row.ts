import type { Classifier, PredictionMetric, Predictions, RunOptions, Table } from '@asdf/contract'
import { checkForms, checkRun, checkTable, createRng, optionError, predictTable } from '@asdf/core'
import { aBaselineInput, scoringRules, somePredictions } from './argument-forms.ts'

/** A threshold that is chosen on validation rows and then scored on test rows, such as `macroF1Threshold` of @asdf/metrics. */
export interface ThresholdRule {
  readonly id: string
  readonly label: string
  choose(validation: Predictions): { readonly threshold: number }
  score(test: Predictions, threshold: number): number
}

/** How predictions are scored. */
export interface ScoringRules {
  readonly metrics: readonly PredictionMetric[]
  readonly threshold?: ThresholdRule
  /**
   * How many rows of the full data a row of each class stands for, by class name; 1 where a class is not named. With
   * them everything is scored a second time, at the full data's prevalence.
   */
  readonly classWeights?: Readonly<Record<string, number>>
}

export interface BaselineInput extends ScoringRules {
  readonly train: Table
  /** Rows to choose a threshold on; needed with `threshold`. */
  readonly validation?: Table
  /** Looked at once, after all fitting and choosing. */
  readonly test: Table
  readonly classifier: Classifier
}

/** One way to score the test rows. */
export interface BaselineScores {
  /** By metric id, and the threshold rule's by its id. */
  readonly values: Readonly<Record<string, number>>
  /** What the rule chose on the validation rows, weighted like these. */
  readonly threshold?: number
}

/** One row of a table that compares methods. */
export interface BaselineRow {
  readonly method: string
  readonly scores: { readonly raw: BaselineScores; readonly fullPrevalence?: BaselineScores }
  readonly trainRows: number
  /** Synthetic rows among the training rows. */
  readonly syntheticRows: number
  /** Those of the synthesizer and of the classifier, each once. */
  readonly warnings: readonly string[]
  /** What the classifier said about the test rows, unweighted unless the table has weights. */
  readonly predictions: Predictions
}

/** Fits the classifier on `fitOn`, chooses the threshold on the validation rows, and scores the test rows. */
export async function scoreBaseline(
  method: string,
  input: BaselineInput,
  fitOn: { readonly table: Table; readonly syntheticRows: number; readonly warnings: readonly string[] },
  run: RunOptions,
): Promise<BaselineRow> {
  const model = await input.classifier.fit(fitOn.table, childRun(run, 'classifier'))
  const isChoosing = input.threshold !== undefined && input.validation !== undefined
  const validation = isChoosing ? await predictTable(model, input.validation) : undefined
  const predictions = await predictTable(model, input.test)
  return {
    method,
    scores: scorePredictions({ test: predictions, ...(validation === undefined ? {} : { validation }) }, input),
    trainRows: fitOn.table.rowCount,
    syntheticRows: fitOn.syntheticRows,
    warnings: [...new Set([...fitOn.warnings, ...model.warnings])],
    predictions,
  }
}

/**
 * Scores test predictions as every row of the table is scored: raw and, with `classWeights`, at the full data's
 * prevalence; the threshold is chosen on the validation predictions, weighted alike.
 */
export function scorePredictions(
  predictions: { readonly validation?: Predictions; readonly test: Predictions },
  rules: ScoringRules,
): BaselineRow['scores'] {
  checkForms('scorePredictions', { predictions: [predictions, somePredictions], rules: [rules, scoringRules] })
  const { validation, test } = predictions
  const raw = scores(rules, test, validation)
  const { classWeights } = rules
  if (classWeights === undefined) return { raw }
  const weighed = validation === undefined ? undefined : weigh(validation, classWeights)
  return { raw, fullPrevalence: scores(rules, weigh(test, classWeights), weighed) }
}

/** The same run with a seed of its own, so that two algorithms of one run do not draw the same numbers. */
export function childRun(run: RunOptions, label: string): RunOptions {
  return { ...run, seed: createRng(run.seed).fork(label).nextUint32() }
}

/** Refuses what cannot be fitted and scored; `method` is the name of the function. */
export function checkInput(method: string, input: BaselineInput, run: RunOptions): void {
  checkRun(method, run)
  checkForms(method, { input: [input, aBaselineInput] })
  const { train, test, threshold, validation, metrics, classWeights } = input
  for (const table of [train, test, ...(validation === undefined ? [] : [validation])]) checkTable(method, table)
  if (threshold !== undefined && validation === undefined) {
    throw optionError(method, 'validation', validation, 'is needed to choose a threshold')
  }
  const ids = metrics.map(({ id }) => id)
  if (new Set(ids).size < ids.length) throw optionError(method, 'metrics', ids, 'must differ in id')
  for (const [name, weight] of Object.entries(classWeights ?? {})) {
    if (weight > 0 && Number.isFinite(weight)) continue
    throw optionError(method, 'classWeights', classWeights, `must give class '${name}' a number above 0`)
  }
}

function scores(
  { metrics, threshold: rule }: ScoringRules,
  test: Predictions,
  validation: Predictions | undefined,
): BaselineScores {
  const values = Object.fromEntries(metrics.map((metric) => [metric.id, metric.compute(test)]))
  if (rule === undefined || validation === undefined) return { values }
  const { threshold } = rule.choose(validation)
  return { values: { ...values, [rule.id]: rule.score(test, threshold) }, threshold }
}

function weigh(predictions: Predictions, classWeights: Readonly<Record<string, number>>): Predictions {
  const { classes, truth, weight } = predictions
  for (const name of Object.keys(classWeights)) {
    if (!classes.includes(name)) throw optionError('baseline', 'classWeights', classWeights, `has no class '${name}'`)
  }
  const perClass = classes.map((name) => classWeights[name] ?? 1)
  return { ...predictions, weight: Float64Array.from(truth, (code, row) => perClass[code]! * (weight?.[row] ?? 1)) }
}
