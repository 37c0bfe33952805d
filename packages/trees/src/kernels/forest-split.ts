import { setWords } from '../tree.ts'

/** The rows of one node of a forest's tree, side by side, and the sums over them. */
export interface ForestNodeRows {
  /** Row numbers of the whole tree; the node's are `start` to before `end`. */
  readonly rows: Uint32Array
  readonly start: number
  readonly end: number
  /** Weight of each of the node's rows, from 0 on. */
  readonly weights: Float64Array
  /** Weight times number, or class code, of each of the node's rows. */
  readonly responses: Float64Array
  /** Sums over the node: weight, then weight times number or the weight of each class. */
  readonly sums: Float64Array
}

/** The best split found so far in a node. */
export interface ForestSplit {
  /** Sum over both children and all outputs of (sum of responses)² / weight; -1 when there is none. */
  score: number
  feature: number
  bin: number
  missingGoesLeft: boolean
  /** The bins that go left, when the feature has no order. */
  readonly set: Int32Array
}

export interface ForestFeature {
  readonly feature: number
  /** Its column of bins, by row. */
  readonly bins: Uint8Array
  readonly missing: number
  readonly isSet: boolean
}

/**
 * Looks for splits of a node by least squares, which for classes is the Gini index: minimizing it is maximizing the sum
 * of (class weight)² / weight over children (Breiman et al., "Classification and Regression Trees", 1984). Keeps the
 * histogram of one feature; only the bins that the node's rows fall into are visited, so small nodes are cheap.
 */
export interface ForestSearch {
  /** Tries every split of one feature; returns whether its rows fall into more than one bin. */
  tryFeature(node: ForestNodeRows, feature: ForestFeature, best: ForestSplit): boolean
}

/** `classCount` is 0 for numbers and two classes, whose response is weight times number. */
export function createForestSearch(classCount: number, minimumRows: number): ForestSearch {
  const outputs = Math.max(1, classCount)
  const width = 1 + outputs
  const histogram = new Float64Array(256 * width)
  const counts = new Int32Array(256)
  const occupied = new Int32Array(256)
  const left = new Float64Array(width)
  const order = new Int32Array(256)
  const ratios = new Float64Array(256)

  function tryFeature(node: ForestNodeRows, feature: ForestFeature, best: ForestSplit): boolean {
    if (classCount === 0) accumulateNumbers(node, feature.bins)
    else accumulateClasses(node, feature.bins)
    const found = findOccupied()
    if (found > 1) {
      if (feature.isSet) trySets(node, feature, found, best)
      else tryThresholds(node, feature, found, best)
    }
    for (let i = 0; i < found; i++) {
      const bin = occupied[i]!
      counts[bin] = 0
      histogram.fill(0, bin * width, (bin + 1) * width)
    }
    return found > 1
  }

  function accumulateNumbers({ rows, start, end, weights, responses }: ForestNodeRows, bins: Uint8Array): void {
    for (let i = start; i < end; i++) {
      const bin = bins[rows[i]!]!
      counts[bin]!++
      histogram[2 * bin]! += weights[i - start]!
      histogram[2 * bin + 1]! += responses[i - start]!
    }
  }

  function accumulateClasses({ rows, start, end, weights, responses }: ForestNodeRows, bins: Uint8Array): void {
    for (let i = start; i < end; i++) {
      const bin = bins[rows[i]!]!
      const weight = weights[i - start]!
      counts[bin]!++
      histogram[width * bin]! += weight
      histogram[width * bin + 1 + responses[i - start]!]! += weight
    }
  }

  function findOccupied(): number {
    let found = 0
    for (let bin = 0; bin < 256; bin++) if (counts[bin]! > 0) occupied[found++] = bin
    return found
  }

  function tryThresholds(node: ForestNodeRows, feature: ForestFeature, found: number, best: ForestSplit): void {
    const hasMissing = occupied[found - 1] === feature.missing
    const present = hasMissing ? found - 1 : found
    scan(node, feature, present, hasMissing ? present : present - 1, -1, best)
    if (hasMissing) scan(node, feature, present, present - 1, feature.missing, best)
  }

  /** Tries the thresholds after the first, second, … `end`-th occupied bin; `leftBin` is in the left child already. */
  function scan(
    node: ForestNodeRows,
    { feature }: ForestFeature,
    present: number,
    end: number,
    leftBin: number,
    best: ForestSplit,
  ): void {
    const { sums } = node
    const total = node.end - node.start
    let leftCount = 0
    left.fill(0)
    if (leftBin >= 0) leftCount = addBin(leftBin)
    for (let i = 0; i < end; i++) {
      leftCount += addBin(occupied[i]!)
      if (leftCount < minimumRows) continue
      if (total - leftCount < minimumRows) break
      const score = scoreOf(sums)
      if (score <= best.score) continue
      best.score = score
      best.feature = feature
      // Half-way to the next bin in use, as an exact tree puts its threshold half-way between two values.
      best.bin = i + 1 < present ? (occupied[i]! + occupied[i + 1]!) >> 1 : occupied[i]!
      // Without missing rows nothing is learned about them: they go where most rows go.
      best.missingGoesLeft = leftBin >= 0 || (end < present && 2 * leftCount > total)
    }
  }

  function addBin(bin: number): number {
    const at = bin * width
    for (let j = 0; j < width; j++) left[j]! += histogram[at + j]!
    return counts[bin]!
  }

  function scoreOf(sums: Float64Array): number {
    const leftWeight = left[0]!
    const rightWeight = sums[0]! - leftWeight
    let leftSquares = 0
    let rightSquares = 0
    for (let j = 1; j < width; j++) {
      const l = left[j]!
      const r = sums[j]! - l
      leftSquares += l * l
      rightSquares += r * r
    }
    return leftSquares / leftWeight + rightSquares / rightWeight
  }

  /** Categories in the order of their mean response (Fisher 1958); with more than two classes, of each class's share. */
  function trySets(node: ForestNodeRows, feature: ForestFeature, found: number, best: ForestSplit): void {
    for (let output = 1; output <= outputs; output++) {
      sortCategories(found, output)
      scanSets(node, feature, found, best)
    }
  }

  function sortCategories(found: number, output: number): void {
    for (let i = 0; i < found; i++) {
      const bin = occupied[i]!
      const ratio = histogram[bin * width + output]! / histogram[bin * width]!
      let place = i
      while (place > 0 && ratios[place - 1]! > ratio) {
        ratios[place] = ratios[place - 1]!
        order[place] = order[place - 1]!
        place--
      }
      ratios[place] = ratio
      order[place] = bin
    }
  }

  function scanSets(node: ForestNodeRows, { feature, missing }: ForestFeature, found: number, best: ForestSplit): void {
    const total = node.end - node.start
    let leftCount = 0
    left.fill(0)
    for (let i = 0; i < found - 1; i++) {
      leftCount += addBin(order[i]!)
      if (leftCount < minimumRows) continue
      if (total - leftCount < minimumRows) break
      const score = scoreOf(node.sums)
      if (score <= best.score) continue
      best.score = score
      best.feature = feature
      writeSet(best.set, i + 1, found, missing, 2 * leftCount > total)
    }
  }

  /** The first `size` categories go left; those that no row of the node has go where most rows go. */
  function writeSet(set: Int32Array, size: number, found: number, missing: number, othersGoLeft: boolean): void {
    for (let word = 0; word < setWords; word++) set[word] = othersGoLeft ? -1 : 0
    for (let i = 0; i < found; i++) {
      const bin = order[i]!
      if (i < size) set[bin >> 5]! |= 1 << (bin & 31)
      else set[bin >> 5]! &= ~(1 << (bin & 31))
    }
    void missing
  }

  return { tryFeature }
}
