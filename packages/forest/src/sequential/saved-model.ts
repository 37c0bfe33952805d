import type { Artifact, JsonObject, JsonValue } from '@asdf/contract'
import type { CodeModel } from '@asdf/trees/density'
import type { TableCoder } from '../columns/table-coder.ts'
import type { RareClasses } from './rare-classes/rare-classes.ts'
import type { SequentialModel } from './sequential-model.ts'
import { isAsdfError } from '@asdf/contract'
import { artifactArray, artifactFault, checkArtifact } from '@asdf/core'
import { restoreCodes } from '@asdf/trees/density'
import { restoreTableCoder } from '../columns/table-coder.ts'
import { isReport, reportToJson } from '../report-state.ts'
import { restoreRareClasses, saveRareClasses } from './rare-classes/rare-classes-state.ts'

const stateVersion = 2
const prefix = 'density.'

/** A model as an artifact: coders, trees and shares, but no row. */
export function saveModel(model: SequentialModel): Artifact {
  const { id, coder, order, density, rowCount, targetShares, report } = model
  const state = density?.state
  const rareClasses = model.rareClasses && saveRareClasses(model.rareClasses)
  const arrays = Object.entries(state?.arrays ?? {}).map(([key, tensor]) => [`${prefix}${key}`, tensor] as const)
  const shares = targetShares && {
    targetShares: { dtype: 'f64', shape: [targetShares.length], data: targetShares } as const,
  }
  return {
    format: 'asdf',
    formatVersion: 1,
    writer: id,
    stateVersion,
    state: {
      table: coder.state,
      order: [...order],
      density: state?.json ?? null,
      rareClasses: rareClasses?.json ?? null,
      rowCount,
      report: reportToJson(report),
    },
    arrays: { ...coder.arrays, ...Object.fromEntries(arrays), ...rareClasses?.arrays, ...shares },
  }
}

/** Reads what `saveModel` wrote; anything else is an `ASDF_ARTIFACT_INVALID`. */
export function restoreModel(artifact: Artifact, id: string): SequentialModel {
  checkArtifact(artifact, id, stateVersion)
  try {
    return readModel(artifact, id)
  } catch (error) {
    if (isAsdfError(error, 'ASDF_ARTIFACT_INVALID')) throw error
    throw artifactFault('content', 'has a state of another form; save the model again', id)
  }
}

function readModel(artifact: Artifact, id: string): SequentialModel {
  const { table, order, density, rareClasses, report, rowCount } = artifact.state
  const coder = restoreTableCoder(artifact, table)
  must(isOrder(order, coder), 'order', id)
  must(Number.isInteger(rowCount) && (rowCount as number) > 0, 'rowCount', id)
  must(isReport(report), 'report', id)
  must((order.length === 0) === (density === null), 'density', id)
  return {
    id,
    coder,
    order,
    density: density === null ? undefined : readDensity(artifact, density as JsonObject, coder, order),
    rareClasses: rareClasses === null ? undefined : readRareClasses(artifact, rareClasses, coder, order),
    threads: null,
    rowCount: rowCount as number,
    targetShares: readShares(artifact, coder, order),
    report,
  }
}

function isOrder(order: JsonValue | undefined, { coders }: TableCoder): order is readonly number[] {
  return (
    Array.isArray(order) &&
    order.length === coders.filter((one) => one !== undefined).length &&
    new Set(order).size === order.length &&
    order.every((one) => typeof one === 'number' && coders[one] !== undefined)
  )
}

function readDensity(
  artifact: Artifact,
  json: JsonObject,
  { coders }: TableCoder,
  order: readonly number[],
): CodeModel {
  const own = Object.entries(artifact.arrays).filter(([key]) => key.startsWith(prefix))
  const arrays = Object.fromEntries(own.map(([key, tensor]) => [key.slice(prefix.length), tensor]))
  const density = restoreCodes({ json, arrays })
  const sizes = (json['columns'] as readonly JsonObject[]).map(({ size }) => size)
  const isFitting = sizes.length === order.length && sizes.every((size, place) => size === coders[order[place]!]!.size)
  must(isFitting, 'density', artifact.writer)
  return density
}

function readRareClasses(
  artifact: Artifact,
  json: JsonValue | undefined,
  { coders }: TableCoder,
  order: readonly number[],
): RareClasses {
  must(json !== undefined && order.length > 1, 'rareClasses', artifact.writer)
  return restoreRareClasses(
    artifact,
    json,
    order.map((index) => coders[index]!),
  )
}

/** The shares of the first column where that is the target. */
function readShares(artifact: Artifact, { schema, coders }: TableCoder, order: readonly number[]) {
  const [first] = order
  if (first === undefined || schema.fields[first]!.role !== 'target') return undefined
  const shares = artifactArray(artifact, 'targetShares', 'f64', coders[first]!.size)
  const sum = shares.reduce((total, share) => total + share, 0)
  must(shares.every((share) => share >= 0) && Math.abs(sum - 1) < 1e-6, 'targetShares', artifact.writer)
  return shares
}

function must(isRight: boolean, part: string, where: string): asserts isRight {
  if (!isRight) throw artifactFault('content', `has a missing or damaged '${part}'; save the model again`, where)
}
