import type { LeafModel } from '../leaf-model.ts'

/** What a row is known to hold: for each column a code, a set of codes as 256 flags, or nothing. */
export type Evidence = readonly (number | Uint8Array | undefined)[]

/** Leaves that evidence does not rule out. Overwritten by the next search. */
export interface ReachedLeaves {
  count: number
  leaves: Int32Array
  /** log of the leaf's weight times the probability of the evidence in it. */
  logWeights: Float64Array
  /** The largest of them; -Infinity when there are none. */
  largest: number
}

/** log of the probability of the evidence: that of all leaves found, together. */
export function logProbability({ count, logWeights, largest }: ReachedLeaves): number {
  if (count === 0) return -Infinity
  let sum = 0
  for (let i = 0; i < count; i++) sum += Math.exp(logWeights[i]! - largest)
  return largest + Math.log(sum)
}

/**
 * Finds the leaves that evidence does not rule out, by walking down every tree: both ways where the column tested is not
 * known. `probability` is that of a code in a leaf's column.
 */
export function createReach(
  model: LeafModel,
  probability: (leaf: number, column: number, code: number) => number,
): (evidence: Evidence) => ReachedLeaves {
  const { sizes, rowCount, roots, column: nodeColumn, next, setAt, sets, leafRows } = model
  const columnCount = sizes.length
  const logRows = Float64Array.from(leafRows, (rows) => Math.log(rows / rowCount / roots.length))
  const reached: ReachedLeaves = {
    count: 0,
    leaves: new Int32Array(1024),
    logWeights: new Float64Array(1024),
    largest: -Infinity,
  }
  const open: number[] = []

  return reach

  function reach(evidence: Evidence): ReachedLeaves {
    reached.count = 0
    reached.largest = -Infinity
    for (let tree = 0; tree < roots.length; tree++) {
      open.push(roots[tree]!)
      while (open.length > 0) {
        const node = open.pop()!
        const column = nodeColumn[node]!
        if (column < 0) {
          const leaf = next[node]!
          if (leafRows[leaf]! > 0) addLeaf(leaf, evidence)
          continue
        }
        const known = evidence[column]
        const goesLeft = known === undefined ? 3 : sidesOf(node, known)
        if ((goesLeft & 2) !== 0) open.push(next[node]! + 1)
        if ((goesLeft & 1) !== 0) open.push(next[node]!)
      }
    }
    return reached
  }

  /** 1 when the left child is possible, 2 when the right one is, 3 for both. */
  function sidesOf(node: number, known: number | Uint8Array): number {
    const at = setAt[node]!
    if (typeof known === 'number') return ((sets[at + (known >> 5)]! >>> (known & 31)) & 1) === 1 ? 1 : 2
    let sides = 0
    for (let code = 0; code < known.length; code++) {
      if (known[code] === 1) sides |= ((sets[at + (code >> 5)]! >>> (code & 31)) & 1) === 1 ? 1 : 2
    }
    return sides
  }

  function addLeaf(leaf: number, evidence: Evidence): void {
    let log = logRows[leaf]!
    for (let column = 0; column < columnCount; column++) {
      const known = evidence[column]
      if (known === undefined) continue
      let chance = 0
      if (typeof known === 'number') chance = probability(leaf, column, known)
      else
        for (let code = 0; code < sizes[column]!; code++)
          if (known[code] === 1) chance += probability(leaf, column, code)
      if (chance === 0) return
      log += Math.log(chance)
    }
    if (reached.count === reached.leaves.length) growReached()
    reached.leaves[reached.count] = leaf
    reached.logWeights[reached.count++] = log
    if (log > reached.largest) reached.largest = log
  }

  function growReached(): void {
    const { leaves, logWeights } = reached
    reached.leaves = new Int32Array(2 * leaves.length)
    reached.logWeights = new Float64Array(2 * leaves.length)
    reached.leaves.set(leaves)
    reached.logWeights.set(logWeights)
  }
}
