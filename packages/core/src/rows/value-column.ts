import type { DatetimeFormat, Field } from '@asdf/contract'
import type { InferOptions } from '../csv/csv-options.ts'
import type { TypedColumn } from '../infer/infer-column.ts'
import type { InferRules } from '../infer/infer-rules.ts'
import type { RawColumn, RawNumbers, RawTexts } from '../infer/raw-column.ts'
import { givenKind } from '../csv/csv-options.ts'
import { typeColumn } from '../csv/parse-csv.ts'
import { cellError, fitColumn } from '../infer/fit-column.ts'
import { optionError } from '../options.ts'
import { runAtOnce } from '../slices.ts'
import { isMissing, surveyValues } from './cell-value.ts'

/**
 * Builds a column of JavaScript values, deciding what it is. Numbers, booleans and Dates are what they are; texts are
 * read by the rules for CSV cells; numbers to predict may be classes, as in CSV.
 */
export function inferValues(
  name: string,
  values: ArrayLike<unknown>,
  options: InferOptions,
  rules: InferRules,
): TypedColumn {
  const kind = givenKind(name, options)
  const mayMix = kind === 'numeric' || kind === 'categorical' || kind === 'text'
  const { type, isLong } = surveyValues(name, values, mayMix, rules)
  if (type === 'date') {
    if (kind === undefined || kind === 'datetime') return dateColumn(name, values)
    throw optionError(rules.where, `kinds.${name}`, kind, 'contradicts the Dates in that column; write them as texts')
  }
  const isPlain = type === 'number' && !isLong && name !== options.target
  const raw = isPlain && (kind === undefined || kind === 'numeric') ? rawNumbers(values) : rawTexts(values, rules)
  const { field, column } = runAtOnce(typeColumn(name, raw, options, withEmpty(rules)))
  if (field.kind !== 'boolean' && field.kind !== 'categorical') return { field, column }
  if (type === 'number') return { field: { ...field, numbers: true }, column }
  return { field: type === 'boolean' ? withoutLabels(field) : field, column }
}

/** Builds the column of a known field from JavaScript values; one that does not fit it is an `ASDF_DATA_INVALID`. */
export function fitValues(field: Field, values: ArrayLike<unknown>, rules: InferRules): TypedColumn {
  const { kind, name } = field
  const { type, isLong } = surveyValues(name, values, kind === 'categorical' || kind === 'text', rules)
  if (type === 'date') {
    if (kind !== 'datetime') throw cellError(name, firstPresent(values), `got a Date in a ${kind} column`, rules)
    const { column } = dateColumn(name, values)
    if (column.valid === undefined || field.nullable) return { field, column }
  }
  const isPlain = kind === 'numeric' && type === 'number' && !isLong
  const labels = kind === 'boolean' ? field.labels : undefined
  const raw: RawColumn = isPlain ? rawNumbers(values) : rawTexts(values, rules, labels)
  return { field, column: runAtOnce(fitColumn(field, raw, withEmpty(rules))) }
}

/** A missing value is the empty text that was not quoted. */
function withEmpty(rules: InferRules): InferRules {
  return rules.nulls.has('') ? rules : { ...rules, nulls: new Set([...rules.nulls, '']) }
}

function rawNumbers(values: ArrayLike<unknown>): RawNumbers {
  const numbers = new Float64Array(values.length)
  let valid: Uint8Array | undefined
  for (let row = 0; row < numbers.length; row++) {
    const value = values[row]
    numbers[row] = isMissing(value) ? Number.NaN : Number(value)
    if (!isMissing(value)) continue
    valid ??= new Uint8Array(numbers.length).fill(1)
    valid[row] = 0
  }
  const unspelled = { pointed: false, spelled: false, nullTexts: new Map(), nullWords: new Map() }
  return { kind: 'numbers', values: numbers, infinite: -1, ...unspelled, ...(valid !== undefined && { valid }) }
}

type Cell = string | number | bigint | boolean | null

/** The values as the texts that a CSV file would hold; `labels` spell false and true. */
function rawTexts(
  values: ArrayLike<unknown>,
  { nulls }: InferRules,
  labels: readonly [string, string] = ['false', 'true'],
): RawTexts {
  const entries = new Map<Cell, number>()
  const codes = Int32Array.from(values, (value) => {
    const key = (value ?? null) as Cell
    const code = entries.get(key) ?? entries.size
    entries.set(key, code)
    return code
  })
  const known = [...entries.keys()]
  const texts = known.map((value) => {
    if (typeof value === 'boolean') return labels[value ? 1 : 0]
    return value === null ? '' : String(value)
  })
  // Where the empty text is no null, only the quotes tell it from one.
  return { kind: 'texts', codes, texts, quoted: known.map((value) => value === '' && !nulls.has('')) }
}

function dateColumn(name: string, values: ArrayLike<unknown>): TypedColumn {
  const { values: moments, valid } = rawNumbers(values)
  const format: { format?: DatetimeFormat } = moments.every(isMidnight) ? { format: 'date' } : {}
  return {
    field: { name, kind: 'datetime', role: 'feature', nullable: valid !== undefined, ...format },
    column: { kind: 'datetime', values: moments, ...(valid !== undefined && { valid }) },
  }
}

const dayMilliseconds = 86_400_000

/** Whether a moment is the start of a day in UTC, or none at all. */
function isMidnight(moment: number): boolean {
  return Number.isNaN(moment) || moment % dayMilliseconds === 0
}

function firstPresent(values: ArrayLike<unknown>): number {
  let row = 0
  while (isMissing(values[row])) row++
  return row
}

function withoutLabels(field: Field): Field {
  if (field.kind !== 'boolean') return field
  const { labels: _, ...rest } = field
  return rest
}
