import type { Artifact } from '@asdf/contract'
import type { LogisticModel } from './logistic-model.ts'
import { artifactArray, artifactFault, checkArtifact, logisticOutputs } from '@asdf/core'
import { planFromJson, planToJson } from './plan-state.ts'

/** Beyond it sums of products with standardized features overflow; what a fit finds is far below. */
const largestCoefficient = 1e150

const stateVersion = 2

/** The model as an artifact: features with their means and scales as JSON, coefficients as one array. */
export function writeLogisticState(writer: string, model: LogisticModel): Artifact {
  const { present, coefficients } = model
  const outputs = logisticOutputs(present.length)
  return {
    format: 'asdf',
    formatVersion: 1,
    writer,
    stateVersion,
    state: planToJson(model),
    arrays: { coefficients: { dtype: 'f64', shape: [coefficients.length / outputs, outputs], data: coefficients } },
  }
}

/** Reads what `writeLogisticState` wrote; anything else is an `ASDF_ARTIFACT_INVALID`. */
export function readLogisticState(writer: string, artifact: Artifact): LogisticModel {
  checkArtifact(artifact, writer, stateVersion)
  const known = planFromJson(artifact)
  const coefficients = artifactArray(artifact, 'coefficients', 'f64')
  if (coefficients.length !== known.plan.design.width * logisticOutputs(known.present.length)) {
    throw artifactFault('content', 'has coefficients that do not fit its features', writer)
  }
  if (!coefficients.every((value) => Math.abs(value) <= largestCoefficient)) {
    throw artifactFault('content', 'has coefficients that are not numbers to predict with', writer)
  }
  return { ...known, coefficients }
}
