import type { MixedRows, MixedSpace } from './mixed-rows.ts'

/** References sorted by their codes into groups that share all of them: a trie laid flat. */
export interface ReferenceGroups {
  /** Group `g` is rows `starts[g]` … `starts[g + 1]` - 1 of `numbers`. */
  readonly starts: Uint32Array
  /** Shape `[groups, codeColumns]`, ascending. */
  readonly codes: Int32Array
  /** How many of its first codes a group shares with the one before. */
  readonly shared: Uint32Array
  /** Shape `[groups, codeColumns]`: the next group that differs from this one in that column or before. */
  readonly skips: Uint32Array
  /** Shape `[references, ranges.length]`. */
  readonly numbers: Float64Array
  /** Whether the rows of a group ascend in their first number, which they do unless one is null. */
  readonly sorted: boolean
}

/** Sorts the references into groups. O(references × columns × log references). */
export function groupReferences(references: MixedRows, { ranges, codeColumns }: MixedSpace): ReferenceGroups {
  const { numbers } = references
  const width = ranges.length
  const sorted = width > 0 && !numbers.some((value, place) => place % width === 0 && Number.isNaN(value))
  const order = sortReferences(references, codeColumns, sorted ? width : 0)
  const firstOfGroup: number[] = []
  const shared: number[] = []
  order.forEach((row, place) => {
    const common = place === 0 ? 0 : sharedCodes(references.codes, codeColumns, order[place - 1]!, row)
    if (place > 0 && common === codeColumns) return
    firstOfGroup.push(place)
    shared.push(common)
  })
  return {
    starts: Uint32Array.from([...firstOfGroup, references.rowCount]),
    codes: gatherRows(
      references.codes,
      codeColumns,
      firstOfGroup.map((place) => order[place]!),
      Int32Array,
    ),
    shared: Uint32Array.from(shared),
    skips: skipsOf(shared, codeColumns),
    numbers: gatherRows(numbers, width, order, Float64Array),
    sorted,
  }
}

/** Rows in the order of their codes and, unless `width` is 0, of the first of their `width` numbers. */
function sortReferences({ rowCount, codes, numbers }: MixedRows, columns: number, width: number): Uint32Array {
  return Uint32Array.from({ length: rowCount }, (_, row) => row).sort((a, b) => {
    for (let c = 0; c < columns; c++) {
      const difference = codes[a * columns + c]! - codes[b * columns + c]!
      if (difference !== 0) return difference
    }
    return width === 0 ? 0 : numbers[a * width]! - numbers[b * width]!
  })
}

function sharedCodes(codes: Int32Array, columns: number, a: number, b: number): number {
  let c = 0
  while (c < columns && codes[a * columns + c] === codes[b * columns + c]) c++
  return c
}

function skipsOf(shared: readonly number[], columns: number): Uint32Array {
  const skips = new Uint32Array(shared.length * columns)
  // For each column, the nearest group below that differs from its own predecessor there or before.
  const next = new Uint32Array(columns).fill(shared.length)
  for (let g = shared.length - 1; g >= 0; g--) {
    skips.set(next, g * columns)
    next.fill(g, shared[g])
  }
  return skips
}

function gatherRows<A extends Int32Array | Float64Array>(
  values: A,
  width: number,
  rows: ArrayLike<number>,
  Rows: new (length: number) => A,
): A {
  const out = new Rows(rows.length * width)
  for (let i = 0; i < rows.length; i++) out.set(values.subarray(rows[i]! * width, (rows[i]! + 1) * width), i * width)
  return out
}
