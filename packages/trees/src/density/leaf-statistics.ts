/** What the rows in the leaves of one tree sum up to: `width` numbers a leaf. */
export interface LeafStatistics {
  readonly leaves: number
  readonly width: number
  /** How many rows of each class there are. */
  readonly observed: Float32Array
  /** How many the model expected: the sum of the rows' shares. */
  readonly expected: Float32Array
}

export interface LeafSmoothing {
  readonly classes: number
  readonly isOrdered: boolean
  /** One entry a class: 1 for one that takes no part. */
  readonly lone: Uint8Array
  /** 0 for none. */
  readonly smooth: number
}

/**
 * Everything that leaves learn from rows passes through here, in place, before it becomes factors: the one seam at which
 * counts are smoothed, and noise can be added. Counts of ordered classes are smoothed by two boxes whose width falls with
 * the root of the rows in the leaf.
 */
export function refineLeafStatistics(statistics: LeafStatistics, smoothing: LeafSmoothing): void {
  const { classes, isOrdered, lone, smooth } = smoothing
  if (!isOrdered || smooth === 0 || classes < 3) return
  const { leaves, width, observed, expected } = statistics
  const box = createBox(lone)
  for (let leaf = 0; leaf < leaves; leaf++) {
    const at = leaf * width
    let rows = 0
    for (let c = 0; c < classes; c++) rows += observed[at + c]!
    const half = Math.round(Math.min(classes / 3, (smooth * classes) / Math.sqrt(rows + 1)) / 2)
    if (half < 1) continue
    for (let pass = 0; pass < 2; pass++) {
      box(observed, at, half)
      box(expected, at, half)
    }
  }
}

/**
 * Replaces each number by the mean of those at most `half` away, leaving out the lone ones. Boxes are cut off at the ends,
 * for observed and expected counts alike, so that their ratio keeps its level.
 */
function createBox(lone: Uint8Array): (values: Float32Array, at: number, half: number) => void {
  const classes = lone.length
  const sums = new Float64Array(classes + 1)
  const counts = new Float64Array(classes + 1)
  for (let c = 0; c < classes; c++) counts[c + 1] = counts[c]! + (lone[c] === 1 ? 0 : 1)
  return (values, at, half) => {
    for (let c = 0; c < classes; c++) sums[c + 1] = sums[c]! + (lone[c] === 1 ? 0 : values[at + c]!)
    for (let c = 0; c < classes; c++) {
      if (lone[c] === 1) continue
      const left = Math.max(0, c - half)
      const right = Math.min(classes, c + half + 1)
      values[at + c] = (sums[right]! - sums[left]!) / (counts[right]! - counts[left]!)
    }
  }
}
