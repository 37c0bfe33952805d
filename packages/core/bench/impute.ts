import type { Column, Field, Table } from '@asdf/contract'
import { readFileSync, writeFileSync } from 'node:fs'
import { createTable, mice } from '@asdf/core'

// Called by impute.py: completes the table in a JSON file with `mice` and writes every imputation's cells beside it.

interface Task {
  readonly columns: readonly {
    readonly name: string
    readonly categories?: string[]
    readonly values: (number | null)[]
  }[]
  readonly options: object
}

const [path = ''] = process.argv.slice(2)
const { columns, options } = JSON.parse(readFileSync(path, 'utf8')) as Task
const table = createTable({ fields: columns.map(fieldOf) }, columns.map(columnOf))
const start = performance.now()
const fitted = await mice(options).fit(table, { seed: 1 })
const fitSeconds = (performance.now() - start) / 1000
const tables = await fitted.imputations(table, { seed: 2 })
const seconds = (performance.now() - start) / 1000
writeFileSync(`${path}.out`, JSON.stringify({ fitSeconds, seconds, imputations: tables.map(cells) }))

function fieldOf({ name, categories }: Task['columns'][number]): Field {
  const base = { name, role: 'feature', nullable: true } as const
  return categories === undefined
    ? { ...base, kind: 'numeric', integer: false }
    : { ...base, kind: 'categorical', categories, ordered: false }
}

function columnOf({ values, categories }: Task['columns'][number]): Column {
  const valid = Uint8Array.from(values, (value) => (value === null ? 0 : 1))
  return categories === undefined
    ? { kind: 'numeric', values: Float64Array.from(values, (value) => value ?? 0), valid }
    : { kind: 'categorical', codes: Int32Array.from(values, (value) => value ?? 0), valid }
}

function cells(completed: Table): number[][] {
  return completed.columns.map((column) => {
    if (column.kind === 'categorical') return [...column.codes]
    return column.kind === 'numeric' ? [...column.values] : []
  })
}
