import { highest, likelyFeatures, packHalves } from './likely-features.ts'

/** The first rows of every column in at most eight levels, to compare many columns with many. */
export interface ScreeningSample {
  readonly rows: number
  /** Column by column. */
  readonly levels: Uint8Array
  /** Two bits of each cell's level, packed for `likelyFeatures`; empty where there are few columns. */
  readonly halves: Uint32Array
}

const levelCount = 8
const mostRows = 2048
const fewestRows = 256

// Every column is compared with every other: so many cells are counted at most, about.
const mostVisits = 1e9

/** Of more columns than this, the likely ones are found first, from two bits a cell. */
const fewCandidates = 512
const candidates = 128

/** Takes the sample of columns whose rows lie in random order. */
export function takeScreeningSample(
  columns: readonly { readonly size: number; readonly ordered: boolean }[],
  codesOf: (column: number) => Uint8Array,
  rowCount: number,
): ScreeningSample {
  const wanted = Math.floor((2 * mostVisits) / columns.length ** 2)
  const rows = Math.min(rowCount, Math.max(fewestRows, Math.min(mostRows, wanted)))
  const levels = new Uint8Array(rows * columns.length)
  for (const [index, { size, ordered }] of columns.entries()) {
    const codes = codesOf(index).subarray(0, rows)
    const levelOf = ordered ? quantileLevels(codes, size) : frequentLevels(codes, size)
    for (let i = 0; i < rows; i++) levels[index * rows + i] = levelOf[codes[i]!]!
  }
  return { rows, levels, halves: columns.length > fewCandidates ? packHalves(levels, rows) : new Uint32Array(0) }
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

/** The `count` columns of `all`, which ascend, that depend most on `target` by Pearson's chi-squared statistic, ascending. */
export function screenFeatures(
  sample: ScreeningSample,
  target: number,
  all: readonly number[],
  count: number,
): readonly number[] {
  if (all.length <= count) return all
  const { rows, levels } = sample
  const some = all.length > fewCandidates ? likelyFeatures(sample, target, all, Math.max(candidates, 2 * count)) : all
  const own = levels.subarray(target * rows, (target + 1) * rows).map((level) => level * levelCount)
  const cells = new Uint32Array(levelCount * levelCount)
  const scores = Float64Array.from(some, (column) => {
    countCells(own, levels, column * rows, cells)
    return dependence(cells, rows)
  })
  return highest(some, scores, count)
}

function countCells(own: Uint8Array, levels: Uint8Array, from: number, cells: Uint32Array): void {
  cells.fill(0)
  for (let i = 0; i < own.length; i++) cells[own[i]! + levels[from + i]!]!++
}

/** Chi-squared minus its mean under independence, so that a column of many levels has no advantage. */
function dependence(cells: Uint32Array, total: number): number {
  const across = new Float64Array(levelCount)
  for (let cell = 0; cell < cells.length; cell++) across[cell % levelCount]! += cells[cell]!
  let sum = 0
  let rowsUsed = -1
  let columnsUsed = -1
  for (let i = 0; i < levelCount; i++) {
    if (across[i]! > 0) columnsUsed++
    let down = 0
    let part = 0
    for (let j = 0; j < levelCount; j++) {
      const count = cells[i * levelCount + j]!
      if (count === 0) continue
      down += count
      part += (count * count) / across[j]!
    }
    if (down === 0) continue
    rowsUsed++
    sum += part / down
  }
  return total * (sum - 1) - rowsUsed * columnsUsed
}
