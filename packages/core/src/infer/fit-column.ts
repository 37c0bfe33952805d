import { AsdfError } from '@asdf/contract'
import type { CategoricalField, Column, Field, NumericField } from '@asdf/contract'
import { unknownKind } from '../known-kinds.ts'
import { show } from '../options.ts'
import { booleanCode, isCode, numberOf } from './cell-text.ts'
import { parseDatetime } from './datetime.ts'
import type { InferRules } from './infer-rules.ts'
import type { CellSummary, RawColumn, RawNumbers } from './raw-column.ts'
import { summarizeTexts } from './raw-column.ts'

/**
 * Builds the column of a field from its cells. A cell that does not fit the field is an `ASDF_DATA_INVALID` with column
 * and row; `minimum`, `maximum` and `decimals` describe other data and bind nobody. Nulls hold NaN, code -1, 0 or ''.
 */
export function fitColumn(field: Field, raw: RawColumn, rules: InferRules): Column {
  if (raw.kind === 'numbers') return fitNumbers(field, raw, rules)
  const summary = summarizeTexts(raw, rules.nulls, rules.quotedNulls)
  const context = { field, rules }
  const rowCount = summary.codes.length
  switch (field.kind) {
    case 'numeric': {
      const values = mapTexts(summary, context, (text) => numberFor(field, text, rules))
      return { kind: 'numeric', ...spread(summary, values, new Float64Array(rowCount), context) }
    }
    case 'boolean': {
      const labels = field.labels ?? ['false', 'true']
      const values = mapTexts(summary, context, (text) => {
        const code = booleanCode(text, labels)
        return code < 0 ? `is neither ${show(labels[0])} nor ${show(labels[1])}` : code
      })
      return { kind: 'boolean', ...spread(summary, values, new Uint8Array(rowCount), context) }
    }
    case 'datetime': {
      const values = mapTexts(summary, context, (text) => {
        return (
          parseDatetime(text)?.value ?? 'is no ISO 8601 date or datetime, such as 2026-01-31 or 2026-01-31 23:59:00'
        )
      })
      return { kind: 'datetime', ...spread(summary, values, new Float64Array(rowCount), context) }
    }
    case 'categorical': {
      const values = mapTexts(summary, context, categoryLookup(field))
      const { values: codes, ...valid } = spread(summary, values, new Int32Array(rowCount), context)
      return { kind: 'categorical', codes, ...valid }
    }
    case 'text':
      return textColumn(summary, context)
    default:
      throw unknownKind(rules.where, field)
  }
}

interface Context {
  readonly field: Field
  readonly rules: InferRules
}

/** What a text stands for, `null`, or a string that says why it does not fit. */
type CellValue = number | null | string

function numberFor(field: NumericField, text: string, rules: InferRules): CellValue {
  const value = numberOf(text)
  if (value === undefined && isCode(text)) return 'a number would not keep as it is; read the column as text'
  if (value === undefined) return rules.strays === 'null' ? null : 'is not a number'
  if (!Number.isFinite(value)) return 'is not a finite number'
  return field.integer && !Number.isInteger(value) ? 'is not a whole number' : value
}

function categoryLookup(field: CategoricalField): (text: string) => CellValue {
  const codes = new Map(field.categories.map((category, code) => [category, code]))
  return (text) => codes.get(text) ?? `is not among the ${field.categories.length} categories of the column`
}

/** The value of each text. Fails at the first text, in the order of rows, that has none. */
function mapTexts(
  summary: CellSummary,
  { field, rules }: Context,
  valueOf: (text: string) => CellValue,
): (number | null)[] {
  return summary.texts.map((text, code) => {
    const value = valueOf(text)
    if (typeof value !== 'string') return value
    // In quotes a null's spelling is that text, unless the kind cannot hold it.
    if (rules.nulls.has(text)) return null
    throw cellError(field.name, summary.firstRows[code]!, `got ${show(text)}, which ${value}`, rules)
  })
}

/** Puts the value of each row's text into `out`, and whether there is one into a validity array when any lacks. */
function spread<A extends Float64Array | Int32Array | Uint8Array>(
  summary: CellSummary,
  values: readonly (number | null)[],
  out: A,
  context: Context,
): { values: A; valid?: Uint8Array } {
  const { codes } = summary
  const whenNull = out instanceof Float64Array ? Number.NaN : out instanceof Int32Array ? -1 : 0
  let valid: Uint8Array | undefined
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!
    const value = code < 0 ? null : values[code]!
    out[row] = value ?? whenNull
    if (value !== null) continue
    if (!context.field.nullable) throw missing(row, context)
    valid ??= new Uint8Array(codes.length).fill(1)
    valid[row] = 0
  }
  return valid === undefined ? { values: out } : { values: out, valid }
}

function textColumn(summary: CellSummary, context: Context): Column {
  const { codes, texts } = summary
  const values = Array.from(codes, (code) => (code < 0 ? '' : texts[code]!))
  if (summary.nullCount === 0) return { kind: 'text', values }
  if (!context.field.nullable) throw missing(codes.indexOf(-1), context)
  return { kind: 'text', values, valid: Uint8Array.from(codes, (code) => (code < 0 ? 0 : 1)) }
}

function fitNumbers(field: Field, raw: RawNumbers, rules: InferRules): Column {
  const { values, valid, infinite } = raw
  if (infinite >= 0) throw cellError(field.name, infinite, 'got a number that is not finite', rules)
  if (valid !== undefined && !field.nullable) throw missing(valid.indexOf(0), { field, rules })
  const rest = valid === undefined ? {} : { valid }
  if (field.kind === 'boolean') {
    const bits = new Uint8Array(values.length)
    for (let row = 0; row < bits.length; row++) bits[row] = values[row] === 1 ? 1 : 0
    return { kind: 'boolean', values: bits, ...rest }
  }
  if (field.kind !== 'numeric') throw new TypeError(`fitColumn: got numbers for a ${field.kind} column`)
  if (field.integer) {
    const row = values.findIndex((value) => !Number.isInteger(value) && !Number.isNaN(value))
    if (row >= 0) throw cellError(field.name, row, `got ${values[row]}, which is not a whole number`, rules)
  }
  return { kind: 'numeric', values, ...rest }
}

function missing(row: number, { field, rules }: Context): AsdfError {
  return cellError(field.name, row, 'has no value, but the schema says that every row has one', rules)
}

/** The error for the cell at `row`, which counts from 0. */
export function cellError(column: string, row: number, fault: string, rules: InferRules): AsdfError {
  return new AsdfError(
    'ASDF_DATA_INVALID',
    `${rules.where}: column '${column}', row ${row + 1}: ${fault}${fault.includes(';') ? '' : '; correct or remove it'}`,
    { column, row: row + 1 },
  )
}
