/** Cells are counted by so many levels of each of two columns. */
export const levelCount = 8
const cellCount = levelCount * levelCount

/** How much two columns depend on each other in some rows. */
export interface Dependence {
  /** Pearson's chi-squared statistic. */
  readonly chiSquared: number
  /** Its mean where they are independent. */
  readonly degrees: number
  /** The squared correlation of their levels times the rows, which independent columns have 1 of, on average. */
  readonly alongLevels: number
}

/**
 * Counts rows by two columns' levels, of which the one's are given times `levelCount`. `cells` has room for twice the 64
 * counts: rows take turns, so that one need not wait for the count of the last.
 */
export function countCells(own: Uint8Array, levels: Uint8Array, from: number, cells: Uint32Array): void {
  cells.fill(0)
  const pairs = own.length & ~1
  for (let i = 0; i < pairs; i += 2) {
    cells[own[i]! + levels[from + i]!]!++
    cells[cellCount + own[i + 1]! + levels[from + i + 1]!]!++
  }
  if (pairs < own.length) cells[own[pairs]! + levels[from + pairs]!]!++
  for (let cell = 0; cell < cellCount; cell++) cells[cell]! += cells[cellCount + cell]!
}

/** The dependence of two columns whose rows `countCells` has counted. */
export function dependenceOf(cells: Uint32Array, total: number): Dependence {
  const across = new Float64Array(levelCount)
  for (let cell = 0; cell < cellCount; cell++) across[cell % levelCount]! += cells[cell]!
  let sum = 0
  let rowsUsed = -1
  let columnsUsed = -1
  const along = { x: 0, y: 0, xx: 0, yy: 0, xy: 0 }
  for (let i = 0; i < levelCount; i++) {
    if (across[i]! > 0) columnsUsed++
    along.y += i * across[i]!
    along.yy += i * i * across[i]!
    let down = 0
    let part = 0
    let products = 0
    for (let j = 0; j < levelCount; j++) {
      const count = cells[i * levelCount + j]!
      if (count === 0) continue
      down += count
      part += (count * count) / across[j]!
      products += j * count
    }
    if (down === 0) continue
    rowsUsed++
    sum += part / down
    along.x += i * down
    along.xx += i * i * down
    along.xy += i * products
  }
  const spread = (total * along.xx - along.x ** 2) * (total * along.yy - along.y ** 2)
  const shared = total * along.xy - along.x * along.y
  return {
    chiSquared: total * (sum - 1),
    degrees: rowsUsed * columnsUsed,
    alongLevels: spread === 0 ? 0 : (total * shared ** 2) / spread,
  }
}

/**
 * Whether columns depend on each other more than independent ones do whose statistics lie this many standard deviates
 * out. Quantiles of chi-squared are those of Wilson and Hilferty (PNAS 17, 1931).
 */
export function isBeyondChance({ chiSquared, degrees, alongLevels }: Dependence, deviates: number): boolean {
  return alongLevels > deviates ** 2 || (degrees > 0 && chiSquared > chiSquaredQuantile(degrees, deviates))
}

function chiSquaredQuantile(degrees: number, deviates: number): number {
  const variance = 2 / (9 * degrees)
  return degrees * (1 - variance + deviates * Math.sqrt(variance)) ** 3
}
