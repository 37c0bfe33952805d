import type { Pace } from '../pace.ts'
import type { PackedHalves } from './likely-features.ts'
import { countCells, dependenceOf, isBeyondChance, levelCount } from './dependence.ts'
import { createPackedHalves, highest, likelyFeatures, packColumn } from './likely-features.ts'
import { naturalLog } from './natural-log.ts'

/** The first rows of every column in at most eight levels, to compare many columns with many. */
export interface ScreeningSample {
  readonly rows: number
  /** Column by column. */
  readonly levels: Uint8Array
  /** Of a wide table, two bits of each cell of the first rows, to find likely columns among many. */
  readonly packed: PackedHalves | null
}

const mostRows = 2048
const fewestRows = 256

// Every column is compared with every other: so many cells are counted at most, about.
const mostVisits = 1e9

/** A table of more columns is wide: the likely ones are found first, from two bits a cell, and fewer features are kept. */
const fewColumns = 512
const candidates = 64
const wideFeatures = 32

/** Takes the sample of columns whose rows lie in random order. */
export async function takeScreeningSample(
  columns: readonly { readonly size: number; readonly ordered: boolean }[],
  codesOf: (column: number) => Uint8Array,
  rowCount: number,
  pace: Pace,
): Promise<ScreeningSample> {
  const isWide = columns.length > fewColumns
  const wanted = Math.floor((2 * mostVisits) / columns.length ** 2)
  const compared = Math.min(rowCount, Math.max(fewestRows, Math.min(mostRows, wanted)))
  const rows = isWide ? Math.min(rowCount, mostRows) : compared
  const levels = new Uint8Array(rows * columns.length)
  const packed = isWide ? createPackedHalves(columns.length, compared) : null
  for (const [index, { size, ordered }] of columns.entries()) {
    const codes = codesOf(index).subarray(0, rows)
    const levelOf = ordered ? quantileLevels(codes, size) : frequentLevels(codes, size)
    for (let i = 0; i < rows; i++) levels[index * rows + i] = levelOf[codes[i]!]!
    if (packed !== null) packColumn(packed, index, levels.subarray(index * rows, (index + 1) * rows))
    if (pace.isDue()) await pace.turn()
  }
  return { rows, levels, packed }
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

/**
 * The `count` columns of `all`, which ascend, that depend most on `target` by Pearson's chi-squared statistic, ascending.
 * Of a wide table they are at most 32, each of which depends on it more than chance makes one of so many seem to.
 */
export function screenFeatures(
  sample: ScreeningSample,
  target: number,
  all: readonly number[],
  count: number,
): readonly number[] {
  const { rows, levels, packed } = sample
  if (packed === null && all.length <= count) return all
  const some = packed === null ? all : likelyFeatures(packed, target, all, candidates)
  const own = levels.subarray(target * rows, (target + 1) * rows).map((level) => level * levelCount)
  const cells = new Uint32Array(2 * levelCount * levelCount)
  const deviates = Math.sqrt(2 * naturalLog(Math.max(1, all.length)))
  const kept: number[] = []
  const scores: number[] = []
  for (const column of some) {
    countCells(own, levels, column * rows, cells)
    const dependence = dependenceOf(cells, rows)
    if (packed !== null && !isBeyondChance(dependence, deviates)) continue
    kept.push(column)
    // Less its mean under independence, so that a column of many levels has no advantage.
    scores.push(dependence.chiSquared - dependence.degrees)
  }
  return highest(kept, Float64Array.from(scores), packed === null ? count : Math.min(count, wideFeatures))
}
