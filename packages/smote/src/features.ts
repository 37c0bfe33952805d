import type { ColumnKind, Table } from '@asdf/contract'
import type { Points } from '@asdf/core'
import { AsdfError } from '@asdf/contract'
import { checkFinite, featureIndices, isPresent } from '@asdf/core'
import { meanAndVariance } from './kernels/mean-and-variance.ts'

/** `standard` divides every numeric column by its standard deviation before distances are taken; `none` takes them as they are. */
export type Scale = 'none' | 'standard'

/** The columns of a training table that a method learns from, sorted by how it treats them. */
export interface Features {
  readonly table: Table
  /** Columns to interpolate: numeric and datetime. */
  readonly numbers: readonly number[]
  /** Columns that hold one of a few values: categorical and boolean. */
  readonly codes: readonly number[]
  /** Columns to copy from the base row. */
  readonly texts: readonly number[]
  /** What is taken from each numeric column, and what the rest is multiplied by, before distances are taken. */
  readonly centers: Float64Array
  readonly scales: Float64Array
  /** What is added to the difference of two rows of which only one has a value, for each numeric column; 0 where all have. */
  readonly nullWidths: Float64Array
}

export interface FeatureRules {
  readonly kinds: readonly ColumnKind[]
  readonly scale: Scale
}

/** Reads the features of `train`, refusing numbers that are not finite. `where` names the call. */
export function readFeatures(where: string, train: Table, { kinds, scale }: FeatureRules): Features {
  const indices = featureIndices(train.schema)
  if (indices.length === 0) {
    throw new AsdfError('ASDF_SCHEMA_MISMATCH', `${where}: the table has no feature columns`, {
      column: '',
      expected: 'at least one column with the role feature',
      received: 'none',
    })
  }
  for (const index of indices) checkKind(where, train, index, kinds)
  const columns = columnsByUse(train)
  if (scale === 'none') checkFinite(where, train, indices)
  const scaling = scalingOf(train, columns.numbers, scale)
  // A deviation is not a number only where a value is not: quicker than looking at every value twice.
  if (scaling.scales.some(Number.isNaN)) checkFinite(where, train, indices)
  return { ...columns, ...scaling }
}

/** The feature columns of a table by how they are treated, with nothing checked and nothing scaled. */
export function columnsByUse(table: Table): Pick<Features, 'table' | 'numbers' | 'codes' | 'texts'> {
  const indices = featureIndices(table.schema)
  const ofKind = (...kinds: ColumnKind[]) => indices.filter((index) => kinds.includes(table.columns[index]!.kind))
  return {
    table,
    numbers: ofKind('numeric', 'datetime'),
    codes: ofKind('categorical', 'boolean'),
    texts: ofKind('text'),
  }
}

const blockRows = 256

/**
 * The numbers and codes of the rows given, scaled, to look for neighbors among. A missing number is the column's mean here, and
 * columns with nulls have one more number at the end of the row, which tells rows with a value from rows without. Null is a
 * code like any other, -1.
 */
export function featurePoints(features: Features, rows: Uint32Array): Points {
  const { table, numbers, codes, centers, scales, nullWidths } = features
  const holed = Array.from(numbers.keys()).filter((c) => nullWidths[c]! > 0)
  const width = numbers.length + holed.length
  const points = {
    rowCount: rows.length,
    numberColumns: width,
    numbers: new Float64Array(rows.length * width),
    codeColumns: codes.length,
    codes: new Int32Array(rows.length * codes.length),
  }
  // A block of rows at a time, as a whole column of the matrix would not stay in the cache.
  for (let begin = 0; begin < rows.length; begin += blockRows) {
    const end = Math.min(begin + blockRows, rows.length)
    numbers.forEach((index, c) => {
      const values = numbersOf(table, index)
      const center = centers[c]!
      const scale = scales[c]!
      const { valid } = table.columns[index]!
      for (let i = begin; i < end; i++) {
        const row = rows[i]!
        points.numbers[i * width + c] = valid?.[row] === 0 ? 0 : (values[row]! - center) * scale
      }
    })
    holed.forEach((c, place) => {
      const { valid } = table.columns[numbers[c]!]!
      const at = numbers.length + place
      for (let i = begin; i < end; i++) points.numbers[i * width + at] = valid?.[rows[i]!] === 0 ? nullWidths[c]! : 0
    })
  }
  codes.forEach((index, c) => {
    const values = codesOf(table, index)
    const column = table.columns[index]!
    for (let i = 0; i < rows.length; i++) {
      points.codes[i * codes.length + c] = isPresent(column, rows[i]!) ? values[rows[i]!]! : -1
    }
  })
  return points
}

/** The values of a numeric or datetime column. */
export function numbersOf(table: Table, index: number): Float64Array {
  const column = table.columns[index]!
  if (column.kind === 'numeric' || column.kind === 'datetime') return column.values
  throw new TypeError(`numbersOf: got a ${column.kind} column`)
}

/** The codes of a categorical or boolean column. */
export function codesOf(table: Table, index: number): Int32Array | Uint8Array {
  const column = table.columns[index]!
  if (column.kind === 'categorical') return column.codes
  if (column.kind === 'boolean') return column.values
  throw new TypeError(`codesOf: got a ${column.kind} column`)
}

/** The codes of a categorical or boolean column, with a code of its own for null, after all others. */
export function codesWithNull(table: Table, index: number): Int32Array | Uint8Array {
  const codes = codesOf(table, index)
  const column = table.columns[index]!
  if (column.valid?.includes(0) !== true) return codes
  const all = Int32Array.from(codes)
  const nullCode = all.reduce((most, code) => Math.max(most, code), 0) + 1
  return all.map((code, row) => (isPresent(column, row) ? code : nullCode))
}

function checkKind(where: string, { schema }: Table, index: number, kinds: readonly ColumnKind[]): void {
  const { name, kind } = schema.fields[index]!
  if (kinds.includes(kind)) return
  const isNominal = kind === 'categorical' || kind === 'boolean'
  const advice = isNominal
    ? 'use smoteNc for tables with categories, or encode them first'
    : 'use smoteNc for tables with numbers'
  throw new AsdfError('ASDF_UNSUPPORTED', `${where}: cannot use column '${name}', which is ${kind}; ${advice}`, {
    feature: `${kind} column '${name}'`,
  })
}

type Scaling = Pick<Features, 'centers' | 'scales' | 'nullWidths'>

function scalingOf(table: Table, numbers: readonly number[], scale: Scale): Scaling {
  const nullWidths = new Float64Array(numbers.length)
  const centers = new Float64Array(numbers.length)
  const scales = new Float64Array(numbers.length).fill(1)
  numbers.forEach((index, c) => {
    const { valid } = table.columns[index]!
    const holed = valid?.includes(0) === true
    if (scale === 'none' && !holed) return
    const values = numbersOf(table, index)
    const { mean, deviation } = moments(holed ? values.filter((_, row) => valid[row] === 1) : values)
    // With a missing number at the mean, a center of the mean makes it 0.
    if (scale === 'standard' || holed) centers[c] = mean
    if (scale === 'standard' && deviation !== 0) scales[c] = 1 / deviation
    if (holed) nullWidths[c] = scale === 'standard' || deviation === 0 ? 1 : deviation
  })
  return { centers, scales, nullWidths }
}

/** Mean and population standard deviation, finite however large the numbers are; NaN when one is not finite, 0 of none. */
export function moments(values: Float64Array): { mean: number; deviation: number } {
  if (values.length === 0) return { mean: 0, deviation: 0 }
  const { mean, variance } = meanAndVariance(values, 1)
  if (variance > smallestVariance && variance < Infinity) return { mean, deviation: Math.sqrt(variance) }
  // Squares overflowed or vanished, or all is the same: again with a power of two taken out, by which nothing is rounded.
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  if (largest === 0) return { mean: 0, deviation: 0 }
  const unit = 2 ** -Math.floor(Math.log2(largest))
  const again = meanAndVariance(values, unit)
  return { mean: again.mean / unit, deviation: Math.sqrt(again.variance) / unit }
}

const smallestVariance = 1e-200
