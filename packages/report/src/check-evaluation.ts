import type { Evaluation } from './evaluation.ts'
import { optionError } from '@asdf/core'

/** Refuses what JavaScript may hand in that no report can be made of: an `ASDF_OPTION_INVALID`. */
export function checkEvaluation(where: string, evaluation: Evaluation): void {
  const { title, rows, measured } = evaluation ?? {}
  if (typeof title !== 'string') throw optionError(where, 'title', title, 'must be a text')
  if (typeof rows?.train !== 'number' || typeof rows.synthetic !== 'number')
    throw optionError(where, 'rows', rows, "must have numbers of rows, 'train' and 'synthetic'")
  if (!Array.isArray(measured)) throw optionError(where, 'measured', measured, 'must be an array of measures')
}
