import type { Rng } from '@asdf/contract'
import type { LeafModel } from '../leaf-model.ts'
import type { Evidence, ReachedLeaves } from './reach-leaves.ts'
import { sumBelow, tableShares, windowsOf } from './code-shares.ts'
import { layBoxes } from './leaf-boxes.ts'
import { createReach } from './reach-leaves.ts'
import { setWords } from './tree.ts'

export interface Smoothing {
  /** Rows that the shares of the whole table count as in every leaf: alpha. */
  readonly pseudoCount: number
  /** How far a number is spread, in share of the rows. */
  readonly bandwidth: number
  /** For each column, 1 where code 0 stands for null and has no neighbors. */
  readonly hasNull: Uint8Array
}

/**
 * The density that the leaves describe (Watson et al., AISTATS 2023, Algorithm 2): a mixture over leaves, weighted by their
 * training rows, in each of which columns are independent. Inside a leaf's box, code c of column j has the probability
 * (kernel estimate from the leaf's n rows * n + alpha * share of c among the box's rows of the table) / (n + alpha);
 * outside it has none, so that each tree gives every row exactly one leaf.
 */
export interface LeafDensity {
  readonly columnCount: number
  readonly treeCount: number
  /** The share of each code in the training rows, by column. */
  readonly shares: readonly Float64Array[]
  /** Training rows of each leaf, summed up to and including it: what leaves are drawn by. */
  readonly rowsUpTo: Float64Array
  probability(leaf: number, column: number, code: number): number
  /** A code of this leaf. */
  draw(leaf: number, column: number, rng: Rng): number
  /** A code of this leaf out of those that are flagged; -1 when none has a probability. */
  drawAmong(leaf: number, column: number, flags: Uint8Array, rng: Rng): number
  reach(evidence: Evidence): ReachedLeaves
}

export function leafDensity(model: LeafModel, { pseudoCount, bandwidth, hasNull }: Smoothing): LeafDensity {
  const { sizes, ordered, roots, leafRows } = model
  const { entryStarts, entryCodes, entryCounts } = model
  const columnCount = sizes.length
  const leafCount = leafRows.length
  const shares = tableShares(model)
  /** Shares below each code. */
  const below = shares.map(sumBelow)
  const { low: windowLow, high: windowHigh } = windowsOf(model, shares, bandwidth, hasNull)
  const boxes = layBoxes(model, shares)
  const { boxOf, words, lows, highs, masses } = boxes
  const rowsUpTo = new Float64Array(leafCount)
  for (let leaf = 0, sum = 0; leaf < leafCount; leaf++) rowsUpTo[leaf] = sum += leafRows[leaf]!
  const chances = new Float64Array(256)

  return {
    columnCount,
    treeCount: roots.length,
    shares,
    rowsUpTo,
    probability,
    draw,
    drawAmong,
    reach: createReach(model, probability),
  }

  function isInside(box: number, code: number): boolean {
    return ((words[box * setWords + (code >> 5)]! >>> (code & 31)) & 1) === 1
  }

  function probability(leaf: number, column: number, code: number): number {
    if (code >= sizes[column]!) return 0
    const box = boxOf[leaf * columnCount + column]!
    if (!isInside(box, code)) return 0
    const low = windowLow[column]!
    const high = windowHigh[column]!
    const first = low[code]!
    const last = high[code]!
    const at = leaf * columnCount + column
    let rows = 0
    for (let entry = entryStarts[at]!; entry < entryStarts[at + 1]!; entry++) {
      const other = entryCodes[entry]!
      if (other < first) continue
      if (other > last) break
      rows += entryCounts[entry]! * (first === last ? 1 : spread(column, box, other, code))
    }
    const mass = masses[box]!
    const prior = mass > 0 ? (pseudoCount * shares[column]![code]!) / mass : 0
    return (rows + prior) / (leafRows[leaf]! + (mass > 0 ? pseudoCount : 0))
  }

  /** The share of `from`'s rows that the kernel puts at `to`: by the rows of the table, within the window and the box. */
  function spread(column: number, box: number, from: number, to: number): number {
    const low = Math.max(windowLow[column]![from]!, lows[box]!)
    const high = Math.min(windowHigh[column]![from]!, highs[box]!)
    return shares[column]![to]! / (below[column]![high + 1]! - below[column]![low]!)
  }

  function draw(leaf: number, column: number, rng: Rng): number {
    const at = leaf * columnCount + column
    const box = boxOf[at]!
    let entry = entryStarts[at]!
    const end = entryStarts[at + 1]!
    let left = rng.next() * (leafRows[leaf]! + (masses[box]! > 0 ? pseudoCount : 0))
    for (; entry < end; entry++) {
      left -= entryCounts[entry]!
      if (left >= 0) continue
      const code = entryCodes[entry]!
      const low = Math.max(windowLow[column]![code]!, lows[box]!)
      const high = Math.min(windowHigh[column]![code]!, highs[box]!)
      return low === high ? code : drawBetween(column, box, low, high, rng)
    }
    return drawBetween(column, box, lows[box]!, highs[box]!, rng)
  }

  /** A code from `low` to `high` of the box, by the shares of the whole table. */
  function drawBetween(column: number, box: number, low: number, high: number, rng: Rng): number {
    const share = shares[column]!
    const isRange = ordered[column] === 1
    const mass = isRange ? below[column]![high + 1]! - below[column]![low]! : masses[box]!
    let left = rng.next() * mass
    let last = low
    for (let code = low; code <= high; code++) {
      if (share[code] === 0 || !(isRange || isInside(box, code))) continue
      last = code
      left -= share[code]!
      if (left < 0) break
    }
    return last
  }

  function drawAmong(leaf: number, column: number, flags: Uint8Array, rng: Rng): number {
    let sum = 0
    for (let code = 0; code < sizes[column]!; code++) {
      chances[code] = flags[code] === 1 ? probability(leaf, column, code) : 0
      sum += chances[code]!
    }
    let left = rng.next() * sum
    let last = -1
    for (let code = 0; code < sizes[column]!; code++) {
      if (chances[code] === 0) continue
      last = code
      left -= chances[code]!
      if (left < 0) break
    }
    return last
  }
}
