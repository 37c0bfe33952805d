import type { Schema } from '@asdf/contract'
import type { InferOptions } from '../csv/csv-options.ts'
import type { RawTexts } from './raw-column.ts'
import { checkInferOptions, marksOf } from '../csv/csv-options.ts'
import { rulesOf, tableOf, typeColumn } from '../csv/parse-csv.ts'
import { runAtOnce } from './slices.ts'

/** Cells as texts by column; null where a value is missing, whatever its spelling. */
export type TextColumns = Readonly<Record<string, readonly (string | null)[]>>

/**
 * Decides what columns of texts are, from all their cells, by the rules that `parseCsv` uses: numeric, boolean,
 * datetime, categorical or text, and which columns only name the row. At least one row is needed.
 */
export function inferSchema(cells: TextColumns, options: InferOptions = {}): Schema {
  checkInferOptions('inferSchema', options)
  const names = Object.keys(cells)
  const known = rulesOf(options, marksOf(options))
  const rules = { ...known, where: 'inferSchema', nulls: new Set([...known.nulls, '']) }
  const columns = names.map((name) => runAtOnce(typeColumn(name, rawTexts(cells[name]!), options, rules)))
  const rowCount = names.length === 0 ? 0 : cells[names[0]!]!.length
  return tableOf({ columns, rowCount }, options, rules).schema
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
