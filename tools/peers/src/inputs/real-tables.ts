import type { PreparedColumn, PreparedPart } from '../prepared-table.ts'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { createRng, permutation } from '@asdf/core'
import { writePreparedTable } from '../prepared-table.ts'

export interface RealTableOptions {
  /** Folder with the gzipped CSV files of `@asdf/datasets`. */
  readonly source: string
  /** At most so many rows of each part. */
  readonly rows: number
}

/** The official train and test parts of the census-income table; a missing value (`?`) is a category of its own. */
export function prepareAdult(folder: string, { source, rows }: RealTableOptions): void {
  const [names, ...train] = readRows(join(source, 'adult-train.csv.gz'))
  const [, ...test] = readRows(join(source, 'adult-test.csv.gz'))
  const width = names!.length - 1
  const columns = names!.slice(0, width).map((name, index): PreparedColumn => {
    const values = [...new Set(train.map((row) => row[index]!))]
    return { name, categories: values.every(isNumber) ? null : values.sort() }
  })
  const classes = [...new Set(train.map((row) => row[width]!))].sort()
  const part = (cells: readonly (readonly string[])[]) => encodeRows(cells.slice(0, rows), columns, classes)
  writePreparedTable(folder, { columns, classes, parts: { train: part(train), test: part(test) } })
}

/** Card fraud: a stratified 70 % of the rows that ship with this repository, all columns numeric. */
export function prepareFraud(folder: string, { source, rows, seed }: RealTableOptions & { seed: number }): void {
  const [names, ...all] = readRows(join(source, 'fraud.csv.gz'))
  const width = names!.length - 1
  const rng = createRng(seed)
  const train = ['0', '1'].flatMap((label) => {
    const members = all.filter((row) => row[width] === label)
    const order = permutation(members.length, rng.fork(label))
    return Array.from(order.subarray(0, Math.round(0.7 * members.length)), (index) => members[index]!)
  })
  const order = permutation(train.length, rng.fork('order'))
  const chosen = Array.from(order.subarray(0, rows), (index) => train[index]!)
  const columns = names!.slice(0, width).map((name) => ({ name, categories: null }))
  const classes = ['0', '1']
  writePreparedTable(folder, { columns, classes, parts: { train: encodeRows(chosen, columns, classes) } })
}

/** The file's rows as cells, the header first. These files have no quotes. */
function readRows(path: string): string[][] {
  const text = gunzipSync(readFileSync(path)).toString('utf8')
  return text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','))
}

function encodeRows(
  rows: readonly (readonly string[])[],
  columns: readonly PreparedColumn[],
  classes: readonly string[],
): PreparedPart {
  const codes = columns.map(({ categories }) => categories && new Map(categories.map((name, code) => [name, code])))
  const features = new Float64Array(rows.length * columns.length)
  const target = new Int32Array(rows.length)
  rows.forEach((row, index) => {
    columns.forEach(({ name }, column) => {
      const cell = row[column]!
      const value = codes[column] ? codes[column].get(cell) : Number(cell)
      if (value === undefined || Number.isNaN(value)) throw new Error(`column ${name}, row ${index + 1}: '${cell}'`)
      features[index * columns.length + column] = value
    })
    target[index] = classes.indexOf(row[columns.length]!)
    if (target[index] < 0) throw new Error(`row ${index + 1}: unknown class '${row[columns.length]!}'`)
  })
  return { features, target }
}

function isNumber(cell: string): boolean {
  return cell !== '' && Number.isFinite(Number(cell))
}
