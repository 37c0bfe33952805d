/**
 * Trees end to end. A node is one word: -1 - i for the i-th leaf of its tree; otherwise the tested dimension in bits 0 to
 * 11, the threshold's bin in 12 to 19, whether missing values go left in 20, and the left child in 21 to 28, counted from
 * the root. The right child follows the left one.
 */
export interface PackedTrees {
  readonly nodes: Int32Array
  readonly leaves: Float32Array
  /** Leaves of each tree; a tree has one inner node less. */
  readonly leafCounts: Uint8Array
}

/** Where in packed trees a run of them lies. */
export interface TreeRun {
  readonly tree: number
  readonly count: number
  readonly node: number
  readonly leaf: number
}

/** Adds the leaf that each row reaches in each tree of the run to `out`. Bins lie a column of `rowCount` after the other. */
export function addPackedTrees(
  { nodes, leaves, leafCounts }: PackedTrees,
  run: TreeRun,
  bins: Uint8Array,
  missing: Uint8Array,
  rowCount: number,
  out: Float64Array,
): void {
  let root = run.node
  let leaf = run.leaf
  for (let tree = run.tree; tree < run.tree + run.count; tree++) {
    const leafCount = leafCounts[tree]!
    for (let row = 0; row < rowCount; row++) {
      let word = nodes[root]!
      while (word >= 0) {
        const dimension = word & 0xfff
        const bin = bins[dimension * rowCount + row]!
        const goesLeft = bin === missing[dimension] ? (word >> 20) & 1 : bin <= ((word >> 12) & 0xff) ? 1 : 0
        word = nodes[root + ((word >> 21) & 0xff) + 1 - goesLeft]!
      }
      out[row]! += leaves[leaf - 1 - word]!
    }
    root += 2 * leafCount - 1
    leaf += leafCount
  }
}
