import type { Occupied } from './forest-histogram.ts'
import { setWords } from '../tree.ts'

/** A node whose split is looked for. */
export interface SplitNode {
  /** Sums over its rows, laid out as in `Occupied`. */
  readonly sums: Float64Array
  readonly rowCount: number
}

/** A feature whose splits are tried. */
export interface SplitFeature {
  readonly feature: number
  /** Its bin of missing values. */
  readonly missing: number
  /** Whether its bins have no order. */
  readonly isSet: boolean
}

/** The best split found so far in a node. */
export interface ForestSplit {
  /** Sum over both children and all outputs of (sum of responses)² / weight. */
  score: number
  /** -1 when there is none. */
  feature: number
  bin: number
  missingGoesLeft: boolean
  /** The bins that go left, when the feature has no order. */
  readonly set: Int32Array
}

export function noSplit(): ForestSplit {
  return { score: -1, feature: -1, bin: 0, missingGoesLeft: false, set: new Int32Array(setWords) }
}

/**
 * Finds splits by least squares, which for classes is the Gini index: to minimize it is to maximize the sum of
 * (class weight)² / weight over both children (Breiman et al., "Classification and Regression Trees", 1984).
 */
export interface ForestScan {
  /** Tries all splits of one feature, and keeps in `best` what is better than it. */
  tryFeature(node: SplitNode, feature: SplitFeature, best: ForestSplit): void
}

/** `minimumRows` above 1 needs `occupied.counts`. */
export function createForestScan(occupied: Occupied, width: number, minimumRows: number): ForestScan {
  const { bins, sums: binSums, counts } = occupied
  const left = new Float64Array(width)
  const order = new Int32Array(256)
  const ratios = new Float64Array(256)
  let leftCount = 0

  function tryFeature(node: SplitNode, feature: SplitFeature, best: ForestSplit): void {
    if (occupied.found < 2) return
    if (feature.isSet) trySets(node, feature, best)
    else tryThresholds(node, feature, best)
  }

  function tryThresholds(node: SplitNode, feature: SplitFeature, best: ForestSplit): void {
    const last = occupied.found - 1
    const hasMissing = bins[last] === feature.missing
    const present = hasMissing ? last : last + 1
    scan(node, feature.feature, present, hasMissing, false, best)
    if (hasMissing) scan(node, feature.feature, present, true, true, best)
  }

  /** Tries the threshold after each occupied bin in turn, missing values going right or left. */
  function scan(
    node: SplitNode,
    feature: number,
    present: number,
    hasMissing: boolean,
    missingGoesLeft: boolean,
    best: ForestSplit,
  ): void {
    left.fill(0)
    leftCount = 0
    if (missingGoesLeft) add(present)
    const end = hasMissing && !missingGoesLeft ? present : present - 1
    for (let i = 0; i < end; i++) {
      add(i)
      if (leftCount < minimumRows) continue
      if (minimumRows > 1 && node.rowCount - leftCount < minimumRows) break
      const score = scoreOf(node.sums)
      if (score <= best.score) continue
      best.score = score
      best.feature = feature
      // Half-way to the next bin in use, as an exact tree puts its threshold half-way between two values.
      best.bin = i + 1 < present ? (bins[i]! + bins[i + 1]!) >> 1 : bins[i]!
      // Without missing rows nothing is learned about them: they go where most of the weight goes.
      best.missingGoesLeft = missingGoesLeft || (!hasMissing && 2 * left[0]! > node.sums[0]!)
    }
  }

  function add(place: number): void {
    leftCount += minimumRows > 1 ? counts[place]! : 1
    if (width === 2) {
      left[0]! += binSums[2 * place]!
      left[1]! += binSums[2 * place + 1]!
      return
    }
    for (let j = 0; j < width; j++) left[j]! += binSums[place * width + j]!
  }

  function scoreOf(sums: Float64Array): number {
    const leftWeight = left[0]!
    const rightWeight = sums[0]! - leftWeight
    if (width === 2) {
      const right = sums[1]! - left[1]!
      return (left[1]! * left[1]!) / leftWeight + (right * right) / rightWeight
    }
    let leftSquares = 0
    let rightSquares = 0
    for (let j = 1; j < width; j++) {
      const right = sums[j]! - left[j]!
      leftSquares += left[j]! * left[j]!
      rightSquares += right * right
    }
    return leftSquares / leftWeight + rightSquares / rightWeight
  }

  /** Categories in the order of their mean response (Fisher 1958); with more than two classes, of each class's share. */
  function trySets(node: SplitNode, { feature }: SplitFeature, best: ForestSplit): void {
    for (let output = 1; output < width; output++) {
      sortCategories(output)
      scanSets(node, feature, best)
    }
  }

  function sortCategories(output: number): void {
    for (let place = 0; place < occupied.found; place++) {
      const ratio = binSums[place * width + output]! / binSums[place * width]!
      let to = place
      while (to > 0 && ratios[to - 1]! > ratio) {
        ratios[to] = ratios[to - 1]!
        order[to] = order[to - 1]!
        to--
      }
      ratios[to] = ratio
      order[to] = place
    }
  }

  function scanSets(node: SplitNode, feature: number, best: ForestSplit): void {
    left.fill(0)
    leftCount = 0
    for (let i = 0; i < occupied.found - 1; i++) {
      add(order[i]!)
      if (leftCount < minimumRows) continue
      if (minimumRows > 1 && node.rowCount - leftCount < minimumRows) break
      const score = scoreOf(node.sums)
      if (score <= best.score) continue
      best.score = score
      best.feature = feature
      writeSet(occupied, order, i + 1, 2 * left[0]! > node.sums[0]!, best.set)
    }
  }

  return { tryFeature }
}

/** The first `size` categories go left; those that no row of the node has go where most of the weight goes. */
function writeSet(
  { found, bins }: Occupied,
  order: Int32Array,
  size: number,
  othersGoLeft: boolean,
  out: Int32Array,
): void {
  out.fill(othersGoLeft ? -1 : 0)
  for (let i = 0; i < found; i++) {
    const bin = bins[order[i]!]!
    if (i < size) out[bin >> 5]! |= 1 << (bin & 31)
    else out[bin >> 5]! &= ~(1 << (bin & 31))
  }
}
