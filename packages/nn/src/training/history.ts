import type { FitReport, JsonObject, JsonValue } from '@asdf/contract'
import { checkForms } from '@asdf/core'
import { aNumber } from '../argument-forms.ts'
import { someRecords, someTexts } from './argument-forms.ts'

/** One epoch of training, with the means of its losses by name. */
export type EpochRecord<Loss extends string = string> = {
  /** Counted from 1. */
  readonly epoch: number
  /**
   * Distance of generated rows from held-back rows, where it was measured: the mean total variation of all pairs of
   * columns.
   */
  readonly validation?: number
} & Readonly<Record<Loss, number>>

/** The report of a fit that trained epoch by epoch. */
export interface TrainingReport<Loss extends string = string> extends FitReport {
  /** Every epoch, as `onEpoch` got it. */
  readonly history: readonly EpochRecord<Loss>[]
  /** The epoch whose network was kept. */
  readonly bestEpoch: number
}

/** What a fit says of its training: the losses of the epoch that was kept. */
export function trainingReport<Loss extends string>(
  steps: number,
  history: readonly EpochRecord<Loss>[],
  bestEpoch: number,
  warnings: readonly string[],
): TrainingReport<Loss> {
  checkForms('trainingReport', {
    steps: [steps, aNumber],
    history: [history, someRecords],
    bestEpoch: [bestEpoch, aNumber],
    warnings: [warnings, someTexts],
  })
  const { epoch: _, ...losses } = history[bestEpoch - 1] ?? {}
  return { steps, losses: losses, warnings, history, bestEpoch }
}

/** The report as JSON, which `isTrainingReport` recognizes. */
export function trainingReportToJson({ steps, losses, warnings, history, bestEpoch }: TrainingReport): JsonObject {
  const records = history.map((record) => ({ ...record }))
  return { steps, losses: { ...losses }, warnings: [...warnings], history: records, bestEpoch }
}

/** Whether JSON is a report whose epochs have the losses of these names. */
export function isTrainingReport<Loss extends string>(
  json: JsonValue | undefined,
  losses: readonly Loss[],
): json is JsonObject & TrainingReport<Loss> {
  const { steps, losses: means, warnings, history, bestEpoch } = (json ?? {}) as JsonObject
  const hasWarnings = Array.isArray(warnings) && warnings.every((one) => typeof one === 'string')
  const hasLosses = typeof means === 'object' && Object.values(means ?? {}).every(Number.isFinite)
  return [steps, bestEpoch].every(Number.isInteger) && hasLosses && hasWarnings && isHistory(history, losses)
}

/** Whether JSON is the record of epochs 1, 2, … of a training with losses of these names. */
export function isHistory<Loss extends string>(
  json: JsonValue | undefined,
  losses: readonly Loss[],
): json is JsonValue & readonly EpochRecord<Loss>[] {
  return (
    Array.isArray(json) &&
    json.every((record: JsonValue, i) => {
      if (typeof record !== 'object' || record === null || Array.isArray(record)) return false
      const { epoch, validation, ...means } = record as { readonly [key: string]: JsonValue }
      return epoch === i + 1 && [validation ?? 0, ...losses.map((loss) => means[loss])].every(Number.isFinite)
    })
  )
}
