import type { Tree } from './tree.ts'

/** Rows by leaf: those of leaf l are `rows[starts[l]]` … `rows[starts[l + 1] - 1]`. */
export interface LeafRows {
  readonly rows: Uint32Array
  readonly starts: Uint32Array
}

/** Puts the real rows together that fell into the same leaf. */
export function groupByLeaf({ leafOf, leafCount }: Tree): LeafRows {
  const starts = new Uint32Array(leafCount + 1)
  for (let row = 0; row < leafOf.length; row++) starts[leafOf[row]! + 1]!++
  for (let leaf = 0; leaf < leafCount; leaf++) starts[leaf + 1]! += starts[leaf]!
  const next = starts.slice()
  const rows = new Uint32Array(leafOf.length)
  for (let row = 0; row < leafOf.length; row++) rows[next[leafOf[row]!]!++] = row
  return { rows, starts }
}
