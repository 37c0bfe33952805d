import type { CategoricalField, Column, Field, Schema, Table } from '@asdf/contract'
import type { CommandContext, DataOptions } from './context.ts'
import { createRng, cutTable, fieldValue, selectColumns } from '@asdf/core'
import { note, textOptions, withProgress } from './context.ts'
import { formatCount } from './format-table.ts'

export interface HoldoutOptions extends DataOptions {
  readonly holdout?: string
  readonly seed: number
}

/** Rows to learn from, and rows to measure with that no model sees. */
export interface AuditParts {
  readonly train: Table
  readonly holdout: Table
}

const heldOutShare = 0.2

/** The rows to measure with: those of a file, or a fifth of the table's own. `schema` is that of the table's file. */
export async function setAside(
  context: CommandContext,
  options: HoldoutOptions,
  table: Table,
  schema: Schema,
): Promise<AuditParts> {
  if (options.holdout !== undefined) return readBeside(context, options, options.holdout, { table, schema })
  const { rest, cut } = cutTable(table, heldOutShare, createRng(options.seed).fork('holdout').nextUint32())
  const [kept, all] = [formatCount(cut.rowCount), formatCount(table.rowCount)]
  note(context, options, `set ${kept} of ${all} rows aside to audit with; the model does not see them`)
  return { train: rest, holdout: cut }
}

/** A table, and the schema of its file, which has the dropped columns too. */
export interface KnownTable {
  readonly table: Table
  readonly schema: Schema
}

/** Reads other rows of a table's columns. Both come back with one list of categories a column. */
export async function readBeside(
  context: CommandContext,
  options: DataOptions,
  path: string,
  { table, schema }: KnownTable,
): Promise<AuditParts> {
  const { readCsvFile } = await import('@asdf/core/node')
  const text = await textOptions(options)
  const read = await withProgress(context, options, (run) =>
    readCsvFile(path, { ...run, ...text, schema: { fields: schema.fields.map(loosened) } }),
  )
  const names = table.schema.fields.map(({ name }) => name)
  return alignCategories(table, selectColumns(read, names))
}

/** The field for other rows of the same kind: they may lack values, and have categories and fractions of their own. */
function loosened(field: Field): Field {
  const { name, role, nullText } = field
  const spelled = nullText === undefined ? {} : { nullText }
  if (field.kind === 'categorical') return { name, role, kind: 'text', nullable: true, ...spelled }
  if (field.kind === 'numeric') return { ...field, integer: false, nullable: true }
  return { ...field, nullable: true }
}

/** Both tables with one list of categories a column: those of the training rows, then those that only the others have. */
function alignCategories(train: Table, holdout: Table): AuditParts {
  const shared = train.schema.fields.map((field, index): Field => {
    const column = holdout.columns[index]!
    return field.kind === 'categorical' && column.kind === 'text' ? widened(field, column) : field
  })
  const columns = holdout.columns.map((column, index): Column => {
    const field = shared[index]!
    return field.kind === 'categorical' && column.kind === 'text' ? coded(field, column) : column
  })
  const schema = { fields: shared }
  return { train: { ...train, schema }, holdout: { schema, rowCount: holdout.rowCount, columns } }
}

type TextColumn = Extract<Column, { kind: 'text' }>

/** With the categories that only the others have. What a category spells in another way, as `1.0` does `1`, is none of its own. */
function widened(field: CategoricalField, { values, valid }: TextColumn): CategoricalField {
  const present = new Set(values.filter((_, row) => valid?.[row] !== 0))
  const others = [...present].filter((text) => fieldValue(field, text) === undefined)
  return { ...field, categories: [...field.categories, ...others] }
}

function coded(field: CategoricalField, { values, valid }: TextColumn): Column {
  const codes = new Map(Array.from(new Set(values), (text) => [text, fieldValue(field, text) ?? -1]))
  return {
    kind: 'categorical',
    codes: Int32Array.from(values, (value, row) => (valid?.[row] === 0 ? -1 : codes.get(value)!)),
    ...(valid === undefined ? {} : { valid }),
  }
}
