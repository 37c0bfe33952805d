import type { AnyTensor, Artifact, FittedRegressor, JsonObject, JsonValue } from '@asdf/contract'
import type { CodeLayout } from '../../columns/coder.ts'
import type { AmountModel } from './amount-model.ts'
import { artifactFault } from '@asdf/core'
import { gradientBoostingRegressor } from '@asdf/trees'
import { restoreCodes } from '@asdf/trees/density'
import { coderArrays, restoreCoder } from '../../columns/coder-state.ts'
import { hasFeatures } from '../code-table.ts'
import { guessTable } from './guesses.ts'

const name = 'amounts'

/** The part of an artifact that `restoreAmounts` reads. */
export function saveAmounts({ features, regressors, coder, density }: AmountModel): {
  readonly json: JsonObject
  readonly arrays: Readonly<Record<string, AnyTensor>>
} {
  const saved = regressors.map((one) => one.save())
  const { json, arrays } = density.state
  return {
    json: {
      features: [...features],
      regressors: saved.map(({ state, stateVersion }) => ({ state, stateVersion })),
      coder: coder.state.json,
      density: json,
    },
    arrays: {
      ...Object.fromEntries(saved.flatMap((one, index) => Object.entries(named(`${name}.${index}.`, one.arrays)))),
      ...coderArrays(coder, `${name}.coder`),
      ...named(`${name}.density.`, arrays),
    },
  }
}

/** `coders` are those of the columns in modelling order. Anything else is an `ASDF_ARTIFACT_INVALID`. */
export function restoreAmounts(artifact: Artifact, json: JsonValue, coders: readonly CodeLayout[]): AmountModel {
  const { features, regressors, coder: coderJson, density: densityJson } = (json ?? {}) as JsonObject
  if (!arePlaces(features, coders.length - 1) || !Array.isArray(regressors) || regressors.length === 0) {
    throw damaged(artifact)
  }
  const coder = restoreCoder(artifact, `${name}.coder`, coderJson)
  const density = restoreCodes({
    json: densityJson as JsonObject,
    arrays: arraysOf(artifact, `${name}.density.`),
  })
  const own = features.map((place) => coders[place]!)
  const sizes = [coder, ...own, coders.at(-1)!].map(({ size }) => size)
  const found = ((densityJson as JsonObject)['columns'] as readonly JsonObject[]).map(({ size }) => size)
  const restored = regressors.map((one: JsonValue, index) => restoreRegressor(artifact, one, index))
  const table = guessTable({ coders: own, codes: own.map(() => new Uint8Array(0)) }, new Float64Array(0))
  const isNumber = coder.field.kind === 'numeric' && coder.nullCode === undefined
  const isFitting = isNumber && JSON.stringify(sizes) === JSON.stringify(found)
  if (!isFitting || !restored.every((one) => hasFeatures(one, table))) throw damaged(artifact)
  return { features, regressors: restored, coder, density }
}

function restoreRegressor(artifact: Artifact, json: JsonValue, index: number): FittedRegressor {
  const { state, stateVersion } = (json ?? {}) as JsonObject
  return gradientBoostingRegressor.load({
    format: 'asdf',
    formatVersion: 1,
    writer: gradientBoostingRegressor.id,
    stateVersion: stateVersion as number,
    state: state as JsonObject,
    arrays: arraysOf(artifact, `${name}.${index}.`),
  })
}

/** Whether these are places of columns before the last, ascending, and at least one. */
function arePlaces(json: JsonValue | undefined, end: number): json is readonly number[] {
  if (!Array.isArray(json) || json.length === 0) return false
  return json.every((place: JsonValue, i) => {
    return (
      Number.isInteger(place) && (place as number) < end && (place as number) > (i === 0 ? -1 : (json[i - 1] as number))
    )
  })
}

function named(prefix: string, arrays: Readonly<Record<string, AnyTensor>>): Record<string, AnyTensor> {
  return Object.fromEntries(Object.entries(arrays).map(([key, tensor]) => [`${prefix}${key}`, tensor]))
}

function arraysOf({ arrays }: Artifact, prefix: string): Record<string, AnyTensor> {
  const own = Object.entries(arrays).filter(([key]) => key.startsWith(prefix))
  return Object.fromEntries(own.map(([key, tensor]) => [key.slice(prefix.length), tensor]))
}

function damaged({ writer }: Artifact) {
  return artifactFault('content', `has a missing or damaged '${name}'; save the model again`, writer)
}
