import type { Column, Field, Table } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import { aTable, checkForms } from '../argument-forms.ts'
import { featureIndices } from '../fields.ts'
import { matchColumns } from '../match-columns.ts'
import { columnLength, isPresent } from '../table.ts'
import { checkFinite, checkNoNulls, checkRowCount } from '../validation.ts'

/** The columns that are imputed and predicted from, with where their nulls are. */
export interface Sources {
  readonly fields: readonly Field[]
  readonly columns: readonly Column[]
  readonly missing: readonly Uint32Array[]
}

/** The imputable features of training rows: all but text. Checks that each has a value. */
export function trainingSources(where: string, train: Table, useTarget: boolean): Sources {
  checkRowCount(where, train, 1)
  const { fields } = train.schema
  const isTarget = (index: number) => useTarget && fields[index]!.role === 'target' && fields[index]!.kind !== 'text'
  const features = new Set(featureIndices(train.schema).filter((index) => fields[index]!.kind !== 'text'))
  const indices = fields.flatMap((_, index) => (features.has(index) || isTarget(index) ? [index] : []))
  checkNoNulls(where, train, indices.filter(isTarget))
  const sources = at(where, train, indices)
  sources.fields.forEach((field, index) => {
    if (sources.missing[index]!.length < train.rowCount) return
    throw new AsdfError(
      'ASDF_DATA_INVALID',
      `${where}: column '${field.name}' has no value in any row; drop the column (emptyColumns lists such columns)`,
      { column: field.name, row: 0 },
    )
  })
  return sources
}

/** The same columns of another table, found by name. */
export function matchingSources(where: string, fields: readonly Field[], table: Table): Sources {
  const indices = matchColumns(where, fields, table.schema)
  checkNoNulls(
    where,
    table,
    indices.filter((index) => table.schema.fields[index]!.role === 'target'),
  )
  return at(where, table, indices)
}

/** Names of the features in which no row has a value: drop them before imputing. */
export function emptyColumns(table: Table): string[] {
  checkForms('emptyColumns', { table: [table, aTable] })
  return featureIndices(table.schema)
    .filter((index) => table.columns[index]!.valid?.includes(1) === false && table.rowCount > 0)
    .map((index) => table.schema.fields[index]!.name)
}

/** Warnings about features whose nulls no imputer here fills. */
export function textWarnings(table: Table): string[] {
  return featureIndices(table.schema)
    .filter((index) => table.schema.fields[index]!.kind === 'text' && table.columns[index]!.valid?.includes(0) === true)
    .map((index) => `column '${table.schema.fields[index]!.name}' is text: its missing values stay missing`)
}

function at(where: string, table: Table, indices: readonly number[]): Sources {
  checkFinite(where, table, indices)
  const columns = indices.map((index) => table.columns[index]!)
  return { fields: indices.map((index) => table.schema.fields[index]!), columns, missing: columns.map(missingRows) }
}

function missingRows(column: Column): Uint32Array {
  if (column.valid === undefined) return new Uint32Array(0)
  const rows: number[] = []
  for (let row = 0; row < columnLength(column); row++) if (!isPresent(column, row)) rows.push(row)
  return Uint32Array.from(rows)
}
