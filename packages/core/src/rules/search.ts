import type { Column, Field, Table } from '@asdf/contract'
import type { Sliced } from '../slices.ts'
import { permutation } from '../distributions.ts'
import { createRng } from '../random.ts'
import { decimalsOf, ruleNumbers } from './rule-columns.ts'

/** A column of numbers or datetimes as the search for rules sees it. */
export interface NumberColumn {
  readonly name: string
  /** Its place in the table. */
  readonly index: number
  readonly field: Field
  /** All rows, NaN where null. */
  readonly values: Float64Array
  /** Some rows, chosen at random and the same for all columns: they rule out most candidates. */
  readonly sample: Float64Array
  /** The sample in another order: what a column that has nothing to do with the others would look like. */
  readonly shuffled: Float64Array
  readonly minimum: number
  readonly maximum: number
  /** Rows that hold a value. */
  readonly present: number
  /** Distinct values in the sample. */
  readonly distinct: number
  readonly isTarget: boolean
}

/** What the finders share. */
export interface RuleSearch {
  readonly table: Table
  /** The rows of the sample, in the order of the sample. */
  readonly rows: Uint32Array
  readonly numbers: readonly NumberColumn[]
  /** Rows that a rule must speak of. */
  readonly minimumSupport: number
  /** Largest share of exceptions. */
  readonly tolerance: number
}

const sampleRows = 2000
const smallTable = 500

/** Reads the columns that rules are searched among: identifiers, weights and columns of one value are left out. */
export function* prepareSearch(table: Table, tolerance: number): Sliced<RuleSearch> {
  const order = spreadRows(table.rowCount)
  const shuffle = permutation(order.length, createRng(0).fork('rules').fork('shuffle'))
  const numbers: NumberColumn[] = []
  for (const [index, field] of table.schema.fields.entries()) {
    const column = table.columns[index]!
    if (!isSearched(field) || (field.kind !== 'numeric' && field.kind !== 'datetime')) continue
    const number = readNumbers(field, index, column, order, shuffle)
    if (number.minimum < number.maximum) numbers.push(number)
    yield
  }
  return { table, rows: order, numbers, tolerance, minimumSupport: table.rowCount < smallTable ? 10 : 30 }
}

/** Whether rules may speak of a column: its values must mean something, and a model must give them out. */
export function isSearched({ role, kind }: Field): boolean {
  if (kind === 'image' || kind === 'series') return false
  return role === 'feature' || role === 'target' || role === 'sensitive'
}

const knownDecimals = new WeakMap<NumberColumn, number>()

/** Digits after the point that a sum or product in this column is rounded to; -1 for none. */
export function columnDecimals(column: NumberColumn): number {
  const { field, values } = column
  if (field.kind === 'datetime' || (field.kind === 'numeric' && field.integer)) return 0
  const known = knownDecimals.get(column) ?? decimalsOf(values)
  knownDecimals.set(column, known)
  return known
}

/** Of `count` rows, how many may break a rule. */
export function allowed({ tolerance }: RuleSearch, count: number): number {
  return Math.floor(tolerance * count)
}

/** Rows from all parts of the table, one at random from each, in random order. */
function spreadRows(rowCount: number): Uint32Array {
  const rng = createRng(0).fork('rules')
  if (rowCount <= sampleRows) return permutation(rowCount, rng.fork('order'))
  const draw = rng.fork('sample')
  const rows = Uint32Array.from({ length: sampleRows }, (_, part) => ((part + draw.next()) * rowCount) / sampleRows)
  return permutation(sampleRows, rng.fork('order')).map((place) => rows[place]!)
}

function readNumbers(field: Field, index: number, column: Column, order: Uint32Array, shuffle: Uint32Array) {
  const values = ruleNumbers(column)
  const sample = Float64Array.from(order, (row) => values[row]!)
  let [minimum, maximum, present] = [Infinity, -Infinity, 0]
  for (const value of values) {
    if (Number.isNaN(value)) continue
    present++
    if (value < minimum) minimum = value
    if (value > maximum) maximum = value
  }
  return {
    name: field.name,
    index,
    field,
    values,
    sample,
    shuffled: Float64Array.from(shuffle, (row) => sample[row]!),
    minimum,
    maximum,
    present,
    distinct: new Set(sample).size,
    isTarget: field.role === 'target',
  }
}
