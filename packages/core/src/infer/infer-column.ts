import type { Column, ColumnKind, Field } from '@asdf/contract'
import { unknownKind } from '../known-kinds.ts'
import { show } from '../options.ts'
import { booleanLabels, isCode, numberOf, sortCategories } from './cell-text.ts'
import { parseDatetime } from './datetime.ts'
import { cellError, fitColumn } from './fit-column.ts'
import { describeNumbers } from './numbers.ts'
import type { CellSummary, RawColumn } from './raw-column.ts'
import { summarizeTexts } from './raw-column.ts'
import type { InferRules } from './infer-rules.ts'

export interface TypedColumn {
  readonly field: Field
  readonly column: Column
}

/** More different values than this are text, however many rows there are. */
const mostCategories = 1000
/** So few different values are categories, however few rows there are. */
const fewCategories = 10
const mostTargetClasses = 20
/** In a column of at least so many numbers, one word, or one word in a thousand cells, is taken for dirt. */
const numbersForStrays = 100
const cellsForStray = 1000

/** Decides what a column is from all its cells and builds it. Its role is `feature`; roles come later. */
export function inferColumn(name: string, raw: RawColumn, isTarget: boolean, rules: InferRules): TypedColumn {
  if (raw.kind === 'numbers') {
    if (raw.valid !== undefined && !raw.valid.includes(1)) return allNull(name, raw.values.length)
    const isBoolean = !raw.pointed && raw.infinite < 0 && holdsZeroAndOne(raw.values)
    return typed(emptyField(name, isBoolean ? 'boolean' : 'numeric', ['0', '1']), raw, rules)
  }
  const summary = summarizeTexts(raw, rules.nulls, rules.quotedNulls)
  if (summary.texts.length === 0) return allNull(name, summary.codes.length)
  const kind = kindOf(name, summary, isTarget, rules)
  return typed(emptyField(name, kind, textsFor(kind, summary, rules)), raw, rules)
}

/** Builds a column as the kind the user named. */
export function columnOfKind(name: string, kind: ColumnKind, raw: RawColumn, rules: InferRules): TypedColumn {
  if (raw.kind === 'numbers') return typed(emptyField(name, kind, []), raw, rules)
  const summary = summarizeTexts(raw, rules.nulls, rules.quotedNulls)
  return typed(emptyField(name, kind, textsFor(kind, summary, rules)), raw, rules)
}

function typed(field: Field, raw: RawColumn, rules: InferRules): TypedColumn {
  const column = fitColumn(field, raw, rules)
  const nullable = column.valid !== undefined
  if (field.kind !== 'numeric' || column.kind !== 'numeric') return { field: { ...field, nullable }, column }
  return { field: { ...field, nullable, ...describeNumbers(column.values, column.valid) }, column }
}

function textsFor(kind: ColumnKind, summary: CellSummary, rules: InferRules): readonly string[] {
  return kind === 'categorical' || kind === 'text' ? summary.texts : texts(summary, rules)
}

/** The texts that are no null for a kind that cannot hold a quoted null. */
function texts(summary: CellSummary, rules: InferRules): readonly string[] {
  return summary.texts.filter((text) => !rules.nulls.has(text))
}

function kindOf(name: string, summary: CellSummary, isTarget: boolean, rules: InferRules): ColumnKind {
  const solid = texts(summary, rules)
  if (solid.length === 0) return categoricalOrText(summary)
  const numeric = numericKind(name, summary, isTarget, rules)
  if (numeric !== undefined) return numeric
  if (booleanLabels(solid) !== undefined) return 'boolean'
  if (isDatetime(solid)) return 'datetime'
  return isTarget && summary.texts.length <= mostCategories ? 'categorical' : categoricalOrText(summary)
}

/** Decides about a column in which numbers prevail; `undefined` when they do not. */
function numericKind(name: string, summary: CellSummary, isTarget: boolean, rules: InferRules): ColumnKind | undefined {
  let numberCount = 0
  let strayCount = 0
  let stray = -1
  let different = 0
  let allWhole = true
  let codeCount = 0
  summary.texts.forEach((text, code) => {
    if (rules.nulls.has(text)) return
    const value = numberOf(text)
    if (value !== undefined) {
      numberCount += summary.counts[code]!
      different++
      if (!Number.isInteger(value)) allWhole = false
      return
    }
    strayCount += summary.counts[code]!
    if (isCode(text)) codeCount++
    if (stray < 0) stray = code
  })
  if (strayCount > 0) {
    if (codeCount > 0 || !isDirt(strayCount, numberCount) || rules.strays === 'keep') return undefined
    if (rules.strays === 'null') return 'numeric'
    throw cellError(name, summary.firstRows[stray]!, strayFault(summary.texts[stray]!, strayCount), rules)
  }
  if (booleanLabels(texts(summary, rules)) !== undefined) return 'boolean'
  if (isTarget && isClassTarget(different, numberCount, allWhole)) return 'categorical'
  return 'numeric'
}

function isDirt(strayCount: number, numberCount: number): boolean {
  return numberCount >= numbersForStrays && strayCount <= Math.max(1, numberCount / cellsForStray)
}

/** Whether numbers to predict are names of classes: few of them, and each many times. */
function isClassTarget(different: number, count: number, allWhole: boolean): boolean {
  if (different > mostTargetClasses) return false
  return allWhole ? different <= 2 || different * 2 <= count : different * 10 <= count
}

function isDatetime(solid: readonly string[]): boolean {
  const format = parseDatetime(solid[0]!)?.format
  return format !== undefined && solid.every((text) => parseDatetime(text)?.format === format)
}

function categoricalOrText(summary: CellSummary): ColumnKind {
  const present = summary.codes.length - summary.nullCount
  const most = Math.max(fewCategories, Math.min(mostCategories, present / 2))
  return summary.texts.length <= most ? 'categorical' : 'text'
}

function emptyField(name: string, kind: ColumnKind, known: readonly string[]): Field {
  const base = { name, role: 'feature', nullable: true } as const
  switch (kind) {
    case 'numeric':
      return { ...base, kind, integer: false }
    case 'categorical':
      return { ...base, kind, categories: sortCategories(known), ordered: false }
    case 'boolean': {
      const labels = booleanLabels(known)
      return labels === undefined ? { ...base, kind } : { ...base, kind, labels }
    }
    case 'datetime':
      return { ...base, kind, format: parseDatetime(known[0] ?? '')?.format ?? 'datetime-zone' }
    case 'text':
      return { ...base, kind }
    default:
      throw unknownKind('kinds', { name, kind })
  }
}

function allNull(name: string, rowCount: number): TypedColumn {
  return {
    field: { name, kind: 'text', role: 'feature', nullable: true },
    column: { kind: 'text', values: new Array<string>(rowCount).fill(''), valid: new Uint8Array(rowCount) },
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

function strayFault(stray: string, count: number): string {
  const others = count === 1 ? '' : ` (and ${count - 1} more cells like it)`
  return (
    `got ${show(stray)} in a column of numbers${others}; add it to nulls, or say with strays whether such cells are ` +
    "'null' or the column is to 'keep' them"
  )
}
