import type { Column, Field, MetricInput, Table } from '@asdf/contract'
import { createTable, headRows, takeRows, withNulls } from '@asdf/core'
import { mixedTable } from './fixtures.ts'

/** Tables that a metric may meet, by name: each is answered with finite numbers or refused with a code. */
export function oddMetricTables(input: Required<MetricInput>): readonly (readonly [name: string, MetricInput])[] {
  const { train, synthetic, holdout, reference } = input
  const all = (change: (table: Table) => Table): MetricInput => ({
    train: change(train),
    synthetic: change(synthetic),
    holdout: change(holdout),
    reference: change(reference),
  })
  const firstRow = (table: Table) => takeRows(table, new Uint32Array(table.rowCount))
  return [
    ['columns of nulls', all(withoutValues)],
    ['columns of nulls in the synthetic rows alone', { ...input, synthetic: withoutValues(synthetic) }],
    ['columns of nulls in the real rows alone', { ...all(withoutValues), synthetic }],
    ['constant columns', all(firstRow)],
    ['constant columns in the synthetic rows alone', { ...input, synthetic: firstRow(synthetic) }],
    ['constant columns in the real rows alone', { ...all(firstRow), synthetic }],
    ['one row', all((table) => headRows(table, 1))],
    ['two rows', all((table) => headRows(table, 2))],
    ['classes of one row', all((table) => headRows(table, 10))],
    ['few synthetic rows', { ...input, synthetic: headRows(synthetic, 7) }],
    ['few training rows', { ...input, train: headRows(train, 7) }],
    [
      'many synthetic rows',
      { ...input, synthetic: mixedTable(700, 9, { nulls: 0.05, identifier: true, weight: true }) },
    ],
    ['the largest numbers', all(withHugeNumbers)],
    ['1,000 columns', wideInput()],
  ]
}

/** Every feature that may be null is. */
function withoutValues(table: Table): Table {
  return changed(table, ({ role }, column) =>
    role === 'feature' ? withNulls(column, new Uint8Array(table.rowCount)) : column,
  )
}

/** A number column with the largest doubles of both signs and the smallest. */
function withHugeNumbers(table: Table): Table {
  const odd = [Number.MAX_VALUE, -Number.MAX_VALUE, 5e-324, 0, 1]
  return changed(table, ({ name }, column) =>
    column.kind === 'numeric' && name === 'amount'
      ? { ...column, values: column.values.map((_, row) => odd[row % odd.length]!) }
      : column,
  )
}

function changed(table: Table, change: (field: Field, column: Column) => Column): Table {
  return { ...table, columns: table.columns.map((column, index) => change(table.schema.fields[index]!, column)) }
}

function wideInput(): MetricInput {
  const fields = Array.from({ length: 999 }, (_, c): Field => {
    return { name: `x${c}`, kind: 'numeric', role: 'feature', nullable: false, integer: false }
  })
  const target: Field = { name: 'y', kind: 'boolean', role: 'target', nullable: false }
  const table = (seed: number) =>
    createTable({ fields: [...fields, target] }, [
      ...fields.map((_, c): Column => {
        const values = Float64Array.from({ length: 12 }, (_, row) => Math.sin(row * 7.3 + c * 1.7 + seed))
        return { kind: 'numeric', values }
      }),
      { kind: 'boolean', values: Uint8Array.from({ length: 12 }, (_, row) => row % 2) },
    ])
  return { train: table(1), synthetic: table(2), holdout: table(3), reference: table(4) }
}
