import type { CategoricalField, Column, DatetimeField, Field, NumericField } from '@asdf/contract'
import type { Sliced } from '../slices.ts'
import type { InferRules } from './infer-rules.ts'
import type { CellSummary, RawColumn, RawNumbers } from './raw-column.ts'
import { AsdfError } from '@asdf/contract'
import { unknownKind } from '../known-kinds.ts'
import { show } from '../options.ts'
import { inSlices } from '../slices.ts'
import { booleanCode, codesByValue, isCode, numberOf } from './cell-text.ts'
import { datetimeSpelling } from './datetime.ts'
import { isNullWord, isZeroDate } from './null-words.ts'
import { numberSpelling } from './number-text.ts'
import { summarizeTexts } from './raw-column.ts'

/**
 * Builds the column of a field from its cells. A cell that does not fit the field is an `ASDF_DATA_INVALID` with column
 * and row; `minimum`, `maximum` and `decimals` describe other data and bind nobody. Nulls hold NaN, code -1, 0 or ''.
 */
export function* fitColumn(field: Field, raw: RawColumn, rules: InferRules): Sliced<Column> {
  if (raw.kind === 'numbers') return fitNumbers(field, raw, rules)
  const nulls = field.nullText === undefined ? rules.nulls : new Set([...rules.nulls, field.nullText])
  return yield* fitSummary(field, yield* summarizeTexts(raw, nulls, rules.quotedNulls), rules)
}

/** Builds the column of a field from its different texts. */
export function* fitSummary(field: Field, summary: CellSummary, rules: InferRules): Sliced<Column> {
  const context = { field, rules }
  const rowCount = summary.codes.length
  switch (field.kind) {
    case 'numeric': {
      const values = yield* mapTexts(summary, context, numberReader(field, rules))
      return { kind: 'numeric', ...(yield* spread(summary, values, new Float64Array(rowCount), context)) }
    }
    case 'boolean': {
      const values = yield* mapTexts(summary, context, booleanReader(field.labels ?? ['false', 'true']))
      return { kind: 'boolean', ...(yield* spread(summary, values, new Uint8Array(rowCount), context)) }
    }
    case 'datetime': {
      const values = yield* mapTexts(summary, context, datetimeReader(field, rules))
      return { kind: 'datetime', ...(yield* spread(summary, values, new Float64Array(rowCount), context)) }
    }
    case 'categorical': {
      const values = yield* mapTexts(summary, context, categoryLookup(field))
      const { values: codes, ...valid } = yield* spread(summary, values, new Int32Array(rowCount), context)
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

function numberReader(field: NumericField, rules: InferRules): (text: string) => CellValue {
  const { read } = numberSpelling(field.format)
  return (text) => {
    const value = read(text)
    if (value === undefined && isCode(text))
      return `a number would not keep as it is; read the column as text with ${rules.showOption('kinds', 'text', field.name)}`
    if (value === undefined) return rules.strays === 'null' || isNullWord(text) ? null : 'is not a number'
    if (!Number.isFinite(value)) return 'is not a finite number; correct it, or add its spelling to nulls'
    return field.integer && !Number.isInteger(value) ? 'is not a whole number' : value
  }
}

function booleanReader(labels: readonly [string, string]): (text: string) => CellValue {
  return (text) => {
    const code = booleanCode(text, labels)
    if (code >= 0) return code
    return isNullWord(text) ? null : `is neither ${show(labels[0])} nor ${show(labels[1])}`
  }
}

function datetimeReader(field: DatetimeField, rules: InferRules): (text: string) => CellValue {
  const { read } = datetimeSpelling(field)
  const fault =
    field.pattern === undefined
      ? 'is not an ISO 8601 date or datetime, such as 2026-01-31 or 2026-01-31 23:59:00; say how the column is written, ' +
        `as with ${rules.showOption('dateFormats', 'dd/mm/yyyy', field.name)}`
      : `is not a datetime written ${field.pattern}`
  return (text) => {
    const value = read(text)
    if (value !== undefined) return value
    return rules.strays === 'null' || isNullWord(text) || isZeroDate(text) ? null : fault
  }
}

function categoryLookup(field: CategoricalField): (text: string) => CellValue {
  const codes = new Map(field.categories.map((category, code) => [category, code]))
  const byValue = codesByValue(field.categories)
  return (text) => {
    const code = codes.get(text)
    if (code !== undefined) return code
    const value = byValue === undefined ? undefined : numberOf(text)
    const equal = value === undefined ? undefined : byValue!.get(value)
    return equal ?? `is not among the ${field.categories.length} categories of the column`
  }
}

/** The value of each text. Fails at the first text, in the order of rows, that has none. */
function* mapTexts(
  summary: CellSummary,
  { field, rules }: Context,
  valueOf: (text: string) => CellValue,
): Sliced<(number | null)[]> {
  const { texts, counts, firstRows } = summary
  const values: (number | null)[] = []
  const words = new Map<string, number>()
  yield* inSlices(texts.length, (from, to) => {
    for (let code = from; code < to; code++) {
      const text = texts[code]!
      const value = valueOf(text)
      // In quotes a null's spelling is that text, unless the kind cannot hold it.
      if (typeof value === 'string' && !rules.nulls.has(text)) {
        throw cellError(field.name, firstRows[code]!, `got ${show(text)}, which ${value}`, rules)
      }
      values.push(typeof value === 'string' ? null : value)
      if (value === null && text !== field.nullText) words.set(text, counts[code]!)
    }
  })
  remarkWords(field, words, rules)
  return values
}

/** Says which words were read as missing. */
export function remarkWords(field: Field, words: ReadonlyMap<string, number>, rules: InferRules): void {
  const { onRemark, nulls, showOption } = rules
  const said = [...words].filter(([text]) => !nulls.has(text))
  if (onRemark === undefined || said.length === 0) return
  const cells = said.reduce((sum, [, count]) => sum + count, 0)
  const shown = said.slice(0, 3).map(([text]) => show(text))
  const others = said.length > shown.length ? ` and ${said.length - shown.length} more` : ''
  const kinds = { numeric: 'numbers', datetime: 'datetimes', boolean: 'yes or no', text: 'texts that differ' }
  const rest = kinds[field.kind as keyof typeof kinds]
  const message =
    `column '${field.name}': read ${shown.join(', ')}${others} (${cells} ${cells === 1 ? 'cell' : 'cells'}) as missing, ` +
    `because the other cells are ${rest}; if that is a value, use ${showOption('kinds', 'categorical', field.name)}`
  onRemark({ column: field.name, message })
}

/** Puts the value of each row's text into `out`, and whether there is one into a validity array when any lacks. */
function* spread<A extends Float64Array | Int32Array | Uint8Array>(
  summary: CellSummary,
  values: readonly (number | null)[],
  out: A,
  context: Context,
): Sliced<{ values: A; valid?: Uint8Array }> {
  const { codes } = summary
  const whenNull = out instanceof Float64Array ? Number.NaN : out instanceof Int32Array ? -1 : 0
  let valid: Uint8Array | undefined
  yield* inSlices(codes.length, (from, to) => {
    for (let row = from; row < to; row++) {
      const code = codes[row]!
      const value = code < 0 ? null : values[code]!
      out[row] = value ?? whenNull
      if (value !== null) continue
      if (!context.field.nullable) throw missing(row, context)
      valid ??= new Uint8Array(codes.length).fill(1)
      valid[row] = 0
    }
  })
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
  if (infinite >= 0) {
    const fault = 'got a number that is not finite; correct it, or add its spelling to nulls'
    throw cellError(field.name, infinite, fault, rules)
  }
  if (valid !== undefined && !field.nullable) throw missing(valid.indexOf(0), { field, rules })
  remarkWords(field, new Map([...raw.nullWords].filter(([text]) => text !== field.nullText)), rules)
  const rest = valid === undefined ? {} : { valid }
  if (field.kind === 'boolean') {
    const bits = new Uint8Array(values.length)
    for (let row = 0; row < bits.length; row++) bits[row] = values[row] === 1 ? 1 : 0
    return { kind: 'boolean', values: bits, ...rest }
  }
  if (field.kind === 'datetime') return { kind: 'datetime', values, ...rest }
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
