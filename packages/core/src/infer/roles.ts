import type { Column, ColumnRole, Field, Schema } from '@asdf/contract'
import type { InferOptions } from '../csv/csv-options.ts'
import type { Sliced } from '../slices.ts'
import type { TypedColumn } from './infer-column.ts'
import { fieldIndex } from '../fields.ts'
import { everySliced, inSlices } from '../slices.ts'
import { hasIdName } from './id-names.ts'

/**
 * The fields with their roles: those asked for, and `identifier` for columns that only name the row. Columns that the file
 * does not name, as pandas and R write row names, are judged as if they had an id's name.
 */
export function* assignRoles(
  columns: readonly TypedColumn[],
  options: InferOptions,
  unnamed: ReadonlySet<string> = new Set(),
): Sliced<Field[]> {
  const fields: Field[] = []
  for (const { field, column } of columns) {
    const given = givenRole(field.name, options)
    const role = given ?? ((yield* isIdentifier(field, column, unnamed.has(field.name))) ? 'identifier' : 'feature')
    fields.push({ ...field, role })
    yield
  }
  return fields
}

function givenRole(name: string, { target, roles = {} }: InferOptions): ColumnRole | undefined {
  if (name === target) return 'target'
  return Object.hasOwn(roles, name) ? roles[name] : undefined
}

/** Refuses options about columns that are not there. */
export function checkNamed(schema: Schema, options: InferOptions): void {
  const { target, roles = {}, kinds = {}, dateFormats = {} } = options
  const given = [roles, kinds, dateFormats].flatMap((byName) => Object.keys(byName))
  const named = [...(target === undefined ? [] : [target]), ...given]
  for (const name of named) fieldIndex(schema, name)
}

/** So many rows make 0, 1, 2 … or 1, 2, 3 … a row number whatever the column's name. */
const rowsForCounter = 10
const uuid = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i

/**
 * Whether the column only names the row: all values present and different, and either whole numbers with an id's name or
 * that count the rows, or texts without blanks with an id's name or that are UUIDs. Never plain unique fractions.
 */
function* isIdentifier(field: Field, column: Column, isUnnamed: boolean): Sliced<boolean> {
  if (column.valid !== undefined) return false
  if (isUnnamed && column.kind === 'text') return yield* allDifferent(column.values)
  const isNamed = isUnnamed || hasIdName(field.name)
  if (field.kind === 'numeric' && column.kind === 'numeric') {
    if (!field.integer) return false
    return (yield* isCounter(column.values)) || (isNamed && (yield* allDifferent(column.values)))
  }
  if (column.kind === 'text') return yield* isIdText(column.values, isNamed)
  if (field.kind !== 'categorical' || column.kind !== 'categorical') return false
  return field.categories.length === column.codes.length && (yield* isIdText(field.categories, isNamed))
}

function* isIdText(values: readonly string[], isNamed: boolean): Sliced<boolean> {
  const isNamedId = isNamed && (yield* everySliced(values, (value) => !/\s/.test(value)))
  return (isNamedId || (yield* everySliced(values, (value) => uuid.test(value)))) && (yield* allDifferent(values))
}

function* isCounter(values: Float64Array): Sliced<boolean> {
  if (values.length < rowsForCounter || (values[0] !== 0 && values[0] !== 1)) return false
  let counts = true
  yield* inSlices(values.length, (from, to) => {
    for (let row = from; row < to && counts; row++) counts = values[row] === values[0]! + row
    return counts
  })
  return counts
}

function* allDifferent(values: ArrayLike<number | string>): Sliced<boolean> {
  const seen = new Set<number | string>()
  yield* inSlices(values.length, (from, to) => {
    for (let row = from; row < to; row++) seen.add(values[row]!)
    return seen.size === to
  })
  return values.length > 1 && seen.size === values.length
}
