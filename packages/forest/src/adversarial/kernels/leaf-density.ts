import type { Rng } from '@asdf/contract'
import type { LeafModel } from '../leaf-model.ts'
import { setWords } from './grow-tree.ts'

export interface Smoothing {
  /** Rows that the shares of the whole table count as in every leaf: alpha. */
  readonly pseudoCount: number
  /** How far a number is spread, in share of the rows. */
  readonly bandwidth: number
  /** For each column, 1 where code 0 stands for null and has no neighbors. */
  readonly hasNull: Uint8Array
}

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
  const { sizes, ordered, rowCount, roots, column: nodeColumn, next, setAt, sets, leafRows } = model
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
  const logRows = Float64Array.from(leafRows, (rows) => Math.log(rows / rowCount / roots.length))
  const reached: ReachedLeaves = {
    count: 0,
    leaves: new Int32Array(1024),
    logWeights: new Float64Array(1024),
    largest: -Infinity,
  }
  const open: number[] = []
  const chances = new Float64Array(256)

  return {
    columnCount,
    treeCount: roots.length,
    shares,
    rowsUpTo,
    probability,
    draw,
    drawAmong,
    reach,
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

/** The share of each code in the training rows: what the leaves of one tree hold together. */
function tableShares({
  sizes,
  rowCount,
  roots,
  column,
  next,
  entryStarts,
  entryCodes,
  entryCounts,
}: LeafModel): Float64Array[] {
  const shares = Array.from(sizes, (size) => new Float64Array(size))
  const lastNode = roots.length > 1 ? roots[1]! : column.length
  for (let node = 0; node < lastNode; node++) {
    if (column[node]! >= 0) continue
    for (let one = 0; one < sizes.length; one++) {
      const at = next[node]! * sizes.length + one
      for (let entry = entryStarts[at]!; entry < entryStarts[at + 1]!; entry++)
        shares[one]![entryCodes[entry]!]! += entryCounts[entry]!
    }
  }
  return shares.map((counts) => counts.map((count) => count / rowCount))
}

function sumBelow(shares: Float64Array): Float64Array {
  const below = new Float64Array(shares.length + 1)
  for (let code = 0; code < shares.length; code++) below[code + 1] = below[code]! + shares[code]!
  return below
}

/** From which code to which a number is spread: those whose middle rank is within the bandwidth of its own. */
function windowsOf(
  { sizes, ordered }: LeafModel,
  shares: readonly Float64Array[],
  bandwidth: number,
  hasNull: Uint8Array,
): { readonly low: readonly Uint8Array[]; readonly high: readonly Uint8Array[] } {
  const low = Array.from(sizes, (size) => Uint8Array.from({ length: size }, (_, code) => code))
  const high = low.map((codes) => codes.slice())
  for (let column = 0; column < sizes.length; column++) {
    if (ordered[column] === 0 || bandwidth === 0) continue
    const below = sumBelow(shares[column]!)
    const middle = shares[column]!.map((share, code) => below[code]! + share / 2)
    const first = hasNull[column]!
    for (let code = first; code < sizes[column]!; code++) {
      if (shares[column]![code] === 0) continue
      let from = code
      let to = code
      while (from > first && middle[code]! - middle[from - 1]! <= bandwidth) from--
      while (to + 1 < sizes[column]! && middle[to + 1]! - middle[code]! <= bandwidth) to++
      low[column]![code] = from
      high[column]![code] = to
    }
  }
  return { low, high }
}

interface Boxes {
  /** The box of a leaf in a column, at `leaf * columns + column`. */
  readonly boxOf: Int32Array
  /** `setWords` words a box: which codes it holds. */
  readonly words: Int32Array
  readonly lows: Int32Array
  readonly highs: Int32Array
  /** Share of the table's rows with a code in the box. */
  readonly masses: Float64Array
}

/** Which codes the tests above a leaf leave it, in each column. */
function layBoxes(model: LeafModel, shares: readonly Float64Array[]): Boxes {
  const { sizes, roots, column: nodeColumn, next, setAt, sets, leafRows } = model
  const columnCount = sizes.length
  const boxOf = new Int32Array(leafRows.length * columnCount)
  const words: number[] = []
  const owner: number[] = []
  for (let column = 0; column < columnCount; column++) {
    owner.push(column)
    for (let word = 0; word < setWords; word++) words.push(wordOfSize(sizes[column]!, word))
  }
  const whole = Int32Array.from({ length: columnCount }, (_, column) => column)
  const open: { readonly node: number; readonly boxes: Int32Array }[] = []
  for (const root of roots) {
    open.push({ node: root, boxes: whole })
    while (open.length > 0) {
      const { node, boxes } = open.pop()!
      const column = nodeColumn[node]!
      if (column < 0) {
        boxOf.set(boxes, next[node]! * columnCount)
        continue
      }
      for (let side = 0; side < 2; side++) {
        const inner = boxes.slice()
        inner[column] = owner.length
        owner.push(column)
        for (let word = 0; word < setWords; word++) {
          const set = sets[setAt[node]! + word]!
          words.push(words[boxes[column]! * setWords + word]! & (side === 0 ? set : ~set))
        }
        open.push({ node: next[node]! + side, boxes: inner })
      }
    }
  }
  const lows = new Int32Array(owner.length)
  const highs = new Int32Array(owner.length).fill(-1)
  const masses = new Float64Array(owner.length)
  owner.forEach((column, box) => {
    for (let code = sizes[column]! - 1; code >= 0; code--) {
      if (((words[box * setWords + (code >> 5)]! >>> (code & 31)) & 1) === 0) continue
      lows[box] = code
      if (highs[box]! < 0) highs[box] = code
      masses[box]! += shares[column]![code]!
    }
  })
  return { boxOf, words: Int32Array.from(words), lows, highs, masses }
}

/** The word of a set that holds the codes below `size`. */
function wordOfSize(size: number, word: number): number {
  const codes = Math.max(0, Math.min(32, size - 32 * word))
  return codes === 32 ? -1 : (1 << codes) - 1
}
