import type { Schema } from '@asdf/contract'
import type { InferOptions } from '../csv/csv-options.ts'
import type { RawTexts } from './raw-column.ts'
import { checkInferOptions, marksOf } from '../csv/csv-options.ts'
import { rulesOf, tableOf, typeColumn } from '../csv/parse-csv.ts'
import { optionError } from '../options.ts'
import { runAtOnce } from '../slices.ts'

const where = 'inferSchema'

/** Cells as texts by column; null where a value is missing, whatever its spelling. */
export type TextColumns = Readonly<Record<string, readonly (string | null)[]>>

/**
 * Decides what columns of texts are, from all their cells, by the rules that `parseCsv` uses: numeric, boolean,
 * datetime, categorical or text, and which columns only name the row. At least one row is needed. Columns that are not
 * equally long arrays of texts and nulls are an `ASDF_OPTION_INVALID`.
 */
export function inferSchema(cells: TextColumns, options: InferOptions = {}): Schema {
  checkInferOptions(where, options)
  checkCells(cells)
  const names = Object.keys(cells)
  const known = rulesOf(options, marksOf(options))
  const rules = { ...known, where, nulls: new Set([...known.nulls, '']) }
  const columns = names.map((name) => runAtOnce(typeColumn(name, rawTexts(cells[name]!), options, rules)))
  const rowCount = names.length === 0 ? 0 : cells[names[0]!]!.length
  return runAtOnce(tableOf({ columns, rowCount }, options, rules)).schema
}

function checkCells(cells: TextColumns): void {
  const isRecord = typeof cells === 'object' && (cells as unknown) !== null && !Array.isArray(cells)
  if (!isRecord) throw optionError(where, 'cells', cells, 'must be an object of arrays, one for each column')
  const columns = Object.entries(cells)
  for (const [name, column] of columns) {
    const isTexts = Array.isArray(column) && column.every((cell) => cell === null || typeof cell === 'string')
    if (!isTexts) throw optionError(where, `cells.${name}`, column, 'must be an array of texts and nulls')
    if (column.length === columns[0]![1].length) continue
    throw optionError(where, `cells.${name}`, column, `must be as long as '${columns[0]![0]}'`)
  }
}

function rawTexts(cells: readonly (string | null)[]): RawTexts {
  const entries = new Map<string | null, number>()
  const codes = Int32Array.from(cells, (cell) => {
    const code = entries.get(cell) ?? entries.size
    entries.set(cell, code)
    return code
  })
  const texts = [...entries.keys()]
  return { kind: 'texts', codes, texts: texts.map((text) => text ?? ''), quoted: texts.map(() => false) }
}
