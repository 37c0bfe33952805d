/** The first rows of every column in at most eight levels, to compare many columns with many. */
export interface ScreeningSample {
  readonly rows: number
  /** Column by column. */
  readonly levels: Uint8Array
}

const levelCount = 8
const sampleRows = 2048

/** Takes the sample of columns whose rows lie in random order. */
export function takeScreeningSample(
  columns: readonly { readonly size: number; readonly ordered: boolean }[],
  codesOf: (column: number) => Uint8Array,
  rowCount: number,
): ScreeningSample {
  const rows = Math.min(rowCount, sampleRows)
  const levels = new Uint8Array(rows * columns.length)
  for (const [index, { size, ordered }] of columns.entries()) {
    const codes = codesOf(index).subarray(0, rows)
    const levelOf = ordered ? quantileLevels(codes, size) : frequentLevels(codes, size)
    for (let i = 0; i < rows; i++) levels[index * rows + i] = levelOf[codes[i]!]!
  }
  return { rows, levels }
}

function countCodes(codes: Uint8Array, size: number): Float64Array {
  const counts = new Float64Array(size)
  for (const code of codes) counts[code]!++
  return counts
}

function quantileLevels(codes: Uint8Array, size: number): Uint8Array {
  let below = 0
  return Uint8Array.from(countCodes(codes, size), (count) => {
    const level = Math.floor(((below + count / 2) / codes.length) * levelCount)
    below += count
    return Math.min(levelCount - 1, level)
  })
}

/** The most frequent codes have levels of their own. */
function frequentLevels(codes: Uint8Array, size: number): Uint8Array {
  const counts = countCodes(codes, size)
  const order = Array.from(counts.keys()).sort((a, b) => counts[b]! - counts[a]! || a - b)
  const levels = new Uint8Array(size).fill(levelCount - 1)
  order.slice(0, levelCount - 1).forEach((code, level) => (levels[code] = level))
  return levels
}

/** The `count` columns below `target` that depend most on it by Pearson's chi-squared statistic, ascending. */
export function screenFeatures({ rows, levels }: ScreeningSample, target: number, count: number): readonly number[] {
  const all = Array.from({ length: target }, (_, column) => column)
  if (target <= count) return all
  const own = levels.subarray(target * rows, (target + 1) * rows)
  const cells = new Float64Array(levelCount * levelCount)
  const scores = all.map((column) => {
    cells.fill(0)
    const from = column * rows
    for (let i = 0; i < rows; i++) cells[own[i]! * levelCount + levels[from + i]!]!++
    return dependence(cells, rows)
  })
  const order = all.slice().sort((a, b) => scores[b]! - scores[a]! || a - b)
  return order.slice(0, count).sort((a, b) => a - b)
}

/** Chi-squared minus its mean under independence, so that a column of many levels has no advantage. */
function dependence(cells: Float64Array, total: number): number {
  const down = new Float64Array(levelCount)
  const across = new Float64Array(levelCount)
  cells.forEach((count, cell) => {
    down[cell >> 3]! += count
    across[cell & 7]! += count
  })
  const used = (sums: Float64Array) => sums.reduce((sum, one) => sum + (one > 0 ? 1 : 0), -1)
  let sum = 0
  cells.forEach((count, cell) => {
    if (count > 0) sum += (count * count) / (down[cell >> 3]! * across[cell & 7]!)
  })
  return total * (sum - 1) - used(down) * used(across)
}
