import type { Points } from '@asdf/core'
import type { ComparedColumn } from '../fidelity/compared-columns.ts'

/**
 * Rows as points of a space in which distances are taken: numbers over the range of the training rows, and codes that stand
 * for one-hot columns, so that two codes that differ are √2 apart.
 */
export interface EncodedRows extends Points {
  /** How many codes each code column has on either side. */
  readonly sizes: readonly number[]
}

/** What a differing code adds to a squared distance: two one-hot columns differ by 1. */
export const codeCost = 2

/** Numbers further than this many ranges outside the training rows count as that far, so that squares stay finite. */
const furthest = 1000

interface EncodedSides {
  readonly train: EncodedRows
  readonly synthetic: EncodedRows
}

/**
 * Both sides in the space of the training rows. A null number is at the mean of the training rows', with a further column that is 1
 * where it is null. A column that is constant in training is 0 there, and ±1 elsewhere.
 */
export function encodeRows(columns: readonly ComparedColumn[]): EncodedSides {
  return encode(columns, scalerOf)
}

/** Both sides with numbers as they are and codes as numbers: the rows of a frame with encoded labels. */
export function rawRows(columns: readonly ComparedColumn[]): EncodedSides {
  const numbers = columns.map((column): ComparedColumn => {
    if (column.kind === 'numbers') return column
    const { name } = column
    const { train, synthetic } = usedCodes(column.train, column.synthetic, column.size)
    return { kind: 'numbers', name, train: Float64Array.from(train), synthetic: Float64Array.from(synthetic) }
  })
  return encode(numbers, () => (value) => value)
}

/** Both sides with the codes that occur alone, so that categories without a row change nothing. */
function usedCodes(train: Int32Array, synthetic: Int32Array, size: number) {
  const places = new Int32Array(size).fill(-1)
  for (let row = 0; row < train.length; row++) places[train[row]!] = 0
  for (let row = 0; row < synthetic.length; row++) places[synthetic[row]!] = 0
  let used = 0
  for (let code = 0; code < size; code++) if (places[code] === 0) places[code] = used++
  const renumbered = (codes: Int32Array) => codes.map((code) => places[code]!)
  return { size: used, train: renumbered(train), synthetic: renumbered(synthetic) }
}

type Scale = (value: number) => number

function encode(columns: readonly ComparedColumn[], scalerFor: (train: Float64Array) => Scale): EncodedSides {
  const numbers: { readonly train: Float64Array; readonly synthetic: Float64Array }[] = []
  const codes: { readonly train: Int32Array; readonly synthetic: Int32Array }[] = []
  const sizes: number[] = []
  for (const column of columns) {
    if (column.kind === 'codes') {
      const used = usedCodes(column.train, column.synthetic, column.size)
      codes.push(used)
      sizes.push(used.size)
      continue
    }
    const scale = scalerFor(column.train)
    const [train, synthetic] = [column.train.map(scale), column.synthetic.map(scale)]
    const sides = [train, synthetic]
    if (sides.some((values) => values.some(Number.isNaN))) {
      const [first, second] = sides.map((values) => values.map((value) => (Number.isNaN(value) ? 1 : 0)))
      numbers.push({ train: first!, synthetic: second! })
      const mean = meanOf(train)
      for (const values of sides) fillNulls(values, mean)
    }
    numbers.push({ train, synthetic })
  }
  const side = (part: 'train' | 'synthetic'): EncodedRows => ({
    rowCount: columns[0]![part].length,
    numberColumns: numbers.length,
    numbers: interleave(
      numbers.map((column) => column[part]),
      Float64Array,
    ),
    codeColumns: codes.length,
    codes: interleave(
      codes.map((column) => column[part]),
      Int32Array,
    ),
    sizes,
  })
  return { train: side('train'), synthetic: side('synthetic') }
}

/** Over the range from the least to the largest number, in quarters, which are finite for all doubles. */
function scalerOf(train: Float64Array): Scale {
  let [low, high] = [Infinity, -Infinity]
  for (let row = 0; row < train.length; row++) {
    if (train[row]! < low) low = train[row]!
    if (train[row]! > high) high = train[row]!
  }
  if (low > high) return (value) => (Number.isNaN(value) ? NaN : 0)
  const range = high / 4 - low / 4
  if (range === 0) return (value) => (Number.isNaN(value) ? NaN : Math.sign(value - low))
  return (value) => Math.max(-furthest, Math.min(furthest, (value / 4 - low / 4) / range))
}

function fillNulls(values: Float64Array, filler: number): void {
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) values[i] = filler
}

/** Of the numbers that are there; 0 where there are none. */
function meanOf(values: Float64Array): number {
  const present = values.filter((value) => !Number.isNaN(value))
  return present.reduce((sum, value) => sum + value / present.length, 0)
}

function interleave<A extends Float64Array | Int32Array>(columns: readonly A[], Rows: new (length: number) => A): A {
  const rows = columns[0]?.length ?? 0
  const out = new Rows(rows * columns.length)
  columns.forEach((values, c) => {
    for (let row = 0; row < rows; row++) out[row * columns.length + c] = values[row]!
  })
  return out
}
