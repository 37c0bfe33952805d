import type { Column, Field } from '@asdf/contract'
import type { ComparedTables } from '@asdf/core'
import { classCodes, classNames } from '@asdf/core'

/** The same column of the training and the synthetic rows, as numbers or as codes. */
export type ComparedColumn =
  | {
      readonly kind: 'numbers'
      readonly name: string
      /** A value for each row, NaN for a null. */
      readonly train: Float64Array
      readonly synthetic: Float64Array
    }
  | {
      readonly kind: 'codes'
      readonly name: string
      /** How many different codes there can be, null among them. */
      readonly size: number
      /** A code for each row; the highest is null. */
      readonly train: Int32Array
      readonly synthetic: Int32Array
    }

export interface ComparedColumns {
  readonly columns: readonly ComparedColumn[]
  /** Columns of texts, images and series, each with why it is not compared. */
  readonly unmeasured: Readonly<Record<string, string>>
}

/** Numbers and datetimes as numbers, categories and booleans as codes. */
export function compareColumns({ train, synthetic }: ComparedTables): ComparedColumns {
  const unmeasured: Record<string, string> = {}
  const columns = train.schema.fields.flatMap((field, index): ComparedColumn[] => {
    const parts = [train.columns[index]!, synthetic.columns[index]!] as const
    if (field.kind === 'numeric' || field.kind === 'datetime') {
      return [{ kind: 'numbers', name: field.name, train: numbersOf(parts[0]), synthetic: numbersOf(parts[1]) }]
    }
    if (field.kind !== 'categorical' && field.kind !== 'boolean') {
      unmeasured[field.name] = `values of kind ${field.kind} have no distribution to compare`
      return []
    }
    const size = classNames(field).length + 1
    const [known, made] = parts.map((column) => codesOf(field, column)) as [Int32Array, Int32Array]
    return [{ kind: 'codes', name: field.name, size, train: known, synthetic: made }]
  })
  return { columns, unmeasured }
}

function numbersOf(column: Column): Float64Array {
  if (column.kind !== 'numeric' && column.kind !== 'datetime') throw new TypeError(`got a ${column.kind} column`)
  const { values, valid } = column
  if (valid === undefined) return values
  const numbers = values.slice()
  for (let row = 0; row < numbers.length; row++) if (valid[row] === 0) numbers[row] = NaN
  return numbers
}

function codesOf(field: Field, column: Column): Int32Array {
  const codes = classCodes(column)
  const none = classNames(field).length
  for (let row = 0; row < codes.length; row++) if (codes[row]! < 0) codes[row] = none
  return codes
}

/** The numbers of an array without NaN, ascending. */
export function sortedNumbers(values: Float64Array): Float64Array {
  // NaN sorts to the end.
  const sorted = values.slice().sort()
  let count = sorted.length
  while (count > 0 && Number.isNaN(sorted[count - 1])) count--
  return sorted.subarray(0, count)
}

/** Half the sum of the differences of shares, from 0 to 1: total variation. */
export function totalVariation(a: Int32Array, b: Int32Array, size: number): number {
  const shares = new Float64Array(size)
  for (let row = 0; row < a.length; row++) shares[a[row]!]! += 1 / a.length
  for (let row = 0; row < b.length; row++) shares[b[row]!]! -= 1 / b.length
  return shares.reduce((sum, share) => sum + Math.abs(share), 0) / 2
}
