/** Larger joint tables are counted in a map. */
const mostCells = 2 ** 20

/**
 * Cramér's V of two columns of codes, from 0 (independent) to 1 (one decides the other); NaN where either has one code in
 * all rows. Without the correction for bias. Cramér, "Mathematical methods of statistics", 1946, section 21.9.
 */
export function cramersV(a: Int32Array, b: Int32Array, sizes: readonly [number, number]): number {
  const [inA, inB] = [countsOf(a, sizes[0]), countsOf(b, sizes[1])]
  const fewest = Math.min(usedOf(inA), usedOf(inB))
  if (fewest < 2) return NaN
  const size = sizes[1]
  // χ² / n = Σ n_ij² / (n_i · n_j) - 1, which needs the cells that occur alone.
  let sum = -1
  const add = (count: number, cell: number) => {
    sum += (count * count) / (inA[Math.floor(cell / size)]! * inB[cell % size]!)
  }
  if (sizes[0] * size <= mostCells) {
    const cells = new Int32Array(sizes[0] * size)
    for (let row = 0; row < a.length; row++) cells[a[row]! * size + b[row]!]!++
    for (let cell = 0; cell < cells.length; cell++) if (cells[cell]! > 0) add(cells[cell]!, cell)
  } else {
    const cells = new Map<number, number>()
    for (let row = 0; row < a.length; row++) {
      const cell = a[row]! * size + b[row]!
      cells.set(cell, (cells.get(cell) ?? 0) + 1)
    }
    cells.forEach(add)
  }
  return Math.sqrt(Math.min(1, Math.max(0, sum) / (fewest - 1)))
}

/**
 * The correlation ratio η of numbers and codes: the root of the share of the numbers' variance that lies between the means of
 * the codes, from 0 to 1; NaN where the numbers are constant. Rows without a number are left out. Pearson, "On the
 * general theory of skew correlation", 1905.
 */
export function correlationRatio(codes: Int32Array, size: number, numbers: Float64Array): number {
  const counts = new Float64Array(size)
  const sums = new Float64Array(size)
  let [count, mean] = [0, 0]
  for (let row = 0; row < numbers.length; row++) {
    if (numbers[row]! !== numbers[row]!) continue
    count++
    mean += numbers[row]!
  }
  mean /= count
  let squares = 0
  for (let row = 0; row < numbers.length; row++) {
    const difference = numbers[row]! - mean
    if (difference !== difference) continue
    counts[codes[row]!]!++
    sums[codes[row]!]! += difference
    squares += difference * difference
  }
  if (!(squares > 0)) return NaN
  let between = 0
  for (let code = 0; code < size; code++) if (counts[code]! > 0) between += sums[code]! ** 2 / counts[code]!
  return Math.sqrt(Math.min(1, between / squares))
}

function countsOf(codes: Int32Array, size: number): Int32Array {
  const counts = new Int32Array(size)
  for (let row = 0; row < codes.length; row++) counts[codes[row]!]!++
  return counts
}

function usedOf(counts: Int32Array): number {
  return counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0)
}
