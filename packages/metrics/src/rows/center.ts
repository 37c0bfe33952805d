import type { EncodedRows } from './encoded-rows.ts'

/** The distance of each row to the mean of `rows`, in which a code column is as wide as it has codes. */
export function distancesToCenter(of: EncodedRows, rows: EncodedRows): Float64Array {
  const { numberColumns, codeColumns, sizes } = rows
  const means = new Float64Array(numberColumns)
  for (let i = 0; i < rows.numbers.length; i++) means[i % numberColumns]! += rows.numbers[i]! / rows.rowCount
  const shares = sizes.map((size) => new Float64Array(size))
  for (let i = 0; i < rows.codes.length; i++) shares[i % codeColumns]![rows.codes[i]!]! += 1 / rows.rowCount
  // |one-hot - shares|² = 1 - 2 share + Σ shares².
  const squares = shares.map((column) => column.reduce((sum, share) => sum + share * share, 0))
  return Float64Array.from({ length: of.rowCount }, (_, row) => {
    let sum = 0
    for (let c = 0; c < numberColumns; c++) sum += (of.numbers[row * numberColumns + c]! - means[c]!) ** 2
    for (let c = 0; c < codeColumns; c++) sum += 1 - 2 * shares[c]![of.codes[row * codeColumns + c]!]! + squares[c]!
    return Math.sqrt(Math.max(0, sum))
  })
}
