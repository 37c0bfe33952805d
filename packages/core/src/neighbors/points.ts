import type { Form } from '../argument-forms.ts'
import { AsdfError } from '@asdf/contract'
import { aCount, anObject, checkForms, numberList } from '../argument-forms.ts'

/** Rows to search among: numbers and, for mixed data, codes of categories. Both row-major. */
export interface Points {
  readonly rowCount: number
  readonly numberColumns: number
  /** Shape `[rowCount, numberColumns]`. */
  readonly numbers: Float64Array
  readonly codeColumns: number
  /** Shape `[rowCount, codeColumns]`. Codes are compared for equality only, so a null may have a code of its own. */
  readonly codes: Int32Array
}

/** Points with numbers only, from a row-major matrix of `columns` columns. */
export function numericPoints(numbers: Float64Array, columns: number): Points {
  checkForms('numericPoints', { numbers: [numbers, numberList], columns: [columns, aCount] })
  const rowCount = columns === 0 ? 0 : numbers.length / columns
  return { rowCount, numberColumns: columns, numbers, codeColumns: 0, codes: new Int32Array(0) }
}

/** Fails with `ASDF_SHAPE_MISMATCH` unless both sets have the same columns and as many cells as they say. */
export function checkPoints(queries: Points, references: Points): void {
  checkForms('nearestNeighbors', { queries: [queries, somePoints], references: [references, somePoints] })
  for (const points of [queries, references]) {
    const { rowCount, numberColumns, codeColumns, numbers, codes } = points
    if (numbers.length === rowCount * numberColumns && codes.length === rowCount * codeColumns) continue
    throw mismatch([rowCount * numberColumns, rowCount * codeColumns], [numbers.length, codes.length])
  }
  const expected = [references.numberColumns, references.codeColumns]
  const received = [queries.numberColumns, queries.codeColumns]
  if (expected[0] !== received[0] || expected[1] !== received[1]) throw mismatch(expected, received)
}

/** The largest magnitude of any number; a NaN, where `allowNulls` is false, or an infinity is an `ASDF_DATA_INVALID`. */
export function largestMagnitude({ numbers, numberColumns }: Points, allowNulls: boolean): number {
  let largest = 0
  for (let i = 0; i < numbers.length; i++) {
    const magnitude = Math.abs(numbers[i]!)
    if (magnitude <= largest) continue // neither NaN nor larger: nearly always
    if (magnitude < Infinity) largest = magnitude
    if (magnitude < Infinity || (allowNulls && Number.isNaN(magnitude))) continue
    const column = `number ${(i % numberColumns) + 1}`
    const row = Math.floor(i / numberColumns) + 1
    throw new AsdfError('ASDF_DATA_INVALID', `nearestNeighbors: ${column}, row ${row} is ${numbers[i]!}, not finite`, {
      column,
      row,
    })
  }
  return largest
}

/** The points with every number multiplied by `scale`. */
export function scalePoints(points: Points, scale: number): Points {
  return { ...points, numbers: points.numbers.map((value) => value * scale) }
}

function mismatch(expected: readonly number[], received: readonly number[]): AsdfError {
  return new AsdfError(
    'ASDF_SHAPE_MISMATCH',
    `nearestNeighbors: expected shape ${expected.join(', ')}, got ${received.join(', ')}`,
    {
      expected,
      received,
    },
  )
}

const somePoints: Form = {
  phrase: 'points, as numericPoints gives',
  fits: (value) => {
    if (!anObject.fits(value)) return false
    const { rowCount, numberColumns, codeColumns, numbers, codes } = value as Partial<Points>
    const counts = [rowCount, numberColumns, codeColumns]
    return counts.every(aCount.fits) && numbers instanceof Float64Array && codes instanceof Int32Array
  },
}
