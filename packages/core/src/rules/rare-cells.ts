import type { CellCodes } from './rule-columns.ts'

/** Where the cells of a column lie that are not its most frequent one, when they are rare. */
export interface RareCells {
  /** Some of their rows, from all parts of the table. */
  readonly rows: Uint32Array
  readonly common: number
  /** The share of rows that have another cell than the common one. */
  readonly share: number
}

const mostRows = 64
/** Of rare cells, the share that a rule may miss, and of as many others that it may take for them, at most. */
const leastPrecise = 0.15
/** So many standard deviations beyond the mean a count of random rows does not lie. */
const deviations = 6

/** The rare cells of a column. */
export function rareCells({ codes, counts }: CellCodes): RareCells {
  const common = counts.indexOf(counts.reduce((most, count) => Math.max(most, count), 0))
  const total = codes.length - counts[common]!
  const rows: number[] = []
  for (let row = 0, seen = 0; row < codes.length && rows.length < mostRows; row++) {
    if (codes[row] === common) continue
    if (Math.floor((seen * mostRows) / total) >= rows.length) rows.push(row)
    seen++
  }
  return { rows: Uint32Array.from(rows), common, share: total / codes.length }
}

/** The cells of a column in all rows, and in the sample, with numbers of their own. */
export interface SampledCells {
  readonly codes: Int32Array
  readonly sample: Int32Array
  /** How many numbers the sample has. */
  readonly size: number
  /** The sample's number of each cell; -1 for one that it does not hold. */
  readonly sampleCode: Int32Array
}

/** Pairs the numbers that cells have in all rows with those that they have in the sample. */
export function sampledCells(cells: CellCodes, sample: Int32Array, size: number, rows: Uint32Array): SampledCells {
  const sampleCode = new Int32Array(cells.counts.length).fill(-1)
  for (let i = 0; i < rows.length; i++) sampleCode[cells.codes[rows[i]!]!] = sample[i]!
  return { codes: cells.codes, sample, size, sampleCode }
}

const counted = new Int32Array(1 << 16)

/**
 * Whether keys may tell the rare cells of a column: most of these then have keys that hardly any row of the sample has
 * whose cell is the common one. A look at 64 rare cells, where a sample of all rows holds none or few.
 */
export function mayTell(keys: readonly SampledCells[], values: SampledCells, rare: RareCells): boolean {
  const [first, second] = keys as [SampledCells, SampledCells | undefined]
  const width = second?.size ?? 1
  const size = first.size * width
  if (size > counted.length) return true
  counted.fill(0, 0, size)
  const common = values.sampleCode[rare.common]!
  const { sample } = first
  for (let i = 0; i < sample.length; i++) {
    if (values.sample[i] !== common) continue
    counted[second === undefined ? sample[i]! : sample[i]! * width + second.sample[i]!]!++
  }
  const most = mostOf(sample.length, leastPrecise * rare.share)
  let missed = 0
  for (const row of rare.rows) {
    const one = first.sampleCode[first.codes[row]!]!
    const other = second === undefined ? 0 : second.sampleCode[second.codes[row]!]!
    if (one >= 0 && other >= 0 && counted[one * width + other]! > most) missed++
  }
  return missed <= mostOf(rare.rows.length, leastPrecise)
}

/** As many of `count` random rows as can be in a share of the table. */
function mostOf(count: number, share: number): number {
  const mean = count * share
  return mean + deviations * Math.sqrt(mean) + 3
}
