import type { Column, Field, Table } from '@asdf/contract'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createTable } from '@asdf/core'
import { readDoubles, readIntegers, writeNpy } from './npy.ts'

/** A table with a class per row, in the form that both sides load without parsing. */
export interface PreparedTable {
  readonly columns: readonly PreparedColumn[]
  readonly classes: readonly string[]
  readonly parts: Readonly<Record<string, PreparedPart>>
}

/** A feature; one with categories holds their indices. */
export interface PreparedColumn {
  readonly name: string
  readonly categories: readonly string[] | null
}

export interface PreparedPart {
  /** Shape `[rows, columns]`, row-major. */
  readonly features: Float64Array
  /** Index into the table's classes, one per row. */
  readonly target: Int32Array
}

/** Writes `table.json`, and `<part>-features.npy` and `<part>-target.npy` for each part. */
export function writePreparedTable(folder: string, { columns, classes, parts }: PreparedTable): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'table.json'), JSON.stringify({ columns, classes }))
  for (const [part, { features, target }] of Object.entries(parts)) {
    writeNpy(join(folder, `${part}-features.npy`), { shape: [target.length, columns.length], data: features })
    writeNpy(join(folder, `${part}-target.npy`), { shape: [target.length], data: target })
  }
}

/** One part as a table of ours, with `target` as its last column. */
export function readPreparedTable(folder: string, part: string): Table {
  const about = JSON.parse(readFileSync(join(folder, 'table.json'), 'utf8')) as Omit<PreparedTable, 'parts'>
  const features = readDoubles(join(folder, `${part}-features.npy`)).data
  const target = readIntegers(join(folder, `${part}-target.npy`)).data
  const width = about.columns.length
  const columns = about.columns.map(({ categories }, index): Column => {
    const values = Float64Array.from({ length: target.length }, (_, row) => features[row * width + index]!)
    return categories === null ? { kind: 'numeric', values } : { kind: 'categorical', codes: Int32Array.from(values) }
  })
  const fields = about.columns.map(({ name, categories }, index): Field => {
    const shared = { name, role: 'feature' as const, nullable: false }
    if (categories !== null) return { ...shared, kind: 'categorical', categories, ordered: false }
    return { ...shared, kind: 'numeric', integer: isWhole(columns[index]!) }
  })
  return createTable(
    {
      fields: [
        ...fields,
        {
          name: 'target',
          kind: 'categorical',
          role: 'target',
          nullable: false,
          categories: about.classes,
          ordered: false,
        },
      ],
    },
    [...columns, { kind: 'categorical', codes: target }],
  )
}

function isWhole(column: Column): boolean {
  return column.kind === 'numeric' && column.values.every((value) => Number.isInteger(value))
}
