import type { FilterModule } from './filter-module.ts'
import type { Points } from './points.ts'
import type { Search } from './search.ts'
import { mismatchDistance, squaredDistance } from '../kernels/euclidean-distance.ts'
import { insertNeighbor } from '../kernels/neighbor-list.ts'

const groupSize = 4
const panelSize = 8
/** Queries packed at a time. */
const queryBlock = 2048
/** References that a group of queries is compared with before its thresholds are lowered: few at first, then more. */
const firstBlock = 8
const blockBytes = 64 * 1024

/**
 * Fills the lists of `search` with the exact nearest neighbors by squared Euclidean distance. Every pair is compared in
 * single precision first; those that could be among the nearest, whatever rounding did, are compared in double.
 *
 * Why none is missed. Let u = 2⁻²⁴, and let a, b be a query and a reference after taking away the references' mean and
 * scaling to magnitudes of at most 1; â, b̂ the same in single precision, so |â − a| ≤ u|a|; C the costs of differing
 * codes; n = columns + code columns + 2. The kernel computes s ≈ |b̂|²(1 − g) − 2â·b̂ + C. Summation in any order has
 * an error of at most γ (|b̂|² + 2|â||b̂| + C) ≤ γ (2|b̂|² + |â|² + C) with γ = nu / (1 − nu). If the pair's squared
 * distance |a − b|² + C is at most D², then |â − b̂|² + C ≤ D²(1 + u) + (2u + 2u²)(|a|² + |b|²). Together
 * s ≤ D²(1 + u + γ) − |â|²(1 − γ − 3u) + |b̂|²(2γ + 4u − g), so with g ≥ 2γ + 4u every such pair has
 * s ≤ D²(1 + g) − |â|²(1 − g), which is the threshold. g below is about twice that. What falls below the smallest
 * single is covered by adding `tiny`.
 */
export function filteredSearch(search: Search, module: FilterModule): void {
  const { queries, references, costs } = search
  const layout = createLayout(search)
  const buffer = module.buffer(layout.end)
  const floats = new Float32Array(buffer)
  const kernel = { module, frame: createFrame(search), layout, floats, integers: new Int32Array(buffer) }
  costs.forEach((cost, c) => (floats[layout.costs / 4 + c] = roundDown(cost * kernel.frame.scale ** 2)))
  for (let begin = 0; begin < queries.rowCount; begin += queryBlock) {
    const end = Math.min(begin + queryBlock, queries.rowCount)
    const norms = packQueries(queries, kernel, begin, end)
    let size = firstBlock
    for (let first = 0; first < references.rowCount; first += size) {
      if (first > 0) size = Math.min(first, layout.blockRows)
      const last = Math.min(first + size, references.rowCount)
      packReferences(references, kernel, first, last)
      compareBlock(search, kernel, { begin, end, norms, first, last })
    }
  }
}

/** Largest number of columns for which the bound on rounding errors is small enough to be of use. */
export const filterColumns = 4096

/** Where the origin is put, by what numbers are multiplied, and the slack of the filter (g). */
interface Frame {
  readonly means: Float64Array
  readonly scale: number
  readonly slack: number
  readonly tiny: number
}

/** Byte offsets into the kernel's memory. */
interface Layout {
  readonly costs: number
  readonly out: number
  readonly groups: number
  readonly groupBytes: number
  readonly panels: number
  readonly panelBytes: number
  readonly blockRows: number
  readonly end: number
}

/** The vector kernel, its memory as numbers, and how both are used in this search. */
interface Kernel {
  readonly module: FilterModule
  readonly frame: Frame
  readonly layout: Layout
  readonly floats: Float32Array
  readonly integers: Int32Array
}

/** Queries `begin` … `end` - 1, with their squared norms (|â|²), and references `first` … `last` - 1, all of them packed. */
interface Block {
  readonly begin: number
  readonly end: number
  readonly norms: Float64Array
  readonly first: number
  readonly last: number
}

function createFrame({ queries, references }: Search): Frame {
  const { numberColumns: columns, codeColumns, rowCount, numbers } = references
  const means = new Float64Array(columns)
  for (let place = 0; place < numbers.length;) for (let c = 0; c < columns; c++) means[c]! += numbers[place++]!
  for (let c = 0; c < columns; c++) means[c]! /= rowCount
  const largest = Math.max(largestDeviation(queries, means), largestDeviation(references, means))
  const slack = (columns + codeColumns + 8) * 2 ** -22
  return { means, scale: largest === 0 ? 1 : 2 ** -Math.ceil(Math.log2(largest)), slack, tiny: (columns + 1) * 1e-30 }
}

function largestDeviation({ numbers, numberColumns }: Points, means: Float64Array): number {
  let largest = 0
  for (let i = 0; i < numbers.length;) {
    for (let c = 0; c < numberColumns; c++) {
      const deviation = Math.abs(numbers[i++]! - means[c]!)
      if (deviation > largest) largest = deviation
    }
  }
  return largest
}

function createLayout({ references, queries }: Search): Layout {
  const width = references.numberColumns + references.codeColumns
  const groupBytes = 4 * groupSize * (1 + width)
  const panelBytes = 4 * panelSize * (1 + width)
  const blockRows = panelSize * Math.max(firstBlock / panelSize, Math.floor(blockBytes / panelBytes))
  const out = align(4 * references.codeColumns)
  const groups = align(out + 4 * groupSize * blockRows)
  const panels = align(groups + groupBytes * Math.ceil(Math.min(queries.rowCount, queryBlock) / groupSize))
  const end = panels + panelBytes * (blockRows / panelSize)
  return { costs: 0, out, groups, groupBytes, panels, panelBytes, blockRows, end }
}

function align(bytes: number): number {
  return 16 * Math.ceil(bytes / 16)
}

/** Packs queries by groups of four, each with an open threshold, and returns their squared norms. */
function packQueries(
  { numberColumns, codeColumns, numbers, codes }: Points,
  kernel: Kernel,
  begin: number,
  end: number,
): Float64Array {
  const { floats, integers } = kernel
  const { means, scale } = kernel.frame
  const { groups, groupBytes } = kernel.layout
  const norms = new Float64Array(end - begin)
  for (let i = 0; i < groupSize * Math.ceil((end - begin) / groupSize); i++) {
    let place = (groups + groupBytes * Math.floor(i / groupSize)) / 4 + (i % groupSize)
    const row = begin + i
    if (row >= end) {
      floats[place] = -Infinity // lets nothing pass
      continue
    }
    floats[place] = Infinity
    let norm = 0
    for (let c = 0; c < numberColumns; c++) {
      place += groupSize
      const value = Math.fround((numbers[row * numberColumns + c]! - means[c]!) * scale)
      floats[place] = -2 * value
      norm += value * value
    }
    for (let c = 0; c < codeColumns; c++) integers[(place += groupSize)] = codes[row * codeColumns + c]!
    norms[i] = norm
  }
  return norms
}

/** Packs references by panels of eight, each headed by their lowered squared norms; places to spare are infinitely far. */
function packReferences(
  { numberColumns, codeColumns, numbers, codes }: Points,
  kernel: Kernel,
  first: number,
  last: number,
): void {
  const { floats, integers } = kernel
  const { means, scale, slack } = kernel.frame
  const { panels, panelBytes } = kernel.layout
  for (let i = 0; i < panelSize * Math.ceil((last - first) / panelSize); i++) {
    const head = (panels + panelBytes * Math.floor(i / panelSize)) / 4 + (i % panelSize)
    const row = first + i
    let place = head
    let norm = row < last ? 0 : Infinity
    for (let c = 0; c < numberColumns && row < last; c++) {
      place += panelSize
      const value = Math.fround((numbers[row * numberColumns + c]! - means[c]!) * scale)
      floats[place] = value
      norm += value * value
    }
    for (let c = 0; c < codeColumns && row < last; c++) integers[(place += panelSize)] = codes[row * codeColumns + c]!
    floats[head] = norm * (1 - slack)
  }
}

/** Compares the packed queries with the packed references, a group at a time, and lowers the thresholds. */
function compareBlock(search: Search, { module, frame, layout, floats, integers }: Kernel, block: Block): void {
  const { numberColumns, codeColumns } = search.references
  const { begin, end, norms, first, last } = block
  const panelCount = Math.ceil((last - first) / panelSize)
  const outPlace = layout.out / 4
  for (let query = begin; query < end; query += groupSize) {
    const group = layout.groups + (layout.groupBytes * (query - begin)) / groupSize
    const found = module.filter(group, layout.panels, panelCount, numberColumns, codeColumns, layout.costs, layout.out)
    if (found === 0) continue
    let changed = 0
    for (let i = outPlace; i < outPlace + found; i++) {
      const pair = integers[i]!
      const reference = first + (pair >> 2)
      if (reference < last && offer(search, query + (pair & 3), reference)) changed |= 1 << (pair & 3)
    }
    for (let q = 0; changed >> q > 0; q++) {
      if ((changed >> q) & 1) floats[group / 4 + q] = threshold(search, frame, query + q, norms[query + q - begin]!)
    }
  }
}

/** Compares one pair exactly; true when the reference got into the query's list. */
function offer(
  { queries, references, costs, excluded, count, indices, distances }: Search,
  i: number,
  j: number,
): boolean {
  const start = i * count
  const limit = distances[start + count - 1]!
  let distance = squaredDistance(queries.numbers, i, references.numbers, j, references.numberColumns, limit)
  if (distance >= limit) return false
  distance += mismatchDistance(queries.codes, i, references.codes, j, references.codeColumns, costs)
  if (distance >= limit || (excluded !== undefined && excluded[i] === j)) return false
  insertNeighbor(distance, j, start, count, distances, indices)
  return true
}

/** What a pair's sum must not exceed for it to be worth an exact comparison, rounded up. */
function threshold({ count, distances }: Search, { scale, slack, tiny }: Frame, query: number, norm: number): number {
  const limit = distances[(query + 1) * count - 1]!
  const exact = limit * scale ** 2 * (1 + slack) - norm * (1 - slack) + tiny
  return Math.fround(exact + Math.abs(exact) * 2 ** -23)
}

function roundDown(value: number): number {
  return Math.min(Math.fround(value * (1 - 2 ** -23)), 3e38)
}
