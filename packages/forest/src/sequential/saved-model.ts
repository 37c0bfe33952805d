import type { Artifact, JsonObject, JsonValue } from '@asdf/contract'
import type { CodeModel } from '@asdf/trees/density'
import type { CellModel } from '../columns/cells/cell-model.ts'
import type { CodeLayout } from '../columns/coder.ts'
import type { TableCoder } from '../columns/table-coder.ts'
import type { AmountModel } from './amounts/amount-model.ts'
import type { RareClasses } from './rare-classes/rare-classes.ts'
import type { SequentialModel } from './sequential-model.ts'
import { isAsdfError } from '@asdf/contract'
import { artifactArray, artifactFault, checkArtifact } from '@asdf/core'
import { restoreCodes } from '@asdf/trees/density'
import { restoreCells, saveCells } from '../columns/cells/cells-state.ts'
import { restoreTableCoder } from '../columns/table-coder.ts'
import { isReport, reportToJson } from '../report-state.ts'
import { restoreAmounts, saveAmounts } from './amounts/amounts-state.ts'
import { layoutsOf } from './coded-rows.ts'
import { isAmount } from './column-order.ts'
import { restoreRareClasses, saveRareClasses } from './rare-classes/rare-classes-state.ts'

const stateVersion = 4
const prefix = 'density.'

/** A model as an artifact: coders, trees and shares, but no row. */
export function saveModel(model: SequentialModel): Artifact {
  const { id, coder, cells, order, density, rowCount, targetShares, report } = model
  const state = density?.state
  const rareClasses = model.rareClasses && saveRareClasses(model.rareClasses)
  const amounts = model.amounts && saveAmounts(model.amounts)
  const arrays = Object.entries(state?.arrays ?? {}).map(([key, tensor]) => [`${prefix}${key}`, tensor] as const)
  const groups = cells.map((one, index) => saveCells(one, `cells${index}`))
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
      cells: groups.map(({ json }) => json),
      order: [...order],
      density: state?.json ?? null,
      rareClasses: rareClasses?.json ?? null,
      amounts: amounts?.json ?? null,
      rowCount,
      report: reportToJson(report),
    },
    arrays: {
      ...coder.arrays,
      ...Object.fromEntries(arrays),
      ...rareClasses?.arrays,
      ...amounts?.arrays,
      ...shares,
      ...Object.fromEntries(groups.flatMap((one) => Object.entries(one.arrays))),
    },
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
  const { table, order, cells: groups, density, rareClasses, amounts, report, rowCount } = artifact.state
  const coder = restoreTableCoder(artifact, table)
  const cells = readCells(artifact, groups, coder)
  const layouts = layoutsOf({ coder, cells })
  must(isOrder(order, layouts) && areTogether(order, cells, coder.coders.length), 'order', id)
  must(Number.isInteger(rowCount) && (rowCount as number) > 0, 'rowCount', id)
  must(isReport(report), 'report', id)
  must((order.length === 0) === (density === null), 'density', id)
  return {
    id,
    coder,
    cells,
    order,
    density: density === null ? undefined : readDensity(artifact, density as JsonObject, layouts, order),
    amounts: amounts === null ? undefined : readAmounts(artifact, amounts, coder, layouts, order),
    rareClasses: rareClasses === null ? undefined : readRareClasses(artifact, rareClasses, layouts, order),
    threads: null,
    rowCount: rowCount as number,
    targetShares: readShares(artifact, coder, order),
    report,
  }
}

type Layouts = readonly (CodeLayout | undefined)[]

function readCells(artifact: Artifact, json: JsonValue | undefined, { coders }: TableCoder): CellModel[] {
  must(Array.isArray(json), 'cells', artifact.writer)
  const isNumber = (column: number) => {
    const kind = coders[column]?.field.kind
    return kind === 'numeric' || kind === 'datetime'
  }
  const cells = json.map((one: JsonValue, index) => restoreCells(artifact, `cells${index}`, one, isNumber))
  const members = cells.flatMap(({ columns }) => columns)
  must(new Set(members).size === members.length, 'cells', artifact.writer)
  return cells
}

function isOrder(order: JsonValue | undefined, layouts: Layouts): order is readonly number[] {
  return (
    Array.isArray(order) &&
    order.length === layouts.filter((one) => one !== undefined).length &&
    new Set(order).size === order.length &&
    order.every((one) => typeof one === 'number' && layouts[one] !== undefined)
  )
}

/** Whether the columns of cells follow them at once. */
function areTogether(order: readonly number[], cells: readonly CellModel[], firstCells: number): boolean {
  return cells.every(({ columns }, index) => {
    const place = order.indexOf(firstCells + index) + 1
    return order.slice(place, place + columns.length).every((one) => columns.includes(one))
  })
}

function readDensity(artifact: Artifact, json: JsonObject, layouts: Layouts, order: readonly number[]): CodeModel {
  const own = Object.entries(artifact.arrays).filter(([key]) => key.startsWith(prefix))
  const arrays = Object.fromEntries(own.map(([key, tensor]) => [key.slice(prefix.length), tensor]))
  const density = restoreCodes({ json, arrays })
  const sizes = (json['columns'] as readonly JsonObject[]).map(({ size }) => size)
  const isFitting = sizes.length === order.length && sizes.every((size, place) => size === layouts[order[place]!]!.size)
  must(isFitting, 'density', artifact.writer)
  return density
}

function readRareClasses(
  artifact: Artifact,
  json: JsonValue | undefined,
  layouts: Layouts,
  order: readonly number[],
): RareClasses {
  must(json !== undefined && order.length > 1, 'rareClasses', artifact.writer)
  return restoreRareClasses(
    artifact,
    json,
    order.map((index) => layouts[index]!),
  )
}

function readAmounts(
  artifact: Artifact,
  json: JsonValue | undefined,
  { schema }: TableCoder,
  layouts: Layouts,
  order: readonly number[],
): AmountModel {
  const field = schema.fields[order.at(-1) ?? -1]
  must(
    json !== undefined && field?.role === 'target' && isAmount(field, layouts[order.at(-1)!]!.size),
    'amounts',
    artifact.writer,
  )
  return restoreAmounts(
    artifact,
    json,
    order.map((index) => layouts[index]!),
  )
}

/** The shares of the first column where that is a target of classes. */
function readShares(artifact: Artifact, { schema, coders }: TableCoder, order: readonly number[]) {
  const [first] = order
  const field = first === undefined ? undefined : schema.fields[first]
  if (field?.role !== 'target' || isAmount(field, coders[first!]!.size)) return undefined
  const shares = artifactArray(artifact, 'targetShares', 'f64', coders[first!]!.size)
  const sum = shares.reduce((total, share) => total + share, 0)
  must(shares.every((share) => share >= 0) && Math.abs(sum - 1) < 1e-6, 'targetShares', artifact.writer)
  return shares
}

function must(isRight: boolean, part: string, where: string): asserts isRight {
  if (!isRight) throw artifactFault('content', `has a missing or damaged '${part}'; save the model again`, where)
}
