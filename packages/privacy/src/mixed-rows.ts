import type { Column, Field, Table } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import { classCodes, classNames, isPresent } from '@asdf/core'

/** Rows to measure distances between: numbers and codes, both row-major. */
export interface MixedRows {
  readonly rowCount: number
  /** Shape `[rowCount, ranges.length]`, in the columns' own units, the widest spread first; NaN for a null. */
  readonly numbers: Float64Array
  /** Shape `[rowCount, codeColumns]`, compared for equality only; -1 for a null. */
  readonly codes: Int32Array
}

/** How rows of one schema are measured: what the training rows fix once for all tables. */
export interface MixedSpace {
  /** Range of each numeric or datetime column in the training rows; 1 where they hold fewer than two different values. */
  readonly ranges: Float64Array
  /** The numbers' places in the order of the table's columns, in which differences are added up. */
  readonly summation: Uint32Array
  readonly codeColumns: number
  /** The rows of a table with the training table's columns, in their order. */
  encode(table: Table): MixedRows
}

/**
 * Fixes the ranges that numeric and datetime columns are divided by, from the training rows. Categorical, boolean and text
 * columns are compared for equality. A column whose range exceeds the largest double is an `ASDF_DATA_INVALID`.
 */
export function createSpace(where: string, train: Table): MixedSpace {
  const isNumber = train.columns.map(({ kind }) => kind === 'numeric' || kind === 'datetime')
  const indices = Array.from(isNumber.keys())
  const rangeOfColumn = indices.map((index) => (isNumber[index] ? rangeOf(where, train, index) : 1))
  // The search gives a row up as soon as it is too far, so what tells rows apart best comes first.
  const spreads = indices.map((index) => (isNumber[index] ? spreadOf(train.columns[index]!, rangeOfColumn[index]!) : 0))
  const numberIndices = indices.filter((index) => isNumber[index]).sort((a, b) => spreads[b]! - spreads[a]!)
  const schemaOrder = [...numberIndices].sort((a, b) => a - b)
  // A trie has the fewest branches when the columns with the fewest codes come first.
  const counts = train.columns.map((column, index) =>
    isNumber[index] ? 0 : codeCountOf(train.schema.fields[index]!, column),
  )
  const codeIndices = indices.filter((index) => !isNumber[index]).sort((a, b) => counts[a]! - counts[b]!)
  const texts = new Map<string, number>()
  const encode = (table: Table): MixedRows => {
    const numbers = new Float64Array(numberIndices.length * table.rowCount)
    const codes = new Int32Array(codeIndices.length * table.rowCount)
    interleave(
      numberIndices.map((index) => numbersOf(table.columns[index]!)),
      numbers,
    )
    interleave(
      codeIndices.map((index) => codesOf(table.columns[index]!, texts)),
      codes,
    )
    return { rowCount: table.rowCount, numbers, codes }
  }
  return {
    ranges: Float64Array.from(numberIndices, (index) => rangeOfColumn[index]!),
    summation: Uint32Array.from(schemaOrder, (index) => numberIndices.indexOf(index)),
    codeColumns: codeIndices.length,
    encode,
  }
}

function rangeOf(where: string, { schema, columns }: Table, index: number): number {
  let least = Infinity
  let most = -Infinity
  for (const value of numbersOf(columns[index]!)) {
    if (value < least) least = value
    if (value > most) most = value
  }
  const range = most - least
  if (range === Infinity) {
    const column = schema.fields[index]!.name
    const message = `${where}: the range of column '${column}' exceeds the largest number; rescale it`
    throw new AsdfError('ASDF_DATA_INVALID', message, { column, row: 0 })
  }
  // A constant column leaves nothing to divide by; one without values gives -Infinity.
  return range > 0 ? range : 1
}

/** Mean distance from the mean, in ranges. */
function spreadOf(column: Column, range: number): number {
  const present = numbersOf(column).filter((value) => !Number.isNaN(value))
  if (present.length === 0) return 0
  const mean = present.reduce((sum, value) => sum + value / present.length, 0)
  return present.reduce((sum, value) => sum + Math.abs(value - mean) / present.length, 0) / range
}

function codeCountOf(field: Field, column: Column): number {
  if (column.kind === 'text') return new Set(column.values).size
  return classNames(field).length
}

function numbersOf(column: Column): Float64Array {
  if (column.kind !== 'numeric' && column.kind !== 'datetime') throw new TypeError(`got a ${column.kind} column`)
  return column.valid === undefined
    ? column.values
    : column.values.map((value, row) => (isPresent(column, row) ? value : NaN))
}

function codesOf(column: Column, texts: Map<string, number>): Int32Array {
  if (column.kind !== 'text') return classCodes(column)
  return Int32Array.from(column.values, (text, row) => {
    if (!isPresent(column, row)) return -1
    const known = texts.get(text)
    if (known !== undefined) return known
    texts.set(text, texts.size)
    return texts.size - 1
  })
}

function interleave<A extends Float64Array | Int32Array>(columns: readonly A[], out: A): A {
  columns.forEach((values, c) => {
    for (let row = 0; row < values.length; row++) out[row * columns.length + c] = values[row]!
  })
  return out
}
