import type { Artifact, JsonValue } from '@asdf/contract'
import type { AdaptedModel, Estimator } from './adapted-model.ts'
import { artifactArray, artifactFault, checkArtifact } from '@asdf/core'
import { planFromJson, planToJson } from './plan-state.ts'

const stateVersion = 2

/** The model as an artifact, the estimator as the UTF-8 bytes of its JSON. */
export function writeAdaptedState(writer: string, model: AdaptedModel): Artifact {
  // What a restored estimator would give may lack what prediction does not need: its first JSON stays.
  const data = new TextEncoder().encode(model.json ?? JSON.stringify(model.estimator))
  return {
    format: 'asdf',
    formatVersion: 1,
    writer,
    stateVersion,
    state: planToJson(model),
    arrays: { estimator: { dtype: 'u8', shape: [data.length], data } },
  }
}

/** Reads what `writeAdaptedState` wrote; anything else is an `ASDF_ARTIFACT_INVALID`. */
export function readAdaptedState(
  writer: string,
  artifact: Artifact,
  restore: (json: JsonValue) => Estimator,
): AdaptedModel {
  checkArtifact(artifact, writer, stateVersion)
  const known = planFromJson(artifact)
  const json = new TextDecoder().decode(artifactArray(artifact, 'estimator', 'u8'))
  return { ...known, estimator: restore(parse(json, writer)), json }
}

function parse(json: string, writer: string): JsonValue {
  try {
    return JSON.parse(json) as JsonValue
  } catch {
    throw artifactFault('content', 'has an estimator that is not JSON', writer)
  }
}
