import type { Field, FitOptions, Rng, Schema, Table } from '@asdf/contract'
import type { TableTransform, TransformOptions } from '@asdf/core'
import type { DependentColumn } from '@asdf/core/statistics'
import type { EarlyStopping } from '../training/early-stopping.ts'
import type { CategoryRows } from './conditions/category-rows.ts'
import type { ConditionPlan, TablePlan } from './table-plan.ts'
import {
  checkForms,
  checkKinds,
  checkNoNulls,
  checkRowCount,
  checkRun,
  checkTable,
  createRng,
  cutTable,
  fitTableTransform,
  releasedRows,
  releaseTableInTurns,
  scalarKinds,
} from '@asdf/core'
import { findDependents, withoutDependents } from '@asdf/core/statistics'
import { aPreparedTable, someSettings } from './argument-forms.ts'
import { categoryRows } from './conditions/category-rows.ts'
import { rowLayout, toNetworkOrder } from './row-layout.ts'

/** How a table is made ready for training. */
export interface PrepareOptions {
  /** The algorithm's name in messages, such as `ctgan`. */
  readonly name: string
  readonly transform: Partial<TransformOptions>
  readonly conditions: ConditionPlan['kind']
  /** Length of the learned vectors of categories, where conditions are embedded. */
  readonly embeddingSize: number
  /** Whether columns that another determines are looked up instead of learned. */
  readonly findsDependents: boolean
  readonly batchSize: number
  readonly earlyStopping: EarlyStopping | null
}

/** A table made ready for training. */
export interface PreparedTable {
  /** Of the whole table, dependent columns too. */
  readonly schema: Schema
  readonly dependents: readonly DependentColumn[]
  readonly transform: TableTransform
  readonly plan: TablePlan
  /** Encoded training rows in the order of the networks. */
  readonly rows: Float32Array
  readonly known: CategoryRows
  /** The code of every row of the whole table, held-back ones too, for each discrete column. */
  readonly codes: readonly Int32Array[]
  /** Number of the target among the discrete columns; -1 without one. */
  readonly target: number
  /** The rows that are trained on, and those that are held back to be compared with. */
  readonly train: Table
  readonly heldBack: Table | undefined
  readonly warnings: readonly string[]
}

/** The fewest rows that a network is trained on. */
export const minimumRows = 10
const mostHeldBack = 10_000
const fewestHeldBack = 50

/** Checks the table, replaces what may not be released, fits the transform and encodes the rows. */
export async function prepareTable(given: Table, settings: PrepareOptions, run: FitOptions): Promise<PreparedTable> {
  checkForms('prepareTable', { settings: [settings, someSettings] })
  const where = `${settings.name}.fit`
  checkRun(where, run)
  checkTable(where, given)
  checkKinds(where, given.schema, scalarKinds)
  checkRowCount(where, given, minimumRows)
  const isTarget = ({ role }: Field) => role === 'target'
  const ofTarget = given.schema.fields.findIndex(isTarget)
  if (ofTarget >= 0) checkNoNulls(where, given, [ofTarget])
  const released = await releaseTableInTurns(given, { ...run, minimumRows: releasedRows })
  const whole = released.table
  const dependents = settings.findsDependents ? findDependents(whole) : []
  const table = withoutDependents(whole, dependents)
  const targetColumn = table.schema.fields.findIndex(isTarget)
  const rng = createRng(run.seed)
  const transform = await fitTableTransform(table, settings.transform, run)
  const { train, heldBack } = holdBack(table, settings, rng.fork('hold back'))
  const layout = rowLayout(transform)
  const rows = toNetworkOrder(transform.encode(train, undefined, rng.fork('encode')), layout)
  const target = transform.discrete.findIndex(({ column }) => column === targetColumn)
  return {
    schema: whole.schema,
    dependents,
    transform,
    plan: { layout, conditions: conditionPlan(settings, transform, target) },
    rows,
    known: categoryRows(rows, layout),
    codes: transform.codes(table),
    target,
    train,
    heldBack,
    warnings: [...released.warnings, ...transform.warnings, ...warningsOfSize(settings, train, heldBack)],
  }
}

function warningsOfSize(
  { earlyStopping, batchSize }: PrepareOptions,
  { rowCount }: Table,
  heldBack: Table | undefined,
) {
  const warnings: string[] = []
  if (rowCount < batchSize)
    warnings.push(`batches of ${batchSize} are larger than the ${rowCount} rows, which repeat in them`)
  if (earlyStopping !== null && heldBack === undefined)
    warnings.push(
      `training does not stop by itself: a share of ${earlyStopping.share} of ${rowCount} rows is fewer than the ${fewestHeldBack} that must be held back; raise earlyStopping.share, or choose epochs yourself`,
    )
  return warnings
}

/** How often every category of the discrete columns comes in each class; in all rows alike without a target. */
export function jointCounts(prepared: PreparedTable): Float64Array {
  checkForms('jointCounts', { prepared: [prepared, aPreparedTable] })
  const { codes, plan, target } = prepared
  const { blocks, conditionWidth } = plan.layout
  const classes = target < 0 ? 1 : blocks[target]!.width
  const counts = new Float64Array(classes * conditionWidth)
  codes.forEach((ofColumn, column) => {
    const { start } = blocks[column]!
    for (let row = 0; row < ofColumn.length; row++) {
      const label = target < 0 ? 0 : codes[target]![row]!
      counts[label * conditionWidth + start + ofColumn[row]!]!++
    }
  })
  return counts
}

function conditionPlan(
  { conditions: kind, embeddingSize: size }: PrepareOptions,
  { discrete }: TableTransform,
  target: number,
): ConditionPlan {
  if (kind === 'none' || discrete.length === 0) return { kind: 'none' }
  if (kind === 'vector') return { kind }
  return { kind, size, classes: target < 0 ? 0 : discrete[target]!.width }
}

/** Holds back a share of the rows of each class; the last row of a class is trained on. */
function holdBack(table: Table, { earlyStopping }: PrepareOptions, rng: Rng) {
  const wanted = earlyStopping === null ? 0 : Math.min(mostHeldBack, Math.round(earlyStopping.share * table.rowCount))
  if (wanted < fewestHeldBack) return { train: table, heldBack: undefined }
  const { rest, cut } = cutTable(table, wanted / table.rowCount, rng.nextUint32())
  return { train: rest, heldBack: cut }
}
