import type { AnyTensor, Artifact, JsonObject, JsonValue } from '@asdf/contract'
import type { CellModel } from './cell-model.ts'
import { artifactArray, artifactFault } from '@asdf/core'

const numbers = ['means', 'deviations', 'directions', 'thresholds', 'shares', 'centers', 'factors'] as const

/** Cells as data: JSON, and arrays under names that start with `prefix`. */
export function saveCells(model: CellModel, prefix: string): { json: JsonObject; arrays: Record<string, AnyTensor> } {
  const named = numbers.map((name) => [
    `${prefix}.${name}`,
    { dtype: 'f64', shape: [model[name].length], data: model[name] },
  ])
  return {
    json: { columns: [...model.columns] },
    arrays: {
      ...(Object.fromEntries(named) as Record<string, AnyTensor>),
      [`${prefix}.children`]: { dtype: 'i32', shape: [model.children.length], data: model.children },
      [`${prefix}.codes`]: { dtype: 'u8', shape: [model.codes.length], data: model.codes },
    },
  }
}

/** Reads what `saveCells` wrote, of columns that `isNumber` allows; anything else is an `ASDF_ARTIFACT_INVALID`. */
export function restoreCells(
  artifact: Artifact,
  prefix: string,
  json: JsonValue | undefined,
  isNumber: (column: number) => boolean,
): CellModel {
  const columns = (json as JsonObject | null | undefined)?.['columns']
  const isGroup =
    Array.isArray(columns) &&
    columns.length > 1 &&
    new Set(columns).size === columns.length &&
    columns.every((one: JsonValue) => typeof one === 'number' && isNumber(one))
  if (!isGroup) throw damaged(artifact, prefix)
  const width = columns.length
  const codes = artifactArray(artifact, `${prefix}.codes`, 'u8')
  const leaves = codes.length
  const read = (name: (typeof numbers)[number], length: number) =>
    artifactArray(artifact, `${prefix}.${name}`, 'f64', length)
  const nodes = Math.max(0, leaves - 1)
  const model: CellModel = {
    columns: columns as readonly number[],
    means: read('means', width),
    deviations: read('deviations', width),
    directions: read('directions', nodes * width),
    thresholds: read('thresholds', nodes),
    children: artifactArray(artifact, `${prefix}.children`, 'i32', 2 * nodes),
    codes,
    shares: read('shares', leaves),
    centers: read('centers', leaves * width),
    factors: read('factors', leaves * width * width),
  }
  const isSound =
    numbers.every((name) => model[name].every(Number.isFinite)) &&
    model.deviations.every((one) => one > 0) &&
    model.shares.every((share) => share > 0 && share <= 1) &&
    areAscending(codes) &&
    isTree(model.children, leaves)
  if (!isSound) throw damaged(artifact, prefix)
  return model
}

/** Whether codes start at 0 and rise by one at most. */
function areAscending(codes: Uint8Array): boolean {
  return codes.length > 0 && codes[0] === 0 && codes.every((code, i) => i === 0 || code - codes[i - 1]! <= 1)
}

/** Whether every leaf and every node but the first has one parent, which comes before it. */
function isTree(children: Int32Array, leaves: number): boolean {
  const nodes = children.length / 2
  return (
    new Set(children).size === children.length &&
    children.every((child, i) => (child < 0 ? -child <= leaves : child > i >> 1 && child < nodes))
  )
}

function damaged({ writer }: Artifact, prefix: string) {
  return artifactFault('content', `has missing or damaged '${prefix}'; save the model again`, writer)
}
