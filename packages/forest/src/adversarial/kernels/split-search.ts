import type { TwoClasses } from './tree.ts'
import { setWords } from './tree.ts'

/** The rows of a node in the tree's bag: real ones and synthetic ones. */
export interface BagRange {
  realFrom: number
  realTo: number
  otherFrom: number
  otherTo: number
}

/** Looks for the best split of one node after the other. */
export interface SplitSearch {
  /** Starts on a node. */
  open(range: BagRange): void
  /** Tries all splits of a column; whether one is better than those before it. */
  tryColumn(column: number): boolean
  /** The codes that go left in the best split so far. */
  readonly set: Int32Array
}

/**
 * Finds splits by the Gini index: to minimize it is to maximize the sum of (class rows)² / rows over both children (Breiman
 * et al., "Classification and Regression Trees", 1984). Each child has `minimumRows` real rows. `real` and `synthetic` are
 * the rows that ranges are of.
 */
export function createSplitSearch(
  { rowCount, codes, sizes, ordered }: TwoClasses,
  real: Uint32Array,
  synthetic: Uint32Array,
  minimumRows: number,
): SplitSearch {
  const stride = 2 * rowCount
  const realCounts = new Int32Array(256)
  const realCountsToo = new Int32Array(256)
  const otherCounts = new Int32Array(256)
  const otherCountsToo = new Int32Array(256)
  const order = new Int32Array(256)
  const keys = new Float64Array(256)
  const set = new Int32Array(setWords)
  let range: BagRange = { realFrom: 0, realTo: 0, otherFrom: 0, otherTo: 0 }
  let bestScore = 0

  return {
    set,
    open(node) {
      range = node
      const reals = node.realTo - node.realFrom
      const others = node.otherTo - node.otherFrom
      bestScore = (reals * reals + others * others) / (reals + others) + 1e-9 * (reals + others)
    },
    tryColumn(column) {
      count(column)
      const found = takeOccupied(sizes[column]!)
      if (found < 2) return false
      const isRange = ordered[column] === 1
      if (!isRange) sortByShare(found, { order, keys, realCounts, otherCounts })
      const last = scan(found)
      if (last < 0) return false
      if (isRange) writeRange(last)
      else writeSet(found, last)
      return true
    },
  }

  function count(column: number): void {
    const base = column * stride
    const size = sizes[column]!
    const { realFrom, realTo, otherFrom, otherTo } = range
    realCounts.fill(0, 0, size)
    realCountsToo.fill(0, 0, size)
    otherCounts.fill(0, 0, size)
    otherCountsToo.fill(0, 0, size)
    // Two counters in turn: a row need not wait for the one before it, which often has the same code.
    let i = realFrom
    for (; i + 1 < realTo; i += 2) {
      realCounts[codes[base + real[i]!]!]!++
      realCountsToo[codes[base + real[i + 1]!]!]!++
    }
    if (i < realTo) realCounts[codes[base + real[i]!]!]!++
    for (i = otherFrom; i + 1 < otherTo; i += 2) {
      otherCounts[codes[base + synthetic[i]!]!]!++
      otherCountsToo[codes[base + synthetic[i + 1]!]!]!++
    }
    if (i < otherTo) otherCounts[codes[base + synthetic[i]!]!]!++
  }

  function takeOccupied(size: number): number {
    let found = 0
    for (let code = 0; code < size; code++) {
      realCounts[code]! += realCountsToo[code]!
      otherCounts[code]! += otherCountsToo[code]!
      if (realCounts[code]! + otherCounts[code]! > 0) order[found++] = code
    }
    return found
  }

  /** The last place that goes left in a split that is better than the best so far; -1 when there is none. */
  function scan(found: number): number {
    const reals = range.realTo - range.realFrom
    const others = range.otherTo - range.otherFrom
    let leftReal = 0
    let leftOther = 0
    let bestPlace = -1
    for (let place = 0; place < found - 1; place++) {
      const code = order[place]!
      leftReal += realCounts[code]!
      leftOther += otherCounts[code]!
      if (leftReal < minimumRows) continue
      const rightReal = reals - leftReal
      if (rightReal < minimumRows) break
      const rightOther = others - leftOther
      const score =
        (leftReal * leftReal + leftOther * leftOther) / (leftReal + leftOther) +
        (rightReal * rightReal + rightOther * rightOther) / (rightReal + rightOther)
      if (score <= bestScore) continue
      bestScore = score
      bestPlace = place
    }
    return bestPlace
  }

  /** The codes up to half-way to the next one in use. */
  function writeRange(last: number): void {
    const threshold = (order[last]! + order[last + 1]!) >> 1
    set.fill(0)
    for (let code = 0; code <= threshold; code++) set[code >> 5]! |= 1 << (code & 31)
  }

  /** Categories that no row of the node has go where most of the rows go. */
  function writeSet(found: number, last: number): void {
    let rows = 0
    let leftRows = 0
    for (let place = 0; place < found; place++) {
      rows += realCounts[order[place]!]! + otherCounts[order[place]!]!
      if (place === last) leftRows = rows
    }
    set.fill(2 * leftRows > rows ? -1 : 0)
    for (let place = 0; place < found; place++) {
      const code = order[place]!
      if (place <= last) set[code >> 5]! |= 1 << (code & 31)
      else set[code >> 5]! &= ~(1 << (code & 31))
    }
  }
}

interface CategoryCounts {
  readonly order: Int32Array
  readonly keys: Float64Array
  readonly realCounts: Int32Array
  readonly otherCounts: Int32Array
}

/** Categories in the order of their share of real rows: the best split is one of this order (Fisher 1958). */
function sortByShare(found: number, { order, keys, realCounts, otherCounts }: CategoryCounts): void {
  for (let place = 0; place < found; place++) {
    const code = order[place]!
    const key = realCounts[code]! / (realCounts[code]! + otherCounts[code]!)
    let to = place
    while (to > 0 && keys[to - 1]! > key) {
      keys[to] = keys[to - 1]!
      order[to] = order[to - 1]!
      to--
    }
    keys[to] = key
    order[to] = code
  }
}
