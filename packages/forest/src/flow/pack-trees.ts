import type { Tree } from '@asdf/trees/matrix'
import type { PackedTrees } from './kernels/add-packed-trees.ts'
import { missingLeft } from '@asdf/trees/matrix'

/** Trees as `PackedTrees`; those that are `null` become a leaf of 0. At most 128 leaves a tree and 4,096 dimensions. */
export function packTrees(trees: readonly (Tree | null)[]): PackedTrees {
  const leafCounts = Uint8Array.from(trees, (tree) => tree?.values.length ?? 1)
  const total = leafCounts.reduce((sum, count) => sum + count, 0)
  const nodes = new Int32Array(2 * total - trees.length)
  const leaves = new Float32Array(total)
  let node = 0
  let leaf = 0
  for (const tree of trees) {
    if (tree === null) {
      nodes[node++] = -1
      leaf++
      continue
    }
    for (let i = 0; i < tree.feature.length; i++) nodes[node++] = wordOf(tree, i)
    leaves.set(tree.values, leaf)
    leaf += tree.values.length
  }
  return { nodes, leaves, leafCounts }
}

/** Whether every step leads to a later node of the same tree and every dimension, bin and leaf exists. */
export function isSound({ nodes, leaves, leafCounts }: PackedTrees, dimensions: number): boolean {
  let root = 0
  let leaf = 0
  for (const leafCount of leafCounts) {
    const nodeCount = 2 * leafCount - 1
    if (leafCount < 1 || root + nodeCount > nodes.length) return false
    for (let node = 0; node < nodeCount; node++) {
      const word = nodes[root + node]!
      const left = (word >> 21) & 0xff
      if (word < 0 ? -1 - word >= leafCount : (word & 0xfff) >= dimensions || left <= node || left + 1 >= nodeCount) {
        return false
      }
    }
    root += nodeCount
    leaf += leafCount
  }
  return root === nodes.length && leaf === leaves.length && leaves.every((value) => Number.isFinite(value))
}

function wordOf({ feature, test, left }: Tree, node: number): number {
  if (feature[node]! < 0) return -1 - left[node]!
  const missing = (test[node]! & missingLeft) === 0 ? 0 : 1
  return feature[node]! | ((test[node]! & 255) << 12) | (missing << 20) | (left[node]! << 21)
}
