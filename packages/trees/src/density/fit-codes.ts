import type { CodedColumn } from './coded-column.ts'
import type { CodeModel, CodeState, DensityRun } from './code-model.ts'
import type { DensityOptions } from './density-options.ts'

/**
 * Fits p(x0) p(x1 | x0) p(x2 | x0, x1) ... over columns in modelling order. Each conditional is softmax boosting with one
 * tree a round for all classes, whose structure is chosen on random sketches of the gradient (Iosipoi and Vakhrushev,
 * "SketchBoost", NeurIPS 2022).
 */
export function fitCodes(
  columns: readonly CodedColumn[],
  options: Partial<DensityOptions>,
  run: DensityRun,
): Promise<CodeModel> {
  throw new Error(`to come: ${columns.length} ${Object.keys(options).length} ${run.seed}`)
}

/** The model that `state` was taken from; anything else is an `ASDF_ARTIFACT_INVALID`. */
export function restoreCodes(state: CodeState): CodeModel {
  throw new Error(`to come: ${Object.keys(state).length}`)
}
