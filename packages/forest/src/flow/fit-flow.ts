import type { FitOptions, Table } from '@asdf/contract'
import type { TableCoder } from '../columns/table-coder.ts'
import type { Space } from './dimensions.ts'
import type { FieldRows } from './fit-level.ts'
import type { FlowClass, FlowModel } from './flow-model.ts'
import type { ForestFlowOptions } from './flow-options.ts'
import { AsdfError } from '@asdf/contract'
import { checkKinds, checkRowCount, checkRun, checkTable, releaseTableInTurns, scalarKinds } from '@asdf/core'
import { valuePromises } from '../columns/promises.ts'
import { encodeColumns, fitTableCoder } from '../columns/table-coder.ts'
import { layOut, modelsNull, toPoints } from './dimensions.ts'
import { fitFields, visitsOf } from './fit-fields.ts'
import { fittedLevels } from './fit-level.ts'
import { momentsOf } from './linear-start.ts'
import { fitNullPatterns } from './null-patterns.ts'

type Codes = readonly (Uint8Array | undefined)[]

const where = 'forestFlow.fit'

/** About how many intervals a column is cut into, inside which values are drawn anew. */
const intervals = 200

/** Above this many rows, or visits (about 2 minutes of a core), a warning; above the most (hours), a refusal. */
const manyRows = 10_000
const manyVisits = 2e10
const mostVisits = 1e12
const mostDimensions = 1000

/** Learns a table: codes, space, classes, and a field for each. */
export async function fitFlow(
  id: string,
  given: Table,
  options: ForestFlowOptions,
  run: FitOptions,
  minimumRows: number,
): Promise<FlowModel> {
  checkRun(where, run)
  checkTable(where, given)
  checkKinds(where, given.schema, scalarKinds)
  checkRowCount(where, given, Math.max(minimumRows, options.minimumRows))
  const released = await releaseTableInTurns(given, { ...run, minimumRows: options.minimumRows })
  const train = released.table
  const coder = await fitTableCoder(train, { minimumRows: options.minimumRows, bins: intervals }, run.signal)
  const codes = await encodeColumns(coder, train, run.signal)
  const classColumn = classColumnOf(train)
  const space = layOut(coder, codes, classColumn)
  const groups = groupClasses(codes[classColumn], train.rowCount, 2 * options.minimumRows)
  const points = toPoints(space, coder, train, codes)
  const rows = groups.fieldRows.map((own) => fieldRows(space, points, own))
  const notes = [...released.warnings, ...coder.warnings, ...groups.warnings(coder, classColumn)]
  const warnings = [...notes, ...sizeWarnings(train, rows, options)]
  const { fields, loss } = space.count === 0 ? { fields: [], loss: 0 } : await fitFields(where, rows, options, run)
  if (fields.length === 0) run.onProgress?.({ phase: 'boost', step: 1, totalSteps: 1 })
  return {
    id,
    options,
    coder,
    space,
    classColumn,
    classes: groups.classes.map(({ code, rows, field }): FlowClass => ({
      code,
      rows: rows.length,
      // Without dimensions there is nothing to flow, and no field.
      field: fields.length === 0 ? 0 : field,
      nulls: nullsOf(coder, codes, space, rows, options),
    })),
    fields,
    report: {
      steps: fields.length * fittedLevels(options) * space.count * options.rounds,
      losses: { meanSquaredError: loss },
      warnings,
      promises: await promisesOf(coder, train, space, options, run.signal),
    },
  }
}

/** The one target that has classes, or -1. */
function classColumnOf({ schema }: Table): number {
  const found = schema.fields.flatMap(({ role, kind }, index) =>
    role === 'target' && (kind === 'categorical' || kind === 'boolean') ? [index] : [],
  )
  return found.length === 1 ? found[0]! : -1
}

interface Groups {
  readonly classes: readonly { readonly code: number; readonly rows: Uint32Array; readonly field: number }[]
  readonly fieldRows: readonly Uint32Array[]
  warnings(coder: TableCoder, column: number): string[]
}

/** A field for each class of `enough` rows; the others share one that is fitted on all rows. */
function groupClasses(codes: Uint8Array | undefined, rowCount: number, enough: number): Groups {
  const all = Uint32Array.from({ length: rowCount }, (_, row) => row)
  if (codes === undefined) {
    return { classes: [{ code: 0, rows: all, field: 0 }], fieldRows: [all], warnings: () => [] }
  }
  const found = [...new Set(codes)].sort((a, b) => a - b)
  const rowsOf = found.map((code) => all.filter((row) => codes[row] === code))
  const large = rowsOf.filter((rows) => rows.length >= enough)
  const small = rowsOf.filter((rows) => rows.length < enough)
  const classes = rowsOf.map((rows, index) => {
    const own = large.indexOf(rows)
    return { code: found[index]!, rows, field: own < 0 ? large.length : own }
  })
  return {
    classes,
    fieldRows: small.length === 0 ? large : [...large, all],
    warnings(coder, column) {
      if (small.length === 0) return []
      const { name } = coder.schema.fields[column]!
      const rows = small.reduce((sum, own) => sum + own.length, 0)
      return [
        `${small.length} of the ${found.length} classes of '${name}' have fewer than ${enough} rows (${rows} in all); they are drawn from a model of all classes`,
      ]
    },
  }
}

function fieldRows({ discrete }: Space, points: readonly Float64Array[], rows: Uint32Array): FieldRows {
  const own = points.map((column) => Float64Array.from(rows, (row) => column[row]!))
  return { points: own, discrete, rowCount: rows.length, moments: momentsOf(own) }
}

/** Refuses what would take hours and warns of what takes minutes. */
function sizeWarnings({ rowCount }: Table, rows: readonly FieldRows[], options: ForestFlowOptions): string[] {
  const dimensions = rows[0]!.points.length
  const visits = rows.reduce((sum, one) => sum + visitsOf(one, options), 0)
  if (dimensions > mostDimensions || visits > mostVisits) {
    throw new AsdfError(
      'ASDF_UNSUPPORTED',
      `${where}: the table has ${dimensions} dimensions (columns, and one for each category), for which ${rows.length} fields ` +
        `of ${fittedLevels(options)} levels would take hours; use sequentialTrees, or drop or merge columns and categories`,
      { feature: `tables of ${dimensions} dimensions` },
    )
  }
  if (rowCount <= manyRows && visits <= manyVisits) return []
  return [
    `forest flow is made for small tables; ${rowCount} rows in ${dimensions} dimensions take long, and sequentialTrees does as well in seconds`,
  ]
}

function nullsOf(coder: TableCoder, codes: Codes, space: Space, rows: Uint32Array, { minimumRows }: ForestFlowOptions) {
  const nullable = nullableColumns(coder, space)
  const isNull = (column: number, row: number) => codes[column]![row] === coder.coders[column]!.nullCode
  return fitNullPatterns(nullable, rows, isNull, minimumRows)
}

/** Columns that have values and nulls. */
export function nullableColumns(coder: TableCoder, { layouts }: Space): number[] {
  return layouts.flatMap((layout) => {
    const column = coder.coders[layout.column]!
    const { nullCode } = column
    const isOnlyNull = layout.kind === 'constant' && layout.code === nullCode
    const hasBoth = nullCode !== undefined && !isOnlyNull && !modelsNull(layout, column)
    return hasBoth ? [layout.column] : []
  })
}

async function promisesOf(
  coder: TableCoder,
  train: Table,
  space: Space,
  { minimumRows }: ForestFlowOptions,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const hasNulls = nullableColumns(coder, space).length > 0
  return [
    ...(await valuePromises(coder, train, minimumRows, signal)),
    ...(hasNulls ? [`no pattern of nulls is released that fewer than ${minimumRows} rows of its class share`] : []),
  ]
}
