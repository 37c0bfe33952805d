import type { BaselineRow, ScoringRules } from '@asdf/baselines'
import type { PredictionMetric } from '@asdf/contract'
import type { TableColumn } from './format-table.ts'
import type { LabelledDataset } from './labelled.ts'
import type { ReferenceFigure } from './reference-figures.ts'
import {
  averagePrecisionMetric,
  expectedCalibrationErrorMetric,
  macroF1Metric,
  macroF1Threshold,
  rocAucMetric,
} from '@asdf/metrics'
import { formatSpread } from './format-table.ts'

/** A measure of the comparison: the key that figures are stored under, its title, and the id it has in a row's scores. */
interface Measure {
  readonly key: string
  readonly title: string
  readonly id: string
}

/** What every method is scored by. */
export const scoredMetrics: readonly [PredictionMetric, ...PredictionMetric[]] = [
  rocAucMetric,
  averagePrecisionMetric,
  macroF1Metric,
  expectedCalibrationErrorMetric,
]

/** Measures of the table, in its order. The threshold is chosen on validation rows and needs two classes. */
export function measuresFor(classCount: number): readonly Measure[] {
  const measures: Measure[] = [
    { key: 'rocAuc', title: 'ROC AUC', id: rocAucMetric.id },
    { key: 'averagePrecision', title: 'PR AUC', id: averagePrecisionMetric.id },
    { key: 'macroF1', title: 'macro F1', id: macroF1Metric.id },
    { key: 'macroF1AtThreshold', title: 'macro F1 @ val', id: macroF1Threshold.id },
    { key: 'expectedCalibrationError', title: 'ECE', id: expectedCalibrationErrorMetric.id },
  ]
  return classCount === 2 ? measures : measures.filter(({ key }) => key !== 'macroF1AtThreshold')
}

/** How predictions about a data set are scored: by a threshold where there are two classes, and weighed where that is known. */
export function scoringOf({ classes, rowsPerRow }: Pick<LabelledDataset, 'classes' | 'rowsPerRow'>): ScoringRules {
  return {
    metrics: scoredMetrics,
    ...(classes.length === 2 ? { threshold: macroF1Threshold } : {}),
    ...(rowsPerRow === undefined ? {} : { classWeights: rowsPerRow }),
  }
}

/** A method's scores over all splits, by measure. */
export interface Figures {
  readonly label: string
  readonly raw: Readonly<Record<string, readonly number[]>>
  readonly fullPrevalence?: Readonly<Record<string, readonly number[]>>
}

/** Gathers what a method scored on each split. */
export function gatherFigures(label: string, scores: readonly BaselineRow['scores'][], classCount: number): Figures {
  const measures = measuresFor(classCount)
  const gather = (kind: 'raw' | 'fullPrevalence') =>
    Object.fromEntries(measures.map(({ key, id }) => [key, scores.flatMap((score) => score[kind]?.values[id] ?? [])]))
  const isWeighed = scores.some((score) => score.fullPrevalence !== undefined)
  return { label, raw: gather('raw'), ...(isWeighed ? { fullPrevalence: gather('fullPrevalence') } : {}) }
}

/** The columns of a table of figures. */
export function figureColumns(classCount: number): readonly TableColumn[] {
  return [{ title: 'method' }, ...measuresFor(classCount).map(({ title }) => ({ title, align: 'right' as const }))]
}

/** One method as a line of that table. */
export function figureRow(figures: Figures, kind: 'raw' | 'fullPrevalence', classCount: number): readonly string[] {
  const values = figures[kind] ?? {}
  return [figures.label, ...measuresFor(classCount).map(({ key }) => formatSpread(values[key] ?? []))]
}

/** Somebody else's figures as a line of that table; what they do not say is a dash. */
export function referenceRow(
  method: string,
  figures: Readonly<Record<string, ReferenceFigure>>,
  classCount: number,
): readonly string[] {
  return [method, ...measuresFor(classCount).map(({ key }) => formatReference(figures[key]))]
}

function formatReference(figure: ReferenceFigure | undefined): string {
  if (figure === undefined) return '–'
  const [mean, deviation] = figure
  return deviation === undefined ? mean.toFixed(3) : `${mean.toFixed(3)} ± ${deviation.toFixed(3)}`
}
