import type { RowLayout } from '../row-layout.ts'

/** Which training rows hold each category of the discrete columns. */
export interface CategoryRows {
  /** Row numbers, those of the first category first, for all discrete columns after one another. */
  readonly rows: Uint32Array
  /** For each place of a condition, where its category's row numbers begin in `rows`; one more at the end. */
  readonly starts: Uint32Array
  /** The code of every row in every discrete column, column by column. */
  readonly codes: Int32Array
  readonly rowCount: number
}

/** Reads the discrete blocks of encoded rows, in the order of the networks. */
export function categoryRows(rows: Float32Array, layout: RowLayout): CategoryRows {
  const { width, blocks, discreteCount, conditionWidth } = layout
  const rowCount = rows.length / width
  const codes = new Int32Array(rowCount * discreteCount)
  const starts = new Uint32Array(conditionWidth + 1)
  for (let column = 0; column < discreteCount; column++) {
    const block = blocks[column]!
    for (let row = 0; row < rowCount; row++) {
      const code = largestOf(rows, row * width + block.start, block.width)
      codes[column * rowCount + row] = code
      starts[block.start + code + 1]!++
    }
  }
  for (let place = 0; place < conditionWidth; place++) starts[place + 1]! += starts[place]!
  const next = starts.slice()
  const grouped = new Uint32Array(rowCount * discreteCount)
  for (let column = 0; column < discreteCount; column++)
    for (let row = 0; row < rowCount; row++)
      grouped[next[blocks[column]!.start + codes[column * rowCount + row]!]!++] = row
  return { rows: grouped, starts, codes, rowCount }
}

/** The place of the largest of `width` numbers from `start` on, counted from there. */
export function largestOf(values: Float32Array, start: number, width: number): number {
  let best = 0
  for (let i = 1; i < width; i++) if (values[start + i]! > values[start + best]!) best = i
  return best
}
