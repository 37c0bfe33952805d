import type { Column, ColumnKind, Field } from '@asdf/contract'
import type { Sliced } from '../slices.ts'
import type { InferRules } from './infer-rules.ts'
import type { CellSummary, RawColumn, RawNumbers } from './raw-column.ts'
import { releasedRows } from '../release/release-table.ts'
import { decideField, fieldOfKind, numericField } from './decide-field.ts'
import { fitColumn, fitSummary, remarkWords } from './fit-column.ts'
import { compactDates } from './infer-datetime.ts'
import { isNullWord, isZeroDate } from './null-words.ts'
import { describeNumbers } from './numbers.ts'
import { summarizeTexts, usualNull } from './raw-column.ts'

export interface TypedColumn {
  readonly field: Field
  readonly column: Column
}

/** Decides what a column is from all its cells and builds it. Its role is `feature`; roles come later. */
export function* inferColumn(name: string, raw: RawColumn, isTarget: boolean, rules: InferRules): Sliced<TypedColumn> {
  if (raw.kind === 'numbers') return yield* inferNumbers(name, raw, rules)
  const summary = yield* summarizeTexts(raw, rules.nulls, rules.quotedNulls)
  if (summary.texts.length === 0) return allNull(name, summary)
  const field = yield* decideField(name, summary, isTarget, rules)
  const word = field.kind === 'text' ? commonNullWord(summary) : undefined
  if (word === undefined) return yield* typedTexts(field, summary, rules)
  remarkWords(field, new Map([[word.text, word.count]]), rules)
  const nulls = new Set([...rules.nulls, word.text])
  return yield* typedTexts(field, yield* summarizeTexts(raw, nulls, rules.quotedNulls), rules)
}

/** Among texts that differ, a word for a missing value that comes so many times as often as any other. */
const nullWordLead = 5

/** The word for a missing value that stands out among free texts, such as `.` in a column of codes. */
function commonNullWord({ texts, counts }: CellSummary): { readonly text: string; readonly count: number } | undefined {
  let found = -1
  for (let code = 0; code < texts.length; code++) {
    if ((found < 0 || counts[code]! > counts[found]!) && isNullWord(texts[code]!)) found = code
  }
  if (found < 0) return undefined
  const count = counts[found]!
  const leads = counts.every(
    (other, code) => code === found || isNullWord(texts[code]!) || count >= other * nullWordLead,
  )
  return leads ? { text: texts[found]!, count } : undefined
}

/** Builds a column as the kind the user named. */
export function* columnOfKind(name: string, kind: ColumnKind, raw: RawColumn, rules: InferRules): Sliced<TypedColumn> {
  if (raw.kind === 'numbers') return yield* typedNumbers(numericField(name, raw.format), raw, rules)
  const summary = yield* summarizeTexts(raw, rules.nulls, rules.quotedNulls)
  return yield* typedTexts(yield* fieldOfKind(name, kind, summary, rules), summary, rules)
}

function* inferNumbers(name: string, raw: RawNumbers, rules: InferRules): Sliced<TypedColumn> {
  const { values, valid, infinite, pointed, spelled, nullTexts } = raw
  if (valid !== undefined && !valid.includes(1)) return allNull(name, { codes: values, nullTexts })
  const number = numericField(name, raw.format)
  if (!pointed && infinite < 0 && holdsZeroAndOne(values)) {
    return yield* typedNumbers({ ...withoutFormat(number), kind: 'boolean', labels: ['0', '1'] }, raw, rules)
  }
  const isFloat = pointed && raw.format?.minimumDecimals === 1
  const mayBeDates = spelled && infinite < 0 && (!pointed || isFloat)
  const dates = mayBeDates ? yield* compactDates(values, valid, isFloat ? '.0' : '') : undefined
  if (dates === undefined) return yield* typedNumbers(number, raw, rules)
  const { pattern } = dates
  const format = /^yyyymmdd(?:\.0)?$/.test(pattern) ? 'date' : 'datetime-space'
  const field: Field = { ...withoutFormat(number), kind: 'datetime', format, pattern }
  return yield* typedNumbers(field, { ...raw, values: dates.values }, rules)
}

function withoutFormat({ name, role, nullable }: Field): Pick<Field, 'name' | 'role' | 'nullable'> {
  return { name, role, nullable }
}

function* typedNumbers(field: Field, raw: RawNumbers, rules: InferRules): Sliced<TypedColumn> {
  return described(field, yield* fitColumn(field, raw, rules), usualNull(raw.nullTexts, raw.nullWords))
}

function* typedTexts(field: Field, summary: CellSummary, rules: InferRules): Sliced<TypedColumn> {
  const column = yield* fitSummary(field, summary, rules)
  return described(field, column, usualNull(summary.nullTexts, nullSpellings(field, column, summary)))
}

/** The texts that a kind cannot hold and that are null therefore. A few cells' own words are no spelling to write. */
function nullSpellings(field: Field, { valid }: Column, { texts, counts, firstRows }: CellSummary) {
  const spellings = new Map<string, number>()
  if (valid === undefined || field.kind === 'text' || field.kind === 'categorical') return spellings
  texts.forEach((text, code) => {
    const isSpelling = isNullWord(text) || isZeroDate(text) || counts[code]! >= releasedRows
    if (valid[firstRows[code]!] === 0 && isSpelling) spellings.set(text, counts[code]!)
  })
  return spellings
}

function described(field: Field, column: Column, nullText: string | undefined): TypedColumn {
  const nullable = column.valid !== undefined
  const known = { ...field, nullable, ...(nullText !== undefined && { nullText }) }
  if (known.kind !== 'numeric' || column.kind !== 'numeric') return { field: known, column }
  return { field: { ...known, ...describeNumbers(column.values, column.valid) }, column }
}

function allNull(
  name: string,
  { codes, nullTexts }: Pick<RawNumbers, 'nullTexts'> & { codes: ArrayLike<number> },
): TypedColumn {
  const nullText = usualNull(nullTexts)
  return {
    field: { name, kind: 'text', role: 'feature', nullable: true, ...(nullText !== undefined && { nullText }) },
    column: { kind: 'text', values: new Array<string>(codes.length).fill(''), valid: new Uint8Array(codes.length) },
  }
}

function holdsZeroAndOne(values: Float64Array): boolean {
  let zero = false
  let one = false
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (value === 1) one = true
    else if (value === 0 && 1 / value > 0) zero = true
    else if (!Number.isNaN(value)) return false
  }
  return zero && one
}
