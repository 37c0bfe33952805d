import type { BooleanField, Column, Field, SampleOptions, Schema } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import { aNumber, aSchema, checkForms } from './argument-forms.ts'
import { fieldIndex } from './fields.ts'
import { fieldValue } from './infer/field-value.ts'
import { optionError } from './options.ts'

/** One column that `where` fixes. */
export interface Condition {
  /** The column's place in the table. */
  readonly column: number
  /** What the model knows the value by. */
  readonly code: number
  /** The value as the column stores it: a number, the code of a category, 0 or 1. */
  readonly cell: number
  /** `count` cells that hold exactly the value. */
  cells(count: number): Column
}

/** What a model knows one value of a column by; `undefined` when it never gives out that value. */
export type CodeOf = (column: number, value: string | number | boolean, cell: number) => number | undefined

const noNull = 'cannot ask for rows without a value; sample more rows and keep those that are null'

/**
 * What `where` asks for, in the order of the schema's columns. A column that is not there is an `ASDF_SCHEMA_MISMATCH`, a
 * value that the column's field cannot hold an `ASDF_OPTION_INVALID`, and one that `codeOf` has no code for an
 * `ASDF_CONDITION_UNREACHABLE`. `name` names the call, as in `ctgan.sample`.
 */
export function readConditions(
  name: string,
  schema: Schema,
  asked: SampleOptions['where'],
  codeOf: CodeOf,
): Condition[] {
  checkForms('readConditions', { schema: [schema, aSchema] })
  const conditions = Object.entries(asked ?? {}).map(([column, value]): Condition => {
    const index = fieldIndex(schema, column)
    const field = schema.fields[index]!
    // Who calls from JavaScript may ask for it.
    if ((value as unknown) === null) throw optionError(name, `where.${column}`, value, noNull)
    const cell = fieldValue(field, value)
    if (cell === undefined) throw optionError(name, `where.${column}`, value, expectation(field))
    const code = codeOf(index, value, cell)
    if (code === undefined) throw neverMade(name, field, value)
    return { column: index, code, cell, cells: (count) => filled(field, cell, count) }
  })
  return conditions.sort((a, b) => a.column - b.column)
}

/** The error for a condition that too little of what a model makes satisfies; `advice` ends it. */
export function unreachable(
  name: string,
  asked: SampleOptions['where'],
  share: number,
  advice = 'ask for fewer columns',
): AsdfError {
  checkForms('unreachable', { share: [share, aNumber] })
  const text = Object.entries(asked ?? {}).map(([column, value]) => `${column}=${value}`)
  return new AsdfError(
    'ASDF_CONDITION_UNREACHABLE',
    `${name}: ${inPerCent(share)} of the rows satisfy ${text.join(', ')}, too few to find; ${advice}`,
    { share },
  )
}

/** In two digits: 0.55 %, 0.0012 %. */
function inPerCent(share: number): string {
  return share > 0 ? `about ${Number((100 * share).toPrecision(2))} %` : 'none'
}

function neverMade(name: string, field: Field, value: string | number | boolean): AsdfError {
  const asked = field.kind === 'boolean' && typeof value === 'boolean' ? labelsOf(field)[value ? 1 : 0] : value
  const why =
    field.kind === 'text' || field.role === 'identifier'
      ? 'its values are made anew for every row'
      : 'the value lies outside of what was learned, or too few training rows share it'
  return new AsdfError(
    'ASDF_CONDITION_UNREACHABLE',
    `${name}: no row has ${field.name}=${asked}: ${why}; ask for another value`,
    { share: 0 },
  )
}

function expectation(field: Field): string {
  if (field.kind === 'categorical') return `must be one of ${list(field.categories)}`
  if (field.kind === 'boolean') return `must be one of ${list(labelsOf(field))}`
  if (field.kind === 'datetime') return 'must be a datetime, such as 2024-05-01'
  if (field.kind === 'text') return 'must be a text'
  return field.kind === 'numeric' && field.integer ? 'must be a whole number' : 'must be a number'
}

function labelsOf({ labels = ['false', 'true'] }: BooleanField): readonly [string, string] {
  return labels
}

function list(labels: readonly string[]): string {
  return labels.length <= 10 ? labels.join(', ') : `${labels.slice(0, 10).join(', ')} and ${labels.length - 10} more`
}

function filled(field: Field, cell: number, count: number): Column {
  if (field.kind === 'categorical') return { kind: 'categorical', codes: new Int32Array(count).fill(cell) }
  if (field.kind === 'boolean') return { kind: 'boolean', values: new Uint8Array(count).fill(cell) }
  return { kind: field.kind === 'datetime' ? 'datetime' : 'numeric', values: new Float64Array(count).fill(cell) }
}
