import type { Column, Field, Table } from '@asdf/contract'
import { createRng, createTable, standardNormal } from '@asdf/core'

/** Options under which a fit takes a fraction of a second. */
export const small = { levels: 8, rounds: 3, copiedRows: 600, maximumLeaves: 8, threads: 1 } as const

export interface Named {
  readonly field: Field
  readonly column: Column
}

export function numbers(name: string, values: readonly (number | null)[], more: object = {}): Named {
  const column = { kind: 'numeric', values: Float64Array.from(values, (value) => value ?? Number.NaN) } as const
  return named({ name, kind: 'numeric', role: 'feature', nullable: false, integer: false, ...more }, column, values)
}

export function categories(
  name: string,
  values: readonly (string | null)[],
  more: object = {},
  known: readonly string[] = [],
): Named {
  const list = [...new Set([...known, ...values.filter((value) => value !== null)])].sort()
  const column = { kind: 'categorical', codes: Int32Array.from(values, (value) => list.indexOf(value ?? '')) } as const
  const field = {
    name,
    kind: 'categorical',
    role: 'feature',
    nullable: false,
    categories: list,
    ordered: false,
  } as const
  return named({ ...field, ...more }, column, values)
}

export function tableOf(...parts: readonly Named[]): Table {
  return createTable({ fields: parts.map(({ field }) => field) }, parts.map(({ column }) => column)) // prettier-ignore
}

/** Whether a row's x is negative decides its class; y follows x; z has a spike at 0 in half of the rows. */
export function dependentTable(rowCount: number): Table {
  const rng = createRng(5)
  const x = Array.from({ length: rowCount }, () => standardNormal(rng))
  const y = x.map((value) => 3 * value + 0.2 * standardNormal(rng))
  const z = x.map((_, row) => (row % 2 === 0 ? 0 : 50 + 10 * standardNormal(rng)))
  return tableOf(
    numbers('x', x),
    numbers('y', y),
    numbers('z', z),
    categories('side', x.map((value) => (value < 0 ? 'left' : 'right'))), // prettier-ignore
    categories('class', x.map((_, row) => (row % 5 === 0 ? 'rare' : 'common')), { role: 'target' }), // prettier-ignore
  )
}

/** The values of a numeric column, nulls as NaN. */
export function valuesOf(table: Table, name: string): number[] {
  const index = table.schema.fields.findIndex((field) => field.name === name)
  const column = table.columns[index]!
  if (column.kind !== 'numeric') throw new TypeError(`${name} is ${column.kind}`)
  return Array.from(column.values, (value, row) => (column.valid?.[row] === 0 ? Number.NaN : value))
}

/** The labels of a categorical column, nulls as `null`. */
export function labelsOf(table: Table, name: string): (string | null)[] {
  const index = table.schema.fields.findIndex((field) => field.name === name)
  const [field, column] = [table.schema.fields[index]!, table.columns[index]!]
  if (field.kind !== 'categorical' || column.kind !== 'categorical') throw new TypeError(`${name} is ${column.kind}`)
  return Array.from(column.codes, (code, row) => (column.valid?.[row] === 0 ? null : field.categories[code]!))
}

function named(field: Field, column: Column, values: readonly unknown[]): Named {
  if (!values.includes(null)) return { field, column }
  const valid = Uint8Array.from(values, (value) => (value === null ? 0 : 1))
  return { field: { ...field, nullable: true }, column: { ...column, valid } }
}
